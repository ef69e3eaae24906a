/* What is in a collection, as its owner and as everybody else sees it. */
#ifndef BDG_COLLECTION_ITEMS_H
#define BDG_COLLECTION_ITEMS_H
#include "store/collection.h"
#include "web/http.h"

typedef enum { BDG_ITEMS_OF_OWNER /* all, with why some are not shown to others */, BDG_ITEMS_OF_PUBLIC /* only what is in order */ } bdg_items_for_e;
/* *items: [{key, href, badge_name, issuer_name, recipient_name, image_url, issued_*, expires_*, state, state_text, imported, why_not, is_first, is_last}] in
 * their order: a new reference. Items that are not there any more are left out. */
bdg_err_t *bdg_collection_items_model(json_t **items, bdg_req_t *req, bdg_db_t *db, const bdg_collection_t *collection, bdg_items_for_e who) BDG_MUST_CHECK;
#endif
