#include "store/list.h"
#include <string.h>

bdg_list_t bdg_list_make(int row_size, apr_pool_t *pool)
{
    bdg_list_t l = { apr_array_make(pool, 32, row_size), pool };
    return l;
}

apr_array_header_t *bdg_list_end(bdg_list_t *list, int turn)
{
    apr_array_header_t *a = list->rows;
    size_t size = (size_t)a->elt_size;
    char *spare = turn ? apr_palloc(list->pool, size) : NULL;
    for (int i = 0, j = a->nelts - 1; turn && i < j; i++, j--) {
        char *x = a->elts + (size_t)i * size, *y = a->elts + (size_t)j * size;
        memcpy(spare, x, size);
        memcpy(x, y, size);
        memcpy(y, spare, size);
    }
    return a;
}
