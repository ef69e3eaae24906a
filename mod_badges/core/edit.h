/* Who changes what, starting from which revision: what every core function that changes an object takes. */
#ifndef BDG_EDIT_H
#define BDG_EDIT_H
#include "core/actor.h"
#include "core/check.h"
#include "store/db.h"

typedef struct bdg_edit_t {
    bdg_db_t *db;
    const bdg_actor_t *actor;
    int64_t organisation_id;     /* of the object (bdg_scope_t); for a new one, the actor's present one */
    int64_t id;                  /* of the object; 0 for a new one */
    int revision;                /* that the editor saw; another one in the database: BDG_E_CONFLICT */
    bdg_check_t *check;          /* with BDG_E_INVALID: what is wrong, field by field */
    apr_pool_t *pool;
} bdg_edit_t;
#endif
