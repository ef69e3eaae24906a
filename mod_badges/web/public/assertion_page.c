#include "web/public/assertion_page.h"
#include "base/language.h"
#include "base/str.h"
#include "web/formats.h"
#include "web/public/document.h"
#include <apr_strings.h>
#include <string.h>

int bdg_assertion_expired(const bdg_assertion_t *a) { return a->expires_on != BDG_DATE_NONE && a->expires_on < bdg_date_of(apr_time_now()); }

/* ---------------------------------------------------------------- what all awards under a wording share */

static json_t *check(int ok, const char *text)
{
    json_t *c = json_object();
    bdg_json_bool(c, "ok", ok);
    return bdg_json_str(c, "text", text);
}

static json_t *badge(const bdg_wording_t *w, const bdg_site_t *site, apr_pool_t *pool)
{
    const bdg_badge_class_t *b = w->badge;
    json_t *o = json_object(), *tags = json_array();
    bdg_json_str(o, "name", b->name);
    bdg_json_str(o, "description", b->description);
    bdg_json_str(o, "image_url", apr_pstrcat(pool, site->prefix, "/badges/", b->public_id, "/image", NULL));
    bdg_json_str(o, "card_url", bdg_site_url(site, pool, "/badges/%s/card", b->public_id));
    bdg_json_str(o, "criteria_html", w->criteria_html);
    bdg_json_str(o, "criteria_url", b->criteria_url);
    for (int i = 0; i < w->ntags; i++)
        bdg_json_add(tags, json_string(w->tags[i]));
    return bdg_json_set(o, "tags", tags);
}

bdg_err_t *bdg_assertion_page_parts(bdg_wording_t *w, const bdg_site_t *site, int signing_works, apr_pool_t *pool)
{
    w->page.badge = bdg_json_own(badge(w, site, pool), pool);
    BDG_TRY(bdg_document_relations(w->page.badge, w->badge, pool));
    w->page.issuer = bdg_json_own(bdg_document_issuer(site, w->issuer, pool), pool);
    w->page.from_issuer = bdg_json_own(check(1, bdg_say(pool, "Issued by %s, on its own address %s", w->issuer->name, site->host)), pool);
    w->page.not_revoked = bdg_json_own(check(1, _("Not revoked")), pool);
    w->page.no_end = bdg_json_own(check(1, _("Valid without an end date")), pool);
    w->page.whole = bdg_json_own(check(1, _("The record is whole: what you see is what was issued")), pool);
    w->page.formats = bdg_json_own(bdg_formats(signing_works), pool);
    w->page.linkedin = apr_psprintf(pool, "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=%s&organizationName=%s",
                                    bdg_url_escape(w->badge->name, pool), bdg_url_escape(w->issuer->name, pool));
    return NULL;
}

/* A part is only counted once more, which jansson does atomically. */
static void share(json_t *o, const char *key, json_t *part) { bdg_json_set(o, key, json_incref(part)); }

/* ---------------------------------------------------------------- what each award adds */

/* LinkedIn, "Add to profile": all of its parameters. */
static const char *linkedin(const bdg_assertion_t *a, const bdg_wording_t *w, const char *url, apr_pool_t *p)
{
    int y, m, d;
    bdg_date_split(a->issued_on, &y, &m, &d);
    const char *expires = "", *issued = apr_psprintf(p, "&issueYear=%d&issueMonth=%d", y, m);
    if (a->expires_on != BDG_DATE_NONE) {
        bdg_date_split(a->expires_on, &y, &m, &d);
        expires = apr_psprintf(p, "&expirationYear=%d&expirationMonth=%d", y, m);
    }
    return apr_pstrcat(p, w->page.linkedin, issued, expires, "&certId=", a->public_id, "&certUrl=", bdg_url_escape(url, p), NULL);
}

static json_t *checks(const bdg_assertion_t *a, const bdg_wording_t *w, const char *until, apr_pool_t *p)
{
    json_t *list = json_array();
    bdg_json_add(list, json_incref(w->page.from_issuer));
    bdg_json_add(list, json_incref(w->page.not_revoked));
    if (!until)
        bdg_json_add(list, json_incref(w->page.no_end));
    else if (bdg_assertion_expired(a))
        bdg_json_add(list, check(0, bdg_say(p, "Expired on %s", until)));
    else
        bdg_json_add(list, check(1, bdg_say(p, "Within its dates, until %s", until)));
    return bdg_json_add(list, json_incref(w->page.whole));
}

static json_t *evidence(const json_t *from)
{
    json_t *v, *list = json_array();
    size_t i;
    json_array_foreach(from, i, v) {
        json_t *e = json_object();
        const char *url = bdg_json_get_str(v, "url"), *name = bdg_json_get_str(v, "name");
        bdg_json_str(e, "url", url);
        bdg_json_str(e, "name", name ? name : url ? url : _("Evidence"));
        bdg_json_str(e, "narrative", bdg_json_get_str(v, "narrative"));
        bdg_json_add(list, e);
    }
    return list;
}

