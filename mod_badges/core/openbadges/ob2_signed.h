/* Signed Open Badges 2.0 (section "Signed Badges"): the Assertion as the payload of a compact JWS (RS256), and the list of those that are revoked. */
#ifndef BDG_OB2_SIGNED_H
#define BDG_OB2_SIGNED_H
#include "core/openbadges/ob2.h"
#include "core/signing_key.h"

#define BDG_OB2_SIGNED_MAX (3u << 20)      /* bytes: details_json is at most 1 MiB, and base64url adds a third */

/* Appends the JWS to out. signer: the issuer's RSA key. The payload is looked over before the key touches it: BDG_E_INTERNAL (the log says what is wrong
 * with it) leaves nothing signed. The same rows and key give the same bytes. */
bdg_err_t *bdg_ob2_sign(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_badge_class_t *badge, const bdg_signer_t *signer,
                        apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* Is this JSON an Assertion as section "Assertion" wants it, with nothing in it that the 2.0 context does not know? creator: what its verification must
 * name; NULL for a hosted one. BDG_E_INVALID names the member. */
bdg_err_t *bdg_ob2_lint(const char *json, size_t len, const char *creator, apr_pool_t *scratch_pool) BDG_MUST_CHECK;

/* The RevocationList of an issuer in pieces: its beginning, any number of entries, its end. id: the list's own address. */
void bdg_ob2_revocations_begin(bdg_buf_t *out, const bdg_site_t *site, const char *issuer_public_id, apr_pool_t *scratch_pool);
void bdg_ob2_revocations_entry(bdg_buf_t *out, int first, const char *public_id, const char *reason, apr_pool_t *scratch_pool);
void bdg_ob2_revocations_end(bdg_buf_t *out);
#endif
