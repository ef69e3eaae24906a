/* Checks the rows of an uploaded batch. A check that is broken off begins anew: nothing depends on it yet. */
#include "core/batch.h"
#include "jobs/kinds.h"

typedef struct check_t { const bdg_job_t *job; bdg_checker_t *checker; } check_t;

static bdg_err_t *some(bdg_db_t *db, check_t *c, apr_pool_t *pool, int *done)
{
    BDG_TRY(bdg_job_extend(db, c->job));
    if (!c->checker)
        BDG_TRY(bdg_batch_check_begin(&c->checker, db, c->job->subject_id, pool));
    if (!c->checker) {
        *done = 1;
        return NULL;
    }
    return bdg_batch_check_some(c->checker, db, done);
}

bdg_err_t *bdg_job_batch_check(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool)
{
    check_t c = { job, NULL };
    int done = 0;
    while (!done) {
        bdg_db_t *db;
        if (work->stopping(work->stopping_baton)) {
            *again = 1;   /* at once, by the next process */
            return NULL;
        }
        BDG_TRY(work->db.get(&db, work->db.baton));
        bdg_err_t *e = some(db, &c, pool, &done);
        work->db.put(db, bdg_db_broken(db), work->db.baton);
        if (e && e->code == BDG_E_NOT_FOUND) {   /* thrown away meanwhile */
            bdg_err_clear(e);
            return NULL;
        }
        BDG_TRY(e);
    }
    return NULL;
}
