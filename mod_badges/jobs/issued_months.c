/* Counts the awards of an organisation by months, one month a step. */
#include "core/issued_months.h"
#include "jobs/kinds.h"

typedef struct step_t { const bdg_job_t *job; int done; } step_t;

static bdg_err_t *step(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    step_t *s = baton;
    s->done = 0;
    BDG_TRY(bdg_job_extend(db, s->job));
    return bdg_issued_months_count(&s->done, db, s->job->subject_id, scratch);
}

bdg_err_t *bdg_job_issued_months(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool)
{
    step_t s = { job, 0 };
    while (!s.done) {
        BDG_TRY(bdg_work_tx(work, step, &s, pool));
        if (!s.done && work->stopping(work->stopping_baton)) {   /* the rest by whoever comes next */
            *again = 1;
            return NULL;
        }
    }
    return NULL;
}
