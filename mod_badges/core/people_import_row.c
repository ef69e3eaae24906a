/* One row of a file of people: who it is, where they shall belong, and what is wrong with it. */
#include "base/str.h"
#include "core/people_group.h"
#include "core/people_import.h"
#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#define NAMED 10          /* roles that are named to who typed another */

struct bdg_import_reader_t {
    const bdg_import_plan_t *plan;
    bdg_db_t *db;
    bdg_actor_t actor;
    bdg_edit_t edit;
    bdg_place_t place;
    bdg_role_t *role, *user;
    bdg_err_t *may;                      /* why the role of the import cannot be given (any more), or NULL */
    apr_array_header_t *roles;           /* that can be given there */
    apr_hash_t *groups;                  /* by what the file calls them: bdg_people_group_t, or &none, &forbidden */
    bdg_packed_row_t *cells;
    apr_pool_t *pool;
};

static bdg_people_group_t none, forbidden;

static apr_status_t drop_error(void *e)
{
    bdg_err_clear(e);
    return APR_SUCCESS;
}

bdg_err_t *bdg_import_reader(bdg_import_reader_t **out, bdg_db_t *db, const bdg_import_plan_t *plan, apr_pool_t *pool)
{
    const bdg_people_import_t *t = plan->import;
    bdg_import_reader_t *r = *out = apr_pcalloc(pool, sizeof *r);
    int64_t user;
    r->plan = plan;
    r->db = db;
    r->pool = pool;
    r->actor = (bdg_actor_t){ .account_id = t->created_by, .address = t->address, .name = t->created_by_name, .organisation_id = t->organisation_id };
    r->edit = (bdg_edit_t){ .db = db, .actor = &r->actor, .organisation_id = t->organisation_id, .revision = BDG_ANY_REVISION, .check = bdg_check_make(pool), .pool = pool };
    r->place = (bdg_place_t){ t->place_organisation_id, 0, t->place_group_id };
    r->groups = apr_hash_make(pool);
    r->cells = apr_palloc(pool, sizeof *r->cells);
    BDG_TRY(bdg_role_by_id(&r->role, db, t->role_id, pool));
    BDG_TRY(bdg_role_builtin(&user, db, "user"));
    BDG_TRY(bdg_role_by_id(&r->user, db, user, pool));
    BDG_TRY(bdg_place_choices(&r->roles, db, &r->actor, &r->place, pool));
    r->may = bdg_place_may(db, &r->actor, &r->place, NULL, r->role);
    if (r->may)
        apr_pool_cleanup_register(pool, r->may, drop_error, apr_pool_cleanup_null);
    return r->may && r->may->code != BDG_E_FORBIDDEN ? bdg_err(r->may->code, "%s", r->may->message) : NULL;
}

bdg_edit_t *bdg_import_edit(bdg_import_reader_t *r) { return &r->edit; }

int bdg_import_cells(bdg_packed_row_t *out, const bdg_import_row_t *row)
{
    const char *at = row->data;
    return bdg_rows_next(out, &at, row->data + row->len) == 1;
}

static const char *cell(const bdg_import_reader_t *r, int target)
{
    int column = bdg_import_column(r->plan, target);
    if (column < 0 || column >= r->cells->ncells)
        return "";
    bdg_slice_t s = bdg_cell_unguard(r->cells->cells[column]);
    return bdg_text_clean(s.data, s.len, target == BDG_IMPORT_GROUPS, r->pool);
}

/* --- who */

/* A whole name: its last word is the family name, as nothing says otherwise. */
static void divide(bdg_person_typed_t *t, const char *name, apr_pool_t *pool)
{
    const char *space = strrchr(name, ' ');
    t->first_name = space ? apr_pstrmemdup(pool, name, (size_t)(space - name)) : name;
    t->last_name = space ? space + 1 : "";
}

static void read_person(bdg_person_typed_t *t, bdg_import_reader_t *r)
{
    t->email = cell(r, BDG_AWARD_IDENTITY);
    t->username = cell(r, BDG_IMPORT_USERNAME);
    t->external_id = cell(r, BDG_AWARD_EXTERNAL_ID);
    t->first_name = cell(r, BDG_TARGET_FIRST_NAME);
    t->last_name = cell(r, BDG_TARGET_LAST_NAME);
    if (!*t->first_name && !*t->last_name)
        divide(t, cell(r, BDG_AWARD_NAME), r->pool);
}

