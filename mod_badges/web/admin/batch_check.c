/* Step 3 of a batch: what the check found, and everything that mends it for all rows at once. */
#include "base/str.h"
#include "base/language.h"
#include "web/admin/batch_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------- groups */

static int cells_can_be_mended(int code)
{
    switch (code) {
    case BDG_P_UNCLOSED_QUOTE: case BDG_P_ROW_CUT: case BDG_P_DUPLICATE: case BDG_P_HELD:
        return 0;
    default:
        return code < BDG_P_FIRST_WARNING || code == BDG_P_LOOKS_MISTYPED;
    }
}

static int about_duplicates(int code)
{
    return code == BDG_P_DUPLICATE || code == BDG_P_HELD || (code >= BDG_P_DUPLICATE_SKIPPED && code <= BDG_P_HELD_REPLACED);
}

static void link_action(json_t *actions, const char *href, const char *text)
{
    json_t *o = json_object();
    bdg_json_str(o, "href", href);
    bdg_json_str(o, "text", text);
    bdg_json_bool(o, "rule", 0);
    bdg_json_add(actions, o);
}

static void rule_action(json_t *actions, const char *kind, const char *from, const char *to, const char *text)
{
    json_t *o = json_object();
    bdg_json_bool(o, "href", 0);
    bdg_json_str(o, "rule", kind);
    bdg_json_str(o, "from", from ? from : "");
    bdg_json_str(o, "to", to ? to : "");
    bdg_json_str(o, "text", text);
    bdg_json_add(actions, o);
}

static json_t *actions_of(const bdg_req_t *req, const bdg_batch_plan_t *plan, const json_t *g, int code, int column)
{
    json_t *list = json_array();
    const char *id = plan->batch->public_id, *from = bdg_json_get_str(g, "from"), *to = bdg_json_get_str(g, "to");
    int count = (int)json_integer_value(json_object_get(g, "count")), field = (int)json_integer_value(json_object_get(g, "field"));
    char letters[8];
    if (code == BDG_P_LOOKS_MISTYPED && from && to)
        rule_action(list, "domain", from, to, bdg_say(req->pool, "Replace %s by %s in %s", from, to, bdg_words_count(count, "row", "rows", req->pool)));
    if (code == BDG_P_TWO_ADDRESSES)
        rule_action(list, "first_address", NULL, NULL, _("Keep the first address"));
    if (code == BDG_P_TOO_LONG)
        rule_action(list, "cut", NULL, NULL, _("Cut off what is too long"));
    if ((code == BDG_P_DATE || code == BDG_P_DATE_ORDER) && column >= 0)
        link_action(list, bdg_batch_href(req, id, apr_psprintf(req->pool, "/columns#column-%d", column)), bdg_say(req->pool, "Read column %s differently", bdg_table_column(column + 1, letters)));
    if (about_duplicates(code))
        link_action(list, bdg_batch_href(req, id, "/duplicates"), _("Change for this batch"));
    if (cells_can_be_mended(code) && column >= 0)
        link_action(list, bdg_batch_href(req, id, apr_psprintf(req->pool, "/cells?problem=%s&field=%d", bdg_problem_name((bdg_problem_e)code), field)),
                    bdg_say(req->pool, "Correct %s", bdg_words_count(count, "cell", "cells", req->pool)));
    return list;
}

