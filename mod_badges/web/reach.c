#include "web/reach.h"
#include "base/language.h"
#include "web/parts.h"
#include "web/words.h"
#include <string.h>

static int only(const bdg_req_t *req)
{
    const char *asked = bdg_req_arg(req, "reach");
    return asked && !strcmp(asked, "only");
}

bdg_err_t *bdg_reach_read(bdg_reach_e *reach, bdg_req_t *req)
{
    bdg_db_t *db;
    *reach = BDG_REACH_ALONE;
    if (only(req))
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_reach(reach, db, req->scope.organisation_id);
}

int bdg_reach_model(json_t *filter, const bdg_req_t *req, bdg_reach_e reach)
{
    json_t *options = json_array();
    bdg_json_set(filter, "reaches", options);
    bdg_json_bool(filter, "has_reach", only(req) || reach != BDG_REACH_ALONE);
    bdg_parts_option(options, "", _("With those below"), !only(req));
    bdg_parts_option(options, "only", _("Only this organisation"), only(req));
    return only(req);
}

void bdg_reach_row(json_t *row, const bdg_req_t *req, int64_t organisation_id, const char *name)
{
    bdg_words_set(row, "organisation", organisation_id && organisation_id != req->scope.organisation_id ? name : NULL);
}
