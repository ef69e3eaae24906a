/* Collecting rows into an array, for the row mappers of lists. */
#ifndef BDG_STORE_LIST_H
#define BDG_STORE_LIST_H
#include <apr_tables.h>

typedef struct bdg_list_t { apr_array_header_t *rows; apr_pool_t *pool; } bdg_list_t;

bdg_list_t bdg_list_make(int row_size, apr_pool_t *pool);
/* The rows, turned round where they were read from the other end. */
apr_array_header_t *bdg_list_end(bdg_list_t *list, int turn);
#endif
