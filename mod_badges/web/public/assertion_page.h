/* The models of an award's public page (htdocs/templates/public/assertion.html and assertion-revoked.html say what is in them). */
#ifndef BDG_ASSERTION_PAGE_H
#define BDG_ASSERTION_PAGE_H
#include "store/assertion.h"
#include "web/public/wording.h"

/* Of an award that is not revoked: a new reference. */
bdg_err_t *bdg_assertion_page(json_t **model, const bdg_req_t *req, const bdg_assertion_t *a, const bdg_wording_t *w) BDG_MUST_CHECK;
json_t *bdg_assertion_page_revoked(const bdg_req_t *req, const bdg_assertion_t *a, const bdg_wording_t *w);
/* Of one that its recipient rejected: that it is proven, and nothing of whose it is or how it was earned (core/recipient.h). */
json_t *bdg_assertion_page_rejected(const bdg_req_t *req, const bdg_assertion_t *a, const bdg_wording_t *w);
/* Where the badge has words in several languages, the page (and it alone; documents name one) shows those that the visitor asked for (?language=), or whose browser did, and
 * offers the others. Such a page differs from visitor to visitor, so this process does not keep it; caches outside are told by Vary. model: of bdg_assertion_page(). */
bdg_err_t *bdg_assertion_page_in_language(json_t *model, bdg_req_t *req, bdg_res_t *res, const bdg_assertion_t *a, const bdg_wording_t *w) BDG_MUST_CHECK;
int bdg_assertion_expired(const bdg_assertion_t *a);

/* Fills w->page, what is the same on every such page. Values in it belong to pool and are read by many threads, never changed. */
bdg_err_t *bdg_assertion_page_parts(bdg_wording_t *w, const bdg_site_t *site, int signing_works, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
