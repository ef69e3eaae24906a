/* A wording with the endorsements of badge and issuer that stand. Which these are is asked again when something public has changed; what is the same
 * then is not written anew. */
#include "base/kept.h"
#include "core/standing.h"
#include "store/endorsement.h"
#include "web/cache.h"
#include "web/public/wording.h"
#include <apr_strings.h>
#include <stdatomic.h>
#include <string.h>

typedef struct endorsed_t {
    const bdg_ob3_wording_t *ob3;        /* NULL: there are none */
    const char *tag;
    _Atomic int64_t revision;            /* of the badge's shard when it was last seen to be so; -1: not to be known */
} endorsed_t;

static bdg_kept_t wordings = BDG_KEPT(endorsed_t);

typedef struct maker_t {
    bdg_db_t *db;
    const bdg_site_t *site;
    int64_t revision;
    bdg_standing_t of_badge, of_issuer;
    const char *tag;
} maker_t;

static bdg_err_t *write_wording(const bdg_ob3_wording_t **out, const maker_t *m, const bdg_kept_key_t *key, apr_pool_t *pool)
{
    bdg_badge_class_t *b;
    bdg_issuer_t *i;
    bdg_ob3_endorsements_t *of_badge = apr_palloc(pool, sizeof *of_badge), *of_issuer = apr_palloc(pool, sizeof *of_issuer);
    BDG_TRY(bdg_badge_class_by_version(&b, m->db, key->a, pool));
    BDG_TRY(bdg_issuer_by_version(&i, m->db, key->b, pool));
    BDG_TRY(bdg_standing_sign(of_badge, &m->of_badge, m->site, pool));
    BDG_TRY(bdg_standing_sign(of_issuer, &m->of_issuer, m->site, pool));
    return bdg_ob3_wording_make_endorsed(out, m->site, b, i, NULL, of_badge, of_issuer, pool);
}

static bdg_err_t *fill(void *thing, const bdg_kept_key_t *key, void *baton, apr_pool_t *pool)
{
    endorsed_t *x = thing;
    const maker_t *m = baton;
    x->tag = apr_pstrdup(pool, m->tag);
    atomic_init(&x->revision, m->revision);
    return *x->tag ? write_wording(&x->ob3, m, key, pool) : NULL;
}

static bdg_err_t *load(maker_t *m, const bdg_wording_t *w, apr_pool_t *pool)
{
    int any;
    m->tag = "";
    BDG_TRY(bdg_endorsements_of_wording(&any, m->db, w->badge->version_id, w->issuer->version_id));
    if (!any)
        return NULL;
    BDG_TRY(bdg_standing_load(&m->of_badge, m->db, m->site, BDG_ENDORSED_BADGE_CLASS, w->badge->id, w->badge->version_id, pool));
    BDG_TRY(bdg_standing_load(&m->of_issuer, m->db, m->site, BDG_ENDORSED_ISSUER, w->issuer->id, w->issuer->version_id, pool));
    if (*m->of_badge.tag || *m->of_issuer.tag)
        m->tag = apr_pstrcat(pool, m->of_badge.tag, ".", m->of_issuer.tag, NULL);
    return NULL;
}

bdg_err_t *bdg_wording_ob3(const bdg_ob3_wording_t **out, const char **tag, bdg_req_t *req, const bdg_wording_t *w)
{
    bdg_kept_key_t key = { req->server, w->badge->version_id, w->issuer->version_id };
    maker_t m = { .site = req->site, .revision = req->cache_key ? bdg_cache_revision(req->server->cache, bdg_cache_shard(w->badge->public_id)) : -1 };
    void *kept = req->site->secret_file ? bdg_kept_find(&wordings, &key, req->pool) : NULL;
    endorsed_t *x = kept;
    *out = w->ob3;
    *tag = "";
    if (!req->site->secret_file)
        return NULL;
    if (!x || m.revision < 0 || atomic_load(&x->revision) != m.revision) {
        BDG_TRY(bdg_req_db(req, &m.db));
        BDG_TRY(load(&m, w, req->pool));
        if (!x || strcmp(x->tag, m.tag))
            BDG_TRY(bdg_kept_make(&kept, &wordings, &key, fill, &m, req->pool));
        else if (m.revision >= 0)
            atomic_store(&x->revision, m.revision);
        x = kept;
    }
    if (x->ob3) {
        *out = x->ob3;
        *tag = x->tag;
    }
    return NULL;
}
