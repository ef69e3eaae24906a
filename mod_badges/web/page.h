/* What every page shows around its content: model.page (htdocs/templates/STYLE.md). */
#ifndef BDG_PAGE_H
#define BDG_PAGE_H
#include "web/http.h"
bdg_err_t *bdg_page_add(bdg_req_t *req, bdg_res_t *res, json_t *model) BDG_MUST_CHECK;
/* Chooses template and model for an error (or the way to sign in). */
bdg_err_t *bdg_page_error(bdg_req_t *req, bdg_res_t *res, const bdg_err_t *e) BDG_MUST_CHECK;
/* web/auth.c: the sign-in page for somebody whose session ended in the middle of a form; what was typed comes back after it. */
bdg_err_t *bdg_page_sign_in_again(bdg_req_t *req, bdg_res_t *res) BDG_MUST_CHECK;
#endif
