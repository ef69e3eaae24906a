/* System settings -> Mail texts: what the organisation words itself. */
#include "base/str.h"
#include "base/language.h"
#include "core/access.h"
#include "core/badge_wording.h"
#include "core/mail_text.h"
#include "store/assertion.h"
#include "store/organisation.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/mail-texts"
#define PAGE "admin/mail-texts/form"

static bdg_err_t *whole(const bdg_req_t *req) { return bdg_access_ask(req->actor.perms, BDG_PERM_BRANDING_MANAGE); }

static const char *language_words(const char *language) { return *language ? bdg_language_name(language) : _("All languages"); }

static const char *form_href(const bdg_req_t *req, const bdg_mail_text_kind_t *k, const char *language)
{
    return apr_pstrcat(req->pool, req->site->prefix, PATH "/", k->kind, *language ? "?language=" : "", bdg_url_escape(language, req->pool), NULL);
}

/* --- the list */

static void add_row(json_t *list, const bdg_req_t *req, const bdg_mail_text_kind_t *k, const char *language, const bdg_mail_text_t *text)
{
    json_t *o = json_object();
    bdg_json_str(o, "language", language_words(language));
    bdg_json_str(o, "href", form_href(req, k, language));
    bdg_json_str(o, "subject", text ? text->subject : k->subject);
    bdg_json_bool(o, "own", text && !text->depth);
    bdg_words_set(o, "from", text && text->depth ? text->organisation : NULL);
    bdg_json_bool(o, "shipped", !text);
    bdg_words_time(o, "updated", text ? text->updated_at : 0, req->pool);
    bdg_json_add(list, o);
}

/* One row for all languages, whoever wrote it, and one for each language that somebody wrote a text for. */
static bdg_err_t *kind_model(json_t *list, bdg_req_t *req, bdg_mail_text_e kind)
{
    const bdg_mail_text_kind_t *k = &bdg_mail_text_kinds[kind];
    bdg_db_t *db;
    apr_array_header_t *texts;
    json_t *o = json_object(), *rows = json_array(), *seen = bdg_json_object(req->pool);
    const bdg_mail_text_t *all = NULL;
    bdg_json_add(list, o);
    bdg_json_str(o, "title", bdg_tr(k->title));
    bdg_json_str(o, "kind", k->kind);
    bdg_json_str(o, "action", apr_pstrcat(req->pool, req->site->prefix, PATH "/", k->kind, NULL));
    bdg_json_set(o, "rows", rows);
    bdg_json_set(o, "languages", bdg_parts_languages("", _("Choose a language")));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_mail_text_list(&texts, db, req->scope.organisation_id, k->kind, req->pool));
    for (int i = texts->nelts - 1; i >= 0; i--)
        if (!*APR_ARRAY_IDX(texts, i, bdg_mail_text_t).language)
            all = &APR_ARRAY_IDX(texts, i, bdg_mail_text_t);
    add_row(rows, req, k, "", all);
    for (int i = 0; i < texts->nelts; i++) {
        const bdg_mail_text_t *t = &APR_ARRAY_IDX(texts, i, bdg_mail_text_t);
        if (!*t->language || json_object_get(seen, t->language))
            continue;
        bdg_json_bool(seen, t->language, 1);
        add_row(rows, req, k, t->language, t);
    }
    return NULL;
}

bdg_err_t *bdg_get_mail_texts(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m = bdg_json_object(req->pool), *kinds = json_array();
    BDG_TRY(whole(req));
    bdg_json_set(m, "kinds", kinds);
    for (int k = 0; k < BDG_MAIL_TEXT_KINDS; k++)
        BDG_TRY(kind_model(kinds, req, (bdg_mail_text_e)k));
    return bdg_res_page(res, "admin/mail-texts/list", json_incref(m));
}

/* --- one text */

