/* /admin/people: the list, and inviting one person. */
#include "base/str.h"
#include "base/language.h"
#include "core/role.h"
#include "store/organisation_tree.h"
#include "store/search.h"
#include "web/admin/people_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/people"
#define CHOICES 200

/* --- the list */

static json_t *row_model(const bdg_req_t *req, const bdg_person_row_t *r, const bdg_person_filter_t *f)
{
    json_t *o = json_object();
    const char *name = f->by_date || !*r->last_name ? r->name : apr_pstrcat(req->pool, r->last_name, ", ", r->first_name, NULL);
    bdg_json_str(o, "id", r->public_id);
    bdg_json_str(o, "name", name);
    bdg_json_str(o, "email", r->email);
    bdg_words_set(o, "username", r->username);
    bdg_json_str(o, "href", bdg_person_href(req, r->public_id, ""));
    bdg_person_state(o, r->state);
    bdg_words_time(o, "joined", r->joined_at, req->pool);
    return o;
}

static void options(json_t *f, const char *key, const char *const *pairs, const char *now)
{
    json_t *list = json_array();
    for (int i = 0; pairs[i]; i += 2)
        bdg_parts_option(list, pairs[i], bdg_tr(pairs[i + 1]), now && !strcmp(pairs[i], now));
    bdg_json_set(f, key, list);
}

static bdg_err_t *role_options(json_t *f, bdg_req_t *req, bdg_db_t *db, const char *now)
{
    apr_array_header_t *roles;
    json_t *list = json_array();
    bdg_json_set(f, "roles", list);
    bdg_role_filter_t rf = { .organisation_id = req->actor.organisation_id, .limit = CHOICES };
    BDG_TRY(bdg_role_list(&roles, db, &rf, req->pool));
    bdg_parts_option(list, "", _("Every role"), !now);
    for (int i = 0; i < roles->nelts; i++) {
        const bdg_role_t *r = &APR_ARRAY_IDX(roles, i, bdg_role_t);
        bdg_parts_option(list, r->public_id, bdg_role_words(r->display_name), now && !strcmp(now, r->public_id));
    }
    return NULL;
}

static bdg_err_t *group_options(json_t *f, bdg_req_t *req, int64_t now)
{
    apr_array_header_t *groups;
    json_t *list = json_array();
    bdg_json_set(f, "groups", list);
    BDG_TRY(bdg_people_group_choices(&groups, req));
    if (bdg_people_whole(req))
        bdg_parts_option(list, "", _("Every group"), !now);
    for (int i = 0; i < groups->nelts; i++) {
        const bdg_people_group_t *g = &APR_ARRAY_IDX(groups, i, bdg_people_group_t);
        bdg_parts_option(list, g->public_id, g->name, g->id == now);
    }
    return NULL;
}

/* The organisation shown now, the one chosen, and what lies directly below that: the tree, a level at a time. */
static bdg_err_t *organisation_options(json_t *f, bdg_req_t *req, bdg_db_t *db, int64_t now)
{
    apr_array_header_t *below;
    bdg_organisation_t *chosen;
    json_t *list = json_array();
    bdg_json_set(f, "organisations", list);
    bdg_parts_option(list, "", bdg_say(req->pool, "%s and below", req->actor.organisation_name), now == req->actor.organisation_id);
    if (now != req->actor.organisation_id) {
        BDG_TRY(bdg_organisation_by_id(&chosen, db, now, req->pool));
        bdg_parts_option(list, chosen->public_id, chosen->name, 1);
    }
    BDG_TRY(bdg_organisation_level(&below, db, now, "active", NULL, CHOICES - 1, req->pool));
    for (int i = 0; i < below->nelts; i++) {
        const bdg_organisation_t *o = &APR_ARRAY_IDX(below, i, bdg_organisation_t);
        bdg_parts_option(list, o->public_id, apr_pstrcat(req->pool, "› ", o->name, NULL), 0);
    }
    bdg_json_bool(f, "has_organisations", json_array_size(list) > 1);
    return NULL;
}

static bdg_err_t *filter_model(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_person_filter_t *pf)
{
    static const char *const states[] = { "", N_("Any state"), "verified", N_("Active"), "invited", N_("Invited"), "suspended", N_("Suspended"), NULL };
    static const char *const sorts[] = { "", N_("Name, A to Z"), "name_down", N_("Name, Z to A"), "newest", N_("Newest first"), "oldest", N_("Oldest first"), NULL };
    json_t *f = json_object();
    const char *role = bdg_req_arg(req, "role");
    bdg_json_set(m, "filter", f);
    bdg_json_str(f, "q", pf->text ? pf->text : "");
    options(f, "states", states, pf->state ? pf->state : "");
    options(f, "sorts", sorts, pf->by_date ? (pf->down ? "newest" : "oldest") : pf->down ? "name_down" : "");
    BDG_TRY(role_options(f, req, db, bdg_is_blank(role) ? NULL : role));
    BDG_TRY(group_options(f, req, pf->group_id));
    if (bdg_people_whole(req))
        BDG_TRY(organisation_options(f, req, db, pf->organisation_id));
    bdg_json_bool(f, "has_groups", json_array_size(json_object_get(f, "groups")) > (bdg_people_whole(req) ? 1 : 0));
    bdg_json_bool(f, "any", pf->text || pf->state || pf->role_id || (pf->group_id && bdg_people_whole(req)) || pf->organisation_id != req->actor.organisation_id);
    return NULL;
}

