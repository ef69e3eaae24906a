/* What a person chose of how they are spoken to. */
#ifndef BDG_CORE_PREFERENCE_H
#define BDG_CORE_PREFERENCE_H
#include "base/language.h"
#include "core/actor.h"
#include "core/check.h"
#include "store/db.h"

/* tag: one of all, or "" for what the browser asks for. Nothing happens when it is chosen already. BDG_E_INVALID: there is no such language. */
bdg_err_t *bdg_preference_choose_language(bdg_db_t *db, const bdg_actor_t *actor, const bdg_languages_t *all, const char *tag, apr_pool_t *pool) BDG_MUST_CHECK;
/* zone: one of bdg_zone_names(); "UTC" or "" for UTC. BDG_E_INVALID: there is no such time zone. */
bdg_err_t *bdg_preference_choose_zone(bdg_db_t *db, const bdg_actor_t *actor, const char *zone, apr_pool_t *pool) BDG_MUST_CHECK;
/* Another way to sign in (core/sign_in.h); "" for none. before: what it was when the form was opened. Flaws in "username"; BDG_E_CONFLICT: it is
 * another one by now. */
bdg_err_t *bdg_preference_choose_username(bdg_db_t *db, const bdg_actor_t *actor, const char *before, const char *typed, bdg_check_t *check, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