static json_t *attributes(const json_t *values, const bdg_wording_t *w, apr_pool_t *p)
{
    json_t *list = json_array();
    for (int k = 0; k < w->nattributes; k++) {
        const char *value = bdg_json_get_str(values, w->attributes[k].key);
        if (!value || !*value)
            continue;
        json_t *e = json_object();
        bdg_json_str(e, "name", w->attributes[k].name);
        bdg_date_t day = !strcmp(w->attributes[k].type, "date") ? bdg_date_parse_iso(value) : BDG_DATE_NONE;
        bdg_json_str(e, "value", day != BDG_DATE_NONE ? bdg_date_words(day, p) : value);
        if (!strcmp(w->attributes[k].type, "address") && !bdg_url_problem(value))
            bdg_json_str(e, "url", value);
        bdg_json_add(list, e);
    }
    return list;
}

static bdg_err_t *add_details(json_t *o, const bdg_assertion_t *a, const bdg_wording_t *w, apr_pool_t *p)
{
    json_t *d;
    if (!a->details_json)
        return NULL;
    BDG_TRY(bdg_json_parse(&d, a->details_json, strlen(a->details_json), 1 << 20, p));
    bdg_json_str(o, "narrative", bdg_json_get_str(d, "narrative"));
    bdg_json_set(o, "evidence", evidence(json_object_get(d, "evidence")));
    bdg_json_set(o, "attributes", attributes(json_object_get(d, "attributes"), w, p));
    bdg_json_bool(o, "endorsed", json_array_size(json_object_get(d, "endorsements")) > 0);
    return NULL;
}

static json_t *common(const bdg_assertion_t *a, const bdg_wording_t *w, const char *url, const char *status, const char *text)
{
    json_t *o = json_object();
    bdg_json_str(o, "id", a->public_id);
    bdg_json_str(o, "url", url);
    bdg_json_str(o, "status", status);
    bdg_json_str(o, "status_text", text);
    share(o, "badge", w->page.badge);
    share(o, "issuer", w->page.issuer);
    return o;
}

bdg_err_t *bdg_assertion_page(json_t **model, const bdg_req_t *req, const bdg_assertion_t *a, const bdg_wording_t *w)
{
    apr_pool_t *p = req->pool;
    int expired = bdg_assertion_expired(a);
    const char *url = apr_pstrcat(p, req->site->base, "/assertions/", a->public_id, NULL);
    const char *until = a->expires_on == BDG_DATE_NONE ? NULL : bdg_date_words(a->expires_on, p);
    const char *text = expired ? bdg_say(p, "Expired on %s", until) : until ? bdg_say(p, "Verified, valid until %s", until) : _("Verified, valid without an end date");
    json_t *o = common(a, w, url, expired ? "expired" : "valid", text);
    *model = bdg_json_set(json_object(), "assertion", o);
    share(*model, "formats", w->page.formats);
    bdg_json_str(o, "recipient_name", a->recipient_name);
    bdg_json_str(o, "issued_words", bdg_date_words(a->issued_on, p));
    bdg_json_str(o, "issued_iso", bdg_date_iso(a->issued_on, p));
    bdg_json_str(o, "linkedin_url", linkedin(a, w, url, p));
    bdg_json_str(o, "oembed_url", apr_pstrcat(p, req->site->base, "/oembed?url=", bdg_url_escape(url, p), NULL));
    bdg_json_set(o, "checks", checks(a, w, until, p));
    BDG_TRY_ELSE(add_details(o, a, w, p), json_decref(*model));
    return NULL;
}

json_t *bdg_assertion_page_rejected(const bdg_req_t *req, const bdg_assertion_t *a, const bdg_wording_t *w)
{
    const char *until = a->expires_on == BDG_DATE_NONE ? NULL : bdg_date_words(a->expires_on, req->pool);
    int expired = bdg_assertion_expired(a);
    json_t *o = common(a, w, apr_pstrcat(req->pool, req->site->base, "/assertions/", a->public_id, NULL), expired ? "expired" : "valid",
                       expired ? bdg_say(req->pool, "Expired on %s", until) : _("Verified: it was issued, and is not revoked"));
    bdg_json_str(o, "issued_words", bdg_date_words(a->issued_on, req->pool));
    bdg_json_str(o, "issued_iso", bdg_date_iso(a->issued_on, req->pool));
    bdg_json_set(o, "checks", checks(a, w, until, req->pool));
    return bdg_json_set(json_object(), "assertion", o);
}

json_t *bdg_assertion_page_revoked(const bdg_req_t *req, const bdg_assertion_t *a, const bdg_wording_t *w)
{
    const char *url = apr_pstrcat(req->pool, req->site->base, "/assertions/", a->public_id, NULL);
    json_t *o = common(a, w, url, "revoked", _("Revoked: no longer valid"));
    bdg_date_t on = bdg_date_of(a->revoked_at);
    bdg_json_str(o, "revoked_words", bdg_date_words(on, req->pool));
    bdg_json_str(o, "revoked_iso", bdg_date_iso(on, req->pool));
    bdg_json_str(o, "reason", a->revocation_reason);
    return bdg_json_set(json_object(), "assertion", o);
}
