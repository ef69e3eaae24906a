/* Step 5 of a batch and what follows: progress, what became of each row, the files to download, and cancelling. */
#include "base/str.h"
#include "base/language.h"
#include "web/admin/badge_tabs.h"
#include "web/admin/batch_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define ROWS 50

/* ---------------------------------------------------------------- progress */

static const char *estimate(const bdg_batch_t *b, apr_pool_t *pool)
{
    apr_time_t passed = apr_time_now() - b->confirmed_at;
    if (b->issued_count < 1 || passed < apr_time_from_sec(2))
        return NULL;
    int64_t left = (int64_t)(b->ready_count - b->issued_count - b->skipped_late_count);
    int64_t s = left > 0 ? (passed / b->issued_count * left) / APR_USEC_PER_SEC : 0;
    if (s < 60)
        return _("less than a minute left");
    return bdg_say(pool, "about %s left", bdg_words_count((s + 30) / 60, "minute", "minutes", pool));
}

static json_t *progress_model(const bdg_req_t *req, const bdg_batch_t *b)
{
    json_t *p = json_object();
    int running = !strcmp(b->state, "issuing"), did = b->issued_count + b->skipped_late_count;
    bdg_json_str(p, "id", "progress");
    bdg_json_str(p, "title", running ? _("Issuing credentials") : !strcmp(b->state, "issued") ? _("All credentials are issued") : _("Cancelled"));
    bdg_json_str(p, "value", apr_psprintf(req->pool, "%d", did));
    bdg_json_str(p, "max", apr_psprintf(req->pool, "%d", b->ready_count ? b->ready_count : 1));
    bdg_json_str(p, "text", apr_pstrcat(req->pool, bdg_words_number(did, req->pool), " of ", bdg_words_number(b->ready_count, req->pool), NULL));
    bdg_words_set(p, "estimate", running ? estimate(b, req->pool) : NULL);
    bdg_json_str(p, "href", bdg_batch_href(req, b->public_id, "/progress"));
    bdg_json_bool(p, "running", running);
    return p;
}

bdg_err_t *bdg_get_batch_progress(bdg_req_t *req, bdg_res_t *res)
{
    bdg_batch_plan_t *plan;
    bdg_err_t *e = NULL;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_elsewhere(&e, req, res, plan, 5))
        return e;
    if (!bdg_batch_is(plan, "issuing") && !bdg_req_htmx(req))
        return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, ""), NULL, NULL);
    json_t *m = bdg_batch_page(req, plan, 5);
    bdg_json_set(m, "progress", progress_model(req, plan->batch));
    bdg_json_bool(m, "running", bdg_batch_is(plan, "issuing"));
    bdg_json_bool(m, "mails", plan->options.send_mail);
    return bdg_res_page(res, "admin/batches/progress", json_incref(m));
}

/* ---------------------------------------------------------------- cancelling */

bdg_err_t *bdg_get_batch_cancel(bdg_req_t *req, bdg_res_t *res)
{
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (!bdg_batch_is(plan, "issuing"))
        return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, ""), NULL, NULL);
    const bdg_batch_t *b = plan->batch;
    json_t *m = json_object();
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = b->name, .back = bdg_batch_href(req, b->public_id, "/progress"), .action = bdg_batch_href(req, b->public_id, "/cancel"), .revision = b->revision,
        .heading = bdg_say(req->pool, "Cancel %s", b->name), .text = "What is not issued yet will not be issued.",
        .points = { apr_psprintf(req->pool, "%s already, and stay valid. You can revoke them later.", bdg_words_count(b->issued_count, "credential was issued", "credentials were issued", req->pool)),
                    "The work goes on while you read this." },
        .undo = "A cancelled batch cannot be taken up again; upload the file once more for the rest.", .button = "Cancel the batch" });
    return bdg_res_page(res, "admin/confirm", m);
}

bdg_err_t *bdg_post_batch_cancel(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_batch_cancel(db, &req->actor, plan->batch->id, req->pool));
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, ""), "success",
                            bdg_say(req->pool, "Cancelled. %s before that.", bdg_words_count(plan->batch->issued_count, "credential was issued", "credentials were issued", req->pool)));
}

/* ---------------------------------------------------------------- the page of a finished batch */

static const struct { const char *value, *text; int kind; } shows[] = { { "", N_("All rows"), 0 }, { "issued", N_("Issued"), BDG_V_READY }, { "skipped", N_("Skipped"), BDG_V_SKIPPED }, { "error", N_("With errors"), BDG_V_ERROR } };

