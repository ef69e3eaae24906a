/* The pages of issuers: list, profile, overview, archive. */
#include "core/access.h"
#include "base/language.h"
#include "core/badge_class.h"
#include "core/issuer.h"
#include "base/str.h"
#include "store/graphic.h"
#include "store/search.h"
#include "web/admin/graphic_model.h"
#include "web/admin/issuer_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/reach.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/issuers"

static int may(const bdg_req_t *req, bdg_perm_e p) { return (req->scope.perms & BDG_PERM_BIT(p)) != 0; }
static const char *path_of(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, PATH "/", id, rest, NULL); }
static const char *href_of(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, PATH "/", id, rest, NULL); }

/* --- the list */

static json_t *filter_model(const bdg_req_t *req, const char *state, bdg_reach_e reach)
{
    json_t *f = json_object(), *states = json_array();
    static const char *const options[] = { "active", N_("In use"), "archived", N_("Archived"), NULL };
    const char *q = bdg_req_arg(req, "q");
    for (int i = 0; options[i]; i += 2)
        bdg_parts_option(states, i ? options[i] : "", _(options[i + 1]), !strcmp(options[i], state));
    bdg_json_str(f, "q", q ? q : "");
    bdg_json_set(f, "states", states);
    bdg_json_bool(f, "any", bdg_reach_model(f, req, reach) || !bdg_is_blank(q) || strcmp(state, "active"));
    return f;
}

static json_t *row_model(const bdg_req_t *req, const bdg_issuer_row_t *r)
{
    json_t *o = json_object();
    bdg_json_str(o, "id", r->public_id);
    bdg_json_str(o, "name", r->name);
    bdg_json_str(o, "site", r->url);
    bdg_json_str(o, "href", href_of(req, r->public_id, ""));
    bdg_words_set(o, "image_url", bdg_graphic_src(req, r->logo_public_id, r->logo_revision));
    bdg_json_str(o, "badges", bdg_words_count(r->badges, "badge", "badges", req->pool));
    bdg_json_str(o, "badges_href", apr_psprintf(req->pool, "%s/admin/badges?issuer=%s", req->site->prefix, r->public_id));
    bdg_words_time(o, "updated", r->updated_at, req->pool);
    bdg_reach_row(o, req, r->organisation_id, r->organisation_name);
    return o;
}

bdg_err_t *bdg_get_issuers(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t n;
    const char *asked = bdg_req_arg(req, "state"), *state = asked && !strcmp(asked, "archived") ? "archived" : "active";
    bdg_pager_t pager = bdg_pager_read(req);
    bdg_issuer_filter_t f = { .organisation_id = req->scope.organisation_id, .account_id = req->actor.account_id, .whole = req->actor.perms != 0,
                              .like = bdg_search_like(bdg_req_arg(req, "q"), req->pool), .state = state, .cursor = pager.cursor, .newer = pager.newer,
                              .limit = BDG_PAGER_ROWS };
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_reach_read(&f.reach, req));
    BDG_TRY(bdg_issuer_list(&rows, db, &f, req->pool));
    BDG_TRY(bdg_issuer_count(&n, db, &f));
    bdg_pager_trim(&pager, rows, BDG_PAGER_ROWS);
    json_t *m = json_object(), *list = json_array();
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, row_model(req, &APR_ARRAY_IDX(rows, i, bdg_issuer_row_t)));
    bdg_json_set(m, "rows", list);
    bdg_json_set(m, "filter", filter_model(req, state, f.reach));
    bdg_json_bool(m, "may_create", (req->actor.perms & BDG_PERM_BIT(BDG_PERM_ISSUERS_EDIT)) != 0);
    bdg_pager_model(m, req, &pager, PATH, rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_issuer_row_t).public_id : NULL,
                    rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_issuer_row_t).public_id : NULL, bdg_words_count(n, "issuer", "issuers", req->pool));
    return bdg_res_page(res, "admin/issuers/list", m);
}

/* --- the form */

static bdg_err_t *logo_of(bdg_graphic_t **g, bdg_req_t *req, const bdg_issuer_t *i)
{
    bdg_db_t *db;
    *g = NULL;
    if (!i->logo_graphic_id)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_graphic_by_id(g, db, i->logo_graphic_id, i->organisation_id, req->pool);
}

