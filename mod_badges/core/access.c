#include "core/access.h"
#include "base/id.h"
#include "base/str.h"
#include "store/collection.h"
#include "store/imported.h"
#include "store/person.h"
#include "store/recipient.h"
#include "store/role.h"
#include <string.h>

/* What an account holds in an organisation: for all of it (own roles there and above), for single issuers and single groups of it, and for the one asked about. */
typedef struct sums_t { bdg_perms_t whole, issuers, groups, one; int rows; } sums_t;

static bdg_err_t *sum_row(void *baton, const bdg_row_t *row)
{
    sums_t *s = baton;
    int64_t what = bdg_row_int(row, 0);
    bdg_perms_t p = (bdg_perms_t)bdg_row_int(row, 1), issuer = p & BDG_PERMS_OF_ISSUER, group = p & BDG_PERMS_OF_GROUP;
    s->rows++;
    switch (what) {
    case 0: s->whole |= p; break;
    case 1: s->issuers |= issuer; break;
    case 2: s->issuers |= issuer; s->one |= issuer; break;
    case 3: s->groups |= group; break;
    default: s->groups |= group; s->one |= group;
    }
    return NULL;
}

/* One query, by the account's own few rows: neither the depth of the tree nor the number of people makes it longer. */
static bdg_err_t *permissions(sums_t *s, bdg_db_t *db, int64_t account_id, int64_t organisation_id, int64_t issuer_id, int64_t group_id)
{
    memset(s, 0, sizeof *s);
    return bdg_db_each(db, BDG_Q_ACCESS_PERMISSIONS, BDG_ARGS(BDG_INT(issuer_id), BDG_INT(group_id), BDG_INT(account_id), BDG_INT(organisation_id)), sum_row, s);
}

bdg_err_t *bdg_access_at(bdg_perms_t *perms, bdg_db_t *db, const bdg_actor_t *actor, int64_t organisation_id, int64_t issuer_id, int64_t group_id)
{
    sums_t s;
    *perms = BDG_PERMS_ALL;
    if (actor->account_id < 0)
        return NULL;
    BDG_TRY(permissions(&s, db, actor->account_id, organisation_id, issuer_id, group_id));
    *perms = s.whole | (issuer_id || group_id ? s.one : 0);
    return NULL;
}

typedef struct load_t { bdg_actor_t *actor; apr_pool_t *pool; int stale; } load_t;

static bdg_err_t *load_session(void *baton, const bdg_row_t *row)
{
    load_t *l = baton;
    bdg_actor_t *a = l->actor;
    a->account_id = bdg_row_int(row, 0);
    a->account_public_id = bdg_row_str(row, 1, l->pool);
    a->email = bdg_row_str(row, 2, l->pool);
    a->name = bdg_row_str(row, 3, l->pool);
    a->organisation_id = bdg_row_int(row, 4);
    a->organisation_public_id = bdg_row_str(row, 5, l->pool);
    a->organisation_name = bdg_row_str(row, 6, l->pool);
    a->organisation_slug = bdg_row_str(row, 7, l->pool);
    l->stale = bdg_row_int(row, 8) != 0;
    a->language = bdg_row_str(row, 9, l->pool);
    a->time_zone = bdg_row_str(row, 10, l->pool);
    a->second_factor = bdg_row_int(row, 11) != 0;
    a->picture = bdg_row_str(row, 12, l->pool);
    return NULL;
}

static bdg_err_t *take_organisation(void *baton, const bdg_row_t *row)
{
    load_t *l = baton;
    bdg_actor_t *a = l->actor;
    a->organisation_id = bdg_row_int(row, 0);
    a->organisation_public_id = bdg_row_str(row, 1, l->pool);
    a->organisation_name = bdg_row_str(row, 2, l->pool);
    a->organisation_slug = bdg_row_str(row, 3, l->pool);
    return NULL;
}

bdg_err_t *bdg_access_enter(bdg_actor_t *actor, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    sums_t s;
    BDG_TRY(permissions(&s, db, actor->account_id, organisation_id, 0, 0));
    if (!s.rows)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such organisation here.");
    load_t l = { actor, pool, 0 };
    BDG_TRY(bdg_db_one(db, BDG_Q_ACCESS_ORGANISATION, BDG_ARGS(BDG_INT(organisation_id)), take_organisation, &l));
    actor->perms = s.whole;
    actor->issuer_perms = s.issuers;
    actor->group_perms = s.groups;
    return NULL;
}

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