static json_t *outcome_model(const bdg_req_t *req, const bdg_batch_plan_t *plan, const bdg_outcome_row_t *r)
{
    json_t *o = json_object();
    int issued = *r->public_id != 0;
    const char *state = issued ? "issued" : r->verdict == BDG_V_ERROR ? "bad" : r->verdict == BDG_V_READY ? (bdg_batch_is(plan, "cancelled") ? "cancelled" : "none") : "warn";
    bdg_json_str(o, "number", apr_psprintf(req->pool, "%d", r->number));
    bdg_words_set(o, "who", r->name);
    bdg_words_set(o, "identity", r->identity);
    bdg_json_str(o, "state", state);
    bdg_json_str(o, "state_text", issued ? _("Issued") : r->verdict == BDG_V_ERROR ? _("Error") : r->verdict == BDG_V_READY ? (bdg_batch_is(plan, "cancelled") ? _("Cancelled") : _("Waiting")) : _("Skipped"));
    bdg_words_set(o, "reason", r->reason);
    bdg_words_set(o, "href", issued ? apr_pstrcat(req->pool, req->site->prefix, "/admin/credentials/", r->public_id, NULL) : NULL);
    return o;
}

static bdg_err_t *outcomes_model(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_batch_plan_t *plan)
{
    apr_array_header_t *rows;
    json_t *list = json_array(), *options = json_array(), *pager = json_object();
    const char *show = bdg_req_arg(req, "show");
    int next, from = bdg_batch_number(req, "from", 0), which = 0;
    for (size_t i = 0; i < sizeof shows / sizeof *shows; i++)
        if (show && !strcmp(show, shows[i].value))
            which = (int)i;
    for (size_t i = 0; i < sizeof shows / sizeof *shows; i++)
        bdg_parts_option(options, shows[i].value, bdg_tr(shows[i].text), (int)i == which);
    bdg_json_set(m, "rows", list);
    bdg_json_set(m, "shows", options);
    bdg_json_set(m, "pages", pager);
    BDG_TRY(bdg_batch_outcomes(&rows, &next, plan, db, shows[which].kind, from, ROWS, req->pool));
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, outcome_model(req, plan, &APR_ARRAY_IDX(rows, i, bdg_outcome_row_t)));
    bdg_json_bool(m, "has_rows", rows->nelts > 0);
    bdg_json_str(pager, "text", rows->nelts ? bdg_say(req->pool, "Rows %d to %d", APR_ARRAY_IDX(rows, 0, bdg_outcome_row_t).number, APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_outcome_row_t).number) : _("No rows"));
    bdg_words_set(pager, "earlier", from ? bdg_batch_href(req, plan->batch->public_id, apr_psprintf(req->pool, "?show=%s", shows[which].value)) : NULL);
    bdg_words_set(pager, "later", next >= 0 ? bdg_batch_href(req, plan->batch->public_id, apr_psprintf(req->pool, "?show=%s&from=%d", shows[which].value, next)) : NULL);
    return NULL;
}

static bdg_err_t *facts_model(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_batch_plan_t *plan)
{
    const bdg_batch_t *b = plan->batch;
    bdg_mail_counts_t mails;
    json_t *d = json_array(), *s = json_object();
    int skipped = b->skip_count + b->skipped_late_count;
    BDG_TRY(bdg_batch_mail_counts(&mails, db, b->id));
    bdg_json_str(s, "issued", bdg_words_number(b->issued_count, req->pool));
    bdg_words_set(s, "skipped", skipped ? bdg_words_number(skipped, req->pool) : NULL);
    bdg_words_set(s, "errors", b->error_count ? bdg_words_number(b->error_count, req->pool) : NULL);
    bdg_words_set(s, "not_issued", bdg_batch_is(plan, "cancelled") ? bdg_words_number(b->ready_count - b->issued_count - b->skipped_late_count, req->pool) : NULL);
    bdg_words_set(s, "mails_sent", plan->options.send_mail ? bdg_words_number(mails.sent, req->pool) : NULL);
    bdg_words_set(s, "mails_waiting", mails.waiting ? bdg_words_number(mails.waiting, req->pool) : NULL);
    bdg_words_set(s, "mails_failed", mails.failed ? bdg_words_number(mails.failed, req->pool) : NULL);
    bdg_json_set(m, "sums", s);
    bdg_parts_detail(d, "File", bdg_batch_file_text(plan, req->pool), NULL, NULL);
    bdg_parts_detail(d, "Rows", bdg_words_number(b->row_count, req->pool), NULL, NULL);
    bdg_parts_detail(d, "Confirmed by", b->confirmed_by_name, NULL, NULL);
    if (b->confirmed_at)
        bdg_parts_detail(d, "Confirmed", bdg_date_words(bdg_date_of(b->confirmed_at), req->pool), NULL, bdg_time_iso(b->confirmed_at, req->pool));
    if (b->finished_at)
        bdg_parts_detail(d, "Finished", bdg_date_words(bdg_date_of(b->finished_at), req->pool), NULL, bdg_time_iso(b->finished_at, req->pool));
    bdg_parts_detail(d, "Duplicates", apr_pstrcat(req->pool, bdg_badge_policy_title(plan->options.policy), plan->options.policy_chosen ? _(", chosen for this batch") : "", NULL), NULL, NULL);
    for (int i = 0; i < plan->cols->n; i++)
        if (plan->cols->c[i].target >= 0 || plan->cols->c[i].target == BDG_TARGET_FIRST_NAME || plan->cols->c[i].target == BDG_TARGET_LAST_NAME)
            bdg_parts_detail(d, bdg_target_title(plan->cols->c[i].target, plan->rules), *plan->cols->c[i].heading ? apr_psprintf(req->pool, "column “%s”", plan->cols->c[i].heading) : "a column", NULL, NULL);
    bdg_json_set(m, "details", d);
    return NULL;
}

