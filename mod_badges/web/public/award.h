/* An award as its public addresses show it: what each of its forms begins with. */
#ifndef BDG_PUBLIC_AWARD_H
#define BDG_PUBLIC_AWARD_H
#include "store/assertion.h"
#include "web/http.h"
#include "web/public/wording.h"

typedef struct bdg_shown_award_t { bdg_assertion_t *a; const bdg_wording_t *w; } bdg_shown_award_t;

/* The one that the address names. The answer may be kept until it changes (bdg_res_cacheable). BDG_E_NOT_FOUND with words for people. */
bdg_err_t *bdg_shown_award(bdg_shown_award_t *x, bdg_req_t *req, bdg_res_t *res) BDG_MUST_CHECK;
/* The same with every column of its row. */
bdg_err_t *bdg_shown_award_whole(bdg_shown_award_t *x, bdg_req_t *req, bdg_res_t *res) BDG_MUST_CHECK;
/* 410 with the short body of Open Badges 2.0, for a form of it that is no document of its own. */
bdg_err_t *bdg_shown_award_gone(bdg_req_t *req, bdg_res_t *res, const bdg_shown_award_t *x) BDG_MUST_CHECK;

typedef struct bdg_baking_t {
    const char *etag;                 /* of what is put in, without quotes; the picture's revision is added */
    const char *keyword;              /* BDG_PNG_OB2, BDG_PNG_OB3 */
    int svg_form;                     /* bdg_svg_form_e */
    const char *text; size_t len;     /* what goes into a PNG */
    const char *verify, *json;        /* what goes into an SVG: as of bdg_svg_bake() */
} bdg_baking_t;
/* The badge's live graphic with a credential in it. The connection is given back before the work begins. BDG_E_NOT_FOUND: there is no SVG of it. */
bdg_err_t *bdg_shown_award_bake(bdg_req_t *req, bdg_res_t *res, const bdg_shown_award_t *x, int svg, const bdg_baking_t *what) BDG_MUST_CHECK;
#endif
