/* What the page of the graphics designer shows. */
#ifndef BDG_DESIGN_MODEL_H
#define BDG_DESIGN_MODEL_H
#include "core/graphic.h"
#include "web/http.h"

/* A look at a design that has its picture already, at src: nothing is drawn. */
void bdg_design_look_at(json_t *model, const bdg_req_t *req, const bdg_design_t *design, const char *src);
/* Its SVG, what is wrong with it, what can hardly be read. Gives the connection back while the helper draws. */
bdg_err_t *bdg_design_look(json_t *model, bdg_req_t *req, const bdg_design_t *design, bdg_check_t *check) BDG_MUST_CHECK;
/* The bytes of the picture in the centre: *png NULL when the design has none. One that is not there (any more) is a flaw. */
bdg_err_t *bdg_design_picture(const void **png, size_t *len, bdg_req_t *req, const bdg_design_t *design, bdg_check_t *check) BDG_MUST_CHECK;
/* All that can be chosen, with what is chosen now; values of the fields that are typed. typed: the body of the form, whose texts stand as they are, flaws
 * and all; NULL shows the design's. */
bdg_err_t *bdg_design_choices(json_t *model, bdg_req_t *req, const bdg_design_t *design, int typed) BDG_MUST_CHECK;
/* Once model.errors is filled: the colours', which stand in a list. */
void bdg_design_colour_errors(json_t *model);
/* The gallery: model.samples [{id, name, href, image_url}]. */
void bdg_design_gallery(json_t *model, const bdg_req_t *req);
#endif
