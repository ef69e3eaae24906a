#include "core/oauth.h"
#include "base/id.h"
#include "base/log.h"
#include "base/str.h"
#include "core/oauth_redirect.h"
#include "store/audit.h"
#include <apr_base64.h>
#include <apr_strings.h>
#include <string.h>

#define HEADER_MAX 4096
#define GRANTS_MAX 20           /* devices that one person may connect by one application; the oldest goes */
#define CHALLENGE_LEN 43        /* base64url of 32 bytes (RFC 7636, 4.2) */
#define VERIFIER_MAX 128

static void refuse(bdg_oauth_refusal_t *r, const char *error, const char *description)
{
    r->error = error;
    r->description = description;
}

static int token_like(const char *s) { return s && *s && strlen(s) <= 200; }

/* ---------------------------------------------------------------- asking a person */

static bdg_err_t *stranger(const char *detail)
{
    return bdg_err_detail(bdg_err(BDG_E_MALFORMED, "An application sent you here with an address that does not fit what is known of it. Nothing was sent to it. "
                                                   "Go back to the application and try again."), "%s", detail);
}

static int registered(const bdg_oauth_client_t *client, const char *uri, apr_pool_t *pool)
{
    json_t *m, *v;
    size_t i;
    bdg_err_t *e = bdg_json_parse(&m, client->metadata_json, strlen(client->metadata_json), 1 << 20, pool);
    if (e) {
        bdg_err_clear(e);
        return 0;
    }
    json_array_foreach(json_object_get(m, "redirect_uris"), i, v)
        if (bdg_oauth_redirect_fits(json_string_value(v), uri))
            return 1;
    return 0;
}

static int printable(const char *s, size_t max)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] > 0x7e)
            return 0;
    return n <= max;
}

/* One value, or NULL; given twice it is none (RFC 6749, 3.1), which *twice counts. */
static const char *single(const bdg_form_t *args, const char *name, int *twice)
{
    *twice += bdg_form_get_nth(args, name, 1) != NULL;
    return bdg_form_get(args, name);
}

