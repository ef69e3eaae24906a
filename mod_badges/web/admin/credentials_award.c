/* Issuing one credential by hand. */
#include "base/id.h"
#include "base/language.h"
#include "base/str.h"
#include "core/access.h"
#include "core/assertion.h"
#include "core/badge_class.h"
#include "store/issuer.h"
#include "web/admin/credentials_filter.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/credentials/new"
#define TEMPLATE "admin/credentials/new"

/* ---------------------------------------------------------------- which badge */

static bdg_err_t *choose_badge(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    uint64_t perm = BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE);
    json_t *m = bdg_json_object(req->pool), *list = json_array();
    bdg_json_set(m, "badges", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_assertion_list_choices(&rows, db, req->actor.organisation_id, (req->actor.perms & perm) != 0, req->actor.account_id, perm, 1, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_assertion_named_t *n = &APR_ARRAY_IDX(rows, i, bdg_assertion_named_t);
        bdg_parts_option(list, n->public_id, n->name, i == 0);
    }
    bdg_json_bool(m, "has_badges", rows->nelts > 0);
    bdg_json_bool(m, "may_make_badges", ((req->actor.perms | req->actor.issuer_perms) & BDG_PERM_BIT(BDG_PERM_BADGES_EDIT)) != 0);
    return bdg_res_page(res, "admin/credentials/choose", json_incref(m));
}

static bdg_err_t *load_badge(bdg_badge_class_t **badge, bdg_scope_t *scope, bdg_req_t *req, const char *id)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_access_object(scope, db, &req->actor, BDG_OBJECT_BADGE_CLASS, id, req->pool));
    BDG_TRY(bdg_access_ask(scope->perms, BDG_PERM_ASSERTIONS_ISSUE));
    return bdg_badge_class_by_id(badge, db, scope->object_id, req->pool);
}

/* ---------------------------------------------------------------- what was typed */

static const char *field(const bdg_req_t *req, const char *name)
{
    const char *s = bdg_req_form(req, name);
    return s ? s : "";
}

static const char *nth(const bdg_req_t *req, const char *name, int n) { return apr_psprintf(req->pool, "%s_%d", name, n); }

static void read_typed(bdg_award_typed_t *t, const bdg_req_t *req, const bdg_attribute_t *attributes, int n)
{
    memset(t, 0, sizeof *t);
    for (int i = 0; i < BDG_AWARD_FIXED; i++)
        t->fields[i] = field(req, bdg_award_field_keys[i]);
    for (int i = 0; i < n && i < BDG_ATTRIBUTES_MAX; i++)
        t->fields[BDG_AWARD_FIXED + i] = field(req, apr_pstrcat(req->pool, "a_", attributes[i].key, NULL));
    for (int i = 0; i < BDG_EVIDENCE_MAX - 1; i++)
        t->evidence[i] = (bdg_evidence_typed_t){ field(req, nth(req, "evidence_url", i + 2)), field(req, nth(req, "evidence_name", i + 2)),
                                                 field(req, nth(req, "evidence_narrative", i + 2)) };
    t->form = field(req, "form");
    t->mail = *field(req, "mail") != 0;
    t->again = *field(req, "again") != 0;
    t->sure_of = field(req, "sure_of");
}

/* ---------------------------------------------------------------- the form */

static const char *error_of(const json_t *m, const char *name)
{
    const char *s = bdg_json_get_str(json_object_get(m, "errors"), name);
    return s ? s : "";
}

static void attribute_fields(json_t *m, const bdg_req_t *req, const bdg_award_typed_t *t, const bdg_attribute_t *attributes, int n)
{
    json_t *list = json_array();
    bdg_json_set(m, "attributes", list);
    bdg_json_bool(m, "has_attributes", n > 0);
    for (int i = 0; i < n; i++) {
        const bdg_attribute_t *a = &attributes[i];
        json_t *o = json_object(), *choices = json_array();
        const char *name = apr_pstrcat(req->pool, "a_", a->key, NULL), *value = t->fields[BDG_AWARD_FIXED + i] ? t->fields[BDG_AWARD_FIXED + i] : "";
        bdg_json_str(o, "name", name);
        bdg_json_str(o, "label", a->name);
        bdg_words_set(o, "help", a->help);
        bdg_json_bool(o, "required", a->required);
        bdg_json_bool(o, "text", a->type == BDG_ATTRIBUTE_TEXT);
        bdg_json_bool(o, "number", a->type == BDG_ATTRIBUTE_NUMBER);
        bdg_json_bool(o, "date", a->type == BDG_ATTRIBUTE_DATE);
        bdg_json_bool(o, "address", a->type == BDG_ATTRIBUTE_ADDRESS);
        bdg_json_bool(o, "choice", a->type == BDG_ATTRIBUTE_CHOICE);
        bdg_json_str(o, "value", value);
        bdg_words_set(o, "error", error_of(m, name));
        bdg_parts_option(choices, "", a->required ? _("Choose one") : _("None"), !*value);
        for (int c = 0; c < a->nchoices; c++)
            bdg_parts_option(choices, a->choices[c], a->choices[c], !strcmp(value, a->choices[c]));
        bdg_json_set(o, "choices", choices);
        bdg_json_add(list, o);
    }
}

