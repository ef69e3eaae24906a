/* Work on people: one act on many (core/people_act.h), and who belongs where after the tree of organisations has changed (store/person.h). */
#include "core/people_act.h"
#include "jobs/kinds.h"
#include "store/person.h"

typedef bdg_err_t *step_fn(int *done, bdg_db_t *db, int64_t id, int64_t *at, apr_pool_t *pool);

/* Step after step, each with a connection of its own, until there is nothing left or the server is to stop. */
static bdg_err_t *steps(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, step_fn *step, apr_pool_t *pool)
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
            e = step(&done, db, job->subject_id, &at, iter);
        work->db.put(db, bdg_db_broken(db), work->db.baton);
        BDG_TRY(e);
    }
    if (!done)
        *again = 1;      /* somebody goes on with it after the restart */
    return NULL;
}

static bdg_err_t *act(int *done, bdg_db_t *db, int64_t id, int64_t *at, apr_pool_t *pool)
{
    (void)at;
    return bdg_people_act_step(done, db, id, pool);
}

bdg_err_t *bdg_job_people_act(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool) { return steps(work, job, again, act, pool); }

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

bdg_err_t *bdg_job_people_reach(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool) { return steps(work, job, again, reach, pool); }
