/* /verify: is this credential in order? */
#include "base/str.h"
#include "base/language.h"
#include "web/handlers.h"
#include "web/own.h"
#include <apr_strings.h>
#include <string.h>

bdg_err_t *bdg_get_verify(bdg_req_t *req, bdg_res_t *res)
{
    (void)req;
    return bdg_res_page(res, "public/verify", json_object());
}

static bdg_err_t *read_upload(bdg_verify_input_t *in, const bdg_req_t *req, const bdg_upload_t *u)
{
    const char *data;
    if (u->size > BDG_VERIFY_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This file is larger than 4 MB.");
    BDG_TRY(bdg_upload_read(&data, &in->len, u, req->pool));
    in->data = data;
    return NULL;
}

static void detail(json_t *list, const char *label, const char *value, const char *href)
{
    if (!value)
        return;
    json_t *d = json_object();
    bdg_json_str(d, "label", label);
    bdg_json_str(d, "value", value);
    if (href)
        bdg_json_str(d, "href", href);
    else
        bdg_json_bool(d, "href", 0);
    bdg_json_bool(d, "title", 0);
    bdg_json_add(list, d);
}

static const char *words(const json_t *v, const char *key, apr_pool_t *pool)
{
    const char *iso = bdg_json_get_str(v, key);
    return iso ? bdg_date_words(bdg_date_parse_iso(iso), pool) : NULL;
}

static json_t *checks_of(const json_t *verdict)
{
    json_t *list = json_array(), *one;
    size_t i;
    json_array_foreach(json_object_get(verdict, "checks"), i, one) {
        const char *result = bdg_json_get_str(one, "result"), *more = bdg_json_get_str(one, "detail");
        json_t *c = json_object();
        bdg_json_bool(c, "ok", !strcmp(result, "passed"));
        bdg_json_bool(c, "unsure", !strcmp(result, "unchecked"));
        bdg_json_str(c, "text", bdg_json_get_str(one, "text"));
        if (more)
            bdg_json_str(c, "detail", more);
        else
            bdg_json_bool(c, "detail", 0);
        bdg_json_add(list, c);
    }
    return list;
}

static void headline(json_t *shown, const char *outcome, int endorsement)
{
    static const char *const headings[][4] = {
        { "valid", "success", N_("This credential is valid"), N_("This endorsement is valid") },
        { "expired", "warning", N_("This credential is not valid at present"), N_("This endorsement is not valid at present") },
        { "revoked", "danger", N_("This credential was revoked"), N_("This endorsement was revoked") },
        { "unknown", "warning", N_("This credential could not be verified"), N_("This endorsement could not be verified") },
        { "invalid", "danger", N_("This credential is not valid"), N_("This endorsement is not valid") } };
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (!strcmp(outcome, headings[i][0])) {
            bdg_json_str(shown, "tone", headings[i][1]);
            bdg_json_str(shown, "heading", bdg_tr(headings[i][2 + endorsement]));
        }
}

/* The verdict of core -> what the template shows. Pictures only of our own badges: nobody's browser is sent to a stranger's server from here. */
static json_t *shown(const bdg_req_t *req, json_t *v)
{
    json_t *s = json_object(), *list = json_array();
    const char *name = bdg_json_get_str(v, "name"), *format = bdg_json_get_str(v, "format"), *image = bdg_json_get_str(v, "image");
    int endorsement = bdg_json_get_str(v, "kind") != NULL;
    const char *of = bdg_json_get_str(v, "endorses");
    headline(s, bdg_json_get_str(v, "outcome"), endorsement);
    bdg_json_str(s, "text", bdg_json_get_str(v, "text"));
    bdg_json_str(s, "name", name ? name : "");
    bdg_json_str(s, "about", format ? format : "");
    if (image)
        bdg_json_str(s, "image_url", apr_pstrcat(req->pool, req->site->prefix, image + strlen(req->site->base), NULL));
    else
        bdg_json_bool(s, "image_url", 0);
    detail(list, _("Awarded to"), bdg_json_get_str(v, "recipient_name"), NULL);
    detail(list, _("What is endorsed"), of, of && !bdg_url_problem(of) ? of : NULL);
    detail(list, _("In their words"), bdg_json_get_str(v, "comment"), NULL);
    detail(list, endorsement ? _("Endorsed by") : _("Issued by"), bdg_json_get_str(v, "issuer"), bdg_json_get_str(v, "issuer_url"));
    detail(list, endorsement ? _("Endorsed on") : _("Issue date"), words(v, "issued_on", req->pool), NULL);
    detail(list, _("Valid until"), words(v, "expires_on", req->pool), NULL);
    detail(list, _("Its own page"), bdg_json_get_str(v, "assertion"), bdg_json_get_str(v, "assertion"));
    bdg_json_set(s, "details", list);
    bdg_json_set(s, "checks", checks_of(v));
    return s;
}

bdg_err_t *bdg_post_verify(bdg_req_t *req, bdg_res_t *res)
{
    json_t *v, *m = json_object(), *values = json_object();
    const bdg_upload_t *u = bdg_req_upload(req, "file");
    const char *url = bdg_req_form(req, "url"), *document = bdg_req_form(req, "document"), *email = bdg_req_form(req, "email");
    bdg_json_own(m, req->pool);
    bdg_json_set(m, "values", values);
    bdg_json_str(values, "url", url ? url : "");
    bdg_json_str(values, "document", document ? document : "");
    bdg_json_str(values, "email", email ? email : "");
    bdg_verify_input_t in = { url && *url ? bdg_text_clean(url, strlen(url), 0, req->pool) : NULL, NULL, 0, email };
    if (!in.url && u)
        BDG_TRY(read_upload(&in, req, u));
    else if (!in.url && document) {
        in.data = document;
        in.len = strlen(document);
    }
    if (!in.url && !in.len) {
        bdg_problem(m, "form", "", "Give an address, choose a file, or paste a document.");
        return bdg_res_form_again(res, "public/verify", json_incref(m));
    }
    bdg_req_db_release(req);   /* the rate was counted with it; fetching takes its time */
    BDG_TRY(bdg_own_verify(&v, req->server, &in, req->pool));
    bdg_json_set(m, "verdict", shown(req, v));
    return bdg_res_page(res, "public/verify", json_incref(m));
}
