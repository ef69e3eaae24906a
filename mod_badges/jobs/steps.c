#include "jobs/steps.h"

#define PAUSE apr_time_from_sec(3)

bdg_err_t *bdg_job_steps(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, bdg_step_fn *step, apr_pool_t *pool)
{
    apr_pool_t *iter;
    int64_t at = 0;
    int done = 0;
    if (apr_pool_create(&iter, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    while (!done && !work->stopping(work->stopping_baton)) {
        bdg_db_t *db;
        apr_pool_clear(iter);
        BDG_TRY(work->db.get(&db, work->db.baton));
        bdg_err_t *e = bdg_job_extend(db, job);
        if (!e)
            e = step(&done, work, db, job->subject_id, &at, iter);
        work->db.put(db, bdg_db_broken(db), work->db.baton);
        BDG_TRY(e);
    }
    if (done != 1)
        *again = done == BDG_STEP_LATER ? PAUSE : 1;      /* or somebody goes on with it after the restart */
    return NULL;
}
