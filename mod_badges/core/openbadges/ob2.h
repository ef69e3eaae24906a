/* Open Badges 2.0 documents (1EdTech, Open Badges v2.0 final). Pure functions of rows: the same rows give the same bytes. */
#ifndef BDG_OB2_H
#define BDG_OB2_H
#include "base/json.h"
#include "base/site.h"
#include "store/assertion.h"
#include "store/badge_class.h"
#include "store/endorsement.h"
#include "store/issuer.h"

#define BDG_OB2_CONTEXT "https://w3id.org/openbadges/v2"

/* Hosted Assertion (section Assertion), written straight to out: no other document is asked as often. badge: with the version of the award. */
void bdg_ob2_assertion(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_badge_class_t *badge, apr_pool_t *scratch_pool);
/* The same as the payload of a signed one: another id, and verification by creator, the address of the key's document. */
void bdg_ob2_assertion_to_sign(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_badge_class_t *badge, const char *creator,
                               apr_pool_t *scratch_pool);
/* "urn:uuid:...", worked out from the public id: what revocation lists name a signed one by. */
const char *bdg_ob2_signed_id(const char *public_id, apr_pool_t *pool);
/* The short body of a revoked one, sent with 410 Gone. */
void bdg_ob2_revoked(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a);
/* The others are models: a new reference each. */
/* BadgeClass with the version that badge holds. versioned: its id is /badges/{id}/versions/{n}, else /badges/{id}. */
json_t *bdg_ob2_badge_class(const bdg_site_t *site, const bdg_badge_class_t *badge, const char *issuer_public_id, int versioned, apr_pool_t *pool);
/* Profile as issuer. */
json_t *bdg_ob2_issuer(const bdg_site_t *site, const bdg_issuer_t *i, apr_pool_t *pool);

/* Endorsement that was made here (section Endorsement): state made. Its claim names what it is of, and the version. */
json_t *bdg_ob2_endorsement(const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *pool);
/* The short body of a revoked one, sent with 410 Gone. */
json_t *bdg_ob2_endorsement_revoked(const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *pool);
/* The address of what is endorsed: of a badge class, that of the version. */
const char *bdg_ob2_endorsed(const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *pool);
/* The member "endorsement": addresses of those in a list as store/endorsement.h describes it; a new reference, NULL for none. */
json_t *bdg_ob2_endorsements(const bdg_site_t *site, const json_t *list, apr_pool_t *pool);

/* sha256$hex of identity followed by salt; the salt is made from the public id, so that nothing has to be kept. */
const char *bdg_ob2_identity_hash(const bdg_assertion_t *a, apr_pool_t *pool);
const char *bdg_ob2_salt(const char *public_id, apr_pool_t *pool);
const char *bdg_ob2_issued_on(bdg_date_t d, apr_pool_t *pool);    /* "2026-01-31T00:00:00Z": a date is the beginning of its day, UTC */
const char *bdg_ob2_expires(bdg_date_t d, apr_pool_t *pool);      /* "...T23:59:59Z": the last valid day counts whole */
#endif
