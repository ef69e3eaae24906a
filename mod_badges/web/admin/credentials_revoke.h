/* Revoking several credentials. */
#ifndef BDG_CREDENTIALS_REVOKE_H
#define BDG_CREDENTIALS_REVOKE_H
#include "web/admin/credentials_filter.h"
/* The page that asks: these n that were chosen, or (n 0) all that match. problems: a model with problems, values and errors to show again, or NULL. */
bdg_err_t *bdg_revoke_confirm(bdg_req_t *req, bdg_res_t *res, bdg_credentials_t *c, const char *const *ids, int n, json_t *problems) BDG_MUST_CHECK;
#endif
