#include "core/people_group.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "core/access.h"
#include "store/audit.h"
#include <apr_strings.h>
#include <string.h>

typedef struct change_t { const bdg_edit_t *edit; const char *name, *description; char public_id[BDG_ID_LEN + 1]; } change_t;

static bdg_err_t *may(const bdg_edit_t *edit)
{
    bdg_perms_t perms;
    BDG_TRY(bdg_access_at(&perms, edit->db, edit->actor, edit->organisation_id, 0, 0));
    return bdg_access_ask(perms, BDG_PERM_PEOPLE_MANAGE);
}

static void clean(change_t *c, const char *name, const char *description)
{
    c->name = bdg_check_line(c->edit->check, "name", "Name", name, 1, BDG_GROUP_NAME_MAX);
    c->description = bdg_check_lines(c->edit->check, "description", "Description", description, 0, BDG_GROUP_DESCRIPTION_MAX);
}

static json_t *as_json(const char *name, const char *description, apr_pool_t *pool)
{
    return bdg_json_str(bdg_json_str(bdg_json_object(pool), "name", name), "description", bdg_or_null(description));
}

static bdg_err_t *log_it(bdg_db_t *db, const bdg_edit_t *edit, const char *action, int64_t id, const json_t *before, const json_t *after, apr_pool_t *pool)
{
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, action, "people_group", id, before, after, pool);
}

static bdg_err_t *name_free(bdg_db_t *db, const change_t *c, apr_pool_t *pool)
{
    bdg_people_group_t *other;
    bdg_check_rewind(c->edit->check, 0);
    BDG_TRY(bdg_people_group_by_name(&other, db, c->edit->organisation_id, c->name, pool));
    if (other && other->id != c->edit->id)
        bdg_check_add(c->edit->check, "name", "Name", "There is a group of this name already.");
    return bdg_check_result(c->edit->check);
}

static bdg_err_t *create_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    bdg_people_group_t g = { .public_id = c->public_id, .organisation_id = c->edit->organisation_id, .name = c->name, .description = c->description };
    BDG_TRY(name_free(db, c, pool));
    BDG_TRY(bdg_people_group_insert(&g, db, c->edit->actor->account_id));
    return log_it(db, c->edit, "people_group.create", g.id, NULL, as_json(c->name, c->description, pool), pool);
}

bdg_err_t *bdg_people_group_create(const char **public_id, const bdg_edit_t *edit, const char *name, const char *description)
{
    change_t c = { .edit = edit };
    BDG_TRY(may(edit));
    clean(&c, name, description);
    BDG_TRY(bdg_check_result(edit->check));
    bdg_id_new(c.public_id);
    BDG_TRY(bdg_db_tx(edit->db, create_tx, &c, edit->pool));
    *public_id = apr_pstrdup(edit->pool, c.public_id);
    return NULL;
}

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const bdg_edit_t *edit = c->edit;
    bdg_people_group_t *now;
    int revision;
    BDG_TRY(bdg_people_group_lock(&revision, db, edit->id, edit->organisation_id));
    BDG_TRY(bdg_people_group_by_id(&now, db, edit->id, pool));
    if (revision != edit->revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this group while you were looking at it.");
    BDG_TRY(name_free(db, c, pool));
    if (bdg_same(now->name, c->name) && bdg_same(now->description, c->description))
        return NULL;
    bdg_people_group_t next = *now;
    next.name = c->name;
    next.description = c->description;
    BDG_TRY(bdg_people_group_update(db, &next));
    return log_it(db, edit, "people_group.change", edit->id, as_json(now->name, now->description, pool), as_json(c->name, c->description, pool), pool);
}

bdg_err_t *bdg_people_group_change(const bdg_edit_t *edit, const char *name, const char *description)
{
    change_t c = { .edit = edit };
    BDG_TRY(may(edit));
    clean(&c, name, description);
    BDG_TRY(bdg_check_result(edit->check));
    return bdg_db_tx(edit->db, change_tx, &c, edit->pool);
}

/* --- its end */

static bdg_err_t *out_of(bdg_db_t *db, const bdg_edit_t *edit, int64_t account_id, int64_t user_role, apr_pool_t *pool)
{
    bdg_place_t group = { edit->organisation_id, 0, edit->id }, organisation = { edit->organisation_id, 0, 0 };
    bdg_edit_t of = *edit;
    bdg_person_t *p;
    bdg_role_t *user, *there;
    BDG_TRY(bdg_person_by_id(&p, db, account_id, pool));
    if (p->is_invitation) {
        BDG_TRY(bdg_role_at(&there, db, account_id, &organisation, pool));
        BDG_TRY(bdg_role_by_id(&user, db, user_role, pool));
        if (!there)
            BDG_TRY(bdg_place_give(db, edit->actor, account_id, &organisation, user, -1, pool));
    }
    of.id = account_id;
    return bdg_person_remove_tx(db, &of, &group, -1, pool);
}

