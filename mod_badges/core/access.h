/* Sessions become actors; addresses become scopes. The only place where permissions are worked out (domain.md, Permissions). */
#ifndef BDG_ACCESS_H
#define BDG_ACCESS_H
#include "base/site.h"
#include "core/actor.h"
#include "store/db.h"

/* The actor behind a session cookie. BDG_E_UNAUTHENTICATED when it is unknown, over, idle too long, or its account may not sign in.
 * Marks the session as seen at most once a minute. */
bdg_err_t *bdg_access_session(bdg_actor_t *actor, bdg_db_t *db, const bdg_site_t *site, const char *token, apr_pool_t *pool) BDG_MUST_CHECK;
/* The actor for an account (r->user, API). organisation_id 0: their first. BDG_E_UNAUTHENTICATED for an unknown address. */
bdg_err_t *bdg_access_account(bdg_actor_t *actor, bdg_db_t *db, const char *email, apr_pool_t *pool) BDG_MUST_CHECK;
/* Makes organisation_id the one shown now, with the permissions there. BDG_E_NOT_FOUND when the actor has no role that reaches it. */
bdg_err_t *bdg_access_enter(bdg_actor_t *actor, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* What the actor holds at a place: an organisation (issuer_id and group_id 0), one issuer or one group of it, by roles there and by roles for the whole of the
 * organisation or of one above. Everything for badgesctl and the server itself. */
bdg_err_t *bdg_access_at(bdg_perms_t *perms, bdg_db_t *db, const bdg_actor_t *actor, int64_t organisation_id, int64_t issuer_id, int64_t group_id) BDG_MUST_CHECK;

typedef enum { BDG_OBJECT_ISSUER, BDG_OBJECT_GRAPHIC, BDG_OBJECT_BADGE_CLASS, BDG_OBJECT_ASSERTION, BDG_OBJECT_BATCH, BDG_OBJECT_OUTBOX,
               BDG_OBJECT_ENDORSEMENT /* as its endorser */,
               BDG_OBJECT_ORGANISATION /* by roles that are for the whole of it, or of one above: a role for one issuer does not show it */,

               BDG_OBJECT_PEOPLE_GROUP, BDG_OBJECT_PERSON /* organisation_id: the present one where the person belongs to it, else one through which they are reached */,
               BDG_OBJECT_ROLE /* one that can be given in the present organisation, or is of one where the actor has a role */,
               BDG_OBJECT_OWN_ROLE /* likewise, to be changed: perms are those in the organisation that made it, none for one that ships */ } bdg_object_e;
/* The scope of an object by its public id, for this actor. BDG_E_NOT_FOUND when it does not exist or no role of the actor reaches it: the two cannot
 * be told apart. */
bdg_err_t *bdg_access_object(bdg_scope_t *scope, bdg_db_t *db, const bdg_actor_t *actor, bdg_object_e kind, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same for what is a person's own, in no organisation's gift: an award to a proven address of theirs, a collection, a badge they brought. Scope
 * gets object_id, and an award's organisation_id; perms stay 0. BDG_E_NOT_FOUND for everybody else. */
typedef enum { BDG_MINE_CREDENTIAL, BDG_MINE_COLLECTION, BDG_MINE_IMPORTED } bdg_mine_e;
bdg_err_t *bdg_access_mine(bdg_scope_t *scope, bdg_db_t *db, const bdg_actor_t *actor, bdg_mine_e kind, const char *public_id) BDG_MUST_CHECK;
/* BDG_E_FORBIDDEN unless the permission is among perms. */
bdg_err_t *bdg_access_ask(bdg_perms_t perms, bdg_perm_e permission) BDG_MUST_CHECK;
#endif
