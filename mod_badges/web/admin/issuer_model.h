/* What the pages of one issuer share. */
#ifndef BDG_ISSUER_MODEL_H
#define BDG_ISSUER_MODEL_H
#include "store/graphic.h"
#include "store/issuer.h"
#include "web/http.h"

/* The issuer of the address, and its logo or NULL. */
bdg_err_t *bdg_issuer_load(bdg_issuer_t **i, bdg_graphic_t **logo, bdg_req_t *req) BDG_MUST_CHECK;
/* What every page of it shows around its content: issuer, tabs, may_edit. tab: the end of the present one's address ("", "/profile", "/keys"). A new
 * reference. */
json_t *bdg_issuer_model(bdg_req_t *req, const bdg_issuer_t *i, const bdg_graphic_t *logo, const char *tab);
#endif
