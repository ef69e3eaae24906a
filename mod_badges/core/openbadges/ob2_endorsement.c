/* The Endorsement of Open Badges 2.0: a claim of one issuer about a badge class, an issuer or an assertion, hosted at an address of its own. */
#include "core/openbadges/ob2.h"
#include <apr_strings.h>

const char *bdg_ob2_endorsed(const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *pool)
{
    switch (e->kind) {
    case BDG_ENDORSED_ISSUER: return bdg_site_url(site, pool, "/issuers/%s", e->subject_public_id);
    case BDG_ENDORSED_ASSERTION: return bdg_site_url(site, pool, "/assertions/%s", e->subject_public_id);
    case BDG_ENDORSED_BADGE_CLASS: break;
    }
    return apr_psprintf(pool, "%s/badges/%s/versions/%d", site->base, e->subject_public_id, e->subject_version);
}

static json_t *document(const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *pool)
{
    json_t *d = json_object();
    bdg_json_str(d, "@context", BDG_OB2_CONTEXT);
    bdg_json_str(d, "type", "Endorsement");
    return bdg_json_str(d, "id", bdg_site_url(site, pool, "/endorsements/%s", e->public_id));
}

/* The address of an issuer stays the same whatever its profile says, so the claim names the version of it. */
static json_t *claim(const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *pool)
{
    json_t *c = json_object();
    bdg_json_str(c, "id", bdg_ob2_endorsed(site, e, pool));
    if (e->kind != BDG_ENDORSED_ASSERTION)
        bdg_json_str(c, "version", apr_itoa(pool, e->subject_version));
    return bdg_json_str(c, "endorsementComment", e->comment);
}

json_t *bdg_ob2_endorsement(const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *pool)
{
    json_t *d = document(site, e, pool), *verification = json_object();
    bdg_json_set(d, "claim", claim(site, e, pool));
    bdg_json_str(d, "issuer", bdg_site_url(site, pool, "/issuers/%s", e->issuer_public_id));
    bdg_json_str(d, "issuedOn", bdg_time_iso(e->made_at, pool));
    bdg_json_str(d, "@language", e->language);
    bdg_json_set(d, "verification", bdg_json_str(verification, "type", "HostedBadge"));
    return d;
}

json_t *bdg_ob2_endorsement_revoked(const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *pool)
{
    json_t *d = document(site, e, pool);
    bdg_json_bool(d, "revoked", 1);
    return bdg_json_str(d, "revocationReason", e->reason);
}
