/* /admin/groups: groups of people. */
#include "core/access.h"
#include "base/language.h"
#include "core/people_group.h"
#include "base/str.h"
#include "store/search.h"
#include "web/admin/people_model.h"
#include "web/dispatch.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/groups"
#define MEMBERS 50

/* --- the list */

static json_t *row_model(const bdg_req_t *req, const bdg_people_group_t *g)
{
    json_t *o = json_object();
    bdg_json_str(o, "id", g->public_id);
    bdg_json_str(o, "name", g->name);
    bdg_words_set(o, "description", g->description);
    bdg_json_str(o, "href", bdg_people_group_href(req, g->public_id, ""));
    bdg_json_str(o, "members", bdg_words_number(g->members, req->pool));
    bdg_words_time(o, "updated", g->updated_at, req->pool);
    return o;
}

bdg_err_t *bdg_get_groups(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t n;
    const char *q = bdg_req_arg(req, "q");
    bdg_pager_t pager = bdg_pager_read(req);
    bdg_people_group_filter_t f = { .organisation_id = req->scope.organisation_id, .like = bdg_search_like(q, req->pool),
        .account_id = bdg_people_whole(req) ? 0 : req->actor.account_id, .perms = BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE), .cursor = pager.cursor,
        .newer = pager.newer, .limit = BDG_PAGER_ROWS };
    json_t *m = bdg_json_object(req->pool), *list = json_array(), *filter = json_object();
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_people_group_list(&rows, db, &f, req->pool));
    BDG_TRY(bdg_people_group_count(&n, db, &f));
    bdg_pager_trim(&pager, rows, BDG_PAGER_ROWS);
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, row_model(req, &APR_ARRAY_IDX(rows, i, bdg_people_group_t)));
    bdg_json_set(m, "filter", filter);
    bdg_json_str(filter, "q", q ? q : "");
    bdg_json_bool(filter, "any", !bdg_is_blank(q));
    bdg_json_bool(m, "whole", bdg_people_whole(req));
    bdg_pager_model(m, req, &pager, PATH, rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_people_group_t).public_id : NULL,
                    rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_people_group_t).public_id : NULL, bdg_words_count(n, "group", "groups", req->pool));
    bdg_pager_words(m, _("Previous"), _("Next"));
    return bdg_res_page(res, "admin/groups/list", json_incref(m));
}

/* --- one */

static bdg_err_t *load(bdg_people_group_t **g, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_people_group_by_id(g, db, req->scope.object_id, req->pool);
}

/* Name, description and end are for who administers the whole organisation. */
static bdg_err_t *whole(int *is, bdg_req_t *req)
{
    bdg_db_t *db;
    bdg_perms_t perms;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_access_at(&perms, db, &req->actor, req->scope.organisation_id, 0, 0));
    *is = (perms & BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE)) != 0;
    return NULL;
}

static bdg_err_t *must_be_whole(bdg_req_t *req)
{
    int is;
    BDG_TRY(whole(&is, req));
    return is ? NULL : bdg_err(BDG_E_FORBIDDEN, "You may not do this here. Ask an administrator of the organisation.");
}

static json_t *group_model(const bdg_req_t *req, const bdg_people_group_t *g)
{
    json_t *o = row_model(req, g);
    bdg_json_int(o, "revision", g->revision);
    bdg_json_str(o, "organisation", g->organisation_name);
    bdg_json_str(o, "count", bdg_words_count(g->members, "member", "members", req->pool));
    return o;
}

static bdg_err_t *members_model(json_t *m, bdg_req_t *req, const bdg_people_group_t *g)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    bdg_person_filter_t f = { .organisation_id = g->organisation_id, .group_id = g->id, .limit = MEMBERS };
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_person_list(&rows, db, &f, req->pool));
    for (int i = 0; i < rows->nelts && i < MEMBERS; i++) {
        const bdg_person_row_t *r = &APR_ARRAY_IDX(rows, i, bdg_person_row_t);
        json_t *o = json_object();
        bdg_json_str(o, "id", r->public_id);
        bdg_json_str(o, "name", r->name);
        bdg_json_str(o, "email", r->email);
        bdg_json_str(o, "href", bdg_person_href(req, r->public_id, ""));
        bdg_person_state(o, r->state);
        bdg_json_add(list, o);
    }
    bdg_json_bool(m, "has_rows", rows->nelts > 0);
    bdg_json_bool(m, "more", rows->nelts > MEMBERS);
    bdg_json_str(m, "all_href", apr_psprintf(req->pool, "%s/admin/people?group=%s", req->site->prefix, g->public_id));
    return NULL;
}

static bdg_err_t *show(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_people_group_t *g;
    int all;
    const char *typed = bdg_req_form(req, "emails");
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(load(&g, req));
    BDG_TRY(whole(&all, req));
    bdg_json_set(m, "group", group_model(req, g));
    bdg_json_bool(m, "whole", all);
    bdg_words_set(m, "trouble", trouble);
    bdg_json_set(m, "values", bdg_json_str(json_object(), "emails", typed && trouble ? typed : ""));
    bdg_json_str(m, "invite_href", apr_psprintf(req->pool, "%s/admin/people/new?group=%s", req->site->prefix, g->public_id));
    BDG_TRY(members_model(m, req, g));
    return bdg_res_page(res, "admin/groups/show", json_incref(m));
}

