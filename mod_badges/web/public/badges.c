/* /badges/{id}: what can be earned, as a page and as documents; its picture. */
#include "core/openbadges/ob2.h"
#include "base/language.h"
#include "core/translation.h"
#include "core/openbadges/ob2_attributes.h"
#include "core/standing.h"
#include "io/markdown.h"
#include "io/render.h"
#include "store/picture.h"
#include "web/handlers.h"
#include "web/public/credential.h"
#include "web/public/document.h"
#include "web/routes.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

typedef struct found_t { bdg_badge_class_t *b, *own /* in its own language */; bdg_issuer_t *i; bdg_db_t *db; } found_t;

static bdg_err_t *nothing(void) { return bdg_err(BDG_E_NOT_FOUND, "There is no badge at this address. Please check it, letter by letter."); }

/* A draft has no public address yet. */
static bdg_err_t *check(found_t *x, bdg_req_t *req, bdg_err_t *e)
{
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return nothing();
    }
    BDG_TRY(e);
    if (!x->b->published_at || !x->b->issuer_id)
        return nothing();
    return bdg_issuer_by_id(&x->i, x->db, x->b->issuer_id, req->pool);
}

/* With the version that the address names, else the present one; in the language that it names, else the badge's own. */
static bdg_err_t *find(found_t *x, bdg_req_t *req)
{
    int by_number = strstr(req->route->pattern, "/versions/") != NULL;
    const char *language = strstr(req->route->pattern, "/languages/") ? req->params[1 + by_number] : NULL;
    BDG_TRY(bdg_req_db(req, &x->db));
    BDG_TRY(check(x, req, by_number ? bdg_badge_class_by_number(&x->b, x->db, req->params[0], atoi(req->params[1]), req->pool)
                                    : bdg_badge_class_by_public_id(&x->b, x->db, req->params[0], req->pool)));
    x->own = x->b;
    if (language)
        BDG_TRY(bdg_translation_apply(&x->b, x->own, language, req->pool));
    return x->b ? NULL : nothing();
}

static const char *etag(const bdg_req_t *req, const found_t *x, const char *kind)
{
    return apr_psprintf(req->pool, "\"%s%d.%d.%d.%s%s\"", kind, x->b->revision, x->b->number, x->i->revision, req->site->static_hash,
                        bdg_document_endorsed_tag(x->b->endorsements_json, req->pool));
}

/* The page of the present wording, in the language of b. */
static const char *page_of(const bdg_req_t *req, const bdg_badge_class_t *b)
{
    const char *url = bdg_site_url(req->site, req->pool, "/badges/%s", b->public_id);
    return b->own_language ? apr_pstrcat(req->pool, url, "/languages/", b->language, NULL) : url;
}

bdg_err_t *bdg_get_badge_json(bdg_req_t *req, bdg_res_t *res)
{
    found_t x;
    BDG_TRY(find(&x, req));
    bdg_want_e want = bdg_document_want(req);
    res->etag = etag(req, &x, want == BDG_WANT_JSON ? "j" : "l");
    return bdg_document_json(req, res, bdg_ob2_badge_class(req->site, x.b, x.i->public_id, 0, req->pool), want);
}

/* As the Achievement of Open Badges 3.0, with what endorses it: as its credentials have it. */
static bdg_err_t *achievement(bdg_req_t *req, bdg_res_t *res, const found_t *x, bdg_want_e as)
{
    const bdg_ob3_wording_t *w;
    bdg_standing_t standing;
    bdg_ob3_endorsements_t endorsements;
    BDG_TRY(bdg_standing_load(&standing, x->db, req->site, BDG_ENDORSED_BADGE_CLASS, x->b->id, x->b->version_id, req->pool));
    bdg_req_db_release(req);
    BDG_TRY(bdg_standing_sign(&endorsements, &standing, req->site, req->pool));
    BDG_TRY(bdg_ob3_wording_make_endorsed(&w, req->site, x->b, x->i, NULL, &endorsements, NULL, req->pool));
    res->etag = etag(req, x, apr_psprintf(req->pool, "%c%s.", as, standing.tag));
    res->content_type = bdg_document_type(as);
    bdg_ob3_achievement(res->body, w);
    return NULL;
}

