/* The Open Badges 3.0 Profile of a person, for the applications that they connect. It is what they (or an application for them) say of themselves:
 * kept and given back whole, shown nowhere, and no part of any credential of ours. */
#ifndef BDG_OB_PROFILE_H
#define BDG_OB_PROFILE_H
#include "base/json.h"
#include "core/actor.h"
#include "store/db.h"

#define BDG_OB_PROFILE_MAX (256 * 1024)      /* bytes */

/* What was put; else one with the account's name and address, under an id that is always the same. */
bdg_err_t *bdg_ob_profile(json_t **profile, bdg_db_t *db, const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_INVALID: no Profile (id, type), a member that is null or of the wrong kind, or an email that is none of the person's proven addresses. */
bdg_err_t *bdg_ob_profile_put(bdg_db_t *db, const bdg_actor_t *actor, const json_t *profile, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
