/* Stylesheets and pictures of organisations: at addresses where nothing ever changes. */
#include "core/look.h"
#include "web/handlers.h"
#include <string.h>

static bdg_err_t *stylesheet(bdg_req_t *req, bdg_res_t *res, const char *selector)
{
    bdg_look_colours_t colours;
    if (!bdg_look_parse(&colours, req->params[0]))
        return bdg_err(BDG_E_NOT_FOUND, "There is no stylesheet at this address.");
    res->content_type = "text/css; charset=utf-8";
    bdg_buf_str(res->body, bdg_look_stylesheet(&colours, selector, req->pool));
    return NULL;
}

bdg_err_t *bdg_get_look_css(bdg_req_t *req, bdg_res_t *res) { return stylesheet(req, res, ":root"); }
bdg_err_t *bdg_get_look_preview_css(bdg_req_t *req, bdg_res_t *res) { return stylesheet(req, res, ".bdg-look-preview"); }

bdg_err_t *bdg_get_look_picture(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_look_bytes_t p;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_look_picture_get(&p, db, req->params[0], req->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no picture at this address.");
    BDG_TRY(e);
    res->content_type = p.media_type;
    res->bytes = p.data;
    res->bytes_len = p.len;
    return NULL;
}
