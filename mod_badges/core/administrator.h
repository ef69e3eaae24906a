/* The last administrator of an organisation cannot go.
 *
 * An administrator of an organisation is an account that may sign in (state verified) and holds the role "Organisation administrator" in it as a whole, or in
 * an organisation above it. An organisation is administered while it has one: so one whose administrators all sit above it is, too. Custom roles
 * do not count, whatever they hold: who has them all today may lack what the next version adds. */
#ifndef BDG_ADMINISTRATOR_H
#define BDG_ADMINISTRATOR_H
#include "store/role.h"

#define BDG_ROLE_ADMINISTRATOR "organisation_administrator"

/* All inside the transaction that takes the administrator away (a role taken or changed, an account suspended or erased, an organisation moved). Two that do
 * it at once meet: the second waits, or runs again, and then sees what the first did.
 *
 * Before: the organisation is held until the end of the transaction. */
bdg_err_t *bdg_administrator_keep(bdg_db_t *db, int64_t organisation_id) BDG_MUST_CHECK;
/* After: BDG_E_CONFLICT when the organisation is left without an administrator. Those below it need no look: who administers it administers them. */
bdg_err_t *bdg_administrator_check(bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Both for an account that will no longer be able to sign in, or is to lose all its roles: before its state is changed. BDG_E_CONFLICT names the first
 * organisation that would be left without an administrator. Fine for who is administrator of nothing. */
bdg_err_t *bdg_administrator_leaves(bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
