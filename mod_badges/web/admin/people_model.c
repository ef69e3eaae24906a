#include "web/admin/people_model.h"
#include "base/language.h"
#include "core/role.h"
#include "base/id.h"
#include "base/str.h"
#include "store/organisation_tree.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define CHOICES 200

const char *bdg_person_href(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, "/admin/people/", id, rest, NULL); }
const char *bdg_people_group_href(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, "/admin/groups/", id, rest, NULL); }

void bdg_person_state(json_t *o, bdg_account_state_e state)
{
    static const char *const words[] = { N_("Invited"), N_("Active"), N_("Suspended"), N_("Erased") };
    bdg_json_str(o, "state", bdg_account_state_name(state));
    bdg_json_str(o, "state_text", bdg_tr(words[state]));
}

int bdg_people_whole(const bdg_req_t *req) { return (req->actor.perms & BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE)) != 0; }

const char *bdg_people_number(int64_t n, int at_least, apr_pool_t *pool)
{
    const char *people = bdg_words_count(n, "person", "people", pool);
    return at_least ? bdg_say(pool, "%s or more", people) : people;
}

bdg_err_t *bdg_people_group_choices(apr_array_header_t **out, bdg_req_t *req)
{
    bdg_db_t *db;
    bdg_people_group_filter_t f = { .organisation_id = req->actor.organisation_id, .account_id = bdg_people_whole(req) ? 0 : req->actor.account_id,
                                    .perms = BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE), .limit = CHOICES - 1 };
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_people_group_list(out, db, &f, req->pool);
}

/* --- the filter of lists */

static const char *asked(const bdg_req_t *req, int body, const char *name)
{
    const char *s = body ? bdg_req_form(req, name) : bdg_req_arg(req, name);
    return bdg_is_blank(s) ? NULL : s;
}

static bdg_err_t *only_own_groups(bdg_person_filter_t *f, int *nothing, bdg_req_t *req)
{
    apr_array_header_t *groups;
    int64_t wanted = f->group_id;
    BDG_TRY(bdg_people_group_choices(&groups, req));
    f->group_id = groups->nelts ? APR_ARRAY_IDX(groups, 0, bdg_people_group_t).id : 0;
    for (int i = 0; i < groups->nelts; i++)
        if (APR_ARRAY_IDX(groups, i, bdg_people_group_t).id == wanted)
            f->group_id = wanted;
    *nothing |= !f->group_id;
    return NULL;
}

bdg_err_t *bdg_people_filter(bdg_person_filter_t *f, int *nothing, bdg_req_t *req, int body)
{
    static const char *const states[] = { "invited", "verified", "suspended", NULL };
    const char *state = asked(req, body, "state"), *role = asked(req, body, "role"), *group = asked(req, body, "group"), *below = asked(req, body, "organisation");
    const char *sort = asked(req, body, "sort"), *q = asked(req, body, "q");
    bdg_db_t *db;
    *f = (bdg_person_filter_t){ .organisation_id = req->actor.organisation_id };
    *nothing = 0;
    BDG_TRY(bdg_req_db(req, &db));
    for (int i = 0; state && states[i]; i++)
        if (!strcmp(states[i], state))
            f->state = states[i];
    f->text = q ? bdg_text_clean(q, strlen(q), 0, req->pool) : NULL;
    f->by_date = sort && (!strcmp(sort, "newest") || !strcmp(sort, "oldest"));
    f->down = sort && (!strcmp(sort, "newest") || !strcmp(sort, "name_down"));
    if (role && bdg_id_valid(role)) {
        bdg_role_t *r;
        bdg_err_t *e = bdg_role_by_public_id(&r, db, role, req->pool);
        if (e && e->code != BDG_E_NOT_FOUND)
            return e;
        *nothing |= e != NULL;
        f->role_id = e ? 0 : r->id;
        bdg_err_clear(e);
    }
    if (group && bdg_id_valid(group)) {
        bdg_people_group_t *g;
        BDG_TRY(bdg_people_group_by_public_id(&g, db, group, req->pool));
        *nothing |= !g || g->organisation_id != req->actor.organisation_id;
        f->group_id = g ? g->id : 0;
    }
    if (below && bdg_people_whole(req)) {
        bdg_place_t place;
        bdg_err_t *e = bdg_person_place_named(&place, db, below, req->actor.organisation_id, req->pool);
        if (e && e->code != BDG_E_INVALID)
            return e;
        *nothing |= e != NULL || place.group_id;
        f->organisation_id = e ? f->organisation_id : place.organisation_id;
        bdg_err_clear(e);
    }
    return bdg_people_whole(req) ? NULL : only_own_groups(f, nothing, req);
}

