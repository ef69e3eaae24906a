/* /assertions/{id}.pdf: an award as a certificate to print. Drawn for each request that no cache answers, so how often is limited by address. */
#include "base/str.h"
#include "core/throttle.h"
#include "io/render.h"
#include "store/assertion.h"
#include "store/picture.h"
#include "web/handlers.h"
#include "web/public/wording.h"
#include <apr_strings.h>
#include <string.h>

#define TEXT_BYTES 700       /* of the criteria; what does not go on the sheet is cut there */

/* The words of HTML that we made ourselves (io/markdown.h), where a line ends each block: tags go, an item gets a point, entities become what they stand for. */
static const char *plain(const char *html, apr_pool_t *pool)
{
    static const struct { const char *entity; char c; } entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' } };
    static const char point[] = "\xe2\x80\xa2 ";     /* no longer than <li> */
    char *out = apr_palloc(pool, strlen(html) + 1), *o = out;
    for (const char *p = html; *p;) {
        size_t i = 0, n = sizeof entities / sizeof *entities;
        if (*p == '<') {
            if (!strncmp(p, "<li>", 4))
                o = (char *)memcpy(o, point, 4) + 4;
            p += strcspn(p, ">");
            p += *p == '>';
            continue;
        }
        for (; *p == '&' && i < n && strncmp(p, entities[i].entity, strlen(entities[i].entity)); i++)
            ;
        if (*p == '&' && i < n) {
            *o++ = entities[i].c;
            p += strlen(entities[i].entity);
        } else {
            *o++ = *p++;
        }
    }
    *o = 0;
    return bdg_text_clean(out, strlen(out), 0, pool);
}

/* What it took, in short; what the badge says of itself where the criteria stand elsewhere. */
static const char *text_of(const bdg_wording_t *w, apr_pool_t *pool)
{
    const char *s = w->criteria_html ? plain(w->criteria_html, pool) : w->badge->description;
    size_t n = strlen(s);
    if (n <= TEXT_BYTES)
        return s;
    for (n = TEXT_BYTES; n && ((unsigned char)s[n] & 0xC0) == 0x80; n--)
        ;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, s, n), "\xe2\x80\xa6", NULL);
}

static bdg_err_t *draw(bdg_buf_t **pdf, const bdg_req_t *req, const bdg_assertion_t *a, const bdg_wording_t *w, const bdg_picture_t *picture)
{
    apr_pool_t *p = req->pool;
    const char *url = bdg_site_url(req->site, p, "/assertions/%s", a->public_id), *until = bdg_date_words(a->expires_on, p);
    bdg_render_certificate_t c = {
        .title = apr_pstrcat(p, w->badge->name, *a->recipient_name ? ", " : "", a->recipient_name, NULL), .label = N_("Certificate"), .recipient = a->recipient_name,
        .given = *a->recipient_name ? "has been awarded" : "awarded to the holder", .badge = w->badge->name, .by = apr_pstrcat(p, "by ", w->issuer->name, NULL),
        .author = w->issuer->name, .text = text_of(w, p),
        .dates = apr_pstrcat(p, "Awarded on ", bdg_date_words(a->issued_on, p), until ? ", valid until " : NULL, until, NULL),
        .verify = "Is it genuine? Scan the code, or go to this address:", .url = url, .shown_url = url, .lang = "en",
        .created = apr_pstrcat(p, bdg_date_iso(a->issued_on, p), "T00:00:00Z", NULL) };
    const bdg_render_t render = { req->site->render, 0 };
    return bdg_render_certificate(&render, &c, picture->png, picture->png_len, picture->svg, picture->svg_len, pdf, p);
}

static bdg_err_t *find(bdg_assertion_t **a, bdg_req_t *req, bdg_db_t *db)
{
    bdg_err_t *e = bdg_assertion_shown(a, db, req->params[0], req->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no credential at this address. Please check it, letter by letter.");
    BDG_TRY(e);
    if ((*a)->state == BDG_ASSERTION_REVOKED)
        return bdg_err(BDG_E_GONE, "This credential was revoked. There is no certificate of it any more.");
    if ((*a)->acceptance == BDG_REJECTED)
        return bdg_err(BDG_E_NOT_FOUND, "Its holder does not show this credential, so there is no certificate of it.");
    return NULL;
}

bdg_err_t *bdg_get_assertion_pdf(bdg_req_t *req, bdg_res_t *res)
{
    bdg_assertion_t *a;
    const bdg_wording_t *w;
    bdg_picture_t *picture;
    bdg_db_t *db;
    bdg_buf_t *pdf;
    int64_t graphic;
    int revision;
    bdg_res_cacheable(req, res, req->params[0]);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(find(&a, req, db));
    BDG_TRY(bdg_wording_get(&w, req, a->badge_class_version_id, a->issuer_version_id));
    BDG_TRY(bdg_picture_revision(&graphic, &revision, db, w->badge->id));
    res->etag = apr_psprintf(req->pool, "\"c%d.%ld.%d.%s\"", a->revision, (long)graphic, revision, a->public_id);
    res->content_type = "application/pdf";
    BDG_TRY(bdg_res_header(res, "Content-Disposition", apr_psprintf(req->pool, "inline; filename=\"certificate-%s.pdf\"", a->public_id)));
    const char *seen = bdg_req_header(req, "If-None-Match");
    if (seen && strstr(seen, res->etag)) {      /* the dispatcher says 304: nothing has to be drawn for that */
        res->cache_key = NULL;
        return NULL;
    }
    BDG_TRY(bdg_throttle_count(db, BDG_THROTTLE_DRAW, req->address, req->pool));
    BDG_TRY(bdg_picture_by_id(&picture, db, graphic, req->pool));
    bdg_req_db_release(req);
    BDG_TRY(draw(&pdf, req, a, w, picture));
    res->bytes = pdf->data;
    res->bytes_len = pdf->len;
    return NULL;
}
