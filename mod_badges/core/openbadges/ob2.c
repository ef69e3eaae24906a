#include "core/openbadges/ob2.h"
#include "base/str.h"
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
