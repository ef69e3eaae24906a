#include "store/dashboard.h"

static bdg_err_t *take_counts(void *baton, const bdg_row_t *row)
{
    bdg_dashboard_t *d = baton;
    d->has_issuer = bdg_row_int(row, 0) != 0;
    d->has_graphic = bdg_row_int(row, 1) != 0;
    d->badges = bdg_row_int(row, 2);
    d->published = bdg_row_int(row, 3);
    d->awards = bdg_row_int(row, 4);
    d->has_awards = bdg_row_int(row, 5) != 0;
    return NULL;
}

/* The statement for the organisation alone, or with those below: both take the same arguments. */
static bdg_query_e reaching(const bdg_dashboard_of_t *of, bdg_query_e alone, bdg_query_e below) { return of->reach == BDG_REACH_ALONE ? alone : below; }

bdg_err_t *bdg_dashboard_counts(bdg_dashboard_t *out, bdg_db_t *db, const bdg_dashboard_of_t *of)
{
    bdg_arg_t o = BDG_INT(of->organisation_id), a = BDG_INT(of->account_id);
    if (of->account_id)
        return bdg_db_one(db, BDG_Q_DASHBOARD_COUNTS_OWN, BDG_ARGS(a, o, o, a, o), take_counts, out);
    if (of->reach != BDG_REACH_ALONE)
        return bdg_db_one(db, BDG_Q_DASHBOARD_COUNTS_BELOW, BDG_ARGS(o, o, o), take_counts, out);
    return bdg_db_one(db, BDG_Q_DASHBOARD_COUNTS, BDG_ARGS(o, o, o, o), take_counts, out);
}

bdg_err_t *bdg_dashboard_issued(int64_t *n, bdg_db_t *db, const bdg_dashboard_of_t *of, bdg_date_t first, bdg_date_t last)
{
    bdg_arg_t o = BDG_INT(of->organisation_id);
    if (of->account_id)
        return bdg_db_int(db, BDG_Q_DASHBOARD_MONTH_OWN, BDG_ARGS(BDG_INT(of->account_id), BDG_DATE(first), BDG_DATE(last), o), n);
    return bdg_db_int(db, reaching(of, BDG_Q_DASHBOARD_MONTH, BDG_Q_DASHBOARD_MONTH_BELOW), BDG_ARGS(o, BDG_DATE(first), BDG_DATE(last)), n);
}

bdg_err_t *bdg_dashboard_expiring(int64_t *n, bdg_db_t *db, const bdg_dashboard_of_t *of, bdg_date_t first, bdg_date_t last)
{
    bdg_arg_t o = BDG_INT(of->organisation_id);
    if (of->account_id)
        return bdg_db_int(db, BDG_Q_DASHBOARD_EXPIRING_OWN, BDG_ARGS(BDG_INT(of->account_id), BDG_DATE(first), BDG_DATE(last), o), n);
    return bdg_db_int(db, reaching(of, BDG_Q_DASHBOARD_EXPIRING, BDG_Q_DASHBOARD_EXPIRING_BELOW), BDG_ARGS(o, BDG_DATE(first), BDG_DATE(last)), n);
}

bdg_err_t *bdg_dashboard_mails_failed(int64_t *n, bdg_db_t *db, const bdg_dashboard_of_t *of)
{
    return bdg_db_int(db, reaching(of, BDG_Q_DASHBOARD_MAILS_FAILED, BDG_Q_DASHBOARD_MAILS_FAILED_BELOW), BDG_ARGS(BDG_INT(of->organisation_id)), n);
}

typedef struct list_t { apr_array_header_t *rows; apr_pool_t *pool; } list_t;

static bdg_err_t *take_batch(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_dashboard_batch_t *b = apr_array_push(l->rows);
    b->public_id = bdg_row_str(row, 0, l->pool);
    b->name = bdg_row_str(row, 1, l->pool);
    b->state = bdg_row_str(row, 2, l->pool);
    b->ready = bdg_row_int(row, 3);
    b->issued = bdg_row_int(row, 4);
    b->rows = bdg_row_int(row, 5);
    b->checked = bdg_row_int(row, 6);
    return NULL;
}

bdg_err_t *bdg_dashboard_batches(apr_array_header_t **out, bdg_db_t *db, int64_t org, int64_t account, apr_pool_t *pool)
{
    list_t l = { apr_array_make(pool, 6, sizeof(bdg_dashboard_batch_t)), pool };
    *out = l.rows;
    if (account)
        return bdg_db_each(db, BDG_Q_DASHBOARD_BATCHES_OWN, BDG_ARGS(BDG_INT(org), BDG_INT(account)), take_batch, &l);
    return bdg_db_each(db, BDG_Q_DASHBOARD_BATCHES, BDG_ARGS(BDG_INT(org)), take_batch, &l);
}

