/* Reading request bodies under the route's cap. */
#ifndef BDG_BODY_H
#define BDG_BODY_H
#include "web/routes.h"
/* A Content-Length over the cap: BDG_E_TOO_LARGE before a byte is read. */
bdg_err_t *bdg_body_check_length(const bdg_req_t *req) BDG_MUST_CHECK;
/* Fills form, uploads (spooled to BadgesTmpDir, removed with the pool) or body. Bodies where none is taken: BDG_E_MALFORMED. */
bdg_err_t *bdg_body_read(bdg_req_t *req) BDG_MUST_CHECK;
/* The same, but of files only the names are kept: their uploads have no path. For those who may not upload, whose words are kept all the same. */
bdg_err_t *bdg_body_read_words(bdg_req_t *req) BDG_MUST_CHECK;
/* web/multipart_body.c: the same for multipart/form-data; spool: whether files are kept. */
bdg_err_t *bdg_body_multipart(bdg_req_t *req, const char *content_type, long long cap, int spool) BDG_MUST_CHECK;
#endif
