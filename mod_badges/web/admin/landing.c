/* System settings -> Look and feel -> Landing page. */
#include "core/landing.h"
#include "base/language.h"
#include "base/str.h"
#include "core/access.h"
#include "core/badge_class.h"
#include "web/admin/graphic_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/landing_model.h"
#include "web/look_model.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/look/landing"
#define PAGE "admin/look/landing"

static bdg_err_t *whole(const bdg_req_t *req) { return bdg_access_ask(req->actor.perms, BDG_PERM_BRANDING_MANAGE); }

/* What is saved, or what a new page begins with. */
static bdg_err_t *landing_now(bdg_landing_t **out, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_landing_of(out, db, req->scope.organisation_id, req->pool);
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    bdg_landing_t *l = *out = apr_pcalloc(req->pool, sizeof *l);
    *l = (bdg_landing_t){ .organisation_id = req->scope.organisation_id, .title = req->actor.organisation_name, .lead = "", .body = "", .language = "en", .picture_alt = "",
                          .show_issuers = 1, .show_badges = 1 };
    return NULL;
}

static json_t *values_of(const bdg_landing_t *shown, const char *revision)
{
    json_t *v = json_object();
    bdg_json_str(v, "language", shown->language);
    bdg_json_str(v, "title", shown->title);
    bdg_json_str(v, "lead", shown->lead);
    bdg_json_str(v, "body", shown->body);
    bdg_json_str(v, "picture_alt", shown->picture_alt);
    bdg_json_bool(v, "show_issuers", shown->show_issuers);
    bdg_json_bool(v, "show_badges", shown->show_badges);
    bdg_json_str(v, "revision", revision);
    return v;
}

static json_t *page_model(bdg_req_t *req, const bdg_landing_t *saved, const bdg_landing_t *shown, const char *revision)
{
    json_t *m = bdg_json_object(req->pool), *s = json_object(), *tabs = json_array();
    bdg_json_set(m, "values", values_of(shown, revision));
    bdg_json_set(m, "languages", bdg_parts_languages(shown->language, NULL));
    bdg_json_set(m, "landing", s);
    bdg_json_bool(s, "published", saved->published);
    bdg_json_bool(s, "saved", saved->revision != 0);
    bdg_json_str(s, "url", bdg_site_url(req->site, req->pool, "/o/%s", req->actor.organisation_slug));
    bdg_words_time(s, "updated", saved->updated_at, req->pool);
    if (saved->picture.id)
        bdg_json_set(s, "picture", bdg_look_picture_model(req, &saved->picture, 600, 240));
    bdg_parts_tab(tabs, "Colours and logo", apr_pstrcat(req->pool, req->site->prefix, "/admin/look", NULL), 0);
    bdg_parts_tab(tabs, "Landing page", apr_pstrcat(req->pool, req->site->prefix, PATH, NULL), 1);
    bdg_json_set(m, "tabs", tabs);
    return m;
}

bdg_err_t *bdg_get_landing_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_landing_t *l;
    BDG_TRY(whole(req));
    BDG_TRY(landing_now(&l, req));
    return bdg_res_page(res, PAGE, json_incref(page_model(req, l, l, apr_itoa(req->pool, l->revision))));
}

static bdg_landing_typed_t typed_in(const bdg_req_t *req)
{
    return (bdg_landing_typed_t){ bdg_req_form(req, "title"), bdg_req_form(req, "lead"), bdg_req_form(req, "body"), bdg_req_form(req, "language"), bdg_req_form(req, "picture_alt"),
                                  bdg_req_form(req, "show_issuers"), bdg_req_form(req, "show_badges") };
}

static bdg_err_t *conflict(json_t *m, bdg_req_t *req, bdg_res_t *res, const bdg_landing_t *now, int picture)
{
    json_t *saved = bdg_json_own(values_of(now, apr_itoa(req->pool, now->revision)), req->pool);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "landing", req->scope.organisation_id));
    const char *language = bdg_json_get_str(json_object_get(m, "values"), "language");
    bdg_json_set(m, "languages", bdg_parts_languages(language, NULL));
    bdg_form_differs(m, saved, "title", _("Heading"));
    bdg_form_differs(m, saved, "lead", _("Introduction"));
    bdg_form_differs(m, saved, "body", _("Text"));
    bdg_form_differs_in(m, "language", _("Language"), bdg_language_name(now->language), bdg_language_name(language));
    bdg_form_differs(m, saved, "picture_alt", _("What the picture shows"));
    bdg_form_differs(m, saved, "show_issuers", _("Show the issuers"));
    bdg_form_differs(m, saved, "show_badges", _("Show the badges"));
    if (picture)
        bdg_form_differs_in(m, NULL, _("Picture"), _("The one that is shown below"), _("The file that you chose; choose it again"));
    return NULL;
}

