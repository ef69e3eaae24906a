/* Keyset paging of lists: the address carries older=ID or newer=ID, the public id of the row at the edge of the page before. */
#ifndef BDG_PAGER_H
#define BDG_PAGER_H
#include "web/http.h"

#define BDG_PAGER_ROWS 25

typedef struct bdg_pager_t {
    const char *cursor;        /* public id, or NULL for the first page */
    int newer;                 /* the rows before the cursor are wanted */
    int has_newer, has_older;  /* after bdg_pager_trim() */
} bdg_pager_t;

bdg_pager_t bdg_pager_read(const bdg_req_t *req);
/* rows: newest first, one more than limit where there are more beyond the page (at the end, or for newer at the beginning): takes that one off. */
void bdg_pager_trim(bdg_pager_t *pager, apr_array_header_t *rows, int limit);
/* model.pager for partials/pager, and model.has_rows. path: of the list, below the prefix; first, last: public ids of the rows on the page (NULL
 * when there are none); the other arguments of the query stay in the links. text: "18,402 badges". */
void bdg_pager_model(json_t *model, const bdg_req_t *req, const bdg_pager_t *pager, const char *path, const char *first, const char *last, const char *text);
/* Other words for its links than Newer and Older, after bdg_pager_model(). */
void bdg_pager_words(json_t *model, const char *newer, const char *older);
#endif