static json_t *group_model(const bdg_req_t *req, const bdg_batch_plan_t *plan, const json_t *g)
{
    json_t *o = json_object(), *rows = json_array(), *e;
    int code = bdg_problem_by_name(bdg_json_get_str(g, "code")), column = (int)json_integer_value(json_object_get(g, "column"));
    json_int_t count = json_integer_value(json_object_get(g, "count"));
    size_t i;
    const char *heading = bdg_json_get_str(g, "heading"), *mend = bdg_json_get_str(g, "mend");
    if (code == BDG_P_DATE && column >= 0 && plan->cols->c[column].order != BDG_ORDER_UNKNOWN)
        mend = bdg_say(req->pool, "Dates in this column were read with the %s first.", plan->cols->c[column].order == BDG_ORDER_DAY_FIRST ? "day" : "month");
    bdg_json_str(o, "title", bdg_json_get_str(g, "title"));
    bdg_words_set(o, "heading", heading);
    bdg_json_str(o, "mend", mend);
    bdg_json_str(o, "count", bdg_words_number(count, req->pool));
    bdg_json_bool(o, "error", json_is_true(json_object_get(g, "error")));
    bdg_json_set(o, "actions", actions_of(req, plan, g, code, column));
    json_array_foreach(json_object_get(g, "examples"), i, e) {
        json_t *r = json_object();
        const char *value = bdg_json_get_str(e, "value"), *name = bdg_json_get_str(e, "name");
        bdg_json_str(r, "cell", bdg_json_get_str(e, "cell"));
        bdg_words_set(r, "value", value);
        bdg_words_set(r, "who", column < 0 ? name : NULL);
        bdg_json_str(r, "right", bdg_json_get_str(e, "right"));
        bdg_json_add(rows, r);
    }
    int more = (int)(count - (json_int_t)json_array_size(rows));
    bdg_words_set(o, "more", more > 0 ? bdg_say(req->pool, "and %s", bdg_words_count(more, "more row", "more rows", req->pool)) : NULL);
    bdg_json_set(o, "rows", rows);
    return o;
}

/* ---------------------------------------------------------------- the sums at the right */

static void bar_part(json_t *parts, const char *tone, double *x, int n, int all)
{
    if (!n)
        return;
    json_t *p = json_object();
    bdg_json_str(p, "tone", tone);
    char text[32];
    snprintf(text, sizeof text, "%.3f", *x);
    bdg_json_str(p, "x", text);
    double width = 100.0 * n / all;
    snprintf(text, sizeof text, "%.3f", width > 0.8 ? width - 0.4 : width);
    bdg_json_str(p, "width", text);
    *x += width;
    bdg_json_add(parts, p);
}

static void sums_model(json_t *m, const bdg_req_t *req, const bdg_batch_plan_t *plan)
{
    const bdg_batch_t *b = plan->batch;
    json_t *sums = json_object(), *bar = json_object(), *parts = json_array();
    double x = 0;
    int all = b->ready_count + b->skip_count + b->error_count;
    bdg_json_str(sums, "all", bdg_words_number(all, req->pool));
    bdg_json_bool(sums, "one", all == 1);
    bdg_json_str(sums, "ready", bdg_words_number(b->ready_count, req->pool));
    bdg_json_bool(sums, "any_ready", b->ready_count > 0);
    bdg_json_bool(sums, "one_ready", b->ready_count == 1);
    bdg_words_set(sums, "skipped", b->skip_count ? bdg_words_number(b->skip_count, req->pool) : NULL);
    bdg_words_set(sums, "errors", b->error_count ? bdg_words_number(b->error_count, req->pool) : NULL);
    bdg_json_bool(sums, "one_error", b->error_count == 1);
    bdg_words_set(sums, "warned", b->warning_count ? bdg_words_number(b->warning_count, req->pool) : NULL);
    bdg_json_set(m, "sums", sums);
    bar_part(parts, "good", &x, b->ready_count, all ? all : 1);
    bar_part(parts, "warn", &x, b->skip_count, all ? all : 1);
    bar_part(parts, "bad", &x, b->error_count, all ? all : 1);
    bdg_json_str(bar, "text", bdg_say(req->pool, "%d ready, %d skipped, %d with errors", b->ready_count, b->skip_count, b->error_count));
    bdg_json_set(bar, "parts", parts);
    bdg_json_set(m, "bar", bar);
}

