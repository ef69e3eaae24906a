#include "core/openbadges/ob2.h"
#include "base/str.h"
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

static json_t *document(const char *type, const char *id)
{
    json_t *d = json_object();
    bdg_json_str(d, "@context", BDG_OB2_CONTEXT);
    bdg_json_str(d, "type", type);
    return bdg_json_str(d, "id", id);
}

static json_t *recipient(const bdg_assertion_t *a, apr_pool_t *pool)
{
    static const char *const types[] = { "email", "url", "telephone", "id" };
    json_t *r = json_object();
    bdg_json_str(r, "type", types[a->recipient_type]);
    bdg_json_bool(r, "hashed", 1);
    bdg_json_str(r, "salt", bdg_ob2_salt(a->public_id, pool));
    return bdg_json_str(r, "identity", bdg_ob2_identity_hash(a, pool));
}

/* details_json.evidence -> Evidence objects. A broken document is no reason to show nothing: what cannot be read is left out. */
static void details(json_t *doc, const bdg_assertion_t *a, apr_pool_t *pool)
{
    json_t *d = NULL, *e;
    size_t i;
    if (!a->details_json)
        return;
    bdg_err_t *err = bdg_json_parse(&d, a->details_json, strlen(a->details_json), 1 << 20, pool);
    if (err) {
        bdg_err_clear(err);
        return;
    }
    bdg_json_str(doc, "narrative", bdg_json_get_str(d, "narrative"));
    json_t *from = json_object_get(d, "evidence");
    if (!json_array_size(from))
        return;
    json_t *list = json_array();
    json_array_foreach(from, i, e) {
        json_t *o = json_object();
        bdg_json_str(o, "type", "Evidence");
        bdg_json_str(o, "id", bdg_json_get_str(e, "url"));
        bdg_json_str(o, "name", bdg_json_get_str(e, "name"));
        bdg_json_str(o, "narrative", bdg_json_get_str(e, "narrative"));
        bdg_json_add(list, o);
    }
    bdg_json_set(doc, "evidence", list);
}

json_t *bdg_ob2_assertion(const bdg_site_t *site, const bdg_assertion_t *a, const bdg_badge_class_t *badge, apr_pool_t *pool)
{
    json_t *d = document("Assertion", bdg_site_url(site, pool, "/assertions/%s", a->public_id));
    json_t *v = json_object();
    bdg_json_set(d, "recipient", recipient(a, pool));
    bdg_json_str(d, "badge", bdg_site_url(site, pool, "/badges/%s/versions/%d", badge->public_id, badge->number));
    bdg_json_str(v, "type", "HostedBadge");
    bdg_json_set(d, "verification", v);
    bdg_json_str(d, "issuedOn", bdg_ob2_issued_on(a->issued_on, pool));
    if (a->expires_on != BDG_DATE_NONE)
        bdg_json_str(d, "expires", bdg_ob2_expires(a->expires_on, pool));
    bdg_json_str(d, "image", bdg_site_url(site, pool, "/assertions/%s.png", a->public_id));
    details(d, a, pool);
    return d;
}

json_t *bdg_ob2_revoked(const bdg_site_t *site, const bdg_assertion_t *a, apr_pool_t *pool)
{
    json_t *d = document("Assertion", bdg_site_url(site, pool, "/assertions/%s", a->public_id));
    bdg_json_bool(d, "revoked", 1);
    return bdg_json_str(d, "revocationReason", a->revocation_reason);
}

static json_t *criteria(const bdg_site_t *site, const bdg_badge_class_t *b, const char *id, apr_pool_t *pool)
{
    json_t *c = json_object();
    bdg_json_str(c, "id", b->criteria_url && *b->criteria_url ? b->criteria_url : apr_pstrcat(pool, id, "/criteria", NULL));
    if (b->criteria_text && *b->criteria_text)
        bdg_json_str(c, "narrative", b->criteria_text);
    (void)site;
    return c;
}

json_t *bdg_ob2_badge_class(const bdg_site_t *site, const bdg_badge_class_t *b, const char *issuer_public_id, int versioned, apr_pool_t *pool)
{
    const char *live = bdg_site_url(site, pool, "/badges/%s", b->public_id);
    const char *id = versioned ? apr_psprintf(pool, "%s/versions/%d", live, b->number) : live;
    json_t *d = document("BadgeClass", id), *tags = NULL;
    bdg_json_str(d, "name", b->name);
    bdg_json_str(d, "description", b->description);
    bdg_json_str(d, "image", apr_pstrcat(pool, live, "/image", NULL));
    bdg_json_set(d, "criteria", criteria(site, b, id, pool));
    bdg_json_str(d, "issuer", bdg_site_url(site, pool, "/issuers/%s", issuer_public_id));
    bdg_json_str(d, "@language", b->language);
    bdg_json_str(d, "version", apr_psprintf(pool, "%d", b->number));
    bdg_err_t *e = bdg_json_parse(&tags, b->tags_json, strlen(b->tags_json), 1 << 16, pool);
    bdg_err_clear(e);
    if (!e && json_array_size(tags))
        json_object_set(d, "tags", tags);
    return d;
}

json_t *bdg_ob2_issuer(const bdg_site_t *site, const bdg_issuer_t *i, apr_pool_t *pool)
{
    const char *id = bdg_site_url(site, pool, "/issuers/%s", i->public_id);
    json_t *d = document("Issuer", id);
    bdg_json_str(d, "name", i->name);
    bdg_json_str(d, "url", i->url);
    bdg_json_str(d, "email", i->email);
    bdg_json_str(d, "description", i->description);
    bdg_json_str(d, "telephone", i->telephone);
    if (i->logo_graphic_id)
        bdg_json_str(d, "image", apr_pstrcat(pool, id, "/image", NULL));
    return d;
}