/* Where the errand stands; or, once it is over, what became of it. */
bdg_err_t *bdg_get_batch(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    const bdg_batch_t *b = plan->batch;
    if (bdg_batch_is(plan, "issuing"))
        return bdg_res_redirect(req, res, bdg_batch_path(req, b->public_id, "/progress"), NULL, NULL);
    if (!bdg_batch_is(plan, "issued") && !bdg_batch_is(plan, "cancelled"))
        return bdg_res_redirect(req, res, bdg_batch_path(req, b->public_id, bdg_batch_is(plan, "named") ? "/upload" : "/check"), NULL, NULL);
    BDG_TRY(bdg_req_db(req, &db));
    json_t *m = bdg_batch_page(req, plan, 5);
    BDG_TRY(facts_model(m, req, db, plan));
    BDG_TRY(outcomes_model(m, req, db, plan));
    bdg_json_str(m, "action", bdg_batch_href(req, b->public_id, ""));
    bdg_json_str(m, "results_href", bdg_batch_href(req, b->public_id, "/results.csv"));
    bdg_json_str(m, "errors_href", bdg_batch_href(req, b->public_id, "/errors.csv"));
    bdg_json_str(m, "credentials_href", apr_pstrcat(req->pool, req->site->prefix, "/admin/credentials?batch=", b->public_id, NULL));
    bdg_json_str(m, "again_href", apr_pstrcat(req->pool, req->site->prefix, "/admin/batches/new?badge=", plan->badge->public_id, "&name=", bdg_url_escape(apr_pstrcat(req->pool, b->name, ", corrected", NULL), req->pool), NULL));
    bdg_json_bool(m, "cancelled", bdg_batch_is(plan, "cancelled"));
    return bdg_res_page(res, "admin/batches/show", json_incref(m));
}

/* ---------------------------------------------------------------- downloads */

typedef struct stream_t {
    const bdg_server_t *server;
    const bdg_batch_plan_t *plan;
    apr_pool_t *pool, *piece;
    const char *base;
    int seq, results;
} stream_t;

/* A piece at a time, each with a connection of its own. */
static bdg_err_t *produce(void *baton, bdg_buf_t *out, int *done)
{
    stream_t *s = baton;
    bdg_db_t *db;
    apr_pool_clear(s->piece);
    BDG_TRY(s->server->db.get(&db, s->server->db.baton));
    bdg_err_t *e = s->results ? bdg_batch_results_csv(out, s->plan, db, s->base, &s->seq, done, s->piece) : bdg_batch_errors_csv(out, s->plan, db, &s->seq, done, s->piece);
    s->server->db.put(db, bdg_db_broken(db), s->server->db.baton);
    return e;
}

static bdg_err_t *stream(bdg_req_t *req, bdg_res_t *res, int results)
{
    stream_t *s = apr_pcalloc(req->pool, sizeof *s);
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_is(plan, "named") || bdg_batch_is(plan, "uploaded") || bdg_batch_is(plan, "checking"))
        return bdg_err(BDG_E_CONFLICT, "The rows are not checked yet.");
    if (apr_pool_create(&s->piece, req->pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    s->server = req->server;
    s->plan = plan;
    s->pool = req->pool;
    s->base = req->site->base;
    s->results = results;
    res->content_type = "text/csv; charset=utf-8";
    res->produce = produce;
    res->produce_baton = s;
    return bdg_res_attachment(res, apr_pstrcat(req->pool, plan->batch->name, results ? ", results.csv" : ", to correct.csv", NULL), req->pool);
}

bdg_err_t *bdg_get_batch_errors(bdg_req_t *req, bdg_res_t *res) { return stream(req, res, 0); }
bdg_err_t *bdg_get_batch_results(bdg_req_t *req, bdg_res_t *res) { return stream(req, res, 1); }
