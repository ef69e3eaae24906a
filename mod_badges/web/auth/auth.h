/* What the pages of signing in share. */
#ifndef BDG_WEB_AUTH_H
#define BDG_WEB_AUTH_H
#include "web/routes.h"

/* A path of ours to go back to: begins with one slash, no scheme or host in any reading of browsers, no backslash, no control characters, at most
 * 4,000 bytes (an application's question has a long query). NULL for everything else. What may not stand in a header as it is comes back percent-encoded. path may be NULL. */
const char *bdg_local_path(const char *path, apr_pool_t *pool);

/* Where an account begins: the administration, or its own credentials. */
bdg_err_t *bdg_home_of(const char **path, bdg_req_t *req, int64_t account_id) BDG_MUST_CHECK;

/* Hashes or checks a password in one of the few places there are for it, holding no connection meanwhile. BDG_E_RATE with Retry-After when all stay taken. */
bdg_err_t *bdg_auth_hash(bdg_req_t *req, bdg_res_t *res, const char **hash, const char *password) BDG_MUST_CHECK;
/* *fits: does it? *new_hash (may be NULL): the same password with today's parameters when hash has others, else NULL. hash may be NULL: nobody's. */
bdg_err_t *bdg_auth_verify(bdg_req_t *req, bdg_res_t *res, int *fits, const char **new_hash, const char *hash, const char *password) BDG_MUST_CHECK;

/* A form of somebody whose session ended: what was typed, as one text for a hidden field, or NULL when it should not be kept. *files: how many files
 * were chosen; of these only the names are kept. */
const char *bdg_resume_pack(bdg_req_t *req, int *files);
/* The page that offers to send such a form now. 0 when packed is not one of ours. */
int bdg_resume_page(bdg_req_t *req, bdg_res_t *res, const char *packed);
#endif
