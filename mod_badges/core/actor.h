/* Who acts, and on what. Every core function that changes something takes the actor, for permissions and for the audit log. */
#ifndef BDG_ACTOR_H
#define BDG_ACTOR_H
#include "base/err.h"
#include "core/permission.h"
#include <stdint.h>

typedef struct bdg_actor_t {
    int64_t account_id;        /* 0 nobody, -1 badgesctl, -2 the server itself */
    const char *account_public_id, *email, *name;
    const char *language, *time_zone;   /* what they chose: a tag of BCP 47, a name of the tz database; NULL: nothing */
    const char *picture;       /* changes with the picture that the person shows of themselves; NULL when there is none */
    const char *address;       /* client address, "" for badgesctl */
    int64_t organisation_id;   /* the organisation shown now; 0 none */
    const char *organisation_public_id, *organisation_name, *organisation_slug;
    bdg_perms_t perms;         /* in that organisation as a whole */
    int second_factor;         /* signs in with one (core/second_factor.h), or is known by a sign-in that is not ours */
    bdg_perms_t issuer_perms;  /* union over single issuers of it: enough to enter lists, checked again per object */
    bdg_perms_t group_perms;   /* union over single groups of it (BDG_PERMS_OF_GROUP): enough to enter lists of people, which are then limited to those groups */
} bdg_actor_t;

/* What an address names, worked out by the dispatcher before the handler runs: the object is visible to the actor, and the
 * permission of the route holds on it. Queries of the handler carry organisation_id. */
typedef struct bdg_scope_t {
    int64_t organisation_id;   /* of the object; or the actor's present one for lists */
    int64_t object_id;         /* internal id of the object that the address names; 0 for lists */
    int64_t issuer_id;         /* 0 when it has none */
    bdg_perms_t perms;         /* the actor's on this very object */
} bdg_scope_t;
#endif
