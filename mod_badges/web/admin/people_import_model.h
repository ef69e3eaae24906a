/* What the pages of an import of people share. */
#ifndef BDG_WEB_PEOPLE_IMPORT_MODEL_H
#define BDG_WEB_PEOPLE_IMPORT_MODEL_H
#include "core/people_import.h"
#include "web/http.h"

const char *bdg_import_path(const bdg_req_t *req, const char *public_id, const char *rest);    /* below the prefix, for redirects */
/* The one that the address names: of the organisation shown; whoever administers groups only sees their own. */
bdg_err_t *bdg_import_load(bdg_people_import_t **out, bdg_req_t *req) BDG_MUST_CHECK;
int bdg_import_is(const bdg_people_import_t *import, const char *state);
const char *bdg_import_state_text(const char *state);
/* {import {name, href, revision}, steps}: a model in the request's pool. step: 1 upload, 2 check, 3 import. */
json_t *bdg_import_page(const bdg_req_t *req, const bdg_people_import_t *import, int step);
/* Few rows are done before the answer, many by a worker; then on to the page (or, with something to ask, to the columns). */
bdg_err_t *bdg_import_go_on(bdg_req_t *req, bdg_res_t *res, const bdg_people_import_t *import, const char *flash) BDG_MUST_CHECK;
#endif
