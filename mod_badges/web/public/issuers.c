/* /issuers/{id}: who stands behind badges. */
#include "core/openbadges/keys.h"
#include "base/language.h"
#include "core/openbadges/ob2.h"
#include "core/standing.h"
#include "store/picture.h"
#include "web/handlers.h"
#include "web/public/document.h"
#include <apr_strings.h>
#include <string.h>

#define SHOWN 24

static bdg_err_t *find(bdg_issuer_t **i, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_document_found(bdg_issuer_by_public_id(i, db, req->params[0], req->pool), "issuer");
}

static bdg_err_t *document(bdg_req_t *req, bdg_res_t *res, const bdg_issuer_t *i, bdg_want_e want)
{
    bdg_db_t *db;
    apr_array_header_t *keys;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_document_keys(&keys, &res->etag, req, db, i));
    json_t *o = bdg_json_own(bdg_ob2_issuer(req->site, i, req->pool), req->pool);
    bdg_keys_into_profile(o, req->site, i->public_id, keys, req->pool);
    return bdg_document_json(req, res, json_incref(o), want);
}

/* As the Profile of Open Badges 3.0, with what endorses it, and its keys: it is their controller. */
static bdg_err_t *profile(bdg_req_t *req, bdg_res_t *res, const bdg_issuer_t *i)
{
    static const bdg_badge_class_t none = { .public_id = "", .name = "", .description = "", .tags_json = "[]", .attributes_json = "[]" };
    const bdg_ob3_wording_t *w;
    const char *etag;
    bdg_standing_t standing;
    bdg_ob3_endorsements_t endorsements;
    apr_array_header_t *keys;
    bdg_db_t *db;
    json_t *o;
    bdg_buf_t *text = bdg_buf_make(BDG_OB3_MAX, req->pool);
    bdg_want_e as = bdg_negotiate(bdg_req_header(req, "Accept"));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_document_keys(&keys, &etag, req, db, i));
    BDG_TRY(bdg_standing_load(&standing, db, req->site, BDG_ENDORSED_ISSUER, i->id, i->version_id, req->pool));
    bdg_req_db_release(req);
    BDG_TRY(bdg_standing_sign(&endorsements, &standing, req->site, req->pool));
    BDG_TRY(bdg_ob3_wording_make_endorsed(&w, req->site, &none, i, NULL, NULL, &endorsements, req->pool));
    bdg_ob3_profile(text, w);
    BDG_TRY(bdg_buf_check(text));
    BDG_TRY(bdg_json_parse(&o, text->data, text->len, BDG_OB3_MAX, req->pool));
    bdg_keys_into_profile3(o, req->site, i->public_id, keys, req->pool);
    res->etag = apr_psprintf(req->pool, "\"%c%s.%s", as, standing.tag, etag + 1);
    return bdg_document_json(req, res, json_incref(o), as);
}

bdg_err_t *bdg_get_issuer_json(bdg_req_t *req, bdg_res_t *res)
{
    bdg_issuer_t *i;
    bdg_res_cacheable(req, res, req->params[0]);
    BDG_TRY(find(&i, req));
    bdg_want_e want = bdg_document_want(req);
    return document(req, res, i, want == BDG_WANT_HTML ? BDG_WANT_LD_JSON : want);
}

typedef struct list_t { json_t *rows; bdg_req_t *req; } list_t;

static bdg_err_t *add_badge(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    apr_pool_t *p = l->req->pool;
    json_t *o = json_object();
    const char *id = bdg_row_str(row, 0, p);
    bdg_json_str(o, "name", bdg_row_str(row, 1, p));
    bdg_json_str(o, "description", bdg_row_str(row, 2, p));
    bdg_json_str(o, "href", apr_pstrcat(p, l->req->site->prefix, "/badges/", id, NULL));
    bdg_json_str(o, "image_url", apr_pstrcat(p, l->req->site->prefix, "/badges/", id, "/image", NULL));
    bdg_json_add(l->rows, o);
    return NULL;
}

bdg_err_t *bdg_get_issuer(bdg_req_t *req, bdg_res_t *res)
{
    bdg_issuer_t *i;
    bdg_db_t *db;
    apr_pool_t *p = req->pool;
    bdg_want_e want = bdg_document_want(req);
    if (want != BDG_WANT_HTML)
        bdg_res_cacheable(req, res, req->params[0]);
    BDG_TRY(find(&i, req));
    if (bdg_document_wants_3(req))
        return profile(req, res, i);
    if (want != BDG_WANT_HTML)
        return document(req, res, i, want);
    list_t l = { json_array(), req };
    json_t *m = bdg_json_own(json_object(), p), *o = bdg_document_issuer(req->site, i, req->pool);
    const char *url = bdg_site_url(req->site, p, "/issuers/%s", i->public_id);
    bdg_json_set(m, "issuer", o);
    bdg_json_set(o, "badges", l.rows);
    bdg_json_str(o, "id", i->public_id);
    bdg_json_str(o, "site_url", i->url);
    bdg_json_str(o, "description", i->description);
    bdg_json_str(o, "json_url", apr_pstrcat(p, url, ".json", NULL));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_db_each(db, BDG_Q_BADGES_OF_ISSUER, BDG_ARGS(BDG_INT(i->id), BDG_INT(SHOWN)), add_badge, &l));
    if (i->endorsements_json) {
        json_t *endorsed;
        BDG_TRY(bdg_document_endorsements(&endorsed, req, BDG_ENDORSED_ISSUER, i->id, i->version_id));
        bdg_json_set(m, "endorsements", endorsed);
        bdg_json_bool(m, "endorsed", 1);
    }
    int n = (int)json_array_size(l.rows);
    bdg_json_str(o, "badge_count", n == SHOWN ? bdg_say(p, "The latest %d badges", n) : bdg_say_n(p, "%d badge", "%d badges", n, n));
    bdg_json_set(o, "og", bdg_document_og(i->name, i->description ? i->description : i->name, url, NULL));
    return bdg_res_page(res, "public/issuer", json_incref(m));
}

bdg_err_t *bdg_get_issuer_image(bdg_req_t *req, bdg_res_t *res)
{
    bdg_issuer_t *i;
    bdg_db_t *db;
    bdg_picture_t *p;
    BDG_TRY(find(&i, req));
    if (!i->logo_graphic_id)
        return bdg_err(BDG_E_NOT_FOUND, "This issuer has no picture.");
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_picture_by_id(&p, db, i->logo_graphic_id, req->pool));
    res->etag = apr_psprintf(req->pool, "\"g%ld.%d\"", (long)p->graphic_id, p->revision);
    res->content_type = "image/png";
    res->bytes = p->png;
    res->bytes_len = p->png_len;
    return NULL;
}
