/* What a new badge's form shares with the tab Details, and the overview with General settings. */
#ifndef BDG_BADGE_TABS_H
#define BDG_BADGE_TABS_H
#include "core/badge_class.h"
#include "web/http.h"
bdg_badge_details_t bdg_badge_typed_details(const bdg_req_t *req);
void bdg_badge_details_values(json_t *values, const bdg_req_t *req);
/* model.choices and what else admin/badges/details shows; badge NULL for a new one. */
bdg_err_t *bdg_badge_furnish_details(json_t *model, bdg_req_t *req, const bdg_badge_class_t *badge) BDG_MUST_CHECK;
const char *bdg_badge_policy_title(const char *policy);      /* "Skip them" */
#endif
