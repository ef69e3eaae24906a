#include "web/cache.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/id.h"
#include <apr_thread_mutex.h>
#include <apr_strings.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define STRIPES 16
#define BUCKETS 4096
#define CHECK_EVERY (500 * 1000)
#define SEEN_BITS 65536                 /* of a stripe's memory of what was asked once; forgotten all at once before it fills up */
#define SEEN_MAX (SEEN_BITS / 8)
#define STALE_AFTER (60 * 1000000LL)

typedef struct entry_t {
    struct entry_t *next, *newer, *older;   /* bucket chain; recency list */
    uint64_t hash;
    size_t size;
    atomic_int refs;
    int shard, status;
    int64_t revision;
    const char *key, *content_type, *etag;
    int nheaders;
    const char **headers;                   /* name, value, ... */
    const char *body;
    size_t body_len;
} entry_t;

typedef struct stripe_t {
    apr_thread_mutex_t *lock;
    entry_t *bucket[BUCKETS];
    entry_t *newest, *oldest;
    size_t bytes;
    unsigned char seen[SEEN_BITS / 8];
    int nseen;
} stripe_t;

struct bdg_cache_t {
    size_t max_per_stripe;
    stripe_t stripes[STRIPES];
    _Atomic int64_t revisions[BDG_CACHE_SHARDS];
    _Atomic int64_t checked_at;
    atomic_flag checking;
};

static uint64_t hash_of(const char *key)
{
    uint64_t h = 1469598103934665603ULL;
    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * 1099511628211ULL;
    return h ^ (h >> 29);
}

static void unref(entry_t *e)
{
    if (atomic_fetch_sub(&e->refs, 1) == 1)
        free(e);
}

static apr_status_t unref_cleanup(void *p)
{
    unref(p);
    return APR_SUCCESS;
}

static void unlink_entry(stripe_t *s, entry_t *e)
{
    entry_t **at = &s->bucket[e->hash % BUCKETS];
    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    if (s->newest == e) s->newest = e->older; else e->newer->older = e->older;
    if (s->oldest == e) s->oldest = e->newer; else e->older->newer = e->newer;
    s->bytes -= e->size;
    unref(e);
}

static void to_front(stripe_t *s, entry_t *e)
{
    if (s->newest == e)
        return;
    if (e->newer) e->newer->older = e->older;
    if (e->older) e->older->newer = e->newer; else if (s->oldest == e) s->oldest = e->newer;
    e->newer = NULL;
    e->older = s->newest;
    if (s->newest) s->newest->newer = e;
    s->newest = e;
    if (!s->oldest) s->oldest = e;
}

static apr_status_t drop_all(void *p)
{
    bdg_cache_t *c = p;
    for (int i = 0; i < STRIPES; i++)
        while (c->stripes[i].oldest)
            unlink_entry(&c->stripes[i], c->stripes[i].oldest);
    return APR_SUCCESS;
}