static void ask_rest(bdg_oauth_ask_t *ask, bdg_oauth_refusal_t *refused, const bdg_form_t *args)
{
    int twice = 0, unknown = 0;
    const char *type = single(args, "response_type", &twice), *scope = single(args, "scope", &twice), *method = single(args, "code_challenge_method", &twice),
               *mode = single(args, "response_mode", &twice), *state = single(args, "state", &twice);
    ask->challenge = single(args, "code_challenge", &twice);
    if (state && printable(state, BDG_OAUTH_STATE_MAX))
        ask->state = state;
    else if (state)
        return refuse(refused, "invalid_request", "state is at most 1000 printable ASCII characters.");
    if (twice)
        return refuse(refused, "invalid_request", "A parameter is given twice.");
    if (bdg_form_get(args, "request") || bdg_form_get(args, "request_uri"))
        return refuse(refused, bdg_form_get(args, "request") ? "request_not_supported" : "request_uri_not_supported", "Parameters are taken from the query only.");
    if (!type || strcmp(type, "code"))
        return refuse(refused, type ? "unsupported_response_type" : "invalid_request", "response_type is code.");
    if (mode && strcmp(mode, "query"))
        return refuse(refused, "invalid_request", "response_mode is query.");
    if (!ask->challenge || !method || strcmp(method, "S256"))
        return refuse(refused, "invalid_request", "PKCE is needed: code_challenge, with code_challenge_method S256.");
    if (strlen(ask->challenge) != CHALLENGE_LEN || strspn(ask->challenge, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != CHALLENGE_LEN)
        return refuse(refused, "invalid_request", "code_challenge is 43 characters of base64url.");
    ask->scopes = scope ? bdg_scopes_read(scope, &unknown) : 0;
    if (unknown || !(ask->scopes & ~BDG_SCOPE_BIT(BDG_SCOPE_OFFLINE)) || (ask->scopes & ~ask->client->scopes))
        refuse(refused, "invalid_scope", "scope names one or more of the scopes that the application was registered with.");
}

bdg_err_t *bdg_oauth_ask(bdg_oauth_ask_t *ask, bdg_oauth_refusal_t *refused, bdg_db_t *db, const bdg_form_t *args, apr_pool_t *pool)
{
    int twice = 0;
    bdg_oauth_client_t *client;
    const char *id = single(args, "client_id", &twice), *uri = single(args, "redirect_uri", &twice);
    memset(ask, 0, sizeof *ask);
    *refused = (bdg_oauth_refusal_t){ NULL, NULL };
    if (twice || !id || !uri || !bdg_id_valid(id))
        return stranger("client_id or redirect_uri is missing, or there are two");
    bdg_err_t *e = bdg_oauth_client_load(&client, db, id, pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return stranger("unknown client_id");
    }
    BDG_TRY(e);
    if (bdg_oauth_redirect_problem(uri) || !registered(client, uri, pool))
        return stranger("unknown redirect_uri");
    ask->client = client;
    ask->redirect_uri = uri;
    ask_rest(ask, refused, args);
    return NULL;
}

static void add(bdg_buf_t *b, const char *name, const char *value, apr_pool_t *pool)
{
    if (value)
        bdg_buf_printf(b, "%c%s=%s", memchr(b->data, '?', b->len) ? '&' : '?', name, bdg_url_escape(value, pool));
}

/* A redirect URI has 2,000 bytes at most, and what is added less than 4 KiB. */
static bdg_buf_t *answer_begin(const bdg_oauth_ask_t *ask, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(8192, pool);
    bdg_buf_str(b, ask->redirect_uri);
    return b;
}

static const char *answer_end(bdg_buf_t *b, const bdg_site_t *site, const bdg_oauth_ask_t *ask, apr_pool_t *pool)
{
    add(b, "state", ask->state, pool);
    add(b, "iss", site->base, pool);
    return b->data;
}

const char *bdg_oauth_refuse(const bdg_site_t *site, const bdg_oauth_ask_t *ask, const bdg_oauth_refusal_t *refused, apr_pool_t *pool)
{
    bdg_buf_t *b = answer_begin(ask, pool);
    add(b, "error", refused->error, pool);
    add(b, "error_description", refused->description, pool);
    return answer_end(b, site, ask, pool);
}

/* What the audit log keeps of an application: what it called itself, and where answers go. */
static bdg_err_t *audit(bdg_db_t *db, int64_t account_id, const char *address, const char *action, int64_t client_id, const char *name, bdg_scopes_t scopes,
                        const char *redirect_uri, apr_pool_t *scratch)
{
    json_t *o = bdg_json_object(scratch);
    bdg_json_str(o, "application", name);
    bdg_json_str(o, "scope", scopes ? bdg_scopes_write(scopes, scratch) : NULL);
    bdg_json_str(o, "redirect_uri", redirect_uri);
    return bdg_audit(db, 0, account_id, address, action, "oauth_client", client_id, NULL, o, scratch);
}

typedef struct allow_t { const bdg_oauth_ask_t *ask; const bdg_actor_t *actor; const unsigned char *hash; } allow_t;

static bdg_err_t *allow(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const allow_t *a = baton;
    const bdg_oauth_ask_t *ask = a->ask;
    bdg_oauth_code_t c = { .account_id = a->actor->account_id, .client_id = ask->client->id, .scopes = ask->scopes, .redirect_uri = ask->redirect_uri, .challenge = ask->challenge };
    BDG_TRY(bdg_oauth_code_insert(db, a->hash, &c, BDG_OAUTH_CODE_SECONDS));
    return audit(db, a->actor->account_id, a->actor->address, "application.allow", ask->client->id, ask->client->name, ask->scopes, ask->redirect_uri, scratch);
}

bdg_err_t *bdg_oauth_allow(const char **location, bdg_db_t *db, const bdg_site_t *site, const bdg_oauth_ask_t *ask, const bdg_actor_t *actor, apr_pool_t *pool)
{
    unsigned char hash[32];
    const char *code = bdg_token_new(hash, pool);
    allow_t a = { ask, actor, hash };
    BDG_TRY(bdg_db_tx(db, allow, &a, pool));
    bdg_buf_t *b = answer_begin(ask, pool);
    add(b, "code", code, pool);
    add(b, "scope", bdg_scopes_write(ask->scopes, pool), pool);
    *location = answer_end(b, site, ask, pool);
    return bdg_buf_check(b);
}

/* ---------------------------------------------------------------- who calls */

/* One half of a Basic header: form-encoded (RFC 6749, 2.3.1). NULL when it is not. */
static const char *decoded(const char *half, apr_pool_t *pool)
{
    bdg_form_t *form;
    const char *text = apr_pstrcat(pool, "v=", half, NULL);
    bdg_err_t *e = bdg_form_parse(&form, text, strlen(text), pool);
    int ok = !e && form->n == 1;
    bdg_err_clear(e);
    return ok ? bdg_form_get(form, "v") : NULL;
}

static int basic(const char **id, const char **secret, const char *authorization, apr_pool_t *pool)
{
    if (strlen(authorization) > HEADER_MAX || strncasecmp(authorization, "Basic ", 6))
        return 0;
    const char *coded = authorization + 6 + strspn(authorization + 6, " ");
    char *text = apr_palloc(pool, (size_t)apr_base64_decode_len(coded) + 1);
    int n = apr_base64_decode(text, coded);
    text[n] = 0;
    char *colon = strchr(text, ':');
    if (!colon || strlen(text) != (size_t)n)
        return 0;
    *colon = 0;
    *id = decoded(text, pool);
    *secret = decoded(colon + 1, pool);
    return *id && *secret;
}

static int secret_fits(const bdg_oauth_client_t *client, const char *secret)
{
    unsigned char hash[32];
    bdg_token_hash(secret, hash);
    return client->confidential && bdg_equal_ct(hash, client->secret_hash, sizeof hash);
}

bdg_err_t *bdg_oauth_authenticate(bdg_oauth_client_t **client, bdg_oauth_refusal_t *refused, bdg_db_t *db, const char *authorization, const char *client_id,
                                  const char *secret, apr_pool_t *pool)
{
    const char *id = client_id, *by_header = NULL;
    *refused = (bdg_oauth_refusal_t){ NULL, NULL };
    if (authorization && !basic(&id, &by_header, authorization, pool)) {
        refuse(refused, "invalid_client", "The Authorization header is Basic, with client_id and client_secret.");
        return NULL;
    }
    if (secret || (authorization && client_id && strcmp(id, client_id))) {
        refuse(refused, "invalid_request", "An application says who it is in one way: client_secret_basic, or client_id alone when it has no secret.");
        return NULL;
    }
    bdg_err_t *e = id && bdg_id_valid(id) ? bdg_oauth_client_load(client, db, id, pool) : bdg_err(BDG_E_NOT_FOUND, "No client_id.");
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    if (e || (by_header ? !secret_fits(*client, by_header) : (*client)->confidential))
        refuse(refused, "invalid_client", "The application is not known, or its secret does not fit.");
    bdg_err_clear(e);
    return NULL;
}

/* ---------------------------------------------------------------- tokens */

typedef struct issue_t {
    bdg_oauth_tokens_t *tokens;
    bdg_oauth_refusal_t *refused;
    const bdg_oauth_client_t *client;
    const char *redirect_uri, *verifier, *scope, *address;
    unsigned char shown[32], access[32], refresh[32];      /* hashes */
    const char *access_token, *refresh_token;
    apr_pool_t *pool;
} issue_t;

/* The tokens' texts are made once, before the transaction, which may run again. */
static void prepare(issue_t *i, const char *shown)
{
    bdg_token_hash(shown, i->shown);
    i->access_token = bdg_token_new(i->access, i->pool);
    i->refresh_token = bdg_token_new(i->refresh, i->pool);
}

static int may_refresh(bdg_scopes_t granted) { return (granted & BDG_SCOPE_BIT(BDG_SCOPE_OFFLINE)) != 0; }

static bdg_err_t *insert_tokens(issue_t *i, bdg_db_t *db, int64_t grant_id, bdg_scopes_t granted, bdg_scopes_t access)
{
    *i->tokens = (bdg_oauth_tokens_t){ i->access_token, NULL, access, BDG_OAUTH_ACCESS_SECONDS };
    BDG_TRY(bdg_oauth_token_insert(db, i->access, grant_id, BDG_OAUTH_ACCESS, access, BDG_OAUTH_ACCESS_SECONDS));
    if (!may_refresh(granted))
        return NULL;
    i->tokens->refresh_token = i->refresh_token;
    return bdg_oauth_token_insert(db, i->refresh, grant_id, BDG_OAUTH_REFRESH, granted, BDG_OAUTH_REFRESH_SECONDS);
}

/* Shown a second time: one of the two who showed it has stolen it, and nobody knows which. */
static bdg_err_t *replayed(issue_t *i, bdg_db_t *db, int64_t grant_id, int64_t account_id, int64_t client_id, apr_pool_t *scratch)
{
    refuse(i->refused, "invalid_grant", "This was used before. What came from it has ended.");
    if (!grant_id)
        return NULL;
    bdg_log(BDG_LOG_WARN, "BDG0210", "A code or refresh token of an application was shown twice, from %s: its access has ended", i->address);
    BDG_TRY(bdg_oauth_grant_delete(db, grant_id));
    return audit(db, account_id, i->address, "application.replay", client_id, i->client->name, 0, NULL, scratch);
}

static int verifier_fits(const char *verifier, const char *challenge, apr_pool_t *scratch)
{
    unsigned char hash[32];
    size_t n = strlen(verifier);
    if (n < CHALLENGE_LEN || n > VERIFIER_MAX)
        return 0;
    bdg_sha256(verifier, n, hash);
    return strlen(challenge) == CHALLENGE_LEN && bdg_equal_ct(bdg_base64url(hash, sizeof hash, scratch), challenge, CHALLENGE_LEN);
}

static void check_code(issue_t *i, const bdg_oauth_code_t *c, apr_pool_t *scratch)
{
    int unknown;
    if (c->client_id != i->client->id || !c->in_time || !c->account_ok)
        refuse(i->refused, "invalid_grant", "The code is unknown, or was used, or is too old.");
    else if (strcmp(c->redirect_uri, i->redirect_uri))
        refuse(i->refused, "invalid_grant", "redirect_uri is not that of the authorization request.");
    else if (!verifier_fits(i->verifier, c->challenge, scratch))
        refuse(i->refused, "invalid_grant", "code_verifier does not fit the code_challenge.");
    else if (i->scope && (bdg_scopes_read(i->scope, &unknown) & ~c->scopes || unknown))
        refuse(i->refused, "invalid_scope", "scope is more than what was allowed.");
}

static bdg_err_t *drop_oldest(bdg_db_t *db, int64_t account_id, int64_t client_id, apr_pool_t *scratch)
{
    apr_array_header_t *ids;
    BDG_TRY(bdg_oauth_grants(&ids, db, account_id, client_id, scratch));
    for (int k = GRANTS_MAX; k < ids->nelts; k++)
        BDG_TRY(bdg_oauth_grant_delete(db, APR_ARRAY_IDX(ids, k, int64_t)));
    return NULL;
}

static bdg_err_t *exchange(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    issue_t *i = baton;
    bdg_oauth_code_t c;
    int64_t grant;
    *i->refused = (bdg_oauth_refusal_t){ NULL, NULL };
    bdg_err_t *e = bdg_oauth_code_lock(&c, db, i->shown, scratch);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        refuse(i->refused, "invalid_grant", "The code is unknown, or was used, or is too old.");
        return NULL;
    }
    BDG_TRY(e);
    if (c.used)
        return replayed(i, db, c.grant_id, c.account_id, c.client_id, scratch);
    check_code(i, &c, scratch);
    if (i->refused->error)
        return bdg_oauth_code_use(db, i->shown, 0);
    int lasts = may_refresh(c.scopes) ? BDG_OAUTH_REFRESH_SECONDS : BDG_OAUTH_ACCESS_SECONDS;
    BDG_TRY(bdg_oauth_grant_insert(&grant, db, c.account_id, c.client_id, c.scopes, lasts));
    BDG_TRY(bdg_oauth_code_use(db, i->shown, grant));
    BDG_TRY(insert_tokens(i, db, grant, c.scopes, c.scopes));
    return drop_oldest(db, c.account_id, c.client_id, scratch);
}

