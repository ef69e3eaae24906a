#include "core/openbadges/ob2.h"
#include "base/str.h"
#include "core/alignment.h"
#include "core/translation.h"
#include <apr_strings.h>
#include <string.h>

static json_t *document(const char *type, const char *id)
{
    json_t *d = json_object();
    bdg_json_str(d, "@context", BDG_OB2_CONTEXT);
    bdg_json_str(d, "type", type);
    return bdg_json_str(d, "id", id);
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

/* What stands in a row as JSON of our own writing; what cannot be read is left out, as a document that says less is better than none. */
static json_t *stored(const char *json, apr_pool_t *pool)
{
    json_t *list = NULL;
    if (json)
        bdg_err_clear(bdg_json_parse(&list, json, strlen(json), 4 << 20, pool));
    return list;
}

static void alignments(json_t *d, const bdg_badge_class_t *b, apr_pool_t *pool)
{
    bdg_alignment_t *a;
    int n;
    json_t *list = json_array();
    bdg_err_clear(bdg_alignments_read(&a, &n, b->alignments_json, pool));
    for (int i = 0; i < n; i++) {
        json_t *o = json_object();
        bdg_json_str(o, "type", "AlignmentObject");
        bdg_json_str(o, "targetName", a[i].name);
        bdg_json_str(o, "targetUrl", a[i].url);
        bdg_json_str(o, "targetDescription", a[i].description);
        bdg_json_str(o, "targetFramework", a[i].framework);
        bdg_json_str(o, "targetCode", a[i].code);
        bdg_json_add(list, o);
    }
    if (n)
        json_object_set(d, "alignment", list);
    json_decref(list);
}

/* id: of the badge in its own language. */
static void related(json_t *d, const bdg_badge_class_t *b, const char *id, apr_pool_t *pool)
{
    bdg_related_t *r;
    int n = 0;
    json_t *list = json_array();
    bdg_err_clear(bdg_translation_related(&r, &n, b, id, pool));
    for (int i = 0; i < n; i++) {
        json_t *o = json_object();
        bdg_json_str(o, "type", "BadgeClass");
        bdg_json_str(o, "id", r[i].url);
        bdg_json_str(o, "@language", r[i].language);
        bdg_json_str(o, "version", r[i].version);
        bdg_json_add(list, o);
    }
    if (n)
        json_object_set(d, "related", list);
    json_decref(list);
}

json_t *bdg_ob2_endorsements(const bdg_site_t *site, const json_t *list, apr_pool_t *pool)
{
    json_t *out = json_array();
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *s = json_string_value(json_array_get(list, i));
        if (s)
            bdg_json_add(out, json_string(bdg_id_valid(s) ? bdg_site_url(site, pool, "/endorsements/%s", s) : s));
    }
    if (json_array_size(out))
        return out;
    json_decref(out);
    return NULL;
}

static void endorsements(json_t *d, const bdg_site_t *site, const char *json, apr_pool_t *pool)
{
    json_t *list = json ? bdg_ob2_endorsements(site, stored(json, pool), pool) : NULL;
    if (list)
        bdg_json_set(d, "endorsement", list);
}

json_t *bdg_ob2_badge_class(const bdg_site_t *site, const bdg_badge_class_t *b, const char *issuer_public_id, int versioned, apr_pool_t *pool)
{
    const char *live = bdg_site_url(site, pool, "/badges/%s", b->public_id);
    const char *own = versioned ? apr_psprintf(pool, "%s/versions/%d", live, b->number) : live;
    const char *id = b->own_language ? apr_pstrcat(pool, own, "/languages/", b->language, NULL) : own;
    json_t *d = document("BadgeClass", id), *tags;
    bdg_json_str(d, "name", b->name);
    bdg_json_str(d, "description", b->description);
    bdg_json_str(d, "image", apr_pstrcat(pool, live, "/image", NULL));
    bdg_json_set(d, "criteria", criteria(site, b, id, pool));
    bdg_json_str(d, "issuer", bdg_site_url(site, pool, "/issuers/%s", issuer_public_id));
    bdg_json_str(d, "@language", b->language);
    bdg_json_str(d, "version", apr_psprintf(pool, "%d", b->number));
    tags = stored(b->tags_json, pool);
    if (json_array_size(tags))
        json_object_set(d, "tags", tags);
    alignments(d, b, pool);
    related(d, b, own, pool);
    endorsements(d, site, b->endorsements_json, pool);
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
    bdg_json_str(d, "@language", i->language);
    bdg_json_str(d, "version", apr_itoa(pool, i->number));
    endorsements(d, site, i->endorsements_json, pool);
    return d;
}
