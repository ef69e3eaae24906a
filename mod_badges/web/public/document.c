#include "web/public/document.h"
#include "base/id.h"
#include "base/str.h"
#include "core/alignment.h"
#include "core/badge_class.h"
#include "core/related.h"
#include "core/translation.h"
#include "core/signing_key.h"
#include "io/markdown.h"
#include "store/issuer.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

bdg_want_e bdg_document_want(const bdg_req_t *req)
{
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    return want == BDG_WANT_HTML || want == BDG_WANT_JSON ? want : BDG_WANT_LD_JSON;
}

int bdg_document_wants_3(const bdg_req_t *req)
{
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    return req->site->secret_file && (want == BDG_WANT_VC_LD || want == BDG_WANT_VC);
}

const char *bdg_document_type(bdg_want_e as)
{
    switch (as) {
    case BDG_WANT_JSON: return "application/json";
    case BDG_WANT_VC_LD: return "application/vc+ld+json";
    case BDG_WANT_VC: return "application/vc";
    case BDG_WANT_VC_JWT: return "application/vc+jwt";
    case BDG_WANT_JWT: return "application/jwt";
    case BDG_WANT_PLAIN: return "text/plain";
    default: return "application/ld+json";
    }
}

bdg_err_t *bdg_document_json(bdg_req_t *req, bdg_res_t *res, json_t *doc, bdg_want_e as)
{
    bdg_json_own(doc, req->pool);
    res->content_type = bdg_document_type(as);
    bdg_json_write(res->body, doc);
    return NULL;
}

bdg_err_t *bdg_document_found(bdg_err_t *e, const char *noun)
{
    return e && e->code == BDG_E_NOT_FOUND ? bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no %s at this address. Please check it, letter by letter.", noun) : e;
}

bdg_err_t *bdg_document_keys(apr_array_header_t **keys, const char **etag, bdg_req_t *req, bdg_db_t *db, const bdg_issuer_t *i)
{
    apr_array_header_t *rows;
    BDG_TRY(bdg_signing_keys(&rows, db, i->id, req->pool));
    long newest = rows->nelts ? (long)APR_ARRAY_IDX(rows, 0, bdg_signing_key_t).id : 0;
    *etag = apr_psprintf(req->pool, "\"%c%d.%d.%ld%s\"", bdg_document_want(req), i->revision, i->number, newest,
                         bdg_document_endorsed_tag(i->endorsements_json, req->pool));
    return bdg_signing_keys_public(keys, rows, req->pool);
}

json_t *bdg_document_issuer(const bdg_site_t *site, const bdg_issuer_t *i, apr_pool_t *pool)
{
    json_t *o = json_object();
    const char *page = bdg_site_url(site, pool, "/issuers/%s", i->public_id);
    bdg_json_str(o, "name", i->name);
    bdg_json_str(o, "url", i->url);
    bdg_json_str(o, "email", i->email);
    bdg_json_str(o, "page", page);
    if (i->logo_graphic_id)
        bdg_json_str(o, "image_url", bdg_site_url(site, pool, "/issuers/%s/image", i->public_id));
    return o;
}

json_t *bdg_document_og(const char *title, const char *description, const char *url, const char *image)
{
    json_t *o = json_object();
    bdg_json_str(o, "title", title);
    bdg_json_str(o, "description", description);
    bdg_json_str(o, "url", url);
    return bdg_json_str(o, "image", image);
}

/* ---------------------------------------------------------------- what a badge is near to */

static void language(json_t *list, const char *tag, const char *present, const char *href)
{
    json_t *o = json_object();
    bdg_json_str(o, "name", bdg_language_name(tag));
    bdg_json_str(o, "lang", tag);
    bdg_json_str(o, "href", href);
    bdg_json_bool(o, "current", !strcmp(tag, present));
    bdg_json_add(list, o);
}

bdg_err_t *bdg_document_languages(json_t *badge, const bdg_badge_class_t *own, const char *present, const char *url, const char *between, apr_pool_t *pool)
{
    bdg_translation_t *t;
    int n;
    json_t *list = json_array();
    bdg_json_set(badge, "languages", list);
    BDG_TRY(bdg_translations_read(&t, &n, own->translations_json, pool));
    if (n)
        language(list, own->language, present, url);
    for (int i = 0; i < n; i++)
        language(list, t[i].language, present, apr_pstrcat(pool, url, between, t[i].language, NULL));
    return NULL;
}

