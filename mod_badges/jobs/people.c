/* Work on people: one act on many (core/people_act.h), people from a file (core/people_import.h), and who belongs where after the tree of organisations has changed (store/person.h). */
#include "core/people_act.h"
#include "core/people_import.h"
#include "jobs/kinds.h"
#include "jobs/steps.h"
#include "store/person.h"

static bdg_err_t *act(int *done, const bdg_work_t *work, bdg_db_t *db, int64_t id, int64_t *at, apr_pool_t *pool)
{
    (void)work;
    (void)at;
    return bdg_people_act_step(done, db, id, pool);
}

bdg_err_t *bdg_job_people_act(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool) { return bdg_job_steps(work, job, again, act, pool); }

static bdg_err_t *import(int *done, const bdg_work_t *work, bdg_db_t *db, int64_t id, int64_t *at, apr_pool_t *pool)
{
    bdg_import_left_e left;
    (void)at;
    bdg_err_t *e = bdg_people_import_step(&left, db, id, bdg_view_languages(work->view), pool);
    if (e && e->code == BDG_E_NOT_FOUND) {   /* thrown away meanwhile */
        bdg_err_clear(e);
        left = BDG_IMPORT_OVER;
        e = NULL;
    }
    BDG_TRY(e);
    if (work->wake)
        work->wake(work->wake_baton);        /* there may be mails */
    *done = left == BDG_IMPORT_OVER ? 1 : left == BDG_IMPORT_LATER ? BDG_STEP_LATER : 0;
    return NULL;
}

bdg_err_t *bdg_job_people_import(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool) { return bdg_job_steps(work, job, again, import, pool); }

typedef struct placed_t { const apr_array_header_t *people; } placed_t;

static bdg_err_t *placed(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const placed_t *p = baton;
    (void)scratch;
    for (int i = 0; i < p->people->nelts; i++)
        BDG_TRY(bdg_person_placed(db, APR_ARRAY_IDX(p->people, i, int64_t)));
    return NULL;
}

static bdg_err_t *reach(int *done, const bdg_work_t *work, bdg_db_t *db, int64_t id, int64_t *at, apr_pool_t *pool)
{
    apr_array_header_t *people;
    (void)work;
    BDG_TRY(bdg_person_below(&people, db, id, *at, pool));
    placed_t p = { people };
    BDG_TRY(bdg_db_tx(db, placed, &p, pool));
    *done = !people->nelts;
    if (!*done)
        *at = APR_ARRAY_IDX(people, people->nelts - 1, int64_t);
    return NULL;
}

bdg_err_t *bdg_job_people_reach(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool) { return bdg_job_steps(work, job, again, reach, pool); }
