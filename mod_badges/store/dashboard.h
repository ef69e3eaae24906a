/* Numbers of the first page. */
#ifndef BDG_STORE_DASHBOARD_H
#define BDG_STORE_DASHBOARD_H
#include "store/reach.h"
#include <apr_tables.h>

/* Of what. account_id 0: of the whole organisation; else only what belongs to issuers that this account has a role for, and reach is BDG_REACH_ALONE. */
typedef struct bdg_dashboard_of_t {
    int64_t organisation_id, account_id;
    bdg_reach_e reach;
} bdg_dashboard_of_t;

typedef struct bdg_dashboard_t {
    int has_issuer, has_graphic, has_awards;
    int64_t badges, published, awards;
} bdg_dashboard_t;

typedef struct bdg_dashboard_batch_t {
    const char *public_id, *name, *state;      /* a state of batch that is not the end */
    int64_t ready, issued, rows, checked;
} bdg_dashboard_batch_t;

bdg_err_t *bdg_dashboard_counts(bdg_dashboard_t *out, bdg_db_t *db, const bdg_dashboard_of_t *of) BDG_MUST_CHECK;
/* Awards with an issue date from first to before last. With those below this reads all of their awards. */
bdg_err_t *bdg_dashboard_issued(int64_t *n, bdg_db_t *db, const bdg_dashboard_of_t *of, bdg_date_t first, bdg_date_t last) BDG_MUST_CHECK;
/* The same by months, as a job counted them (core/issued_months.h). */
typedef struct bdg_issued_month_t { bdg_date_t month; int64_t issued; apr_time_t counted_at; int day_old, minutes_old; /* older than a day, than five minutes */ int64_t expiring; /* with those below: see bdg_issued_month_below_put() */ } bdg_issued_month_t;
typedef struct bdg_issued_issuer_t { int64_t issuer_id, issued; } bdg_issued_issuer_t;
/* As bdg_dashboard_issued() for the whole organisation, issuer by issuer: an array of bdg_issued_issuer_t. Issuers without awards are missing. */
bdg_err_t *bdg_dashboard_issued_by_issuer(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, bdg_date_t first, bdg_date_t last, apr_pool_t *pool) BDG_MUST_CHECK;
/* From first on, by month: an array of bdg_issued_month_t. Months that were never counted are missing. */
bdg_err_t *bdg_issued_month_read(apr_array_header_t **out, bdg_db_t *db, const bdg_dashboard_of_t *of, bdg_date_t first, apr_pool_t *pool) BDG_MUST_CHECK;
/* In a transaction. issuers: as of bdg_dashboard_issued_by_issuer(); the organisation's number is their sum. */
bdg_err_t *bdg_issued_month_put(bdg_db_t *db, int64_t organisation_id, bdg_date_t month, const apr_array_header_t *issuers, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* Ids (int64_t) of the organisation and those below it that ever awarded something. */
bdg_err_t *bdg_dashboard_awarding(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* What a month was found to be with those below; expiring: of the moment, kept with the present month. */
bdg_err_t *bdg_issued_month_below_put(bdg_db_t *db, int64_t organisation_id, bdg_date_t month, int64_t issued, int64_t expiring) BDG_MUST_CHECK;
/* Forgets the months before first; below: those with all below. */
bdg_err_t *bdg_issued_month_forget(bdg_db_t *db, int64_t organisation_id, bdg_date_t first, int below) BDG_MUST_CHECK;
/* Valid awards whose last day lies there; counts to 10,001 at most. With those below this may read all of their awards. */
bdg_err_t *bdg_dashboard_expiring(int64_t *n, bdg_db_t *db, const bdg_dashboard_of_t *of, bdg_date_t first, bdg_date_t last) BDG_MUST_CHECK;
/* Mails given up; counts to 10,001 at most. */
bdg_err_t *bdg_dashboard_mails_failed(int64_t *n, bdg_db_t *db, const bdg_dashboard_of_t *of) BDG_MUST_CHECK;
/* Those under way, newest first, at most 6: an array of bdg_dashboard_batch_t. */
bdg_err_t *bdg_dashboard_batches(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
