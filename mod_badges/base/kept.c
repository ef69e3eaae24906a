#include "base/kept.h"
#include <stdatomic.h>

typedef struct bdg_kept_entry_t {
    bdg_kept_key_t key;
    apr_pool_t *pool;
    atomic_int refs;
    void *thing;
} entry_t;

static bdg_kept_t *tables;
static pthread_mutex_t tables_lock = PTHREAD_MUTEX_INITIALIZER;

static entry_t **place_of(bdg_kept_t *t, const bdg_kept_key_t *k) { return &t->places[((uint64_t)k->a * 31 + (uint64_t)k->b) % BDG_KEPT_PLACES]; }

static int is(const entry_t *e, const bdg_kept_key_t *k) { return e && e->key.owner == k->owner && e->key.a == k->a && e->key.b == k->b; }

static void unref(entry_t *e)
{
    if (e && atomic_fetch_sub(&e->refs, 1) == 1)
        apr_pool_destroy(e->pool);
}

static apr_status_t unref_cleanup(void *e)
{
    unref(e);
    return APR_SUCCESS;
}

static void *lend(entry_t *e, apr_pool_t *pool)
{
    apr_pool_cleanup_register(pool, e, unref_cleanup, apr_pool_cleanup_null);
    return e->thing;
}

void *bdg_kept_find(bdg_kept_t *t, const bdg_kept_key_t *key, apr_pool_t *pool)
{
    pthread_mutex_lock(&t->lock);
    entry_t *e = *place_of(t, key);
    if (is(e, key))
        atomic_fetch_add(&e->refs, 1);
    else
        e = NULL;
    pthread_mutex_unlock(&t->lock);
    return e ? lend(e, pool) : NULL;
}

/* What lay there goes, unless it is another's and nothing comes. */
static void put(bdg_kept_t *t, const bdg_kept_key_t *key, entry_t *e)
{
    pthread_mutex_lock(&t->lock);
    entry_t **place = place_of(t, key), *old = *place;
    if (e || is(old, key))
        *place = e;
    else
        old = NULL;
    pthread_mutex_unlock(&t->lock);
    unref(old);
}

static void list(bdg_kept_t *t)
{
    pthread_mutex_lock(&tables_lock);
    if (!t->listed) {
        t->listed = 1;
        t->next = tables;
        tables = t;
    }
    pthread_mutex_unlock(&tables_lock);
}

bdg_err_t *bdg_kept_make(void **thing, bdg_kept_t *t, const bdg_kept_key_t *key, bdg_kept_fill_fn *fill, void *baton, apr_pool_t *pool)
{
    apr_pool_t *own;
    /* below no other pool: at exit() APR ends the newest of its pools first, which would be this one, before the requests that have it still */
    if (apr_pool_create_unmanaged(&own) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    entry_t *e = apr_pcalloc(own, sizeof *e);
    e->key = *key;
    e->pool = own;
    e->thing = apr_pcalloc(own, t->size);
    atomic_init(&e->refs, 2);                 /* the place, and who asked */
    BDG_TRY_ELSE(fill(e->thing, key, baton, own), apr_pool_destroy(own));
    list(t);
    put(t, key, e);
    *thing = lend(e, pool);
    return NULL;
}

void bdg_kept_forget(bdg_kept_t *t, const bdg_kept_key_t *key) { put(t, key, NULL); }

void bdg_kept_end(void)
{
    pthread_mutex_lock(&tables_lock);
    for (bdg_kept_t *t = tables; t; t = t->next)
        for (int i = 0; i < BDG_KEPT_PLACES; i++) {
            pthread_mutex_lock(&t->lock);
            entry_t *e = t->places[i];
            t->places[i] = NULL;
            pthread_mutex_unlock(&t->lock);
            unref(e);
        }
    pthread_mutex_unlock(&tables_lock);
}