json_t *bdg_issuer_model(bdg_req_t *req, const bdg_issuer_t *i, const bdg_graphic_t *logo, const char *tab)
{
    json_t *m = json_object(), *o = json_object(), *tabs = json_array();
    int archived = !strcmp(i->state, "archived");
    bdg_json_str(o, "id", i->public_id);
    bdg_json_str(o, "name", i->name);
    bdg_json_str(o, "state", i->state);
    bdg_words_set(o, "state_text", archived ? _("Archived") : NULL);
    bdg_json_int(o, "revision", i->revision);
    bdg_json_str(o, "href", href_of(req, i->public_id, ""));
    bdg_words_set(o, "image_url", logo ? bdg_graphic_src(req, logo->public_id, logo->revision) : NULL);
    bdg_json_bool(o, "archived", archived);
    bdg_parts_tab(tabs, "Overview", href_of(req, i->public_id, ""), !*tab);
    if (may(req, BDG_PERM_ISSUERS_EDIT)) {
        bdg_parts_tab(tabs, "Profile", href_of(req, i->public_id, "/profile"), !strcmp(tab, "/profile"));
        bdg_parts_tab(tabs, "Keys", href_of(req, i->public_id, "/keys"), !strcmp(tab, "/keys"));
        bdg_parts_tab(tabs, "Endorsements", href_of(req, i->public_id, "/endorsements"), !strcmp(tab, "/endorsements"));
    }
    if (may(req, BDG_PERM_ISSUERS_STAFF))
        bdg_parts_tab(tabs, "Staff", href_of(req, i->public_id, "/staff"), !strcmp(tab, "/staff"));
    bdg_json_set(m, "issuer", o);
    bdg_json_set(m, "tabs", tabs);
    bdg_json_bool(m, "may_edit", may(req, BDG_PERM_ISSUERS_EDIT));
    return m;
}

static bdg_issuer_typed_t typed_profile(const bdg_req_t *req)
{
    const char *logo = bdg_req_form(req, "logo");
    return (bdg_issuer_typed_t){ bdg_req_form(req, "name"), bdg_req_form(req, "url"), bdg_req_form(req, "email"), bdg_req_form(req, "description"),
                                 bdg_req_form(req, "telephone"), bdg_req_form(req, "language"), logo && strcmp(logo, "none") ? logo : NULL };
}

/* Who may add to the library of the issuer's organisation may bring the logo with the form. */
static int may_upload(const bdg_req_t *req) { return may(req, BDG_PERM_GRAPHICS_EDIT); }

/* The picture of the form becomes a graphic of the library, and what was typed names it as the logo. It is there even when the form comes back, and
 * is chosen then: nothing has to be sent twice. */
static bdg_err_t *take_logo(bdg_issuer_typed_t *typed, bdg_edit_t *edit, bdg_req_t *req)
{
    const char *data;
    size_t len;
    bdg_graphic_bytes_t *bytes;
    bdg_graphic_t *g;
    bdg_edit_t add = *edit;
    BDG_TRY(bdg_graphic_upload(&data, &len, req, "upload"));
    if (!data)
        return NULL;
    BDG_TRY(bdg_access_ask(req->scope.perms, BDG_PERM_GRAPHICS_EDIT));
    bdg_req_db_release(req);
    BDG_TRY(bdg_graphic_read(&bytes, edit->check, "upload", req->site, data, len, req->pool));
    BDG_TRY(bdg_req_db(req, &edit->db));
    add.db = edit->db;
    add.id = 0;
    int plain = bdg_is_blank(typed->name) || bdg_utf8_count(typed->name) > BDG_ISSUER_NAME_MAX - 10;
    BDG_TRY(bdg_graphic_create(&g, &add, &(bdg_graphic_typed_t){ plain ? "Logo" : apr_pstrcat(req->pool, typed->name, ", logo", NULL), NULL }, bytes));
    typed->logo = g->public_id;
    return NULL;
}

static void show_typed(json_t *m, const bdg_req_t *req, const bdg_issuer_typed_t *typed)
{
    json_t *values = json_object();
    bdg_form_typed(values, req, "name", "url", "email", "description", "telephone", "language", "logo", "revision", NULL);
    if (typed->logo)
        bdg_json_str(values, "logo", typed->logo);
    bdg_json_set(m, "values", values);
}

static json_t *saved_profile(const bdg_req_t *req, const bdg_issuer_t *i, const bdg_graphic_t *logo)
{
    json_t *v = json_object();
    bdg_json_str(v, "name", i->name);
    bdg_json_str(v, "url", i->url);
    bdg_json_str(v, "email", i->email);
    bdg_json_str(v, "description", i->description ? i->description : "");
    bdg_json_str(v, "telephone", i->telephone ? i->telephone : "");
    bdg_json_str(v, "language", i->language ? i->language : "");
    bdg_json_str(v, "logo", logo ? logo->public_id : "");
    bdg_json_str(v, "revision", apr_itoa(req->pool, i->revision));
    return v;
}

