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

static bdg_err_t *from_job(bdg_issued_months_t *out, int *put_job, bdg_db_t *db, int64_t org, int64_t account, apr_pool_t *pool)
{
    apr_array_header_t *rows;
    BDG_TRY(bdg_issued_month_read(&rows, db, org, account, out->first, pool));
    out->known = 1;
    for (int i = 0; i < BDG_ISSUED_MONTHS; i++) {
        const bdg_issued_month_t *m = find(rows, bdg_date_add_months(out->first, i));
        out->n[i] = m ? m->issued : 0;
        out->known &= m != NULL;
        *put_job |= is_due(m, i >= BDG_ISSUED_MONTHS - 2);
        if (m)
            out->counted_at = m->counted_at;   /* of the present month in the end */
    }
    return *put_job ? bdg_job_put(db, BDG_ISSUED_MONTHS_JOB, org) : NULL;
}

bdg_err_t *bdg_issued_months(bdg_issued_months_t *out, int *put_job, bdg_db_t *db, int64_t org, int64_t account, int64_t awards, apr_pool_t *pool)
{
    *out = (bdg_issued_months_t){ .first = bdg_date_add_months(this_month(), 1 - BDG_ISSUED_MONTHS) };
    *put_job = 0;
    if (awards > BDG_ISSUED_MONTHS_FEW)
        return from_job(out, put_job, db, org, account, pool);
    for (int i = 0; i < BDG_ISSUED_MONTHS; i++)
        BDG_TRY(bdg_dashboard_issued(&out->n[i], db, org, account, bdg_date_add_months(out->first, i), bdg_date_add_months(out->first, i + 1)));
    out->known = 1;
    return NULL;
}

bdg_err_t *bdg_issued_months_count(int *done, bdg_db_t *db, int64_t org, apr_pool_t *scratch_pool)
{
    apr_array_header_t *rows, *issuers;
    bdg_date_t first = bdg_date_add_months(this_month(), 1 - BDG_ISSUED_MONTHS);
    BDG_TRY(bdg_issued_month_read(&rows, db, org, 0, first, scratch_pool));
    for (int i = BDG_ISSUED_MONTHS - 1; i >= 0; i--) {
        bdg_date_t month = bdg_date_add_months(first, i);
        if (!is_due(find(rows, month), i >= BDG_ISSUED_MONTHS - 2))
            continue;
        BDG_TRY(bdg_dashboard_issued_by_issuer(&issuers, db, org, month, bdg_date_add_months(month, 1), scratch_pool));
        return bdg_issued_month_put(db, org, month, issuers, scratch_pool);
    }
    *done = 1;
    return bdg_issued_month_forget(db, org, first);
}
