#include "web/admin/badge_model.h"
#include "base/language.h"
#include "core/access.h"
#include "web/admin/graphic_model.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/badges"

const char *bdg_badge_path(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, PATH "/", id, rest, NULL); }
const char *bdg_badge_href(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, PATH "/", id, rest, NULL); }

const char *bdg_badge_state_text(const char *state)
{
    static const char *const words[] = { "draft", N_("Draft"), "published", N_("Published"), "withdrawn", N_("Withdrawn"), "archived", N_("Archived"), NULL };
    for (int i = 0; words[i]; i += 2)
        if (!strcmp(words[i], state))
            return _(words[i + 1]);
    return state;
}

const char *bdg_badge_expiry_text(int months, apr_pool_t *pool)
{
    if (!months)
        return NULL;
    int years = months % 12 ? 0 : months / 12, n = years ? years : months;
    return apr_psprintf(pool, "%d %s%s", n, years ? "year" : "month", n == 1 ? "" : "s");
}

bdg_err_t *bdg_badge_load(bdg_badge_class_t **b, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_badge_class_by_id(b, db, req->scope.object_id, req->pool);
}

const char *bdg_badge_tags(const bdg_badge_class_t *b, apr_pool_t *pool)
{
    const char *out = "";
    json_t *tags = bdg_json_own(json_loads(b->tags_json, 0, NULL), pool);
    for (size_t i = 0; i < json_array_size(tags); i++)
        out = apr_pstrcat(pool, out, i ? ", " : "", json_string_value(json_array_get(tags, i)), NULL);
    return out;
}

static int may(const bdg_req_t *req, bdg_perm_e p) { return (req->scope.perms & BDG_PERM_BIT(p)) != 0; }

/* What a tab still lacks before the badge can be published: a mark on it, and the words for it. */
static void mark(json_t *tab, const bdg_check_t *check, const char *name, int wanted)
{
    const char *missing = NULL;
    for (int i = 0; wanted && !missing && i < bdg_check_count(check); i++)
        if (!strcmp(bdg_check_at(check, i)->field, name))
            missing = bdg_check_at(check, i)->message;
    bdg_json_str(tab, "tab", name);
    bdg_words_set(tab, "missing", missing);
}

static json_t *tabs_of(const bdg_req_t *req, const bdg_badge_class_t *b, const char *current)
{
    static const char *const edited[] = { N_("Details"), "/details", N_("Graphics"), "/graphics", N_("Criteria"), "/criteria", N_("Attributes"), "/attributes", N_("Alignments"), "/alignments", N_("Languages"), "/languages",
                                          N_("Related badges"), "/related", N_("Endorsements"), "/endorsements", NULL };
    json_t *tabs = json_array();
    bdg_check_t *check = bdg_check_make(req->pool);
    bdg_badge_class_missing(check, b);
    bdg_parts_tab(tabs, "Overview", bdg_badge_href(req, b->public_id, ""), !*current);
    for (int i = 0; may(req, BDG_PERM_BADGES_EDIT) && edited[i]; i += 2) {
        bdg_parts_tab(tabs, edited[i], bdg_badge_href(req, b->public_id, edited[i + 1]), !strcmp(edited[i + 1], current));
        mark(json_array_get(tabs, json_array_size(tabs) - 1), check, edited[i + 1] + 1, strcmp(b->state, "archived") != 0);
    }
    if (req->scope.perms & (BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE) | BDG_PERM_BIT(BDG_PERM_REPORTS_VIEW)))
        bdg_parts_tab(tabs, "Credentials", apr_psprintf(req->pool, "%s/admin/credentials?badge=%s", req->site->prefix, b->public_id), 0);
    if (may(req, BDG_PERM_BADGES_EDIT))
        bdg_parts_tab(tabs, "General settings", bdg_badge_href(req, b->public_id, "/settings"), !strcmp("/settings", current));
    return tabs;
}

