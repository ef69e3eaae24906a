/* Issues a confirmed batch, a few thousand rows a transaction. The cursor is in the database: whoever comes next goes on where it stands. */
#include "core/batch.h"
#include "jobs/kinds.h"

#define EXTEND_EVERY apr_time_from_sec(10)

typedef struct issue_t { const bdg_job_t *job; bdg_batch_issuer_t *issuer; apr_time_t extended; } issue_t;

static bdg_err_t *some(bdg_db_t *db, issue_t *x, apr_pool_t *pool, int *done)
{
    apr_time_t now = apr_time_now();
    if (now - x->extended > EXTEND_EVERY) {
        BDG_TRY(bdg_job_extend(db, x->job));
        x->extended = now;
    }
    if (!x->issuer)
        BDG_TRY(bdg_batch_issue_begin(&x->issuer, db, x->job->subject_id, pool));
    if (!x->issuer) {
        *done = 1;
        return NULL;
    }
    return bdg_batch_issue_some(x->issuer, db, done);
}

bdg_err_t *bdg_job_batch_issue(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool)
{
    issue_t x = { job, NULL, 0 };
    int done = 0;
    while (!done) {
        bdg_db_t *db;
        if (work->stopping(work->stopping_baton)) {
            *again = 1;
            return NULL;
        }
        BDG_TRY(work->db.get(&db, work->db.baton));
        bdg_err_t *e = some(db, &x, pool, &done);
        work->db.put(db, bdg_db_broken(db), work->db.baton);
        BDG_TRY(e);
    }
    if (work->wake)   /* mails */
        work->wake(work->wake_baton);
    return NULL;
}
