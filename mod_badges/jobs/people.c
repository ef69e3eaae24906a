/* Work on people: one act on many (core/people_act.h), and who belongs where after the tree of organisations has changed (store/person.h). */
#include "core/people_act.h"
#include "jobs/kinds.h"
#include "jobs/steps.h"
#include "store/person.h"

static bdg_err_t *act(int *done, bdg_db_t *db, int64_t id, int64_t *at, apr_pool_t *pool)
{
    (void)at;
    return bdg_people_act_step(done, db, id, pool);
}

bdg_err_t *bdg_job_people_act(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool) { return bdg_job_steps(work, job, again, act, pool); }

typedef struct placed_t { const apr_array_header_t *people; } placed_t;

static bdg_err_t *placed(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const placed_t *p = baton;
    (void)scratch;
    for (int i = 0; i < p->people->nelts; i++)
        BDG_TRY(bdg_person_placed(db, APR_ARRAY_IDX(p->people, i, int64_t)));
    return NULL;
}

static bdg_err_t *reach(int *done, bdg_db_t *db, int64_t id, int64_t *at, apr_pool_t *pool)
{
    apr_array_header_t *people;
    BDG_TRY(bdg_person_below(&people, db, id, *at, pool));
    placed_t p = { people };
    BDG_TRY(bdg_db_tx(db, placed, &p, pool));
    *done = !people->nelts;
    if (!*done)
        *at = APR_ARRAY_IDX(people, people->nelts - 1, int64_t);
    return NULL;
}

bdg_err_t *bdg_job_people_reach(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool) { return bdg_job_steps(work, job, again, reach, pool); }
