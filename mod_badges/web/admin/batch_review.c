/* Step 4 of a batch: who will get what, with a preview of each credential, and the button that issues them. */
#include "base/str.h"
#include "base/language.h"
#include "store/issuer.h"
#include "web/admin/batch_model.h"
#include "web/admin/graphic_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define ROWS 20

typedef struct look_t {
    int from, row;           /* first row of the page; the one in the preview: both among the ready ones, from 0 */
    const char *q;           /* "" when nothing is searched */
} look_t;

/* The address of this page with some of its parts changed. */
static const char *address(const bdg_req_t *req, const bdg_batch_plan_t *plan, const char *q, int from, int row)
{
    const char *href = apr_psprintf(req->pool, "/review?from=%d&row=%d", from + 1, row + 1);
    if (*q)
        href = apr_pstrcat(req->pool, href, "&q=", bdg_url_escape(q, req->pool), NULL);
    return bdg_batch_href(req, plan->batch->public_id, href);
}

static look_t look_of(const bdg_req_t *req, const bdg_batch_plan_t *plan)
{
    int n = plan->batch->ready_count;
    const char *q = bdg_req_arg(req, "q");
    look_t l = { bdg_batch_number(req, "from", 1) - 1, bdg_batch_number(req, "row", 0) - 1, bdg_is_blank(q) ? "" : q };
    if (l.from < 0 || l.from >= n)
        l.from = 0;
    if (l.row >= n)
        l.row = n - 1;
    return l;
}

/* ---------------------------------------------------------------- the table */

static json_t *row_model(const bdg_req_t *req, const bdg_batch_plan_t *plan, const look_t *l, const bdg_ready_row_t *r)
{
    json_t *o = json_object();
    bdg_json_str(o, "number", apr_psprintf(req->pool, "%d", r->number));
    bdg_json_str(o, "who", r->award.name);
    bdg_json_str(o, "identity", r->award.identity);
    bdg_json_str(o, "issued_words", bdg_date_short(r->award.issued_on, req->pool));
    bdg_json_str(o, "issued_iso", bdg_date_iso(r->award.issued_on, req->pool));
    bdg_json_str(o, "href", address(req, plan, l->q, l->from, r->index));
    bdg_json_bool(o, "chosen", r->index == l->row);
    return o;
}

static bdg_err_t *table_model(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_batch_plan_t *plan, look_t *l)
{
    apr_array_header_t *rows;
    json_t *list = json_array(), *pager = json_object(), *find = json_object();
    int next = -1, n = plan->batch->ready_count;
    bdg_json_set(m, "rows", list);
    bdg_json_set(m, "pages", pager);
    bdg_json_set(m, "find", find);
    if (*l->q)
        BDG_TRY(bdg_batch_find(&rows, &next, plan, db, l->q, l->from, ROWS, req->pool));
    else
        BDG_TRY(bdg_batch_ready(&rows, plan, db, l->from, ROWS, req->pool));
    if (l->row < 0)
        l->row = rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_ready_row_t).index : 0;
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, row_model(req, plan, l, &APR_ARRAY_IDX(rows, i, bdg_ready_row_t)));
    bdg_json_bool(m, "has_rows", rows->nelts > 0);
    bdg_words_set(find, "q", l->q);
    bdg_json_str(find, "action", bdg_batch_href(req, plan->batch->public_id, "/review"));
    bdg_json_str(find, "all_href", bdg_batch_href(req, plan->batch->public_id, "/review"));
    if (*l->q) {
        bdg_json_str(pager, "text", rows->nelts ? apr_psprintf(req->pool, "%d found%s", rows->nelts, next >= 0 ? _(", there are more") : "") : _("Nobody found"));
        bdg_words_set(pager, "earlier", l->from ? address(req, plan, l->q, 0, -1) : NULL);
        bdg_words_set(pager, "later", next >= 0 ? address(req, plan, l->q, next, -1) : NULL);
        return NULL;
    }
    int last = l->from + rows->nelts;
    bdg_json_str(pager, "text", bdg_say(req->pool, "%s–%s of %s", bdg_words_number(l->from + 1, req->pool), bdg_words_number(last, req->pool), bdg_words_number(n, req->pool)));
    bdg_words_set(pager, "earlier", l->from ? address(req, plan, "", l->from > ROWS ? l->from - ROWS : 0, -1) : NULL);
    bdg_words_set(pager, "later", last < n ? address(req, plan, "", last, -1) : NULL);
    bdg_json_bool(pager, "jump", n > 2 * ROWS);
    bdg_json_str(pager, "max", apr_psprintf(req->pool, "%d", n));
    bdg_json_str(pager, "at", apr_psprintf(req->pool, "%d", l->from + 1));
    return NULL;
}

/* ---------------------------------------------------------------- the preview */

