/* What runs without a request. A process has a few workers; each calls bdg_jobs_round() again and again.
 *
 * Work inside the database lies in `job` (batch.check, batch.issue, batch.mail, sweep), effects outside in `outbox` (mails). Both are claimed the
 * same way: a lease (token, end by the database's clock) is written with SKIP LOCKED and committed, then the work is done, then the row is
 * marked WHERE lease_owner = token. due_at of a claimed row is the end of its lease, so a dead worker's row simply falls due again. */
#ifndef BDG_RUNNER_H
#define BDG_RUNNER_H
#include "base/site.h"
#include "store/db.h"
#include "view/view.h"

typedef struct bdg_work_t {
    const bdg_site_t *site;
    const bdg_view_t *view;
    bdg_db_source_t db;
    int (*stopping)(void *baton);     /* asked between steps; when 1, finish the step, commit and return */
    void *stopping_baton;
    void (*wake)(void *baton);        /* pokes the other workers of this process: more work was committed; may be NULL */
    void *wake_baton;
    int index;                        /* 0, 1, ...: odd workers look for mails first */
} bdg_work_t;

typedef struct bdg_job_t {
    int64_t id, subject_id;
    int attempts;
    const char *kind;
    unsigned char token[16];
} bdg_job_t;

/* A job kind. It leases its own connections from work->db, for each step anew, and calls bdg_job_extend() at least every 20 seconds.
 * NULL: done, the row goes. *again (microseconds): run it again then (periodic work). */
typedef bdg_err_t *bdg_job_fn(const bdg_work_t *work, const bdg_job_t *job, apr_interval_time_t *again, apr_pool_t *pool);

/* Does some due work. *did: how many pieces; 0 means there is none now. Never fails: errors are logged and kept with the row. */
void bdg_jobs_round(const bdg_work_t *work, int *did, apr_pool_t *pool);

/* Lengthens the lease by 60 s. BDG_E_CONFLICT: somebody else has it by now; stop at once. */
bdg_err_t *bdg_job_extend(bdg_db_t *db, const bdg_job_t *job) BDG_MUST_CHECK;

/* Leases, runs fn in a transaction, gives the connection back. */
bdg_err_t *bdg_work_tx(const bdg_work_t *work, bdg_tx_fn *fn, void *baton, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