bdg_err_t *bdg_oauth_exchange(bdg_oauth_tokens_t *tokens, bdg_oauth_refusal_t *refused, bdg_db_t *db, const bdg_oauth_client_t *client, const char *code,
                              const char *redirect_uri, const char *verifier, const char *scope, const char *address, apr_pool_t *pool)
{
    issue_t i = { .tokens = tokens, .refused = refused, .client = client, .redirect_uri = redirect_uri, .verifier = verifier, .scope = scope, .address = address, .pool = pool };
    *refused = (bdg_oauth_refusal_t){ NULL, NULL };
    if (!token_like(code) || !redirect_uri || !verifier) {
        refuse(refused, "invalid_request", "code, redirect_uri and code_verifier are needed.");
        return NULL;
    }
    prepare(&i, code);
    return bdg_db_tx(db, exchange, &i, pool);
}

static bdg_err_t *refresh(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    issue_t *i = baton;
    bdg_oauth_token_t t;
    int unknown = 0;
    *i->refused = (bdg_oauth_refusal_t){ NULL, NULL };
    bdg_err_t *e = bdg_oauth_token_lock(&t, db, i->shown);
    int here = !e;
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    if (here && t.used)
        return replayed(i, db, t.grant_id, t.account_id, t.client_id, scratch);
    if (!here || t.kind != BDG_OAUTH_REFRESH || t.client_id != i->client->id || !t.in_time || !t.account_ok) {
        refuse(i->refused, "invalid_grant", "The refresh token is unknown, or was withdrawn, or is too old.");
        return NULL;
    }
    bdg_scopes_t wanted = i->scope ? bdg_scopes_read(i->scope, &unknown) : t.scopes;
    if (unknown || !wanted || wanted & ~t.scopes) {
        refuse(i->refused, "invalid_scope", "scope is more than what was allowed.");
        return NULL;
    }
    BDG_TRY(bdg_oauth_token_use(db, i->shown));
    BDG_TRY(bdg_oauth_grant_touch(db, t.grant_id, BDG_OAUTH_REFRESH_SECONDS));
    return insert_tokens(i, db, t.grant_id, t.scopes, wanted);
}