static json_t *credential_model(const bdg_req_t *req, const bdg_batch_plan_t *plan, const bdg_award_t *a, const char *issuer_name)
{
    json_t *o = json_object(), *d = json_array();
    bdg_json_str(o, "badge_name", plan->badge->name);
    bdg_words_set(o, "image_url", bdg_graphic_src(req, plan->badge->graphic_public_id, plan->badge->graphic_revision));
    bdg_json_str(o, "recipient_name", a->name);
    bdg_json_bool(o, "issuer_name", 0);
    bdg_parts_detail(d, "Issued by", issuer_name, NULL, NULL);
    bdg_parts_detail(d, "Issue date", bdg_date_words(a->issued_on, req->pool), NULL, NULL);
    bdg_parts_detail(d, "Valid until", bdg_date_words(a->expires_on, req->pool), NULL, NULL);
    for (int i = 0; i < plan->rules->nattributes; i++) {
        const bdg_attribute_t *at = &plan->rules->attributes[i];
        const char *v = a->attributes[i];
        if (v && at->type == BDG_ATTRIBUTE_DATE)
            v = bdg_date_words(bdg_date_parse_iso(v), req->pool);
        bdg_parts_detail(d, at->name, v, at->type == BDG_ATTRIBUTE_ADDRESS ? v : NULL, NULL);
    }
    bdg_parts_detail(d, "Evidence", a->evidence_name ? a->evidence_name : a->evidence_url ? a->evidence_url : a->evidence_narrative, a->evidence_url, NULL);
    bdg_parts_detail(d, "Narrative", a->narrative, NULL, NULL);
    bdg_json_set(o, "details", d);
    return o;
}

static bdg_err_t *preview_model(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_batch_plan_t *plan, const look_t *l)
{
    apr_array_header_t *rows;
    bdg_issuer_t *issuer;
    json_t *p = json_object();
    int n = plan->batch->ready_count;
    bdg_json_set(m, "preview", p);
    BDG_TRY(bdg_batch_ready(&rows, plan, db, l->row, 1, req->pool));
    BDG_TRY(bdg_issuer_by_id(&issuer, db, plan->badge->issuer_id, req->pool));
    if (!rows->nelts)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such row in this batch.");
    bdg_json_set(m, "credential", credential_model(req, plan, &APR_ARRAY_IDX(rows, 0, bdg_ready_row_t).award, issuer->name));
    bdg_json_str(p, "text", apr_pstrcat(req->pool, bdg_words_number(l->row + 1, req->pool), " of ", bdg_words_number(n, req->pool), NULL));
    bdg_words_set(p, "previous", l->row ? address(req, plan, l->q, l->from, l->row - 1) : NULL);
    bdg_words_set(p, "next", l->row + 1 < n ? address(req, plan, l->q, l->from, l->row + 1) : NULL);
    return NULL;
}

/* ---------------------------------------------------------------- the page */

static void sums_model(json_t *m, const bdg_req_t *req, const bdg_batch_plan_t *plan)
{
    const bdg_batch_t *b = plan->batch;
    json_t *s = json_object();
    long long rate = req->site->mail_rate_n;
    bdg_json_str(s, "ready", bdg_words_count(b->ready_count, "credential", "credentials", req->pool));
    bdg_json_bool(s, "one", b->ready_count == 1);
    bdg_words_set(s, "skipped", b->skip_count ? bdg_words_count(b->skip_count, "row is skipped", "rows are skipped", req->pool) : NULL);
    bdg_words_set(s, "errors", b->error_count ? bdg_words_count(b->error_count, "row with errors stays out", "rows with errors stay out", req->pool) : NULL);
    bdg_json_str(s, "errors_href", bdg_batch_href(req, b->public_id, "/errors.csv"));
    const char *mails = bdg_words_count(b->ready_count, "mail", "mails", req->pool);
    if (rate > 0)
        mails = bdg_say(req->pool, "%s, about %s", mails, bdg_words_count((b->ready_count + rate - 1) / rate, "minute", "minutes", req->pool));
    bdg_json_str(s, "mails", mails);
    bdg_json_bool(s, "send_mail", plan->options.send_mail);
    bdg_json_bool(s, "no_server", !req->site->smtp_url);
    bdg_json_bool(s, "replaces", !strcmp(plan->options.policy, "replace"));
    bdg_json_set(m, "sums", s);
}

static bdg_err_t *page(bdg_req_t *req, bdg_res_t *res, const bdg_batch_plan_t *plan, const char *trouble)
{
    bdg_db_t *db;
    look_t l = look_of(req, plan);
    BDG_TRY(bdg_req_db(req, &db));
    json_t *m = bdg_batch_page(req, plan, 4);
    BDG_TRY(table_model(m, req, db, plan, &l));
    BDG_TRY(preview_model(m, req, db, plan, &l));
    sums_model(m, req, plan);
    bdg_words_set(m, "trouble", trouble);
    return bdg_res_page(res, "admin/batches/review", json_incref(m));
}

bdg_err_t *bdg_get_batch_review(bdg_req_t *req, bdg_res_t *res)
{
    bdg_batch_plan_t *plan;
    bdg_err_t *e = NULL;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_elsewhere(&e, req, res, plan, 4))
        return e;
    return page(req, res, plan, NULL);
}

bdg_err_t *bdg_post_batch_issue(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_batch_confirm(db, &req->actor, plan->batch->id, bdg_batch_revision(req), bdg_req_form(req, "mail") != NULL, req->pool);
    if (e && e->code == BDG_E_CONFLICT && bdg_batch_is(plan, "checked")) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        res->status = 409;
        return page(req, res, plan, why);
    }
    BDG_TRY(e);
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, "/progress"), NULL, NULL);
}
