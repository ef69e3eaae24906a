#include "core/place.h"
#include "base/json.h"
#include "core/access.h"
#include "core/administrator.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/people_group.h"
#include "store/person.h"
#include <string.h>

#define CHOICES 500

static int is_administrator(const bdg_role_t *r) { return r && !r->organisation_id && !strcmp(r->name, BDG_ROLE_ADMINISTRATOR); }
static int is_owner(const bdg_role_t *r) { return r && !r->organisation_id && !strcmp(r->name, "issuer_owner"); }

bdg_err_t *bdg_place_takes(int *takes, bdg_db_t *db, const bdg_place_t *place, const bdg_role_t *role)
{
    int of_group = role->reach == BDG_REACH_GROUP || (role->reach == BDG_REACH_ORGANISATION && !(role->permissions & ~BDG_PERMS_OF_GROUP));
    *takes = place->issuer_id ? role->reach == BDG_REACH_ISSUER : place->group_id ? of_group : role->reach == BDG_REACH_ORGANISATION;
    return *takes ? bdg_role_reaches(takes, db, role->organisation_id, place->organisation_id) : NULL;
}

/* What is needed to exchange these roles, and how it is told that it is missing. */
static bdg_err_t *may_with(bdg_perms_t held, const bdg_place_t *place, const bdg_role_t *from, const bdg_role_t *to)
{
    bdg_perms_t all = (from ? from->permissions : 0) | (to ? to->permissions : 0);
    bdg_perm_e needed = place->issuer_id ? BDG_PERM_ISSUERS_STAFF : !all && (held & BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE)) ? BDG_PERM_PEOPLE_MANAGE : BDG_PERM_ROLES_ASSIGN;
    if (!(held & BDG_PERM_BIT(needed)))
        return bdg_err(BDG_E_FORBIDDEN, "Your role does not include giving and taking roles here.");
    if (to && (to->permissions & ~held))
        return bdg_err(BDG_E_FORBIDDEN, "The role %s may do more than you may here, so you cannot give it.", to->display_name);
    if (from && (from->permissions & ~held))
        return bdg_err(BDG_E_FORBIDDEN, "The role %s may do more than you may here, so you cannot take or change it.", from->display_name);
    return NULL;
}

bdg_err_t *bdg_place_may(bdg_db_t *db, const bdg_actor_t *actor, const bdg_place_t *place, const bdg_role_t *from, const bdg_role_t *to)
{
    bdg_perms_t held;
    BDG_TRY(bdg_access_at(&held, db, actor, place->organisation_id, place->issuer_id, place->group_id));
    return may_with(held, place, from, to);
}

bdg_err_t *bdg_place_choices(apr_array_header_t **roles, bdg_db_t *db, const bdg_actor_t *actor, const bdg_place_t *place, apr_pool_t *pool)
{
    apr_array_header_t *all;
    bdg_perms_t held;
    bdg_role_filter_t f = { .organisation_id = place->organisation_id, .limit = CHOICES };
    *roles = apr_array_make(pool, 16, sizeof(bdg_role_t));
    BDG_TRY(bdg_access_at(&held, db, actor, place->organisation_id, place->issuer_id, place->group_id));
    BDG_TRY(bdg_role_list(&all, db, &f, pool));
    for (int i = 0; i < all->nelts && (*roles)->nelts < CHOICES; i++) {
        const bdg_role_t *r = &APR_ARRAY_IDX(all, i, bdg_role_t);
        bdg_err_t *no = may_with(held, place, NULL, r);
        int takes = 0;
        if (!no)
            BDG_TRY(bdg_place_takes(&takes, db, &(bdg_place_t){ r->organisation_id, place->issuer_id, place->group_id }, r));   /* the list reaches there */
        bdg_err_clear(no);
        if (takes)
            APR_ARRAY_PUSH(*roles, bdg_role_t) = *r;
    }
    return NULL;
}

/* --- changes */

typedef struct exchange_t {
    bdg_db_t *db;
    const bdg_actor_t *actor;
    int64_t account_id;
    const bdg_place_t *place;
    const bdg_role_t *from, *to;
    apr_pool_t *pool;
} exchange_t;

