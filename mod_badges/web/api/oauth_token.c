/* POST /oauth/token (RFC 6749, 4.1.3 and 6) and POST /oauth/revoke (RFC 7009). */
#include "core/oauth.h"
#include "web/handlers.h"
#include "web/voice.h"
#include <string.h>

/* No parameter is given twice (RFC 6749, 3.2). */
static int twice(const bdg_form_t *form)
{
    for (int i = 0; i < form->n; i++)
        if (bdg_form_get_nth(form, form->fields[i].name, 1))
            return 1;
    return 0;
}

static bdg_err_t *refuse(bdg_req_t *req, bdg_res_t *res, const bdg_oauth_refusal_t *refused)
{
    int client = !strcmp(refused->error, "invalid_client");
    if (client)
        BDG_TRY(bdg_res_header(res, "WWW-Authenticate", "Basic realm=\"badges\""));
    return bdg_voice_oauth(req, res, client ? 401 : 400, refused->error, refused->description);
}

static bdg_err_t *authenticate(bdg_oauth_client_t **client, bdg_oauth_refusal_t *refused, bdg_req_t *req, bdg_db_t **db)
{
    BDG_TRY(bdg_req_db(req, db));
    return bdg_oauth_authenticate(client, refused, *db, bdg_req_header(req, "Authorization"), bdg_req_form(req, "client_id"), bdg_req_form(req, "client_secret"), req->pool);
}

static bdg_err_t *answer(bdg_req_t *req, bdg_res_t *res, const bdg_oauth_tokens_t *t)
{
    json_t *o = bdg_json_object(req->pool);
    bdg_json_str(o, "access_token", t->access_token);
    bdg_json_str(o, "token_type", "Bearer");
    bdg_json_int(o, "expires_in", t->seconds);
    bdg_json_str(o, "refresh_token", t->refresh_token);
    bdg_json_str(o, "scope", bdg_scopes_write(t->scopes, req->pool));
    BDG_TRY(bdg_res_header(res, "Pragma", "no-cache"));
    return bdg_voice_json(req, res, 200, o);
}

bdg_err_t *bdg_post_oauth_token(bdg_req_t *req, bdg_res_t *res)
{
    const char *type = bdg_req_form(req, "grant_type"), *scope = bdg_req_form(req, "scope");
    bdg_oauth_client_t *client = NULL;
    bdg_oauth_refusal_t refused;
    bdg_oauth_tokens_t tokens;
    bdg_db_t *db;
    if (!type || twice(req->form))
        return bdg_voice_oauth(req, res, 400, "invalid_request", "grant_type is needed, and no parameter is given twice.");
    int code = !strcmp(type, "authorization_code");
    if (!code && strcmp(type, "refresh_token"))
        return bdg_voice_oauth(req, res, 400, "unsupported_grant_type", "grant_type is authorization_code or refresh_token.");
    BDG_TRY(authenticate(&client, &refused, req, &db));
    if (refused.error)
        return refuse(req, res, &refused);
    if (code)
        BDG_TRY(bdg_oauth_exchange(&tokens, &refused, db, client, bdg_req_form(req, "code"), bdg_req_form(req, "redirect_uri"), bdg_req_form(req, "code_verifier"), scope,
                                   req->address, req->pool));
    else
        BDG_TRY(bdg_oauth_refresh(&tokens, &refused, db, client, bdg_req_form(req, "refresh_token"), scope, req->address, req->pool));
    return refused.error ? refuse(req, res, &refused) : answer(req, res, &tokens);
}

/* token_type_hint is not needed: a token is found whatever it is (RFC 7009, 2.1). */
bdg_err_t *bdg_post_oauth_revoke(bdg_req_t *req, bdg_res_t *res)
{
    const char *token = bdg_req_form(req, "token");
    bdg_oauth_client_t *client = NULL;
    bdg_oauth_refusal_t refused;
    bdg_db_t *db;
    if (!token || twice(req->form))
        return bdg_voice_oauth(req, res, 400, "invalid_request", "token is needed, and no parameter is given twice.");
    BDG_TRY(authenticate(&client, &refused, req, &db));
    if (!refused.error)
        BDG_TRY(bdg_oauth_revoke(&refused, db, client, token, req->address, req->pool));
    return refused.error ? refuse(req, res, &refused) : bdg_voice_json(req, res, 200, bdg_json_object(req->pool));
}
