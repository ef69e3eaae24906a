/* What our issuers are asked to endorse, and what they endorsed. (Those who ask: endorsed.c) */
#include "base/str.h"
#include "base/language.h"
#include "core/badge_class.h"
#include "io/markdown.h"
#include "store/assertion.h"
#include "store/issuer.h"
#include "web/admin/endorsement_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/admin/endorsements"

/* --- the list */

static const char *const states[] = { "asked", N_("Waiting for an answer"), "made", N_("Endorsed"), "declined", N_("Declined"), "withdrawn", N_("Taken back by those who asked"),
                                      "removed", N_("No longer shown"), "revoked", N_("Revoked"), NULL };

static const char *state_arg(const bdg_req_t *req)
{
    const char *asked = bdg_req_arg(req, "state");
    for (int i = 0; asked && states[i]; i += 2)
        if (!strcmp(asked, states[i]))
            return states[i];
    return states[0];
}

static json_t *filter_model(const char *state)
{
    json_t *f = json_object(), *options = json_array();
    for (int i = 0; states[i]; i += 2)
        bdg_parts_option(options, states[i], bdg_tr(states[i + 1]), !strcmp(states[i], state));
    bdg_json_set(f, "states", options);
    bdg_json_bool(f, "any", strcmp(state, states[0]) != 0);
    return f;
}

bdg_err_t *bdg_get_endorsements(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *found;
    int64_t n;
    const char *state = state_arg(req);
    bdg_pager_t pager = bdg_pager_read(req);
    bdg_endorsement_filter_t f = { .endorser_organisation_id = req->scope.organisation_id, .account_id = req->actor.account_id,
                                   .whole = (req->actor.perms & BDG_PERM_BIT(BDG_PERM_ISSUERS_EDIT)) != 0, .state = state, .cursor = pager.cursor,
                                   .newer = pager.newer, .limit = BDG_PAGER_ROWS };
    json_t *m = bdg_json_object(req->pool), *list = json_array(), *o;
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_endorsement_list(&found, db, &f, req->pool));
    BDG_TRY(bdg_endorsement_count(&n, db, &f));
    bdg_pager_trim(&pager, found, BDG_PAGER_ROWS);
    for (int i = 0; i < found->nelts; i++) {
        BDG_TRY(bdg_endorsement_model(&o, req, &APR_ARRAY_IDX(found, i, bdg_endorsement_t)));
        bdg_json_add(list, o);
    }
    bdg_json_set(m, "filter", filter_model(state));
    bdg_pager_model(m, req, &pager, PATH, found->nelts ? APR_ARRAY_IDX(found, 0, bdg_endorsement_t).public_id : NULL,
                    found->nelts ? APR_ARRAY_IDX(found, found->nelts - 1, bdg_endorsement_t).public_id : NULL, bdg_words_count(n, "endorsement", "endorsements", req->pool));
    return bdg_res_page(res, "admin/endorsements/list", json_incref(m));
}

/* --- one: what it is of */

static bdg_err_t *facts_of_badge(json_t *m, json_t *d, bdg_req_t *req, bdg_db_t *db, const bdg_badge_class_t *b)
{
    bdg_issuer_t *issuer;
    const char *html = NULL;
    if (b->issuer_id) {
        BDG_TRY(bdg_issuer_by_id(&issuer, db, b->issuer_id, req->pool));
        bdg_parts_detail(d, "Issuer", issuer->name, bdg_site_url(req->site, req->pool, "/issuers/%s", issuer->public_id), NULL);
    }
    bdg_parts_detail(d, "Language", bdg_language_name(b->language), NULL, NULL);
    bdg_parts_detail(d, "Description", b->description, NULL, NULL);
    bdg_parts_detail(d, "Criteria in full", b->criteria_url, b->criteria_url, NULL);
    if (b->criteria_text)
        BDG_TRY(bdg_markdown_html(&html, b->criteria_text, req->pool));
    bdg_words_set(m, "criteria_html", html);
    return NULL;
}

static bdg_err_t *facts(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_endorsement_t *e, int64_t version_id)
{
    bdg_badge_class_t *b;
    bdg_issuer_t *i;
    bdg_assertion_t *a;
    json_t *d = json_array();
    bdg_json_set(m, "details", d);
    if (e->kind == BDG_ENDORSED_ISSUER) {
        BDG_TRY(bdg_issuer_by_version(&i, db, version_id, req->pool));
        bdg_parts_detail(d, "Issuer", i->name, NULL, NULL);
        bdg_parts_detail(d, "Web address", i->url, i->url, NULL);
        bdg_parts_detail(d, "Email address", i->email, NULL, NULL);
        bdg_parts_detail(d, "Description", i->description, NULL, NULL);
        return NULL;
    }
    BDG_TRY(bdg_badge_class_by_version(&b, db, version_id, req->pool));
    bdg_parts_detail(d, "Badge", b->name, NULL, NULL);
    if (e->kind == BDG_ENDORSED_ASSERTION) {
        BDG_TRY(bdg_assertion_by_id(&a, db, e->subject_id, req->pool));
        bdg_parts_detail(d, "Awarded to", a->recipient_name, NULL, NULL);
        bdg_parts_detail(d, "On", bdg_date_words(a->issued_on, req->pool), NULL, bdg_date_iso(a->issued_on, req->pool));
    }
    return facts_of_badge(m, d, req, db, b);
}

/* --- one: the page */