static void file_model(json_t *m, const bdg_req_t *req, const bdg_batch_plan_t *plan)
{
    json_t *f = json_object(), *unused = json_array(), *rules = json_array();
    bdg_json_str(f, "text", bdg_batch_file_text(plan, req->pool));
    bdg_json_str(f, "columns_href", bdg_batch_href(req, plan->batch->public_id, "/columns"));
    bdg_json_bool(f, "mixed", json_is_true(json_object_get(plan->file, "mixed")));
    for (int i = 0; i < plan->cols->n; i++)
        if (plan->cols->c[i].target == BDG_TARGET_NONE && (*plan->cols->c[i].heading || plan->cols->c[i].filled))
            json_array_append_new(unused, json_string(*plan->cols->c[i].heading ? plan->cols->c[i].heading : _("a column without heading")));
    bdg_json_bool(f, "has_unused", json_array_size(unused) > 0);
    bdg_json_set(f, "unused", unused);
    for (int i = 0; i < plan->options.nmends; i++) {
        const bdg_mend_t *mend = &plan->options.mends[i];
        json_t *o = json_object();
        bdg_json_str(o, "kind", mend->kind == BDG_MEND_DOMAIN ? "domain" : mend->kind == BDG_MEND_CUT ? "cut" : "first_address");
        bdg_json_str(o, "from", mend->from);
        bdg_json_str(o, "to", mend->to);
        bdg_json_str(o, "text", mend->kind == BDG_MEND_DOMAIN ? bdg_say(req->pool, "%s is replaced by %s", mend->from, mend->to)
                                : mend->kind == BDG_MEND_CUT ? _("Texts that are too long are cut off") : _("Of several addresses in a cell the first is used"));
        bdg_json_add(rules, o);
    }
    bdg_json_bool(f, "has_rules", plan->options.nmends > 0);
    bdg_json_set(f, "rules", rules);
    bdg_json_set(m, "file", f);
}

/* The same file twice is noticed. */
static bdg_err_t *same_file_model(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_batch_plan_t *plan)
{
    apr_array_header_t *list;
    json_t *same = json_array();
    BDG_TRY(bdg_batch_same_file(&list, db, plan->batch->organisation_id, plan->batch->file_sha256, plan->batch->id, req->pool));
    for (int i = 0; i < list->nelts; i++) {
        const bdg_same_file_t *s = &APR_ARRAY_IDX(list, i, bdg_same_file_t);
        json_t *o = json_object();
        bdg_json_str(o, "title", s->name);
        bdg_json_str(o, "href", bdg_batch_href(req, s->public_id, ""));
        bdg_json_str(o, "when", bdg_date_words(bdg_date_of(s->created_at), req->pool));
        bdg_words_set(o, "issued", s->issued_count ? bdg_words_count(s->issued_count, "credential issued", "credentials issued", req->pool) : NULL);
        bdg_json_add(same, o);
    }
    bdg_json_bool(m, "has_same", list->nelts > 0);
    bdg_json_set(m, "same", same);
    return NULL;
}

/* ---------------------------------------------------------------- the page */

static bdg_err_t *being_checked(bdg_req_t *req, bdg_res_t *res, const bdg_batch_plan_t *plan)
{
    json_t *m = bdg_batch_page(req, plan, 3), *p = json_object();
    const bdg_batch_t *b = plan->batch;
    bdg_json_str(p, "id", "progress");
    bdg_json_str(p, "title", _("Checking the rows"));
    bdg_json_str(p, "value", apr_psprintf(req->pool, "%d", b->checked_count));
    bdg_json_str(p, "max", apr_psprintf(req->pool, "%d", b->row_count ? b->row_count : 1));
    bdg_json_str(p, "text", apr_pstrcat(req->pool, bdg_words_number(b->checked_count, req->pool), " of ", bdg_words_number(b->row_count, req->pool), NULL));
    bdg_json_bool(p, "estimate", 0);
    bdg_json_str(p, "href", bdg_batch_href(req, b->public_id, "/check"));
    bdg_json_bool(p, "running", 1);
    bdg_json_set(m, "progress", p);
    return bdg_res_page(res, "admin/batches/checking", json_incref(m));
}

bdg_err_t *bdg_get_batch_check(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    bdg_err_t *e = NULL;
    json_t *summary, *g, *groups = json_array();
    size_t i;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_elsewhere(&e, req, res, plan, 3))
        return e;
    BDG_TRY(bdg_req_db(req, &db));
    if (bdg_batch_is(plan, "uploaded"))   /* questions, or somebody left before the check was started */
        return bdg_batch_go_on(req, res, db, plan->batch->id, plan->batch->public_id, NULL);
    if (bdg_batch_is(plan, "checking"))
        return being_checked(req, res, plan);
    json_t *m = bdg_batch_page(req, plan, 3);
    const char *text = plan->batch->summary_json ? plan->batch->summary_json : "{}";
    BDG_TRY(bdg_json_parse(&summary, text, strlen(text), 8 << 20, req->pool));
    json_array_foreach(json_object_get(summary, "groups"), i, g)
        bdg_json_add(groups, group_model(req, plan, g));
    bdg_json_bool(m, "spotless", !json_array_size(groups));
    bdg_json_set(m, "groups", groups);
    sums_model(m, req, plan);
    file_model(m, req, plan);
    BDG_TRY(same_file_model(m, req, db, plan));
    bdg_json_bool(m, "stale_badge", plan->badge->version_id != plan->batch->badge_class_version_id);
    return bdg_res_page(res, "admin/batches/check", json_incref(m));
}

