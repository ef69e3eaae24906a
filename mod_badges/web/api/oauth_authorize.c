/* /oauth/authorize: an application asks, the person allows it or not. The question stands in the query, for the page and for its form alike. */
#include "core/oauth.h"
#include "core/oauth_redirect.h"
#include "web/handlers.h"
#include <apr_strings.h>
#include <string.h>

/* Where the browser may be led after the form: CSP has no words for an IPv6 address, so there the scheme has to do. */
static const char *form_source(const char *redirect_uri, apr_pool_t *pool)
{
    const char *host = bdg_oauth_host(redirect_uri, pool);
    size_t scheme = strcspn(redirect_uri, ":") + 1;
    if (!host || *host == '[')
        return apr_pstrmemdup(pool, redirect_uri, scheme);
    return apr_pstrcat(pool, apr_pstrmemdup(pool, redirect_uri, scheme), "//", host, NULL);
}

static json_t *application(const bdg_oauth_ask_t *ask, apr_pool_t *pool)
{
    json_t *app = json_object(), *m = NULL;
    bdg_err_t *e = bdg_json_parse(&m, ask->client->metadata_json, strlen(ask->client->metadata_json), 1 << 20, pool);
    bdg_err_clear(e);
    int native = bdg_oauth_redirect_native(ask->redirect_uri);
    bdg_json_str(app, "name", ask->client->name);
    bdg_json_str(app, "host", native ? NULL : bdg_oauth_host(ask->redirect_uri, pool));
    bdg_json_str(app, "page_url", m ? bdg_json_get_str(m, "client_uri") : NULL);
    bdg_json_str(app, "terms_url", m ? bdg_json_get_str(m, "tos_uri") : NULL);
    bdg_json_str(app, "privacy_url", m ? bdg_json_get_str(m, "policy_uri") : NULL);
    bdg_json_bool(app, "links", m && (json_object_get(m, "client_uri") || json_object_get(m, "tos_uri") || json_object_get(m, "policy_uri")));
    return app;
}

static json_t *wishes(bdg_scopes_t scopes)
{
    json_t *list = json_array();
    for (int i = 0; i < BDG_SCOPE_COUNT; i++)
        if (scopes & BDG_SCOPE_BIT(i))
            bdg_json_add(list, bdg_json_str(json_object(), "words", bdg_scope_words(i)));
    return list;
}

bdg_err_t *bdg_get_oauth_authorize(bdg_req_t *req, bdg_res_t *res)
{
    bdg_oauth_ask_t ask;
    bdg_oauth_refusal_t refused;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_oauth_ask(&ask, &refused, db, req->args, req->pool));
    if (refused.error)
        return bdg_res_away(res, bdg_oauth_refuse(req->site, &ask, &refused, req->pool));
    BDG_TRY(bdg_oauth_client_touch(db, ask.client->id));
    json_t *m = json_object(), *account = json_object();
    bdg_json_set(m, "app", application(&ask, req->pool));
    bdg_json_set(m, "wishes", wishes(ask.scopes));
    bdg_json_str(account, "name", req->actor.name);
    bdg_json_str(account, "email", req->actor.email);
    bdg_json_set(m, "account", account);
    bdg_json_str(m, "question", req->query);
    BDG_TRY_ELSE(bdg_res_form_target(res, form_source(ask.redirect_uri, req->pool), req->pool), json_decref(m));
    return bdg_res_page(res, "auth/allow", m);
}

bdg_err_t *bdg_post_oauth_authorize(bdg_req_t *req, bdg_res_t *res)
{
    static const bdg_oauth_refusal_t denied = { "access_denied", "The person did not allow it." };
    const char *answer = bdg_req_form(req, "answer"), *location;
    bdg_oauth_ask_t ask;
    bdg_oauth_refusal_t refused;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_oauth_ask(&ask, &refused, db, req->args, req->pool));
    if (!refused.error && (!answer || strcmp(answer, "allow")))
        refused = denied;
    if (refused.error)
        return bdg_res_away(res, bdg_oauth_refuse(req->site, &ask, &refused, req->pool));
    BDG_TRY(bdg_oauth_allow(&location, db, req->site, &ask, &req->actor, req->pool));
    return bdg_res_away(res, location);
}
