/* Roles: the list, one of them, custom ones as a form, and their end. */
#include "core/role.h"
#include "base/language.h"
#include "base/str.h"
#include "core/access.h"
#include "core/place.h"
#include "store/search.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/admin/roles"
#define HOLDERS 25

static const char *href_of(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, PATH "/", id, rest, NULL); }

/* Where a role comes from, as seen from the present organisation. */
static const char *origin(const bdg_req_t *req, const bdg_role_t *r)
{
    if (!r->organisation_id)
        return _("Comes with Badges");
    return r->organisation_id == req->actor.organisation_id ? _("Made here") : bdg_say(req->pool, "Made in %s", r->organisation_name);
}

static const char *where_given(const bdg_role_t *r)
{
    if (r->reach == BDG_REACH_ISSUER)
        return _("For one issuer: on the issuer's tab Staff.");
    if (r->reach == BDG_REACH_GROUP)
        return _("In a group.");
    return r->permissions & ~BDG_PERMS_OF_GROUP ? _("In an organisation, for it and everything below it.") : _("In an organisation, for it and everything below it; or in a group.");
}

/* --- the list */

static json_t *row_model(const bdg_req_t *req, const bdg_role_t *r)
{
    json_t *o = json_object();
    bdg_json_str(o, "href", href_of(req, r->public_id, ""));
    bdg_json_str(o, "name", bdg_role_words(r->display_name));
    bdg_words_set(o, "description", r->description ? bdg_role_words(r->description) : NULL);
    bdg_json_str(o, "origin", origin(req, r));
    bdg_json_str(o, "may", r->permissions == BDG_PERMS_ALL ? _("Everything") : !r->permissions ? _("Nothing but what is their own")
                                : bdg_words_count(__builtin_popcountll(r->permissions), "permission", "permissions", req->pool));
    return o;
}

static void filter_model(json_t *m, const bdg_req_t *req, int whose)
{
    static const char *const options[] = { N_("Any origin"), N_("Made here"), N_("Made above"), N_("Come with Badges"), NULL };
    json_t *f = json_object(), *list = json_array();
    const char *q = bdg_req_arg(req, "q");
    for (int i = 0; options[i]; i++)
        bdg_parts_option(list, i ? apr_itoa(req->pool, i) : "", bdg_tr(options[i]), i == whose);
    bdg_json_str(f, "q", q ? q : "");
    bdg_json_set(f, "whose", list);
    bdg_json_bool(f, "any", !bdg_is_blank(q) || whose);
    bdg_json_set(m, "filter", f);
}

bdg_err_t *bdg_get_roles(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t n;
    const char *asked = bdg_req_arg(req, "whose");
    int whose = asked && strlen(asked) == 1 && *asked >= '1' && *asked <= '3' ? *asked - '0' : 0;
    bdg_pager_t pager = bdg_pager_read(req);
    bdg_role_filter_t f = { .organisation_id = req->scope.organisation_id, .like = bdg_search_like(bdg_req_arg(req, "q"), req->pool), .whose = whose,
                            .cursor = pager.cursor, .newer = pager.newer, .limit = BDG_PAGER_ROWS };
    json_t *m = bdg_json_object(req->pool), *list = json_array();
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_role_list(&rows, db, &f, req->pool));
    BDG_TRY(bdg_role_count(&n, db, &f));
    bdg_pager_trim(&pager, rows, BDG_PAGER_ROWS);
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, row_model(req, &APR_ARRAY_IDX(rows, i, bdg_role_t)));
    filter_model(m, req, whose);
    bdg_pager_model(m, req, &pager, PATH, rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_role_t).public_id : NULL,
                    rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_role_t).public_id : NULL, bdg_words_count(n, "role", "roles", req->pool));
    json_t *p = json_object_get(m, "pager");
    if (p) {
        bdg_json_str(p, "newer_text", _("Previous"));
        bdg_json_str(p, "older_text", _("Next"));
    }
    return bdg_res_page(res, "admin/roles/list", json_incref(m));
}

/* --- what it may do */

