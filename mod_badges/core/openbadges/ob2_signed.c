#include "core/openbadges/ob2_signed.h"
#include "core/openbadges/jws.h"
#include "core/openbadges/keys.h"
#include <apr_strings.h>

bdg_err_t *bdg_ob2_sign(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_badge_class_t *badge, const bdg_signer_t *signer,
                        apr_pool_t *pool)
{
    bdg_buf_t *payload = bdg_buf_make(BDG_OB2_SIGNED_MAX, pool);
    bdg_ob2_assertion_to_sign(payload, site, a, badge, signer->creator, pool);
    BDG_TRY(bdg_buf_check(payload));
    bdg_err_t *e = bdg_ob2_lint(payload->data, payload->len, signer->creator, pool);
    if (e)
        return bdg_err_detail(bdg_err_wrap(e, BDG_E_INTERNAL, "This credential cannot be signed."), "assertion %s: %s", a->public_id, e->message);
    return bdg_jws_make(out, signer->pair, NULL, NULL, payload->data, payload->len, pool);
}

void bdg_ob2_revocations_begin(bdg_buf_t *out, const bdg_site_t *site, const char *issuer, apr_pool_t *pool)
{
    const char *id = bdg_keys_issuer(site, issuer, pool);
    bdg_buf_str(out, "{\"@context\":\"" BDG_OB2_CONTEXT "\",\"type\":\"RevocationList\",\"id\":");
    bdg_json_write_str(out, apr_pstrcat(pool, id, "/revocations.json", NULL));
    bdg_buf_str(out, ",\"issuer\":");
    bdg_json_write_str(out, id);
    bdg_buf_str(out, ",\"revokedAssertions\":[");
}

void bdg_ob2_revocations_entry(bdg_buf_t *out, int first, const char *public_id, const char *reason, apr_pool_t *pool)
{
    bdg_buf_str(out, first ? "{\"id\":\"" : ",{\"id\":\"");
    bdg_buf_str(out, bdg_ob2_signed_id(public_id, pool));
    bdg_buf_char(out, '"');
    if (reason && *reason) {
        bdg_buf_str(out, ",\"revocationReason\":");
        bdg_json_write_str(out, reason);
    }
    bdg_buf_char(out, '}');
}

void bdg_ob2_revocations_end(bdg_buf_t *out) { bdg_buf_str(out, "]}"); }