static bdg_err_t *end_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const bdg_edit_t *edit = c->edit;
    bdg_people_group_t *now;
    apr_array_header_t *members;
    int64_t user;
    int revision;
    BDG_TRY(bdg_people_group_lock(&revision, db, edit->id, edit->organisation_id));
    BDG_TRY(bdg_people_group_by_id(&now, db, edit->id, pool));
    if (revision != edit->revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this group while you were looking at it. Look again, please.");
    BDG_TRY(bdg_role_builtin(&user, db, "user"));
    BDG_TRY(bdg_people_group_members(&members, db, edit->id, 0, BDG_GROUP_DELETE_MAX + 1, pool));
    if (members->nelts > BDG_GROUP_DELETE_MAX)
        return bdg_err(BDG_E_CONFLICT, "This group has more than 1,000 members. Take them out first, with the list of people.");
    for (int i = 0; i < members->nelts; i++)
        BDG_TRY(out_of(db, edit, APR_ARRAY_IDX(members, i, int64_t), user, pool));
    BDG_TRY(bdg_people_group_delete(db, edit->id, edit->organisation_id));
    return log_it(db, edit, "people_group.delete", edit->id, as_json(now->name, now->description, pool), NULL, pool);
}

bdg_err_t *bdg_people_group_end(const bdg_edit_t *edit)
{
    change_t c = { .edit = edit };
    BDG_TRY(may(edit));
    return bdg_db_tx(edit->db, end_tx, &c, edit->pool);
}

/* --- members */

typedef struct add_t { const bdg_edit_t *edit; apr_array_header_t *emails; bdg_group_added_t *out; } add_t;

static bdg_err_t *add_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    add_t *a = baton;
    bdg_place_t place = { a->edit->organisation_id, 0, a->edit->id };
    bdg_role_t *user, *now;
    int64_t role;
    int wrong = a->out->wrong;
    *a->out = (bdg_group_added_t){ .wrong = wrong, .unknown_list = "" };
    BDG_TRY(bdg_role_builtin(&role, db, "user"));
    BDG_TRY(bdg_role_by_id(&user, db, role, pool));
    for (int i = 0; i < a->emails->nelts; i++) {
        const char *email = APR_ARRAY_IDX(a->emails, i, const char *);
        bdg_person_t *p;
        BDG_TRY(bdg_person_here_by_email(&p, db, email, a->edit->organisation_id, pool));
        if (!p) {
            if (a->out->unknown++ < 10)
                a->out->unknown_list = apr_pstrcat(a->edit->pool, a->out->unknown_list, *a->out->unknown_list ? ", " : "", email, NULL);
            continue;
        }
        BDG_TRY(bdg_role_at(&now, db, p->id, &place, pool));
        if (now) {
            a->out->already++;
            continue;
        }
        BDG_TRY(bdg_place_give(db, a->edit->actor, p->id, &place, user, 0, pool));
        a->out->added++;
    }
    return NULL;
}

/* "Ada <ada@x.example>, bob@x.example": whatever has an @ between separators. */
static apr_array_header_t *addresses(int *wrong, const char *text, apr_pool_t *pool)
{
    apr_array_header_t *out = apr_array_make(pool, 16, sizeof(const char *));
    char *rest = apr_pstrdup(pool, text ? text : ""), *last;
    for (char *t = apr_strtok(rest, " \t\r\n,;<>\"", &last); t; t = apr_strtok(NULL, " \t\r\n,;<>\"", &last)) {
        if (!strchr(t, '@'))
            continue;
        if (bdg_email_problem(t))
            ++*wrong;
        else
            APR_ARRAY_PUSH(out, const char *) = bdg_email_normalise(t, pool);
    }
    return out;
}

bdg_err_t *bdg_people_group_add(bdg_group_added_t *out, const bdg_edit_t *edit, const char *text)
{
    memset(out, 0, sizeof *out);
    BDG_TRY(may(edit));
    add_t a = { edit, addresses(&out->wrong, text, edit->pool), out };
    if (!a.emails->nelts)
        return bdg_err(BDG_E_INVALID, "There is no email address in this. Type or paste one or more.");
    if (a.emails->nelts > BDG_GROUP_PASTE_MAX)
        return bdg_err(BDG_E_INVALID, "These are more than 500 addresses. Import a file instead.");
    return bdg_db_tx(edit->db, add_tx, &a, edit->pool);
}
