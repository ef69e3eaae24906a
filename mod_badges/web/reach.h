/* "This organisation and those below", or only this one: the filter `reach` that lists offer where something lies below. */
#ifndef BDG_WEB_REACH_H
#define BDG_WEB_REACH_H
#include "store/reach.h"
#include "web/http.h"

/* What the address asks for (reach=only), or all below, as far as there is any. */
bdg_err_t *bdg_reach_read(bdg_reach_e *reach, bdg_req_t *req) BDG_MUST_CHECK;
/* filter.has_reach, filter.reaches (options) for partials/reach. Answers 1 when less than usual is looked at, for filter.any. */
int bdg_reach_model(json_t *filter, const bdg_req_t *req, bdg_reach_e reach);
/* row.organisation: the name of another organisation than the one that is shown, or "". */
void bdg_reach_row(json_t *row, const bdg_req_t *req, int64_t organisation_id, const char *name);
#endif