/* Where those chosen may go: any group but the one that is shown. */
static bdg_err_t *to_groups(json_t *m, bdg_req_t *req, int64_t shown)
{
    apr_array_header_t *groups;
    json_t *list = json_array();
    bdg_json_set(m, "to_groups", list);
    bdg_words_set(m, "group_shown", NULL);
    BDG_TRY(bdg_people_group_choices(&groups, req));
    for (int i = 0; i < groups->nelts; i++) {
        const bdg_people_group_t *g = &APR_ARRAY_IDX(groups, i, bdg_people_group_t);
        if (g->id == shown)
            bdg_json_str(m, "group_shown", g->name);
        else
            bdg_parts_option(list, g->public_id, g->name, 0);
    }
    return NULL;
}

bdg_err_t *bdg_get_people(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_person_filter_t f;
    int nothing, at_least = 0;
    int64_t n = 0;
    bdg_pager_t pager = bdg_pager_read(req);
    apr_array_header_t *rows = apr_array_make(req->pool, 1, sizeof(bdg_person_row_t));
    json_t *m = bdg_json_object(req->pool), *list = json_array();
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_people_filter(&f, &nothing, req, 0));
    f.cursor = pager.cursor;
    f.before = pager.newer;
    f.limit = BDG_PAGER_ROWS;
    if (!nothing)
        BDG_TRY(bdg_person_list(&rows, db, &f, req->pool));
    if (!nothing)
        BDG_TRY(bdg_person_count(&n, &at_least, db, &f, req->pool));
    bdg_pager_trim(&pager, rows, BDG_PAGER_ROWS);
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, row_model(req, &APR_ARRAY_IDX(rows, i, bdg_person_row_t), &f));
    BDG_TRY(filter_model(m, req, db, &f));
    bdg_json_bool(m, "whole", bdg_people_whole(req));
    bdg_json_str(m, "chosen_href", apr_pstrcat(req->pool, req->site->prefix, PATH "/chosen", *req->query ? "?" : "", req->query, NULL));
    bdg_words_set(m, "all_text", n <= rows->nelts ? NULL : at_least ? _("All that match") : bdg_say_n(req->pool, "All %s people", "All %s people", n, bdg_words_number(n, req->pool)));
    BDG_TRY(to_groups(m, req, f.group_id));
    bdg_pager_model(m, req, &pager, PATH, rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_person_row_t).public_id : NULL,
                    rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_person_row_t).public_id : NULL, bdg_people_number(n, at_least, req->pool));
    bdg_pager_words(m, _("Previous"), _("Next"));
    return bdg_res_page(res, "admin/people/list", json_incref(m));
}

/* --- inviting */

static bdg_person_typed_t typed_person(const bdg_req_t *req)
{
    return (bdg_person_typed_t){ bdg_req_form(req, "email"), bdg_req_form(req, "first_name"), bdg_req_form(req, "last_name"), bdg_req_form(req, "username"),
                                 bdg_req_form(req, "external_id") };
}

bdg_err_t *bdg_get_person_new(bdg_req_t *req, bdg_res_t *res)
{
    const char *group = bdg_req_arg(req, "group");
    json_t *m = bdg_json_object(req->pool);
    bdg_json_set(m, "values", json_object());
    bdg_json_bool(m, "fresh", 1);
    BDG_TRY(bdg_people_form_choices(m, req, group ? apr_pstrcat(req->pool, "group:", group, NULL) : NULL, NULL));
    return bdg_res_page(res, "admin/people/form", json_incref(m));
}

static bdg_err_t *again(bdg_req_t *req, bdg_res_t *res, json_t *m, const bdg_person_t *known)
{
    json_t *values = json_object();
    bdg_form_typed(values, req, "email", "first_name", "last_name", "username", "external_id", NULL);
    bdg_json_set(m, "values", values);
    bdg_json_bool(m, "fresh", 1);
    if (known)
        bdg_json_set(m, "known", bdg_json_str(bdg_json_str(json_object(), "name", known->name), "href", bdg_person_href(req, known->public_id, "")));
    BDG_TRY(bdg_people_form_choices(m, req, bdg_req_form(req, "place"), bdg_req_form(req, "role")));
    return bdg_res_form_again(res, "admin/people/form", json_incref(m));
}

bdg_err_t *bdg_post_person_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_place_t place;
    bdg_role_t *role;
    bdg_person_t *person = NULL, *known = NULL;
    bdg_person_typed_t typed = typed_person(req), clean;
    const char *join = bdg_req_form(req, "join");
    int ok;
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(bdg_form_edit(&edit, req));
    BDG_TRY(bdg_people_form_place(&place, &role, &ok, &edit, req));
    if (!ok)
        bdg_person_check(&clean, edit.check, &typed, 1);
    bdg_err_t *e = ok ? bdg_person_invite(&person, &known, &edit, &typed, &place, role, join && !strcmp(join, "1")) : bdg_check_result(edit.check);
    if (e && e->code == BDG_E_FORBIDDEN && ok) {
        bdg_check_add(edit.check, "role", "Role", "%s", e->message);
        bdg_err_clear(e);
        e = bdg_check_result(edit.check);
    }
    if (bdg_form_refused(&e, edit.check, m))
        return again(req, res, m, known);
    BDG_TRY(e);
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    const char *done = known ? bdg_say(req->pool, "%s is in this place now.", person->name) : bdg_say(req->pool, "An invitation goes to %s.", person->email);
    return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/", person->public_id, NULL), "success", done);
}
