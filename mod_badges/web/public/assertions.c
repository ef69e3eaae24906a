/* /assertions/{id}: one award, as a page and as documents. */
#include "base/str.h"
#include "base/language.h"
#include "core/openbadges/ob2.h"
#include "io/png.h"
#include "io/svg.h"
#include "web/handlers.h"
#include "web/public/assertion_page.h"
#include "web/public/award.h"
#include "web/public/credential.h"
#include "web/public/document.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define DOCUMENT_MAX (2 << 20)      /* details_json is at most 1 MiB */

/* The page changes on the day after the last valid one; documents do not. */
static const char *etag(const bdg_req_t *req, const bdg_assertion_t *a, char kind)
{
    return apr_psprintf(req->pool, "\"%c%d.%s.%s%s\"", kind, a->revision, a->public_id, req->site->static_hash, kind == 'h' && bdg_assertion_expired(a) ? ".x" : "");
}

/* ---------------------------------------------------------------- documents */

static bdg_err_t *document(bdg_req_t *req, bdg_res_t *res, const bdg_shown_award_t *x, bdg_want_e as)
{
    res->etag = etag(req, x->a, (char)as);
    res->content_type = bdg_document_type(as);
    if (x->a->state == BDG_ASSERTION_REVOKED) {
        res->status = 410;
        bdg_ob2_revoked(res->body, req->site, x->a);
    } else {
        bdg_ob2_assertion(res->body, req->site, x->a, x->w->badge, req->pool);
    }
    return NULL;
}

bdg_err_t *bdg_get_assertion_json(bdg_req_t *req, bdg_res_t *res)
{
    bdg_shown_award_t x;
    bdg_want_e want = bdg_document_want(req);
    BDG_TRY(bdg_shown_award(&x, req, res));
    return document(req, res, &x, want == BDG_WANT_JSON ? want : BDG_WANT_LD_JSON);
}

/* Baked from the live graphic; what verifiers read never changes. */
static bdg_err_t *baked(bdg_req_t *req, bdg_res_t *res, int svg)
{
    bdg_shown_award_t x;
    BDG_TRY(bdg_shown_award(&x, req, res));
    if (x.a->state == BDG_ASSERTION_REVOKED)
        return bdg_shown_award_gone(req, res, &x);
    bdg_buf_t *doc = bdg_buf_make(DOCUMENT_MAX, req->pool);
    bdg_ob2_assertion(doc, req->site, x.a, x.w->badge, req->pool);
    BDG_TRY(bdg_buf_check(doc));
    bdg_baking_t what = { .etag = apr_psprintf(req->pool, "%d.%s", x.a->revision, x.a->public_id), .keyword = BDG_PNG_OB2, .svg_form = BDG_SVG_OB2, .text = doc->data,
                          .len = doc->len, .verify = bdg_site_url(req->site, req->pool, "/assertions/%s", x.a->public_id), .json = doc->data };
    return bdg_shown_award_bake(req, res, &x, svg, &what);
}

bdg_err_t *bdg_get_assertion_png(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 0); }
bdg_err_t *bdg_get_assertion_svg(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 1); }

/* ---------------------------------------------------------------- the page */

/* Only for awards that have some: what their pages are made of has no id. */
static bdg_err_t *add_endorsements(json_t *model, bdg_req_t *req)
{
    bdg_db_t *db;
    bdg_assertion_t *a;
    json_t *list;
    if (!json_is_true(json_object_get(json_object_get(model, "assertion"), "endorsed")))
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_assertion_by_public_id(&a, db, req->params[0], req->pool));
    BDG_TRY(bdg_document_endorsements(&list, req, BDG_ENDORSED_ASSERTION, a->id, 0));
    bdg_json_set(model, "endorsements", list);
    return NULL;
}

static bdg_err_t *page(json_t **model, bdg_req_t *req, bdg_res_t *res, const bdg_shown_award_t *x)
{
    if (x->a->state == BDG_ASSERTION_REVOKED) {
        res->status = 410;
        *model = bdg_assertion_page_revoked(req, x->a, x->w);
        return bdg_res_page(res, "public/assertion-revoked", *model);
    }
    if (x->a->acceptance == BDG_REJECTED) {
        *model = bdg_assertion_page_rejected(req, x->a, x->w);
        return bdg_res_page(res, "public/assertion-rejected", *model);
    }
    BDG_TRY(bdg_assertion_page(model, req, x->a, x->w));
    BDG_TRY_ELSE(add_endorsements(*model, req), json_decref(*model));
    return bdg_res_page(res, "public/assertion", *model);
}

