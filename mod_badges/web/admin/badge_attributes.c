/* The tab Attributes: rows that are added, removed and moved by buttons of the form, so that it works without scripts and keeps what was typed. */
#include "core/attribute.h"
#include "web/admin/badge_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* What a row says, in the order of members[]. */
static const char *const members[] = { "key", "name", "type", "required", "choices", "help", NULL };

static json_t *blank_row(void)
{
    json_t *row = json_object();
    for (int i = 0; members[i]; i++)
        bdg_json_str(row, members[i], "");
    bdg_json_str(row, "type", "text");
    return row;
}

static const char *member(const json_t *row, const char *key)
{
    const char *s = bdg_json_get_str(row, key);
    return s ? s : "";
}

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

/* --- rows as typed */

/* A few more than a badge can have: the rule says so beside the form. */
static int count_typed(const bdg_req_t *req)
{
    const char *n = bdg_req_form(req, "rows");
    int rows = n && strlen(n) <= 3 ? atoi(n) : 0;
    return rows < 0 ? 0 : rows > BDG_ATTRIBUTES_MAX + 1 ? BDG_ATTRIBUTES_MAX + 1 : rows;
}

static const char *typed_member(const bdg_req_t *req, const char *name, int row)
{
    const char *s = bdg_req_form(req, apr_psprintf(req->pool, "%s_%d", name, row));
    return s ? s : "";
}

static int pressed(const bdg_req_t *req, const char *button, int n)
{
    const char *s = bdg_req_form(req, button);
    if (!s || !*s || strlen(s) > 2 || strspn(s, "0123456789") != strlen(s))
        return -1;
    int i = atoi(s);
    return i < n ? i : -1;
}

static void swap_rows(json_t *rows, int a, int b)
{
    if (a < 0 || b < 0 || a >= (int)json_array_size(rows) || b >= (int)json_array_size(rows))
        return;
    json_t *one = json_incref(json_array_get(rows, (size_t)a));
    json_array_set(rows, (size_t)a, json_array_get(rows, (size_t)b));
    json_array_set_new(rows, (size_t)b, one);
}

static void typed(json_t *v, const bdg_req_t *req)
{
    json_t *rows = json_array();
    int n = count_typed(req), removed = pressed(req, "take_out", n), up = pressed(req, "up", n), down = pressed(req, "down", n);
    bdg_json_set(v, "rows", rows);
    for (int i = 0; i < n; i++) {
        json_t *row = json_object();
        for (int m = 0; members[m]; m++)
            bdg_json_str(row, members[m], typed_member(req, members[m], i));
        if (i == removed)
            json_decref(row);
        else
            bdg_json_add(rows, row);
    }
    if (up > 0)
        swap_rows(rows, up, up - 1);
    if (down >= 0)
        swap_rows(rows, down, down + 1);
    if (bdg_req_form(req, "add") && n < BDG_ATTRIBUTES_MAX)
        bdg_json_add(rows, blank_row());
}

/* --- what the form needs around them */

static void row_problem(json_t *row, const json_t *errors, bdg_req_t *req, const char *name, int i)
{
    const char *text = bdg_json_get_str(errors, apr_psprintf(req->pool, "%s_%d", name, i));
    bdg_words_set(row, apr_pstrcat(req->pool, "error_", name, NULL), text);
}

static bdg_err_t *furnish(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    json_t *v = json_object_get(m, "values"), *rows = json_object_get(v, "rows");
    const json_t *errors = json_object_get(m, "errors");
    int n = (int)json_array_size(rows);
    (void)b;
    for (int i = 0; i < n; i++) {
        json_t *row = json_array_get(rows, (size_t)i), *types = json_array();
        for (int t = 0; bdg_attribute_types[t]; t++)
            bdg_parts_option(types, bdg_attribute_types[t], bdg_attribute_type_words[t], !strcmp(member(row, "type"), bdg_attribute_types[t]));
        bdg_json_set(row, "types", types);
        bdg_json_str(row, "row", apr_itoa(req->pool, i));
        bdg_json_str(row, "number", apr_itoa(req->pool, i + 1));
        bdg_json_bool(row, "first", i == 0);
        bdg_json_bool(row, "last", i == n - 1);
        bdg_json_bool(row, "checked", *member(row, "required"));
        bdg_json_bool(row, "is_choice", !strcmp(member(row, "type"), "choice"));
        row_problem(row, errors, req, "name", i);
        row_problem(row, errors, req, "type", i);
        row_problem(row, errors, req, "choices", i);
        row_problem(row, errors, req, "help", i);
    }
    bdg_json_str(v, "count", apr_itoa(req->pool, n));
    bdg_json_bool(v, "any", n > 0);
    bdg_json_bool(v, "full", n >= BDG_ATTRIBUTES_MAX);
    return NULL;
}

/* One line for one attribute: "Grade (Choice from a list: A, B; required)". */
static const char *in_words(const json_t *row, apr_pool_t *pool)
{
    int t = 0;
    while (bdg_attribute_types[t] && strcmp(bdg_attribute_types[t], member(row, "type")))
        t++;
    return apr_pstrcat(pool, member(row, "name"), " (", bdg_attribute_types[t] ? bdg_attribute_type_words[t] : member(row, "type"),
                       *member(row, "choices") ? ": " : "", member(row, "choices"), *member(row, "required") ? "; required" : "", ")",
                       *member(row, "help") ? ": " : "", member(row, "help"), NULL);
}

static bdg_err_t *differs(json_t *m, bdg_req_t *req, const json_t *now)
{
    const json_t *theirs = json_object_get(now, "rows"), *ours = json_object_get(json_object_get(m, "values"), "rows");
    size_t a = json_array_size(theirs), b = json_array_size(ours);
    for (size_t i = 0; i < a || i < b; i++)
        bdg_form_differs(m, apr_psprintf(req->pool, "Attribute %lu", (unsigned long)i + 1), i < a ? in_words(json_array_get(theirs, i), req->pool) : "",
                         i < b ? in_words(json_array_get(ours, i), req->pool) : "");
    return NULL;
}

static const bdg_badge_tab_t attributes = { "/attributes", "admin/badges/attributes", saved, typed, furnish, differs, 0 };

bdg_err_t *bdg_get_badge_attributes(bdg_req_t *req, bdg_res_t *res) { return bdg_badge_show_tab(req, res, &attributes); }

bdg_err_t *bdg_post_badge_attributes(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    int n = count_typed(req);
    if (bdg_req_form(req, "add") || bdg_req_form(req, "take_out") || bdg_req_form(req, "up") || bdg_req_form(req, "down"))
        return bdg_badge_show_typed(req, res, &attributes);
    bdg_attribute_typed_t *rows = apr_pcalloc(req->pool, sizeof *rows * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        rows[i] = (bdg_attribute_typed_t){ typed_member(req, "key", i), typed_member(req, "name", i), typed_member(req, "type", i),
                                           typed_member(req, "required", i), typed_member(req, "choices", i), typed_member(req, "help", i) };
    BDG_TRY(bdg_form_edit(&edit, req));
    return bdg_badge_after_tab(req, res, &attributes, &edit, bdg_badge_class_set_attributes(&edit, rows, n));
}
