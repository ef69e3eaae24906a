/* Fans the mails of a batch out: one row of the outbox for each award, 1,000 a transaction. */
#include "core/batch.h"
#include "jobs/kinds.h"

static bdg_err_t *some(bdg_db_t *db, const bdg_job_t *job, apr_pool_t *pool, int *done)
{
    BDG_TRY(bdg_job_extend(db, job));
    return bdg_batch_mail_step(db, job->subject_id, done, pool);
}

bdg_err_t *bdg_job_batch_mail(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool)
{
    int done = 0;
    while (!done) {
        bdg_db_t *db;
        if (work->stopping(work->stopping_baton)) {
            *again = 1;
            return NULL;
        }
        BDG_TRY(work->db.get(&db, work->db.baton));
        bdg_err_t *e = some(db, job, pool, &done);
        work->db.put(db, bdg_db_broken(db), work->db.baton);
        if (e && e->code == BDG_E_NOT_FOUND) {
            bdg_err_clear(e);
            return NULL;
        }
        BDG_TRY(e);
        if (work->wake)
            work->wake(work->wake_baton);
    }
    return NULL;
}