static bdg_err_t *find(bdg_import_person_t *p, bdg_import_reader_t *r, const bdg_import_row_t *row)
{
    bdg_check_t *check = r->edit.check;
    bdg_person_typed_t typed;
    bdg_import_twice_t twice;
    read_person(&typed, r);
    p->typed = (bdg_person_typed_t){ "", typed.first_name, typed.last_name, "", "" };
    const char *email = bdg_check_email(check, "email", "Email address", typed.email, 1);
    if (!bdg_check_count(check))
        BDG_TRY(bdg_person_known(&p->known, r->db, &r->edit, email = bdg_email_normalise(email, r->pool), &r->place, r->pool));
    if (!p->known)
        bdg_person_check(&p->typed, check, &typed, 0);
    p->typed.email = email;
    if (!p->known && !bdg_check_count(check)) {
        bdg_err_t *e = bdg_person_check_taken(r->db, check, &p->typed, r->place.organisation_id, 0);
        if (e && e->code != BDG_E_INVALID)
            return e;
        bdg_err_clear(e);
    }
    bdg_import_row_t self = { .number = row->number, .email = email, .username = bdg_or_null(p->typed.username), .external_id = bdg_or_null(p->typed.external_id) };
    BDG_TRY(bdg_people_import_twice(&twice, r->db, r->plan->import->id, &self));
    if (twice.email)
        bdg_check_add(check, "email", "Email address", "Row %d has this address already. Leave one of them out.", twice.email);
    if (twice.username)
        bdg_check_add(check, "username", "Username", "Row %d has this username already.", twice.username);
    if (twice.external_id)
        bdg_check_add(check, "external_id", "External id", "Row %d has this id already.", twice.external_id);
    return NULL;
}

/* --- where */

static const char *possible(const bdg_import_reader_t *r)
{
    const char *out = "";
    for (int i = 0; i < r->roles->nelts && i < NAMED; i++)
        out = apr_pstrcat(r->pool, out, i ? ", " : "", bdg_tr(APR_ARRAY_IDX(r->roles, i, bdg_role_t).display_name), NULL);
    return out;
}

static void read_role(bdg_import_place_t *at, bdg_import_reader_t *r)
{
    const char *typed = cell(r, BDG_IMPORT_ROLE), *plain = bdg_text_fold(typed, r->pool);
    at->place = r->place;
    at->role = r->role;
    if (!*typed) {
        if (r->may)
            bdg_check_add(r->edit.check, "role", "Role", "%s", r->may->message);
        return;
    }
    for (int i = 0; i < r->roles->nelts; i++) {
        const bdg_role_t *role = &APR_ARRAY_IDX(r->roles, i, bdg_role_t);
        if (strcmp(plain, bdg_text_fold(role->display_name, r->pool)) && strcmp(plain, bdg_text_fold(bdg_tr(role->display_name), r->pool)))
            continue;
        at->role = role;
        at->named = 1;
        return;
    }
    bdg_check_add(r->edit.check, "role", "Role", "You can give no role “%s” here. You can give: %s.", typed, possible(r));
}

/* Groups are few, and stand in row after row. */
static bdg_err_t *group_named(bdg_people_group_t **out, bdg_import_reader_t *r, const char *name)
{
    if ((*out = apr_hash_get(r->groups, name, APR_HASH_KEY_STRING)))
        return NULL;
    BDG_TRY(bdg_people_group_by_name(out, r->db, r->place.organisation_id, name, r->pool));
    if (!*out)
        *out = &none;
    else {
        bdg_err_t *e = bdg_place_may(r->db, &r->actor, &(bdg_place_t){ (*out)->organisation_id, 0, (*out)->id }, NULL, r->user);
        if (e && e->code != BDG_E_FORBIDDEN)
            return e;
        if (e)
            *out = &forbidden;
        bdg_err_clear(e);
    }
    apr_hash_set(r->groups, apr_pstrdup(r->pool, name), APR_HASH_KEY_STRING, *out);
    return NULL;
}

static bdg_err_t *add_group(bdg_import_person_t *p, bdg_import_reader_t *r, const char *name)
{
    bdg_people_group_t *g;
    BDG_TRY(group_named(&g, r, name));
    if (g == &none)
        bdg_check_add(r->edit.check, "groups", "Groups", "There is no group “%s” in %s. Make it first, or correct its name.", name, r->plan->import->place_name);
    else if (g == &forbidden)
        bdg_check_add(r->edit.check, "groups", "Groups", "You cannot take people into the group “%s”.", name);
    else if (p->nplaces > BDG_PEOPLE_IMPORT_GROUPS)
        bdg_check_add(r->edit.check, "groups", "Groups", "A row can name at most %d groups.", BDG_PEOPLE_IMPORT_GROUPS);
    if (g == &none || g == &forbidden || p->nplaces > BDG_PEOPLE_IMPORT_GROUPS)
        return NULL;
    for (int i = 0; i < p->nplaces; i++)
        if (p->places[i].place.group_id == g->id)
            return NULL;
    p->places[p->nplaces++] = (bdg_import_place_t){ { g->organisation_id, 0, g->id }, r->user, 0 };
    return NULL;
}

