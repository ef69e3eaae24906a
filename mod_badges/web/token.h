/* Who asks, for addresses of programs: BDG_ENTRY_TOKEN. */
#ifndef BDG_WEB_TOKEN_H
#define BDG_WEB_TOKEN_H
#include "web/routes.h"
/* Fills actor from Authorization: Bearer (RFC 6750), and asks the scopes of the row. BDG_E_UNAUTHENTICATED, BDG_E_FORBIDDEN, with WWW-Authenticate set. */
bdg_err_t *bdg_token_identify(bdg_req_t *req, bdg_res_t *res) BDG_MUST_CHECK;
#endif