json_t *bdg_badge_page(bdg_req_t *req, const bdg_badge_class_t *b, const char *tab)
{
    json_t *m = bdg_json_object(req->pool), *o = json_object(), *can = json_object();
    bdg_json_str(o, "id", b->public_id);
    bdg_json_str(o, "name", b->name);
    bdg_json_str(o, "state", b->state);
    bdg_json_str(o, "state_text", bdg_badge_state_text(b->state));
    bdg_json_str(o, "href", bdg_badge_href(req, b->public_id, ""));
    bdg_words_set(o, "image_url", bdg_graphic_src(req, b->graphic_public_id, b->graphic_revision));
    bdg_json_bool(o, b->state, 1);
    bdg_json_int(o, "revision", b->revision);
    bdg_words_set(o, "awarded", b->award_count ? bdg_words_number(b->award_count, req->pool) : NULL);
    bdg_json_bool(o, "awarded_once", b->award_count == 1);
    bdg_json_bool(o, "frozen", b->used);
    bdg_json_set(m, "badge", o);
    bdg_json_set(m, "tabs", tabs_of(req, b, tab));
    bdg_json_bool(can, "edit", may(req, BDG_PERM_BADGES_EDIT));
    bdg_json_bool(can, "publish", may(req, BDG_PERM_BADGES_PUBLISH));
    bdg_json_bool(can, "issue", may(req, BDG_PERM_ASSERTIONS_ISSUE));
    bdg_json_bool(can, "see_credentials", may(req, BDG_PERM_ASSERTIONS_ISSUE) || may(req, BDG_PERM_REPORTS_VIEW));
    bdg_json_set(m, "may", can);
    return m;
}

/* --- a tab's form */

static json_t *values_of(json_t *model)
{
    json_t *values = json_object();
    bdg_json_set(model, "values", values);
    return values;
}

static bdg_err_t *show(bdg_req_t *req, bdg_res_t *res, const bdg_badge_tab_t *tab, json_t *m, const bdg_badge_class_t *b)
{
    BDG_TRY(tab->furnish(m, req, b));
    int draft = !strcmp(b->state, "draft");
    bdg_json_str(m, "save_text", tab->step && draft ? _("Save and continue") : _("Save"));
    bdg_json_str(m, "tab_href", bdg_badge_href(req, b->public_id, tab->path));
    bdg_json_bool(m, "autosave", draft && !json_object_get(m, "conflict"));
    bdg_json_bool(m, "may_publish", draft && may(req, BDG_PERM_BADGES_PUBLISH));
    return bdg_res_page(res, tab->template_name, json_incref(m));
}

static void set_revision(json_t *values, bdg_req_t *req, const bdg_badge_class_t *b) { bdg_json_str(values, "revision", apr_itoa(req->pool, b->revision)); }

bdg_err_t *bdg_badge_show_tab(bdg_req_t *req, bdg_res_t *res, const bdg_badge_tab_t *tab)
{
    bdg_badge_class_t *b;
    BDG_TRY(bdg_badge_load(&b, req));
    json_t *m = bdg_badge_page(req, b, tab->path);
    json_t *values = values_of(m);
    BDG_TRY(tab->saved(values, req, b));
    set_revision(values, req, b);
    return show(req, res, tab, m, b);
}

/* What was typed began at the revision that the form carries, and goes on from there. */
static json_t *typed_page(bdg_req_t *req, const bdg_badge_tab_t *tab, const bdg_badge_class_t *b)
{
    json_t *m = bdg_badge_page(req, b, tab->path), *values = values_of(m);
    tab->typed(values, req);
    bdg_form_typed(values, req, "revision", NULL);
    return m;
}

bdg_err_t *bdg_badge_show_typed(bdg_req_t *req, bdg_res_t *res, const bdg_badge_tab_t *tab)
{
    bdg_badge_class_t *b;
    BDG_TRY(bdg_badge_load(&b, req));
    return show(req, res, tab, typed_page(req, tab, b), b);
}

static bdg_err_t *conflict(bdg_req_t *req, bdg_res_t *res, const bdg_badge_tab_t *tab, json_t *m, const bdg_badge_class_t *b)
{
    json_t *saved = bdg_json_object(req->pool);
    BDG_TRY(tab->saved(saved, req, b));
    set_revision(saved, req, b);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "badge_class", b->id));
    return tab->differs(m, req, saved);
}

