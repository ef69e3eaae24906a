/* Revokes many awards, piece by piece (core/revocation.h). */
#include "core/revocation.h"
#include "jobs/kinds.h"
#include "jobs/steps.h"

static bdg_err_t *step(int *done, const bdg_work_t *work, bdg_db_t *db, int64_t id, int64_t *at, apr_pool_t *pool)
{
    (void)work;
    (void)at;
    return bdg_revocation_step(done, db, id, pool);
}

bdg_err_t *bdg_job_revocation(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool) { return bdg_job_steps(work, job, again, step, pool); }