static bdg_err_t *furnish(json_t *m, bdg_req_t *req)
{
    const json_t *v = json_object_get(m, "values");
    const char *language = bdg_json_get_str(v, "language");
    bdg_json_bool(m, "may_upload", may_upload(req));
    bdg_json_set(m, "languages", bdg_parts_languages(language ? language : "", _("Not said")));
    return bdg_graphic_choose(m, req, "logo", NULL, bdg_json_get_str(v, "logo"), _("No logo"));
}

bdg_err_t *bdg_get_issuer_new(bdg_req_t *req, bdg_res_t *res)
{
    BDG_TRY(bdg_access_ask(req->actor.perms, BDG_PERM_ISSUERS_EDIT));
    json_t *m = bdg_json_object(req->pool);
    bdg_json_set(m, "values", json_object());
    BDG_TRY(furnish(m, req));
    return bdg_res_page(res, "admin/issuers/form", json_incref(m));
}

bdg_err_t *bdg_post_issuer_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *id;
    bdg_issuer_typed_t typed = typed_profile(req);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = take_logo(&typed, &edit, req);
    if (!e)
        e = bdg_issuer_create(&id, &edit, &typed);
    json_t *m = bdg_json_object(req->pool);
    if (bdg_form_refused(&e, edit.check, m)) {
        show_typed(m, req, &typed);
        BDG_TRY(furnish(m, req));
        return bdg_res_form_again(res, "admin/issuers/form", json_incref(m));
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, path_of(req, id, ""), "success", "The issuer is there. Badges can be made for it now.");
}

bdg_err_t *bdg_issuer_load(bdg_issuer_t **i, bdg_graphic_t **logo, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_issuer_by_id(i, db, req->scope.object_id, req->pool));
    return logo_of(logo, req, *i);
}

bdg_err_t *bdg_get_issuer_profile(bdg_req_t *req, bdg_res_t *res)
{
    bdg_issuer_t *i;
    bdg_graphic_t *logo;
    BDG_TRY(bdg_issuer_load(&i, &logo, req));
    json_t *m = bdg_json_own(bdg_issuer_model(req, i, logo, "/profile"), req->pool);
    bdg_json_set(m, "values", saved_profile(req, i, logo));
    BDG_TRY(furnish(m, req));
    return bdg_res_page(res, "admin/issuers/form", json_incref(m));
}

static const char *language_words(const json_t *v)
{
    const char *tag = bdg_json_get_str(v, "language");
    return bdg_is_blank(tag) ? "" : bdg_language_name(tag);
}

static bdg_err_t *profile_conflict(json_t *m, bdg_req_t *req, bdg_res_t *res, const bdg_issuer_t *i, const bdg_graphic_t *logo)
{
    const char *typed_logo;
    json_t *saved = bdg_json_own(saved_profile(req, i, logo), req->pool), *v = json_object_get(m, "values");
    BDG_TRY(bdg_form_stale(req, res, m, saved, "issuer", i->id));
    BDG_TRY(bdg_graphic_name_by_id(&typed_logo, req, bdg_json_get_str(v, "logo")));
    bdg_form_differs(m, saved, "name", _("Name"));
    bdg_form_differs(m, saved, "url", _("Web address"));
    bdg_form_differs(m, saved, "email", _("Email address"));
    bdg_form_differs(m, saved, "description", _("Description"));
    bdg_form_differs(m, saved, "telephone", _("Telephone"));
    bdg_form_differs_in(m, "language", _("Language"), language_words(saved), language_words(v));
    bdg_form_differs_in(m, "logo", _("Logo"), logo ? logo->name : "", typed_logo);
    return NULL;
}

bdg_err_t *bdg_post_issuer_profile(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_issuer_t *i;
    bdg_graphic_t *logo;
    bdg_issuer_typed_t typed = typed_profile(req);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = take_logo(&typed, &edit, req);
    if (!e)
        e = bdg_form_taken(req);
    if (!e)
        e = bdg_issuer_change(&edit, &typed);
    if (!e)
        return bdg_res_redirect(req, res, path_of(req, req->params[0], ""), "success", "Saved. Awards to come show the new profile.");
    int conflict = e->code == BDG_E_CONFLICT;
    BDG_TRY_ELSE(bdg_issuer_load(&i, &logo, req), bdg_err_clear(e));
    json_t *m = bdg_json_own(bdg_issuer_model(req, i, logo, "/profile"), req->pool);
    if (!conflict && !bdg_form_refused(&e, edit.check, m))
        return e;
    bdg_err_clear(e);
    show_typed(m, req, &typed);
    if (conflict)
        BDG_TRY(profile_conflict(m, req, res, i, logo));
    BDG_TRY(furnish(m, req));
    return conflict ? bdg_res_page(res, "admin/issuers/form", json_incref(m)) : bdg_res_form_again(res, "admin/issuers/form", json_incref(m));
}

