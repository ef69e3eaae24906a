#include "core/issued_months.h"
#include "store/job.h"

static bdg_date_t first_of_month(bdg_date_t d)
{
    int y, m, day;
    bdg_date_split(d, &y, &m, &day);
    return d - (day - 1);
}

static bdg_date_t this_month(void) { return first_of_month(bdg_date_of(apr_time_now())); }

static const bdg_issued_month_t *find(const apr_array_header_t *rows, bdg_date_t month)
{
    for (int i = 0; i < rows->nelts; i++)
        if (APR_ARRAY_IDX(rows, i, bdg_issued_month_t).month == month)
            return &APR_ARRAY_IDX(rows, i, bdg_issued_month_t);
    return NULL;
}

/* recent: the present month or the one before. */
static int is_due(const bdg_issued_month_t *m, int recent) { return !m || m->day_old || (recent && m->minutes_old); }

/* Whether they are few enough to be counted while somebody waits. */
static int few(const bdg_dashboard_of_t *of, int64_t awards)
{
    return of->reach == BDG_REACH_ALONE ? awards <= BDG_ISSUED_MONTHS_FEW : of->reach == BDG_REACH_FEW && awards <= BDG_ISSUED_MONTHS_FEW_BELOW;
}

static bdg_err_t *from_job(bdg_issued_months_t *out, int *put_job, bdg_db_t *db, const bdg_dashboard_of_t *of, apr_pool_t *pool)
{
    apr_array_header_t *rows;
    int below = of->reach != BDG_REACH_ALONE;
    BDG_TRY(bdg_issued_month_read(&rows, db, of, out->first, pool));
    out->known = 1;
    for (int i = 0; i < BDG_ISSUED_MONTHS; i++) {
        const bdg_issued_month_t *m = find(rows, bdg_date_add_months(out->first, i));
        out->n[i] = m ? m->issued : 0;
        out->known &= m != NULL;
        *put_job |= is_due(m, i >= BDG_ISSUED_MONTHS - 2);
        if (m) {   /* of the present month in the end */
            out->counted_at = m->counted_at;
            out->expiring = below ? m->expiring : -1;
        }
    }
    return *put_job ? bdg_job_put(db, below ? BDG_ISSUED_MONTHS_BELOW_JOB : BDG_ISSUED_MONTHS_JOB, of->organisation_id) : NULL;
}

bdg_err_t *bdg_issued_months(bdg_issued_months_t *out, int *put_job, bdg_db_t *db, const bdg_dashboard_of_t *of, int64_t awards, apr_pool_t *pool)
{
    *out = (bdg_issued_months_t){ .first = bdg_date_add_months(this_month(), 1 - BDG_ISSUED_MONTHS), .expiring = -1 };
    *put_job = 0;
    if (!few(of, awards))
        return from_job(out, put_job, db, of, pool);
    for (int i = 0; i < BDG_ISSUED_MONTHS; i++)
        BDG_TRY(bdg_dashboard_issued(&out->n[i], db, of, bdg_date_add_months(out->first, i), bdg_date_add_months(out->first, i + 1)));
    out->known = 1;
    return NULL;
}

/* The first day of the latest month that has to be counted. *done and the months that nobody asks for any more are gone: there is none. */
static bdg_err_t *next_due(bdg_date_t *month, int *done, bdg_db_t *db, const bdg_dashboard_of_t *of, apr_pool_t *scratch_pool)
{
    apr_array_header_t *rows;
    bdg_date_t first = bdg_date_add_months(this_month(), 1 - BDG_ISSUED_MONTHS);
    BDG_TRY(bdg_issued_month_read(&rows, db, of, first, scratch_pool));
    for (int i = BDG_ISSUED_MONTHS - 1; i >= 0; i--) {
        *month = bdg_date_add_months(first, i);
        if (is_due(find(rows, *month), i >= BDG_ISSUED_MONTHS - 2))
            return NULL;
    }
    *done = 1;
    return bdg_issued_month_forget(db, of->organisation_id, first, of->reach != BDG_REACH_ALONE);
}

bdg_err_t *bdg_issued_months_count(int *done, bdg_db_t *db, int64_t org, apr_pool_t *scratch_pool)
{
    apr_array_header_t *issuers;
    bdg_date_t month;
    BDG_TRY(next_due(&month, done, db, &(bdg_dashboard_of_t){ org, 0, BDG_REACH_ALONE }, scratch_pool));
    if (*done)
        return NULL;
    BDG_TRY(bdg_dashboard_issued_by_issuer(&issuers, db, org, month, bdg_date_add_months(month, 1), scratch_pool));
    return bdg_issued_month_put(db, org, month, issuers, scratch_pool);
}

bdg_err_t *bdg_issued_months_count_below(int *done, bdg_db_t *db, int64_t org, apr_pool_t *scratch_pool)
{
    apr_array_header_t *organisations;
    bdg_date_t month, today = bdg_date_of(apr_time_now());
    int64_t issued = 0, expiring = 0, n;
    BDG_TRY(next_due(&month, done, db, &(bdg_dashboard_of_t){ org, 0, BDG_REACH_FEW }, scratch_pool));
    if (*done)
        return NULL;
    BDG_TRY(bdg_dashboard_awarding(&organisations, db, org, scratch_pool));
    for (int i = 0; i < organisations->nelts; i++) {
        bdg_dashboard_of_t one = { APR_ARRAY_IDX(organisations, i, int64_t), 0, BDG_REACH_ALONE };
        BDG_TRY(bdg_dashboard_issued(&n, db, &one, month, bdg_date_add_months(month, 1)));
        issued += n;
        if (month != this_month())
            continue;
        BDG_TRY(bdg_dashboard_expiring(&n, db, &one, today, today + BDG_EXPIRES_SOON));
        expiring += n;
    }
    return bdg_issued_month_below_put(db, org, month, issued, expiring);
}
