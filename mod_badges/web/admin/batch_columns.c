/* What the columns of a batch's file mean: questions first, then every column with its samples. And cells, mended one by one. */
#include "base/str.h"
#include "base/language.h"
#include "web/admin/batch_model.h"
#include "web/admin/column_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define CELLS 50

/* ---------------------------------------------------------------- columns */

static json_t *target_options(const bdg_req_t *req, const bdg_batch_plan_t *plan, const bdg_column_t *c)
{
    static const int order[] = { BDG_AWARD_NAME, BDG_TARGET_FIRST_NAME, BDG_TARGET_LAST_NAME, BDG_AWARD_IDENTITY, BDG_AWARD_ISSUED, BDG_AWARD_EXPIRES, BDG_AWARD_NARRATIVE,
        BDG_AWARD_EVIDENCE_URL, BDG_AWARD_EVIDENCE_NAME, BDG_AWARD_EVIDENCE_NARRATIVE, BDG_AWARD_EXTERNAL_ID, BDG_AWARD_IDENTITY_TYPE };
    json_t *list = json_array();
    bdg_parts_option(list, "", _("Do not use this column"), c->target == BDG_TARGET_NONE || c->target == BDG_TARGET_REASONS);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        bdg_parts_option(list, bdg_target_key(order[i], plan->rules, req->pool), bdg_target_title(order[i], plan->rules), c->target == order[i]);
    for (int i = 0; i < plan->rules->nattributes; i++)
        bdg_parts_option(list, bdg_target_key(BDG_AWARD_FIXED + i, plan->rules, req->pool), plan->rules->attributes[i].name, c->target == BDG_AWARD_FIXED + i);
    return list;
}

/* How a date of the column reads in one order: "3 April 2026". */
static const char *reads_as(const bdg_column_t *c, bdg_order_e order, apr_pool_t *pool)
{
    const char *s = c->either_sample;
    bdg_date_reading_t r = s ? bdg_date_read(s, strlen(s), order) : (bdg_date_reading_t){ .date = BDG_DATE_NONE };
    const char *words = bdg_date_words(r.date, pool);
    return words ? bdg_say(pool, ": %s is %s", s, words) : "";
}

static json_t *order_options(const bdg_req_t *req, const bdg_column_t *c)
{
    json_t *list = json_array();
    int open = c->order == BDG_ORDER_UNKNOWN;
    bdg_parts_option(list, "", open && c->either ? _("Please choose") : _("As the dates show by themselves"), open || !c->order_chosen);
    bdg_parts_option(list, "day", apr_pstrcat(req->pool, _("Day first"), reads_as(c, BDG_ORDER_DAY_FIRST, req->pool), NULL), c->order_chosen && c->order == BDG_ORDER_DAY_FIRST);
    bdg_parts_option(list, "month", apr_pstrcat(req->pool, _("Month first"), reads_as(c, BDG_ORDER_MONTH_FIRST, req->pool), NULL), c->order_chosen && c->order == BDG_ORDER_MONTH_FIRST);
    return list;
}

static json_t *column_model(const bdg_req_t *req, const bdg_batch_plan_t *plan, int i)
{
    const bdg_column_t *c = &plan->cols->c[i];
    json_t *o = bdg_column_model(req, c, i, target_options(req, plan, c));
    bdg_json_bool(o, "dates", c->either || c->day_first || c->month_first);
    bdg_json_set(o, "orders", order_options(req, c));
    return o;
}

static json_t *rows_model(const bdg_req_t *req, const bdg_batch_plan_t *plan, bdg_db_t *db, bdg_err_t **e)
{
    json_t *list = json_array();
    bdg_chunk_t *chunk;
    *e = bdg_chunk_of_row(&chunk, db, plan->batch->id, 0, req->pool);
    if (*e)
        return list;
    bdg_packed_row_t *row = apr_palloc(req->pool, sizeof *row);
    const char *at = chunk->data, *end = chunk->data + chunk->len;
    bdg_parts_option(list, "-1", _("There are no headings"), plan->cols->header == -1);
    for (int i = 0; i < 20 && bdg_rows_next(row, &at, end) == 1; i++) {
        const char *text = bdg_say(req->pool, "Row %d: ", row->number);
        for (int k = 0; k < row->ncells && k < 4; k++)
            text = apr_pstrcat(req->pool, text, k ? ", " : "", bdg_text_clean(row->cells[k].data, row->cells[k].len < 40 ? row->cells[k].len : 0, 0, req->pool), NULL);
        bdg_parts_option(list, apr_psprintf(req->pool, "%d", i), text, plan->cols->header == i);
    }
    return list;
}

