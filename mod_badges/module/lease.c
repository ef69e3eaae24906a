/* Connections: pooled by mod_dbd, leased for the data phase of a request.
 *
 * mod_dbd pings a connection each time it hands it out, which costs as much as a query. So a connection that comes back whole is kept
 * aside for the next request of this child, at most a handful and a few seconds; what is broken is cut and goes back to mod_dbd, which
 * then opens another. */
#include "module/module.h"
#include "base/log.h"
#include <apr_dbd.h>
#include <apr_thread_mutex.h>
#include <stdatomic.h>
#include "web/gate.h"
#include <mod_dbd.h>

#define SPARE_MAX 8
#define SPARE_AGE apr_time_from_sec(1)      /* older ones go the long way, which pings */
#define WAIT apr_time_from_sec(3)           /* for a place; then 503 */
#define BREATHE (500 * 1000)                /* while the database is away, one attempt that often */
#define PATIENCE 6                          /* seconds for an answer to a page's statement; a database that was stopped says nothing at all */
#define PATIENCE_WORK 120                   /* for those of workers, nobody waits for them */
#define PATIENCE_PING 2                     /* for mod_dbd's question whether a connection lives */

typedef struct lease_t { ap_dbd_t *dbd; bdg_db_t *db; apr_time_t since; } lease_t;

typedef struct bdg_lease_pool_t {
    server_rec *s;
    apr_pool_t *pool;
    apr_thread_mutex_t *lock;
    lease_t spare[SPARE_MAX];
    int nspare;
    int places;
    bdg_gate_t *gate;
    _Atomic int64_t next_try;               /* 0 while all is well */
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) *open;
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) *close;
} bdg_lease_pool_t;

#define KEY "badges-db"

static void give_back(bdg_lease_pool_t *lp, ap_dbd_t *dbd, bdg_db_t *db, int broken)
{
    if (broken)
        bdg_db_shutdown(db);
    bdg_db_patience(db, PATIENCE_PING);
    lp->close(lp->s, dbd);
}

static bdg_err_t *adopt(bdg_db_t **db, ap_dbd_t *dbd)
{
    void *p = NULL;
    apr_pool_userdata_get(&p, KEY, dbd->pool);
    if (p) {
        *db = p;
        bdg_db_set_owner(*db, dbd);
        return NULL;
    }
    void *native = apr_dbd_native_handle(dbd->driver, dbd->handle);
    if (!native)
        return bdg_err(BDG_E_INTERNAL, "The database driver is not mysql.");
    BDG_TRY(bdg_db_adopt(db, native, dbd->pool));
    bdg_db_set_owner(*db, dbd);
    apr_pool_userdata_setn(*db, KEY, NULL, dbd->pool);
    return NULL;
}

static int take_spare(bdg_lease_pool_t *lp, lease_t *out)
{
    int found = 0;
    apr_thread_mutex_lock(lp->lock);
    if (lp->nspare) {
        *out = lp->spare[--lp->nspare];
        found = 1;
    }
    apr_thread_mutex_unlock(lp->lock);
    return found;
}

static bdg_err_t *away(void) { return bdg_err(BDG_E_UNAVAILABLE, "The database cannot be reached just now. Please try again in a moment."); }

/* A dead connection answers NULL once: ask as often as the pool may hold dead ones, within WAIT. While the database is away, one attempt now and then. */
static bdg_err_t *open_one(bdg_lease_pool_t *lp, bdg_db_t **db, int tries)
{
    apr_time_t until = apr_time_now() + WAIT;
    for (int i = 0; i < tries && apr_time_now() < until; i++) {
        ap_dbd_t *dbd = lp->open(lp->pool, lp->s);
        if (!dbd)
            continue;
        bdg_err_t *e = adopt(db, dbd);
        if (!e)
            return NULL;
        lp->close(lp->s, dbd);
        if (e->code != BDG_E_UNAVAILABLE)
            return e;
        bdg_err_clear(e);
    }
    return away();
}

static bdg_err_t *take(bdg_lease_pool_t *lp, bdg_db_t **db)
{
    lease_t l;
    apr_time_t now = apr_time_now();
    while (take_spare(lp, &l)) {
        if (now - l.since < SPARE_AGE) {
            *db = l.db;
            return NULL;
        }
        give_back(lp, l.dbd, l.db, 0);
    }
    int64_t due = atomic_load(&lp->next_try);
    if (due && (now < due || !atomic_compare_exchange_strong(&lp->next_try, &due, now + BREATHE)))
        return away();
    bdg_err_t *e = open_one(lp, db, due ? 1 : lp->places + 1);
    atomic_store(&lp->next_try, e && e->code == BDG_E_UNAVAILABLE ? now + BREATHE : 0);
    return e;
}

static bdg_err_t *get_for(bdg_db_t **db, bdg_lease_pool_t *lp, int patience)
{
    if (!bdg_gate_enter(lp->gate, WAIT))
        return away();
    bdg_err_t *e = take(lp, db);
    if (e)
        bdg_gate_leave(lp->gate);
    else
        bdg_db_patience(*db, patience);
    return e;
}

static bdg_err_t *get(bdg_db_t **db, void *baton) { return get_for(db, baton, PATIENCE); }
static bdg_err_t *get_for_work(bdg_db_t **db, void *baton) { return get_for(db, baton, PATIENCE_WORK); }

/* Connections kept aside go the long way from now on. */
static apr_status_t drain(void *p)
{
    bdg_lease_pool_t *lp = p;
    lease_t l;
    while (take_spare(lp, &l))
        give_back(lp, l.dbd, l.db, 0);
    return APR_SUCCESS;
}

static void put(bdg_db_t *db, int broken, void *baton)
{
    bdg_lease_pool_t *lp = baton;
    ap_dbd_t *dbd = bdg_db_owner(db);
    if (!broken) {
        apr_thread_mutex_lock(lp->lock);
        int room = lp->nspare < SPARE_MAX;
        if (room)
            lp->spare[lp->nspare++] = (lease_t){ dbd, db, apr_time_now() };
        apr_thread_mutex_unlock(lp->lock);
        if (room) {
            bdg_gate_leave(lp->gate);
            return;
        }
    }
    if (broken)   /* the others are probably dead too */
        drain(lp);
    give_back(lp, dbd, db, broken);
    bdg_gate_leave(lp->gate);
}

int bdg_lease_init(server_rec *s, apr_pool_t *pool, bdg_server_conf_t *c)
{
    bdg_lease_pool_t *lp = apr_pcalloc(pool, sizeof *lp);
    lp->open = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open);
    lp->close = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);
    if (!lp->open || !lp->close) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, "BDG0012: mod_dbd is not loaded; mod_badges has no database");
        return 0;
    }
    lp->s = s;
    lp->pool = pool;
    lp->places = (int)c->site.connections_n;
    if (apr_thread_mutex_create(&lp->lock, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS)
        return 0;
    bdg_err_t *e = bdg_gate_make(&lp->gate, lp->places, 1000, pool);
    if (e) {
        bdg_err_clear(e);
        return 0;
    }
    apr_pool_pre_cleanup_register(pool, lp, drain);
    c->leases = lp;
    c->server.db = (bdg_db_source_t){ get, put, lp };
    c->work_db = (bdg_db_source_t){ get_for_work, put, lp };
    return 1;
}