bdg_err_t *bdg_get_group(bdg_req_t *req, bdg_res_t *res) { return show(req, res, NULL); }

static bdg_err_t *refused(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e)
{
    if (e->code != BDG_E_CONFLICT && e->code != BDG_E_INVALID)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    res->status = bdg_status_of(e->code);
    bdg_err_clear(e);
    return show(req, res, why);
}

static const char *added_words(const bdg_group_added_t *a, apr_pool_t *pool)
{
    const char *out = apr_psprintf(pool, "%d added.", a->added);
    if (a->already)
        out = apr_psprintf(pool, "%s %d in the group already.", out, a->already);
    if (a->unknown)
        out = apr_psprintf(pool, "%s %d not here yet (%s%s): invite them.", out, a->unknown, a->unknown_list, a->unknown > 10 ? ", …" : "");
    if (a->wrong)
        out = apr_psprintf(pool, "%s %d not an email address.", out, a->wrong);
    return out;
}

bdg_err_t *bdg_post_group_add(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_group_added_t added;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_people_group_add(&added, &edit, bdg_req_form(req, "emails"));
    if (e)
        return refused(req, res, e);
    return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/", req->params[0], NULL), added.unknown || added.wrong ? "warning" : "success", added_words(&added, req->pool));
}

/* --- its form */

static void show_typed(json_t *m, const bdg_req_t *req)
{
    json_t *v = json_object();
    bdg_form_typed(v, req, "name", "description", "revision", NULL);
    bdg_json_set(m, "values", v);
}

bdg_err_t *bdg_get_group_new(bdg_req_t *req, bdg_res_t *res)
{
    BDG_TRY(must_be_whole(req));
    return bdg_res_page(res, "admin/groups/form", bdg_json_set(json_object(), "values", json_object()));
}

bdg_err_t *bdg_post_group_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *id;
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_people_group_create(&id, &edit, bdg_req_form(req, "name"), bdg_req_form(req, "description"));
    if (bdg_form_refused(&e, edit.check, m)) {
        show_typed(m, req);
        return bdg_res_form_again(res, "admin/groups/form", json_incref(m));
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/", id, NULL), "success", "The group is there. Add people to it.");
}

static json_t *saved_values(const bdg_req_t *req, const bdg_people_group_t *g)
{
    json_t *v = json_object();
    bdg_json_str(v, "name", g->name);
    bdg_json_str(v, "description", g->description);
    bdg_json_str(v, "revision", apr_itoa(req->pool, g->revision));
    return v;
}

bdg_err_t *bdg_get_group_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_people_group_t *g;
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(must_be_whole(req));
    BDG_TRY(load(&g, req));
    bdg_json_set(m, "group", group_model(req, g));
    bdg_json_set(m, "values", saved_values(req, g));
    return bdg_res_page(res, "admin/groups/form", json_incref(m));
}

bdg_err_t *bdg_post_group_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_people_group_t *g;
    json_t *m = bdg_json_object(req->pool);
    const char *name = bdg_req_form(req, "name"), *description = bdg_req_form(req, "description");
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_people_group_change(&edit, name, description);
    if (!e)
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/", req->params[0], NULL), "success", "Saved.");
    int conflict = e->code == BDG_E_CONFLICT;
    if (!conflict && !bdg_form_refused(&e, edit.check, m))
        return e;
    bdg_err_clear(e);
    BDG_TRY(load(&g, req));
    bdg_json_set(m, "group", group_model(req, g));
    show_typed(m, req);
    if (!conflict)
        return bdg_res_form_again(res, "admin/groups/form", json_incref(m));
    json_t *saved = bdg_json_own(saved_values(req, g), req->pool);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "people_group", g->id));
    bdg_form_differs(m, saved, "name", _("Name"));
    bdg_form_differs(m, saved, "description", _("Description"));
    return bdg_res_page(res, "admin/groups/form", json_incref(m));
}

/* --- its end */

bdg_err_t *bdg_get_group_delete(bdg_req_t *req, bdg_res_t *res)
{
    bdg_people_group_t *g;
    json_t *m;
    BDG_TRY(must_be_whole(req));
    BDG_TRY(load(&g, req));
    m = json_object();
    bdg_parts_confirm(m, &(bdg_confirm_t){ .crumb = g->name, .back = bdg_people_group_href(req, g->public_id, ""), .action = bdg_people_group_href(req, g->public_id, "/delete"),
        .revision = g->revision, .heading = bdg_say(req->pool, "Delete the group %s", g->name),
        .text = bdg_say(req->pool, "The group has %s. The people stay, with their other places and all their credentials.", bdg_words_count(g->members, "member", "members", req->pool)),
        .points = { "Roles that were held in the group end.", "People who were invited to the group only are invited to the organisation instead." },
        .undo = "This cannot be undone.", .button = "Delete the group" });
    return bdg_res_page(res, "admin/confirm", m);
}

bdg_err_t *bdg_post_group_delete(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_people_group_end(&edit);
    return e ? refused(req, res, e) : bdg_res_redirect(req, res, PATH, "success", "The group is deleted.");
}
