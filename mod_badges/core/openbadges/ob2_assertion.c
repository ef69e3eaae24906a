/* The Assertion of Open Badges 2.0: what verifiers, backpacks and crawlers ask for by the million. */
#include "base/id.h"
#include "base/str.h"
#include "core/openbadges/ob2.h"
#include "core/openbadges/ob2_attributes.h"
#include <apr_strings.h>
#include <string.h>

const char *bdg_ob2_salt(const char *public_id, apr_pool_t *pool)
{
    unsigned char h[32];
    const char *text = apr_pstrcat(pool, "salt:", public_id, NULL);
    bdg_sha256(text, strlen(text), h);
    return bdg_hex(h, 8, pool);
}

const char *bdg_ob2_identity_hash(const bdg_assertion_t *a, apr_pool_t *pool)
{
    unsigned char h[32];
    const char *text = apr_pstrcat(pool, a->recipient_identity, bdg_ob2_salt(a->public_id, pool), NULL);
    bdg_sha256(text, strlen(text), h);
    return apr_pstrcat(pool, "sha256$", bdg_hex(h, 32, pool), NULL);
}

const char *bdg_ob2_issued_on(bdg_date_t d, apr_pool_t *pool) { return apr_pstrcat(pool, bdg_date_iso(d, pool), "T00:00:00Z", NULL); }
const char *bdg_ob2_expires(bdg_date_t d, apr_pool_t *pool) { return apr_pstrcat(pool, bdg_date_iso(d, pool), "T23:59:59Z", NULL); }

/* {"@context":...,"type":"Assertion","id":"<base>/assertions/<id> : the address is left open for what may follow. */
static void begin(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a)
{
    bdg_buf_str(out, "{\"@context\":\"" BDG_OB2_CONTEXT "\",\"type\":\"Assertion\",\"id\":\"");
    bdg_buf_str(out, site->base);
    bdg_buf_str(out, "/assertions/");
    bdg_buf_str(out, a->public_id);
}

static void member(bdg_buf_t *out, const char *name, const char *value)
{
    if (!value)
        return;
    bdg_buf_str(out, name);
    bdg_json_write_str(out, value);
}

static void recipient(bdg_buf_t *out, const bdg_assertion_t *a, apr_pool_t *pool)
{
    static const char *const types[] = { "email", "url", "telephone", "id" };
    bdg_buf_str(out, "\"recipient\":{\"type\":\"");
    bdg_buf_str(out, types[a->recipient_type]);
    bdg_buf_str(out, "\",\"hashed\":true,\"salt\":\"");
    bdg_buf_str(out, bdg_ob2_salt(a->public_id, pool));
    bdg_buf_str(out, "\",\"identity\":\"");
    bdg_buf_str(out, bdg_ob2_identity_hash(a, pool));
    bdg_buf_str(out, "\"}");
}

/* details_json.evidence -> Evidence objects. */
static void evidence(bdg_buf_t *out, const json_t *list)
{
    const json_t *e;
    size_t i;
    if (!json_array_size(list))
        return;
    bdg_buf_str(out, ",\"evidence\":[");
    json_array_foreach(list, i, e) {
        bdg_buf_str(out, i ? ",{\"type\":\"Evidence\"" : "{\"type\":\"Evidence\"");
        member(out, ",\"id\":", bdg_json_get_str(e, "url"));
        member(out, ",\"name\":", bdg_json_get_str(e, "name"));
        member(out, ",\"narrative\":", bdg_json_get_str(e, "narrative"));
        bdg_buf_char(out, '}');
    }
    bdg_buf_char(out, ']');
}

static void endorsements(bdg_buf_t *out, const bdg_site_t *site, const json_t *list, apr_pool_t *pool)
{
    json_t *addresses = bdg_ob2_endorsements(site, list, pool);
    if (!addresses)
        return;
    bdg_buf_str(out, ",\"endorsement\":");
    bdg_json_write(out, bdg_json_own(addresses, pool));
}

