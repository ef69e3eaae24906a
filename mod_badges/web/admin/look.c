/* System settings -> Look and feel: colours, logo, icon. */
#include "core/look.h"
#include "base/language.h"
#include "base/str.h"
#include "core/access.h"
#include "web/admin/graphic_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/look_model.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/look"
#define PAGE "admin/look/show"

static bdg_err_t *looks_of(bdg_looks_t **looks, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_looks_of(looks, db, req->scope.organisation_id, req->pool);
}

/* Who may do it for single issuers only may not do it for all of them. */
static bdg_err_t *whole(const bdg_req_t *req) { return bdg_access_ask(req->actor.perms, BDG_PERM_BRANDING_MANAGE); }

static bdg_look_typed_t colours_now(const bdg_looks_t *looks)
{
    const bdg_look_t *c = looks->colours;
    return c && c->nav ? (bdg_look_typed_t){ c->nav, c->nav_text, c->highlight } : (bdg_look_typed_t){ BDG_LOOK_NAV, BDG_LOOK_NAV_TEXT, BDG_LOOK_HIGHLIGHT };
}

static const char *percent_words(int moved, const char *on, bdg_colour_t fill, double seen, apr_pool_t *pool)
{
    if (!moved)
        return bdg_say(pool, "On %s pages it is seen well (%s to 1).", on, bdg_colour_ratio(seen, pool));
    return bdg_say(pool, "On %s pages it would hardly be seen (%s to 1, where 3 to 1 is needed), so %s is used there.", on, bdg_colour_ratio(seen, pool), bdg_colour_hex(fill, pool));
}

/* What the colours come to, and the stylesheet of the preview. */
static void verdict_model(json_t *m, const bdg_req_t *req, const bdg_look_typed_t *typed)
{
    bdg_look_colours_t c;
    bdg_look_verdict_t v;
    json_t *o = json_object();
    apr_pool_t *p = req->pool;
    bdg_json_set(m, "verdict", o);
    if (!typed->nav || !typed->nav_text || !typed->highlight || !bdg_colour_parse(&c.nav, typed->nav) || !bdg_colour_parse(&c.nav_text, typed->nav_text) ||
        !bdg_colour_parse(&c.highlight, typed->highlight)) {
        bdg_json_bool(o, "incomplete", 1);
        return;
    }
    bdg_look_judge(&v, &c);
    bdg_look_t named = { .nav = bdg_colour_hex(c.nav, p), .nav_text = bdg_colour_hex(c.nav_text, p), .highlight = bdg_colour_hex(c.highlight, p) };
    bdg_json_str(m, "preview_href", bdg_look_css_href(req, "preview/", &named));
    bdg_json_bool(o, "ok", v.ok);
    bdg_json_bool(o, "bad", !v.ok);
    bdg_json_str(o, "ratio", bdg_colour_ratio(v.text, p));
    bdg_json_str(o, "nearest", v.ok ? NULL : bdg_colour_hex(v.nearest_text, p));
    bdg_json_str(o, "light", percent_words(v.light.moved, "light", v.light.fill, v.light.seen, p));
    bdg_json_str(o, "dark", percent_words(v.dark.moved, "dark", v.dark.fill, v.dark.seen, p));
    bdg_json_bool(o, "moved", v.light.moved || v.dark.moved);
    bdg_json_bool(o, "seen", !v.light.moved && !v.dark.moved);
}

static void picture_model(json_t *m, const bdg_req_t *req, const char *key, const bdg_look_t *here, const bdg_look_picture_t *picture, const bdg_look_picture_t *own, const bdg_look_t *above)
{
    json_t *o = here ? bdg_look_picture_model(req, picture, 280, 120) : json_object();
    bdg_json_set(m, key, o);
    bdg_json_bool(o, "any", here != NULL);
    bdg_json_bool(o, "own", own->id != 0);
    bdg_json_str(o, "from", here && !own->id ? here->organisation_name : NULL);
    bdg_json_str(o, "above", above ? above->organisation_name : NULL);
}