/* "Publish" under a tab: what was typed is saved by now. */
static bdg_err_t *publish(bdg_req_t *req, bdg_res_t *res, const bdg_badge_class_t *b)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_access_ask(req->scope.perms, BDG_PERM_BADGES_PUBLISH));
    BDG_TRY(bdg_form_edit(&edit, req));
    edit.revision = b->revision;
    return bdg_badge_published(req, res, &edit, bdg_badge_class_publish(&edit));
}

/* --- saved by the page itself while somebody types: the answer is for static/app.js */

static bdg_err_t *told(bdg_res_t *res, int status, json_t *answer, apr_pool_t *pool)
{
    res->status = status;
    res->content_type = "application/json";
    res->body = bdg_buf_make(64 * 1024, pool);
    bdg_json_write(res->body, answer);
    return bdg_buf_check(res->body);
}

static bdg_err_t *autosaved(bdg_req_t *req, bdg_res_t *res, const bdg_edit_t *edit, bdg_err_t *e)
{
    bdg_badge_class_t *b;
    json_t *answer = bdg_json_object(req->pool), *tabs = json_array();
    if (e && e->code != BDG_E_CONFLICT && (e->code != BDG_E_INVALID || !bdg_check_count(edit->check))) {
        json_decref(tabs);
        return e;
    }
    bdg_json_set(answer, "missing", tabs);
    if (e) {
        int stale = e->code == BDG_E_CONFLICT;
        bdg_json_str(answer, "problem", stale ? _("Somebody else changed this badge. Press Save to see both.") : e->message);
        bdg_err_clear(e);
        return told(res, stale ? 409 : 422, answer, req->pool);
    }
    bdg_check_t *check = bdg_check_make(req->pool);
    BDG_TRY(bdg_badge_load(&b, req));
    bdg_badge_class_missing(check, b);
    for (int i = 0; i < bdg_check_count(check); i++)
        bdg_json_add(tabs, json_string(bdg_check_at(check, i)->field));
    bdg_json_int(answer, "revision", b->revision);
    return told(res, 200, answer, req->pool);
}

/* --- after it was saved */

/* A draft leads on to what it still lacks, unless it was only to be kept; what is published stays where one was. */
static bdg_err_t *onwards(bdg_req_t *req, bdg_res_t *res, const bdg_badge_tab_t *tab)
{
    bdg_badge_class_t *b;
    bdg_check_t *check = bdg_check_make(req->pool);
    BDG_TRY(bdg_badge_load(&b, req));
    if (bdg_req_form(req, "publish"))
        return publish(req, res, b);
    const char *id = b->public_id, *next = tab->path;
    const char *flash = !strcmp(b->state, "published") && !b->used && b->number > 1 ? _("Saved. Awards to come have the new wording.") : _("Saved.");
    if (bdg_req_form(req, "stay")) {
        flash = _("The draft is saved. You can leave it and come back at any time.");
    } else if (tab->step && !strcmp(b->state, "draft")) {
        bdg_badge_class_missing(check, b);
        int open = bdg_check_count(check);
        next = open ? apr_pstrcat(req->pool, "/", bdg_check_at(check, 0)->field, NULL) : "";
        flash = !open ? _("Saved. Everything is there: you can publish the badge now.") : strcmp(next, tab->path) ? _("Saved. This comes next.") : _("Saved.");
    }
    return bdg_res_redirect(req, res, bdg_badge_path(req, id, next), "success", flash);
}

bdg_err_t *bdg_badge_after_tab(bdg_req_t *req, bdg_res_t *res, const bdg_badge_tab_t *tab, const bdg_edit_t *edit, bdg_err_t *e)
{
    bdg_badge_class_t *b;
    if (bdg_req_form(req, "auto"))
        return autosaved(req, res, edit, e);
    if (!e)
        return onwards(req, res, tab);
    int stale = e->code == BDG_E_CONFLICT;
    if (!stale && (e->code != BDG_E_INVALID || !bdg_check_count(edit->check)))
        return e;
    BDG_TRY_ELSE(bdg_badge_load(&b, req), bdg_err_clear(e));
    json_t *m = typed_page(req, tab, b);
    if (stale) {
        bdg_err_clear(e);
        BDG_TRY(conflict(req, res, tab, m, b));
    } else if (bdg_form_refused(&e, edit->check, m)) {
        res->status = 422;
    }
    return show(req, res, tab, m, b);
}