/* What kind of achievement it is, as lines of partials/details. */
static bdg_err_t *facts(json_t *badge, const bdg_badge_class_t *b, apr_pool_t *pool)
{
    bdg_achievement_t a;
    json_t *list = json_array();
    bdg_json_set(badge, "facts", list);
    BDG_TRY(bdg_achievement_read(&a, b->achievement_json, pool));
    bdg_parts_detail(list, "Kind", a.type ? bdg_achievement_type_words(a.type) : NULL, NULL, NULL);
    bdg_parts_detail(list, "Credits", a.credits, NULL, NULL);
    bdg_parts_detail(list, "Field of study", a.field, NULL, NULL);
    bdg_parts_detail(list, "Specialization", a.specialization, NULL, NULL);
    bdg_parts_detail(list, "Code", a.code, NULL, NULL);
    return NULL;
}

/* "EQF, level 3" of two that may be missing. */
static const char *pair(const char *a, const char *b, apr_pool_t *pool) { return apr_pstrcat(pool, a ? a : "", a && b ? ", " : "", b ? b : "", NULL); }

bdg_err_t *bdg_document_relations(json_t *badge, const bdg_badge_class_t *b, apr_pool_t *pool)
{
    bdg_alignment_t *a;
    bdg_related_t *r;
    int na, nr;
    BDG_TRY(bdg_alignments_read(&a, &na, b->alignments_json, pool));
    BDG_TRY(bdg_related_read(&r, &nr, b->related_json, pool));
    json_t *alignments = json_array(), *related = json_array();
    for (int i = 0; i < na; i++) {
        json_t *o = json_object();
        bdg_json_str(o, "name", a[i].name);
        bdg_json_str(o, "url", a[i].url);
        bdg_json_str(o, "within", pair(a[i].framework, a[i].code, pool));
        bdg_words_set(o, "description", a[i].description);
        bdg_json_add(alignments, o);
    }
    for (int i = 0; i < nr; i++) {
        json_t *o = json_object();
        bdg_json_str(o, "url", r[i].url);
        bdg_json_str(o, "about", pair(r[i].language ? bdg_language_name(r[i].language) : NULL, r[i].version ? apr_pstrcat(pool, "version ", r[i].version, NULL) : NULL, pool));
        bdg_json_add(related, o);
    }
    bdg_json_set(badge, "alignments", alignments);
    bdg_json_set(badge, "related", related);
    return facts(badge, b, pool);
}

/* ---------------------------------------------------------------- who stands by it */

static bdg_err_t *endorsement(json_t *o, const bdg_req_t *req, const bdg_endorsement_t *e)
{
    apr_pool_t *p = req->pool;
    bdg_date_t on = bdg_date_of(e->made_at);
    const char *html = NULL;
    if (e->comment)
        BDG_TRY(bdg_markdown_html(&html, e->comment, p));
    bdg_json_str(o, "name", e->external_url ? e->external_name : e->issuer_name);
    bdg_words_set(o, "page", e->external_url ? NULL : bdg_site_url(req->site, p, "/issuers/%s", e->issuer_public_id));
    bdg_words_set(o, "comment_html", html);
    bdg_words_set(o, "language", e->language);
    bdg_json_str(o, "on_words", bdg_date_words(on, p));
    bdg_json_str(o, "on_iso", bdg_date_iso(on, p));
    bdg_json_str(o, "href", e->external_url ? e->external_url : bdg_site_url(req->site, p, "/endorsements/%s", e->public_id));
    bdg_json_bool(o, "elsewhere", e->external_url != NULL);
    return NULL;
}

bdg_err_t *bdg_document_endorsements(json_t **out, bdg_req_t *req, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = bdg_json_own(json_array(), req->pool);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_endorsements_live(&rows, db, kind, subject_id, version_id, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        json_t *o = json_object();
        bdg_json_add(list, o);
        BDG_TRY(endorsement(o, req, &APR_ARRAY_IDX(rows, i, bdg_endorsement_t)));
    }
    *out = json_incref(list);
    return NULL;
}

const char *bdg_document_endorsed_tag(const char *json, apr_pool_t *pool)
{
    unsigned char h[32];
    if (!json)
        return "";
    bdg_sha256(json, strlen(json), h);
    return apr_pstrcat(pool, ".", bdg_hex(h, 6, pool), NULL);
}
