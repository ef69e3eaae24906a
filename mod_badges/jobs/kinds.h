/* The kinds of work. A new kind is a row in kinds.c and a function in a file of its own. */
#ifndef BDG_KINDS_H
#define BDG_KINDS_H
#include "jobs/runner.h"
typedef struct bdg_job_kind_t { const char *kind; bdg_job_fn *fn; } bdg_job_kind_t;
extern const bdg_job_kind_t bdg_job_kinds[];     /* ends with NULL */
/* jobs/sweep.c: deletes what has run out (sessions, links, throttles), every five minutes */
bdg_job_fn bdg_job_sweep;
/* jobs/issued_months.c: count an organisation's awards by months for its dashboard, alone and with those below */
bdg_job_fn bdg_job_issued_months, bdg_job_issued_months_below;
/* jobs/batch_check.c, jobs/batch_issue.c, jobs/batch_mail.c: subject_id is the batch */
bdg_job_fn bdg_job_batch_check, bdg_job_batch_issue, bdg_job_batch_mail;
/* jobs/revocation.c: subject_id is the revocation */
bdg_job_fn bdg_job_revocation;
/* jobs/people.c: subject_id is the act on many people; the import; the organisation that was moved */
bdg_job_fn bdg_job_people_act, bdg_job_people_import, bdg_job_people_reach;
/* jobs/outbox.c: claims and does a handful of outbox rows; returns how many */
int bdg_outbox_round(const bdg_work_t *work, apr_pool_t *pool);
#endif
