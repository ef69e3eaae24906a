/* The tab Languages: the words of a badge in other languages than its own. */
#include "core/translation.h"
#include "web/admin/badge_model.h"
#include "web/admin/form_rows.h"
#include "web/handlers.h"
#include "web/parts.h"
#include <apr_strings.h>
#include <string.h>

static const char *const members[] = { "language", "name", "description", "criteria_text", "criteria_url", NULL };
static const bdg_form_rows_t spec = { members, BDG_TRANSLATIONS_MAX, N_("Language %d") };

static const char *or_empty(const char *s) { return s ? s : ""; }

static bdg_err_t *saved(json_t *v, bdg_req_t *req, const bdg_badge_class_t *b)
{
    bdg_translation_t *list;
    int n;
    json_t *rows = json_array();
    bdg_json_set(v, "rows", rows);
    BDG_TRY(bdg_translations_read(&list, &n, b->translations_json, req->pool));
    for (int i = 0; i < n; i++) {
        json_t *row = json_object();
        bdg_json_str(row, "language", list[i].language);
        bdg_json_str(row, "name", list[i].name);
        bdg_json_str(row, "description", list[i].description);
        bdg_json_str(row, "criteria_text", or_empty(list[i].criteria_text));
        bdg_json_str(row, "criteria_url", or_empty(list[i].criteria_url));
        bdg_json_add(rows, row);
    }
    return NULL;
}

static void typed(json_t *v, const bdg_req_t *req) { bdg_form_rows_typed(v, req, &spec); }

static bdg_err_t *furnish(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    json_t *rows = json_object_get(json_object_get(m, "values"), "rows");
    bdg_form_rows_furnish(m, req, &spec);
    bdg_json_str(m, "own_language", bdg_language_name(b->language));
    bdg_json_bool(m, "has_criteria_text", b->criteria_text != NULL);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        const char *tag = bdg_form_rows_value(row, "language");
        bdg_json_set(row, "languages", bdg_parts_languages(tag, _("Choose a language")));
        bdg_json_str(row, "legend", *tag ? bdg_language_name(tag) : _("Another language"));
    }
    return NULL;
}

static const char *in_words(const json_t *row, apr_pool_t *pool)
{
    return apr_pstrcat(pool, bdg_language_name(bdg_form_rows_value(row, "language")), ": ", bdg_form_rows_value(row, "name"), "\n", bdg_form_rows_value(row, "description"), "\n",
                       bdg_form_rows_value(row, "criteria_text"), "\n", bdg_form_rows_value(row, "criteria_url"), NULL);
}

static bdg_err_t *differs(json_t *m, bdg_req_t *req, const json_t *now)
{
    bdg_form_rows_differ(m, req, now, &spec, in_words);
    return NULL;
}

static const bdg_badge_tab_t languages = { "/languages", "admin/badges/languages", saved, typed, furnish, differs, 0 };

bdg_err_t *bdg_get_badge_languages(bdg_req_t *req, bdg_res_t *res) { return bdg_badge_show_tab(req, res, &languages); }

bdg_err_t *bdg_post_badge_languages(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    int n = bdg_form_rows_count(req, &spec);
    if (bdg_form_rows_pressed(req))
        return bdg_badge_show_typed(req, res, &languages);
    bdg_translation_typed_t *rows = apr_pcalloc(req->pool, sizeof *rows * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        rows[i] = (bdg_translation_typed_t){ bdg_form_rows_member(req, "language", i), bdg_form_rows_member(req, "name", i), bdg_form_rows_member(req, "description", i),
                                             bdg_form_rows_member(req, "criteria_text", i), bdg_form_rows_member(req, "criteria_url", i) };
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_badge_class_set_translations(&edit, rows, n);
    return bdg_badge_after_tab(req, res, &languages, &edit, e);
}