bdg_err_t *bdg_get_badge_version(bdg_req_t *req, bdg_res_t *res)
{
    found_t x;
    bdg_want_e want = bdg_document_want(req);
    BDG_TRY(find(&x, req));
    if (!x.b->used)   /* nothing was awarded under it: it may still change */
        BDG_TRY(bdg_res_header(res, "Cache-Control", "no-cache"));
    if (bdg_document_wants_3(req))
        return achievement(req, res, &x, bdg_negotiate(bdg_req_header(req, "Accept")));
    if (want == BDG_WANT_HTML) {
        res->status = 303;
        return bdg_res_header(res, "Location", page_of(req, x.b));
    }
    res->etag = etag(req, &x, want == BDG_WANT_JSON ? "vj" : "vl");
    return bdg_document_json(req, res, bdg_ob2_badge_class(req->site, x.b, x.i->public_id, 1, req->pool), want);
}

/* --- the Extension for attributes */

typedef bdg_err_t *attributes_fn(json_t **out, const bdg_site_t *site, const bdg_badge_class_t *badge, apr_pool_t *pool);

static bdg_err_t *attributes(bdg_req_t *req, bdg_res_t *res, attributes_fn *make, const char *kind, const char *type)
{
    found_t x;
    json_t *doc;
    BDG_TRY(find(&x, req));
    if (!x.b->used)
        BDG_TRY(bdg_res_header(res, "Cache-Control", "no-cache"));
    BDG_TRY(make(&doc, req->site, x.b, req->pool));
    res->etag = etag(req, &x, kind);
    BDG_TRY(bdg_document_json(req, res, doc, BDG_WANT_LD_JSON));
    res->content_type = type;
    return NULL;
}

bdg_err_t *bdg_get_badge_attributes_context(bdg_req_t *req, bdg_res_t *res)
{
    return attributes(req, res, bdg_ob2_attributes_context, "ac", "application/ld+json");
}

bdg_err_t *bdg_get_badge_attributes_schema(bdg_req_t *req, bdg_res_t *res)
{
    return attributes(req, res, bdg_ob2_attributes_schema, "as", "application/schema+json");
}

/* "Valid for 2 years" */
static const char *validity(int months, apr_pool_t *pool)
{
    if (!months)
        return NULL;
    int years = months / 12;
    if (months % 12)
        return bdg_say(pool, "Valid for %d month%s", months, months == 1 ? "" : "s");
    return bdg_say(pool, "Valid for %d year%s", years, years == 1 ? "" : "s");
}

static bdg_err_t *model(json_t **out, bdg_req_t *req, const found_t *x)
{
    const bdg_badge_class_t *b = x->b;
    apr_pool_t *p = req->pool;
    json_t *m = json_object(), *o = json_object(), *tags;
    const char *html = NULL, *url = page_of(req, b);
    bdg_json_own(m, p);
    bdg_json_set(m, "badge", o);
    if (b->criteria_text && *b->criteria_text)
        BDG_TRY(bdg_markdown_html(&html, b->criteria_text, p));
    bdg_json_str(o, "id", b->public_id);
    bdg_json_str(o, "url", url);
    bdg_json_str(o, "page", url);
    bdg_json_str(o, "name", b->name);
    bdg_json_str(o, "description", b->description);
    bdg_json_str(o, "image_url", apr_pstrcat(p, req->site->prefix, "/badges/", b->public_id, "/image", NULL));
    bdg_json_str(o, "image_alt", bdg_say(p, "Badge: %s", b->name));
    bdg_json_set(o, "issuer", bdg_document_issuer(req->site, x->i, req->pool));
    bdg_json_str(o, "criteria_html", html);
    bdg_json_str(o, "criteria_url", b->criteria_url);
    bdg_json_str(o, "criteria_page", apr_pstrcat(p, url, "/criteria", NULL));
    bdg_json_str(o, "validity", validity(b->expiry_months, p));
    bdg_json_str(o, "state", b->state);
    bdg_json_str(o, "state_text", !strcmp(b->state, "published") ? NULL : _("No longer awarded"));
    bdg_json_str(o, "json_url", b->own_language ? url : apr_pstrcat(p, url, ".json", NULL));
    BDG_TRY(bdg_json_parse(&tags, b->tags_json, strlen(b->tags_json), 1 << 16, p));
    json_object_set(o, "tags", tags);
    bdg_json_str(o, "lang", b->language);
    BDG_TRY(bdg_document_languages(o, x->own, b->language, bdg_site_url(req->site, p, "/badges/%s", b->public_id), "/languages/", p));
    BDG_TRY(bdg_document_relations(o, b, p));
    if (b->endorsements_json) {
        json_t *endorsed;
        BDG_TRY(bdg_document_endorsements(&endorsed, req, BDG_ENDORSED_BADGE_CLASS, b->id, b->version_id));
        bdg_json_set(m, "endorsements", endorsed);
    }
    bdg_json_set(o, "og", bdg_document_og(b->name, b->description, url, bdg_site_url(req->site, p, "/badges/%s/card", b->public_id)));
    *out = json_incref(m);
    return NULL;
}

