/* One credential: who, what, when, why; its mails, its history, what can be done. */
#include "base/str.h"
#include "base/language.h"
#include "core/access.h"
#include "core/assertion.h"
#include "core/attribute.h"
#include "store/account.h"
#include "store/badge_class.h"
#include "store/issuer.h"
#include "store/outbox_list.h"
#include "web/admin/credentials_filter.h"
#include "web/admin/messages_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

typedef struct shown_t {
    bdg_req_t *req;
    bdg_db_t *db;
    bdg_assertion_t *a;
    bdg_badge_class_t *version, *badge;      /* as awarded; as it is now */
    bdg_issuer_t *issuer;
    const json_t *details;                   /* details_json, or NULL */
} shown_t;

static bdg_err_t *load(shown_t *s, bdg_req_t *req)
{
    json_t *details = NULL;
    s->req = req;
    BDG_TRY(bdg_req_db(req, &s->db));
    BDG_TRY(bdg_assertion_by_id(&s->a, s->db, req->scope.object_id, req->pool));
    BDG_TRY(bdg_badge_class_by_version(&s->version, s->db, s->a->badge_class_version_id, req->pool));
    BDG_TRY(bdg_badge_class_by_id(&s->badge, s->db, s->a->badge_class_id, req->pool));
    BDG_TRY(bdg_issuer_by_version(&s->issuer, s->db, s->a->issuer_version_id, req->pool));
    if (s->a->details_json)
        BDG_TRY(bdg_json_parse(&details, s->a->details_json, strlen(s->a->details_json), 16 * 1024 * 1024, req->pool));
    s->details = details;
    return NULL;
}

static void date_detail(json_t *d, const char *label, bdg_date_t date, apr_pool_t *pool)
{
    bdg_parts_detail(d, label, bdg_date_words(date, pool), NULL, bdg_date_iso(date, pool));
}

static bdg_err_t *account_name(const char **name, const shown_t *s, int64_t id)
{
    bdg_account_t *account;
    *name = _("the server");
    if (id <= 0)
        return NULL;
    bdg_err_t *e = bdg_account_by_id(&account, s->db, id, s->req->pool);
    if (!e)
        *name = account->name;
    else if (e->code != BDG_E_NOT_FOUND)
        return e;
    else
        *name = _("an account that was removed");
    bdg_err_clear(e);
    return NULL;
}

/* Why it exists. */
static bdg_err_t *source(json_t *d, const shown_t *s)
{
    const char *by;
    apr_pool_t *pool = s->req->pool;
    BDG_TRY(account_name(&by, s, s->a->created_by));
    if (s->a->source == BDG_SOURCE_BATCH && s->a->batch_id) {
        bdg_assertion_named_t batch;
        BDG_TRY(bdg_assertion_list_batch_by_id(&batch, s->db, s->a->batch_id, pool));
        bdg_parts_detail(d, "Batch", bdg_say(pool, "%s, row %d", batch.name, s->a->batch_row + 1),
                         apr_psprintf(pool, "%s/admin/batches/%s", s->req->site->prefix, batch.public_id), NULL);
    } else {
        bdg_parts_detail(d, "How", s->a->source == BDG_SOURCE_MANUAL ? _("One by one") : "By the server", NULL, NULL);
    }
    bdg_parts_detail(d, "By", by, NULL, NULL);
    bdg_parts_detail(d, "Made", apr_psprintf(pool, "%s, %.5s UTC", bdg_date_words(bdg_date_of(s->a->created_at), pool), bdg_time_iso(s->a->created_at, pool) + 11), NULL, NULL);
    return NULL;
}

static void text_of(json_t *o, const json_t *from, const char *key) { bdg_words_set(o, key, bdg_json_get_str(from, key)); }

