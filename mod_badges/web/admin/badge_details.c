/* The tab Details, which is the form for a new badge, too. */
#include "store/issuer.h"
#include "base/language.h"
#include "web/admin/badge_model.h"
#include "web/admin/badge_tabs.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

static const char *value(const json_t *o, const char *key)
{
    const char *s = bdg_json_get_str(o, key);
    return s ? s : "";
}

static json_t *values(json_t *model) { return json_object_get(model, "values"); }

bdg_badge_details_t bdg_badge_typed_details(const bdg_req_t *req)
{
    return (bdg_badge_details_t){
        .name = bdg_req_form(req, "name"), .description = bdg_req_form(req, "description"), .language = bdg_req_form(req, "language"),
        .issuer = bdg_req_form(req, "issuer"), .tags = bdg_req_form(req, "tags"),
        .expiry = bdg_req_form(req, "expiry"), .expiry_count = bdg_req_form(req, "expiry_count"), .expiry_unit = bdg_req_form(req, "expiry_unit"),
        .achievement = { bdg_req_form(req, "achievement_type"), bdg_req_form(req, "achievement_other"), bdg_req_form(req, "credits"), bdg_req_form(req, "field"),
                         bdg_req_form(req, "specialization"), bdg_req_form(req, "code") } };
}

void bdg_badge_details_values(json_t *v, const bdg_req_t *req)
{
    bdg_form_typed(v, req, "name", "description", "language", "issuer", "tags", "expiry", "expiry_count", "expiry_unit", "achievement_type", "achievement_other", "credits",
                   "field", "specialization", "code", NULL);
}

static const char *or_empty(const char *s) { return s ? s : ""; }

static bdg_err_t *achievement_saved(json_t *v, const bdg_badge_class_t *b, apr_pool_t *pool)
{
    bdg_achievement_t a;
    BDG_TRY(bdg_achievement_read(&a, b->achievement_json, pool));
    int other = a.type && !strncmp(a.type, "ext:", 4);
    bdg_json_str(v, "achievement_type", other ? "ext" : or_empty(a.type));
    bdg_json_str(v, "achievement_other", other ? a.type + 4 : "");
    bdg_json_str(v, "credits", or_empty(a.credits));
    bdg_json_str(v, "field", or_empty(a.field));
    bdg_json_str(v, "specialization", or_empty(a.specialization));
    bdg_json_str(v, "code", or_empty(a.code));
    return NULL;
}

static bdg_err_t *details_saved(json_t *v, bdg_req_t *req, const bdg_badge_class_t *b)
{
    bdg_db_t *db;
    bdg_issuer_t *issuer;
    bdg_json_str(v, "name", b->name);
    bdg_json_str(v, "description", b->description);
    bdg_json_str(v, "language", b->language);
    bdg_json_str(v, "tags", bdg_badge_tags(b, req->pool));
    bdg_json_str(v, "issuer", "");
    bdg_badge_expiry_saved(v, b->expiry_months, req->pool);
    BDG_TRY(achievement_saved(v, b, req->pool));
    if (!b->issuer_id)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_issuer_by_id(&issuer, db, b->issuer_id, req->pool));
    bdg_json_str(v, "issuer", issuer->public_id);
    return NULL;
}

/* Few badges say more: it lies folded up, unless something in it is said, or is wrong. */
static void furnish_more(json_t *m)
{
    static const char *const fields[] = { "achievement_type", "achievement_other", "credits", "field", "specialization", "code", NULL };
    const json_t *v = values(m), *errors = json_object_get(m, "errors");
    const char *type = value(v, "achievement_type");
    json_t *list = bdg_badge_choices(m, "achievement_type");
    int open = 0;
    bdg_parts_option(list, "", _("Not said"), !*type);
    for (int i = 0; bdg_achievement_types[i]; i += 2)
        bdg_parts_option(list, bdg_achievement_types[i], bdg_tr(bdg_achievement_types[i + 1]), !strcmp(type, bdg_achievement_types[i]));
    bdg_parts_option(list, "ext", _("Another kind"), !strcmp(type, "ext"));
    for (int i = 0; fields[i]; i++)
        open |= *value(v, fields[i]) || *value(errors, fields[i]);
    bdg_json_bool(m, "more_open", open);
}

