/* The tab Attributes. */
#include "core/attribute.h"
#include "base/language.h"
#include "web/admin/badge_model.h"
#include "web/admin/form_rows.h"
#include "web/handlers.h"
#include "web/parts.h"
#include <apr_strings.h>
#include <string.h>

/* What a row says, in the order of members[]. */
static const char *const members[] = { "key", "name", "type", "required", "choices", "help", NULL };

static const bdg_form_rows_t spec = { members, BDG_ATTRIBUTES_MAX, N_("Attribute %d") };

static const char *member(const json_t *row, const char *key) { return bdg_form_rows_value(row, key); }

/* --- rows as saved */

static bdg_err_t *saved(json_t *v, bdg_req_t *req, const bdg_badge_class_t *b)
{
    bdg_attribute_t *list;
    int n;
    json_t *rows = json_array();
    bdg_json_set(v, "rows", rows);
    BDG_TRY(bdg_attributes_read(&list, &n, b->attributes_json, req->pool));
    for (int i = 0; i < n; i++) {
        json_t *row = json_object();
        const char *choices = "";
        for (int c = 0; c < list[i].nchoices; c++)
            choices = apr_pstrcat(req->pool, choices, c ? "\n" : "", list[i].choices[c], NULL);
        bdg_json_str(row, "key", list[i].key);
        bdg_json_str(row, "name", list[i].name);
        bdg_json_str(row, "type", bdg_attribute_types[list[i].type]);
        bdg_json_str(row, "required", list[i].required ? "1" : "");
        bdg_json_str(row, "choices", choices);
        bdg_json_str(row, "help", list[i].help);
        bdg_json_add(rows, row);
    }
    return NULL;
}

static void typed(json_t *v, const bdg_req_t *req) { bdg_form_rows_typed(v, req, &spec); }

/* --- what the form needs around them */

static bdg_err_t *furnish(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    json_t *rows = json_object_get(json_object_get(m, "values"), "rows");
    (void)b;
    bdg_form_rows_furnish(m, req, &spec);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i), *types = json_array();
        for (int t = 0; bdg_attribute_types[t]; t++)
            bdg_parts_option(types, bdg_attribute_types[t], bdg_tr(bdg_attribute_type_words[t]), !strcmp(member(row, "type"), bdg_attribute_types[t]));
        bdg_json_set(row, "types", types);
        bdg_json_bool(row, "checked", *member(row, "required"));
        bdg_json_bool(row, "is_choice", !strcmp(member(row, "type"), "choice"));
    }
    return NULL;
}

/* One line for one attribute: "Grade (Choice from a list: A, B; required)". */
static const char *in_words(const json_t *row, apr_pool_t *pool)
{
    int t = 0;
    while (bdg_attribute_types[t] && strcmp(bdg_attribute_types[t], member(row, "type")))
        t++;
    return apr_pstrcat(pool, member(row, "name"), " (", bdg_attribute_types[t] ? bdg_tr(bdg_attribute_type_words[t]) : member(row, "type"),
                       *member(row, "choices") ? ": " : "", member(row, "choices"), *member(row, "required") ? "; required" : "", ")",
                       *member(row, "help") ? ": " : "", member(row, "help"), NULL);
}

static bdg_err_t *differs(json_t *m, bdg_req_t *req, const json_t *now)
{
    bdg_form_rows_differ(m, req, now, &spec, in_words);
    return NULL;
}

static const bdg_badge_tab_t attributes = { "/attributes", "admin/badges/attributes", saved, typed, furnish, differs, 0 };

bdg_err_t *bdg_get_badge_attributes(bdg_req_t *req, bdg_res_t *res) { return bdg_badge_show_tab(req, res, &attributes); }

bdg_err_t *bdg_post_badge_attributes(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    int n = bdg_form_rows_count(req, &spec);
    if (bdg_form_rows_pressed(req))
        return bdg_badge_show_typed(req, res, &attributes);
    bdg_attribute_typed_t *rows = apr_pcalloc(req->pool, sizeof *rows * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        rows[i] = (bdg_attribute_typed_t){ bdg_form_rows_member(req, "key", i), bdg_form_rows_member(req, "name", i), bdg_form_rows_member(req, "type", i),
                                           bdg_form_rows_member(req, "required", i), bdg_form_rows_member(req, "choices", i), bdg_form_rows_member(req, "help", i) };
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_badge_class_set_attributes(&edit, rows, n);
    return bdg_badge_after_tab(req, res, &attributes, &edit, e);
}