/* Attributes, under the names they had. */
static bdg_err_t *attributes(json_t *d, const shown_t *s)
{
    bdg_attribute_t *list;
    int n;
    const json_t *values = json_object_get(s->details, "attributes");
    BDG_TRY(bdg_attributes_read(&list, &n, s->version->attributes_json, s->req->pool));
    for (int k = 0; k < n; k++) {
        const char *v = bdg_json_get_str(values, list[k].key);
        const char *text = v && list[k].type == BDG_ATTRIBUTE_DATE ? bdg_date_words(bdg_date_parse_iso(v), s->req->pool) : v;
        bdg_parts_detail(d, list[k].name, text ? text : "\xe2\x80\x93", v && list[k].type == BDG_ATTRIBUTE_ADDRESS ? v : NULL, NULL);
    }
    return NULL;
}

static bdg_err_t *facts(json_t *m, const shown_t *s)
{
    static const char *const identity[] = { N_("Email"), N_("Web address"), N_("Telephone"), N_("Id") };
    apr_pool_t *pool = s->req->pool;
    json_t *d = json_array();
    bdg_json_set(m, "details", d);
    bdg_parts_detail(d, "Recipient", s->a->recipient_name, NULL, NULL);
    bdg_parts_detail(d, identity[s->a->recipient_type <= BDG_RECIPIENT_ID ? s->a->recipient_type : 0], s->a->recipient_identity,
                     apr_psprintf(pool, "%s/admin/credentials?q=%s&in=address", s->req->site->prefix, bdg_url_escape(s->a->recipient_identity, pool)), NULL);
    bdg_parts_detail(d, "Badge", s->version->name, apr_psprintf(pool, "%s/admin/badges/%s", s->req->site->prefix, s->badge->public_id), NULL);
    bdg_parts_detail(d, "Issuer", s->issuer->name, NULL, NULL);
    date_detail(d, _("Issued"), s->a->issued_on, pool);
    date_detail(d, _("Valid until"), s->a->expires_on, pool);
    BDG_TRY(attributes(d, s));
    static const char *const decisions[] = { N_("Not decided yet"), N_("Accepted"), N_("Rejected") };
    bdg_parts_detail(d, "Recipient\xe2\x80\x99s decision", _(decisions[s->a->acceptance >= BDG_UNCLAIMED && s->a->acceptance <= BDG_REJECTED ? s->a->acceptance : BDG_UNCLAIMED]), NULL, NULL);
    bdg_parts_detail(d, "External id", s->a->external_id, NULL, NULL);
    return source(d, s);
}

/* What was told of why it was earned. */
static void earned(json_t *m, const shown_t *s)
{
    json_t *evidence = json_array(), *e;
    size_t i;
    bdg_json_set(m, "evidence", evidence);
    bdg_words_set(m, "narrative", bdg_json_get_str(s->details, "narrative"));
    json_array_foreach(json_object_get(s->details, "evidence"), i, e) {
        json_t *o = json_object();
        const char *name = bdg_json_get_str(e, "name"), *url = bdg_json_get_str(e, "url");
        bdg_json_str(o, "title", name ? name : url ? url : _("Evidence"));
        text_of(o, e, "url");
        text_of(o, e, "narrative");
        bdg_json_add(evidence, o);
    }
    bdg_json_bool(m, "has_earned", bdg_json_get_str(s->details, "narrative") || json_array_size(evidence));
}

static const char *history_words(const bdg_history_t *h, apr_pool_t *pool)
{
    json_t *after = NULL;
    const char *reason = NULL;
    if (h->after_json) {
        bdg_err_t *e = bdg_json_parse(&after, h->after_json, strlen(h->after_json), 1024 * 1024, pool);
        if (!e)
            reason = bdg_json_get_str(after, "reason");
        bdg_err_clear(e);
    }
    if (!strcmp(h->action, "assertion.award"))
        return _("Issued");
    if (!strcmp(h->action, "assertion.accept"))
        return _("Accepted by its recipient");
    if (!strcmp(h->action, "assertion.reject"))
        return _("Rejected by its recipient");
    if (!strcmp(h->action, "assertion.mail"))
        return _("Mail sent again");
    if (!strcmp(h->action, "assertion.revoke"))
        return reason ? bdg_say(pool, "Revoked: %s", reason) : _("Revoked");
    return _("Changed");
}