/* --- place and role in a form */

/* Whoever chooses nothing gives the role that does nothing. */
static void add_role(json_t *list, const bdg_role_t *r, const char *now)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!strcmp(bdg_json_get_str(json_array_get(list, i), "value"), r->public_id))
            return;
    bdg_parts_option(list, r->public_id, bdg_role_words(r->display_name), now ? !strcmp(now, r->public_id) : !r->organisation_id && !strcmp(r->name, "user"));
}

bdg_err_t *bdg_people_form_choices(json_t *m, bdg_req_t *req, const char *place, const char *role)
{
    bdg_db_t *db;
    apr_array_header_t *groups, *below, *roles;
    json_t *places = json_array(), *choices = json_array();
    bdg_json_set(m, "places", places);
    bdg_json_set(m, "roles", choices);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_people_group_choices(&groups, req));
    if (bdg_people_whole(req)) {
        bdg_parts_option(places, req->actor.organisation_public_id, req->actor.organisation_name, place && !strcmp(place, req->actor.organisation_public_id));
        BDG_TRY(bdg_organisation_level(&below, db, req->actor.organisation_id, "active", NULL, CHOICES - 1, req->pool));
        for (int i = 0; i < below->nelts; i++) {
            const bdg_organisation_t *o = &APR_ARRAY_IDX(below, i, bdg_organisation_t);
            bdg_parts_option(places, o->public_id, apr_pstrcat(req->pool, req->actor.organisation_name, " › ", o->name, NULL), place && !strcmp(place, o->public_id));
        }
        BDG_TRY(bdg_place_choices(&roles, db, &req->actor, &(bdg_place_t){ req->actor.organisation_id, 0, 0 }, req->pool));
        for (int i = 0; i < roles->nelts; i++)
            add_role(choices, &APR_ARRAY_IDX(roles, i, bdg_role_t), role);
    }
    for (int i = 0; i < groups->nelts; i++) {
        const bdg_people_group_t *g = &APR_ARRAY_IDX(groups, i, bdg_people_group_t);
        const char *value = apr_pstrcat(req->pool, "group:", g->public_id, NULL);
        bdg_parts_option(places, value, bdg_say(req->pool, "Group: %s", g->name), place && !strcmp(place, value));
    }
    if (!groups->nelts)
        return NULL;
    BDG_TRY(bdg_place_choices(&roles, db, &req->actor, &(bdg_place_t){ req->actor.organisation_id, 0, APR_ARRAY_IDX(groups, 0, bdg_people_group_t).id }, req->pool));
    for (int i = 0; i < roles->nelts; i++)
        add_role(choices, &APR_ARRAY_IDX(roles, i, bdg_role_t), role);
    return NULL;
}

bdg_err_t *bdg_people_form_place(bdg_place_t *place, bdg_role_t **role, int *ok, const bdg_edit_t *edit, bdg_req_t *req)
{
    const char *named = bdg_req_form(req, "place"), *id = bdg_req_form(req, "role");
    int takes = 0;
    *ok = 0;
    *role = NULL;
    bdg_err_t *e = bdg_person_place_named(place, edit->db, named, edit->organisation_id, req->pool);
    if (e && e->code == BDG_E_INVALID) {
        bdg_check_add(edit->check, "place", "Place", "%s", e->message);
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    e = id && bdg_id_valid(id) ? bdg_role_by_public_id(role, edit->db, id, req->pool) : bdg_err(BDG_E_NOT_FOUND, "none");
    if (!e)
        BDG_TRY(bdg_place_takes(&takes, edit->db, place, *role));
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    if (!takes) {
        bdg_check_add(edit->check, "role", "Role", *role ? "%s cannot be given in this place. Choose another role." : "Choose a role of the list.", *role ? (*role)->display_name : "");
        return NULL;
    }
    *ok = 1;
    return NULL;
}