/* groups [{title, any, permissions [{name, title, help, on, open}]}]: on: the role has it; open: whoever looks may change that. */
static void permissions_model(json_t *m, bdg_perms_t on, bdg_perms_t held)
{
    json_t *groups = json_array();
    for (int g = 0; bdg_perm_group(g); g++) {
        json_t *group = json_object(), *list = json_array();
        int any = 0;
        for (int p = 0; p < BDG_PERM_COUNT; p++) {
            if (bdg_perm_group_of(p) != g)
                continue;
            json_t *o = json_object();
            bdg_json_str(o, "key", bdg_perm_name(p));
            bdg_json_str(o, "label", bdg_perm_title(p));
            bdg_json_str(o, "help", bdg_perm_help(p));
            bdg_json_bool(o, "on", (on & BDG_PERM_BIT(p)) != 0);
            bdg_json_bool(o, "open", (held & BDG_PERM_BIT(p)) != 0);
            any |= (on & BDG_PERM_BIT(p)) != 0;
            bdg_json_add(list, o);
        }
        bdg_json_str(group, "label", bdg_perm_group(g));
        bdg_json_bool(group, "any", any);
        bdg_json_set(group, "permissions", list);
        bdg_json_add(groups, group);
    }
    bdg_json_set(m, "groups", groups);
}

static const char *in_words(bdg_perms_t perms, apr_pool_t *pool)
{
    const char *out = "";
    for (int p = 0; p < BDG_PERM_COUNT; p++)
        if (perms & BDG_PERM_BIT(p))
            out = apr_pstrcat(pool, out, *out ? ", " : "", bdg_perm_title(p), NULL);
    return out;
}

/* --- one role */

static bdg_err_t *load(bdg_role_t **role, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_role_by_id(role, db, req->scope.object_id, req->pool);
}

static json_t *role_model(const bdg_req_t *req, const bdg_role_t *r)
{
    json_t *o = json_object();
    bdg_json_str(o, "id", r->public_id);
    bdg_json_str(o, "name", bdg_role_words(r->display_name));
    bdg_words_set(o, "description", r->description ? bdg_role_words(r->description) : NULL);
    bdg_json_str(o, "href", href_of(req, r->public_id, ""));
    bdg_json_int(o, "revision", r->revision);
    bdg_json_bool(o, "custom", r->organisation_id != 0);
    return o;
}

static bdg_err_t *holders_model(json_t *m, bdg_req_t *req, const bdg_role_t *r)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t n;
    json_t *list = json_array();
    bdg_json_set(m, "holders", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_role_holders(&rows, &n, db, r->id, req->actor.organisation_id, HOLDERS, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_role_holder_t *h = &APR_ARRAY_IDX(rows, i, bdg_role_holder_t);
        json_t *o = json_object();
        bdg_json_str(o, "who", h->name);
        bdg_json_str(o, "email", h->email);
        bdg_json_str(o, "place", apr_pstrcat(req->pool, h->organisation_name, h->at_issuer ? ", one issuer" : h->in_group ? ", a group" : "", NULL));
        bdg_json_add(list, o);
    }
    bdg_json_bool(m, "has_holders", n > 0);
    bdg_json_bool(m, "more_holders", n > rows->nelts);
    bdg_json_str(m, "held", n ? bdg_words_count(n, "place", "places", req->pool) : "");
    return NULL;
}

bdg_err_t *bdg_get_role(bdg_req_t *req, bdg_res_t *res)
{
    bdg_role_t *r;
    bdg_db_t *db;
    bdg_perms_t own = 0;
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(load(&r, req));
    if (r->organisation_id)
        BDG_TRY(bdg_access_at(&own, db, &req->actor, r->organisation_id, 0, 0));
    bdg_json_set(m, "role", role_model(req, r));
    bdg_json_bool(m, "may_edit", (own & BDG_PERM_BIT(BDG_PERM_ROLES_ASSIGN)) != 0);
    bdg_json_str(m, "origin", origin(req, r));
    bdg_json_str(m, "where_given", where_given(r));
    bdg_json_str(m, "short_name", r->organisation_id ? r->name : "");
    bdg_json_bool(m, "nothing", !r->permissions);
    permissions_model(m, r->permissions, 0);
    BDG_TRY(holders_model(m, req, r));
    return bdg_res_page(res, "admin/roles/show", json_incref(m));
}

