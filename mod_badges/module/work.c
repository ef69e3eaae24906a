/* Background threads of this child. They are joined when the child ends: a worker asks between its steps whether it should stop. */
#include "module/module.h"
#include "base/id.h"
#include "base/log.h"
#include "core/first_run.h"
#include "jobs/runner.h"
#include "store/job.h"
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <apr_thread_proc.h>
#include <stdatomic.h>

#define LOOK_EVERY apr_time_from_msec(1000)   /* for work of other nodes and for what falls due; our own requests wake us */
#define MAX_WORKERS 16

typedef struct bdg_workers_t {
    apr_thread_mutex_t *lock;
    apr_thread_cond_t *poked;
    unsigned pokes;
    atomic_int stopping;
    apr_thread_t *threads[MAX_WORKERS];
    bdg_work_t work[MAX_WORKERS];
    int n;
    const char *setup_token;
} bdg_workers_t;

static int stopping(void *baton) { return atomic_load(&((bdg_workers_t *)baton)->stopping); }

static void wake(void *baton)
{
    bdg_workers_t *w = baton;
    apr_thread_mutex_lock(w->lock);
    w->pokes++;
    apr_thread_cond_broadcast(w->poked);
    apr_thread_mutex_unlock(w->lock);
}

/* What each start begins with: periodic work is put where it is missing, and an empty server says in its log where to begin (one line a start,
 * whichever child is first). 0: the database is away, try again later. */
static int begin(const bdg_work_t *work, const bdg_workers_t *w, apr_pool_t *pool)
{
    bdg_db_t *db;
    bdg_err_t *e = work->db.get(&db, work->db.baton);
    if (!e) {
        e = bdg_job_put(db, "sweep", 0);
        if (!e)
            e = bdg_first_run_announce(db, work->site, w->setup_token, pool);
        work->db.put(db, bdg_db_broken(db), work->db.baton);
    }
    int done = !e || e->code != BDG_E_UNAVAILABLE;
    if (e && done)
        bdg_log_err(BDG_LOG_WARN, "BDG0014", e, "the start of the workers");
    bdg_err_clear(e);
    return done;
}

static void *APR_THREAD_FUNC loop(apr_thread_t *thread, void *data)
{
    bdg_work_t *work = data;
    bdg_workers_t *w = work->stopping_baton;
    apr_pool_t *pool;
    unsigned seen = 0;
    int begun = work->index != 0;
    if (apr_pool_create(&pool, apr_thread_pool_get(thread)) != APR_SUCCESS)
        return NULL;
    while (!stopping(w)) {
        int did = 0;
        unsigned char r;
        if (!begun)
            begun = begin(work, w, pool);
        bdg_jobs_round(work, &did, pool);
        apr_pool_clear(pool);
        if (did)
            continue;
        bdg_random(&r, 1);   /* jitter, so that children and nodes do not look all at once */
        apr_thread_mutex_lock(w->lock);
        if (!stopping(w) && seen == w->pokes)
            apr_thread_cond_timedwait(w->poked, w->lock, LOOK_EVERY + r * 1000);
        seen = w->pokes;
        apr_thread_mutex_unlock(w->lock);
    }
    return NULL;
}

static apr_status_t stop(void *p)
{
    bdg_workers_t *w = p;
    apr_status_t rv;
    atomic_store(&w->stopping, 1);
    wake(w);
    for (int i = 0; i < w->n; i++)
        apr_thread_join(&rv, w->threads[i]);
    w->n = 0;
    return APR_SUCCESS;
}

void bdg_work_start(server_rec *s, apr_pool_t *pool, bdg_server_conf_t *c)
{
    bdg_workers_t *w = apr_pcalloc(pool, sizeof *w);
    int n = c->site.workers_n > MAX_WORKERS ? MAX_WORKERS : (int)c->site.workers_n;
    if (apr_thread_mutex_create(&w->lock, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS || apr_thread_cond_create(&w->poked, pool) != APR_SUCCESS)
        return;
    w->setup_token = c->setup_token;
    c->server.wake = wake;
    c->server.wake_baton = w;
    apr_pool_pre_cleanup_register(pool, w, stop);
    for (int i = 0; i < n; i++) {
        w->work[i] = (bdg_work_t){ &c->site, c->server.view, c->work_db, stopping, w, wake, w, i };
        if (apr_thread_create(&w->threads[w->n], NULL, loop, &w->work[i], pool) != APR_SUCCESS) {
            ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, "BDG0013: a background thread cannot be started");
            break;
        }
        w->n++;
    }
}
