/* What pages show of an organisation's look. */
#ifndef BDG_LOOK_MODEL_H
#define BDG_LOOK_MODEL_H
#include "store/look.h"
#include "web/http.h"
/* The address of a picture ("/badges/pictures/..."); NULL for none. */
const char *bdg_look_picture_href(const bdg_req_t *req, const bdg_look_picture_t *picture);
/* The address of the stylesheet with these colours; NULL where the original ones hold. where: "" or "preview/". */
const char *bdg_look_css_href(const bdg_req_t *req, const char *where, const bdg_look_t *colours);
/* page.look, page.organisation.logo and .icon (as below): on administrators' pages only. */
bdg_err_t *bdg_look_page(json_t *page, bdg_req_t *req) BDG_MUST_CHECK;
/* {url, width, height} as it stands on pages, no larger than max_width by max_height. */
json_t *bdg_look_picture_model(const bdg_req_t *req, const bdg_look_picture_t *picture, int max_width, int max_height);
#endif
