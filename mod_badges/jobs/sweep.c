/* Deletes what has run out. */
#include "jobs/kinds.h"
#include "store/framework.h"
#include "store/people_import.h"

static bdg_err_t *sweep(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    static const bdg_query_e q[] = { BDG_Q_SESSION_DELETE_EXPIRED, BDG_Q_THROTTLE_DELETE_OLD, BDG_Q_LINK_DELETE_EXPIRED, BDG_Q_LINK_DELETE_OLD_MAILS,
        BDG_Q_RECIPIENT_LINK_DELETE_EXPIRED, BDG_Q_OAUTH_CODE_DELETE_OLD, BDG_Q_OAUTH_TOKEN_DELETE_OVER, BDG_Q_OAUTH_GRANT_DELETE_OVER,
        BDG_Q_OAUTH_CLIENT_DELETE_IDLE };
    (void)baton;
    (void)scratch;
    for (size_t i = 0; i < sizeof q / sizeof *q; i++)
        BDG_TRY(bdg_db_exec(db, q[i], BDG_NO_ARGS, NULL, NULL));
    BDG_TRY(bdg_people_import_sweep(db));
    return bdg_framework_sweep(db);
}

bdg_err_t *bdg_job_sweep(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool)
{
    (void)job;
    *again = apr_time_from_sec(300);
    return bdg_work_tx(work, sweep, NULL, pool);
}
