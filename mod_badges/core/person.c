#include "core/person.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "core/access.h"
#include "core/administrator.h"
#include "core/erasure.h"
#include "core/invitation.h"
#include "store/audit.h"
#include "store/organisation.h"
#include "store/people_import.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define REMIND_AFTER apr_time_from_sec(60)

/* --- what was typed */

const char *bdg_person_username(bdg_check_t *c, const char *typed)
{
    const char *clean = bdg_text_fold(bdg_check_line(c, "username", "Username", typed, 0, BDG_USERNAME_MAX), c->pool);
    for (const char *p = clean; *p; p++)
        if ((unsigned char)*p < 0x80 && !isalnum((unsigned char)*p) && !strchr("._-", *p)) {
            bdg_check_add(c, "username", "Username", "Use letters, digits, dots, dashes and underscores only.");
            break;
        }
    return clean;
}

void bdg_person_check(bdg_person_typed_t *clean, bdg_check_t *c, const bdg_person_typed_t *t, int with_email)
{
    clean->email = with_email ? bdg_check_email(c, "email", "Email address", t->email, 1) : "";
    if (*clean->email && !bdg_email_problem(clean->email))
        clean->email = bdg_email_normalise(clean->email, c->pool);
    clean->first_name = bdg_check_line(c, "first_name", "First name", t->first_name, 1, BDG_PERSON_PART_MAX);
    clean->last_name = bdg_check_line(c, "last_name", "Last name", t->last_name, 0, BDG_PERSON_PART_MAX);
    clean->username = bdg_person_username(c, t->username);
    clean->external_id = bdg_check_line(c, "external_id", "External id", t->external_id, 0, BDG_EXTERNAL_ID_MAX);
}

static const char *full_name(const bdg_person_typed_t *t, apr_pool_t *pool)
{
    return *t->last_name ? apr_pstrcat(pool, t->first_name, " ", t->last_name, NULL) : t->first_name;
}

bdg_err_t *bdg_person_check_taken(bdg_db_t *db, bdg_check_t *c, const bdg_person_typed_t *t, int64_t organisation_id, int64_t id)
{
    int taken = 0;
    int64_t other = 0;
    if (*t->username)
        BDG_TRY(bdg_person_username_taken(&taken, db, t->username, id));
    if (taken)
        bdg_check_add(c, "username", "Username", "Somebody else has this username.");
    if (*t->external_id)
        BDG_TRY(bdg_person_by_external_id(&other, db, organisation_id, t->external_id));
    if (other && other != id)
        bdg_check_add(c, "external_id", "External id", "Somebody else of this organisation has this id.");
    return bdg_check_result(c);
}

static json_t *as_json(const bdg_person_t *p, const char *external_id, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "email", p->email);
    bdg_json_str(o, "first_name", p->first_name);
    bdg_json_str(o, "last_name", bdg_or_null(p->last_name));
    bdg_json_str(o, "username", bdg_or_null(p->username));
    return bdg_json_str(o, "external_id", bdg_or_null(external_id));
}

static bdg_err_t *log_it(bdg_db_t *db, const bdg_edit_t *edit, int64_t organisation_id, const char *action, int64_t id, const json_t *before, const json_t *after, apr_pool_t *pool)
{
    return bdg_audit(db, organisation_id, edit->actor->account_id, edit->actor->address, action, "account", id, before, after, pool);
}

/* --- inviting */

static bdg_err_t *make(bdg_person_t **out, bdg_db_t *db, const bdg_edit_t *edit, const bdg_person_typed_t *t, const bdg_place_t *place, apr_pool_t *pool)
{
    char id[BDG_ID_LEN + 1];
    bdg_person_t *p = *out = apr_pcalloc(pool, sizeof *p);
    bdg_id_new(id);
    BDG_TRY(bdg_person_check_taken(db, edit->check, t, place->organisation_id, 0));
    p->public_id = apr_pstrdup(pool, id);
    p->email = t->email;
    p->name = full_name(t, pool);
    p->first_name = t->first_name;
    p->last_name = t->last_name;
    p->username = t->username;
    p->state = BDG_ACCOUNT_INVITED;
    p->is_invitation = 1;
    BDG_TRY(bdg_person_insert(p, db));
    BDG_TRY(bdg_person_set_external_id(db, place->organisation_id, p->id, t->external_id));
    return log_it(db, edit, place->organisation_id, "account.invite", p->id, NULL, as_json(p, t->external_id, pool), pool);
}

