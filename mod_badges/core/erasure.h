/* A person takes their account away. */
#ifndef BDG_ERASURE_H
#define BDG_ERASURE_H
#include "core/actor.h"
#include "store/db.h"
/* Erases the actor's account: sessions, links, proven addresses, collections, imported badges, what applications were
 * allowed; its row keeps nothing of the person. Awards stay as they
 * were made: their issuers' records. BDG_E_CONFLICT: the account holds a role in an organisation, which has to end first. */
bdg_err_t *bdg_erase_account(bdg_db_t *db, const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;
/* What both ways of erasing do, inside a transaction: everything of an account that has no place any more, but its row. */
bdg_err_t *bdg_erase_rows(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
#endif