typedef struct form_t {
    bdg_mail_text_e kind;
    const bdg_mail_text_kind_t *k;
    const char *language;
    const bdg_mail_text_t *own, *above;      /* NULL: none */
    int64_t award_id;                        /* whose values are shown; 0: made-up ones */
    const char *award, *award_language;
    int may_choose;                          /* may see who was awarded what */
} form_t;

static bdg_err_t *find_kind(form_t *f, const bdg_req_t *req)
{
    for (int k = 0; k < BDG_MAIL_TEXT_KINDS; k++)
        if (!strcmp(bdg_mail_text_kinds[k].kind, req->params[0])) {
            f->kind = (bdg_mail_text_e)k;
            f->k = &bdg_mail_text_kinds[k];
            return NULL;
        }
    return bdg_err(BDG_E_NOT_FOUND, "There is no such mail.");
}

/* An award of the organisation shown, and of no other. */
static bdg_err_t *find_award(form_t *f, bdg_req_t *req, bdg_db_t *db, const char *public_id)
{
    bdg_scope_t scope;
    if (!f->may_choose || bdg_is_blank(public_id) || !bdg_id_valid(public_id))
        return NULL;
    BDG_TRY(bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_ASSERTION, public_id, req->pool));
    if (scope.organisation_id != req->scope.organisation_id)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such credential here.");
    f->award_id = scope.object_id;
    f->award = public_id;
    return NULL;
}

static bdg_err_t *read_form(form_t *f, bdg_req_t *req, const char *language, const char *award)
{
    bdg_db_t *db;
    apr_array_header_t *texts;
    memset(f, 0, sizeof *f);
    BDG_TRY(whole(req));
    BDG_TRY(find_kind(f, req));
    f->language = language ? language : "";
    if (*f->language && !bdg_language_ok(f->language))
        return bdg_err(BDG_E_NOT_FOUND, "There is no such language.");
    f->may_choose = f->kind == BDG_MAIL_TEXT_AWARD && (req->actor.perms & (BDG_PERM_BIT(BDG_PERM_REPORTS_VIEW) | BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE)));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_mail_text_list(&texts, db, req->scope.organisation_id, f->k->kind, req->pool));
    for (int i = 0; i < texts->nelts; i++) {
        const bdg_mail_text_t *t = &APR_ARRAY_IDX(texts, i, bdg_mail_text_t);
        if (!t->depth && !strcmp(t->language, f->language))
            f->own = t;
    }
    f->above = bdg_mail_text_choose(texts, f->language, 1);
    return find_award(f, req, db, award);
}

static bdg_err_t *awards_model(json_t *m, bdg_req_t *req, const form_t *f)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    if (!f->may_choose)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_mail_text_awards(&rows, db, req->scope.organisation_id, req->pool));
    bdg_json_set(m, "awards", list);
    bdg_json_bool(m, "any_awards", rows->nelts > 0);
    bdg_parts_option(list, "", _("Made-up values"), !f->award);
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_mail_text_award_t *a = &APR_ARRAY_IDX(rows, i, bdg_mail_text_award_t);
        bdg_parts_option(list, a->public_id, apr_psprintf(req->pool, "%s, %s: %s", a->recipient_name, a->recipient_identity, a->badge_name), f->award && !strcmp(a->public_id, f->award));
    }
    return NULL;
}