static bdg_err_t *page(bdg_req_t *req, bdg_res_t *res, const char *template_name, const char *kind)
{
    found_t x;
    json_t *m;
    BDG_TRY(find(&x, req));
    res->etag = etag(req, &x, kind);
    BDG_TRY(model(&m, req, &x));
    return bdg_res_page(res, template_name, m);
}

bdg_err_t *bdg_get_badge(bdg_req_t *req, bdg_res_t *res)
{
    found_t x;
    if (bdg_document_wants_3(req)) {
        BDG_TRY(find(&x, req));
        return achievement(req, res, &x, bdg_negotiate(bdg_req_header(req, "Accept")));
    }
    return bdg_document_want(req) == BDG_WANT_HTML ? page(req, res, "public/badge", "h") : bdg_get_badge_json(req, res);
}

bdg_err_t *bdg_get_badge_in_language(bdg_req_t *req, bdg_res_t *res) { return bdg_get_badge(req, res); }

bdg_err_t *bdg_get_badge_criteria(bdg_req_t *req, bdg_res_t *res) { return page(req, res, "public/criteria", "c"); }

bdg_err_t *bdg_get_badge_image(bdg_req_t *req, bdg_res_t *res)
{
    found_t x;
    int64_t graphic;
    int revision;
    bdg_picture_t *p;
    BDG_TRY(find(&x, req));
    bdg_err_t *e = bdg_picture_revision(&graphic, &revision, x.db, x.b->id);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return bdg_err(BDG_E_NOT_FOUND, "This badge has no picture.");
    }
    BDG_TRY(e);
    BDG_TRY(bdg_picture_by_id(&p, x.db, graphic, req->pool));
    res->etag = apr_psprintf(req->pool, "\"g%ld.%d\"", (long)graphic, revision);
    res->content_type = p->svg ? "image/svg+xml" : "image/png";
    res->bytes = p->svg ? p->svg : p->png;
    res->bytes_len = p->svg ? p->svg_len : p->png_len;
    return bdg_res_header(res, "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:");
}

/* 1200 x 627, for link previews; made once for a wording and a graphic. */
bdg_err_t *bdg_get_badge_card(bdg_req_t *req, bdg_res_t *res)
{
    found_t x;
    int64_t graphic;
    int revision;
    const char *png;
    size_t len;
    BDG_TRY(find(&x, req));
    BDG_TRY(bdg_picture_revision(&graphic, &revision, x.db, x.b->id));
    res->etag = apr_psprintf(req->pool, "\"k%ld.%d.%ld\"", (long)graphic, revision, (long)x.b->version_id);
    res->content_type = "image/png";
    bdg_err_t *e = bdg_card_get(&png, &len, x.db, x.b->version_id, graphic, revision, req->pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        bdg_picture_t *p;
        bdg_buf_t *out;
        BDG_TRY(bdg_picture_by_id(&p, x.db, graphic, req->pool));
        bdg_req_db_release(req);
        bdg_render_t render = { req->site->render, 0 };
        bdg_render_card_t card = { x.b->name, _("A badge of"), x.i->name, NULL, NULL, req->site->host };
        BDG_TRY(bdg_render_card(&render, &card, p->png, p->png_len, &out, req->pool));
        BDG_TRY(bdg_req_db(req, &x.db));
        BDG_TRY(bdg_card_put(x.db, x.b->version_id, graphic, revision, out->data, out->len));
        png = out->data;
        len = out->len;
    } else {
        BDG_TRY(e);
    }
    res->bytes = png;
    res->bytes_len = len;
    return NULL;
}
