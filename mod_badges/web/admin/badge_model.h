/* What the pages of one badge class share: heading, tabs, what the person may do; and the way of a tab's form there and back. */
#ifndef BDG_BADGE_MODEL_H
#define BDG_BADGE_MODEL_H
#include "core/badge_class.h"
#include "web/form_model.h"
#include "web/http.h"

const char *bdg_badge_path(const bdg_req_t *req, const char *public_id, const char *rest);   /* below the prefix, for redirects */
const char *bdg_badge_href(const bdg_req_t *req, const char *public_id, const char *rest);   /* complete, for links */
const char *bdg_badge_state_text(const char *state);
const char *bdg_badge_expiry_text(int months, apr_pool_t *pool);         /* "2 years", "18 months"; NULL for 0 */

bdg_err_t *bdg_badge_load(bdg_badge_class_t **badge, bdg_req_t *req) BDG_MUST_CHECK;     /* the one that the address names */
/* {badge, tabs, may}: a model in the request's pool. tab: "" (overview), "/details", ... */
json_t *bdg_badge_page(bdg_req_t *req, const bdg_badge_class_t *badge, const char *tab);
/* The tags of a badge, joined for a field: "sea, rescue". */
const char *bdg_badge_tags(const bdg_badge_class_t *badge, apr_pool_t *pool);

/* A tab with a form. values are what the fields show: as saved, or as typed. */
typedef struct bdg_badge_tab_t {
    const char *path, *template_name;
    bdg_err_t *(*saved)(json_t *values, bdg_req_t *req, const bdg_badge_class_t *badge);      /* fills values */
    void (*typed)(json_t *values, const bdg_req_t *req);                                      /* fills values */
    bdg_err_t *(*furnish)(json_t *model, bdg_req_t *req, const bdg_badge_class_t *badge);     /* choices and previews, from model.values */
    bdg_err_t *(*differs)(json_t *model, bdg_req_t *req, const json_t *saved);                /* bdg_form_differs() for each field */
    int step;                                                                                 /* one of those that publishing needs */
} bdg_badge_tab_t;

/* The form as saved. */
bdg_err_t *bdg_badge_show_tab(bdg_req_t *req, bdg_res_t *res, const bdg_badge_tab_t *tab) BDG_MUST_CHECK;
/* The form as typed, nothing saved (a preview, a row more). */
bdg_err_t *bdg_badge_show_typed(bdg_req_t *req, bdg_res_t *res, const bdg_badge_tab_t *tab) BDG_MUST_CHECK;
/* After a core function, or bdg_form_taken(), answered with e (taken): on to the next page, or the form again. */
bdg_err_t *bdg_badge_after_tab(bdg_req_t *req, bdg_res_t *res, const bdg_badge_tab_t *tab, const bdg_edit_t *edit, bdg_err_t *e) BDG_MUST_CHECK;
/* badges.c: after bdg_badge_class_publish() answered with e (taken): the overview, with what is missing where it is not published. */
bdg_err_t *bdg_badge_published(bdg_req_t *req, bdg_res_t *res, const bdg_edit_t *edit, bdg_err_t *e) BDG_MUST_CHECK;
#endif