/* The text with the values of the award, or with made-up ones. Where it cannot be composed, its flaws are said elsewhere. */
static bdg_err_t *preview_model(json_t *m, bdg_req_t *req, form_t *f, const char *subject, const char *body)
{
    bdg_db_t *db;
    bdg_mail_words_t w;
    json_t *values = bdg_mail_text_sample(f->kind, 1, req->pool), *o = json_object();
    bdg_json_str(values, "organisation.name", req->actor.organisation_name);
    if (f->award_id) {
        BDG_TRY(bdg_req_db(req, &db));
        BDG_TRY(bdg_mail_text_award(&values, &f->award_language, db, req->site, f->award_id, req->pool));
    }
    bdg_json_set(m, "preview", o);
    bdg_err_t *e = bdg_mail_text_compose(&w, bdg_view_fill, f->kind, subject, body, values, req->pool);
    if (e && (e->code == BDG_E_INVALID || e->code == BDG_E_MALFORMED || e->code == BDG_E_TOO_LARGE)) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    const char *to = bdg_json_get_str(values, f->kind == BDG_MAIL_TEXT_AWARD ? "recipient.email" : "person.email");
    bdg_json_bool(o, "any", 1);
    bdg_json_str(o, "subject", w.subject);
    bdg_json_str(o, "to", to);
    bdg_json_str(o, "from", req->site->mail_from ? req->site->mail_from : "");
    bdg_json_str(o, "body_html", w.html);
    bdg_json_str(o, "plain", w.text);
    return NULL;
}

static bdg_err_t *page_model(json_t **out, bdg_req_t *req, form_t *f, const char *subject, const char *body, const char *revision)
{
    json_t *m = *out = bdg_json_object(req->pool), *t = json_object(), *v = json_object(), *fields = json_array();
    bdg_json_set(m, "text", t);
    bdg_json_str(t, "title", bdg_tr(f->k->title));
    bdg_json_str(t, "action", apr_pstrcat(req->pool, req->site->prefix, PATH "/", f->k->kind, NULL));
    bdg_json_str(t, "language", f->language);
    bdg_json_str(t, "language_words", language_words(f->language));
    bdg_json_bool(t, "own", f->own != NULL);
    bdg_words_set(t, "from", !f->own && f->above ? f->above->organisation : NULL);
    bdg_json_bool(t, "shipped", !f->own && !f->above);
    bdg_words_set(t, "above", f->above ? f->above->organisation : NULL);
    bdg_json_bool(t, "award", f->kind == BDG_MAIL_TEXT_AWARD);
    bdg_json_set(m, "values", v);
    bdg_json_str(v, "subject", subject);
    bdg_json_str(v, "body", body);
    bdg_json_str(v, "revision", revision);
    bdg_json_str(m, "me", req->actor.email);
    bdg_json_bool(m, "configured", req->site->smtp_url && req->site->mail_from);
    bdg_json_set(m, "fields", fields);
    for (const bdg_mail_field_t *d = f->k->fields; d->name; d++) {
        json_t *o = json_object();
        bdg_json_str(o, "tag", apr_pstrcat(req->pool, "{{", d->name, "}}", NULL));
        bdg_json_str(o, "help", bdg_tr(d->help));
        bdg_json_add(fields, o);
    }
    BDG_TRY(awards_model(m, req, f));
    return preview_model(m, req, f, subject, body);
}

static const char *revision_of(const bdg_req_t *req, const form_t *f) { return apr_itoa(req->pool, f->own ? f->own->revision : 0); }

/* What is there now: one's own, what is taken from above, or the product's. */
static const char *subject_of(const form_t *f) { return f->own ? f->own->subject : f->above ? f->above->subject : f->k->subject; }
static const char *body_of(const form_t *f) { return f->own ? f->own->body : f->above ? f->above->body : f->k->body; }

bdg_err_t *bdg_get_mail_text(bdg_req_t *req, bdg_res_t *res)
{
    form_t f;
    json_t *m;
    BDG_TRY(read_form(&f, req, bdg_req_arg(req, "language"), bdg_req_arg(req, "award")));
    BDG_TRY(page_model(&m, req, &f, subject_of(&f), body_of(&f), revision_of(req, &f)));
    return bdg_res_page(res, PAGE, json_incref(m));
}

