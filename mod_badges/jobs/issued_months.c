/* Count the awards of an organisation, alone or with all below it, by months: one month a step. */
#include "core/issued_months.h"
#include "jobs/kinds.h"

typedef bdg_err_t *count_fn(int *done, bdg_db_t *db, int64_t organisation_id, apr_pool_t *scratch_pool);
typedef struct step_t { const bdg_job_t *job; count_fn *count; int done; } step_t;

/* By itself: pages that put this job wait for its row, and a month takes a while. Two that count the same find the same. */
static bdg_err_t *extend(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    (void)scratch;
    return bdg_job_extend(db, ((step_t *)baton)->job);
}

static bdg_err_t *step(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    step_t *s = baton;
    s->done = 0;
    return s->count(&s->done, db, s->job->subject_id, scratch);
}

static bdg_err_t *count(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, count_fn *next, apr_pool_t *pool)
{
    step_t s = { job, next, 0 };
    while (!s.done) {
        BDG_TRY(bdg_work_tx(work, extend, &s, pool));
        BDG_TRY(bdg_work_tx(work, step, &s, pool));
        if (!s.done && work->stopping(work->stopping_baton)) {   /* the rest by whoever comes next */
            *again = 1;
            return NULL;
        }
    }
    return NULL;
}

bdg_err_t *bdg_job_issued_months(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool)
{
    return count(work, job, again, bdg_issued_months_count, pool);
}

bdg_err_t *bdg_job_issued_months_below(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool)
{
    return count(work, job, again, bdg_issued_months_count_below, pool);
}