static json_t *values_of(const bdg_look_typed_t *t, const char *revision)
{
    json_t *v = json_object();
    bdg_json_str(v, "nav", t->nav ? t->nav : "");
    bdg_json_str(v, "nav_text", t->nav_text ? t->nav_text : "");
    bdg_json_str(v, "highlight", t->highlight ? t->highlight : "");
    bdg_json_str(v, "revision", revision);
    return v;
}

static json_t *page_model(bdg_req_t *req, const bdg_looks_t *looks, const bdg_look_typed_t *shown, const char *revision)
{
    json_t *m = bdg_json_object(req->pool), *c = json_object(), *tabs = json_array();
    const bdg_look_t *above = looks->above_colours && looks->above_colours->nav ? looks->above_colours : NULL;
    int own = !strcmp(looks->own.colours, "own"), original = !strcmp(looks->own.colours, "original");
    bdg_json_set(m, "values", values_of(shown, revision));
    verdict_model(m, req, shown);
    bdg_json_set(m, "colours", c);
    bdg_json_bool(c, "own", own);
    bdg_json_str(c, "from", !own && !original && above ? above->organisation_name : NULL);
    bdg_json_bool(c, "shipped", !own && (original || !above));
    bdg_json_str(c, "above", above ? above->organisation_name : NULL);
    bdg_json_bool(c, "may_inherit", above && (own || original));
    bdg_json_bool(c, "may_original", own || (above && !original));
    picture_model(m, req, "logo", looks->logo, looks->logo ? &looks->logo->logo : NULL, &looks->own.logo, looks->above_logo);
    picture_model(m, req, "icon", looks->icon, looks->icon ? &looks->icon->icon : NULL, &looks->own.icon, looks->above_icon);
    bdg_json_str(m, "look_revision", apr_itoa(req->pool, looks->own.revision));
    bdg_parts_tab(tabs, "Colours and logo", apr_pstrcat(req->pool, req->site->prefix, PATH, NULL), 1);
    bdg_parts_tab(tabs, "Landing page", apr_pstrcat(req->pool, req->site->prefix, PATH "/landing", NULL), 0);
    bdg_json_set(m, "tabs", tabs);
    return m;
}

/* With colours in the address: what they would come to. */
bdg_err_t *bdg_get_look(bdg_req_t *req, bdg_res_t *res)
{
    bdg_looks_t *looks;
    BDG_TRY(whole(req));
    BDG_TRY(looks_of(&looks, req));
    bdg_look_typed_t shown = colours_now(looks);
    if (bdg_req_arg(req, "nav"))
        shown = (bdg_look_typed_t){ bdg_req_arg(req, "nav"), bdg_req_arg(req, "nav_text"), bdg_req_arg(req, "highlight") };
    return bdg_res_page(res, PAGE, json_incref(page_model(req, looks, &shown, apr_itoa(req->pool, looks->own.revision))));
}

static bdg_err_t *colours_conflict(json_t *m, bdg_req_t *req, bdg_res_t *res, const bdg_looks_t *looks)
{
    bdg_look_typed_t now = colours_now(looks);
    json_t *saved = bdg_json_own(values_of(&now, apr_itoa(req->pool, looks->own.revision)), req->pool), *v = json_object_get(m, "values");
    BDG_TRY(bdg_form_stale(req, res, m, saved, "look", req->scope.organisation_id));
    bdg_form_differs(m, saved, "nav", _("Navigation"));
    bdg_form_differs(m, saved, "nav_text", _("Text of the navigation"));
    bdg_form_differs(m, saved, "highlight", _("Highlight"));
    verdict_model(m, req, &(bdg_look_typed_t){ bdg_json_get_str(v, "nav"), bdg_json_get_str(v, "nav_text"), bdg_json_get_str(v, "highlight") });
    return NULL;
}