bdg_err_t *bdg_person_known(bdg_person_t **out, bdg_db_t *db, const bdg_edit_t *edit, const char *email, const bdg_place_t *place, apr_pool_t *pool)
{
    bdg_perms_t perms;
    BDG_TRY(bdg_access_at(&perms, db, edit->actor, edit->organisation_id, 0, 0));
    if (perms & BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE))
        return bdg_person_here_by_email(out, db, email, edit->organisation_id, pool);
    return bdg_person_in_group_by_email(out, db, email, place->group_id, pool);
}

bdg_err_t *bdg_person_invite_tx(bdg_person_t **out, int *invited, bdg_db_t *db, const bdg_edit_t *edit, const bdg_person_typed_t *t, const bdg_place_t *place,
                                const bdg_role_t *role, int mail, apr_pool_t *pool)
{
    BDG_TRY(bdg_person_known(out, db, edit, t->email, place, pool));
    *invited = !*out;
    if (*invited)
        BDG_TRY(make(out, db, edit, t, place, pool));
    BDG_TRY(bdg_place_give(db, edit->actor, (*out)->id, place, role, *invited ? 0 : -1, pool));
    return *invited && mail ? bdg_invitation_put(db, place->organisation_id, *out, edit->actor, pool) : NULL;
}

typedef struct invite_t {
    const bdg_edit_t *edit;
    const bdg_person_typed_t *typed;
    const bdg_place_t *place;
    const bdg_role_t *role;
    int join, invited;
    bdg_person_t *out, *known;
} invite_t;

static bdg_err_t *invite_tx(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    invite_t *i = baton;
    (void)scratch;
    bdg_check_rewind(i->edit->check, 0);
    BDG_TRY(bdg_person_known(&i->known, db, i->edit, i->typed->email, i->place, i->edit->pool));
    if (i->known && !i->join) {
        bdg_check_add(i->edit->check, "email", "Email address", "%s is here already.", i->known->name);
        return bdg_check_result(i->edit->check);
    }
    return bdg_person_invite_tx(&i->out, &i->invited, db, i->edit, i->typed, i->place, i->role, 1, i->edit->pool);
}

bdg_err_t *bdg_person_invite(bdg_person_t **out, bdg_person_t **known, const bdg_edit_t *edit, const bdg_person_typed_t *typed, const bdg_place_t *place,
                             const bdg_role_t *role, int join)
{
    bdg_person_typed_t clean;
    *known = NULL;
    bdg_person_check(&clean, edit->check, typed, 1);
    BDG_TRY(bdg_check_result(edit->check));
    invite_t i = { edit, &clean, place, role, join, 0, NULL, NULL };
    bdg_err_t *e = bdg_db_tx(edit->db, invite_tx, &i, edit->pool);
    *out = i.out;
    *known = i.known;
    if (e && e->code == BDG_E_DUPLICATE)     /* by a hair: the username, as addresses of invitations are not unique */
        return bdg_err_wrap(e, BDG_E_CONFLICT, "Somebody was quicker with this username or external id. Save again.");
    return e;
}

/* --- changing */

bdg_err_t *bdg_person_is_shared(int *shared, bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    int64_t n;
    BDG_TRY(bdg_person_elsewhere(&n, db, id, organisation_id));
    *shared = n > 0;
    return NULL;
}

typedef struct act_t { const bdg_edit_t *edit; const bdg_person_typed_t *typed; const bdg_place_t *place; const bdg_role_t *role; int64_t seen; } act_t;

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *a = baton;
    const bdg_edit_t *edit = a->edit;
    bdg_person_t *now;
    const char *external_id;
    int revision, shared;
    bdg_check_rewind(edit->check, 0);
    BDG_TRY(bdg_person_lock(&revision, db, edit->id));
    if (revision != edit->revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this person while you were looking at them.");
    BDG_TRY(bdg_person_by_id(&now, db, edit->id, pool));
    BDG_TRY(bdg_person_external_id(&external_id, db, edit->organisation_id, edit->id, pool));
    BDG_TRY(bdg_person_is_shared(&shared, db, edit->id, edit->organisation_id));
    BDG_TRY(bdg_person_check_taken(db, edit->check, a->typed, edit->organisation_id, edit->id));
    bdg_person_t next = *now;
    if (!shared) {
        next.first_name = a->typed->first_name;
        next.last_name = a->typed->last_name;
        next.name = full_name(a->typed, pool);
        next.username = a->typed->username;
    }
    int same_id = !strcmp(external_id, a->typed->external_id);
    if (same_id && bdg_same(now->name, next.name) && bdg_same(now->first_name, next.first_name) && bdg_same(now->username, next.username))
        return NULL;
    if (!same_id)
        BDG_TRY(bdg_person_set_external_id(db, edit->organisation_id, edit->id, a->typed->external_id));
    BDG_TRY(bdg_person_update(db, &next));
    return log_it(db, edit, edit->organisation_id, "account.change", edit->id, as_json(now, external_id, pool), as_json(&next, a->typed->external_id, pool), pool);
}

