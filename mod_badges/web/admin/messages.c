/* Messages: what waits to be sent, what was sent, what failed; and sending it again. */
#include "core/message.h"
#include "base/language.h"
#include "core/access.h"
#include "base/str.h"
#include "web/admin/credentials_filter.h"
#include "web/admin/messages_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/messages"
#define ROWS 50

static const struct { const char *value, *text; bdg_messages_e state; } states[] = {
    { "", N_("Any state"), BDG_MESSAGES_ANY }, { "waiting", N_("Waiting"), BDG_MESSAGES_WAITING }, { "sent", N_("Sent"), BDG_MESSAGES_SENT },
    { "failed", N_("Failed"), BDG_MESSAGES_FAILED }, { "cancelled", N_("Cancelled"), BDG_MESSAGES_CANCELLED } };

typedef struct view_t { bdg_outbox_filter_t f; bdg_assertion_named_t batch; const char *state, *query; } view_t;

/* ---------------------------------------------------------------- one mail */

static const char *kind_text(const char *kind)
{
    return !strcmp(kind, "mail.award") ? _("Award") : !strcmp(kind, "mail.reset") ? _("New password") : !strcmp(kind, "mail.test") ? _("Test") : !strcmp(kind, "mail.invite") ? _("Invitation") : _("Mail");
}

static void state_of(json_t *o, const bdg_outbox_row_t *r)
{
    int again = r->attempts > 0;
    const char *word = "waiting", *text = _("Waiting");
    if (!strcmp(r->state, "claimed")) {
        text = _("Being sent");
    } else if (!strcmp(r->state, "waiting") && again) {
        word = "retrying";
        text = _("Trying again");
    } else if (!strcmp(r->state, "done")) {
        word = "sent";
        text = _("Sent");
    } else if (!strcmp(r->state, "given_up")) {
        word = "failed";
        text = _("Failed");
    } else if (!strcmp(r->state, "cancelled")) {
        word = "cancelled";
        text = _("Not sent");
    }
    bdg_json_str(o, "state", word);
    bdg_json_str(o, "state_text", text);
}

static const char *one_href(const bdg_req_t *req, const bdg_outbox_row_t *r, const char *act)
{
    return apr_pstrcat(req->pool, req->site->prefix, PATH "/", bdg_url_escape(r->job_key, req->pool), act, NULL);
}

json_t *bdg_message_model(const bdg_req_t *req, const bdg_outbox_row_t *r, int acts)
{
    json_t *o = json_object();
    int waits = !strcmp(r->state, "waiting");
    const char *next = waits && r->attempts ? bdg_time_iso(r->due_at, req->pool) : NULL;
    bdg_json_str(o, "kind", kind_text(r->kind));
    bdg_json_str(o, "address", r->address);
    bdg_words_set(o, "recipient_name", r->recipient_name);
    bdg_words_set(o, "badge_name", r->badge_name);
    bdg_words_set(o, "credential_href", *r->assertion_id ? bdg_credentials_href(req, r->assertion_id, "") : NULL);
    bdg_words_set(o, "batch_name", r->batch_name);
    bdg_words_set(o, "error", r->last_error);
    bdg_json_str(o, "attempts", r->attempts == 1 ? _("Tried once") : bdg_say(req->pool, "Tried %d times", r->attempts));
    bdg_words_set(o, "next", next ? bdg_say(req->pool, "Next try on %s, %.5s UTC", bdg_date_words(bdg_date_of(r->due_at), req->pool), next + 11) : NULL);
    bdg_words_time(o, "at", r->done_at ? r->done_at : r->created_at, req->pool);
    state_of(o, r);
    bdg_words_set(o, "again_href", acts && !waits && strcmp(r->state, "claimed") && *r->assertion_id ? one_href(req, r, "/again") : NULL);
    bdg_words_set(o, "cancel_href", acts && waits ? one_href(req, r, "/cancel") : NULL);
    return o;
}

/* ---------------------------------------------------------------- the list */

static const char *arg(const bdg_req_t *req, const char *name)
{
    const char *s = bdg_req_arg(req, name);
    return s ? bdg_text_clean(s, strlen(s), 0, req->pool) : "";
}

