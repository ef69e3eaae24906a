/* Awards of the last twelve months, month by month.
 *
 * Few are counted when they are asked for. Many are counted by a job (a million takes half a second), and what it found is shown with its time; asking
 * for figures older than five minutes puts the job. It counts the present and the last month each time, earlier ones once a day: awards may be dated back.
 * It counts by issuers, so that whoever has a role for some of them finds theirs among the same rows.
 *
 * Of an organisation and all below it, another job asks one organisation after the other, month by month, and keeps the sum: the page costs the same,
 * however many there are. What expires soon is counted with it. */
#ifndef BDG_ISSUED_MONTHS_H
#define BDG_ISSUED_MONTHS_H
#include "store/dashboard.h"

#define BDG_ISSUED_MONTHS 12
#define BDG_ISSUED_MONTHS_JOB "issued_months"      /* subject: the organisation */
#define BDG_ISSUED_MONTHS_BELOW_JOB "issued_months_below"
#define BDG_ISSUED_MONTHS_FEW 50000                /* awards that are counted at once */
#define BDG_ISSUED_MONTHS_FEW_BELOW 5000           /* the same with those below, where each month's count reads all */
#define BDG_EXPIRES_SOON 30                        /* days */

typedef struct bdg_issued_months_t {
    bdg_date_t first;                              /* of the first month */
    int64_t n[BDG_ISSUED_MONTHS];                  /* the present month last */
    apr_time_t counted_at;                         /* 0: just now */
    int64_t expiring;                              /* with those below, if the job counted: awards whose last day is near; else -1 */
    int known;                                     /* 0: not counted yet; ask again in a moment */
} bdg_issued_months_t;

/* awards: how many there are in all. *put_job: the figures are old and a job was put: wake the workers. */
bdg_err_t *bdg_issued_months(bdg_issued_months_t *out, int *put_job, bdg_db_t *db, const bdg_dashboard_of_t *of, int64_t awards, apr_pool_t *pool) BDG_MUST_CHECK;
/* For the jobs: count the next month that is due. *done when none is. */
bdg_err_t *bdg_issued_months_count(int *done, bdg_db_t *db, int64_t organisation_id, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
bdg_err_t *bdg_issued_months_count_below(int *done, bdg_db_t *db, int64_t organisation_id, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
