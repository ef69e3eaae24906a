/* GET and PUT /ims/ob/v3p0/profile: the Profile of the person whose token it is (Open Badges 3.0, Profile). */
#include "core/ob_profile.h"
#include "web/handlers.h"
#include "web/voice.h"

bdg_err_t *bdg_get_ob_profile(bdg_req_t *req, bdg_res_t *res)
{
    json_t *profile;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_ob_profile(&profile, db, &req->actor, req->pool));
    return bdg_voice_json(req, res, 200, profile);
}

bdg_err_t *bdg_put_ob_profile(bdg_req_t *req, bdg_res_t *res)
{
    json_t *profile;
    bdg_db_t *db;
    BDG_TRY(bdg_json_parse(&profile, req->body, req->body_len, BDG_OB_PROFILE_MAX, req->pool));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_ob_profile_put(db, &req->actor, profile, req->pool));
    return bdg_voice_json(req, res, 200, profile);
}
