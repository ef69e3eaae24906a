#include "web/public/wording.h"
#include "io/markdown.h"
#include "web/public/assertion_page.h"
#include <apr_thread_mutex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 509        /* direct-mapped: an entry is replaced by the next one that falls on its slot */

typedef struct entry_t {
    bdg_wording_t w;
    const bdg_server_t *server;          /* versions are numbered by its database */
    int64_t badge_version, issuer_version;
    apr_pool_t *pool;
    atomic_int refs;
} entry_t;

static entry_t *slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void unref(entry_t *e)
{
    if (e && atomic_fetch_sub(&e->refs, 1) == 1)
        apr_pool_destroy(e->pool);
}

static apr_status_t unref_cleanup(void *p)
{
    unref(p);
    return APR_SUCCESS;
}

static size_t slot_of(int64_t b, int64_t i) { return (size_t)((uint64_t)b * 31 + (uint64_t)i) % SLOTS; }

static entry_t *find(const bdg_server_t *server, int64_t b, int64_t i)
{
    pthread_mutex_lock(&lock);
    entry_t *e = slots[slot_of(b, i)];
    if (e && e->server == server && e->badge_version == b && e->issuer_version == i)
        atomic_fetch_add(&e->refs, 1);
    else
        e = NULL;
    pthread_mutex_unlock(&lock);
    return e;
}

static void keep(entry_t *e)
{
    size_t s = slot_of(e->badge_version, e->issuer_version);
    atomic_fetch_add(&e->refs, 1);
    pthread_mutex_lock(&lock);
    entry_t *old = slots[s];
    slots[s] = e;
    pthread_mutex_unlock(&lock);
    unref(old);
}

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

static bdg_err_t *fill(entry_t *e, bdg_db_t *db)
{
    bdg_badge_class_t *b;
    bdg_issuer_t *i;
    BDG_TRY(bdg_badge_class_by_version(&b, db, e->badge_version, e->pool));
    BDG_TRY(bdg_issuer_by_version(&i, db, e->issuer_version, e->pool));
    e->w.badge = b;
    e->w.issuer = i;
    if (b->criteria_text && *b->criteria_text)
        BDG_TRY(bdg_markdown_html(&e->w.criteria_html, b->criteria_text, e->pool));
    BDG_TRY(tags_of(&e->w, e->pool));
    BDG_TRY(attributes_of(&e->w, e->pool));
    BDG_TRY(bdg_ob3_wording_make(&e->w.ob3, e->server->site, b, i, NULL, e->pool));
    return bdg_assertion_page_parts(&e->w, e->server->site, e->pool);
}

bdg_err_t *bdg_wording_get(const bdg_wording_t **out, bdg_req_t *req, int64_t badge_class_version_id, int64_t issuer_version_id)
{
    entry_t *e = find(req->server, badge_class_version_id, issuer_version_id);
    if (!e) {
        bdg_db_t *db;
        apr_pool_t *pool;
        BDG_TRY(bdg_req_db(req, &db));
        if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
            return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
        e = apr_pcalloc(pool, sizeof *e);
        e->pool = pool;
        e->server = req->server;
        e->badge_version = badge_class_version_id;
        e->issuer_version = issuer_version_id;
        atomic_init(&e->refs, 1);
        BDG_TRY_ELSE(fill(e, db), unref(e));
        keep(e);
    }
    apr_pool_cleanup_register(req->pool, e, unref_cleanup, apr_pool_cleanup_null);
    *out = &e->w;
    return NULL;
}
