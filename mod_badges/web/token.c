#include "web/token.h"
#include "core/oauth.h"
#include <apr_strings.h>
#include <string.h>

#define REALM "Bearer realm=\"badges\""

/* The one bearer token of the request, or NULL. In the query it is not looked for (RFC 9700, 4.3.2). */
static const char *bearer(const bdg_req_t *req)
{
    const char *header = bdg_req_header(req, "Authorization");
    if (!header || strncasecmp(header, "Bearer ", 7))
        return NULL;
    const char *token = header + 7 + strspn(header + 7, " ");
    return token[strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=")] ? NULL : token;
}

bdg_err_t *bdg_token_identify(bdg_req_t *req, bdg_res_t *res)
{
    bdg_scopes_t scopes = 0;
    bdg_db_t *db;
    const char *token = bearer(req);
    req->actor.address = req->address;
    if (!token) {
        BDG_TRY(bdg_res_header(res, "WWW-Authenticate", REALM));
        return bdg_err(BDG_E_UNAUTHENTICATED, "An access token is needed.");
    }
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_oauth_bearer_actor(&req->actor, &scopes, db, token, req->pool);
    if (e && e->code == BDG_E_UNAUTHENTICATED)
        BDG_TRY_ELSE(bdg_res_header(res, "WWW-Authenticate", REALM ", error=\"invalid_token\", error_description=\"It is unknown, was withdrawn, or has expired\""), bdg_err_clear(e));
    BDG_TRY(e);
    if (req->route->scope && (scopes & req->route->scope) == req->route->scope)
        return NULL;
    BDG_TRY(bdg_res_header(res, "WWW-Authenticate",
                           apr_psprintf(req->pool, REALM ", error=\"insufficient_scope\", scope=\"%s\"", bdg_scopes_write(req->route->scope, req->pool))));
    return bdg_err(BDG_E_FORBIDDEN, "The access token was not given for this.");
}