/* ---------------------------------------------------------------- what is decided there */

bdg_err_t *bdg_post_batch_check(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_batch_go_on(req, res, db, plan->batch->id, plan->batch->public_id, NULL);
}

bdg_err_t *bdg_post_batch_continue(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_batch_set_skip_errors(db, &req->actor, plan->batch->id, bdg_batch_revision(req), 1, req->pool));
    return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, "/review"), NULL, NULL);
}

bdg_err_t *bdg_post_batch_rule(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    const char *kind = bdg_req_form(req, "rule"), *from = bdg_req_form(req, "from"), *to = bdg_req_form(req, "to");
    bdg_mend_t mend = { BDG_MEND_DOMAIN, from ? from : "", to ? to : "" };
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    BDG_TRY(bdg_req_db(req, &db));
    if (kind && !strcmp(kind, "first_address"))
        mend.kind = BDG_MEND_FIRST_ADDRESS;
    else if (kind && !strcmp(kind, "cut"))
        mend.kind = BDG_MEND_CUT;
    else if (!kind || strcmp(kind, "domain") || bdg_email_problem(apr_pstrcat(req->pool, "a@", mend.from, NULL)) || bdg_email_problem(apr_pstrcat(req->pool, "a@", mend.to, NULL)))
        return bdg_err(BDG_E_INVALID, "There is no such rule.");
    BDG_TRY(bdg_batch_set_mend(db, &req->actor, plan->batch->id, bdg_batch_revision(req), &mend, bdg_req_form(req, "remove") != NULL, req->pool));
    return bdg_batch_go_on(req, res, db, plan->batch->id, plan->batch->public_id, _("Done for all rows, and checked again."));
}

/* --- duplicates */

bdg_err_t *bdg_get_batch_duplicates(bdg_req_t *req, bdg_res_t *res)
{
    static const struct { const char *value, *title, *text; } policies[] = {
        { "skip", N_("Skip them"), N_("Who holds the badge already, or stands in the file twice, gets nothing new.") },
        { "replace", N_("Replace"), N_("The new credential takes the place of the old one, which is revoked.") },
        { "allow", N_("Allow"), N_("They get the badge once more, beside the one they hold.") },
        { "deny", N_("Treat as errors"), N_("Rows of people who hold the badge already are errors to be taken out.") } };
    bdg_batch_plan_t *plan;
    bdg_err_t *e = NULL;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_elsewhere(&e, req, res, plan, 3))
        return e;
    json_t *m = bdg_batch_page(req, plan, 3), *list = json_array();
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        json_t *o = json_object();
        bdg_json_str(o, "value", policies[i].value);
        bdg_json_str(o, "title", bdg_tr(policies[i].title));
        bdg_json_str(o, "about", bdg_tr(policies[i].text));
        bdg_json_bool(o, "chosen", !strcmp(plan->options.policy, policies[i].value));
        bdg_json_bool(o, "usual", !strcmp(plan->badge->duplicate_policy, policies[i].value));
        bdg_json_add(list, o);
    }
    bdg_json_set(m, "policies", list);
    return bdg_res_page(res, "admin/batches/duplicates", json_incref(m));
}

bdg_err_t *bdg_post_batch_duplicates(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_batch_set_policy(db, &req->actor, plan->batch->id, bdg_batch_revision(req), bdg_req_form(req, "policy"), req->pool));
    return bdg_batch_go_on(req, res, db, plan->batch->id, plan->batch->public_id, _("Changed for this batch, and checked again."));
}
