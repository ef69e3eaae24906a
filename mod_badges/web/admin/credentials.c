/* The Credentials page: the list, and what is done with those that were chosen. */
#include "base/str.h"
#include "base/language.h"
#include "base/id.h"
#include "core/access.h"
#include "core/assertion.h"
#include "core/revocation.h"
#include "web/admin/credentials_filter.h"
#include "web/admin/credentials_revoke.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/reach.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define ROWS 50
#define PATH "/admin/credentials"

static int may(const bdg_req_t *req, bdg_perm_e p) { return ((req->actor.perms | req->actor.issuer_perms) & BDG_PERM_BIT(p)) != 0; }

static const char *href(const bdg_req_t *req, const bdg_credentials_t *c, const char *rest, const char *more)
{
    const char *mark = *c->query || *more ? "?" : "", *and = *c->query && *more ? "&" : "";
    return apr_pstrcat(req->pool, req->site->prefix, PATH, rest, mark, c->query, and, more, NULL);
}

static json_t *row_model(const bdg_req_t *req, const bdg_assertion_row_t *r)
{
    json_t *o = json_object();
    int revoked = r->state == BDG_ASSERTION_REVOKED;
    bdg_json_str(o, "id", r->public_id);
    bdg_json_str(o, "href", bdg_credentials_href(req, r->public_id, ""));
    bdg_json_str(o, "badge_name", r->badge_name);
    bdg_words_set(o, "image_url", bdg_credentials_image(req, r->badge_public_id, r->graphic_revision));
    bdg_words_set(o, "batch_name", r->batch_name);
    bdg_reach_row(o, req, r->organisation_id, r->organisation_name);
    bdg_json_str(o, "recipient_name", r->recipient_name);
    bdg_json_str(o, "recipient_identity", r->recipient_identity);
    bdg_credential_date(o, "issued", r->issued_on, req->pool);
    bdg_credential_date(o, "expires", r->expires_on, req->pool);
    bdg_credential_state(o, r->state, r->acceptance, r->expires_on, req->pool);
    bdg_json_str(o, "public_href", bdg_site_url(req->site, req->pool, "/assertions/%s", r->public_id));
    bdg_words_set(o, "revoke_href", !revoked && may(req, BDG_PERM_ASSERTIONS_REVOKE) ? bdg_credentials_href(req, r->public_id, "/revoke") : NULL);
    bdg_words_set(o, "mail_href", !revoked && r->recipient_type == BDG_RECIPIENT_EMAIL && may(req, BDG_PERM_ASSERTIONS_ISSUE) ?
                  bdg_credentials_href(req, r->public_id, "/mail") : NULL);
    return o;
}

/* "18,402 credentials", "More than 10,000 credentials", "At least 1,234 credentials" */
static const char *count_text(const bdg_req_t *req, int64_t n, bdg_count_e kind, int shown)
{
    if (kind == BDG_COUNT_MORE)
        n = BDG_COUNT_MAX + 1;
    if (kind != BDG_COUNT_AT_LEAST)
        return bdg_words_count(n, "credential", "credentials", req->pool);
    n = n < shown ? shown : n;
    return n ? bdg_say(req->pool, "At least %s", bdg_words_count(n, "credential", "credentials", req->pool)) : _("Not counted yet");
}

static void pager_model(json_t *m, const bdg_req_t *req, const bdg_credentials_t *c, const bdg_assertion_page_t *page, const char *text)
{
    json_t *p = json_object();
    int by_date = c->f.state != BDG_CREDENTIAL_EXPIRING && !c->f.batch_id && (!*c->q || c->f.in == BDG_TEXT_CONTAINS);
    bdg_json_str(p, "text", text);
    bdg_words_set(p, "newer", page->previous ? href(req, c, "", apr_pstrcat(req->pool, "newer=", page->previous, NULL)) : NULL);
    bdg_words_set(p, "older", page->next ? href(req, c, "", apr_pstrcat(req->pool, "older=", page->next, NULL)) : NULL);
    bdg_words_set(p, "newer_text", by_date ? NULL : _("Previous"));
    bdg_words_set(p, "older_text", by_date ? NULL : _("Next"));
    bdg_json_set(m, "pager", p);
    if (!page->partial)
        return;
    json_t *more = json_object();
    bdg_json_str(more, "looked", bdg_words_number(page->looked, req->pool));
    bdg_words_set(more, "older", page->next ? href(req, c, "", apr_pstrcat(req->pool, "older=", page->next, NULL)) : NULL);
    bdg_words_set(more, "newer", !page->next && page->previous ? href(req, c, "", apr_pstrcat(req->pool, "newer=", page->previous, NULL)) : NULL);
    bdg_json_bool(more, "none", page->nrows == 0);
    bdg_json_set(m, "partial", more);
}

static void acts_model(json_t *m, const bdg_req_t *req, const bdg_credentials_t *c, int64_t n, bdg_count_e kind, int shown)
{
    int issue = may(req, BDG_PERM_ASSERTIONS_ISSUE), revoke = may(req, BDG_PERM_ASSERTIONS_REVOKE);
    bdg_json_bool(m, "may_issue", issue);
    bdg_json_bool(m, "may_revoke", revoke);
    bdg_json_bool(m, "may_choose", issue || revoke);
    bdg_json_str(m, "chosen_href", href(req, c, "/chosen", ""));
    bdg_words_set(m, "all_text", !revoke || c->f.reach != BDG_REACH_ALONE || c->f.state == BDG_CREDENTIAL_REVOKED || (kind == BDG_COUNT_EXACT && n <= shown) ? NULL :
                  kind == BDG_COUNT_EXACT ? bdg_say(req->pool, "all %s that match", bdg_words_number(n, req->pool)) : _("all that match"));
    bdg_json_str(m, "batch_new_href", apr_psprintf(req->pool, "%s/admin/batches/new%s%s", req->site->prefix, c->badge.id ? "?badge=" : "", c->badge.id ? c->badge.public_id : ""));
    bdg_json_str(m, "new_href", apr_psprintf(req->pool, "%s%s/new%s%s", req->site->prefix, PATH, c->badge.id ? "?badge=" : "", c->badge.id ? c->badge.public_id : ""));
}

