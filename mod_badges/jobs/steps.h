/* Work that goes on in small steps, each with a connection of its own, so that it may be stopped between any two of them. */
#ifndef BDG_JOBS_STEPS_H
#define BDG_JOBS_STEPS_H
#include "jobs/runner.h"

#define BDG_STEP_LATER (-1)      /* of *done: not now, in a few seconds */

/* One step of the work on id. *at is 0 at first, and whatever the step before left in it; *done ends the work, for good or for now. pool is cleared before each step. */
typedef bdg_err_t *bdg_step_fn(int *done, const bdg_work_t *work, bdg_db_t *db, int64_t id, int64_t *at, apr_pool_t *pool);

/* Step after step on the job's subject, extending its lease, until there is nothing left or the server is to stop: then the job comes again. */
bdg_err_t *bdg_job_steps(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, bdg_step_fn *step, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
