/* /assertions/{id}: one award, as a page and as documents. */
#include "base/str.h"
#include "core/openbadges/ob2.h"
#include "io/png.h"
#include "io/svg.h"
#include "store/picture.h"
#include "web/handlers.h"
#include "web/public/document.h"
#include "web/public/wording.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define DOCUMENT_MAX (2 << 20)      /* details_json is at most 1 MiB */

typedef struct award_t { bdg_assertion_t *a; const bdg_wording_t *w; } award_t;

typedef bdg_err_t *read_fn(bdg_assertion_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool);

static bdg_err_t *find_by(award_t *x, bdg_req_t *req, bdg_res_t *res, read_fn *read)
{
    bdg_db_t *db;
    const char *id = req->params[0];
    bdg_res_cacheable(req, res, id);
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = read(&x->a, db, id, req->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no credential at this address. Please check it, letter by letter.");
    BDG_TRY(e);
    return bdg_wording_get(&x->w, req, x->a->badge_class_version_id, x->a->issuer_version_id);
}

static bdg_err_t *find(award_t *x, bdg_req_t *req, bdg_res_t *res) { return find_by(x, req, res, bdg_assertion_shown); }

static int expired(const bdg_assertion_t *a) { return a->expires_on != BDG_DATE_NONE && a->expires_on < bdg_date_of(apr_time_now()); }

/* The page changes on the day after the last valid one; documents do not. */
static const char *etag(const bdg_req_t *req, const bdg_assertion_t *a, char kind)
{
    return apr_psprintf(req->pool, "\"%c%d.%s.%s%s\"", kind, a->revision, a->public_id, req->site->static_hash, kind == 'h' && expired(a) ? ".x" : "");
}

/* ---------------------------------------------------------------- documents */

static bdg_err_t *document(bdg_req_t *req, bdg_res_t *res, const award_t *x, bdg_want_e as)
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
    award_t x;
    bdg_want_e want = bdg_document_want(req);
    BDG_TRY(find(&x, req, res));
    return document(req, res, &x, want == BDG_WANT_JSON ? want : BDG_WANT_LD_JSON);
}

static bdg_err_t *gone(bdg_req_t *req, bdg_res_t *res, const award_t *x)
{
    bdg_buf_clear(res->body);
    res->status = 410;
    res->content_type = bdg_document_type(BDG_WANT_LD_JSON);
    bdg_ob2_revoked(res->body, req->site, x->a);
    return NULL;
}

/* Baked from the live graphic; what verifiers read never changes. */
static bdg_err_t *baked(bdg_req_t *req, bdg_res_t *res, int svg)
{
    award_t x;
    bdg_db_t *db;
    bdg_picture_t *p;
    int64_t graphic;
    int revision;
    BDG_TRY(find(&x, req, res));
    if (x.a->state == BDG_ASSERTION_REVOKED)
        return gone(req, res, &x);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_picture_revision(&graphic, &revision, db, x.w->badge->id));
    res->etag = apr_psprintf(req->pool, "\"%c%d.%ld.%d.%s\"", svg ? 's' : 'p', x.a->revision, (long)graphic, revision, x.a->public_id);
    res->content_type = svg ? "image/svg+xml" : "image/png";
    BDG_TRY(bdg_picture_of_badge(&p, db, x.w->badge->id, req->pool));
    bdg_req_db_release(req);
    bdg_buf_t *doc = bdg_buf_make(DOCUMENT_MAX, req->pool);
    bdg_ob2_assertion(doc, req->site, x.a, x.w->badge, req->pool);
    BDG_TRY(bdg_buf_check(doc));
    if (!svg)
        return bdg_png_bake(res->body, p->png, p->png_len, BDG_PNG_OB2, doc->data, doc->len);
    if (!p->svg)
        return bdg_err(BDG_E_NOT_FOUND, "This badge was drawn as a PNG; there is no SVG of it.");
    BDG_TRY(bdg_res_header(res, "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
    return bdg_svg_bake(res->body, p->svg, p->svg_len, BDG_SVG_OB2, bdg_site_url(req->site, req->pool, "/assertions/%s", x.a->public_id), doc->data);
}

bdg_err_t *bdg_get_assertion_png(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 0); }
bdg_err_t *bdg_get_assertion_svg(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 1); }

