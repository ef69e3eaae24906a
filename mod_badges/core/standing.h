/* Endorsements that stand, made here, for the credentials that quote them (Open Badges 3.0, endorsement[]): those of one version of a badge class or
 * issuer, or of an award, with what their makers sign with just now. Those made elsewhere are addresses, and cannot be quoted. */
#ifndef BDG_CORE_STANDING_H
#define BDG_CORE_STANDING_H
#include "core/openbadges/ob3.h"
#include "core/signing_key.h"

typedef struct bdg_standing_t {
    const apr_array_header_t *rows;      /* bdg_endorsement_t, oldest first; NULL or empty for none */
    const bdg_signer_t *signers[BDG_ENDORSEMENTS_LIVE_MAX];
    const char *tag;                     /* the same for the same endorsements by the same keys, for ETags: text without spaces or quotes; "" for none */
} bdg_standing_t;

/* What needs the database; not inside a transaction. Errors: those of bdg_signer_get(). */
bdg_err_t *bdg_standing_load(bdg_standing_t *out, bdg_db_t *db, const bdg_site_t *site, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Has this award any? Those of most awards need no look at the database. */
int bdg_standing_any(const bdg_assertion_t *a);
/* Signs them; needs no connection. out lies in pool and borrows nothing. One that has a flaw is logged and left out: it must not take what it endorses with it. */
bdg_err_t *bdg_standing_sign(bdg_ob3_endorsements_t *out, const bdg_standing_t *s, const bdg_site_t *site, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
