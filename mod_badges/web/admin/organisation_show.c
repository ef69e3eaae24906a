/* One organisation: overview; name, address and description; one more below it. */
#include "core/access.h"
#include "base/language.h"
#include "core/organisation.h"
#include "base/str.h"
#include "store/search.h"
#include "web/admin/organisation_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/language.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define CHILDREN_SHOWN 10
#define REMOVED_SHOWN 50

/* --- overview */

static bdg_err_t *children(json_t *m, bdg_req_t *req, const bdg_organisation_t *o, const char *key, const char *state, int limit)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    bdg_json_set(m, key, list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_level(&rows, db, o->id, state, NULL, limit, req->pool));
    for (int i = 0; i < rows->nelts && i < limit; i++)
        bdg_json_add(list, bdg_organisation_node(req, &APR_ARRAY_IDX(rows, i, bdg_organisation_t), 0));
    return NULL;
}

/* most: nobody counted further. */
static void sum(json_t *sums, const bdg_req_t *req, const char *label, int64_t n, int64_t most)
{
    json_t *s = json_object();
    bdg_json_str(s, "label", label);
    bdg_json_str(s, "value", n <= most ? bdg_words_number(n, req->pool) : bdg_say(req->pool, "More than %s", bdg_words_number(most, req->pool)));
    bdg_json_add(sums, s);
}

static bdg_err_t *holds(json_t *m, bdg_req_t *req, const bdg_organisation_t *o)
{
    bdg_db_t *db;
    bdg_organisation_holds_t h;
    int64_t below;
    json_t *sums = json_array();
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_holds(&h, db, o->id));
    BDG_TRY(bdg_organisation_below(&below, db, o->id));
    sum(sums, req, _("Organisations below it"), below, INT64_MAX);
    sum(sums, req, _("Issuers in use"), h.issuers, INT64_MAX);
    sum(sums, req, _("Badges"), h.badges, INT64_MAX);
    sum(sums, req, _("Credentials issued"), h.awards, INT64_MAX);
    sum(sums, req, _("People with a role here"), h.people, BDG_COUNT_MAX);
    bdg_json_set(m, "sums", sums);
    bdg_words_set(m, "children_text", h.children ? bdg_words_number(h.children, req->pool) : NULL);
    bdg_json_bool(m, "more_children", h.children > CHILDREN_SHOWN);
    return NULL;
}

static const char *language_name(const bdg_req_t *req, const char *tag)
{
    const bdg_language_t *l = bdg_languages_find(bdg_req_languages(req), tag);
    return l ? l->name : "";
}

static bdg_err_t *overview(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_db_t *db;
    json_t *m, *d = json_array();
    bdg_organisation_t *o;
    const char *where, *why;
    BDG_TRY(bdg_organisation_page(&m, &o, req, ""));
    bdg_json_own(m, req->pool);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_where(&where, req, o->id));
    BDG_TRY(bdg_organisation_may_leave(&why, db, &req->actor, o));
    bdg_parts_detail(d, "Below", where, NULL, NULL);
    bdg_parts_detail(d, "Address", apr_pstrcat(req->pool, req->site->base, "/o/", o->slug, NULL), NULL, NULL);
    bdg_parts_detail(d, "Description", o->description, NULL, NULL);
    if (o->language)
        bdg_parts_detail(d, "Language", language_name(req, o->language), NULL, NULL);
    bdg_parts_detail(d, "Made", bdg_date_words(bdg_date_of(o->created_at), req->pool), NULL, bdg_time_iso(o->created_at, req->pool));
    bdg_json_set(m, "details", d);
    bdg_json_bool(m, "may_leave", !why && json_is_true(json_object_get(m, "may_manage")));
    bdg_words_set(m, "trouble", trouble);
    bdg_json_str(m, "at_href", apr_pstrcat(req->pool, req->site->prefix, BDG_ORGANISATIONS_PATH "?at=", o->public_id, NULL));
    BDG_TRY(holds(m, req, o));
    BDG_TRY(children(m, req, o, "children", "active", CHILDREN_SHOWN));
    BDG_TRY(children(m, req, o, "gone", "removed", REMOVED_SHOWN));
    bdg_json_bool(m, "has_children", json_array_size(json_object_get(m, "children")) > 0);
    bdg_json_bool(m, "has_gone", json_array_size(json_object_get(m, "gone")) > 0);
    return bdg_res_page(res, "admin/organisations/show", json_incref(m));
}

bdg_err_t *bdg_get_organisation(bdg_req_t *req, bdg_res_t *res) { return overview(req, res, NULL); }

bdg_err_t *bdg_post_organisation_restore(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_organisation_restore(&edit);
    if (!e)
        return bdg_res_redirect(req, res, bdg_organisation_path_of(req, req->params[0], ""), "success", "The organisation is back, with the roles that people had in it.");
    if (e->code != BDG_E_CONFLICT)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    bdg_err_clear(e);
    res->status = 409;
    return overview(req, res, why);
}

