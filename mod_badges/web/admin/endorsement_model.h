/* How endorsements are shown to those who ask for them, and to those who make them. */
#ifndef BDG_ENDORSEMENT_MODEL_H
#define BDG_ENDORSEMENT_MODEL_H
#include "core/endorsement.h"
#include "web/http.h"

/* One endorsement: {who, who_page, of, of_page, kind_text, state, state_text, at_*, comment_html, message, reason, version, elsewhere_url, public_href, href}. A new reference. */
bdg_err_t *bdg_endorsement_model(json_t **out, const bdg_req_t *req, const bdg_endorsement_t *e) BDG_MUST_CHECK;
const char *bdg_endorsement_of(const bdg_endorsement_t *e, apr_pool_t *pool);       /* "Sea rescue", "Sea rescue, awarded to Noor Haddad" */
const char *bdg_endorsement_href(const bdg_req_t *req, const char *public_id, const char *rest);
#endif