/* "Year 7; Choir". A name may have a comma of its own: the whole cell is looked for first. */
static bdg_err_t *read_groups(bdg_import_person_t *p, bdg_import_reader_t *r)
{
    const char *typed = cell(r, BDG_IMPORT_GROUPS);
    bdg_people_group_t *whole = &none;
    char *rest, *name;
    if (*typed && strlen(typed) <= BDG_GROUP_NAME_MAX * 4)
        BDG_TRY(group_named(&whole, r, typed));
    if (whole != &none)
        return add_group(p, r, typed);
    for (name = apr_strtok(apr_pstrdup(r->pool, typed), ";|\n,", &rest); name && bdg_check_count(r->edit.check) < 5; name = apr_strtok(NULL, ";|\n,", &rest)) {
        const char *clean = bdg_text_clean(name, strlen(name), 0, r->pool);
        if (*clean)
            BDG_TRY(add_group(p, r, clean));
    }
    return NULL;
}

/* What they hold already is no change, unless the row names another role. */
static bdg_err_t *compare(bdg_import_person_t *p, bdg_import_reader_t *r)
{
    for (int i = 0; p->known && i < p->nplaces; i++) {
        bdg_import_place_t *at = &p->places[i];
        bdg_role_t *now;
        BDG_TRY(bdg_role_at(&now, r->db, p->known->id, &at->place, r->pool));
        if (now && (!at->named || now->id == at->role->id))
            continue;
        p->changes++;
        bdg_err_t *e = now ? bdg_place_may(r->db, &r->actor, &at->place, now, at->role) : NULL;
        if (e && e->code != BDG_E_FORBIDDEN)
            return e;
        if (e)
            bdg_check_add(r->edit.check, "role", "Role", "%s", e->message);
        bdg_err_clear(e);
    }
    return NULL;
}

bdg_err_t *bdg_import_read(bdg_import_person_t *p, bdg_import_reader_t *r, const bdg_import_row_t *row)
{
    memset(p, 0, sizeof *p);
    bdg_check_rewind(r->edit.check, 0);
    if (!bdg_import_cells(r->cells, row))
        return bdg_err(BDG_E_INTERNAL, "A row of this file is damaged.");
    const char *odd = bdg_table_row_problem(&(bdg_table_row_t){ .flags = r->cells->flags });
    if (odd)
        bdg_check_add(r->edit.check, "row", "Row", "%s", bdg_tr(odd));
    p->nplaces = 1;
    read_role(&p->places[0], r);
    BDG_TRY(find(p, r, row));
    BDG_TRY(read_groups(p, r));
    return compare(p, r);
}

/* --- told */

static int target_of(const char *field, const bdg_import_plan_t *plan)
{
    static const struct { const char *field; int target; } fields[] = { { "email", BDG_AWARD_IDENTITY }, { "first_name", BDG_TARGET_FIRST_NAME }, { "last_name", BDG_TARGET_LAST_NAME },
        { "username", BDG_IMPORT_USERNAME }, { "external_id", BDG_AWARD_EXTERNAL_ID }, { "groups", BDG_IMPORT_GROUPS }, { "role", BDG_IMPORT_ROLE } };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!strcmp(fields[i].field, field))
            return (i == 1 || i == 2) && bdg_import_column(plan, fields[i].target) < 0 ? BDG_AWARD_NAME : fields[i].target;
    return BDG_TARGET_NONE;
}

const char *bdg_import_flaws(bdg_import_reader_t *r, const bdg_import_row_t *row)
{
    json_t *list = json_array();
    for (int i = 0; i < bdg_check_count(r->edit.check); i++) {
        const bdg_flaw_t *f = bdg_check_at(r->edit.check, i);
        int target = target_of(f->field, r->plan), column = target == BDG_TARGET_NONE ? -1 : bdg_import_column(r->plan, target);
        char letters[8];
        json_t *o = json_object();
        const char *value = column < 0 ? "" : cell(r, target);
        bdg_json_str(o, "label", f->label);
        bdg_json_str(o, "message", f->message);
        bdg_json_str(o, "cell", column < 0 ? "" : apr_psprintf(r->pool, "%s%d", bdg_table_column(column + 1, letters), row->number));
        bdg_json_str(o, "value", strlen(value) <= 200 ? value : "");
        bdg_json_add(list, o);
    }
    return bdg_check_count(r->edit.check) ? bdg_json_dump(bdg_json_own(list, r->pool), r->pool) : (json_decref(list), NULL);
}
