/* public/landing: the page, and its preview. */
#ifndef BDG_LANDING_MODEL_H
#define BDG_LANDING_MODEL_H
#include "store/landing.h"
#include "store/organisation.h"
#include "web/http.h"
/* Answers with the page. preview: what was not published or not even saved. */
bdg_err_t *bdg_landing_page(bdg_req_t *req, bdg_res_t *res, const bdg_organisation_t *o, const bdg_landing_t *landing, int preview) BDG_MUST_CHECK;
#endif