/* --- the form */

static bdg_role_typed_t typed_role(const bdg_req_t *req)
{
    const char **list = apr_pcalloc(req->pool, sizeof(char *) * (size_t)(req->form->n + 1));
    int n = 0;
    for (int i = 0; i < req->form->n; i++)
        if (!strcmp(req->form->fields[i].name, "permission"))
            list[n++] = req->form->fields[i].value;
    return (bdg_role_typed_t){ bdg_req_form(req, "name"), bdg_req_form(req, "display_name"), bdg_req_form(req, "description"), list };
}

static bdg_perms_t perms_of(const char *const *names)
{
    bdg_perms_t out = 0;
    for (; *names; names++)
        for (int p = 0; p < BDG_PERM_COUNT; p++)
            if (!strcmp(*names, bdg_perm_name(p)))
                out |= BDG_PERM_BIT(p);
    return out;
}

static void show_typed(json_t *m, const bdg_req_t *req, bdg_perms_t held)
{
    json_t *v = json_object();
    bdg_form_typed(v, req, "name", "display_name", "description", "revision", NULL);
    bdg_json_int(v, "permissions", (int64_t)perms_of(typed_role(req).permissions));
    bdg_json_set(m, "values", v);
    permissions_model(m, perms_of(typed_role(req).permissions), held);
}

static json_t *saved_values(const bdg_req_t *req, const bdg_role_t *r)
{
    json_t *v = json_object();
    bdg_json_str(v, "name", r->name);
    bdg_json_str(v, "display_name", r->display_name);
    bdg_json_str(v, "description", r->description ? bdg_role_words(r->description) : NULL);
    bdg_json_str(v, "revision", apr_itoa(req->pool, r->revision));
    bdg_json_int(v, "permissions", (int64_t)r->permissions);
    return v;
}

static void show_saved(json_t *m, const bdg_req_t *req, const bdg_role_t *r, bdg_perms_t held)
{
    bdg_json_set(m, "values", saved_values(req, r));
    permissions_model(m, r->permissions, held);
}

/* A copy begins with what the other role may do, as far as whoever copies holds it. */
static bdg_err_t *copy_of(bdg_role_t *out, bdg_req_t *req, const char *id)
{
    bdg_db_t *db;
    bdg_role_t *r;
    bdg_scope_t scope = { 0 };
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_ROLE, id, req->pool));
    BDG_TRY(bdg_role_by_id(&r, db, scope.object_id, req->pool));
    out->display_name = bdg_say(req->pool, "Copy of %s", bdg_role_words(r->display_name));
    out->name = apr_pstrcat(req->pool, r->name, "_copy", NULL);
    out->description = r->description;
    out->permissions = r->permissions & req->actor.perms;
    return NULL;
}

bdg_err_t *bdg_get_role_new(bdg_req_t *req, bdg_res_t *res)
{
    const char *copy = bdg_req_arg(req, "copy");
    bdg_role_t start = { .name = "", .display_name = "", .description = "" };
    json_t *m = bdg_json_object(req->pool);
    if (!bdg_is_blank(copy))
        BDG_TRY(copy_of(&start, req, copy));
    show_saved(m, req, &start, req->actor.perms);
    return bdg_res_page(res, "admin/roles/form", json_incref(m));
}

bdg_err_t *bdg_post_role_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *id;
    bdg_role_typed_t typed = typed_role(req);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_role_create(&id, &edit, &typed);
    json_t *m = bdg_json_object(req->pool);
    if (bdg_form_refused(&e, edit.check, m)) {
        show_typed(m, req, req->actor.perms);
        return bdg_res_form_again(res, "admin/roles/form", json_incref(m));
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/", id, NULL), "success", "The role is there. It can be given now.");
}

bdg_err_t *bdg_get_role_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_role_t *r;
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(load(&r, req));
    bdg_json_set(m, "role", role_model(req, r));
    show_saved(m, req, r, req->scope.perms);
    return bdg_res_page(res, "admin/roles/form", json_incref(m));
}