/* The form again, with what was typed: flaws, or somebody else was quicker. */
static bdg_err_t *again(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const bdg_check_t *check, const bdg_landing_typed_t *t, int picture)
{
    bdg_landing_t *now, shown = { 0 };
    int stale = e->code == BDG_E_CONFLICT;
    const char *revision = bdg_req_form(req, "revision");
    BDG_TRY_ELSE(landing_now(&now, req), bdg_err_clear(e));
    shown = (bdg_landing_t){ .title = t->title ? t->title : "", .lead = t->lead ? t->lead : "", .body = t->body ? t->body : "", .language = t->language ? t->language : "",
                             .picture_alt = t->picture_alt ? t->picture_alt : "", .show_issuers = t->show_issuers != NULL, .show_badges = t->show_badges != NULL };
    json_t *m = page_model(req, now, &shown, stale || !revision ? apr_itoa(req->pool, now->revision) : revision);
    if (!stale && !bdg_form_refused(&e, check, m))
        return e;
    if (!stale)
        return bdg_res_form_again(res, PAGE, json_incref(m));
    bdg_err_clear(e);
    BDG_TRY(conflict(m, req, res, now, picture));
    return bdg_res_page(res, PAGE, json_incref(m));
}

/* The typed page as people would see it, in a tab of its own; the picture is the saved one. */
static bdg_err_t *preview(bdg_req_t *req, bdg_res_t *res, const bdg_landing_typed_t *typed)
{
    bdg_landing_t *now;
    bdg_organisation_t *o;
    bdg_db_t *db;
    bdg_check_t *check = bdg_check_make(req->pool);
    BDG_TRY(landing_now(&now, req));
    bdg_landing_t shown = *now;
    bdg_err_t *e = bdg_landing_check(&shown, check, typed);
    if (e)
        return again(req, res, e, check, typed, 0);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_by_id(&o, db, req->scope.organisation_id, req->pool));
    return bdg_landing_page(req, res, o, &shown, 1);
}

bdg_err_t *bdg_post_landing_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_look_bytes_t *picture = NULL;
    bdg_landing_typed_t typed = typed_in(req);
    bdg_check_t *check = bdg_check_make(req->pool);
    bdg_err_t *e = NULL;
    const char *data, *act = bdg_req_form(req, "act") ? bdg_req_form(req, "act") : "";
    size_t len;
    BDG_TRY(whole(req));
    if (!strcmp(act, "preview"))
        return preview(req, res, &typed);
    e = bdg_form_taken(req);
    if (e)
        return again(req, res, e, check, &typed, 0);
    BDG_TRY(bdg_graphic_upload(&data, &len, req, "picture"));
    bdg_req_db_release(req);      /* while the picture is worked on */
    if (data)
        e = bdg_look_picture_read(&picture, check, "picture", _("Picture"), BDG_LOOK_LANDING, req->scope.organisation_id, req->site, data, len, req->pool);
    if (e)
        return again(req, res, e, check, &typed, 1);
    BDG_TRY(bdg_form_edit(&edit, req));
    e = bdg_landing_save(&edit, &typed, picture, bdg_req_form(req, "drop_picture") != NULL, !strcmp(act, "publish") ? BDG_LANDING_PUBLISH : !strcmp(act, "take_down") ? BDG_LANDING_TAKE_DOWN : BDG_LANDING_AS_IT_IS);
    if (e)
        return again(req, res, e, edit.check, &typed, data != NULL);
    return bdg_res_redirect(req, res, PATH, "success", !strcmp(act, "publish") ? "The landing page is public." : !strcmp(act, "take_down") ? "The landing page is no longer public." : "Saved.");
}
