#include "core/erasure.h"
#include "store/account.h"
#include "store/account_picture.h"
#include "store/audit.h"
#include "store/collection.h"
#include "store/imported.h"
#include "store/link.h"
#include "store/organisation_tree.h"
#include "store/people_import.h"
#include "store/recipient.h"
#include "store/second_factor.h"
#include "store/session.h"

bdg_err_t *bdg_erase_rows(bdg_db_t *db, int64_t id)
{
    BDG_TRY(bdg_collection_delete_all(db, id));
    BDG_TRY(bdg_imported_delete_all(db, id));
    BDG_TRY(bdg_identity_delete_all(db, id));
    BDG_TRY(bdg_identity_link_delete_account(db, id));
    BDG_TRY(bdg_account_disconnect(db, id));
    BDG_TRY(bdg_second_factor_delete(db, id));
    BDG_TRY(bdg_account_picture_delete(db, id));
    BDG_TRY(bdg_link_delete_account(db, id));
    BDG_TRY(bdg_session_delete_all(db, id));
    BDG_TRY(bdg_organisation_visits_forget(db, id));
    BDG_TRY(bdg_account_erase(db, id));
    return bdg_audit_forget_account(db, id);
}

static bdg_err_t *erase(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const bdg_actor_t *actor = baton;
    int64_t id = actor->account_id, roles;
    BDG_TRY(bdg_account_lock(db, id));
    BDG_TRY(bdg_account_roles(&roles, db, id));
    if (roles)
        return bdg_err(BDG_E_CONFLICT, "You have a role in an organisation. Ask one of its administrators to take it from you first.");
    BDG_TRY(bdg_people_import_forget(db, id));
    BDG_TRY(bdg_erase_rows(db, id));
    return bdg_audit(db, 0, id, "", "account.erase", "account", id, NULL, NULL, scratch);
}

bdg_err_t *bdg_erase_account(bdg_db_t *db, const bdg_actor_t *actor, apr_pool_t *pool) { return bdg_db_tx(db, erase, (void *)actor, pool); }