static bdg_err_t *take_month(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_issued_month_t *m = apr_array_push(l->rows);
    m->month = bdg_row_date(row, 0);
    m->issued = bdg_row_int(row, 1);
    m->counted_at = bdg_row_time(row, 2);
    m->day_old = bdg_row_int(row, 3) != 0;
    m->minutes_old = bdg_row_int(row, 4) != 0;
    m->expiring = bdg_row_int(row, 5);
    return NULL;
}

bdg_err_t *bdg_issued_month_read(apr_array_header_t **out, bdg_db_t *db, const bdg_dashboard_of_t *of, bdg_date_t first, apr_pool_t *pool)
{
    list_t l = { apr_array_make(pool, 12, sizeof(bdg_issued_month_t)), pool };
    bdg_arg_t o = BDG_INT(of->organisation_id);
    *out = l.rows;
    if (of->account_id)
        return bdg_db_each(db, BDG_Q_ISSUED_MONTH_READ_OWN, BDG_ARGS(BDG_INT(of->account_id), o, BDG_DATE(first)), take_month, &l);
    return bdg_db_each(db, reaching(of, BDG_Q_ISSUED_MONTH_READ, BDG_Q_ISSUED_MONTH_BELOW_READ), BDG_ARGS(o, BDG_DATE(first)), take_month, &l);
}

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    APR_ARRAY_PUSH(((list_t *)baton)->rows, int64_t) = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_dashboard_awarding(apr_array_header_t **out, bdg_db_t *db, int64_t org, apr_pool_t *pool)
{
    list_t l = { apr_array_make(pool, 64, sizeof(int64_t)), pool };
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_DASHBOARD_AWARDING, BDG_ARGS(BDG_INT(org)), take_id, &l);
}

static bdg_err_t *take_issuer(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_issued_issuer_t *i = apr_array_push(l->rows);
    i->issuer_id = bdg_row_int(row, 0);
    i->issued = bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_dashboard_issued_by_issuer(apr_array_header_t **out, bdg_db_t *db, int64_t org, bdg_date_t first, bdg_date_t last, apr_pool_t *pool)
{
    list_t l = { apr_array_make(pool, 8, sizeof(bdg_issued_issuer_t)), pool };
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_DASHBOARD_MONTH_ISSUERS, BDG_ARGS(BDG_DATE(first), BDG_DATE(last), BDG_INT(org)), take_issuer, &l);
}

bdg_err_t *bdg_issued_month_put(bdg_db_t *db, int64_t org, bdg_date_t month, const apr_array_header_t *issuers, apr_pool_t *scratch_pool)
{
    int64_t sum = 0;
    bdg_arg_t *args = apr_palloc(scratch_pool, ((size_t)issuers->nelts * 4 + 1) * sizeof *args);
    for (int n = 0; n < issuers->nelts; n++) {
        const bdg_issued_issuer_t *i = &APR_ARRAY_IDX(issuers, n, bdg_issued_issuer_t);
        bdg_arg_t *a = args + (size_t)n * 4;
        a[0] = BDG_INT(org), a[1] = BDG_DATE(month), a[2] = BDG_INT(i->issuer_id), a[3] = BDG_INT(i->issued);
        sum += i->issued;
    }
    BDG_TRY(bdg_db_exec(db, BDG_Q_ISSUED_MONTH_PUT, BDG_ARGS(BDG_INT(org), BDG_DATE(month), BDG_INT(sum)), NULL, NULL));
    BDG_TRY(bdg_db_exec(db, BDG_Q_ISSUED_MONTH_UNSPLIT, BDG_ARGS(BDG_INT(org), BDG_DATE(month)), NULL, NULL));
    return issuers->nelts ? bdg_db_bulk(db, BDG_Q_ISSUED_MONTH_SPLIT, args, issuers->nelts) : NULL;
}

bdg_err_t *bdg_issued_month_below_put(bdg_db_t *db, int64_t org, bdg_date_t month, int64_t issued, int64_t expiring)
{
    return bdg_db_exec(db, BDG_Q_ISSUED_MONTH_BELOW_PUT, BDG_ARGS(BDG_INT(org), BDG_DATE(month), BDG_INT(issued), BDG_INT(expiring)), NULL, NULL);
}

bdg_err_t *bdg_issued_month_forget(bdg_db_t *db, int64_t org, bdg_date_t first, int below)
{
    if (below)
        return bdg_db_exec(db, BDG_Q_ISSUED_MONTH_BELOW_FORGET, BDG_ARGS(BDG_INT(org), BDG_DATE(first)), NULL, NULL);
    BDG_TRY(bdg_db_exec(db, BDG_Q_ISSUED_MONTH_FORGET, BDG_ARGS(BDG_INT(org), BDG_DATE(first)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_ISSUED_MONTH_FORGET_SPLIT, BDG_ARGS(BDG_INT(org), BDG_DATE(first)), NULL, NULL);
}