static const char *question_text(const bdg_batch_plan_t *plan, const bdg_question_t *q, apr_pool_t *pool)
{
    char letters[8];
    if (q->kind == BDG_ASK_ORDER)
        return bdg_say(pool, "Which stands first in column %s, the day or the month? %s can be read in two ways.", bdg_table_column(q->column + 1, letters), plan->cols->c[q->column].either_sample);
    return bdg_column_question(q, bdg_target_title(q->target, plan->rules), pool);
}

static void questions_model(json_t *m, const bdg_req_t *req, const bdg_batch_plan_t *plan)
{
    json_t *list = json_array();
    for (int i = 0; i < plan->nquestions; i++)
        bdg_column_ask(list, plan->cols, &plan->questions[i], question_text(plan, &plan->questions[i], req->pool), req->pool);
    bdg_json_bool(m, "has_questions", plan->nquestions > 0);
    bdg_json_set(m, "questions", list);
}

bdg_err_t *bdg_get_batch_columns(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    bdg_err_t *e = NULL;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_elsewhere(&e, req, res, plan, 3))
        return e;
    BDG_TRY(bdg_req_db(req, &db));
    json_t *m = bdg_batch_page(req, plan, 3), *list = json_array(), *f = json_object();
    for (int i = 0; i < plan->cols->n; i++)
        bdg_json_add(list, column_model(req, plan, i));
    bdg_json_set(m, "columns", list);
    bdg_json_set(m, "headers", rows_model(req, plan, db, &e));
    BDG_TRY(e);
    questions_model(m, req, plan);
    bdg_json_str(f, "text", bdg_batch_file_text(plan, req->pool));
    bdg_json_bool(f, "has_sheets", json_array_size(json_object_get(plan->file, "sheets")) > 1);
    bdg_json_set(m, "file", f);
    bdg_json_str(m, "rows_text", bdg_words_count(plan->batch->row_count, "row", "rows", req->pool));
    return bdg_res_page(res, "admin/batches/columns", json_incref(m));
}

bdg_err_t *bdg_post_batch_columns(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_column_choice_t *choices = apr_pcalloc(req->pool, sizeof *choices * (size_t)(plan->cols->n + 1));
    const char *header = bdg_req_form(req, "header");
    for (int i = 0; i < plan->cols->n; i++) {
        const char *target = bdg_req_form(req, apr_psprintf(req->pool, "column-%d", i)), *order = bdg_req_form(req, apr_psprintf(req->pool, "order-%d", i));
        choices[i].target = !target || !*target ? (plan->cols->c[i].target == BDG_TARGET_REASONS ? BDG_TARGET_REASONS : BDG_TARGET_NONE) : bdg_target_by_key(target, plan->rules);
        choices[i].order = order && !strcmp(order, "day") ? BDG_ORDER_DAY_FIRST : order && !strcmp(order, "month") ? BDG_ORDER_MONTH_FIRST : BDG_ORDER_UNKNOWN;
    }
    int row = header && *header && strspn(header, "-0123456789") == strlen(header) && strlen(header) < 6 ? atoi(header) : -2;
    BDG_TRY(bdg_batch_set_columns_to(db, &req->actor, plan->batch->id, bdg_batch_revision(req), choices, plan->cols->n, row, req->pool));
    if (row != -2 && row != plan->cols->header)   /* the columns are other ones now: look at them first */
        return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, "/columns"), "info", "The headings are read from another row now. Look at the columns again.");
    return bdg_batch_go_on(req, res, db, plan->batch->id, plan->batch->public_id, NULL);
}

