/* Open Badges 3.0 (1EdTech, Open Badges Specification 3.0 final) on the W3C Verifiable Credentials Data Model 2.0: OpenBadgeCredential from the same
 * rows as the 2.0 Assertion (ob2.h). Pure functions of rows and of the key: the same ones give the same bytes, but for ES256.
 *
 * What is unlike 2.0, and why:
 *   - the credential's id is the award's address, as in 2.0: it is the same award. The subject's id is that address with #recipient, unless the recipient
 *     is known by a DID: nothing can be learnt from it, and VC-JWT demands one. Who it is stands in identifier, hashed with salt as in 2.0;
 *   - awardedDate is the date of the award; validFrom is no later than the making of it (a date begins earlier in the east);
 *   - attributes become results (resultDescription on the achievement, result on the subject), so that they mean something to others;
 *   - an id describes one thing: evidence at an address that is used already is written without an id;
 *   - who endorsed the award, the badge or the issuer, and stands by it, is quoted whole in endorsement[]: EndorsementCredentials with proofs of their own. */
#ifndef BDG_OB3_H
#define BDG_OB3_H
#include "base/site.h"
#include "core/openbadges/di_sign.h"
#include "store/assertion.h"
#include "store/badge_class.h"
#include "store/endorsement.h"
#include "store/issuer.h"

#define BDG_OB3_MAX (4u << 20)           /* bytes of a credential */
#define BDG_OB3_SCHEMA "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

/* Endorsements of one thing, as they stand inside of credentials: each as bdg_ob3_endorsement() writes it, byte for byte, with its own proof. */
typedef struct bdg_ob3_endorsements_t {
    bdg_buf_t *json;                   /* the objects, with commas between them */
    bdg_quads_t *quads;                /* what they mean, their proofs included */
    const char *urls[BDG_ENDORSEMENTS_LIVE_MAX];
    int count;
    const char *ids[3 * BDG_ENDORSEMENTS_LIVE_MAX];     /* all that have something said of them: they, who endorses, their services */
    int nids;
} bdg_ob3_endorsements_t;

/* What all awards under one badge class version and one issuer version have in common, written once: any number of threads may use it. */
typedef struct bdg_ob3_wording_t bdg_ob3_wording_t;
/* controller: the issuer's id (keys are published under it): NULL for its address here. What is made is owned by pool; the texts of badge and issuer are
 * borrowed and must live as long. BDG_E_INTERNAL: rows that are not of our writing. */
bdg_err_t *bdg_ob3_wording_make(const bdg_ob3_wording_t **out, const bdg_site_t *site, const bdg_badge_class_t *badge, const bdg_issuer_t *issuer,
                                const char *controller, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same, with the endorsements of the badge class version and of the issuer's profile; NULL for none. They must live as long. */
bdg_err_t *bdg_ob3_wording_make_endorsed(const bdg_ob3_wording_t **out, const bdg_site_t *site, const bdg_badge_class_t *badge, const bdg_issuer_t *issuer,
                                         const char *controller, const bdg_ob3_endorsements_t *of_badge, const bdg_ob3_endorsements_t *of_issuer, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same wording for one award that is itself endorsed; NULL: it is not. */
const bdg_ob3_wording_t *bdg_ob3_wording_for(const bdg_ob3_wording_t *w, const bdg_ob3_endorsements_t *of_award, apr_pool_t *pool);

/* Would an award under it that has everything pass bdg_ob3_lint()? NULL, or what is wrong ("credentialSubject.achievement.description is missing"). That is
 * looked at once, when the wording is made: what is added for each award cannot break the rules, and nothing is signed under a wording that does. */
const char *bdg_ob3_wording_flaw(const bdg_ob3_wording_t *w);

/* The Achievement, or the issuer's Profile, as a document of its own. */
void bdg_ob3_achievement(bdg_buf_t *out, const bdg_ob3_wording_t *w);
void bdg_ob3_profile(bdg_buf_t *out, const bdg_ob3_wording_t *w);

/* How revocation is looked up (BadgesCredentialStatus). */
typedef enum { BDG_OB3_BITSTRING, BDG_OB3_REVOCATION_LIST /* 1EdTechRevocationList */ } bdg_ob3_status_e;
bdg_ob3_status_e bdg_ob3_status_of(const bdg_site_t *site);

typedef struct bdg_ob3_signer_t {
    const bdg_keypair_t *key;            /* with its secret */
    const char *id;                      /* verificationMethod; or kid, at which one JWK is answered */
    apr_time_t since;                    /* when the key was made: no proof is older */
} bdg_ob3_signer_t;

/* a: as bdg_assertion_credential() reads it. Those that sign: BDG_E_INTERNAL, with the flaw in the detail, instead of signing what has one. */
/* The credential without a proof: JSON into json, what it means into quads (NULL: JSON only), the part
 * that is the same for all of a wording as quads->ready. jwt: as it stands in a VC-JWT, but without its claims. */
bdg_err_t *bdg_ob3_write(bdg_buf_t *json, bdg_quads_t *quads, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_ob3_wording_t *w, int jwt,
                         apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* With a Data Integrity proof, eddsa-rdfc-2022 (section 8.3). signer's key: Ed25519. */
bdg_err_t *bdg_ob3_embedded(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_ob3_wording_t *w, const bdg_ob3_signer_t *signer,
                            apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* As VC-JWT (section 8.2): the credential with iss, jti, sub, nbf and exp beside it. signer's key: RSA or P-256. */
bdg_err_t *bdg_ob3_jwt(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_ob3_wording_t *w, const bdg_ob3_signer_t *signer,
                       apr_pool_t *scratch_pool) BDG_MUST_CHECK;

/* EndorsementCredential (appendix B.1) of one that was made here; e: state made. Its id is the endorsement's address, as in 2.0; its subject has the id that
 * the endorsed thing has in our other documents: the achievement's (of that version), the issuer's, the credential's. It names no list of revoked ones:
 * its refreshService answers 410 once it is. The language of the comment is not said: the context has no place for it. */
/* Without a proof, JSON and what it means. */
bdg_err_t *bdg_ob3_endorsement_write(bdg_buf_t *json, bdg_quads_t *quads, const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* With a Data Integrity proof, eddsa-rdfc-2022, by the endorsing issuer (e->issuer_id). BDG_E_INTERNAL: it has a flaw, as in the detail; nothing is signed. */
bdg_err_t *bdg_ob3_endorsement(bdg_buf_t *out, const bdg_site_t *site, const bdg_endorsement_t *e, const bdg_ob3_signer_t *signer, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* The same one more in all, which is empty, zeroed, to begin with, and at most of BDG_ENDORSEMENTS_LIVE_MAX. What is made lies in pool, and borrows nothing.
 * BDG_E_INTERNAL: it has a flaw, and is not in all. */
bdg_err_t *bdg_ob3_endorsements_add(bdg_ob3_endorsements_t *all, const bdg_site_t *site, const bdg_endorsement_t *e, const bdg_ob3_signer_t *signer, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