/* ---------------------------------------------------------------- the page */

/* LinkedIn, "Add to profile": all of its parameters. */
static const char *linkedin(const bdg_req_t *req, const award_t *x)
{
    apr_pool_t *p = req->pool;
    int y, m, d;
    bdg_date_split(x->a->issued_on, &y, &m, &d);
    const char *url = apr_psprintf(p, "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=%s&organizationName=%s&issueYear=%d&issueMonth=%d",
                                   bdg_url_escape(x->w->badge->name, p), bdg_url_escape(x->w->issuer->name, p), y, m);
    if (x->a->expires_on != BDG_DATE_NONE) {
        bdg_date_split(x->a->expires_on, &y, &m, &d);
        url = apr_psprintf(p, "%s&expirationYear=%d&expirationMonth=%d", url, y, m);
    }
    return apr_psprintf(p, "%s&certId=%s&certUrl=%s", url, x->a->public_id,
                        bdg_url_escape(bdg_site_url(req->site, p, "/assertions/%s", x->a->public_id), p));
}

static void check(json_t *list, int ok, const char *text, const char *detail)
{
    json_t *c = json_object();
    bdg_json_bool(c, "ok", ok);
    bdg_json_str(c, "text", text);
    bdg_json_str(c, "detail", detail);
    bdg_json_add(list, c);
}

static json_t *checks(const bdg_req_t *req, const award_t *x)
{
    json_t *list = json_array();
    check(list, 1, apr_psprintf(req->pool, "Issued by %s, on its own address %s", x->w->issuer->name, req->site->host), NULL);
    check(list, 1, "Not revoked", NULL);
    if (x->a->expires_on == BDG_DATE_NONE)
        check(list, 1, "Valid without an end date", NULL);
    else if (expired(x->a))
        check(list, 0, apr_psprintf(req->pool, "Expired on %s", bdg_date_words(x->a->expires_on, req->pool)), NULL);
    else
        check(list, 1, apr_psprintf(req->pool, "Within its dates, until %s", bdg_date_words(x->a->expires_on, req->pool)), NULL);
    check(list, 1, "The record is whole: what you see is what was issued", NULL);
    return list;
}

static json_t *downloads(const bdg_req_t *req, const award_t *x)
{
    static const struct { const char *ext, *text, *note; } kinds[] = {
        { ".png", "Picture (PNG)", "with the credential inside" },
        { ".svg", "Drawing (SVG)", "with the credential inside" },
        { ".json", "Open Badges 2.0", "document" },
    };
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        json_t *d = json_object();
        bdg_json_str(d, "href", apr_pstrcat(req->pool, req->site->prefix, "/assertions/", x->a->public_id, kinds[i].ext, NULL));
        bdg_json_str(d, "text", kinds[i].text);
        bdg_json_str(d, "note", kinds[i].note);
        bdg_json_add(list, d);
    }
    return list;
}

static bdg_err_t *add_details(json_t *o, const bdg_req_t *req, const award_t *x)
{
    json_t *d, *v, *list;
    size_t i;
    if (!x->a->details_json)
        return NULL;
    BDG_TRY(bdg_json_parse(&d, x->a->details_json, strlen(x->a->details_json), 1 << 20, req->pool));
    bdg_json_str(o, "narrative", bdg_json_get_str(d, "narrative"));
    list = json_array();
    json_array_foreach(json_object_get(d, "evidence"), i, v) {
        json_t *e = json_object();
        const char *url = bdg_json_get_str(v, "url"), *name = bdg_json_get_str(v, "name");
        bdg_json_str(e, "url", url);
        bdg_json_str(e, "name", name ? name : url ? url : "Evidence");
        bdg_json_str(e, "narrative", bdg_json_get_str(v, "narrative"));
        bdg_json_add(list, e);
    }
    bdg_json_set(o, "evidence", list);
    list = json_array();
    json_t *values = json_object_get(d, "attributes");
    for (int k = 0; k < x->w->nattributes; k++) {
        const char *value = bdg_json_get_str(values, x->w->attributes[k].key);
        if (!value || !*value)
            continue;
        json_t *e = json_object();
        bdg_json_str(e, "name", x->w->attributes[k].name);
        bdg_date_t day = !strcmp(x->w->attributes[k].type, "date") ? bdg_date_parse_iso(value) : BDG_DATE_NONE;
        bdg_json_str(e, "value", day != BDG_DATE_NONE ? bdg_date_words(day, req->pool) : value);
        if (!strcmp(x->w->attributes[k].type, "address") && !bdg_url_problem(value))
            bdg_json_str(e, "url", value);
        bdg_json_add(list, e);
    }
    bdg_json_set(o, "attributes", list);
    return NULL;
}

