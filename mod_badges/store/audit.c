#include "store/audit.h"

bdg_err_t *bdg_audit(bdg_db_t *db, int64_t organisation_id, int64_t account_id, const char *address, const char *action, const char *object_kind,
                     int64_t object_id, const json_t *before, const json_t *after, apr_pool_t *scratch_pool)
{
    return bdg_db_exec(db, BDG_Q_AUDIT_INSERT,
                       BDG_ARGS(BDG_INT(organisation_id), BDG_INT(account_id), BDG_STR(address ? address : ""), BDG_STR(action), BDG_STR(object_kind),
                                BDG_INT(object_id), BDG_STR(before ? bdg_json_dump(before, scratch_pool) : NULL),
                                BDG_STR(after ? bdg_json_dump(after, scratch_pool) : NULL)), NULL, NULL);
}