static bdg_err_t *conflict(json_t *m, bdg_req_t *req, bdg_res_t *res, const bdg_role_t *r)
{
    json_t *saved = bdg_json_own(saved_values(req, r), req->pool);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "role", r->id));
    bdg_perms_t typed = (bdg_perms_t)json_integer_value(json_object_get(json_object_get(m, "values"), "permissions"));
    permissions_model(m, typed, req->scope.perms);
    bdg_form_differs(m, saved, "display_name", _("Display name"));
    bdg_form_differs(m, saved, "name", _("Name"));
    bdg_form_differs(m, saved, "description", _("Description"));
    bdg_form_differs_in(m, "permissions", _("What it may do"), in_words(r->permissions, req->pool), in_words(typed, req->pool));
    return NULL;
}

bdg_err_t *bdg_post_role_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_role_t *r;
    bdg_role_typed_t typed = typed_role(req);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_role_change(&edit, &typed);
    if (!e)
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/", req->params[0], NULL), "success", "Saved. It holds at once for whoever has this role.");
    int late = e->code == BDG_E_CONFLICT;
    json_t *m = bdg_json_object(req->pool);
    if (!late && !bdg_form_refused(&e, edit.check, m))
        return e;
    bdg_err_clear(e);
    BDG_TRY(load(&r, req));
    bdg_json_set(m, "role", role_model(req, r));
    show_typed(m, req, req->scope.perms);
    if (!late)
        return bdg_res_form_again(res, "admin/roles/form", json_incref(m));
    BDG_TRY(conflict(m, req, res, r));
    return bdg_res_page(res, "admin/roles/form", json_incref(m));
}

/* --- the end of one */

static bdg_err_t *delete_page(json_t *m, bdg_req_t *req)
{
    bdg_role_t *r;
    bdg_db_t *db;
    int64_t n, grouped;
    apr_array_header_t *choices;
    json_t *list = json_array();
    const char *chosen = bdg_req_form(req, "next");
    bdg_json_set(m, "choices", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(load(&r, req));
    BDG_TRY(bdg_role_held(&n, db, r->id, 0));
    BDG_TRY(bdg_role_held(&grouped, db, r->id, 1));
    BDG_TRY(bdg_place_choices(&choices, db, &req->actor, &(bdg_place_t){ .organisation_id = r->organisation_id }, req->pool));
    bdg_parts_option(list, "", "Choose a role", !chosen);
    for (int i = 0; i < choices->nelts; i++) {
        const bdg_role_t *c = &APR_ARRAY_IDX(choices, i, bdg_role_t);
        if (c->id != r->id && (!grouped || !(c->permissions & ~BDG_PERMS_OF_GROUP)))
            bdg_parts_option(list, c->public_id, bdg_role_words(c->display_name), chosen && !strcmp(chosen, c->public_id));
    }
    bdg_json_set(m, "role", role_model(req, r));
    bdg_json_bool(m, "too_many", n > BDG_ROLE_REPLACE_MAX);
    bdg_json_bool(m, "is_held", n > 0);
    bdg_json_str(m, "held", bdg_words_count(n, "place", "places", req->pool));
    return NULL;
}

bdg_err_t *bdg_get_role_delete(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(delete_page(m, req));
    return bdg_res_page(res, "admin/roles/delete", json_incref(m));
}

bdg_err_t *bdg_post_role_delete(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *next = bdg_req_form(req, "next");
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_role_delete(&edit, bdg_or_null(next));
    json_t *m = bdg_json_object(req->pool);
    if (!e)
        return bdg_res_redirect(req, res, PATH, "success", "The role is deleted.");
    int late = e->code == BDG_E_CONFLICT;
    if (late)
        bdg_json_str(m, "trouble", e->message);
    else if (!bdg_form_refused(&e, edit.check, m))
        return e;
    bdg_err_clear(e);
    BDG_TRY(delete_page(m, req));
    if (!late)
        return bdg_res_form_again(res, "admin/roles/delete", json_incref(m));
    res->status = 409;
    return bdg_res_page(res, "admin/roles/delete", json_incref(m));
}
