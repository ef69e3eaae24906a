#include "web/look_model.h"
#include "base/str.h"
#include "core/look.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

const char *bdg_look_picture_href(const bdg_req_t *req, const bdg_look_picture_t *p)
{
    return p->id ? apr_pstrcat(req->pool, req->site->prefix, "/pictures/", p->public_id, NULL) : NULL;
}

/* What is derived from the colours may change with a new version of the product, so that is named as well. */
const char *bdg_look_css_href(const bdg_req_t *req, const char *where, const bdg_look_t *colours)
{
    if (!colours || !colours->nav)
        return NULL;
    return apr_pstrcat(req->pool, req->site->prefix, "/look/", where, bdg_look_name(colours, req->pool), ".css?", req->site->static_hash, NULL);
}

json_t *bdg_look_picture_model(const bdg_req_t *req, const bdg_look_picture_t *p, int max_width, int max_height)
{
    json_t *o = json_object();
    double f = 1;
    if (p->width * f > max_width)
        f = (double)max_width / p->width;
    if (p->height * f > max_height)
        f = (double)max_height / p->height;
    bdg_json_str(o, "url", bdg_look_picture_href(req, p));
    bdg_json_int(o, "width", (int)(p->width * f + 0.5) ? (int)(p->width * f + 0.5) : 1);
    bdg_json_int(o, "height", (int)(p->height * f + 0.5) ? (int)(p->height * f + 0.5) : 1);
    return o;
}

bdg_err_t *bdg_look_page(json_t *page, bdg_req_t *req)
{
    bdg_db_t *db;
    bdg_looks_t *looks;
    if (strncmp(req->path, "/admin", 6) || (req->path[6] && req->path[6] != '/'))
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_looks_of(&looks, db, req->actor.organisation_id, req->pool));
    json_t *o = json_object_get(page, "organisation");
    bdg_json_str(page, "look", bdg_look_css_href(req, "", looks->colours));
    if (looks->logo)
        bdg_json_set(o, "logo", bdg_look_picture_model(req, &looks->logo->logo, 196, 60));
    if (looks->icon)
        bdg_json_set(o, "icon", bdg_look_picture_model(req, &looks->icon->icon, 28, 28));
    return NULL;
}