/* --- overview */

static bdg_err_t *versions_model(json_t *m, bdg_req_t *req, int64_t id)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    bdg_json_set(m, "versions", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_issuer_versions(&rows, db, id, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_issuer_version_row_t *r = &APR_ARRAY_IDX(rows, i, bdg_issuer_version_row_t);
        json_t *o = json_object();
        bdg_json_int(o, "number", r->number);
        bdg_json_str(o, "name", r->name);
        bdg_words_set(o, "by", r->by);
        bdg_json_bool(o, "present", i == 0);
        bdg_json_str(o, "href", href_of(req, req->params[0], apr_psprintf(req->pool, "/versions/%d", r->number)));
        bdg_words_time(o, "at", r->at, req->pool);
        bdg_json_add(list, o);
    }
    return NULL;
}

static bdg_err_t *overview(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_issuer_t *i;
    bdg_graphic_t *logo;
    BDG_TRY(bdg_issuer_load(&i, &logo, req));
    json_t *m = bdg_json_own(bdg_issuer_model(req, i, logo, ""), req->pool), *d = json_array();
    const char *public_page = bdg_site_url(req->site, req->pool, "/issuers/%s", i->public_id);
    bdg_parts_detail(d, "Web address", i->url, i->url, NULL);
    bdg_parts_detail(d, "Email address", i->email, apr_pstrcat(req->pool, "mailto:", i->email, NULL), NULL);
    bdg_parts_detail(d, "Telephone", i->telephone, NULL, NULL);
    bdg_parts_detail(d, "Description", i->description, NULL, NULL);
    bdg_parts_detail(d, "Language", i->language ? bdg_language_name(i->language) : NULL, NULL, NULL);
    bdg_parts_detail(d, "Made", bdg_date_words(bdg_date_of(i->created_at), req->pool), NULL, bdg_time_iso(i->created_at, req->pool));
    bdg_json_set(m, "details", d);
    bdg_json_str(m, "public_page", public_page);
    bdg_json_str(m, "badges_href", apr_psprintf(req->pool, "%s/admin/badges?issuer=%s", req->site->prefix, i->public_id));
    bdg_json_str(m, "new_badge_href", apr_psprintf(req->pool, "%s/admin/badges/new?issuer=%s", req->site->prefix, i->public_id));
    bdg_json_bool(m, "may_make_badges", may(req, BDG_PERM_BADGES_EDIT) && strcmp(i->state, "archived"));
    bdg_words_set(m, "trouble", trouble);
    BDG_TRY(versions_model(m, req, i->id));
    return bdg_res_page(res, "admin/issuers/show", json_incref(m));
}

bdg_err_t *bdg_get_issuer_overview(bdg_req_t *req, bdg_res_t *res) { return overview(req, res, NULL); }

/* --- archive and back */

bdg_err_t *bdg_get_issuer_archive(bdg_req_t *req, bdg_res_t *res)
{
    bdg_issuer_t *i;
    bdg_graphic_t *logo;
    BDG_TRY(bdg_issuer_load(&i, &logo, req));
    json_t *m = json_object();
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = i->name, .back = href_of(req, i->public_id, ""), .action = href_of(req, i->public_id, "/archive"), .revision = i->revision,
        .heading = bdg_say(req->pool, "Archive %s", i->name),
        .text = "The issuer leaves the lists, and no more badges can be made for it.",
        .points = { "Credentials that were issued stay valid, and their public pages go on to name this issuer.",
                    "Badges of it that can still be awarded have to be withdrawn first." },
        .undo = "You can bring it back at any time.", .button = "Archive the issuer" });
    return bdg_res_page(res, "admin/confirm", m);
}

/* Done: back to the overview. Not now: the overview says why. */
static bdg_err_t *after(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const char *flash)
{
    if (!e)
        return bdg_res_redirect(req, res, path_of(req, req->params[0], ""), "success", flash);
    if (e->code != BDG_E_CONFLICT)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    bdg_err_clear(e);
    res->status = 409;
    return overview(req, res, why);
}

bdg_err_t *bdg_post_issuer_archive(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, bdg_issuer_archive(&edit), _("Archived."));
}

bdg_err_t *bdg_post_issuer_restore(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, bdg_issuer_restore(&edit), _("The issuer is back in use."));
}
