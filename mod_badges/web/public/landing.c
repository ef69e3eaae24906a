/* /o/{slug}: an organisation's landing page. */
#include "io/markdown.h"
#include "web/handlers.h"
#include "web/landing_model.h"
#include "web/look_model.h"
#include "web/public/document.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *list(json_t *landing, const char *key, bdg_req_t *req, bdg_landing_list_e what, int64_t organisation_id)
{
    static const char *const where[] = { [BDG_LANDING_BADGES] = "/badges/", [BDG_LANDING_ISSUERS] = "/issuers/", [BDG_LANDING_BELOW] = "/o/" };
    apr_array_header_t *rows;
    bdg_db_t *db;
    json_t *out = json_array();
    bdg_json_set(landing, key, out);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_landing_list(&rows, db, what, organisation_id, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_landing_row_t *r = &APR_ARRAY_IDX(rows, i, bdg_landing_row_t);
        json_t *o = json_object();
        const char *href = apr_pstrcat(req->pool, req->site->prefix, where[what], r->id, NULL);
        bdg_json_str(o, "name", r->name);
        bdg_words_set(o, "text", r->text);
        bdg_json_str(o, "href", href);
        bdg_words_set(o, "image_url", what == BDG_LANDING_BADGES || r->has_picture ? apr_pstrcat(req->pool, href, "/image", NULL) : NULL);
        bdg_json_add(out, o);
    }
    bdg_json_bool(landing, apr_pstrcat(req->pool, "any_", key, NULL), rows->nelts > 0);
    return NULL;
}

/* The text's headings begin at <h2>, whichever its writer began with: above it there is only the <h1>. Text is escaped, so the renderer wrote each of these. */
static const char *from_second_level(const char *html, apr_pool_t *pool)
{
    char *out = apr_pstrdup(pool, html), top = '7';
    for (const char *p = out; (p = strstr(p, "<h")); p++)
        if (p[2] >= '3' && p[2] < top && p[3] == '>')
            top = p[2];
    for (char *p = out; (p = strchr(p, '<')); p++) {
        char *level = p + (p[1] == '/' ? 3 : 2);
        if (level[-1] == 'h' && *level >= '3' && *level <= '6' && level[1] == '>')
            *level = (char)(*level - (top - '2'));
    }
    return out;
}

static const char *whole(const bdg_req_t *req, const bdg_look_picture_t *p) { return bdg_site_url(req->site, req->pool, "/pictures/%s", p->public_id); }

bdg_err_t *bdg_landing_page(bdg_req_t *req, bdg_res_t *res, const bdg_organisation_t *o, const bdg_landing_t *l, int preview)
{
    bdg_looks_t *looks;
    bdg_db_t *db;
    const char *html, *url = bdg_site_url(req->site, req->pool, "/o/%s", o->slug), *image = NULL, *words;
    json_t *m = bdg_json_object(req->pool), *p = json_object();
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_looks_of(&looks, db, o->id, req->pool));
    BDG_TRY(bdg_markdown_html(&html, l->body, req->pool));
    BDG_TRY(bdg_markdown_text(&words, *l->lead ? l->lead : l->body, 200, req->pool));
    bdg_json_set(m, "landing", p);
    bdg_json_str(p, "organisation", o->name);
    bdg_json_str(p, "title", l->title);
    bdg_words_set(p, "lead", l->lead);
    bdg_words_set(p, "body_html", from_second_level(html, req->pool));
    bdg_json_str(p, "language", l->language);
    bdg_json_str(p, "page", url);
    bdg_json_bool(p, "preview", preview);
    if (looks->logo) {
        bdg_json_set(p, "logo", bdg_look_picture_model(req, &looks->logo->logo, 280, 60));
        image = whole(req, &looks->logo->logo);
    }
    if (looks->icon)
        bdg_json_str(m, "icon_url", bdg_look_picture_href(req, &looks->icon->icon));
    if (l->picture.id) {
        json_t *picture = bdg_look_picture_model(req, &l->picture, 1600, 1600);
        bdg_json_str(picture, "alt", l->picture_alt ? l->picture_alt : "");
        bdg_json_set(p, "picture", picture);
        image = whole(req, &l->picture);
    }
    if (l->show_badges)
        BDG_TRY(list(p, "badges", req, BDG_LANDING_BADGES, o->id));
    if (l->show_issuers)
        BDG_TRY(list(p, "issuers", req, BDG_LANDING_ISSUERS, o->id));
    BDG_TRY(list(p, "below", req, BDG_LANDING_BELOW, o->id));
    bdg_json_set(p, "og", bdg_document_og(l->title, *words ? words : o->name, url, image));
    return bdg_res_page(res, "public/landing", json_incref(m));
}

bdg_err_t *bdg_get_landing(bdg_req_t *req, bdg_res_t *res)
{
    bdg_organisation_t *o;
    bdg_landing_t *l = NULL;
    bdg_db_t *db;
    int moved;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_organisation_by_slug(&o, &moved, db, req->params[0], req->pool);
    if (!e)
        e = bdg_landing_of(&l, db, o->id, req->pool);
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    if (!l || !l->published || strcmp(o->state, "active"))      /* whether there is such an organisation is not told */
        return bdg_err(BDG_E_NOT_FOUND, "There is no page at this address.");
    if (moved)
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, "/o/", o->slug, NULL), NULL, NULL);
    return bdg_landing_page(req, res, o, l, 0);
}