/* ---------------------------------------------------------------- cells */

static bdg_err_t *bad_cells(apr_array_header_t **cells, bdg_req_t *req, bdg_db_t *db, const bdg_batch_plan_t *plan, const char *problem, const char *field)
{
    int code = bdg_problem_by_name(problem);
    if (code < 0)
        return bdg_err(BDG_E_NOT_FOUND, "There is no page at this address.");
    int f = field && *field && strlen(field) < 4 && strspn(field, "0123456789") == strlen(field) ? atoi(field) : -2;
    return bdg_batch_bad_cells(cells, plan, db, (bdg_problem_e)code, f, CELLS, req->pool);
}

bdg_err_t *bdg_get_batch_cells(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    apr_array_header_t *cells;
    bdg_err_t *e = NULL;
    const char *problem = bdg_req_arg(req, "problem"), *field = bdg_req_arg(req, "field");
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_elsewhere(&e, req, res, plan, 3))
        return e;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bad_cells(&cells, req, db, plan, problem, field));
    if (!cells->nelts)
        return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, "/check"), NULL, NULL);
    json_t *m = bdg_batch_page(req, plan, 3), *list = json_array();
    for (int i = 0; i < cells->nelts; i++) {
        const bdg_bad_cell_t *c = &APR_ARRAY_IDX(cells, i, bdg_bad_cell_t);
        json_t *o = json_object();
        bdg_json_str(o, "cell", bdg_batch_cell(c->column, c->number, req->pool));
        bdg_json_str(o, "field", apr_psprintf(req->pool, "cell-%d-%d", c->ordinal, c->column));
        bdg_json_str(o, "value", c->value);
        bdg_words_set(o, "who", c->name);
        bdg_words_set(o, "wrong", c->right);
        bdg_json_bool(o, "long", strlen(c->value) > 80 || strchr(c->value, '\n'));
        bdg_json_add(list, o);
    }
    bdg_json_set(m, "cells", list);
    bdg_json_str(m, "problem", problem);
    bdg_json_str(m, "field_number", field ? field : "");
    bdg_json_str(m, "problem_title", bdg_problem_title((bdg_problem_e)bdg_problem_by_name(problem)));
    bdg_json_str(m, "problem_mend", bdg_problem_mend((bdg_problem_e)bdg_problem_by_name(problem)));
    bdg_json_bool(m, "first_only", cells->nelts == CELLS);
    return bdg_res_page(res, "admin/batches/cells", json_incref(m));
}

/* Browsers send line breaks as CR LF, whatever the cell has. */
static int same_text(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += *a == '\r';
        b += *b == '\r';
        if (*a != *b || !*a)
            return *a == *b;
    }
}

/* Only cells that were shown can be changed, and only those that were changed are kept. */
bdg_err_t *bdg_post_batch_cells(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    apr_array_header_t *cells, *changed = apr_array_make(req->pool, 16, sizeof(bdg_correction_t));
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bad_cells(&cells, req, db, plan, bdg_req_form(req, "problem"), bdg_req_form(req, "field")));
    for (int i = 0; i < cells->nelts; i++) {
        const bdg_bad_cell_t *c = &APR_ARRAY_IDX(cells, i, bdg_bad_cell_t);
        const char *typed = bdg_req_form(req, apr_psprintf(req->pool, "cell-%d-%d", c->ordinal, c->column));
        if (typed && !same_text(typed, c->value))
            APR_ARRAY_PUSH(changed, bdg_correction_t) = (bdg_correction_t){ c->ordinal, c->column, typed };
    }
    if (!changed->nelts)
        return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, "/check"), "info", "Nothing was changed.");
    BDG_TRY(bdg_batch_set_cells(db, &req->actor, plan->batch->id, bdg_batch_revision(req), (const bdg_correction_t *)changed->elts, changed->nelts, req->pool));
    return bdg_batch_go_on(req, res, db, plan->batch->id, plan->batch->public_id,
                           bdg_say(req->pool, "%s corrected, and all rows checked again.", bdg_words_count(changed->nelts, "cell", "cells", req->pool)));
}
