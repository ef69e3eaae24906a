/* The audit log: written in the transaction that changes something. */
#ifndef BDG_STORE_AUDIT_H
#define BDG_STORE_AUDIT_H
#include "base/json.h"
#include "store/db.h"
/* before, after: objects with what changed, or NULL; borrowed. action: "badge_class.publish". No secrets. */
bdg_err_t *bdg_audit(bdg_db_t *db, int64_t organisation_id, int64_t account_id, const char *address, const char *action, const char *object_kind,
                     int64_t object_id, const json_t *before, const json_t *after, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* Empties what the log says of an erased account: names, addresses. The rows stay. */
bdg_err_t *bdg_audit_forget_account(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* Who changed an object last, and when: name "" for nobody with an account, at 0 when there is no row. */
bdg_err_t *bdg_audit_last(const char **name, apr_time_t *at, bdg_db_t *db, int64_t organisation_id, const char *object_kind, int64_t object_id,
                          apr_pool_t *pool) BDG_MUST_CHECK;
#endif
