/* /me/picture: what the signed-in person looks like. */
#include "core/account_picture.h"
#include "web/admin/graphic_model.h"
#include "web/handlers.h"
#include "web/me/me.h"
#include <apr_strings.h>

bdg_err_t *bdg_get_me_picture(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_account_picture_get(&res->bytes, &res->bytes_len, &res->etag, db, req->actor.account_id, req->pool));
    if (!res->bytes)
        return bdg_err(BDG_E_NOT_FOUND, "You have no picture here.");
    res->content_type = "image/png";
    return bdg_res_header(res, "Cache-Control", bdg_req_arg(req, "v") ? "private, max-age=31536000, immutable" : "private, no-cache");
}

bdg_err_t *bdg_post_me_picture(bdg_req_t *req, bdg_res_t *res)
{
    const char *file;
    const void *png;
    size_t len;
    bdg_db_t *db;
    bdg_req_db_release(req);
    BDG_TRY(bdg_graphic_upload(&file, &len, req, "picture"));
    if (!file)
        return bdg_res_redirect(req, res, "/me/account", "warning", "Choose a file first.");
    bdg_err_t *e = bdg_account_picture_read(&png, &len, req->site, file, len, req->pool);
    if (e && (e->code == BDG_E_INVALID || e->code == BDG_E_TOO_LARGE)) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, "/me/account", "danger", why);
    }
    BDG_TRY(e);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_account_picture_set(db, req->actor.account_id, png, len));
    return bdg_res_redirect(req, res, "/me/account", "success", "This is your picture now.");
}

bdg_err_t *bdg_post_me_picture_remove(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_account_picture_delete(db, req->actor.account_id));
    return bdg_res_redirect(req, res, "/me/account", "success", "Your picture is removed.");
}