static json_t *common(const bdg_req_t *req, const award_t *x, const char *status, const char *text)
{
    json_t *o = json_object();
    const bdg_badge_class_t *b = x->w->badge;
    bdg_json_str(o, "id", x->a->public_id);
    bdg_json_str(o, "url", bdg_site_url(req->site, req->pool, "/assertions/%s", x->a->public_id));
    bdg_json_str(o, "status", status);
    bdg_json_str(o, "status_text", text);
    bdg_json_str(o, "name", b->name);
    bdg_json_str(o, "image_url", apr_pstrcat(req->pool, req->site->prefix, "/badges/", b->public_id, "/image", NULL));
    bdg_json_str(o, "image_alt", apr_pstrcat(req->pool, "Badge: ", b->name, NULL));
    bdg_json_set(o, "issuer", bdg_document_issuer(req, x->w->issuer));
    return o;
}

static bdg_err_t *revoked_page(bdg_req_t *req, bdg_res_t *res, const award_t *x)
{
    json_t *m = json_object(), *o = common(req, x, "revoked", "Revoked: no longer valid");
    bdg_date_t on = bdg_date_of(x->a->revoked_at);
    bdg_json_str(o, "revoked_words", bdg_date_words(on, req->pool));
    bdg_json_str(o, "revoked_iso", bdg_date_iso(on, req->pool));
    bdg_json_str(o, "reason", x->a->revocation_reason);
    bdg_json_set(m, "assertion", o);
    res->status = 410;
    return bdg_res_page(res, "public/assertion-revoked", m);
}

static bdg_err_t *page(json_t **out, const bdg_req_t *req, const award_t *x)
{
    apr_pool_t *p = req->pool;
    const bdg_assertion_t *a = x->a;
    const bdg_badge_class_t *b = x->w->badge;
    const char *until = a->expires_on == BDG_DATE_NONE ? NULL : bdg_date_words(a->expires_on, p);
    const char *text = expired(a) ? apr_pstrcat(p, "Expired on ", until, NULL) : until ? apr_pstrcat(p, "Verified, valid until ", until, NULL) : "Verified, valid without an end date";
    json_t *m = *out = json_object(), *o = common(req, x, expired(a) ? "expired" : "valid", text);
    bdg_json_set(m, "assertion", o);
    bdg_json_own(m, p);
    const char *url = bdg_json_get_str(o, "url");
    bdg_json_str(o, "description", b->description);
    bdg_json_str(o, "recipient_name", a->recipient_name);
    bdg_json_str(o, "issued_words", bdg_date_words(a->issued_on, p));
    bdg_json_str(o, "issued_iso", bdg_date_iso(a->issued_on, p));
    bdg_json_str(o, "issued_exact", bdg_date_words(a->issued_on, p));
    bdg_json_str(o, "expires_words", until);
    if (until)
        bdg_json_str(o, "expires_iso", bdg_date_iso(a->expires_on, p));
    bdg_json_str(o, "badge_page", apr_pstrcat(p, req->site->prefix, "/badges/", b->public_id, NULL));
    bdg_json_str(o, "criteria_html", x->w->criteria_html);
    bdg_json_str(o, "criteria_url", b->criteria_url);
    json_t *tags = json_array();
    for (int i = 0; i < x->w->ntags; i++)
        bdg_json_add(tags, json_string(x->w->tags[i]));
    bdg_json_set(o, "tags", tags);
    BDG_TRY(add_details(o, req, x));
    bdg_json_str(o, "linkedin_url", linkedin(req, x));
    bdg_json_str(o, "json_url", apr_pstrcat(p, url, ".json", NULL));
    bdg_json_str(o, "oembed_url", bdg_site_url(req->site, p, "/oembed?url=%s", bdg_url_escape(url, p)));
    bdg_json_set(o, "downloads", downloads(req, x));
    bdg_json_set(o, "checks", checks(req, x));
    bdg_json_set(o, "og", bdg_document_og(apr_psprintf(p, "%s, awarded to %s", b->name, a->recipient_name), b->description, url,
                                          bdg_site_url(req->site, p, "/badges/%s/card", b->public_id)));
    return NULL;
}

