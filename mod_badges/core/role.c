#include "core/role.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "core/access.h"
#include "core/place.h"
#include "store/audit.h"
#include <apr_strings.h>
#include <string.h>

/* What was typed, cleaned. */
typedef struct wording_t { const char *name, *display_name, *description; bdg_perms_t permissions; } wording_t;

static bdg_perms_t check_permissions(bdg_check_t *c, const char *const *typed)
{
    bdg_perms_t out = 0;
    for (; typed && *typed; typed++) {
        int p = 0;
        while (p < BDG_PERM_COUNT && strcmp(*typed, bdg_perm_name(p)))
            p++;
        if (p < BDG_PERM_COUNT)
            out |= BDG_PERM_BIT(p);
        else
            bdg_check_add(c, "permission", "What it may do", "Choose from the list.");
    }
    return out;
}

static bdg_err_t *check_wording(wording_t *w, bdg_check_t *c, const bdg_role_typed_t *t)
{
    w->name = bdg_check_line(c, "name", "Name", t->name, 1, BDG_ROLE_NAME_MAX);
    w->display_name = bdg_check_line(c, "display_name", "Display name", t->display_name, 1, BDG_ROLE_DISPLAY_NAME_MAX);
    w->description = bdg_check_lines(c, "description", "Description", t->description, 0, BDG_ROLE_DESCRIPTION_MAX);
    w->permissions = check_permissions(c, t->permissions);
    return bdg_check_result(c);
}

/* bits: what is granted or taken. */
static void check_held(const bdg_edit_t *edit, bdg_perms_t bits, bdg_perms_t held)
{
    for (int p = 0; p < BDG_PERM_COUNT; p++)
        if (bits & ~held & BDG_PERM_BIT(p)) {
            bdg_check_add(edit->check, "permission", "What it may do", "You do not have \"%s\" yourself, so you cannot give or take it.", bdg_perm_title(p));
            return;
        }
}

static bdg_err_t *check_names(const bdg_edit_t *edit, bdg_db_t *db, const wording_t *w)
{
    int name, display;
    BDG_TRY(bdg_role_taken(&name, db, edit->organisation_id, 0, w->name, edit->id));
    BDG_TRY(bdg_role_taken(&display, db, edit->organisation_id, 1, w->display_name, edit->id));
    if (name)
        bdg_check_add(edit->check, "name", "Name", "Another role has this name.");
    if (display)
        bdg_check_add(edit->check, "display_name", "Display name", "Another role is shown under this name.");
    return bdg_check_result(edit->check);
}

/* Two who take a name at the same moment: the second meets the unique key. */
static bdg_err_t *taken_meanwhile(bdg_err_t *e, const bdg_edit_t *edit)
{
    if (!e || e->code != BDG_E_DUPLICATE)
        return e;
    bdg_err_clear(e);
    bdg_check_add(edit->check, "name", "Name", "Another role has this name, or is shown under the other one.");
    return bdg_check_result(edit->check);
}

static json_t *as_json(const bdg_role_t *r, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool), *list = json_array();
    bdg_json_str(o, "name", r->name);
    bdg_json_str(o, "display_name", r->display_name);
    bdg_json_str(o, "description", bdg_or_null(r->description));
    for (int p = 0; p < BDG_PERM_COUNT; p++)
        if (r->permissions & BDG_PERM_BIT(p))
            bdg_json_add(list, json_string(bdg_perm_name(p)));
    return bdg_json_set(o, "permissions", list);
}

static bdg_err_t *audit(const bdg_edit_t *edit, bdg_db_t *db, const char *action, int64_t id, const json_t *before, const json_t *after, apr_pool_t *pool)
{
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, action, "role", id, before, after, pool);
}

static bdg_err_t *held_in(bdg_perms_t *held, bdg_db_t *db, const bdg_edit_t *edit)
{
    BDG_TRY(bdg_access_at(held, db, edit->actor, edit->organisation_id, 0, 0));
    return bdg_access_ask(*held, BDG_PERM_ROLES_ASSIGN);
}

/* --- a new one */

typedef struct change_t { const bdg_edit_t *edit; const wording_t *wording; const char *next; char public_id[BDG_ID_LEN + 1]; } change_t;

static bdg_err_t *create_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const wording_t *w = c->wording;
    bdg_perms_t held;
    bdg_role_t r = { .organisation_id = c->edit->organisation_id, .public_id = c->public_id, .name = w->name, .display_name = w->display_name,
                     .description = w->description, .permissions = w->permissions };
    bdg_check_rewind(c->edit->check, 0);
    BDG_TRY(held_in(&held, db, c->edit));
    check_held(c->edit, w->permissions, held);
    BDG_TRY(check_names(c->edit, db, w));
    BDG_TRY(taken_meanwhile(bdg_role_insert(&r, db, c->edit->actor->account_id), c->edit));
    return audit(c->edit, db, "role.create", r.id, NULL, as_json(&r, pool), pool);
}

