/* The tabs of a badge class that are forms: Graphics, Criteria, General settings. (Details: badge_details.c; Attributes: badge_attributes.c) */
#include "base/str.h"
#include "base/language.h"
#include "core/graphic.h"
#include "io/markdown.h"
#include "store/issuer.h"
#include "web/admin/badge_model.h"
#include "web/admin/badge_tabs.h"
#include "web/admin/graphic_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

static const char *value(const json_t *o, const char *key)
{
    const char *s = bdg_json_get_str(o, key);
    return s ? s : "";
}

static json_t *values(json_t *model) { return json_object_get(model, "values"); }

json_t *bdg_badge_choices(json_t *model, const char *name)
{
    json_t *all = json_object_get(model, "choices"), *list = json_array();
    if (!all)
        bdg_json_set(model, "choices", all = json_object());
    bdg_json_set(all, name, list);
    return list;
}

/* --- Graphics */

static bdg_err_t *graphics_saved(json_t *v, bdg_req_t *req, const bdg_badge_class_t *b)
{
    (void)req;
    bdg_json_str(v, "graphic", b->graphic_public_id ? b->graphic_public_id : "");
    return NULL;
}

static void graphics_typed(json_t *v, const bdg_req_t *req) { bdg_form_typed(v, req, "graphic", "picture_name", NULL); }

static bdg_err_t *graphics_furnish(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    const char *q = bdg_req_arg(req, "q");
    (void)b;
    bdg_json_str(m, "q", q ? q : "");
    BDG_TRY(bdg_graphic_choose(m, req, "graphic", q, value(values(m), "graphic"), NULL));
    bdg_json_bool(m, "search", q || json_is_true(json_object_get(json_object_get(m, "choose"), "more")));
    return NULL;
}

static bdg_err_t *graphics_differ(json_t *m, bdg_req_t *req, const json_t *saved)
{
    const char *now, *typed;
    BDG_TRY(bdg_graphic_name_by_id(&now, req, value(saved, "graphic")));
    BDG_TRY(bdg_graphic_name_by_id(&typed, req, value(values(m), "graphic")));
    bdg_form_differs_in(m, "graphic", _("Graphic"), now, typed);
    return NULL;
}

static const bdg_badge_tab_t graphics = { "/graphics", "admin/badges/graphics", graphics_saved, graphics_typed, graphics_furnish, graphics_differ, 1 };

bdg_err_t *bdg_get_badge_graphics(bdg_req_t *req, bdg_res_t *res) { return bdg_badge_show_tab(req, res, &graphics); }

/* Should the badge be refused after its picture came into the library, the picture is the chosen one when the form comes back. */
static bdg_err_t *choose(bdg_req_t *req, const char *public_id)
{
    for (int i = 0; i < req->form->n; i++)
        if (!strcmp(req->form->fields[i].name, "graphic"))
            req->form->fields[i].value = public_id;
    return bdg_form_get(req->form, "graphic") ? NULL : bdg_form_add(req->form, "graphic", public_id);
}

/* An uploaded picture goes into the library, and is the one that is chosen then. */
static bdg_err_t *upload(const char **chosen, bdg_edit_t *edit, bdg_req_t *req)
{
    const char *data, *name = bdg_req_form(req, "picture_name");
    size_t len;
    bdg_graphic_bytes_t *bytes;
    bdg_graphic_t *g;
    bdg_edit_t into_library = *edit;
    *chosen = bdg_req_form(req, "graphic");
    bdg_req_db_release(req);
    BDG_TRY(bdg_graphic_upload(&data, &len, req, "picture"));
    if (data) {
        BDG_TRY(bdg_graphic_read(&bytes, edit->check, "picture", req->site, data, len, req->pool));
        BDG_TRY(bdg_req_db(req, &into_library.db));
        if (bdg_is_blank(name))
            name = bdg_graphic_name_of(bdg_req_upload(req, "picture")->filename, req->pool);
        BDG_TRY(bdg_graphic_create(&g, &into_library, &(bdg_graphic_typed_t){ name, NULL }, bytes));
        BDG_TRY(choose(req, *chosen = g->public_id));
    }
    return bdg_req_db(req, &edit->db);
}

bdg_err_t *bdg_post_badge_graphics(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *chosen;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = upload(&chosen, &edit, req);
    if (!e)
        e = bdg_form_taken(req);
    if (!e)
        e = bdg_badge_class_set_graphic(&edit, chosen);
    return bdg_badge_after_tab(req, res, &graphics, &edit, e);
}

/* --- Criteria */

static bdg_err_t *criteria_saved(json_t *v, bdg_req_t *req, const bdg_badge_class_t *b)
{
    (void)req;
    bdg_json_str(v, "criteria", b->criteria_text ? b->criteria_text : "");
    bdg_json_str(v, "criteria_url", b->criteria_url ? b->criteria_url : "");
    return NULL;
}

static void criteria_typed(json_t *v, const bdg_req_t *req) { bdg_form_typed(v, req, "criteria", "criteria_url", NULL); }

