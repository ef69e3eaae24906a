/* Status of credentials: Bitstring Status List (W3C Recommendation, 1.0) and 1EdTech's revocation list.
 *
 * No place is kept anywhere: the place of an award is its row number, so list n holds the awards n * 131072 to n * 131072 + 131071 of the whole
 * server, of which only this issuer's can be set. That tells whoever looks at two credentials which was made first, and about how many the server
 * made in between; it tells nothing of anybody. */
#ifndef BDG_OB3_STATUS_H
#define BDG_OB3_STATUS_H
#include "core/openbadges/ob3.h"
#include "core/openbadges/ob3_writer.h"

#define BDG_STATUS_BITS 131072           /* the least that the specification allows, for herd privacy */

/* credentialStatus of an award (a->id is needed). issuer_url: the issuer's address here. */
void ob3_status_entry(ob3_writer_t *w, const bdg_assertion_t *a, const char *issuer_url, bdg_ob3_status_e kind);

/* List n of an issuer as a BitstringStatusListCredential: with a Data Integrity proof, or (jwt) as VC-JWT. revoked: those of the list. controller: as
 * in bdg_ob3_wording_make(). made: when what it says began: the last revocation, or the issuer's own beginning. */
bdg_err_t *bdg_ob3_status_list(bdg_buf_t *out, const bdg_site_t *site, const bdg_issuer_t *issuer, const char *controller, int64_t n, const bdg_listed_t *revoked,
                               int nrevoked, apr_time_t made, const bdg_ob3_signer_t *signer, int jwt, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* The same list as 1EdTechRevocationList, in pieces: {"id","issuer","revokedCredential":[{"id","revoked","revocationReason"}]}; not signed. */
void bdg_ob3_revocations_begin(bdg_buf_t *out, const bdg_site_t *site, const bdg_issuer_t *issuer, const char *controller, int64_t n, apr_pool_t *scratch_pool);
void bdg_ob3_revocations_entry(bdg_buf_t *out, const bdg_site_t *site, const bdg_listed_t *revoked, int first);
void bdg_ob3_revocations_end(bdg_buf_t *out);
#endif