/* --- the form, for a new one below and for this one */

static bdg_organisation_typed_t typed(const bdg_req_t *req)
{
    return (bdg_organisation_typed_t){ bdg_req_form(req, "name"), bdg_req_form(req, "slug"), bdg_req_form(req, "description"), bdg_req_form(req, "language"), bdg_req_languages(req) };
}

static bdg_err_t *form_page(json_t **m, bdg_organisation_t **o, bdg_req_t *req, int is_new)
{
    BDG_TRY(bdg_organisation_page(m, o, req, is_new ? "/new" : "/edit"));
    bdg_json_own(*m, req->pool);
    bdg_json_bool(*m, "is_new", is_new);
    bdg_json_str(*m, "slug_before", apr_pstrcat(req->pool, req->site->base, "/o/", NULL));
    return NULL;
}

/* The languages that there is a catalogue of; now: NULL or "" for none. */
static json_t *choices(const bdg_req_t *req, const char *now)
{
    const bdg_languages_t *all = bdg_req_languages(req);
    const bdg_language_t *chosen = bdg_languages_find(all, now);
    json_t *list = json_array();
    bdg_parts_option(list, "", _("As the organisation above it"), !chosen);
    for (int i = 0; i < all->count; i++)
        bdg_parts_option(list, all->list[i]->tag, all->list[i]->name, all->list[i] == chosen);
    return list;
}

static void show_typed(json_t *m, const bdg_req_t *req)
{
    json_t *values = json_object();
    bdg_form_typed(values, req, "name", "slug", "description", "language", "revision", NULL);
    bdg_json_set(m, "values", values);
    bdg_json_set(m, "languages", choices(req, bdg_req_form(req, "language")));
}

bdg_err_t *bdg_get_organisation_new(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m;
    bdg_organisation_t *o;
    BDG_TRY(form_page(&m, &o, req, 1));
    bdg_json_set(m, "values", json_object());
    bdg_json_set(m, "languages", choices(req, NULL));
    return bdg_res_page(res, "admin/organisations/form", json_incref(m));
}

bdg_err_t *bdg_post_organisation_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    json_t *m;
    bdg_organisation_t *o;
    const char *id;
    bdg_organisation_typed_t t = typed(req);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_organisation_add(&id, &edit, &t);
    if (!e)
        return bdg_res_redirect(req, res, bdg_organisation_path_of(req, id, ""), "success", "The organisation is there. Whoever has a role above it sees it already.");
    BDG_TRY_ELSE(form_page(&m, &o, req, 1), bdg_err_clear(e));
    if (!bdg_form_refused(&e, edit.check, m))
        return e;
    show_typed(m, req);
    return bdg_res_form_again(res, "admin/organisations/form", json_incref(m));
}

static json_t *saved_values(const bdg_req_t *req, const bdg_organisation_t *o)
{
    json_t *v = json_object();
    bdg_json_str(v, "name", o->name);
    bdg_json_str(v, "slug", o->slug);
    bdg_json_str(v, "description", o->description ? o->description : "");
    bdg_json_str(v, "language", o->language ? o->language : "");
    bdg_json_str(v, "revision", apr_itoa(req->pool, o->revision));
    return v;
}

bdg_err_t *bdg_get_organisation_edit(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m;
    bdg_organisation_t *o;
    BDG_TRY(form_page(&m, &o, req, 0));
    bdg_json_set(m, "values", saved_values(req, o));
    bdg_json_set(m, "languages", choices(req, o->language));
    return bdg_res_page(res, "admin/organisations/form", json_incref(m));
}

static bdg_err_t *conflict(json_t *m, bdg_req_t *req, bdg_res_t *res, const bdg_organisation_t *o)
{
    json_t *saved = bdg_json_own(saved_values(req, o), req->pool);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "organisation", o->id));
    bdg_form_differs(m, saved, "name", _("Name"));
    bdg_form_differs(m, saved, "slug", _("Address"));
    bdg_form_differs(m, saved, "description", _("Description"));
    bdg_form_differs_in(m, "language", _("Language"), language_name(req, o->language), language_name(req, bdg_req_form(req, "language")));
    return NULL;
}

bdg_err_t *bdg_post_organisation_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    json_t *m;
    bdg_organisation_t *o;
    bdg_organisation_typed_t t = typed(req);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_organisation_change(&edit, &t);
    if (!e)
        return bdg_res_redirect(req, res, bdg_organisation_path_of(req, req->params[0], ""), "success", "Saved.");
    int stale = e->code == BDG_E_CONFLICT;
    BDG_TRY_ELSE(form_page(&m, &o, req, 0), bdg_err_clear(e));
    if (!stale && !bdg_form_refused(&e, edit.check, m))
        return e;
    bdg_err_clear(e);
    show_typed(m, req);
    if (!stale)
        return bdg_res_form_again(res, "admin/organisations/form", json_incref(m));
    BDG_TRY(conflict(m, req, res, o));
    return bdg_res_page(res, "admin/organisations/form", json_incref(m));
}