static const char *lower(const char *s, apr_pool_t *pool)
{
    char *out = apr_pstrdup(pool, s);
    for (char *p = out; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return out;
}

static bdg_err_t *read_view(view_t *v, bdg_req_t *req)
{
    bdg_db_t *db;
    uint64_t perm = BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE);
    const char *newer = bdg_req_arg(req, "newer"), *batch = arg(req, "batch"), *q = lower(arg(req, "q"), req->pool), *state = arg(req, "state");
    memset(v, 0, sizeof *v);
    v->f = (bdg_outbox_filter_t){ .organisation_id = req->actor.organisation_id, .account_id = req->actor.account_id, .whole = (req->actor.perms & perm) != 0,
        .perms = perm, .address = q, .cursor = newer ? newer : bdg_req_arg(req, "older"), .back = newer != NULL, .limit = ROWS };
    BDG_TRY(bdg_req_db(req, &db));
    if (*batch) {
        bdg_scope_t scope;
        BDG_TRY(bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_BATCH, batch, req->pool));
        BDG_TRY(bdg_assertion_list_batch(&v->batch, db, batch, req->actor.organisation_id, req->pool));
        if (!v->batch.id)
            return bdg_err(BDG_E_NOT_FOUND, "There is no such batch here.");
        v->f.batch_id = v->batch.id;
    }
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (!strcmp(state, states[i].value)) {
            v->f.state = states[i].state;
            v->state = states[i].value;
        }
    const char *const names[] = { "q", q, "batch", batch, "state", v->state ? v->state : "" };
    v->query = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i += 2)
        if (*names[i + 1])
            v->query = apr_pstrcat(req->pool, v->query, *v->query ? "&" : "", names[i], "=", bdg_url_escape(names[i + 1], req->pool), NULL);
    return NULL;
}

static const char *list_path(const bdg_req_t *req, const view_t *v, const char *rest, const char *more)
{
    return apr_pstrcat(req->pool, PATH, rest, *v->query || *more ? "?" : "", v->query, *v->query && *more ? "&" : "", more, NULL);
}

static const char *list_href(const bdg_req_t *req, const view_t *v, const char *rest, const char *more)
{
    return apr_pstrcat(req->pool, req->site->prefix, list_path(req, v, rest, more), NULL);
}

static void filter_model(json_t *m, const bdg_req_t *req, const view_t *v)
{
    json_t *f = json_object(), *list = json_array();
    bdg_json_set(m, "filter", f);
    bdg_json_set(f, "states", list);
    bdg_json_str(f, "q", v->f.address);
    bdg_words_set(f, "batch", v->batch.id ? v->batch.public_id : NULL);
    bdg_words_set(f, "batch_name", v->batch.id ? v->batch.name : NULL);
    bdg_json_bool(f, "any", *v->query != 0);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        bdg_parts_option(list, states[i].value, bdg_tr(states[i].text), v->f.state == states[i].state);
    (void)req;
}

static const char *capped(int64_t n, apr_pool_t *pool)
{
    return n > BDG_COUNT_MAX ? bdg_say(pool, "More than %s", bdg_words_number(BDG_COUNT_MAX, pool)) : bdg_words_number(n, pool);
}

/* The numbers above the list: only where the person sees all of them. */
static bdg_err_t *kpis(json_t *m, bdg_req_t *req, bdg_db_t *db, const view_t *v, int64_t counts[BDG_MESSAGES_STATES])
{
    static const struct { const char *label; bdg_messages_e state; const char *value, *tone; } tiles[] = {
        { N_("Waiting"), BDG_MESSAGES_WAITING, "waiting", "" }, { N_("Sent"), BDG_MESSAGES_SENT, "sent", "good" }, { N_("Failed"), BDG_MESSAGES_FAILED, "failed", "bad" } };
    json_t *list = json_array();
    bdg_json_set(m, "kpis", list);
    BDG_TRY(bdg_outbox_counts(counts, db, &v->f));
    for (size_t i = 0; i < sizeof tiles / sizeof *tiles; i++) {
        int64_t n = counts[tiles[i].state];
        json_t *k = json_object();
        const char *batch = v->batch.id ? apr_pstrcat(req->pool, "&batch=", v->batch.public_id, NULL) : "";
        bdg_json_str(k, "label", bdg_tr(tiles[i].label));
        bdg_json_str(k, "value", capped(n, req->pool));
        bdg_json_str(k, "note", n ? _("Show them") : _("None"));
        bdg_json_str(k, "tone", n ? tiles[i].tone : "");
        bdg_words_set(k, "note_href", n ? apr_psprintf(req->pool, "%s" PATH "?state=%s%s", req->site->prefix, tiles[i].value, batch) : NULL);
        bdg_json_add(list, k);
    }
    return NULL;
}

