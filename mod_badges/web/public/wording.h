/* What awards were made under: a badge class version and an issuer version, which never change. Kept in the process, so that a public
 * document costs one query. The live members of bdg_badge_class_t (state, graphic, counts, revision, endorsements) are as old as the entry: not to be shown. */
#ifndef BDG_WORDING_H
#define BDG_WORDING_H
#include "web/http.h"
#include "core/openbadges/ob3.h"
#include "store/badge_class.h"
#include "store/issuer.h"

typedef struct bdg_wording_t {
    const bdg_badge_class_t *badge;
    const bdg_issuer_t *issuer;
    const char *criteria_html;           /* NULL when there is only an address */
    const char *const *tags; int ntags;
    const struct bdg_attribute_label_t { const char *key, *name, *type; } *attributes; int nattributes;
    const bdg_ob3_wording_t *ob3;        /* without endorsements: see bdg_wording_ob3() */
    struct {                             /* what the pages of all these awards share (assertion_page.h) */
        json_t *badge, *issuer, *from_issuer, *not_revoked, *no_end, *whole, *formats;
        const char *linkedin;
    } page;                              /* in the language of the request; kept in English */
    int signing_works;
} bdg_wording_t;

/* Valid until pool is cleared. BDG_E_NOT_FOUND for unknown versions. */
bdg_err_t *bdg_wording_get(const bdg_wording_t **out, bdg_req_t *req, int64_t badge_class_version_id, int64_t issuer_version_id) BDG_MUST_CHECK;
/* What its credentials of Open Badges 3.0 are written under: with the endorsements of badge and issuer that stand now. tag: tells one set of them from
 * another, for ETags; "" for none. Valid until req's pool is cleared. They are looked for again when something public has changed; for requests that the
 * cache does not see, each time. Errors: also those of bdg_signer_get(). */
bdg_err_t *bdg_wording_ob3(const bdg_ob3_wording_t **out, const char **tag, bdg_req_t *req, const bdg_wording_t *w) BDG_MUST_CHECK;
#endif
