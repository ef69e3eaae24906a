/* Connections: pooled by mod_dbd, leased for the data phase of a request.
 *
 * mod_dbd pings a connection each time it hands it out, which costs as much as a query. So a connection that comes back whole is kept
 * aside for the next request of this child, for a second at most; what is broken is cut and goes back to mod_dbd, which then opens another. */
#include "module/module.h"
#include "base/log.h"
#include <apr_dbd.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <mod_dbd.h>

#define SPARE_AGE apr_time_from_sec(1)      /* older ones go the long way, which pings */
#define WAIT apr_time_from_sec(3)           /* for a place; then 503 */
#define BREATHE (250 * 1000)                /* while the database is away, somebody tries that often; and nobody waits much longer for it */
#define PATIENCE 6                          /* seconds for an answer to a page's statement; a database that was stopped says nothing at all */
#define PATIENCE_WORK 120                   /* for those of workers, nobody waits for them */
#define PATIENCE_PING 2                     /* for mod_dbd's question whether a connection lives */

typedef struct lease_t { ap_dbd_t *dbd; bdg_db_t *db; apr_time_t since; } lease_t;

typedef struct bdg_lease_pool_t {
    server_rec *s;
    apr_pool_t *pool;
    int places;                             /* connections that may be out at a time */
    apr_thread_mutex_t *lock;               /* of all that follows but open and close */
    apr_thread_cond_t *freed;
    int free, waiting, nspare;
    lease_t *spare;                         /* kept aside, the latest last: room for as many as there are places */
    apr_thread_cond_t *turn;
    int opening;                            /* somebody asks mod_dbd for a connection */
    apr_time_t next_try;                    /* 0 while all is well */
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

static int pop_spare(bdg_lease_pool_t *lp, lease_t *out)
{
    int found = lp->nspare > 0;
    if (found)
        *out = lp->spare[--lp->nspare];
    return found;
}

static int take_spare(bdg_lease_pool_t *lp, lease_t *out)
{
    apr_thread_mutex_lock(lp->lock);
    int found = pop_spare(lp, out);
    apr_thread_mutex_unlock(lp->lock);
    return found;
}

/* Waits for a place. 0: none came free. found: whether *spare is a connection that was kept aside. */
static int enter(bdg_lease_pool_t *lp, lease_t *spare, int *found)
{
    apr_thread_mutex_lock(lp->lock);
    if (!lp->free) {
        apr_time_t until = apr_time_now() + WAIT;
        lp->waiting++;
        for (apr_interval_time_t left = WAIT; !lp->free && left > 0; left = until - apr_time_now())
            apr_thread_cond_timedwait(lp->freed, lp->lock, left);
        lp->waiting--;
    }
    int got = lp->free > 0;
    if (got) {
        lp->free--;
        *found = pop_spare(lp, spare);
    }
    apr_thread_mutex_unlock(lp->lock);
    return got;
}

/* keep: a whole connection to be kept aside, or NULL. */
static void leave(bdg_lease_pool_t *lp, const lease_t *keep)
{
    apr_thread_mutex_lock(lp->lock);
    if (keep)
        lp->spare[lp->nspare++] = *keep;
    lp->free++;
    int waiting = lp->waiting;
    apr_thread_mutex_unlock(lp->lock);
    if (waiting)
        apr_thread_cond_signal(lp->freed);
}

static bdg_err_t *away(void) { return bdg_err(BDG_E_UNAVAILABLE, "The database cannot be reached just now. Please try again in a moment."); }

/* A dead connection answers NULL once: ask as often as the pool may hold dead ones, within WAIT. */
static bdg_err_t *open_one(bdg_lease_pool_t *lp, bdg_db_t **db)
{
    apr_time_t until = apr_time_now() + WAIT;
    for (int i = 0; i <= lp->places && apr_time_now() < until; i++) {
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

/* One thread at a time asks mod_dbd, whose own queue has no end: a database that says nothing would keep each of them for a connection's whole time-out,
 * one after the other. While it is known to be away, one waits for the next attempt and no more: who comes when it is back is served. */
static bdg_err_t *open_in_turn(bdg_lease_pool_t *lp, bdg_db_t **db)
{
    apr_time_t now = apr_time_now();
    apr_thread_mutex_lock(lp->lock);
    apr_time_t until = now + (lp->next_try ? 2 * BREATHE : WAIT);
    while ((lp->opening || lp->next_try > now) && now < until) {
        apr_thread_cond_timedwait(lp->turn, lp->lock, (lp->opening || lp->next_try > until ? until : lp->next_try) - now);
        now = apr_time_now();
    }
    int mine = !lp->opening && lp->next_try <= now;
    if (mine)
        lp->opening = 1;
    apr_thread_mutex_unlock(lp->lock);
    if (!mine)
        return away();
    bdg_err_t *e = open_one(lp, db);
    apr_thread_mutex_lock(lp->lock);
    lp->opening = 0;
    lp->next_try = e && e->code == BDG_E_UNAVAILABLE ? apr_time_now() + BREATHE : 0;
    apr_thread_mutex_unlock(lp->lock);
    apr_thread_cond_broadcast(lp->turn);
    return e;
}

/* With a place: the spare connection l (when found), or another, or a new one. */
static bdg_err_t *take(bdg_lease_pool_t *lp, bdg_db_t **db, lease_t l, int found)
{
    apr_time_t now = apr_time_now();
    for (; found; found = take_spare(lp, &l)) {
        if (now - l.since < SPARE_AGE) {
            *db = l.db;
            return NULL;
        }
        give_back(lp, l.dbd, l.db, 0);
    }
    return open_in_turn(lp, db);
}

static bdg_err_t *get_for(bdg_db_t **db, bdg_lease_pool_t *lp, int patience)
{
    lease_t spare = { 0 };
    int found = 0;
    if (!enter(lp, &spare, &found))
        return away();
    bdg_err_t *e = take(lp, db, spare, found);
    if (e)
        leave(lp, NULL);
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
        leave(lp, &(lease_t){ dbd, db, apr_time_now() });
        return;
    }
    drain(lp);   /* the others are probably dead too */
    give_back(lp, dbd, db, 1);
    leave(lp, NULL);
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
    lp->places = lp->free = (int)c->site.connections_n;
    lp->spare = apr_pcalloc(pool, sizeof *lp->spare * (size_t)lp->places);
    if (apr_thread_mutex_create(&lp->lock, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS || apr_thread_cond_create(&lp->freed, pool) != APR_SUCCESS ||
        apr_thread_cond_create(&lp->turn, pool) != APR_SUCCESS)
        return 0;
    apr_pool_pre_cleanup_register(pool, lp, drain);
    c->leases = lp;
    c->server.db = (bdg_db_source_t){ get, put, lp };
    c->work_db = (bdg_db_source_t){ get_for_work, put, lp };
    return 1;
}