/* The chosen organisation may have been lost with a role: then the first that is left, or none. */
static bdg_err_t *enter_some(bdg_actor_t *actor, bdg_db_t *db, apr_pool_t *pool)
{
    if (actor->organisation_id) {
        bdg_err_t *e = bdg_access_enter(actor, db, actor->organisation_id, pool);
        if (!e || e->code != BDG_E_NOT_FOUND)
            return e;
        bdg_err_clear(e);
    }
    int64_t first = 0;
    actor->organisation_id = 0;
    actor->organisation_name = actor->organisation_slug = actor->organisation_public_id = NULL;
    BDG_TRY(bdg_db_each(db, BDG_Q_ACCESS_FIRST_ORGANISATION, BDG_ARGS(BDG_INT(actor->account_id)), take_id, &first));
    return first ? bdg_access_enter(actor, db, first, pool) : NULL;
}

bdg_err_t *bdg_access_session(bdg_actor_t *actor, bdg_db_t *db, const bdg_site_t *site, const char *token, apr_pool_t *pool)
{
    unsigned char hash[32];
    load_t l = { actor, pool, 0 };
    bdg_token_hash(token, hash);
    bdg_err_t *e = bdg_db_one(db, BDG_Q_SESSION_LOAD, BDG_ARGS(BDG_BYTES(hash, 32), BDG_INT(site->session_idle_min)), load_session, &l);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_UNAUTHENTICATED, "Please sign in.");
    BDG_TRY(e);
    if (l.stale)
        BDG_TRY(bdg_db_exec(db, BDG_Q_SESSION_TOUCH, BDG_ARGS(BDG_BYTES(hash, 32)), NULL, NULL));
    return enter_some(actor, db, pool);
}

static bdg_err_t *load_account(void *baton, const bdg_row_t *row)
{
    load_t *l = baton;
    l->actor->account_id = bdg_row_int(row, 0);
    l->actor->account_public_id = bdg_row_str(row, 1, l->pool);
    l->actor->email = bdg_row_str(row, 2, l->pool);
    l->actor->name = bdg_row_str(row, 3, l->pool);
    l->actor->language = bdg_row_str(row, 4, l->pool);
    l->actor->time_zone = bdg_row_str(row, 5, l->pool);
    l->actor->second_factor = 1;      /* how they sign in is the other service's business */
    return NULL;
}

bdg_err_t *bdg_access_account(bdg_actor_t *actor, bdg_db_t *db, const char *email, apr_pool_t *pool)
{
    load_t l = { actor, pool, 0 };
    bdg_err_t *e = bdg_db_one(db, BDG_Q_ACCESS_ACCOUNT, BDG_ARGS(BDG_STR(bdg_email_normalise(email, pool))), load_account, &l);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_UNAUTHENTICATED, "There is no account for this person here.");
    BDG_TRY(e);
    return enter_some(actor, db, pool);
}

static bdg_err_t *take_scope(void *baton, const bdg_row_t *row)
{
    int64_t *ids = baton;
    for (int i = 0; i < 3; i++)
        ids[i] = bdg_row_int(row, i);
    return NULL;
}

typedef struct reach_t { int64_t organisation_id, person_id; bdg_perms_t whole, group; } reach_t;

static bdg_err_t *reached(void *baton, const bdg_row_t *row)
{
    reach_t *r = baton;
    bdg_perms_t p = (bdg_perms_t)bdg_row_int(row, 2);
    int group = bdg_row_int(row, 3) != 0;
    if (group)
        r->group |= p & BDG_PERMS_OF_GROUP;
    else
        r->whole |= p;
    if (!r->organisation_id || !group)
        r->organisation_id = bdg_row_int(row, 0);
    r->person_id = bdg_row_int(row, 1);
    return NULL;
}

/* A person has no organisation of their own: they are seen from the present one where they belong to it, else from the highest that reaches them. */
static bdg_err_t *on_person(bdg_scope_t *scope, bdg_db_t *db, const bdg_actor_t *actor, const char *public_id, apr_pool_t *pool)
{
    reach_t r = { 0, 0, 0, 0 };
    int here = 0;
    (void)pool;
    BDG_TRY(bdg_db_each(db, BDG_Q_ACCESS_ON_PERSON, BDG_ARGS(BDG_STR(public_id), BDG_INT(actor->account_id)), reached, &r));
    if (!(r.whole | r.group))
        return bdg_err(BDG_E_NOT_FOUND, "There is no such person here.");
    if (actor->organisation_id && (actor->perms | actor->group_perms))
        BDG_TRY(bdg_person_in(&here, db, r.person_id, actor->organisation_id));
    scope->organisation_id = here ? actor->organisation_id : r.organisation_id;
    scope->perms = (here ? actor->perms : r.whole) | r.group;
    scope->object_id = r.person_id;
    scope->issuer_id = 0;
    return scope->perms ? NULL : bdg_err(BDG_E_NOT_FOUND, "There is no such person here.");
}

