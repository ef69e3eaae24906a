#include "core/openbadges/verify.h"
#include "base/id.h"
#include "base/str.h"
#include "core/openbadges/ob2.h"
#include "io/png.h"
#include "io/svg.h"
#include <apr_strings.h>
#include <string.h>

typedef struct work_t {
    json_t *verdict, *checks;
    const bdg_site_t *site;
    apr_pool_t *pool;
    json_t *document;        /* what was given, when it was more than an address */
} work_t;

static void check(work_t *w, const char *name, int ok, const char *text, const char *detail)
{
    json_t *c = json_object();
    bdg_json_str(c, "check", name);
    bdg_json_bool(c, "ok", ok);
    bdg_json_str(c, "text", text);
    bdg_json_str(c, "detail", detail);
    bdg_json_add(w->checks, c);
}

static bdg_err_t *end(work_t *w, const char *outcome, const char *text)
{
    bdg_json_bool(w->verdict, "valid", !strcmp(outcome, "valid"));
    bdg_json_str(w->verdict, "outcome", outcome);
    bdg_json_str(w->verdict, "text", text);
    return NULL;
}

/* The public id in an address of ours, or NULL. */
static const char *our_id(const work_t *w, const char *url)
{
    const char *start = bdg_site_url(w->site, w->pool, "/assertions/");
    size_t n = strlen(start);
    char id[BDG_ID_LEN + 1];
    if (strncmp(url, start, n) || strlen(url + n) < BDG_ID_LEN)
        return NULL;
    memcpy(id, url + n, BDG_ID_LEN);
    id[BDG_ID_LEN] = 0;
    const char *rest = url + n + BDG_ID_LEN;
    return bdg_id_valid(id) && (!*rest || strchr(".?#", *rest)) ? apr_pstrdup(w->pool, id) : NULL;
}

/* Text of a baked picture or a document -> JSON. NULL error and NULL document: it was a bare address in *url. */
static bdg_err_t *read_document(work_t *w, const bdg_verify_input_t *in, const char **url, const char **format)
{
    const char *text = in->data;
    size_t len = in->len;
    *format = "Open Badges 2.0 document";
    if (bdg_png_is(in->data, in->len)) {
        BDG_TRY(bdg_png_extract(&text, &len, in->data, in->len, BDG_PNG_OB2, w->pool));
        *format = "Open Badges 2.0 in a PNG";
    } else if (bdg_svg_is(in->data, in->len)) {
        bdg_svg_baked_t baked;
        BDG_TRY(bdg_svg_extract(&baked, in->data, in->len, BDG_SVG_OB2, w->pool));
        text = baked.json ? baked.json : baked.verify;
        len = text ? strlen(text) : 0;
        *format = "Open Badges 2.0 in an SVG";
    }
    if (!text || !len)
        return bdg_err(BDG_E_INVALID, "There is no credential in this picture.");
    if (len < 2000 && !strncmp(text, "http", 4)) {
        *url = apr_pstrmemdup(w->pool, text, len);
        return NULL;
    }
    bdg_err_t *e = bdg_json_parse(&w->document, text, len, BDG_VERIFY_MAX, w->pool);
    if (e)
        return bdg_err_wrap(e, BDG_E_INVALID, "This is not a credential that can be read.");
    *url = bdg_json_get_str(w->document, "id");
    if (!*url)
        return bdg_err(BDG_E_INVALID, "This document does not say which credential it is: its id is missing.");
    return NULL;
}

static bdg_err_t *unchanged(work_t *w, const bdg_assertion_t *a, const bdg_badge_class_t *b, int *same)
{
    json_t *ours;
    bdg_buf_t *out = bdg_buf_make(1 << 20, w->pool);
    bdg_ob2_assertion(out, w->site, a, b, w->pool);
    BDG_TRY(bdg_buf_check(out));
    BDG_TRY(bdg_json_parse(&ours, out->data, out->len, 1 << 20, w->pool));
    *same = json_equal(ours, w->document);
    return NULL;
}

static void describe(work_t *w, const bdg_assertion_t *a, const bdg_badge_class_t *b, const bdg_issuer_t *i)
{
    json_t *v = w->verdict;
    bdg_json_str(v, "assertion", bdg_site_url(w->site, w->pool, "/assertions/%s", a->public_id));
    bdg_json_str(v, "name", b->name);
    bdg_json_str(v, "issuer", i->name);
    bdg_json_str(v, "issuer_address", bdg_site_url(w->site, w->pool, "/issuers/%s", i->public_id));
    bdg_json_str(v, "badge", bdg_site_url(w->site, w->pool, "/badges/%s", b->public_id));
    bdg_json_str(v, "image", bdg_site_url(w->site, w->pool, "/badges/%s/image", b->public_id));
    if (a->state == BDG_ASSERTION_REVOKED)   /* says no more than the revoked page does */
        return;
    bdg_json_str(v, "recipient_name", a->recipient_name);
    bdg_json_str(v, "issued_on", bdg_date_iso(a->issued_on, w->pool));
    bdg_json_str(v, "expires_on", bdg_date_iso(a->expires_on, w->pool));
}