static bdg_err_t *load(bdg_endorsement_t **e, bdg_endorsed_t **s, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_endorsement_by_id(e, db, req->scope.object_id, req->pool));
    return bdg_endorsed_load(s, db, (*e)->kind, (*e)->subject_id, req->pool);
}

/* What is asked for is shown as it is now, what was made as it was then. */
static bdg_err_t *show(bdg_req_t *req, bdg_res_t *res, json_t *m, const char *trouble)
{
    bdg_db_t *db;
    bdg_endorsement_t *e;
    bdg_endorsed_t *s;
    json_t *o, *values = json_object_get(m, "values");
    BDG_TRY(load(&e, &s, req));
    BDG_TRY(bdg_req_db(req, &db));
    int open = !strcmp(e->state, "asked");
    BDG_TRY(bdg_endorsement_model(&o, req, e));
    bdg_json_set(m, "endorsement", o);
    BDG_TRY(facts(m, req, db, e, open ? s->version_id : e->subject_version_id));
    if (!values)
        bdg_json_set(m, "values", values = json_object());
    bdg_json_str(values, "revision", apr_itoa(req->pool, e->revision));
    bdg_json_str(values, "subject_revision", apr_itoa(req->pool, s->revision));
    const char *language = bdg_json_get_str(values, "language");
    bdg_json_set(m, "languages", bdg_parts_languages(language && *language ? language : "en", NULL));
    bdg_json_bool(m, "open", open && !s->cannot);
    bdg_words_set(m, "cannot", open ? s->cannot : NULL);
    bdg_json_bool(m, "made", !strcmp(e->state, "made"));
    bdg_json_bool(m, "removed", !strcmp(e->state, "removed"));
    bdg_words_set(m, "trouble", trouble);
    return bdg_res_page(res, "admin/endorsements/show", json_incref(m));
}

bdg_err_t *bdg_get_endorsement_asked(bdg_req_t *req, bdg_res_t *res) { return show(req, res, bdg_json_object(req->pool), NULL); }

static int number(const bdg_req_t *req, const char *field)
{
    const char *s = bdg_req_form(req, field);
    return s && *s && strlen(s) < 10 && strspn(s, "0123456789") == strlen(s) ? atoi(s) : -1;
}

bdg_err_t *bdg_post_endorsement_asked(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *act = bdg_req_form(req, "act");
    int decline = act && !strcmp(act, "decline");
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = decline ? bdg_endorse_decline(&edit, bdg_req_form(req, "reason"))
                           : bdg_endorse_make(&edit, number(req, "subject_revision"), bdg_req_form(req, "comment"), bdg_req_form(req, "language"));
    if (!e)
        return bdg_res_redirect(req, res, decline ? PATH : apr_pstrcat(req->pool, PATH "/", req->params[0], NULL), "success",
                                decline ? "Declined. Those who asked can see it." : "Endorsed. It stands on the public page now.");
    json_t *m = bdg_json_object(req->pool), *values = json_object();
    const char *why = NULL;
    bdg_form_typed(values, req, "comment", "language", "reason", NULL);
    bdg_json_set(m, "values", values);
    if (e->code == BDG_E_CONFLICT) {
        why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        res->status = 409;
    } else if (bdg_form_refused(&e, edit.check, m)) {
        res->status = 422;
    } else {
        return e;
    }
    return show(req, res, m, why);
}

/* --- revoking */

static bdg_err_t *confirm(bdg_req_t *req, bdg_res_t *res, json_t *m)
{
    bdg_endorsement_t *e;
    bdg_endorsed_t *s;
    json_t *reason = json_object();
    BDG_TRY_ELSE(load(&e, &s, req), json_decref(reason));
    if (strcmp(e->state, "made")) {
        json_decref(reason);
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/", e->public_id, NULL), "info", "There is nothing to revoke here.");
    }
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = "Endorsements", .back = bdg_endorsement_href(req, e->public_id, ""), .action = bdg_endorsement_href(req, e->public_id, "/revoke"), .revision = e->revision,
        .heading = "Revoke this endorsement", .text = bdg_say(req->pool, "%s no longer endorses %s.", e->issuer_name, bdg_endorsement_of(e, req->pool)),
        .points = { "It disappears from the public page of what it endorsed.", "Its own address goes on to answer: it says that it was revoked, with the reason." },
        .undo = "This cannot be undone. You can endorse again when you are asked again.", .button = "Revoke the endorsement" });
    bdg_json_str(reason, "label", _("Reason"));
    bdg_json_str(reason, "help", _("Anyone who opens the endorsement will read it."));
    bdg_json_bool(reason, "required", 1);
    bdg_json_set(json_object_get(m, "confirm"), "reason", reason);
    return bdg_problems(m) ? bdg_res_form_again(res, "admin/confirm", json_incref(m)) : bdg_res_page(res, "admin/confirm", json_incref(m));
}

bdg_err_t *bdg_get_endorsement_revoke(bdg_req_t *req, bdg_res_t *res) { return confirm(req, res, bdg_json_object(req->pool)); }

bdg_err_t *bdg_post_endorsement_revoke(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    json_t *m = bdg_json_object(req->pool), *values = json_object();
    const char *back = apr_pstrcat(req->pool, PATH "/", req->params[0], NULL);
    bdg_form_typed(values, req, "reason", NULL);
    bdg_json_set(m, "values", values);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_endorse_revoke(&edit, bdg_req_form(req, "reason"));
    if (bdg_form_refused(&e, edit.check, m))
        return confirm(req, res, m);
    if (e && e->code == BDG_E_CONFLICT) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, back, "warning", why);
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, back, "success", "Revoked. Its public address says so.");
}