static void evidence_fields(json_t *m, const bdg_req_t *req, const bdg_award_typed_t *t)
{
    json_t *list = json_array();
    int open = 0;
    bdg_json_set(m, "more_evidence", list);
    for (int i = 0; i < BDG_EVIDENCE_MAX - 1; i++) {
        const bdg_evidence_typed_t *e = &t->evidence[i];
        json_t *o = json_object();
        bdg_json_str(o, "n", apr_psprintf(req->pool, "%d", i + 2));
        bdg_json_str(o, "url", e->url ? e->url : "");
        bdg_json_str(o, "name", e->name ? e->name : "");
        bdg_json_str(o, "narrative", e->narrative ? e->narrative : "");
        bdg_words_set(o, "url_error", error_of(m, nth(req, "evidence_url", i + 2)));
        bdg_words_set(o, "name_error", error_of(m, nth(req, "evidence_name", i + 2)));
        bdg_words_set(o, "narrative_error", error_of(m, nth(req, "evidence_narrative", i + 2)));
        open |= !bdg_is_blank(e->url) || !bdg_is_blank(e->name) || !bdg_is_blank(e->narrative);
        bdg_json_add(list, o);
    }
    bdg_json_bool(m, "more_evidence_open", open);
}

static void values_of(json_t *m, const bdg_req_t *req, const bdg_award_typed_t *t)
{
    static const struct { const char *value, *text; } types[] = { { "email", N_("Email address") }, { "url", N_("Web address") }, { "telephone", N_("Telephone number") }, { "id", N_("Another id") } };
    json_t *v = json_object(), *list = json_array(), *choices = json_object();
    bdg_json_set(m, "values", v);
    for (int i = 0; i < BDG_AWARD_FIXED; i++)
        bdg_json_str(v, bdg_award_field_keys[i], t->fields[i] ? t->fields[i] : "");
    bdg_json_str(v, "form", t->form);
    bdg_json_bool(v, "mail", t->mail);
    for (int i = 0; i < 4; i++)
        bdg_parts_option(list, types[i].value, bdg_tr(types[i].text), !strcmp(t->fields[BDG_AWARD_IDENTITY_TYPE] ? t->fields[BDG_AWARD_IDENTITY_TYPE] : "", types[i].value));
    bdg_json_set(choices, "identity_type", list);
    bdg_json_set(m, "choices", choices);
    (void)req;
}

/* The credential as it would be, from what is typed so far. */
static bdg_err_t *preview(json_t *m, bdg_req_t *req, const bdg_scope_t *scope, const bdg_badge_class_t *badge, const bdg_award_typed_t *t)
{
    bdg_edit_t edit;
    bdg_award_t a;
    bdg_issuer_t *issuer;
    bdg_attribute_t *attributes;
    int n;
    json_t *c = json_object(), *details = json_array();
    bdg_json_set(m, "credential", c);
    bdg_json_set(c, "details", details);
    BDG_TRY(bdg_form_edit(&edit, req));
    edit.organisation_id = scope->organisation_id;
    BDG_TRY(bdg_assertion_preview(&a, &edit, badge, t));
    BDG_TRY(bdg_issuer_by_id(&issuer, edit.db, badge->issuer_id, req->pool));
    BDG_TRY(bdg_attributes_read(&attributes, &n, badge->attributes_json, req->pool));
    bdg_json_str(c, "badge_name", badge->name);
    bdg_words_set(c, "image_url", bdg_credentials_image(req, badge->public_id, badge->graphic_revision));
    bdg_json_str(c, "recipient_name", a.name && *a.name ? a.name : _("Recipient name"));
    bdg_json_str(c, "issuer_name", issuer->name);
    bdg_parts_detail(details, "Issued", bdg_date_words(a.issued_on, req->pool), NULL, NULL);
    bdg_parts_detail(details, "Valid until", bdg_date_words(a.expires_on, req->pool), NULL, NULL);
    for (int i = 0; i < n; i++)
        bdg_parts_detail(details, attributes[i].name, a.attributes[i], NULL, NULL);
    for (int i = 0; i < a.nproblems; i++)
        if (a.problems[i].code == BDG_P_LOOKS_MISTYPED)
            bdg_json_str(json_object_get(m, "values"), "sure_of", a.identity);
    return NULL;
}

