/* POST /oauth/register: RFC 7591. */
#include "core/oauth_client.h"
#include "web/handlers.h"
#include "web/voice.h"

#define BODY_MAX (64 * 1024)

bdg_err_t *bdg_post_oauth_register(bdg_req_t *req, bdg_res_t *res)
{
    json_t *metadata, *answer = NULL;
    bdg_oauth_refusal_t refused;
    bdg_db_t *db;
    bdg_err_t *e = bdg_json_parse(&metadata, req->body, req->body_len, BODY_MAX, req->pool);
    if (e) {
        bdg_err_clear(e);
        return bdg_voice_oauth(req, res, 400, "invalid_client_metadata", "The body is a JSON object.");
    }
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_oauth_register(&answer, &refused, db, metadata, req->address, req->pool));
    if (refused.error)
        return bdg_voice_oauth(req, res, 400, refused.error, refused.description);
    BDG_TRY(bdg_res_header(res, "Pragma", "no-cache"));
    return bdg_voice_json(req, res, 201, answer);
}