static bdg_err_t *history(json_t *m, const shown_t *s)
{
    apr_array_header_t *rows, *mails;
    json_t *list = json_array(), *sent = json_array();
    bdg_json_set(m, "history", list);
    bdg_json_set(m, "mails", sent);
    BDG_TRY(bdg_assertion_history(&rows, s->db, s->a->id, s->a->organisation_id, s->req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_history_t *h = &APR_ARRAY_IDX(rows, i, bdg_history_t);
        json_t *o = json_object();
        bdg_json_str(o, "what", history_words(h, s->req->pool));
        bdg_words_set(o, "who", *h->name ? h->name : _("The server"));
        bdg_words_time(o, "at", h->at, s->req->pool);
        bdg_json_add(list, o);
    }
    BDG_TRY(bdg_outbox_list_of(&mails, s->db, s->a->id, s->a->organisation_id, s->req->pool));
    for (int i = 0; i < mails->nelts; i++)
        bdg_json_add(sent, bdg_message_model(s->req, &APR_ARRAY_IDX(mails, i, bdg_outbox_row_t), 0));
    bdg_json_bool(m, "has_mails", mails->nelts > 0);
    return NULL;
}

static void card(json_t *m, const shown_t *s)
{
    json_t *c = json_object();
    bdg_json_set(m, "credential", c);
    bdg_json_str(c, "id", s->a->public_id);
    bdg_json_str(c, "badge_name", s->version->name);
    bdg_words_set(c, "image_url", bdg_credentials_image(s->req, s->badge->public_id, s->badge->graphic_revision));
    bdg_json_str(c, "recipient_name", s->a->recipient_name);
    bdg_json_str(c, "issuer_name", s->issuer->name);
    bdg_json_str(c, "public_href", bdg_site_url(s->req->site, s->req->pool, "/assertions/%s", s->a->public_id));
    bdg_credential_state(c, s->a->state, s->a->acceptance, s->a->expires_on, s->req->pool);
    bdg_words_set(c, "reason", s->a->revocation_reason);
    bdg_words_time(c, "revoked", s->a->revoked_at, s->req->pool);
}

static void acts(json_t *m, const shown_t *s)
{
    int live = s->a->state != BDG_ASSERTION_REVOKED, mail = s->a->recipient_type == BDG_RECIPIENT_EMAIL;
    bdg_perms_t p = s->req->scope.perms;
    bdg_words_set(m, "revoke_href", live && (p & BDG_PERM_BIT(BDG_PERM_ASSERTIONS_REVOKE)) ? bdg_credentials_href(s->req, s->a->public_id, "/revoke") : NULL);
    bdg_words_set(m, "mail_href", live && mail && (p & BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE)) ? bdg_credentials_href(s->req, s->a->public_id, "/mail") : NULL);
    bdg_words_set(m, "endorsements_href", p & BDG_PERM_BIT(BDG_PERM_ASSERTIONS_UPDATE) ? bdg_credentials_href(s->req, s->a->public_id, "/endorsements") : NULL);
    bdg_json_bool(m, "no_mail", !mail);
}

bdg_err_t *bdg_get_credential(bdg_req_t *req, bdg_res_t *res)
{
    shown_t s;
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(load(&s, req));
    card(m, &s);
    acts(m, &s);
    BDG_TRY(facts(m, &s));
    earned(m, &s);
    BDG_TRY(history(m, &s));
    return bdg_res_page(res, "admin/credentials/show", json_incref(m));
}

bdg_err_t *bdg_post_credential_mail(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    int under_way;
    const char *back = apr_pstrcat(req->pool, "/admin/credentials/", req->params[0], NULL);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_assertion_mail_again(&under_way, &edit);
    if (e && e->code == BDG_E_CONFLICT) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, back, "warning", why);
    }
    BDG_TRY(e);
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    return bdg_res_redirect(req, res, back, "success", under_way ? "The mail is on its way already." : "The mail is on its way.");
}
