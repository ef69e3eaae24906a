#include "web/public/wording.h"
#include "base/kept.h"
#include "base/language.h"
#include "core/signing_key.h"
#include "io/markdown.h"
#include "web/public/assertion_page.h"
#include <apr_strings.h>
#include <string.h>

static bdg_kept_t wordings = BDG_KEPT(bdg_wording_t);

static bdg_err_t *tags_of(bdg_wording_t *w, apr_pool_t *pool)
{
    json_t *list, *v;
    size_t i;
    BDG_TRY(bdg_json_parse(&list, w->badge->tags_json, strlen(w->badge->tags_json), 1 << 16, pool));
    const char **tags = apr_pcalloc(pool, sizeof *tags * (json_array_size(list) + 1));
    json_array_foreach(list, i, v)
        if (json_is_string(v))
            tags[w->ntags++] = json_string_value(v);
    w->tags = tags;
    return NULL;
}

static bdg_err_t *attributes_of(bdg_wording_t *w, apr_pool_t *pool)
{
    json_t *list, *v;
    size_t i;
    BDG_TRY(bdg_json_parse(&list, w->badge->attributes_json, strlen(w->badge->attributes_json), 1 << 20, pool));
    struct bdg_attribute_label_t *a = apr_pcalloc(pool, sizeof *a * (json_array_size(list) + 1));
    json_array_foreach(list, i, v)
        a[w->nattributes++] = (struct bdg_attribute_label_t){ bdg_json_get_str(v, "key"), bdg_json_get_str(v, "name"), bdg_json_get_str(v, "type") };
    w->attributes = a;
    return NULL;
}

/* key: the server, as versions are numbered by its database; the badge's version; the issuer's. */
static bdg_err_t *fill(void *thing, const bdg_kept_key_t *key, void *db, apr_pool_t *pool)
{
    bdg_wording_t *w = thing;
    const bdg_server_t *server = key->owner;
    bdg_badge_class_t *b;
    bdg_issuer_t *i;
    const bdg_language_t *now = bdg_language_now();
    BDG_TRY(bdg_badge_class_by_version(&b, db, key->a, pool));
    BDG_TRY(bdg_issuer_by_version(&i, db, key->b, pool));
    w->badge = b;
    w->issuer = i;
    if (b->criteria_text && *b->criteria_text)
        BDG_TRY(bdg_markdown_html(&w->criteria_html, b->criteria_text, pool));
    BDG_TRY(tags_of(w, pool));
    BDG_TRY(attributes_of(w, pool));
    BDG_TRY(bdg_ob3_wording_make(&w->ob3, server->site, b, i, NULL, pool));
    BDG_TRY(bdg_signing_works(&w->signing_works, db, server->site, i->id, pool));
    bdg_language_use(NULL);      /* what is kept is for everybody, whatever the first visitor reads */
    bdg_err_t *e = bdg_assertion_page_parts(w, server->site, w->signing_works, pool);
    bdg_language_use(now);
    return e;
}

bdg_err_t *bdg_wording_get(const bdg_wording_t **out, bdg_req_t *req, int64_t badge_class_version_id, int64_t issuer_version_id)
{
    bdg_kept_key_t key = { req->server, badge_class_version_id, issuer_version_id };
    void *w = bdg_kept_find(&wordings, &key, req->pool);
    if (!w) {
        bdg_db_t *db;
        BDG_TRY(bdg_req_db(req, &db));
        BDG_TRY(bdg_kept_make(&w, &wordings, &key, fill, db, req->pool));
    }
    *out = w;
    if (!bdg_language_now()->index)
        return NULL;
    bdg_wording_t *said = apr_pmemdup(req->pool, w, sizeof *said);
    *out = said;
    return bdg_assertion_page_parts(said, req->site, said->signing_works, req->pool);
}
