/* What the pages of a recipient share (layouts/me). */
#ifndef BDG_WEB_ME_H
#define BDG_WEB_ME_H
#include "store/recipient.h"
#include "web/http.h"

typedef enum { BDG_ME_CREDENTIALS, BDG_ME_COLLECTIONS, BDG_ME_IMPORTED, BDG_ME_ACCOUNT } bdg_me_section_e;
/* A model that says which of the pages' parts is shown; owned by the request. */
json_t *bdg_me_model(bdg_req_t *req, bdg_me_section_e section);
/* {id, href, badge_name, issuer_name, recipient_name, image_url, issued_*, expires_*, state, state_text, is_new, is_live: neither revoked nor rejected}: a new reference. */
json_t *bdg_me_card(const bdg_req_t *req, const bdg_held_t *held);
/* date_iso, date_words ("22 Nov 2026") and date_exact ("22 November 2026"), "" for none. */
void bdg_me_date(json_t *o, const char *key, bdg_date_t date, apr_pool_t *pool);

/* me/confirm: the page of its own before a dangerous act. Addresses below the prefix. */
typedef struct bdg_me_confirm_t {
    const char *heading, *text, *points[5] /* ends with NULL */, *action, *button, *back;
    int dangerous;
} bdg_me_confirm_t;
bdg_err_t *bdg_me_confirm(bdg_req_t *req, bdg_res_t *res, bdg_me_section_e section, const bdg_me_confirm_t *confirm) BDG_MUST_CHECK;
/* Verifies a badge that somebody brings, with one proven address after the other until it is theirs (*is_mine); when it is nobody's of them, the verdict is
 * that of the badge alone. Gives the connection back: documents may be fetched. */
bdg_err_t *bdg_me_verify(const json_t **verdict, int *is_mine, bdg_req_t *req, const void *data, size_t len) BDG_MUST_CHECK;
#endif