static bdg_err_t *criteria_furnish(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    const char *html;
    (void)b;
    bdg_err_t *e = bdg_markdown_html(&html, value(values(m), "criteria"), req->pool);
    if (e && e->code == BDG_E_TOO_LARGE) {      /* the form says how much it can have */
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    bdg_words_set(m, "preview_html", html);
    return NULL;
}

static bdg_err_t *criteria_differ(json_t *m, bdg_req_t *req, const json_t *saved)
{
    (void)req;
    bdg_form_differs(m, saved, "criteria", _("Criteria"));
    bdg_form_differs(m, saved, "criteria_url", _("Address of the criteria"));
    return NULL;
}

static const bdg_badge_tab_t criteria = { "/criteria", "admin/badges/criteria", criteria_saved, criteria_typed, criteria_furnish, criteria_differ, 1 };

bdg_err_t *bdg_get_badge_criteria_tab(bdg_req_t *req, bdg_res_t *res) { return bdg_badge_show_tab(req, res, &criteria); }

bdg_err_t *bdg_post_badge_criteria_tab(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_badge_criteria_t typed = { bdg_req_form(req, "criteria"), bdg_req_form(req, "criteria_url") };
    if (bdg_req_form(req, "preview"))
        return bdg_badge_show_typed(req, res, &criteria);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_badge_class_set_criteria(&edit, &typed);
    return bdg_badge_after_tab(req, res, &criteria, &edit, e);
}

/* --- General settings */

static const char *const policy_words[] = {      /* in the order of bdg_badge_policies */
    N_("Skip them"), N_("Somebody who already holds this badge keeps what they have; nothing is issued twice."),
    N_("Allow them"), N_("Somebody may hold this badge more than once, for something that is earned each year."),
    N_("Replace the old one"), N_("The new credential takes the place of the one they hold, which is revoked."),
    N_("Refuse them"), N_("A second award is an error, and has to be taken out before the others are issued."), NULL };

void bdg_badge_expiry_saved(json_t *v, int months, apr_pool_t *pool)
{
    int years = months && !(months % 12);
    bdg_json_str(v, "expiry", months ? "period" : "never");
    bdg_json_str(v, "expiry_count", months ? apr_itoa(pool, years ? months / 12 : months) : "");
    bdg_json_str(v, "expiry_unit", months && !years ? "months" : "years");
}

void bdg_badge_expiry_furnish(json_t *m)
{
    json_t *units = bdg_badge_choices(m, "expiry_unit"), *v = values(m);
    bdg_parts_option(units, "months", _("months"), !strcmp(value(v, "expiry_unit"), "months"));
    bdg_parts_option(units, "years", _("years"), strcmp(value(v, "expiry_unit"), "months") != 0);
    bdg_json_bool(m, "expires", !strcmp(value(v, "expiry"), "period"));
}

static const char *expiry_words(bdg_req_t *req, const json_t *v)
{
    return strcmp(value(v, "expiry"), "period") ? _("Never") : apr_pstrcat(req->pool, value(v, "expiry_count"), " ", value(v, "expiry_unit"), NULL);
}

void bdg_badge_expiry_differs(json_t *m, bdg_req_t *req, const json_t *saved)
{
    bdg_form_differs_in(m, "expiry,expiry_count,expiry_unit", _("Expires after"), expiry_words(req, saved), expiry_words(req, values(m)));
}

static bdg_err_t *settings_saved(json_t *v, bdg_req_t *req, const bdg_badge_class_t *b)
{
    bdg_json_str(v, "duplicates", b->duplicate_policy);
    bdg_badge_expiry_saved(v, b->expiry_months, req->pool);
    return NULL;
}

static void settings_typed(json_t *v, const bdg_req_t *req) { bdg_form_typed(v, req, "duplicates", "expiry", "expiry_count", "expiry_unit", NULL); }

static bdg_err_t *settings_furnish(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    json_t *policies = bdg_badge_choices(m, "duplicates"), *v = values(m);
    (void)req; (void)b;
    for (int i = 0; bdg_badge_policies[i]; i++) {
        bdg_parts_option(policies, bdg_badge_policies[i], _(policy_words[2 * i]), !strcmp(value(v, "duplicates"), bdg_badge_policies[i]));
        bdg_json_str(json_array_get(policies, (size_t)i), "help", _(policy_words[2 * i + 1]));
    }
    bdg_badge_expiry_furnish(m);
    return NULL;
}

const char *bdg_badge_policy_title(const char *policy)
{
    for (int i = 0; bdg_badge_policies[i]; i++)
        if (!strcmp(policy, bdg_badge_policies[i]))
            return _(policy_words[2 * i]);
    return policy;
}

static bdg_err_t *settings_differ(json_t *m, bdg_req_t *req, const json_t *saved)
{
    bdg_form_differs_in(m, "duplicates", _("Duplicates"), bdg_badge_policy_title(value(saved, "duplicates")), bdg_badge_policy_title(value(values(m), "duplicates")));
    bdg_badge_expiry_differs(m, req, saved);
    return NULL;
}

static const bdg_badge_tab_t settings = { "/settings", "admin/badges/settings", settings_saved, settings_typed, settings_furnish, settings_differ, 0 };

bdg_err_t *bdg_get_badge_settings(bdg_req_t *req, bdg_res_t *res) { return bdg_badge_show_tab(req, res, &settings); }

bdg_err_t *bdg_post_badge_settings(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_badge_settings_t typed = { bdg_req_form(req, "duplicates"), bdg_req_form(req, "expiry"), bdg_req_form(req, "expiry_count"), bdg_req_form(req, "expiry_unit") };
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_badge_class_set_settings(&edit, &typed);
    return bdg_badge_after_tab(req, res, &settings, &edit, e);
}
