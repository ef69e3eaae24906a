/* What pages show of the graphics library. */
#ifndef BDG_GRAPHIC_MODEL_H
#define BDG_GRAPHIC_MODEL_H
#include "core/graphic.h"
#include "web/http.h"

/* Address of a graphic's picture, changing with its revision; NULL for no public id ("" or NULL). */
const char *bdg_graphic_src(const bdg_req_t *req, const char *public_id, int revision);
/* What a graphic of the organisation is called; "" for an id that is blank or unknown. */
bdg_err_t *bdg_graphic_name_by_id(const char **name, bdg_req_t *req, const char *public_id) BDG_MUST_CHECK;
/* model.choose for admin/graphics/choose: the newest graphics of the library to choose one of, in radio buttons called field. q: what was searched,
 * or NULL. chosen: public id, which is always among them; none: offers to have none, in these words, or NULL. */
bdg_err_t *bdg_graphic_choose(json_t *model, bdg_req_t *req, const char *field, const char *q, const char *chosen, const char *none) BDG_MUST_CHECK;
/* The whole of an uploaded picture, when the form has one: *data NULL without. The file may be over the cap: bdg_graphic_read() says so. */
bdg_err_t *bdg_graphic_upload(const char **data, size_t *len, const bdg_req_t *req, const char *field) BDG_MUST_CHECK;
/* Most bytes of a form with a picture: a little over its cap, so that the form can answer beside the field. */
#define BDG_GRAPHIC_BODY_CAP (BDG_GRAPHIC_UPLOAD_MAX + 1024 * 1024)
/* What the form of a graphic begins with: {name, tags, revision}, in the request's pool. */
json_t *bdg_graphic_saved_values(const bdg_req_t *req, const bdg_graphic_t *graphic);
#endif
