#include "jobs/runner.h"
#include "base/id.h"
#include "base/log.h"
#include "jobs/kinds.h"
#include <apr_strings.h>
#include <string.h>

#define GIVE_UP_AFTER 20
#define MARK_TRIES 20      /* half a second apart, while the database is away; then the lease runs out */

bdg_err_t *bdg_work_tx(const bdg_work_t *work, bdg_tx_fn *fn, void *baton, apr_pool_t *pool)
{
    bdg_db_t *db;
    BDG_TRY(work->db.get(&db, work->db.baton));
    bdg_err_t *e = bdg_db_tx(db, fn, baton, pool);
    work->db.put(db, bdg_db_broken(db), work->db.baton);
    return e;
}

typedef struct claim_t { bdg_job_t job; int found; apr_pool_t *pool; } claim_t;

static bdg_err_t *take_job(void *baton, const bdg_row_t *row)
{
    claim_t *c = baton;
    c->found = 1;
    c->job.id = bdg_row_int(row, 0);
    c->job.kind = bdg_row_str(row, 1, c->pool);
    c->job.subject_id = bdg_row_int(row, 2);
    c->job.attempts = (int)bdg_row_int(row, 3);
    return NULL;
}

static bdg_err_t *claim(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    claim_t *c = baton;
    (void)scratch;
    c->found = 0;
    BDG_TRY(bdg_db_each(db, BDG_Q_JOB_DUE, BDG_ARGS(BDG_STR("waiting")), take_job, c));
    if (!c->found)
        BDG_TRY(bdg_db_each(db, BDG_Q_JOB_DUE, BDG_ARGS(BDG_STR("claimed")), take_job, c));
    if (!c->found)
        return NULL;
    bdg_random(c->job.token, sizeof c->job.token);
    return bdg_db_exec(db, BDG_Q_JOB_CLAIM, BDG_ARGS(BDG_BYTES(c->job.token, 16), BDG_INT(c->job.id)), NULL, NULL);
}

bdg_err_t *bdg_job_extend(bdg_db_t *db, const bdg_job_t *job)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_JOB_EXTEND, BDG_ARGS(BDG_INT(job->id), BDG_BYTES(job->token, 16)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_CONFLICT, "Another worker has taken over.");
}

static int is_away(const bdg_err_t *e) { return e->code == BDG_E_UNAVAILABLE || e->code == BDG_E_UNKNOWN_OUTCOME; }

typedef struct end_t { const bdg_job_t *job; const bdg_err_t *err; apr_interval_time_t again; } end_t;

static bdg_err_t *end(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const end_t *x = baton;
    const bdg_job_t *j = x->job;
    if (!x->err && x->again)
        return bdg_db_exec(db, BDG_Q_JOB_AGAIN, BDG_ARGS(BDG_INT(x->again), BDG_INT(j->id), BDG_BYTES(j->token, 16)), NULL, NULL);
    if (!x->err)
        return bdg_db_exec(db, BDG_Q_JOB_DONE, BDG_ARGS(BDG_INT(j->id), BDG_BYTES(j->token, 16)), NULL, NULL);
    int away = is_away(x->err);   /* not the job's fault, and no reason ever to give up */
    int failed = !away && j->attempts + 1 >= GIVE_UP_AFTER;
    int wait = away ? 1 : j->attempts < 8 ? 1 << j->attempts : 300;
    const char *text = apr_psprintf(scratch, "%.400s%s%.400s", bdg_err_english(x->err), x->err->detail ? ": " : "", x->err->detail ? x->err->detail : "");
    return bdg_db_exec(db, BDG_Q_JOB_RETRY, BDG_ARGS(BDG_STR(failed ? "failed" : "waiting"), BDG_INT(away), BDG_STR(text), BDG_INT(wait), BDG_INT(j->id), BDG_BYTES(j->token, 16)), NULL, NULL);
}

static void run_job(const bdg_work_t *work, const bdg_job_t *job, apr_pool_t *pool)
{
    end_t x = { job, NULL, 0 };
    bdg_err_t *e = NULL;
    const bdg_job_kind_t *k = bdg_job_kinds;
    while (k->kind && strcmp(k->kind, job->kind))
        k++;
    e = k->kind ? k->fn(work, job, &x.again, pool) : bdg_err(BDG_E_INTERNAL, "Nobody knows the job kind %s.", job->kind);
    if (e && e->code == BDG_E_CONFLICT) {   /* another worker goes on with it */
        bdg_err_clear(e);
        return;
    }
    if (e)
        bdg_log_err(is_away(e) ? BDG_LOG_WARN : BDG_LOG_ERROR, "BDG0301", e,
                    apr_psprintf(pool, "job %s %ld", job->kind, (long)job->subject_id));
    x.err = e;
    bdg_err_t *e2 = bdg_work_tx(work, end, &x, pool);
    for (int i = 0; e2 && is_away(e2) && i < MARK_TRIES && !work->stopping(work->stopping_baton); i++) {
        bdg_err_clear(e2);
        apr_sleep(apr_time_from_msec(500));
        e2 = bdg_work_tx(work, end, &x, pool);
    }
    if (e2)   /* its lease runs out, and it is done again */
        bdg_log_err(BDG_LOG_WARN, "BDG0302", e2, "job cannot be marked");
    bdg_err_clear(e2);
    bdg_err_clear(e);
}

static int one_job(const bdg_work_t *work, apr_pool_t *pool)
{
    claim_t c = { .pool = pool };
    bdg_err_t *e = bdg_work_tx(work, claim, &c, pool);
    if (e) {
        bdg_log_err(is_away(e) ? BDG_LOG_DEBUG : BDG_LOG_WARN, "BDG0303", e, "looking for work");
        bdg_err_clear(e);
        return 0;
    }
    if (c.found)
        run_job(work, &c.job, pool);
    return c.found;
}

void bdg_jobs_round(const bdg_work_t *work, int *did, apr_pool_t *pool)
{
    *did = 0;
    if (work->index % 2 == 0)
        *did += one_job(work, pool);
    if (!work->stopping(work->stopping_baton))
        *did += bdg_outbox_round(work, pool);
    if (work->index % 2 && !*did && !work->stopping(work->stopping_baton))
        *did += one_job(work, pool);
}
