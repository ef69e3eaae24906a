/* What a new badge's form shares with the tab Details, and the overview with General settings. */
#ifndef BDG_BADGE_TABS_H
#define BDG_BADGE_TABS_H
#include "core/badge_class.h"
#include "web/http.h"
bdg_badge_details_t bdg_badge_typed_details(const bdg_req_t *req);
void bdg_badge_details_values(json_t *values, const bdg_req_t *req);
/* model.choices and what else admin/badges/details shows; badge NULL for a new one. */
bdg_err_t *bdg_badge_furnish_details(json_t *model, bdg_req_t *req, const bdg_badge_class_t *badge) BDG_MUST_CHECK;
json_t *bdg_badge_choices(json_t *model, const char *name);      /* model.choices.<name>, made anew */
/* The fields for how long it lasts, which two tabs have: from the row into values; what the fields need; as a line of a conflict. */
void bdg_badge_expiry_saved(json_t *values, int months, apr_pool_t *pool);
void bdg_badge_expiry_furnish(json_t *model);
void bdg_badge_expiry_differs(json_t *model, bdg_req_t *req, const json_t *saved);
/* badge_versions.c: model.wording (admin/badges/wording) of the version that badge comes with; model.versions. */
bdg_err_t *bdg_badge_wording_model(json_t *model, bdg_req_t *req, const bdg_badge_class_t *badge) BDG_MUST_CHECK;
bdg_err_t *bdg_badge_versions_model(json_t *model, bdg_req_t *req, const bdg_badge_class_t *badge) BDG_MUST_CHECK;
const char *bdg_badge_policy_title(const char *policy);      /* "Skip them" */
#endif