bdg_err_t *bdg_oauth_refresh(bdg_oauth_tokens_t *tokens, bdg_oauth_refusal_t *refused, bdg_db_t *db, const bdg_oauth_client_t *client, const char *token,
                             const char *scope, const char *address, apr_pool_t *pool)
{
    issue_t i = { .tokens = tokens, .refused = refused, .client = client, .scope = scope, .address = address, .pool = pool };
    *refused = (bdg_oauth_refusal_t){ NULL, NULL };
    if (!token_like(token)) {
        refuse(refused, "invalid_request", "refresh_token is needed.");
        return NULL;
    }
    prepare(&i, token);
    return bdg_db_tx(db, refresh, &i, pool);
}

/* ---------------------------------------------------------------- ending */

static bdg_err_t *end_token(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    issue_t *i = baton;
    bdg_oauth_token_t t;
    *i->refused = (bdg_oauth_refusal_t){ NULL, NULL };
    bdg_err_t *e = bdg_oauth_token_lock(&t, db, i->shown);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    if (t.client_id != i->client->id) {
        refuse(i->refused, "unauthorized_client", "The token was given to another application.");
        return NULL;
    }
    if (t.kind == BDG_OAUTH_ACCESS)
        return bdg_oauth_token_delete(db, i->shown);
    BDG_TRY(bdg_oauth_grant_delete(db, t.grant_id));
    return audit(db, 0, i->address, "application.revoke", t.client_id, i->client->name, t.scopes, NULL, scratch);
}