bdg_err_t *bdg_get_assertion(bdg_req_t *req, bdg_res_t *res)
{
    award_t x;
    json_t *m;
    bdg_want_e want = bdg_document_want(req);
    BDG_TRY(find(&x, req, res));
    if (want != BDG_WANT_HTML)
        return document(req, res, &x, want);
    if (x.a->state == BDG_ASSERTION_REVOKED)
        return revoked_page(req, res, &x);
    res->etag = etag(req, x.a, 'h');
    BDG_TRY(page(&m, req, &x));
    return bdg_res_page(res, "public/assertion", json_incref(m));
}

/* ---------------------------------------------------------------- whose is it */

bdg_err_t *bdg_post_assertion_check(bdg_req_t *req, bdg_res_t *res)
{
    award_t x;
    json_t *m;
    BDG_TRY(find_by(&x, req, res, bdg_assertion_by_public_id));
    res->cache_key = NULL;
    if (x.a->state == BDG_ASSERTION_REVOKED)
        return revoked_page(req, res, &x);
    BDG_TRY(page(&m, req, &x));
    const char *given = bdg_req_form(req, "email");
    given = given ? bdg_text_clean(given, strlen(given), 0, req->pool) : "";
    json_t *c = json_object();
    bdg_json_str(c, "email", given);
    const char *why = bdg_email_problem(given);
    if (why) {
        bdg_json_str(c, "error", "Please give a whole email address, such as name@example.org.");
        res->status = 422;
    } else {
        unsigned char key[16];
        bdg_recipient_key(key, BDG_RECIPIENT_EMAIL, bdg_email_normalise(given, req->pool));
        int same = bdg_equal_ct(key, x.a->recipient_key, 16);
        json_t *r = json_object();
        bdg_json_bool(r, "ok", same);
        bdg_json_str(r, "text", same ? "Yes: it was awarded to this address." : "No: it was not awarded to this address.");
        bdg_json_set(c, "result", r);
    }
    bdg_json_set(m, "check_email", c);
    return bdg_res_page(res, "public/assertion", json_incref(m));
}

/* ---------------------------------------------------------------- oEmbed 1.0 */

bdg_err_t *bdg_get_oembed(bdg_req_t *req, bdg_res_t *res)
{
    award_t x;
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
    BDG_TRY(find(&x, req, res));
    res->cache_key = NULL;
    if (x.a->state == BDG_ASSERTION_REVOKED)
        return bdg_err(BDG_E_NOT_FOUND, "This credential was revoked.");
    json_t *o = json_object();
    bdg_json_str(o, "version", "1.0");
    bdg_json_str(o, "type", "photo");
    bdg_json_str(o, "title", apr_psprintf(req->pool, "%s, awarded to %s", x.w->badge->name, x.a->recipient_name));
    bdg_json_str(o, "provider_name", x.w->issuer->name);
    bdg_json_str(o, "provider_url", bdg_site_url(req->site, req->pool, "/issuers/%s", x.w->issuer->public_id));
    bdg_json_str(o, "url", bdg_site_url(req->site, req->pool, "/badges/%s/image", x.w->badge->public_id));
    bdg_json_int(o, "width", 400);
    bdg_json_int(o, "height", 400);
    return bdg_document_json(req, res, o, BDG_WANT_JSON);
}
