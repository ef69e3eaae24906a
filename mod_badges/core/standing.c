#include "core/standing.h"
#include "base/log.h"
#include "core/openbadges/digest.h"
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *tag_of(const char **out, const bdg_standing_t *s, apr_pool_t *pool)
{
    bdg_digest_t *d;
    char hex[2 * BDG_DIGEST_MAX + 1];
    const char *all = "";
    for (int i = 0; i < s->rows->nelts; i++) {
        const bdg_endorsement_t *e = &APR_ARRAY_IDX(s->rows, i, bdg_endorsement_t);
        all = apr_psprintf(pool, "%s%s.%d.%s ", all, e->public_id, e->revision, s->signers[i]->public_id);
    }
    *out = "";
    if (!*all)
        return NULL;
    BDG_TRY(bdg_digest_make(&d, BDG_SHA256, pool));
    bdg_digest_hex(d, all, strlen(all), hex);
    *out = apr_pstrmemdup(pool, hex, 16);
    return NULL;
}

bdg_err_t *bdg_standing_load(bdg_standing_t *out, bdg_db_t *db, const bdg_site_t *site, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id, apr_pool_t *pool)
{
    apr_array_header_t *live, *here = apr_array_make(pool, 4, sizeof(bdg_endorsement_t));
    *out = (bdg_standing_t){ .rows = here };
    BDG_TRY(bdg_endorsements_live(&live, db, kind, subject_id, version_id, pool));
    for (int i = 0; i < live->nelts && here->nelts < BDG_ENDORSEMENTS_LIVE_MAX; i++) {
        const bdg_endorsement_t *e = &APR_ARRAY_IDX(live, i, bdg_endorsement_t);
        if (!e->issuer_id)
            continue;
        BDG_TRY(bdg_signer_get(&out->signers[here->nelts], db, site, e->issuer_id, BDG_KEY_ED25519, pool));
        *(bdg_endorsement_t *)apr_array_push(here) = *e;
    }
    return tag_of(&out->tag, out, pool);
}

int bdg_standing_any(const bdg_assertion_t *a) { return a->details_json && strstr(a->details_json, "\"endorsements\""); }

bdg_err_t *bdg_standing_sign(bdg_ob3_endorsements_t *out, const bdg_standing_t *s, const bdg_site_t *site, apr_pool_t *pool)
{
    *out = (bdg_ob3_endorsements_t){ .count = 0 };
    for (int i = 0; s->rows && i < s->rows->nelts; i++) {
        const bdg_signer_t *by = s->signers[i];
        bdg_ob3_signer_t with = { by->pair, by->address, by->since };
        bdg_err_t *e = bdg_ob3_endorsements_add(out, site, &APR_ARRAY_IDX(s->rows, i, bdg_endorsement_t), &with, pool);
        if (e && e->code != BDG_E_INTERNAL)
            return e;
        if (e)
            bdg_log_err(BDG_LOG_WARN, "BDG0041", e, "an endorsement is left out of what it endorses");
        bdg_err_clear(e);
    }
    return NULL;
}