bdg_err_t *bdg_oauth_revoke(bdg_oauth_refusal_t *refused, bdg_db_t *db, const bdg_oauth_client_t *client, const char *token, const char *address, apr_pool_t *pool)
{
    issue_t i = { .refused = refused, .client = client, .address = address, .pool = pool };
    *refused = (bdg_oauth_refusal_t){ NULL, NULL };
    if (!token_like(token))
        return NULL;
    bdg_token_hash(token, i.shown);
    return bdg_db_tx(db, end_token, &i, pool);
}

typedef struct withdraw_t { const bdg_actor_t *actor; const bdg_oauth_client_t *client; } withdraw_t;

static bdg_err_t *withdraw(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const withdraw_t *w = baton;
    apr_array_header_t *ids;
    BDG_TRY(bdg_oauth_code_delete_of(db, w->actor->account_id, w->client->id));
    BDG_TRY(bdg_oauth_grants(&ids, db, w->actor->account_id, w->client->id, scratch));
    if (!ids->nelts)
        return bdg_err(BDG_E_NOT_FOUND, "This application has no access any more.");
    for (int k = 0; k < ids->nelts; k++)
        BDG_TRY(bdg_oauth_grant_delete(db, APR_ARRAY_IDX(ids, k, int64_t)));
    return audit(db, w->actor->account_id, w->actor->address, "application.withdraw", w->client->id, w->client->name, 0, NULL, scratch);
}

