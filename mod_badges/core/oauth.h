/* Applications that people connect: an OAuth 2.0 authorisation server (RFC 6749, with what RFC 9700 makes of it) for the Open Badges 3.0 API.
 *
 * One grant type, the authorisation code, always with PKCE S256 (RFC 7636), and refresh tokens that are exchanged at each use. A code works once,
 * for whoever shows it first: shown by the wrong application, with another redirect_uri or without its verifier, it is used up. What came from a
 * code or a refresh token that is shown twice ends at once (RFC 6749, section 10.5; RFC 9700, section 4.14.2).
 *
 * Whatever an application does wrong is no bdg_err_t: it is told by `refused`, in the words of RFC 6749, and what had to be done about it is
 * committed. Errors are for the machine (the database is away) and for the person who was sent here by an application that we do not know. */
#ifndef BDG_OAUTH_H
#define BDG_OAUTH_H
#include "base/site.h"
#include "core/actor.h"
#include "core/scope.h"
#include "io/form.h"
#include "store/oauth.h"

#define BDG_OAUTH_CODE_SECONDS 120
#define BDG_OAUTH_ACCESS_SECONDS 3600
#define BDG_OAUTH_REFRESH_SECONDS (60 * 24 * 3600)     /* from its last exchange on */
#define BDG_OAUTH_STATE_MAX 1000                       /* bytes */

typedef struct bdg_oauth_refusal_t {
    const char *error;             /* "invalid_grant"; NULL: not refused */
    const char *description;       /* ASCII without quotes and backslashes */
} bdg_oauth_refusal_t;

/* ---------------------------------------------------------------- asking a person */

typedef struct bdg_oauth_ask_t {
    const bdg_oauth_client_t *client;
    const char *redirect_uri;      /* one of the client's: answers may be sent there */
    const char *state;             /* as it came, or NULL */
    const char *challenge;
    bdg_scopes_t scopes;
} bdg_oauth_ask_t;

/* Reads an authorisation request (RFC 6749, 4.1.1; RFC 7636, 4.3). BDG_E_MALFORMED, with a sentence for the person: the application or its
 * redirect_uri is not known, so nothing may be sent anywhere. refused: wrong in another way; the application is told (bdg_oauth_refuse). */
bdg_err_t *bdg_oauth_ask(bdg_oauth_ask_t *ask, bdg_oauth_refusal_t *refused, bdg_db_t *db, const bdg_form_t *args, apr_pool_t *pool) BDG_MUST_CHECK;
/* The person allows it: *location is where the browser goes, with code, scope, state and iss (RFC 9207). */
bdg_err_t *bdg_oauth_allow(const char **location, bdg_db_t *db, const bdg_site_t *site, const bdg_oauth_ask_t *ask, const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;
/* Where the browser goes with an error (4.1.2.1). */
const char *bdg_oauth_refuse(const bdg_site_t *site, const bdg_oauth_ask_t *ask, const bdg_oauth_refusal_t *refused, apr_pool_t *pool);

/* ---------------------------------------------------------------- applications */

/* Who calls: client_secret_basic (authorization: the header or NULL), or none, by client_id, for public clients (RFC 6749, 2.3.1). Refused with
 * invalid_client, or invalid_request for two ways at once. secret: client_secret of the body, which is not taken; or NULL. */
bdg_err_t *bdg_oauth_authenticate(bdg_oauth_client_t **client, bdg_oauth_refusal_t *refused, bdg_db_t *db, const char *authorization, const char *client_id,
                                  const char *secret, apr_pool_t *pool) BDG_MUST_CHECK;

typedef struct bdg_oauth_tokens_t {
    const char *access_token, *refresh_token;     /* refresh_token: NULL when there is none */
    bdg_scopes_t scopes;                          /* of the access token */
    int seconds;                                  /* for which it works */
} bdg_oauth_tokens_t;

/* An authorisation code for tokens (4.1.3). scope: may be NULL; address: of the client, for the audit log. */
bdg_err_t *bdg_oauth_exchange(bdg_oauth_tokens_t *tokens, bdg_oauth_refusal_t *refused, bdg_db_t *db, const bdg_oauth_client_t *client, const char *code,
                              const char *redirect_uri, const char *verifier, const char *scope, const char *address, apr_pool_t *pool) BDG_MUST_CHECK;
/* A refresh token for the next one and a new access token (section 6). scope: NULL, or fewer for the access token. */
bdg_err_t *bdg_oauth_refresh(bdg_oauth_tokens_t *tokens, bdg_oauth_refusal_t *refused, bdg_db_t *db, const bdg_oauth_client_t *client, const char *token,
                             const char *scope, const char *address, apr_pool_t *pool) BDG_MUST_CHECK;
/* RFC 7009: an access token alone, or with a refresh token all that came from the same authorisation. An unknown one is fine. */
bdg_err_t *bdg_oauth_revoke(bdg_oauth_refusal_t *refused, bdg_db_t *db, const bdg_oauth_client_t *client, const char *token, const char *address, apr_pool_t *pool) BDG_MUST_CHECK;

/* Whose access token is this? actor gets the account and no role anywhere: a token is good for what is the person's own. Marks the application as
 * used, at most once a minute. BDG_E_UNAUTHENTICATED for anything that does not work now. */
bdg_err_t *bdg_oauth_bearer_actor(bdg_actor_t *actor, bdg_scopes_t *scopes, bdg_db_t *db, const char *token, apr_pool_t *pool) BDG_MUST_CHECK;

/* The person withdraws all that they allowed to an application. BDG_E_NOT_FOUND when that is nothing. */
bdg_err_t *bdg_oauth_withdraw(bdg_db_t *db, const bdg_actor_t *actor, const char *client_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