bdg_err_t *bdg_cache_make(bdg_cache_t **out, long long max_bytes, apr_pool_t *pool)
{
    bdg_cache_t *c = apr_pcalloc(pool, sizeof *c);
    c->max_per_stripe = (size_t)max_bytes / STRIPES;
    atomic_flag_clear(&c->checking);
    for (int i = 0; i < STRIPES; i++)
        if (apr_thread_mutex_create(&c->stripes[i].lock, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS)
            return bdg_err(BDG_E_NOMEM, "The cache cannot be made.");
    apr_pool_cleanup_register(pool, c, drop_all, apr_pool_cleanup_null);
    *out = c;
    return NULL;
}

int bdg_cache_shard(const char *public_id)
{
    return bdg_public_change_shard(public_id);
}

static bdg_err_t *take_revision(void *baton, const bdg_row_t *row)
{
    int64_t shard = bdg_row_int(row, 0);
    if (shard >= 0 && shard < BDG_CACHE_SHARDS)
        atomic_store(&((bdg_cache_t *)baton)->revisions[shard], bdg_row_int(row, 1));
    return NULL;
}

/* Reads the revisions when they are due; one thread at a time, the others go on with what is known. */
static void check(bdg_cache_t *c, const bdg_db_source_t *source, apr_time_t now)
{
    if (now - atomic_load(&c->checked_at) < CHECK_EVERY || atomic_flag_test_and_set(&c->checking))
        return;
    bdg_db_t *db;
    bdg_err_t *e = source->get(&db, source->baton);
    if (!e) {
        e = bdg_db_each(db, BDG_Q_PUBLIC_CHANGE_ALL, BDG_NO_ARGS, take_revision, c);
        source->put(db, bdg_db_broken(db), source->baton);
    }
    if (!e)
        atomic_store(&c->checked_at, now);
    else
        bdg_log_err(BDG_LOG_DEBUG, "BDG0201", e, "public documents are served from the cache unchecked");
    bdg_err_clear(e);
    atomic_flag_clear(&c->checking);
}

int64_t bdg_cache_revision(bdg_cache_t *cache, int shard) { return atomic_load(&cache->revisions[shard]); }

static entry_t *find(stripe_t *s, const char *key, uint64_t h)
{
    for (entry_t *e = s->bucket[h % BUCKETS]; e; e = e->next)
        if (e->hash == h && !strcmp(e->key, key))
            return e;
    return NULL;
}

int bdg_cache_get(bdg_cache_t *c, const char *key, bdg_res_t *res, const bdg_db_source_t *db, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    check(c, db, now);
    if (now - atomic_load(&c->checked_at) > STALE_AFTER)
        return 0;
    uint64_t h = hash_of(key);
    stripe_t *s = &c->stripes[h % STRIPES];
    h /= STRIPES;
    apr_thread_mutex_lock(s->lock);
    entry_t *e = find(s, key, h);
    if (e && e->revision != atomic_load(&c->revisions[e->shard])) {
        unlink_entry(s, e);
        e = NULL;
    }
    if (e) {
        atomic_fetch_add(&e->refs, 1);
        to_front(s, e);
    }
    apr_thread_mutex_unlock(s->lock);
    if (!e)
        return 0;
    apr_pool_cleanup_register(pool, e, unref_cleanup, apr_pool_cleanup_null);
    res->status = e->status;
    res->content_type = e->content_type;
    res->etag = e->etag;
    for (int i = 0; i < e->nheaders; i++)
        apr_table_setn(res->headers, e->headers[2 * i], e->headers[2 * i + 1]);
    res->bytes = e->body;
    res->bytes_len = e->body_len;
    return 1;
}

static char *copy(char **at, const char *s)
{
    size_t n = strlen(s) + 1;
    char *to = memcpy(*at, s, n);
    *at += n;
    return to;
}

/* Only what is asked a second time is kept: a crawler that reads each award once then neither pays for copies nor drives out what many read. */
static int asked_before(stripe_t *s, uint64_t hash)
{
    unsigned char *byte = &s->seen[hash % SEEN_BITS / 8], bit = (unsigned char)(1 << hash % 8);
    apr_thread_mutex_lock(s->lock);
    int before = *byte & bit;
    if (!before) {
        if (++s->nseen > SEEN_MAX) {
            memset(s->seen, 0, sizeof s->seen);
            s->nseen = 1;
        }
        *byte |= bit;
    }
    apr_thread_mutex_unlock(s->lock);
    return before;
}

/* One block: the entry, the array of its headers, their texts, and the body. NULL when memory is out or it is too large to be worth it. */
static entry_t *make(const bdg_cache_t *c, const char *key, const bdg_res_t *res)
{
    const void *body = res->bytes ? res->bytes : res->body->data;
    size_t body_len = res->bytes ? res->bytes_len : res->body->len;
    const apr_array_header_t *h = apr_table_elts(res->headers);
    const apr_table_entry_t *he = (const apr_table_entry_t *)h->elts;
    size_t size = sizeof(entry_t) + (size_t)h->nelts * 2 * sizeof(char *) + strlen(key) + strlen(res->content_type) + (res->etag ? strlen(res->etag) : 0) + 3 + body_len;
    for (int i = 0; i < h->nelts; i++)
        size += strlen(he[i].key) + strlen(he[i].val) + 2;
    entry_t *e = size > c->max_per_stripe / 4 || BDG_FAULT_HIT(BDG_FAULT_ALLOC) ? NULL : malloc(size);
    if (!e)
        return NULL;
    memset(e, 0, sizeof *e);
    e->headers = (const char **)(e + 1);
    char *at = (char *)(e->headers + 2 * h->nelts);
    e->nheaders = h->nelts;
    for (int i = 0; i < h->nelts; i++) {
        e->headers[2 * i] = copy(&at, he[i].key);
        e->headers[2 * i + 1] = copy(&at, he[i].val);
    }
    e->key = copy(&at, key);
    e->content_type = copy(&at, res->content_type);
    e->etag = res->etag ? copy(&at, res->etag) : NULL;
    e->body = at;
    e->body_len = body_len;
    if (body_len)
        memcpy(at, body, body_len);
    e->size = size;
    e->status = res->status;
    atomic_init(&e->refs, 1);
    return e;
}

static void link_entry(stripe_t *s, entry_t *e)
{
    e->next = s->bucket[e->hash % BUCKETS];
    s->bucket[e->hash % BUCKETS] = e;
    e->older = s->newest;
    if (s->newest) s->newest->newer = e;
    s->newest = e;
    if (!s->oldest) s->oldest = e;
    s->bytes += e->size;
}

void bdg_cache_put(bdg_cache_t *c, const char *key, int shard, int64_t revision, const bdg_res_t *res)
{
    uint64_t hash = hash_of(key);
    stripe_t *s = &c->stripes[hash % STRIPES];
    entry_t *e = asked_before(s, hash / STRIPES) ? make(c, key, res) : NULL;
    if (!e)
        return;
    e->hash = hash / STRIPES;
    e->shard = shard;
    e->revision = revision;
    apr_thread_mutex_lock(s->lock);
    entry_t *old = find(s, key, e->hash);
    if (old)
        unlink_entry(s, old);
    while (s->bytes + e->size > c->max_per_stripe && s->oldest)
        unlink_entry(s, s->oldest);
    link_entry(s, e);
    apr_thread_mutex_unlock(s->lock);
}