/* The form again: a preview (no error), flaws, or somebody else was quicker. */
static bdg_err_t *again(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const bdg_check_t *check, const bdg_look_typed_t *typed)
{
    bdg_looks_t *looks;
    int conflict = e && e->code == BDG_E_CONFLICT;
    BDG_TRY_ELSE(looks_of(&looks, req), bdg_err_clear(e));
    const char *revision = bdg_req_form(req, "revision");
    json_t *m = page_model(req, looks, typed, conflict || !revision ? apr_itoa(req->pool, looks->own.revision) : revision);
    if (e && !conflict && !bdg_form_refused(&e, check, m))
        return e;
    if (conflict) {
        bdg_err_clear(e);
        BDG_TRY(colours_conflict(m, req, res, looks));
    }
    return bdg_problems(m) ? bdg_res_form_again(res, PAGE, json_incref(m)) : bdg_res_page(res, PAGE, json_incref(m));
}

bdg_err_t *bdg_post_look(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *act = bdg_req_form(req, "act");
    bdg_look_typed_t typed = { bdg_req_form(req, "nav"), bdg_req_form(req, "nav_text"), bdg_req_form(req, "highlight") };
    BDG_TRY(whole(req));
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (e)
        return again(req, res, e, edit.check, &typed);
    if (act && !strcmp(act, "preview")) {
        bdg_look_colours_t c;
        return again(req, res, bdg_look_check(&c, edit.check, &typed, req->pool), edit.check, &typed);
    }
    int original = act && !strcmp(act, "original"), inherit = act && !strcmp(act, "inherit");
    e = original || inherit ? bdg_look_colours_drop(&edit, original) : bdg_look_colours_set(&edit, &typed);
    if (e)
        return again(req, res, e, edit.check, &typed);
    return bdg_res_redirect(req, res, PATH, "success", original ? "The original colours are back." : inherit ? "The colours of the organisation above are used." : "The colours are in use.");
}

static bdg_err_t *post_picture(bdg_req_t *req, bdg_res_t *res, bdg_look_picture_e what, const char *field, const char *label)
{
    bdg_edit_t edit;
    bdg_look_bytes_t *picture = NULL;
    bdg_looks_t *looks;
    const char *data, *act = bdg_req_form(req, "act");
    size_t len;
    int drop = act && !strcmp(act, "drop");
    bdg_check_t *check = bdg_check_make(req->pool);
    bdg_err_t *e = NULL;
    BDG_TRY(whole(req));
    BDG_TRY(bdg_graphic_upload(&data, &len, req, field));
    bdg_req_db_release(req);      /* while the picture is worked on */
    if (!drop && !data) {
        bdg_check_add(check, field, label, "Choose a file.");
        e = bdg_check_result(check);
    } else if (!drop) {
        e = bdg_look_picture_read(&picture, check, field, label, what, req->scope.organisation_id, req->site, data, len, req->pool);
    }
    if (!e) {
        BDG_TRY(bdg_form_edit(&edit, req));
        e = bdg_look_picture_set(&edit, what, picture);
    }
    if (!e)
        return bdg_res_redirect(req, res, PATH, "success", what == BDG_LOOK_LOGO ? drop ? "The logo is no longer used." : "The logo is in use." : drop ? "The icon is no longer used." : "The icon is in use.");
    int conflict = e->code == BDG_E_CONFLICT;
    BDG_TRY_ELSE(looks_of(&looks, req), bdg_err_clear(e));
    bdg_look_typed_t now = colours_now(looks);
    json_t *m = page_model(req, looks, &now, apr_itoa(req->pool, looks->own.revision));
    if (!conflict && !bdg_form_refused(&e, check, m))
        return e;
    if (!conflict)
        return bdg_res_form_again(res, PAGE, json_incref(m));
    bdg_err_clear(e);
    BDG_TRY(bdg_form_stale(req, res, m, json_object_get(m, "values"), "look", req->scope.organisation_id));
    bdg_form_differs_in(m, NULL, label, _("The one that is shown below"), drop ? _("No own one") : _("The file that you chose; choose it again"));
    return bdg_res_page(res, PAGE, json_incref(m));
}

bdg_err_t *bdg_post_look_logo(bdg_req_t *req, bdg_res_t *res) { return post_picture(req, res, BDG_LOOK_LOGO, "logo", _("Logo")); }
bdg_err_t *bdg_post_look_icon(bdg_req_t *req, bdg_res_t *res) { return post_picture(req, res, BDG_LOOK_ICON, "icon", _("Icon")); }