static void badge_model(json_t *m, const bdg_req_t *req, const bdg_badge_class_t *badge)
{
    json_t *b = json_object();
    bdg_json_set(m, "badge", b);
    bdg_json_str(b, "id", badge->public_id);
    bdg_json_str(b, "name", badge->name);
    bdg_json_str(b, "href", apr_psprintf(req->pool, "%s/admin/badges/%s", req->site->prefix, badge->public_id));
    bdg_json_bool(b, "open", !strcmp(badge->state, "published"));
    bdg_words_set(b, "expiry", badge->expiry_months ? bdg_say(req->pool, "Left empty, it is valid for %d months.", badge->expiry_months) : NULL);
}

static bdg_err_t *show(bdg_req_t *req, bdg_res_t *res, json_t *m, const bdg_scope_t *scope, const bdg_badge_class_t *badge, const bdg_award_typed_t *t)
{
    bdg_attribute_t *attributes;
    int n;
    BDG_TRY(bdg_attributes_read(&attributes, &n, badge->attributes_json, req->pool));
    badge_model(m, req, badge);
    values_of(m, req, t);
    attribute_fields(m, req, t, attributes, n);
    evidence_fields(m, req, t);
    BDG_TRY(preview(m, req, scope, badge, t));
    return bdg_res_page(res, TEMPLATE, json_incref(m));
}

bdg_err_t *bdg_get_credential_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_badge_class_t *badge;
    bdg_scope_t scope;
    bdg_award_typed_t t = { .mail = 1 };
    const char *id = bdg_req_arg(req, "badge");
    if (bdg_is_blank(id))
        return choose_badge(req, res);
    BDG_TRY(load_badge(&badge, &scope, req, id));
    char *form = apr_palloc(req->pool, BDG_ID_LEN + 1);
    bdg_id_new(form);
    t.form = form;
    t.fields[BDG_AWARD_IDENTITY_TYPE] = "email";
    t.fields[BDG_AWARD_ISSUED] = bdg_date_iso(bdg_date_of(apr_time_now()), req->pool);
    return show(req, res, bdg_json_object(req->pool), &scope, badge, &t);
}

/* ---------------------------------------------------------------- sent */

static void held_model(json_t *m, const bdg_req_t *req, const bdg_badge_class_t *badge, const bdg_assertion_t *held)
{
    json_t *h = json_object();
    int again = !strcmp(badge->duplicate_policy, "allow"), replace = !strcmp(badge->duplicate_policy, "replace");
    bdg_json_set(m, "held", h);
    bdg_json_str(h, "name", held->recipient_name);
    bdg_json_str(h, "href", bdg_credentials_href(req, held->public_id, ""));
    bdg_json_str(h, "issued", bdg_date_words(held->issued_on, req->pool));
    bdg_json_bool(h, "again", again);
    bdg_json_bool(h, "replace", replace);
    bdg_json_bool(h, "never", !again && !replace);
}

static bdg_err_t *awarded(bdg_req_t *req, bdg_res_t *res, const bdg_award_result_t *r)
{
    const char *path = apr_pstrcat(req->pool, "/admin/credentials/", r->public_id, NULL);
    if (r->outcome == BDG_AWARDED_BEFORE)
        return bdg_res_redirect(req, res, path, "info", "This form was sent before. Here is what it issued; nothing was issued twice.");
    if (r->mailed && req->server->wake)
        req->server->wake(req->server->wake_baton);
    return bdg_res_redirect(req, res, path, "success", apr_pstrcat(req->pool, "Issued.", r->replaced ? " The one they held was revoked." : "",
                            r->mailed ? " A mail is on its way to the recipient." : "", NULL));
}

bdg_err_t *bdg_post_credential_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_badge_class_t *badge;
    bdg_scope_t scope;
    bdg_edit_t edit;
    bdg_award_typed_t t;
    bdg_award_result_t result;
    bdg_attribute_t *attributes;
    int n;
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(load_badge(&badge, &scope, req, field(req, "badge")));
    BDG_TRY(bdg_attributes_read(&attributes, &n, badge->attributes_json, req->pool));
    read_typed(&t, req, attributes, n);
    if (!strcmp(field(req, "act"), "preview"))
        return show(req, res, m, &scope, badge, &t);
    BDG_TRY(bdg_form_edit(&edit, req));
    edit.organisation_id = scope.organisation_id;
    edit.id = scope.object_id;
    bdg_err_t *e = bdg_assertion_award(&result, &edit, &t);
    if (!e && result.outcome != BDG_AWARD_HELD)
        return awarded(req, res, &result);
    if (e && e->code == BDG_E_CONFLICT) {
        bdg_problem(m, "badge", "Badge", "%s", e->message);
        bdg_err_clear(e);
        res->status = 409;
    } else if (e && !bdg_form_refused(&e, edit.check, m)) {
        return e;
    } else {
        res->status = 422;
    }
    if (!bdg_problems(m))
        held_model(m, req, badge, result.held);
    return show(req, res, m, &scope, badge, &t);
}