bdg_err_t *bdg_person_change(const bdg_edit_t *edit, const bdg_person_typed_t *typed)
{
    bdg_person_typed_t clean;
    bdg_person_check(&clean, edit->check, typed, 0);
    BDG_TRY(bdg_check_result(edit->check));
    act_t a = { .edit = edit, .typed = &clean };
    return bdg_db_tx(edit->db, change_tx, &a, edit->pool);
}

static bdg_err_t *remind_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *a = baton;
    const bdg_edit_t *edit = a->edit;
    bdg_person_t *p;
    int revision;
    BDG_TRY(bdg_person_lock(&revision, db, edit->id));
    BDG_TRY(bdg_person_by_id(&p, db, edit->id, pool));
    if (!p->is_invitation || p->state != BDG_ACCOUNT_INVITED)
        return bdg_err(BDG_E_CONFLICT, "%s has answered the invitation already.", p->name);
    if (p->invited_at > apr_time_now() - REMIND_AFTER)
        return bdg_err(BDG_E_CONFLICT, "An invitation was sent less than a minute ago.");
    BDG_TRY(bdg_invitation_put(db, edit->organisation_id, p, edit->actor, pool));
    return log_it(db, edit, edit->organisation_id, "account.remind", edit->id, NULL, NULL, pool);
}

bdg_err_t *bdg_person_remind(const bdg_edit_t *edit)
{
    act_t a = { .edit = edit };
    return bdg_db_tx(edit->db, remind_tx, &a, edit->pool);
}

/* --- what touches all of a person */

/* Everything that they hold must be the actor's to take. */
static bdg_err_t *may_end(bdg_db_t *db, const bdg_edit_t *edit, int revision, apr_pool_t *pool)
{
    apr_array_header_t *places;
    int shared;
    if (edit->revision != BDG_ANY_REVISION && edit->revision != revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this person while you were looking at them. Look again, please.");
    if (edit->id == edit->actor->account_id)
        return bdg_err(BDG_E_CONFLICT, "This is you. Ask another administrator.");
    BDG_TRY(bdg_person_is_shared(&shared, db, edit->id, edit->organisation_id));
    if (shared)
        return bdg_err(BDG_E_CONFLICT, "This person belongs to other organisations too. You can take them out of yours.");
    BDG_TRY(bdg_person_places(&places, db, edit->id, edit->organisation_id, pool));
    for (int i = 0; i < places->nelts; i++) {
        const bdg_person_place_t *p = &APR_ARRAY_IDX(places, i, bdg_person_place_t);
        bdg_role_t *role;
        BDG_TRY(bdg_role_by_id(&role, db, p->role_id, pool));
        BDG_TRY(bdg_place_may(db, edit->actor, &(bdg_place_t){ p->organisation_id, p->issuer_id, p->group_id }, role, NULL));
    }
    return NULL;
}

static bdg_err_t *stop_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *a = baton;
    int revision, changed;
    BDG_TRY(bdg_person_lock(&revision, db, a->edit->id));
    BDG_TRY(may_end(db, a->edit, revision, pool));
    BDG_TRY(bdg_administrator_leaves(db, a->edit->id, pool));
    BDG_TRY(bdg_person_suspend(&changed, db, a->edit->id));
    return changed ? log_it(db, a->edit, a->edit->organisation_id, "account.suspend", a->edit->id, NULL, NULL, pool) : NULL;
}

bdg_err_t *bdg_person_stop(const bdg_edit_t *edit)
{
    act_t a = { .edit = edit };
    return bdg_db_tx(edit->db, stop_tx, &a, edit->pool);
}

