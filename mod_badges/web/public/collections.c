/* /collections/{id}: a person's collection, for whoever has its address. */
#include "base/id.h"
#include "base/str.h"
#include "store/account.h"
#include "store/collection.h"
#include "store/imported.h"
#include "web/handlers.h"
#include "web/me/collection_items.h"
#include "web/public/document.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *find(bdg_collection_t **c, bdg_db_t **db, bdg_req_t *req)
{
    BDG_TRY(bdg_req_db(req, db));
    bdg_err_t *e = bdg_collection_public(c, *db, req->params[0], req->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no collection at this address. It may have been deleted, or be private now.");
    return e;
}

/* Whatever is on the page, in one line. */
static const char *etag(const json_t *model, const bdg_req_t *req)
{
    unsigned char h[32];
    const char *text = bdg_json_dump(model, req->pool);
    bdg_sha256(text, strlen(text), h);
    return apr_psprintf(req->pool, "\"c%s.%s\"", bdg_base64url(h, 12, req->pool), req->site->static_hash);
}

/* For link previews: the card of the first award. */
static const char *card_of(const json_t *items)
{
    const json_t *o;
    size_t i;
    json_array_foreach(items, i, o)
        if (bdg_json_get_str(o, "card_url"))
            return bdg_json_get_str(o, "card_url");
    return NULL;
}

bdg_err_t *bdg_get_collection(bdg_req_t *req, bdg_res_t *res)
{
    bdg_collection_t *c;
    bdg_account_t *owner;
    bdg_db_t *db;
    json_t *m = bdg_json_object(req->pool), *o = json_object(), *items;
    BDG_TRY(find(&c, &db, req));
    BDG_TRY(bdg_account_by_id(&owner, db, c->account_id, req->pool));
    bdg_json_set(m, "collection", o);
    bdg_json_str(o, "name", c->name);
    bdg_json_str(o, "description", c->description);
    bdg_json_str(o, "owner", owner->name);
    bdg_json_str(o, "url", bdg_site_url(req->site, req->pool, "/collections/%s", c->public_id));
    bdg_json_bool(o, "listed", c->audience == BDG_AUDIENCE_LISTED);
    BDG_TRY(bdg_collection_items_model(&items, req, db, c, BDG_ITEMS_OF_PUBLIC));
    bdg_json_set(m, "items", items);
    bdg_words_set(o, "card_url", card_of(items));
    bdg_json_bool(m, "has_items", json_array_size(items) > 0);
    bdg_json_str(o, "count", bdg_words_count((int64_t)json_array_size(items), "credential", "credentials", req->pool));
    res->etag = etag(m, req);
    /* What its owner takes out, or rejects, is gone with the next look. */
    BDG_TRY(bdg_res_header(res, "Cache-Control", "no-cache"));
    if (c->audience != BDG_AUDIENCE_LISTED)
        BDG_TRY(bdg_res_header(res, "X-Robots-Tag", "noindex"));
    return bdg_res_page(res, "public/collection", json_incref(m));
}

bdg_err_t *bdg_get_collection_image(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    const char *png;
    size_t len;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_imported_png_public(&png, &len, db, req->params[0], req->params[1], req->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no picture at this address.");
    BDG_TRY(e);
    res->content_type = "image/png";
    res->bytes = png;
    res->bytes_len = len;
    return NULL;
}