static bdg_err_t *conflict(json_t *m, bdg_req_t *req, bdg_res_t *res, form_t *f)
{
    json_t *saved = bdg_json_object(req->pool), *v = json_object_get(m, "values");
    bdg_json_str(saved, "subject", subject_of(f));
    bdg_json_str(saved, "body", body_of(f));
    bdg_json_str(saved, "revision", revision_of(req, f));
    BDG_TRY(bdg_form_stale(req, res, m, saved, "mail_text", req->scope.organisation_id));
    bdg_form_differs(m, saved, "subject", _("Subject"));
    bdg_form_differs(m, saved, "body", _("Text"));
    return preview_model(m, req, f, bdg_json_get_str(v, "subject"), bdg_json_get_str(v, "body"));
}

static bdg_err_t *again(bdg_req_t *req, bdg_res_t *res, form_t *f, bdg_err_t *e, const bdg_check_t *check, const char *subject, const char *body)
{
    json_t *m;
    int stale = e && e->code == BDG_E_CONFLICT;
    const char *typed = bdg_req_form(req, "revision");
    if (stale)
        BDG_TRY_ELSE(read_form(f, req, f->language, f->award), bdg_err_clear(e));
    BDG_TRY_ELSE(page_model(&m, req, f, subject, body, stale || !typed ? revision_of(req, f) : typed), bdg_err_clear(e));
    if (e && !stale && !bdg_form_refused(&e, check, m))
        return e;
    if (stale) {
        bdg_err_clear(e);
        BDG_TRY(conflict(m, req, res, f));
    }
    return bdg_problems(m) ? bdg_res_form_again(res, PAGE, json_incref(m)) : bdg_res_page(res, PAGE, json_incref(m));
}

static const char *self(const bdg_req_t *req, const form_t *f)
{
    return apr_pstrcat(req->pool, PATH "/", f->k->kind, "?language=", bdg_url_escape(f->language, req->pool), f->award ? "&award=" : "", f->award ? f->award : "", NULL);
}

bdg_err_t *bdg_post_mail_text(bdg_req_t *req, bdg_res_t *res)
{
    form_t f;
    bdg_edit_t edit;
    bdg_err_t *e;
    const char *act = bdg_req_form(req, "act") ? bdg_req_form(req, "act") : "", *subject = bdg_req_form(req, "subject"), *body = bdg_req_form(req, "body"), *done;
    BDG_TRY(read_form(&f, req, bdg_req_form(req, "language"), bdg_req_form(req, "award")));
    BDG_TRY(bdg_form_edit(&edit, req));
    subject = subject ? subject : "";
    body = body ? body : "";
    e = bdg_form_taken(req);
    if (e)
        return again(req, res, &f, e, edit.check, subject, body);
    if (!strcmp(act, "preview")) {
        const char *s, *b;
        return again(req, res, &f, bdg_mail_text_check(&s, &b, edit.check, bdg_view_fill, f.kind, subject, body), edit.check, subject, body);
    }
    if (!strcmp(act, "test")) {
        e = bdg_mail_text_test(&edit, bdg_view_fill, f.kind, f.language, subject, body, f.award_id);
        if (e)
            return again(req, res, &f, e, edit.check, subject, body);
        if (req->server->wake)
            req->server->wake(req->server->wake_baton);
        json_t *m;
        BDG_TRY(page_model(&m, req, &f, subject, body, bdg_req_form(req, "revision") ? bdg_req_form(req, "revision") : "0"));
        bdg_json_bool(m, "tested", 1);
        return bdg_res_page(res, PAGE, json_incref(m));
    }
    if (!strcmp(act, "drop")) {
        e = bdg_mail_text_drop(&edit, f.kind, f.language);
        done = f.above ? bdg_say(req->pool, "The text of %s is used again.", f.above->organisation) : _("The original text is used again.");
    } else {
        e = bdg_mail_text_save(&edit, bdg_view_fill, f.kind, f.language, subject, body);
        done = _("Saved. Mails that are sent from now on have this text.");
    }
    if (e)
        return again(req, res, &f, e, edit.check, subject, body);
    return bdg_res_redirect(req, res, self(req, &f), "success", done);
}
