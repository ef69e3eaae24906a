/* Reading request bodies under the route's cap. */
#ifndef BDG_BODY_H
#define BDG_BODY_H
#include "web/routes.h"
/* A Content-Length over the cap: BDG_E_TOO_LARGE before a byte is read. */
bdg_err_t *bdg_body_check_length(const bdg_req_t *req) BDG_MUST_CHECK;
/* Fills form, uploads (spooled to BadgesTmpDir, removed with the pool) or body. Bodies where none is taken: BDG_E_MALFORMED. */
bdg_err_t *bdg_body_read(bdg_req_t *req) BDG_MUST_CHECK;
/* web/multipart_body.c: the same for multipart/form-data; files are spooled. */
bdg_err_t *bdg_body_multipart(bdg_req_t *req, const char *content_type, long long cap) BDG_MUST_CHECK;
#endif
