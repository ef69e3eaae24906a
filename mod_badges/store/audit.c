#include "store/audit.h"

bdg_err_t *bdg_audit(bdg_db_t *db, int64_t organisation_id, int64_t account_id, const char *address, const char *action, const char *object_kind,
                     int64_t object_id, const json_t *before, const json_t *after, apr_pool_t *scratch_pool)
{
    return bdg_db_exec(db, BDG_Q_AUDIT_INSERT,
                       BDG_ARGS(BDG_INT(organisation_id), BDG_INT(account_id), BDG_STR(address ? address : ""), BDG_STR(action), BDG_STR(object_kind),
                                BDG_INT(object_id), BDG_STR(before ? bdg_json_dump(before, scratch_pool) : NULL),
                                BDG_STR(after ? bdg_json_dump(after, scratch_pool) : NULL)), NULL, NULL);
}

typedef struct last_t { const char **name; apr_time_t *at; apr_pool_t *pool; } last_t;

static bdg_err_t *take_last(void *baton, const bdg_row_t *row)
{
    last_t *l = baton;
    *l->name = bdg_row_str(row, 0, l->pool);
    *l->at = bdg_row_time(row, 1);
    return NULL;
}

bdg_err_t *bdg_audit_last(const char **name, apr_time_t *at, bdg_db_t *db, int64_t organisation_id, const char *object_kind, int64_t object_id,
                          apr_pool_t *pool)
{
    last_t l = { name, at, pool };
    *name = "";
    *at = 0;
    return bdg_db_each(db, BDG_Q_AUDIT_LAST, BDG_ARGS(BDG_STR(object_kind), BDG_INT(object_id), BDG_INT(organisation_id)), take_last, &l);
}

bdg_err_t *bdg_audit_forget_account(bdg_db_t *db, int64_t account_id) { return bdg_db_exec(db, BDG_Q_AUDIT_FORGET_ACCOUNT, BDG_ARGS(BDG_INT(account_id)), NULL, NULL); }