/* What only some awards have. A broken document is no reason to show nothing: what cannot be read is left out. */
static void details(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_badge_class_t *badge, apr_pool_t *pool)
{
    json_t *d = NULL;
    if (!a->details_json)
        return;
    bdg_err_t *err = bdg_json_parse(&d, a->details_json, strlen(a->details_json), 1 << 20, pool);
    if (err) {
        bdg_err_clear(err);
        return;
    }
    member(out, ",\"narrative\":", bdg_json_get_str(d, "narrative"));
    evidence(out, json_object_get(d, "evidence"));
    bdg_ob2_attributes_write(out, site, badge, json_object_get(d, "attributes"));
    endorsements(out, site, json_object_get(d, "endorsements"), pool);
}

/* What follows the id. creator NULL: hosted. image: the ending of its address. */
static void rest(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_badge_class_t *badge, const char *creator, const char *image, apr_pool_t *pool)
{
    bdg_buf_str(out, "\",");
    recipient(out, a, pool);
    bdg_buf_str(out, ",\"badge\":\"");
    bdg_buf_str(out, site->base);
    bdg_buf_str(out, "/badges/");
    bdg_buf_str(out, badge->public_id);
    bdg_buf_str(out, "/versions/");
    bdg_buf_str(out, apr_itoa(pool, badge->number));
    bdg_buf_str(out, creator ? "\",\"verification\":{\"type\":\"SignedBadge\"" : "\",\"verification\":{\"type\":\"HostedBadge\"");
    member(out, ",\"creator\":", creator);
    bdg_buf_str(out, "},\"issuedOn\":\"");
    bdg_buf_str(out, bdg_ob2_issued_on(a->issued_on, pool));
    if (a->expires_on != BDG_DATE_NONE) {
        bdg_buf_str(out, "\",\"expires\":\"");
        bdg_buf_str(out, bdg_ob2_expires(a->expires_on, pool));
    }
    bdg_buf_str(out, "\",\"image\":\"");
    bdg_buf_str(out, site->base);
    bdg_buf_str(out, "/assertions/");
    bdg_buf_str(out, a->public_id);
    bdg_buf_str(out, image);
    bdg_buf_char(out, '"');
    details(out, site, a, badge, pool);
    bdg_buf_char(out, '}');
}

void bdg_ob2_assertion(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_badge_class_t *badge, apr_pool_t *pool)
{
    begin(out, site, a);
    rest(out, site, a, badge, NULL, ".png", pool);
}

void bdg_ob2_assertion_to_sign(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a, const bdg_badge_class_t *badge, const char *creator, apr_pool_t *pool)
{
    bdg_buf_str(out, "{\"@context\":\"" BDG_OB2_CONTEXT "\",\"type\":\"Assertion\",\"id\":\"");
    bdg_buf_str(out, bdg_ob2_signed_id(a->public_id, pool));
    rest(out, site, a, badge, creator, ".signed.png", pool);
}

const char *bdg_ob2_signed_id(const char *public_id, apr_pool_t *pool)
{
    unsigned char h[32];
    const char *text = apr_pstrcat(pool, "urn:uuid:", public_id, NULL);
    bdg_sha256(text, strlen(text), h);
    h[6] = (h[6] & 0x0f) | 0x40;      /* verifiers want the form of version 4 */
    h[8] = (h[8] & 0x3f) | 0x80;
    const char *x = bdg_hex(h, 16, pool);
    return apr_psprintf(pool, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", x, x + 8, x + 12, x + 16, x + 20);
}

void bdg_ob2_revoked(bdg_buf_t *out, const bdg_site_t *site, const bdg_assertion_t *a)
{
    begin(out, site, a);
    bdg_buf_str(out, "\",\"revoked\":true");
    member(out, ",\"revocationReason\":", a->revocation_reason);
    bdg_buf_char(out, '}');
}