static bdg_err_t *go_on_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *a = baton;
    int revision, changed;
    BDG_TRY(bdg_person_lock(&revision, db, a->edit->id));
    BDG_TRY(may_end(db, a->edit, revision, pool));
    BDG_TRY(bdg_person_unsuspend(&changed, db, a->edit->id));
    return changed ? log_it(db, a->edit, a->edit->organisation_id, "account.unsuspend", a->edit->id, NULL, NULL, pool) : NULL;
}

bdg_err_t *bdg_person_go_on(const bdg_edit_t *edit)
{
    act_t a = { .edit = edit };
    return bdg_db_tx(edit->db, go_on_tx, &a, edit->pool);
}

bdg_err_t *bdg_person_erase_tx(bdg_db_t *db, const bdg_edit_t *edit, apr_pool_t *pool)
{
    int revision;
    BDG_TRY(bdg_person_lock(&revision, db, edit->id));
    BDG_TRY(may_end(db, edit, revision, pool));
    BDG_TRY(bdg_administrator_leaves(db, edit->id, pool));
    BDG_TRY(bdg_person_unplace(db, edit->id, pool));
    BDG_TRY(bdg_people_import_forget(db, edit->id));
    BDG_TRY(bdg_erase_rows(db, edit->id));
    return log_it(db, edit, edit->organisation_id, "account.erase", edit->id, NULL, NULL, pool);
}

static bdg_err_t *erase_tx(bdg_db_t *db, void *baton, apr_pool_t *pool) { return bdg_person_erase_tx(db, ((const act_t *)baton)->edit, pool); }

bdg_err_t *bdg_person_erase(const bdg_edit_t *edit)
{
    act_t a = { .edit = edit };
    return bdg_db_tx(edit->db, erase_tx, &a, edit->pool);
}

/* --- places */

bdg_err_t *bdg_person_remove_tx(bdg_db_t *db, const bdg_edit_t *edit, const bdg_place_t *place, int64_t seen, apr_pool_t *pool)
{
    bdg_person_t *p;
    int64_t first;
    const char *name;
    BDG_TRY(bdg_place_take(db, edit->actor, edit->id, place, seen, pool));
    BDG_TRY(bdg_person_by_id(&p, db, edit->id, pool));
    BDG_TRY(bdg_person_first_place(&first, &name, db, edit->id, pool));
    return p->is_invitation && !first ? bdg_erase_rows(db, edit->id) : NULL;
}

static bdg_err_t *remove_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *a = baton;
    return bdg_person_remove_tx(db, a->edit, a->place, a->seen, pool);
}

bdg_err_t *bdg_person_remove(const bdg_edit_t *edit, const bdg_place_t *place, int64_t seen)
{
    act_t a = { .edit = edit, .place = place, .seen = seen };
    return bdg_db_tx(edit->db, remove_tx, &a, edit->pool);
}

static bdg_err_t *give_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *a = baton;
    return bdg_place_give(db, a->edit->actor, a->edit->id, a->place, a->role, a->seen, pool);
}

bdg_err_t *bdg_person_give(const bdg_edit_t *edit, const bdg_place_t *place, const bdg_role_t *role, int64_t seen)
{
    act_t a = { .edit = edit, .place = place, .role = role, .seen = seen };
    return bdg_db_tx(edit->db, give_tx, &a, edit->pool);
}

bdg_err_t *bdg_person_place_named(bdg_place_t *place, bdg_db_t *db, const char *named, int64_t organisation_id, apr_pool_t *pool)
{
    int64_t organisation = 0;
    int below = 0;
    *place = (bdg_place_t){ 0, 0, 0 };
    if (named && !strncmp(named, "group:", 6)) {
        bdg_people_group_t *g;
        BDG_TRY(bdg_people_group_by_public_id(&g, db, named + 6, pool));
        organisation = g ? g->organisation_id : 0;
        place->group_id = g ? g->id : 0;
    } else if (named && bdg_id_valid(named)) {
        bdg_organisation_t *o;
        bdg_err_t *e = bdg_organisation_by_public_id(&o, db, named, pool);
        if (e && e->code != BDG_E_NOT_FOUND)
            return e;
        organisation = e ? 0 : o->id;
        bdg_err_clear(e);
    }
    if (organisation)
        BDG_TRY(bdg_role_reaches(&below, db, organisation_id, organisation));
    place->organisation_id = organisation;
    return below ? NULL : bdg_err(BDG_E_INVALID, "Choose an organisation or a group of the list.");
}
