#include "store/signing_key.h"
#include "store/list.h"
#include <apr_strings.h>

static const unsigned char *copy(size_t *len, const bdg_row_t *row, int col, apr_pool_t *pool)
{
    const void *bytes = bdg_row_bytes(row, col, len);
    return apr_pmemdup(pool, *len ? bytes : "", *len + !*len);
}

static void take(bdg_signing_key_t *k, const bdg_row_t *row, apr_pool_t *pool)
{
    int c = 0;
    k->id = bdg_row_int(row, c++);
    k->public_id = bdg_row_str(row, c++, pool);
    k->organisation_id = bdg_row_int(row, c++);
    k->issuer_id = bdg_row_int(row, c++);
    k->kind = bdg_row_str(row, c++, pool);
    k->public_key = copy(&k->public_len, row, c++, pool);
    k->created_at = bdg_row_time(row, c++);
    k->retired_at = bdg_row_time(row, c++);
    k->created_by = bdg_row_int(row, c++);
    k->created_by_name = bdg_row_str(row, c++, pool);
    k->sealed = copy(&k->sealed_len, row, c++, pool);
}

typedef struct take_t { bdg_signing_key_t *k; apr_pool_t *pool; } take_t;

static bdg_err_t *take_one(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    t->k = apr_pcalloc(t->pool, sizeof *t->k);
    take(t->k, row, t->pool);
    return NULL;
}

static bdg_err_t *one(bdg_signing_key_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, q, args, nargs, take_one, &t));
    *out = t.k;
    return NULL;
}

bdg_err_t *bdg_signing_key_present(bdg_signing_key_t **out, bdg_db_t *db, int64_t issuer_id, const char *kind, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_SIGNING_KEY_PRESENT, BDG_ARGS(BDG_INT(issuer_id), BDG_STR(kind)), pool);
}

bdg_err_t *bdg_signing_key_by_public_id(bdg_signing_key_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_SIGNING_KEY_BY_PUBLIC_ID, BDG_ARGS(BDG_STR(public_id)), pool);
}

bdg_err_t *bdg_signing_key_any(bdg_signing_key_t **out, bdg_db_t *db, apr_pool_t *pool) { return one(out, db, BDG_Q_SIGNING_KEY_SEALED_ONE, BDG_NO_ARGS, pool); }

bdg_err_t *bdg_signing_key_present_id(int64_t *id, bdg_db_t *db, int64_t issuer_id, const char *kind)
{
    bdg_err_t *e = bdg_db_int(db, BDG_Q_SIGNING_KEY_PRESENT_ID, BDG_ARGS(BDG_INT(issuer_id), BDG_STR(kind)), id);
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    *id = 0;
    return NULL;
}

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    take(apr_array_push(l->rows), row, l->pool);
    return NULL;
}

bdg_err_t *bdg_signing_keys(apr_array_header_t **out, bdg_db_t *db, int64_t issuer_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_signing_key_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_SIGNING_KEY_OF_ISSUER, BDG_ARGS(BDG_INT(issuer_id)), take_row, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

/* --- changing */

bdg_err_t *bdg_signing_key_insert(bdg_db_t *db, const bdg_signing_key_t *k)
{
    return bdg_db_exec(db, BDG_Q_SIGNING_KEY_INSERT, BDG_ARGS(BDG_STR(k->public_id), BDG_INT(k->organisation_id), BDG_INT(k->issuer_id), BDG_STR(k->kind),
                       BDG_BYTES(k->public_key, k->public_len), BDG_BYTES(k->sealed, k->sealed_len), BDG_INT(k->created_by)), NULL, NULL);
}

bdg_err_t *bdg_signing_key_retire(bdg_db_t *db, int64_t issuer_id, const char *kind, const char *public_id)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_SIGNING_KEY_RETIRE, BDG_ARGS(BDG_INT(issuer_id), BDG_STR(kind), BDG_STR(public_id)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_CONFLICT, "Somebody else has made a new key meanwhile.");
}
