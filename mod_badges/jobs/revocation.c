/* Revokes many awards, piece by piece (core/revocation.h). */
#include "core/revocation.h"
#include "jobs/kinds.h"

bdg_err_t *bdg_job_revocation(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool)
{
    apr_pool_t *iter;
    int done = 0;
    if (apr_pool_create(&iter, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    while (!done && !work->stopping(work->stopping_baton)) {
        bdg_db_t *db;
        apr_pool_clear(iter);
        BDG_TRY(work->db.get(&db, work->db.baton));
        bdg_err_t *e = bdg_job_extend(db, job);
        if (!e)
            e = bdg_revocation_step(&done, db, job->subject_id, iter);
        work->db.put(db, bdg_db_broken(db), work->db.baton);
        BDG_TRY(e);
    }
    if (!done)
        *again = 1;      /* somebody goes on with it after the restart */
    return NULL;
}
