#include "core/administrator.h"
#include "store/organisation.h"

bdg_err_t *bdg_administrator_keep(bdg_db_t *db, int64_t organisation_id) { return bdg_administrator_hold(db, organisation_id); }

static bdg_err_t *check_without(bdg_db_t *db, int64_t role_id, int64_t organisation_id, int64_t but, apr_pool_t *pool)
{
    int found;
    bdg_organisation_t *o;
    BDG_TRY(bdg_administrator_other(&found, db, role_id, organisation_id, but));
    if (found)
        return NULL;
    BDG_TRY(bdg_organisation_by_id(&o, db, organisation_id, pool));
    return bdg_err(BDG_E_CONFLICT, "%s would be left without an administrator. Make somebody else administrator of it first.", o->name);
}

bdg_err_t *bdg_administrator_check(bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    int64_t role;
    BDG_TRY(bdg_role_builtin(&role, db, BDG_ROLE_ADMINISTRATOR));
    return check_without(db, role, organisation_id, 0, pool);
}

bdg_err_t *bdg_administrator_leaves(bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    int64_t role;
    apr_array_header_t *where;
    BDG_TRY(bdg_role_builtin(&role, db, BDG_ROLE_ADMINISTRATOR));
    BDG_TRY(bdg_administrator_where(&where, db, role, account_id, pool));
    for (int i = 0; i < where->nelts; i++)
        BDG_TRY(bdg_administrator_hold(db, APR_ARRAY_IDX(where, i, int64_t)));
    for (int i = 0; i < where->nelts; i++)
        BDG_TRY(check_without(db, role, APR_ARRAY_IDX(where, i, int64_t), account_id, pool));
    return NULL;
}