bdg_err_t *bdg_get_credentials(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_credentials_t c;
    bdg_assertion_page_t page;
    int64_t n = 0;
    bdg_count_e kind = BDG_COUNT_EXACT;
    const char *newer = bdg_req_arg(req, "newer"), *cursor = newer ? newer : bdg_req_arg(req, "older");
    json_t *m = bdg_json_object(req->pool), *rows = json_array();
    bdg_json_set(m, "rows", rows);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_credentials_read(&c, req, BDG_PERM_REPORTS_VIEW));
    BDG_TRY(bdg_assertion_list(&page, db, &c.f, cursor, newer != NULL, ROWS, req->pool));
    if (!page.previous && !page.next && !page.partial)
        n = page.nrows;
    else
        BDG_TRY(bdg_assertion_list_count(&n, &kind, db, &c.f, BDG_COUNT_MAX, BDG_COUNT_BUDGET, req->pool));
    BDG_TRY(bdg_credentials_filter_model(m, req, &c));
    for (int i = 0; i < page.nrows; i++)
        bdg_json_add(rows, row_model(req, &page.rows[i]));
    bdg_json_bool(m, "has_rows", page.nrows > 0);
    bdg_json_bool(m, "too_many", c.too_many);
    bdg_json_bool(m, "nothing", !page.nrows && !page.partial && !c.any && !c.too_many);
    bdg_json_bool(m, "no_match", !page.nrows && !page.partial && c.any);
    acts_model(m, req, &c, n, kind, page.nrows);
    pager_model(m, req, &c, &page, count_text(req, n, kind, page.nrows));
    return bdg_res_page(res, "admin/credentials/list", json_incref(m));
}

/* ---------------------------------------------------------------- with those that were chosen */

static const char *const *chosen(const bdg_req_t *req, int *n)
{
    const char **ids = apr_palloc(req->pool, sizeof *ids * (size_t)(req->form->n + 1));
    *n = 0;
    for (int i = 0; i < req->form->n; i++)
        if (!strcmp(req->form->fields[i].name, "id") && bdg_id_valid(req->form->fields[i].value))
            ids[(*n)++] = req->form->fields[i].value;
    return ids;
}

static bdg_err_t *mail_one(int *sent, bdg_req_t *req, bdg_db_t *db, const char *id)
{
    bdg_scope_t scope;
    bdg_edit_t edit;
    int under_way;
    BDG_TRY(bdg_form_edit(&edit, req));
    BDG_TRY(bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_ASSERTION, id, req->pool));
    BDG_TRY(bdg_access_ask(scope.perms, BDG_PERM_ASSERTIONS_ISSUE));
    edit.organisation_id = scope.organisation_id;
    edit.id = scope.object_id;
    bdg_err_t *e = bdg_assertion_mail_again(&under_way, &edit);
    *sent = !e;
    if (e && e->code == BDG_E_CONFLICT) {   /* revoked, or without a mail address: told by the number */
        bdg_err_clear(e);
        return NULL;
    }
    return e;
}

static bdg_err_t *mail_chosen(bdg_req_t *req, bdg_res_t *res, const bdg_credentials_t *c, const char *const *ids, int n)
{
    bdg_db_t *db;
    int sent = 0, one;
    BDG_TRY(bdg_req_db(req, &db));
    for (int i = 0; i < n; i++) {
        BDG_TRY(mail_one(&one, req, db, ids[i]));
        sent += one;
    }
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    const char *text = bdg_words_count(sent, "mail is on its way.", "mails are on their way.", req->pool);
    if (sent < n)
        text = bdg_say(req->pool, "%s %s revoked, or without a mail address.", text, bdg_words_count(n - sent, "credential is", "credentials are", req->pool));
    return bdg_res_redirect(req, res, href(req, c, "", "") + strlen(req->site->prefix), sent ? "success" : "warning", text);
}

bdg_err_t *bdg_post_credentials_chosen(bdg_req_t *req, bdg_res_t *res)
{
    bdg_credentials_t c;
    int n;
    const char *act = bdg_req_form(req, "act"), *const *ids = chosen(req, &n);
    int all = act && !strcmp(act, "revoke_all");
    BDG_TRY(bdg_credentials_read(&c, req, all ? BDG_PERM_ASSERTIONS_REVOKE : BDG_PERM_REPORTS_VIEW));
    if (!n && !all)
        return bdg_res_redirect(req, res, href(req, &c, "", "") + strlen(req->site->prefix), "warning", "Choose at least one credential first.");
    if (all || (act && !strcmp(act, "revoke")))
        return bdg_revoke_confirm(req, res, &c, ids, all ? 0 : n, NULL);
    if (act && !strcmp(act, "mail"))
        return mail_chosen(req, res, &c, ids, n);
    return bdg_err(BDG_E_INVALID, "Choose what to do with them.");
}
