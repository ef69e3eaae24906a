#include "store/assertion_below.h"
#include "store/list.h"

static bdg_err_t *take_head(void *baton, const bdg_row_t *row)
{
    bdg_assertion_head_t *h = apr_array_push(((bdg_list_t *)baton)->rows);
    *h = (bdg_assertion_head_t){ bdg_row_int(row, 0), bdg_row_int(row, 1), bdg_row_date(row, 2) };
    return NULL;
}

bdg_err_t *bdg_assertion_heads(apr_array_header_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int n, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_assertion_head_t), pool);
    *out = l.rows;
    return bdg_db_each(db, q, args, n, take_head, &l);
}

static bdg_err_t *take_holder(void *baton, const bdg_row_t *row)
{
    *(int64_t *)apr_array_push(((bdg_list_t *)baton)->rows) = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_assertion_holders(apr_array_header_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int n, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(int64_t), pool);
    *out = l.rows;
    return bdg_db_each(db, q, args, n, take_holder, &l);
}

typedef struct counted_t { int64_t looked, fits; } counted_t;

static bdg_err_t *take_counted(void *baton, const bdg_row_t *row)
{
    *(counted_t *)baton = (counted_t){ bdg_row_int(row, 0), bdg_row_int(row, 1) };
    return NULL;
}

bdg_err_t *bdg_assertion_counted(int64_t *looked, int64_t *fits, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int n)
{
    counted_t c = { 0, 0 };
    BDG_TRY(bdg_db_one(db, q, args, n, take_counted, &c));
    *looked = c.looked;
    *fits = c.fits;
    return NULL;
}