bdg_err_t *bdg_role_create(const char **public_id, const bdg_edit_t *edit, const bdg_role_typed_t *typed)
{
    wording_t wording;
    change_t c = { .edit = edit, .wording = &wording };
    BDG_TRY(check_wording(&wording, edit->check, typed));
    bdg_id_new(c.public_id);
    BDG_TRY(bdg_db_tx(edit->db, create_tx, &c, edit->pool));
    *public_id = apr_pstrdup(edit->pool, c.public_id);
    return NULL;
}

/* --- changes */

static bdg_err_t *load(bdg_role_t **now, bdg_perms_t *held, bdg_db_t *db, const bdg_edit_t *edit, apr_pool_t *pool)
{
    int revision;
    bdg_check_rewind(edit->check, 0);
    BDG_TRY(held_in(held, db, edit));
    BDG_TRY(bdg_role_lock(&revision, db, edit->id, edit->organisation_id));
    BDG_TRY(bdg_role_by_id(now, db, edit->id, pool));
    if (revision != edit->revision || (*now)->revision != revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this role while you were looking at it.");
    return NULL;
}

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const wording_t *w = c->wording;
    bdg_perms_t held;
    bdg_role_t *now;
    int64_t in_groups = 0;
    BDG_TRY(load(&now, &held, db, c->edit, pool));
    check_held(c->edit, now->permissions ^ w->permissions, held);
    BDG_TRY(check_names(c->edit, db, w));
    bdg_role_t next = *now;
    next.name = w->name;
    next.display_name = w->display_name;
    next.description = w->description;
    next.permissions = w->permissions;
    if (bdg_same(now->name, next.name) && bdg_same(now->display_name, next.display_name) && bdg_same(now->description, next.description) && now->permissions == next.permissions)
        return NULL;
    if (next.permissions & ~BDG_PERMS_OF_GROUP & ~now->permissions)
        BDG_TRY(bdg_role_held(&in_groups, db, now->id, 1));
    if (in_groups) {
        bdg_check_add(c->edit->check, "permission", "What it may do", "Somebody holds this role in a group, where only people can be managed. Make another role for the rest.");
        return bdg_check_result(c->edit->check);
    }
    BDG_TRY(taken_meanwhile(bdg_role_update(db, &next), c->edit));
    return audit(c->edit, db, "role.edit", now->id, as_json(now, pool), as_json(&next, pool), pool);
}

bdg_err_t *bdg_role_change(const bdg_edit_t *edit, const bdg_role_typed_t *typed)
{
    wording_t wording;
    change_t c = { .edit = edit, .wording = &wording };
    BDG_TRY(check_wording(&wording, edit->check, typed));
    return bdg_db_tx(edit->db, change_tx, &c, edit->pool);
}

/* --- the end of one */

static bdg_err_t *choose_next(const bdg_edit_t *edit, const char *why)
{
    bdg_check_add(edit->check, "next", "Their new role", "%s", why);
    return bdg_check_result(edit->check);
}

/* Whoever has the role gets another. It must be one that fits wherever they hold this one. */
static bdg_err_t *replace(const change_t *c, bdg_db_t *db, const bdg_role_t *now, bdg_perms_t held, int64_t holders, const char **name, apr_pool_t *pool)
{
    bdg_role_t *next = NULL;
    int takes = 0;
    int64_t in_groups;
    bdg_place_t place = { .organisation_id = now->organisation_id };
    if (holders > BDG_ROLE_REPLACE_MAX)
        return bdg_err(BDG_E_CONFLICT, "More than 10,000 people hold this role. Give them another one first.");
    if (!c->next || !bdg_id_valid(c->next))
        return choose_next(c->edit, "Somebody holds this role. Choose which one they get instead.");
    bdg_err_t *e = bdg_role_by_public_id(&next, db, c->next, pool);
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    BDG_TRY(bdg_role_held(&in_groups, db, now->id, 1));
    if (in_groups)
        place.group_id = -1;      /* some group: what can be given there, can be given in the organisation, too */
    if (next && next->id != now->id && next->reach == BDG_REACH_ORGANISATION)
        BDG_TRY(bdg_place_takes(&takes, db, &place, next));
    if (!takes || ((now->permissions | next->permissions) & ~held))
        return choose_next(c->edit, "Choose one of the list.");
    *name = next->display_name;
    return bdg_role_replace(db, now, next, c->edit->actor->account_id, c->edit->actor->address);
}

static bdg_err_t *delete_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    bdg_perms_t held;
    bdg_role_t *now;
    int64_t holders;
    const char *next = NULL;
    BDG_TRY(load(&now, &held, db, c->edit, pool));
    BDG_TRY(bdg_role_held(&holders, db, now->id, 0));
    if (holders)
        BDG_TRY(replace(c, db, now, held, holders, &next, pool));
    BDG_TRY(bdg_role_remove(db, now));
    return audit(c->edit, db, "role.delete", now->id, as_json(now, pool), next ? bdg_json_str(bdg_json_object(pool), "replaced_by", next) : NULL, pool);
}

bdg_err_t *bdg_role_delete(const bdg_edit_t *edit, const char *next)
{
    change_t c = { .edit = edit, .next = next };
    return bdg_db_tx(edit->db, delete_tx, &c, edit->pool);
}
