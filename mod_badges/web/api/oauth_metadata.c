/* Where everything is: RFC 8414, with RFC 9207. */
#include "core/scope.h"
#include "web/handlers.h"
#include "web/voice.h"

static json_t *scopes(void)
{
    json_t *list = json_array();
    for (int i = 0; i < BDG_SCOPE_COUNT; i++)
        bdg_json_add(list, json_string(bdg_scope_text(i)));
    return list;
}

bdg_err_t *bdg_get_oauth_metadata(bdg_req_t *req, bdg_res_t *res)
{
    const bdg_site_t *site = req->site;
    json_t *o = bdg_json_object(req->pool);
    bdg_json_str(o, "issuer", site->base);
    bdg_json_str(o, "authorization_endpoint", bdg_site_url(site, req->pool, "/oauth/authorize"));
    bdg_json_str(o, "token_endpoint", bdg_site_url(site, req->pool, "/oauth/token"));
    bdg_json_str(o, "registration_endpoint", bdg_site_url(site, req->pool, "/oauth/register"));
    bdg_json_str(o, "revocation_endpoint", bdg_site_url(site, req->pool, "/oauth/revoke"));
    bdg_json_set(o, "scopes_supported", scopes());
    bdg_json_set(o, "response_types_supported", json_pack("[s]", "code"));
    bdg_json_set(o, "response_modes_supported", json_pack("[s]", "query"));
    bdg_json_set(o, "grant_types_supported", json_pack("[s,s]", "authorization_code", "refresh_token"));
    bdg_json_set(o, "token_endpoint_auth_methods_supported", json_pack("[s,s]", "client_secret_basic", "none"));
    bdg_json_set(o, "revocation_endpoint_auth_methods_supported", json_pack("[s,s]", "client_secret_basic", "none"));
    bdg_json_set(o, "code_challenge_methods_supported", json_pack("[s]", "S256"));
    bdg_json_bool(o, "authorization_response_iss_parameter_supported", 1);
    bdg_json_str(o, "op_policy_uri", site->privacy_url);
    bdg_json_str(o, "op_tos_uri", site->terms_url);
    return bdg_voice_json(req, res, 200, o);
}