bdg_err_t *bdg_get_assertion(bdg_req_t *req, bdg_res_t *res)
{
    bdg_shown_award_t x;
    json_t *m;
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    if (bdg_credential_wanted(want) && bdg_credential_offered(req->site))
        return bdg_credential_answer(req, res, want);
    want = bdg_document_want(req);
    BDG_TRY(bdg_shown_award(&x, req, res));
    if (want != BDG_WANT_HTML)
        return document(req, res, &x, want);
    if (x.a->state != BDG_ASSERTION_REVOKED)
        res->etag = etag(req, x.a, 'h');
    BDG_TRY(page(&m, req, res, &x));
    if (x.a->state == BDG_ASSERTION_REVOKED || x.a->acceptance == BDG_REJECTED)
        return NULL;
    return bdg_assertion_page_in_language(m, req, res, x.a, x.w);
}

/* ---------------------------------------------------------------- whose is it */

bdg_err_t *bdg_post_assertion_check(bdg_req_t *req, bdg_res_t *res)
{
    bdg_shown_award_t x;
    json_t *m;
    BDG_TRY(bdg_shown_award_whole(&x, req, res));
    res->cache_key = NULL;
    BDG_TRY(page(&m, req, res, &x));
    if (x.a->state == BDG_ASSERTION_REVOKED)
        return NULL;
    const char *given = bdg_req_form(req, "email");
    given = given ? bdg_text_clean(given, strlen(given), 0, req->pool) : "";
    json_t *c = json_object();
    bdg_json_str(c, "email", given);
    const char *why = bdg_email_problem(given);
    if (why) {
        bdg_json_str(c, "error", _("Please give a whole email address, such as name@example.org."));
        res->status = 422;
    } else {
        unsigned char key[16];
        bdg_recipient_key(key, BDG_RECIPIENT_EMAIL, bdg_email_normalise(given, req->pool));
        int same = bdg_equal_ct(key, x.a->recipient_key, 16);
        json_t *r = json_object();
        bdg_json_bool(r, "ok", same);
        bdg_json_str(r, "text", same ? _("Yes: it was awarded to this address.") : _("No: it was not awarded to this address."));
        bdg_json_set(c, "result", r);
    }
    bdg_json_set(m, "check_email", c);
    return NULL;
}

/* ---------------------------------------------------------------- oEmbed 1.0 */

bdg_err_t *bdg_get_oembed(bdg_req_t *req, bdg_res_t *res)
{
    bdg_shown_award_t x;
    const char *url = bdg_req_arg(req, "url"), *format = bdg_req_arg(req, "format");
    const char *start = bdg_site_url(req->site, req->pool, "/assertions/");
    if (format && strcmp(format, "json")) {
        res->status = 501;
        res->content_type = "text/plain; charset=utf-8";
        bdg_buf_str(res->body, "Only json is spoken here.\n");
        return NULL;
    }
    if (!url || strncmp(url, start, strlen(start)) || !bdg_id_valid(url + strlen(start)))
        return bdg_err(BDG_E_NOT_FOUND, "This is not the address of a credential here.");
    req->params[0] = url + strlen(start);
    BDG_TRY(bdg_shown_award(&x, req, res));
    res->cache_key = NULL;
    if (x.a->state == BDG_ASSERTION_REVOKED)
        return bdg_err(BDG_E_NOT_FOUND, "This credential was revoked.");
    if (x.a->acceptance == BDG_REJECTED)
        return bdg_err(BDG_E_NOT_FOUND, "Its holder does not show this credential.");
    json_t *o = json_object();
    bdg_json_str(o, "version", "1.0");
    bdg_json_str(o, "type", "photo");
    bdg_json_str(o, "title", bdg_say(req->pool, "%s, awarded to %s", x.w->badge->name, x.a->recipient_name));
    bdg_json_str(o, "provider_name", x.w->issuer->name);
    bdg_json_str(o, "provider_url", bdg_site_url(req->site, req->pool, "/issuers/%s", x.w->issuer->public_id));
    bdg_json_str(o, "url", bdg_site_url(req->site, req->pool, "/badges/%s/image", x.w->badge->public_id));
    bdg_json_int(o, "width", 400);
    bdg_json_int(o, "height", 400);
    return bdg_document_json(req, res, o, BDG_WANT_JSON);
}