static void pager(json_t *m, bdg_req_t *req, const view_t *v, apr_array_header_t *rows, json_t *list, const char *text)
{
    int back = v->f.back, more = rows->nelts > ROWS, from = more && back ? 1 : 0, to = more && !back ? ROWS : rows->nelts;
    json_t *p = json_object();
    for (int i = from; i < to; i++)
        bdg_json_add(list, bdg_message_model(req, &APR_ARRAY_IDX(rows, i, bdg_outbox_row_t), 1));
    const char *first = to > from ? APR_ARRAY_IDX(rows, from, bdg_outbox_row_t).job_key : NULL, *last = to > from ? APR_ARRAY_IDX(rows, to - 1, bdg_outbox_row_t).job_key : NULL;
    int newer = first && (back ? more : v->f.cursor != NULL), older = last && (back || more);
    bdg_json_set(m, "pager", p);
    bdg_json_str(p, "text", text);
    bdg_words_set(p, "newer_text", *v->f.address ? _("Previous") : NULL);
    bdg_words_set(p, "older_text", *v->f.address ? _("Next") : NULL);
    bdg_words_set(p, "newer", newer ? list_href(req, v, "", apr_pstrcat(req->pool, "newer=", bdg_url_escape(first, req->pool), NULL)) : NULL);
    bdg_words_set(p, "older", older ? list_href(req, v, "", apr_pstrcat(req->pool, "older=", bdg_url_escape(last, req->pool), NULL)) : NULL);
    bdg_json_bool(m, "has_rows", first != NULL);
}

bdg_err_t *bdg_get_messages(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    view_t v;
    apr_array_header_t *rows;
    int64_t counts[BDG_MESSAGES_STATES] = { 0 };
    json_t *m = bdg_json_object(req->pool), *list = json_array();
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(read_view(&v, req));
    BDG_TRY(bdg_outbox_list(&rows, db, &v.f, req->pool));
    if (v.f.whole)
        BDG_TRY(kpis(m, req, db, &v, counts));
    filter_model(m, req, &v);
    pager(m, req, &v, rows, list, v.f.whole && !*v.f.address ? bdg_words_count(counts[v.f.state], "mail", "mails", req->pool) : "");
    bdg_json_bool(m, "configured", req->site->smtp_url && req->site->mail_from);
    bdg_words_set(m, "again_all_href", v.f.state == BDG_MESSAGES_FAILED && rows->nelts ? list_href(req, &v, "/again", "") : NULL);
    bdg_words_set(m, "cancel_all_href", v.f.state == BDG_MESSAGES_WAITING && rows->nelts ? list_href(req, &v, "/cancel", "") : NULL);
    return bdg_res_page(res, "admin/messages/list", json_incref(m));
}

/* ---------------------------------------------------------------- acts */

static void wake(bdg_req_t *req)
{
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
}

/* Back to the list as it was: its filters come with the form. */
static bdg_err_t *back(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const char *done)
{
    view_t v;
    if (e && e->code != BDG_E_CONFLICT)
        return e;
    const char *text = e ? apr_pstrdup(req->pool, e->message) : done;
    BDG_TRY_ELSE(read_view(&v, req), bdg_err_clear(e));
    bdg_err_t *r = bdg_res_redirect(req, res, list_path(req, &v, "", ""), e ? "warning" : "success", text);
    bdg_err_clear(e);
    return r;
}

bdg_err_t *bdg_post_message_again(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_message_again(&edit);
    wake(req);
    return back(req, res, e, _("The mail is on its way."));
}

bdg_err_t *bdg_post_message_cancel(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return back(req, res, bdg_message_cancel(&edit), _("The mail will not be sent."));
}

static bdg_err_t *all(bdg_req_t *req, bdg_res_t *res, int again)
{
    view_t v;
    bdg_edit_t edit;
    int64_t n;
    BDG_TRY(read_view(&v, req));
    BDG_TRY(bdg_form_edit(&edit, req));
    BDG_TRY(bdg_messages_all(&n, &edit, &v.f, again));
    if (again)
        wake(req);
    const char *text = again ? bdg_words_count(n, "mail is on its way.", "mails are on their way.", req->pool) :
                               bdg_words_count(n, "mail will not be sent.", "mails will not be sent.", req->pool);
    return bdg_res_redirect(req, res, list_path(req, &v, "", ""), "success", text);
}

bdg_err_t *bdg_post_messages_again(bdg_req_t *req, bdg_res_t *res) { return all(req, res, 1); }
bdg_err_t *bdg_post_messages_cancel(bdg_req_t *req, bdg_res_t *res) { return all(req, res, 0); }
