#include "web/public/document.h"
#include "core/signing_key.h"
#include "store/issuer.h"
#include <apr_strings.h>

bdg_want_e bdg_document_want(const bdg_req_t *req)
{
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    return want == BDG_WANT_HTML || want == BDG_WANT_JSON ? want : BDG_WANT_LD_JSON;
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
    *etag = apr_psprintf(req->pool, "\"%c%d.%d.%ld\"", bdg_document_want(req), i->revision, i->number, newest);
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