bdg_err_t *bdg_oauth_withdraw(bdg_db_t *db, const bdg_actor_t *actor, const char *client_id, apr_pool_t *pool)
{
    bdg_oauth_client_t *client;
    bdg_err_t *e = bdg_id_valid(client_id) ? bdg_oauth_client_load(&client, db, client_id, pool) : bdg_err(BDG_E_NOT_FOUND, "No such application.");
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "This application has no access any more.");
    BDG_TRY(e);
    withdraw_t w = { actor, client };
    return bdg_db_tx(db, withdraw, &w, pool);
}

/* ---------------------------------------------------------------- bearer tokens */

bdg_err_t *bdg_oauth_bearer_actor(bdg_actor_t *actor, bdg_scopes_t *scopes, bdg_db_t *db, const char *token, apr_pool_t *pool)
{
    unsigned char hash[32];
    bdg_oauth_token_t t;
    if (!token_like(token))
        return bdg_err(BDG_E_UNAUTHENTICATED, "The access token does not work, or does not work any more.");
    bdg_token_hash(token, hash);
    bdg_err_t *e = bdg_oauth_bearer(&t, db, hash, pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_UNAUTHENTICATED, "The access token does not work, or does not work any more.");
    BDG_TRY(e);
    actor->account_id = t.account_id;
    actor->account_public_id = t.account_public_id;
    actor->email = t.email;
    actor->name = t.name;
    *scopes = t.scopes;
    return t.stale ? bdg_oauth_grant_touch(db, t.grant_id, 0) : NULL;
}
