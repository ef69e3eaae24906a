#include "store/ob_credential.h"
#include "store/list.h"
#include <apr_strings.h>

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_ob_told_t *t = apr_array_push(((bdg_list_t *)baton)->rows);
    t->id = bdg_row_int(row, 0);
    t->jws = bdg_row_int(row, 1) != 0;
    return NULL;
}

bdg_err_t *bdg_ob_credential_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_time_t since, int limit, int64_t offset, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_ob_told_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_OB_CREDENTIAL_LIST, BDG_ARGS(BDG_INT(account_id), BDG_TIME(since), BDG_INT(limit), BDG_INT(offset)), take, &l);
}

bdg_err_t *bdg_ob_credential_count(int64_t *n, bdg_db_t *db, int64_t account_id, apr_time_t since)
{
    return bdg_db_int(db, BDG_Q_OB_CREDENTIAL_COUNT, BDG_ARGS(BDG_INT(account_id), BDG_TIME(since)), n);
}

typedef struct data_t { const char *data; size_t len; apr_pool_t *pool; } data_t;

static bdg_err_t *take_data(void *baton, const bdg_row_t *row)
{
    data_t *d = baton;
    const void *bytes = bdg_row_bytes(row, 0, &d->len);
    d->data = apr_pstrmemdup(d->pool, bytes, d->len);
    return NULL;
}

bdg_err_t *bdg_ob_credential_data(const char **data, size_t *len, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool)
{
    data_t d = { NULL, 0, pool };
    bdg_err_t *e = bdg_db_each(db, BDG_Q_OB_CREDENTIAL_DATA, BDG_ARGS(BDG_INT(account_id), BDG_INT(id)), take_data, &d);
    *data = d.data;
    *len = d.len;
    return e;
}