static void check_recipient(work_t *w, const bdg_assertion_t *a, const char *email, int *ok)
{
    unsigned char key[16];
    email = bdg_text_clean(email, strlen(email), 0, w->pool);
    bdg_recipient_key(key, BDG_RECIPIENT_EMAIL, bdg_email_normalise(email, w->pool));
    *ok = !bdg_email_problem(email) && bdg_equal_ct(key, a->recipient_key, 16);
    check(w, "recipient", *ok, *ok ? "Awarded to this address" : "Not awarded to this address", email);
}

static bdg_err_t *judge(work_t *w, const bdg_assertion_t *a, const bdg_badge_class_t *b, const char *email)
{
    apr_pool_t *p = w->pool;
    int same = 1, late = a->expires_on != BDG_DATE_NONE && a->expires_on < bdg_date_of(apr_time_now()), theirs = 1;
    int revoked = a->state == BDG_ASSERTION_REVOKED;
    check(w, "issuer", 1, "Issued here, on the issuer's own address", w->site->host);
    if (w->document && !revoked) {
        BDG_TRY(unchanged(w, a, b, &same));
        check(w, "document", same, same ? "The document is whole: nothing was changed" : "The document is not as it was issued: something in it was changed", NULL);
    }
    check(w, "revocation", !revoked, revoked ? "Revoked" : "Not revoked", revoked ? a->revocation_reason : NULL);
    if (revoked)
        return end(w, "revoked", "This credential was revoked. It is no longer valid.");
    if (a->expires_on == BDG_DATE_NONE)
        check(w, "expiry", 1, "Valid without an end date", NULL);
    else
        check(w, "expiry", !late, apr_psprintf(p, late ? "Expired on %s" : "Valid until %s", bdg_date_words(a->expires_on, p)), NULL);
    if (email && *email)
        check_recipient(w, a, email, &theirs);
    if (!same)
        return end(w, "invalid", "This is not what was issued. See the credential at its own address.");
    if (!theirs)
        return end(w, "invalid", "The credential is in order, but it was not awarded to this address.");
    if (late)
        return end(w, "expired", "This credential was issued here and has expired.");
    return end(w, "valid", "This credential was issued here and is valid.");
}

bdg_err_t *bdg_verify(json_t **verdict, bdg_db_t *db, const bdg_site_t *site, const bdg_verify_input_t *in, apr_pool_t *pool)
{
    work_t w = { bdg_json_object(pool), json_array(), site, pool, NULL };
    const char *url = in->url, *format = "Open Badges 2.0, hosted";
    bdg_assertion_t *a;
    bdg_badge_class_t *b;
    bdg_issuer_t *i;
    *verdict = w.verdict;
    bdg_json_set(w.verdict, "checks", w.checks);
    if ((!url || !*url) && !in->len)
        return bdg_err(BDG_E_INVALID, "Give an address, a file or a document.");
    if (in->len > BDG_VERIFY_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This is larger than the 4 MB that are taken here.");
    if (!url || !*url) {
        bdg_err_t *e = read_document(&w, in, &url, &format);
        if (e && (e->code == BDG_E_INTERNAL || e->code == BDG_E_NOMEM))
            return e;
        if (e) {
            check(&w, "format", 0, e->message, NULL);
            bdg_err_clear(e);
            return end(&w, "invalid", "This could not be read as a credential.");
        }
    }
    const char *id = our_id(&w, url);
    if (!id) {
        check(&w, "issuer", 0, "Not issued on this server", apr_pstrndup(pool, url, 500));
        return end(&w, "unknown", apr_psprintf(pool, "Only credentials that were issued on %s can be verified here. Ask the issuer of this one.", site->host));
    }
    check(&w, "format", 1, format, NULL);
    bdg_json_str(w.verdict, "format", format);
    bdg_err_t *e = bdg_assertion_by_public_id(&a, db, id, pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        check(&w, "issuer", 0, "There is no such credential here", NULL);
        return end(&w, "invalid", "This credential was not issued here.");
    }
    BDG_TRY(e);
    BDG_TRY(bdg_badge_class_by_version(&b, db, a->badge_class_version_id, pool));
    BDG_TRY(bdg_issuer_by_version(&i, db, a->issuer_version_id, pool));
    describe(&w, a, b, i);
    return judge(&w, a, b, in->email);
}
