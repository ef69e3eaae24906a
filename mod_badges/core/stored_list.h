/* Lists that a version of a badge keeps as JSON: an array of objects in the order chosen, most members of which are texts. Each kind of list is described once
 * (bdg_stored_list_t), and is read and written by that. */
#ifndef BDG_STORED_LIST_H
#define BDG_STORED_LIST_H
#include "base/json.h"

typedef struct bdg_stored_text_t {
    const char *key;             /* the member's name */
    size_t at;                   /* offset of a const char *, which is NULL for what is not there */
    int needed;
} bdg_stored_text_t;

typedef struct bdg_stored_list_t {
    size_t size;                 /* of one row in memory */
    size_t max;                  /* bytes of the JSON */
    const char *what;            /* the column, for the log */
    const bdg_stored_text_t *texts;   /* in the order in which they are written; ends with key NULL */
    /* Members that are no plain texts, which stand behind those; NULL where there are none. take: 0 when they are not of our writing. */
    int (*take)(void *row, const json_t *o, apr_pool_t *pool);
    void (*put)(json_t *o, const void *row);
} bdg_stored_list_t;

/* json NULL or "" is none. *rows: an array of *n in pool. BDG_E_INTERNAL when it is not of our writing, BDG_E_MALFORMED when it is no JSON; *n is 0 then. */
bdg_err_t *bdg_stored_list_read(void *rows, int *n, const bdg_stored_list_t *kind, const char *json, apr_pool_t *pool) BDG_MUST_CHECK;
/* "[]" for none. */
const char *bdg_stored_list_write(const void *rows, int n, const bdg_stored_list_t *kind, apr_pool_t *pool);
#endif
