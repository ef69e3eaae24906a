/* An imported badge as pages show it. */
#ifndef BDG_IMPORTED_MODEL_H
#define BDG_IMPORTED_MODEL_H
#include "store/imported.h"
#include "web/http.h"
/* {id, href, badge_name, issuer_name, recipient_name "", image_url, issued_*, expires_*, checked_*, state, state_text, imported: true, is_mine}: a new reference. */
json_t *bdg_imported_card(const bdg_req_t *req, const bdg_imported_t *imported);
#endif