/* Whoever may not change a role can see it where it can be given: that is no secret, so they are told 403, not 404. */
static bdg_err_t *on_role(bdg_scope_t *scope, bdg_db_t *db, const bdg_actor_t *actor, int own, const char *public_id, apr_pool_t *pool)
{
    bdg_role_t *role;
    sums_t s = { 0 };
    int here = 0;
    BDG_TRY(bdg_role_by_public_id(&role, db, public_id, pool));
    if (role->organisation_id)
        BDG_TRY(permissions(&s, db, actor->account_id, role->organisation_id, 0, 0));
    if (actor->organisation_id && actor->perms)
        BDG_TRY(bdg_role_reaches(&here, db, role->organisation_id, actor->organisation_id));
    if (!here && !s.whole)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
    scope->perms = s.whole | (here && !own ? actor->perms : 0);
    scope->organisation_id = role->organisation_id;
    scope->object_id = role->id;
    scope->issuer_id = 0;
    return NULL;
}

bdg_err_t *bdg_access_object(bdg_scope_t *scope, bdg_db_t *db, const bdg_actor_t *actor, bdg_object_e kind, const char *public_id, apr_pool_t *pool)
{
    static const bdg_query_e query[] = { BDG_Q_ACCESS_ON_ISSUER, BDG_Q_ACCESS_ON_GRAPHIC, BDG_Q_ACCESS_ON_BADGE_CLASS, BDG_Q_ACCESS_ON_ASSERTION,
        BDG_Q_ACCESS_ON_BATCH, BDG_Q_ACCESS_ON_OUTBOX, BDG_Q_ACCESS_ON_ENDORSEMENT, BDG_Q_ACCESS_ON_ORGANISATION,
        BDG_Q_ACCESS_ON_PEOPLE_GROUP };
    int64_t ids[3] = { 0, 0, 0 };
    if (kind == BDG_OBJECT_PERSON)
        return on_person(scope, db, actor, public_id, pool);
    if (kind == BDG_OBJECT_ROLE || kind == BDG_OBJECT_OWN_ROLE)
        return on_role(scope, db, actor, kind == BDG_OBJECT_OWN_ROLE, public_id, pool);
    BDG_TRY(bdg_db_one(db, query[kind], BDG_ARGS(BDG_STR(public_id)), take_scope, ids));
    sums_t s;
    BDG_TRY(permissions(&s, db, actor->account_id, ids[0], ids[2], kind == BDG_OBJECT_PEOPLE_GROUP ? ids[1] : 0));
    scope->perms = s.whole | s.one;
    /* The library serves all issuers of the organisation: whoever works for one may look, but not change it. */
    if (kind == BDG_OBJECT_GRAPHIC)
        scope->perms |= s.issuers & ~BDG_PERM_BIT(BDG_PERM_GRAPHICS_EDIT);
    if (!scope->perms)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
    scope->organisation_id = ids[0];
    scope->object_id = ids[1];
    scope->issuer_id = ids[2];
    return NULL;
}

bdg_err_t *bdg_access_mine(bdg_scope_t *scope, bdg_db_t *db, const bdg_actor_t *actor, bdg_mine_e kind, const char *public_id)
{
    if (kind == BDG_MINE_CREDENTIAL)
        return bdg_held_scope(&scope->organisation_id, &scope->object_id, db, actor->account_id, public_id);
    if (kind == BDG_MINE_COLLECTION)
        return bdg_collection_scope(&scope->object_id, db, actor->account_id, public_id);
    return bdg_imported_scope(&scope->object_id, db, actor->account_id, public_id);
}

bdg_err_t *bdg_access_ask(bdg_perms_t perms, bdg_perm_e permission)
{
    if (permission == BDG_PERM_NONE || (perms & BDG_PERM_BIT(permission)))
        return NULL;
    return bdg_err_detail(bdg_err(BDG_E_FORBIDDEN, "You may not do this here. Ask an administrator of the organisation for a role that allows it."),
                          "%s", bdg_perm_name(permission));
}