/* A person is named by id, so that erasing them leaves no name in the log. */
static json_t *as_json(const exchange_t *x, const bdg_role_t *role)
{
    json_t *o = bdg_json_object(x->pool);
    if (!role)
        return NULL;
    if (x->place->issuer_id)
        bdg_json_int(o, "account_id", x->account_id);
    if (x->place->group_id)
        bdg_json_int(o, "group_id", x->place->group_id);
    return bdg_json_str(o, "role", role->display_name);
}

static bdg_err_t *audit(const exchange_t *x)
{
    int staff = x->place->issuer_id != 0;
    const char *action = !x->from ? (staff ? "staff.add" : "role.give") : !x->to ? (staff ? "staff.remove" : "role.take") : staff ? "staff.change" : "role.change";
    return bdg_audit(x->db, x->place->organisation_id, x->actor->account_id, x->actor->address, action, staff ? "issuer" : "account",
                     staff ? x->place->issuer_id : x->account_id, as_json(x, x->from), as_json(x, x->to), x->pool);
}

/* Is somebody going whom the organisation, or the issuer, cannot do without? */
static int guards(const exchange_t *x)
{
    return x->place->issuer_id ? is_owner(x->from) : !x->place->group_id && is_administrator(x->from);
}

/* The row, and what is worked out from it. */
static bdg_err_t *put(const exchange_t *x)
{
    int more = (x->to != NULL) - (x->from != NULL);
    if (x->to)
        BDG_TRY(bdg_role_put(x->db, x->account_id, x->place, x->to->id, x->from != NULL));
    else
        BDG_TRY(bdg_role_drop(x->db, x->account_id, x->place));
    if (!more)
        return NULL;
    if (x->place->group_id)
        BDG_TRY(bdg_people_group_counted(x->db, x->place->group_id, more));
    return bdg_person_placed(x->db, x->account_id);
}

/* Administrators of the organisation own every issuer of it, so an issuer needs no owner of its own while there is one. */
static bdg_err_t *check_left(const exchange_t *x)
{
    int owner = 0;
    if (x->place->issuer_id)
        BDG_TRY(bdg_staff_owner_other(&owner, x->db, x->place->issuer_id, x->from->id, x->account_id));
    return owner ? NULL : bdg_administrator_check(x->db, x->place->organisation_id, x->pool);
}

static bdg_err_t *exchange(const exchange_t *x)
{
    int64_t organisation = x->place->organisation_id;
    BDG_TRY(bdg_place_may(x->db, x->actor, x->place, x->from, x->to));
    if (guards(x))
        BDG_TRY(bdg_administrator_keep(x->db, organisation));
    BDG_TRY(put(x));
    if (guards(x))
        BDG_TRY(check_left(x));
    return audit(x);
}

static bdg_err_t *begin(exchange_t *x, int64_t seen)
{
    bdg_role_t *now;
    BDG_TRY(bdg_account_lock(x->db, x->account_id));
    BDG_TRY(bdg_role_at(&now, x->db, x->account_id, x->place, x->pool));
    x->from = now;
    if (seen >= 0 && seen != (now ? now->id : 0))
        return bdg_err(BDG_E_CONFLICT, now ? "Somebody else gave this person another role here meanwhile: %s." : "Somebody else took this role meanwhile.",
                       now ? now->display_name : "");
    return NULL;
}

bdg_err_t *bdg_place_give(bdg_db_t *db, const bdg_actor_t *actor, int64_t account_id, const bdg_place_t *place, const bdg_role_t *role, int64_t seen, apr_pool_t *pool)
{
    exchange_t x = { .db = db, .actor = actor, .account_id = account_id, .place = place, .to = role, .pool = pool };
    int takes;
    BDG_TRY(bdg_place_takes(&takes, db, place, role));
    if (!takes)
        return bdg_err(BDG_E_INVALID, "The role %s cannot be given here.", role->display_name);
    BDG_TRY(begin(&x, seen));
    return x.from && x.from->id == role->id ? NULL : exchange(&x);
}

bdg_err_t *bdg_place_take(bdg_db_t *db, const bdg_actor_t *actor, int64_t account_id, const bdg_place_t *place, int64_t seen, apr_pool_t *pool)
{
    exchange_t x = { .db = db, .actor = actor, .account_id = account_id, .place = place, .pool = pool };
    BDG_TRY(begin(&x, seen));
    return x.from ? exchange(&x) : NULL;
}
