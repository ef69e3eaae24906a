#include "store/issuer.h"

typedef struct take_t { bdg_issuer_t *i; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_issuer_t *i = t->i = apr_pcalloc(t->pool, sizeof *i);
    int c = 0;
    i->id = bdg_row_int(row, c++);
    i->organisation_id = bdg_row_int(row, c++);
    i->version_id = bdg_row_int(row, c++);
    i->public_id = bdg_row_str(row, c++, t->pool);
    i->state = bdg_row_str(row, c++, t->pool);
    i->revision = (int)bdg_row_int(row, c++);
    i->number = (int)bdg_row_int(row, c++);
    i->name = bdg_row_str(row, c++, t->pool);
    i->url = bdg_row_str(row, c++, t->pool);
    i->email = bdg_row_str(row, c++, t->pool);
    i->description = bdg_row_str(row, c++, t->pool);
    i->telephone = bdg_row_str(row, c++, t->pool);
    i->logo_graphic_id = bdg_row_int(row, c++);
    i->created_at = bdg_row_time(row, c++);
    i->updated_at = bdg_row_time(row, c++);
    return NULL;
}

static bdg_err_t *one(bdg_issuer_t **out, bdg_db_t *db, bdg_query_e q, bdg_arg_t key, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, q, &key, 1, take, &t));
    *out = t.i;
    return NULL;
}

bdg_err_t *bdg_issuer_by_id(bdg_issuer_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) { return one(out, db, BDG_Q_ISSUER_BY_ID, BDG_INT(id), pool); }
bdg_err_t *bdg_issuer_by_public_id(bdg_issuer_t **out, bdg_db_t *db, const char *id, apr_pool_t *pool) { return one(out, db, BDG_Q_ISSUER_BY_PUBLIC_ID, BDG_STR(id), pool); }
bdg_err_t *bdg_issuer_by_version(bdg_issuer_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) { return one(out, db, BDG_Q_ISSUER_BY_VERSION, BDG_INT(id), pool); }
