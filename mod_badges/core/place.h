/* Giving and taking roles: one person has one role in one place (an organisation, a group of it, or an issuer of it), and may have many places.
 *
 * Who may: whoever holds roles.assign at the place (issuers.staff for an issuer), there or in an organisation above. For a role that gives nothing (User)
 * people.manage is enough, so that a group administrator can take people into the group. And nobody grants, or takes, what they do not hold: all
 * permissions of the role that is given, and of the one that goes, must be among those of the actor at the place. */
#ifndef BDG_PLACE_H
#define BDG_PLACE_H
#include "core/actor.h"
#include "store/role.h"

/* Can this role be given there at all: does it reach the organisation, and is it of the kind? In a group: Group administrator, User, and custom roles that
 * hold nothing else than people.manage. For an issuer: owner, editor, staff. */
bdg_err_t *bdg_place_takes(int *takes, bdg_db_t *db, const bdg_place_t *place, const bdg_role_t *role) BDG_MUST_CHECK;
/* Whether the actor may exchange one role for another at the place; either may be NULL (none before, none after). BDG_E_FORBIDDEN says why not. */
bdg_err_t *bdg_place_may(bdg_db_t *db, const bdg_actor_t *actor, const bdg_place_t *place, const bdg_role_t *from, const bdg_role_t *to) BDG_MUST_CHECK;
/* The roles that the actor may give there: an array of bdg_role_t, by the name that is shown, at most 500. */
bdg_err_t *bdg_place_choices(apr_array_header_t **roles, bdg_db_t *db, const bdg_actor_t *actor, const bdg_place_t *place, apr_pool_t *pool) BDG_MUST_CHECK;

/* Both inside a transaction, with their line in the log. The caller knows that account and place exist and may be seen; the rest is checked here.
 * seen: the role that the editor saw at the place, 0 for none, -1 for not asked: BDG_E_CONFLICT when it is another by now.
 * BDG_E_FORBIDDEN, BDG_E_INVALID (a role that cannot be given there), BDG_E_CONFLICT (the last administrator). Nothing happens where nothing changes. */
bdg_err_t *bdg_place_give(bdg_db_t *db, const bdg_actor_t *actor, int64_t account_id, const bdg_place_t *place, const bdg_role_t *role, int64_t seen, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_place_take(bdg_db_t *db, const bdg_actor_t *actor, int64_t account_id, const bdg_place_t *place, int64_t seen, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
