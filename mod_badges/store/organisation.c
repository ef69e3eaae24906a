#include "store/organisation.h"
#include <apr_tables.h>

typedef struct take_t { apr_array_header_t *list; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_organisation_t *o = apr_array_push(t->list);
    o->id = bdg_row_int(row, 0);
    o->public_id = bdg_row_str(row, 1, t->pool);
    o->name = bdg_row_str(row, 2, t->pool);
    o->slug = bdg_row_str(row, 3, t->pool);
    return NULL;
}

bdg_err_t *bdg_organisation_by_public_id(bdg_organisation_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    take_t t = { apr_array_make(pool, 1, sizeof(bdg_organisation_t)), pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_ORGANISATION_BY_PUBLIC_ID, BDG_ARGS(BDG_STR(public_id)), take, &t));
    *out = &APR_ARRAY_IDX(t.list, 0, bdg_organisation_t);
    return NULL;
}

bdg_err_t *bdg_organisation_by_id(bdg_organisation_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    take_t t = { apr_array_make(pool, 1, sizeof(bdg_organisation_t)), pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_ACCESS_ORGANISATION, BDG_ARGS(BDG_INT(id)), take, &t));
    *out = &APR_ARRAY_IDX(t.list, 0, bdg_organisation_t);
    return NULL;
}

bdg_err_t *bdg_organisation_roots(apr_array_header_t **out, bdg_db_t *db, apr_pool_t *pool)
{
    take_t t = { apr_array_make(pool, 4, sizeof(bdg_organisation_t)), pool };
    *out = t.list;
    return bdg_db_each(db, BDG_Q_ORGANISATION_ROOTS, BDG_NO_ARGS, take, &t);
}

static bdg_err_t *note(void *baton, const bdg_row_t *row)
{
    (void)row;
    *(int *)baton = 1;
    return NULL;
}

bdg_err_t *bdg_organisation_slug_taken(int *taken, bdg_db_t *db, const char *slug)
{
    *taken = 0;
    return bdg_db_each(db, BDG_Q_ORGANISATION_SLUG, BDG_ARGS(BDG_STR(slug)), note, taken);
}

bdg_err_t *bdg_organisation_insert(bdg_organisation_t *o, bdg_db_t *db)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_INSERT, BDG_ARGS(BDG_STR(o->public_id), BDG_STR(o->slug), BDG_STR(o->name)), NULL, &o->id));
    return bdg_db_exec(db, BDG_Q_ORGANISATION_INSERT_SELF, BDG_ARGS(BDG_INT(o->id), BDG_INT(o->id)), NULL, NULL);
}

bdg_err_t *bdg_role_assign(bdg_db_t *db, int64_t account_id, int64_t organisation_id, const char *role)
{
    int64_t role_id;
    BDG_TRY(bdg_db_int(db, BDG_Q_ROLE_BUILTIN, BDG_ARGS(BDG_STR(role)), &role_id));
    return bdg_db_exec(db, BDG_Q_ROLE_ASSIGN, BDG_ARGS(BDG_INT(account_id), BDG_INT(organisation_id), BDG_INT(role_id)), NULL, NULL);
}
