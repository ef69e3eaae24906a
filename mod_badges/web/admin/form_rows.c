#include "web/admin/form_rows.h"
#include "web/form_model.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

int bdg_form_rows_count(const bdg_req_t *req, const bdg_form_rows_t *spec)
{
    const char *n = bdg_req_form(req, "rows");
    int rows = n && strlen(n) <= 3 ? atoi(n) : 0;
    return rows < 0 ? 0 : rows > spec->max + 1 ? spec->max + 1 : rows;
}

const char *bdg_form_rows_member(const bdg_req_t *req, const char *member, int row)
{
    const char *s = bdg_req_form(req, apr_psprintf(req->pool, "%s_%d", member, row));
    return s ? s : "";
}

const char *bdg_form_rows_value(const json_t *row, const char *member)
{
    const char *s = bdg_json_get_str(row, member);
    return s ? s : "";
}

/* The row that a button names, or -1. */
static int pressed(const bdg_req_t *req, const char *button, int n)
{
    const char *s = bdg_req_form(req, button);
    if (!s || !*s || strlen(s) > 2 || strspn(s, "0123456789") != strlen(s))
        return -1;
    int i = atoi(s);
    return i < n ? i : -1;
}

int bdg_form_rows_pressed(const bdg_req_t *req)
{
    return bdg_req_form(req, "add") || bdg_req_form(req, "take_out") || bdg_req_form(req, "up") || bdg_req_form(req, "down");
}

static void swap(json_t *rows, int a, int b)
{
    if (a < 0 || b < 0 || a >= (int)json_array_size(rows) || b >= (int)json_array_size(rows))
        return;
    json_t *one = json_incref(json_array_get(rows, (size_t)a));
    json_array_set(rows, (size_t)a, json_array_get(rows, (size_t)b));
    json_array_set_new(rows, (size_t)b, one);
}

static json_t *row_of(const bdg_req_t *req, const bdg_form_rows_t *spec, int i)
{
    json_t *row = json_object();
    for (int m = 0; spec->members[m]; m++)
        bdg_json_str(row, spec->members[m], i < 0 ? "" : bdg_form_rows_member(req, spec->members[m], i));
    return row;
}

void bdg_form_rows_typed(json_t *values, const bdg_req_t *req, const bdg_form_rows_t *spec)
{
    json_t *rows = json_array();
    int n = bdg_form_rows_count(req, spec), removed = pressed(req, "take_out", n), up = pressed(req, "up", n), down = pressed(req, "down", n);
    bdg_json_set(values, "rows", rows);
    for (int i = 0; i < n; i++)
        if (i != removed)
            bdg_json_add(rows, row_of(req, spec, i));
    if (up > 0)
        swap(rows, up, up - 1);
    if (down >= 0)
        swap(rows, down, down + 1);
    if (bdg_req_form(req, "add") && n < spec->max)
        bdg_json_add(rows, row_of(req, spec, -1));
}

void bdg_form_rows_furnish(json_t *model, bdg_req_t *req, const bdg_form_rows_t *spec)
{
    json_t *v = json_object_get(model, "values"), *rows = json_object_get(v, "rows");
    const json_t *errors = json_object_get(model, "errors");
    int n = (int)json_array_size(rows);
    for (int i = 0; i < n; i++) {
        json_t *row = json_array_get(rows, (size_t)i);
        bdg_json_str(row, "row", apr_itoa(req->pool, i));
        bdg_json_str(row, "legend", bdg_say(req->pool, spec->legend, i + 1));
        bdg_json_bool(row, "first", i == 0);
        bdg_json_bool(row, "last", i == n - 1);
        for (int m = 0; spec->members[m]; m++)
            bdg_words_set(row, apr_pstrcat(req->pool, "error_", spec->members[m], NULL),
                          bdg_json_get_str(errors, apr_psprintf(req->pool, "%s_%d", spec->members[m], i)));
    }
    bdg_json_str(v, "count", apr_itoa(req->pool, n));
    bdg_json_bool(v, "any", n > 0);
    bdg_json_bool(v, "full", n >= spec->max);
}

void bdg_form_rows_differ(json_t *m, bdg_req_t *req, const json_t *now, const bdg_form_rows_t *spec, const char *(*words)(const json_t *row, apr_pool_t *p))
{
    const json_t *theirs = json_object_get(now, "rows"), *ours = json_object_get(json_object_get(m, "values"), "rows");
    size_t a = json_array_size(theirs), b = json_array_size(ours);
    for (size_t i = 0; i < a || i < b; i++)
        bdg_form_differs_in(m, apr_psprintf(req->pool, "rows.%lu", (unsigned long)i), bdg_say(req->pool, spec->legend, (int)i + 1),
                            i < a ? words(json_array_get(theirs, i), req->pool) : "", i < b ? words(json_array_get(ours, i), req->pool) : "");
}