bdg_err_t *bdg_badge_furnish_details(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    bdg_issuer_t *present = NULL;
    int whole = (req->actor.perms & BDG_PERM_BIT(BDG_PERM_BADGES_EDIT)) != 0, found = 0;
    const char *now = value(values(m), "issuer");
    json_t *list = bdg_badge_choices(m, "issuer");
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_issuer_choices(&rows, db, req->scope.organisation_id, whole, req->actor.account_id, BDG_PERM_BIT(BDG_PERM_BADGES_EDIT), req->pool));
    if (b && b->issuer_id)
        BDG_TRY(bdg_issuer_by_id(&present, db, b->issuer_id, req->pool));
    if (!b && rows->nelts == 1 && !*now)
        now = APR_ARRAY_IDX(rows, 0, bdg_choice_t).public_id;
    bdg_parts_option(list, "", whole ? _("Choose later") : _("Choose an issuer"), !*now);
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_choice_t *c = &APR_ARRAY_IDX(rows, i, bdg_choice_t);
        found |= present && !strcmp(c->public_id, present->public_id);
        bdg_parts_option(list, c->public_id, c->name, !strcmp(c->public_id, now));
    }
    if (present && !found)
        bdg_parts_option(list, present->public_id, present->name, !strcmp(present->public_id, now));
    if (present && b->award_count) {
        bdg_json_str(m, "fixed_issuer", present->name);
        bdg_json_str(m, "fixed_issuer_id", present->public_id);
    }
    bdg_json_bool(m, "no_issuers", !rows->nelts && !present);
    bdg_json_bool(m, "may_make_issuers", (req->actor.perms & BDG_PERM_BIT(BDG_PERM_ISSUERS_EDIT)) != 0);
    now = value(values(m), "language");
    bdg_json_set(json_object_get(m, "choices"), "language", bdg_parts_languages(*now ? now : "en", NULL));
    bdg_badge_expiry_furnish(m);
    furnish_more(m);
    return NULL;
}

static const char *text_of_choice(const json_t *m, const char *name, const char *wanted)
{
    const json_t *list = json_object_get(json_object_get(m, "choices"), name);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!strcmp(value(json_array_get(list, i), "value"), wanted))
            return value(json_array_get(list, i), "text");
    return wanted;
}

static const char *kind_words(const json_t *m, const json_t *v)
{
    const char *type = value(v, "achievement_type");
    return strcmp(type, "ext") ? text_of_choice(m, "achievement_type", type) : value(v, "achievement_other");
}

static bdg_err_t *details_differ(json_t *m, bdg_req_t *req, const json_t *saved)
{
    const json_t *v = values(m);
    BDG_TRY(bdg_badge_furnish_details(m, req, NULL));
    bdg_form_differs(m, saved, "name", _("Name"));
    bdg_form_differs(m, saved, "description", _("Description"));
    bdg_form_differs_in(m, "language", _("Language"), bdg_language_name(value(saved, "language")), bdg_language_name(value(v, "language")));
    bdg_form_differs_in(m, "issuer", _("Issuer"), text_of_choice(m, "issuer", value(saved, "issuer")), text_of_choice(m, "issuer", value(v, "issuer")));
    bdg_form_differs(m, saved, "tags", _("Tags"));
    bdg_badge_expiry_differs(m, req, saved);
    bdg_form_differs_in(m, "achievement_type,achievement_other", _("Kind of achievement"), kind_words(m, saved), kind_words(m, v));
    bdg_form_differs(m, saved, "credits", _("Credits"));
    bdg_form_differs(m, saved, "field", _("Field of study"));
    bdg_form_differs(m, saved, "specialization", _("Specialization"));
    bdg_form_differs(m, saved, "code", _("Code"));
    return NULL;
}

static const bdg_badge_tab_t details = { "/details", "admin/badges/details", details_saved, bdg_badge_details_values, bdg_badge_furnish_details, details_differ, 1 };

bdg_err_t *bdg_get_badge_details(bdg_req_t *req, bdg_res_t *res) { return bdg_badge_show_tab(req, res, &details); }

bdg_err_t *bdg_post_badge_details(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_badge_details_t typed = bdg_badge_typed_details(req);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_badge_class_set_details(&edit, &typed);
    return bdg_badge_after_tab(req, res, &details, &edit, e);
}

