#include "core/oauth_client.h"
#include "base/id.h"
#include "base/str.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define NAME_MAX_CHARS 100
#define TEXT_MAX_CHARS 200
#define CONTACTS_MAX 10

/* ---------------------------------------------------------------- reading what is registered */

typedef struct form_t {
    const json_t *in;
    json_t *out;
    bdg_oauth_refusal_t *refused;
    const char *host;           /* of the first https address; all others have the same */
    bdg_scopes_t scopes;
    int confidential, refresh;
    apr_pool_t *pool;
} form_t;

static int refuse(form_t *f, const char *error, const char *description)
{
    f->refused->error = error;
    f->refused->description = description;
    return 0;
}

static int wrong(form_t *f, const char *description) { return refuse(f, "invalid_client_metadata", description); }

/* Without its port, and in lower case. */
static const char *host_name(const char *uri, apr_pool_t *pool)
{
    char *host = (char *)bdg_oauth_host(uri, pool), *colon = strrchr(host, ':');
    if (colon && !strchr(colon, ']'))
        *colon = 0;
    for (char *p = host; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return host;
}

/* An application cannot borrow the name of another's site: its page, its terms and where it is answered are of one host. */
static int one_host(form_t *f, const char *uri)
{
    const char *host = host_name(uri, f->pool);
    if (!f->host)
        f->host = host;
    return !strcmp(f->host, host) || wrong(f, "All https addresses of an application have the same host.");
}

static int redirects(form_t *f)
{
    const json_t *list = json_object_get(f->in, "redirect_uris");
    size_t n = json_array_size(list);
    json_t *out = json_array();
    bdg_json_set(f->out, "redirect_uris", out);
    if (!n || n > BDG_OAUTH_REDIRECTS_MAX)
        return refuse(f, "invalid_redirect_uri", "redirect_uris is an array of 1 to 10 addresses.");
    for (size_t i = 0; i < n; i++) {
        const char *uri = json_string_value(json_array_get(list, i));
        const char *problem = uri ? bdg_oauth_redirect_problem(uri) : "redirect_uris is an array of 1 to 10 addresses.";
        if (problem)
            return refuse(f, "invalid_redirect_uri", problem);
        if (!bdg_oauth_redirect_native(uri) && !one_host(f, uri))
            return 0;
        bdg_json_add(out, json_string(uri));
    }
    return 1;
}

static int addresses(form_t *f)
{
    static const char *const names[] = { "client_uri", "logo_uri", "tos_uri", "policy_uri" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *v = json_object_get(f->in, names[i]);
        const char *uri = json_string_value(v);
        if (!v || json_is_null(v))
            continue;
        if (!uri || strncmp(uri, "https://", 8) || bdg_url_problem(uri))
            return wrong(f, "client_uri, logo_uri, tos_uri and policy_uri are https addresses.");
        if (!one_host(f, uri))
            return 0;
        bdg_json_str(f->out, names[i], uri);
    }
    return 1;
}

static const char *line(const json_t *v, size_t max, apr_pool_t *pool)
{
    const char *s = json_string_value(v);
    const char *clean = s ? bdg_text_clean(s, json_string_length(v), 0, pool) : "";
    return bdg_utf8_count(clean) <= max ? clean : "";
}

static int texts(form_t *f)
{
    static const char *const names[] = { "software_id", "software_version" };
    const char *name = line(json_object_get(f->in, "client_name"), NAME_MAX_CHARS, f->pool);
    if (!*name)
        return wrong(f, "client_name is a text of 1 to 100 characters.");
    bdg_json_str(f->out, "client_name", name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *v = json_object_get(f->in, names[i]);
        const char *text = line(v, TEXT_MAX_CHARS, f->pool);
        if (v && !json_is_null(v) && !*text)
            return wrong(f, "software_id and software_version are texts of at most 200 characters.");
        bdg_json_str(f->out, names[i], *text ? text : NULL);
    }
    return 1;
}

static int contacts(form_t *f)
{
    const json_t *list = json_object_get(f->in, "contacts");
    if (!list || json_is_null(list))
        return 1;
    json_t *out = json_array();
    bdg_json_set(f->out, "contacts", out);
    if (!json_is_array(list) || json_array_size(list) > CONTACTS_MAX)
        return wrong(f, "contacts is an array of at most 10 texts.");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = line(json_array_get(list, i), TEXT_MAX_CHARS, f->pool);
        if (!*text)
            return wrong(f, "contacts is an array of at most 10 texts.");
        bdg_json_add(out, json_string(text));
    }
    return 1;
}

static int has(const json_t *list, const char *word)
{
    size_t i;
    json_t *v;
    json_array_foreach(list, i, v)
        if (json_is_string(v) && !strcmp(json_string_value(v), word))
            return 1;
    return 0;
}

static int ways(form_t *f)
{
    const json_t *method = json_object_get(f->in, "token_endpoint_auth_method"), *grants = json_object_get(f->in, "grant_types"),
                 *responses = json_object_get(f->in, "response_types");
    const char *m = method ? json_string_value(method) : "client_secret_basic";
    if (!m || (strcmp(m, "client_secret_basic") && strcmp(m, "none")))
        return wrong(f, "token_endpoint_auth_method is client_secret_basic, or none for a public client.");
    if (grants && !has(grants, "authorization_code"))
        return wrong(f, "grant_types has authorization_code, and may have refresh_token.");
    if (responses && !has(responses, "code"))
        return wrong(f, "response_types has code.");
    f->confidential = !strcmp(m, "client_secret_basic");
    bdg_json_str(f->out, "token_endpoint_auth_method", m);
    f->refresh = has(grants, "refresh_token");
    bdg_json_set(f->out, "response_types", json_pack("[s]", "code"));
    return 1;
}

/* Scopes that are none of ours are left out, and the answer says which are left (RFC 7591, section 2). Whoever names offline_access wants refresh
 * tokens; without a list of scopes, grant_types says. */
static int scopes(form_t *f)
{
    const json_t *v = json_object_get(f->in, "scope");
    int unknown;
    f->scopes = json_is_string(v) ? bdg_scopes_read(json_string_value(v), &unknown) : v ? 0 : BDG_SCOPES_ALL;
    if (!(f->scopes & ~BDG_SCOPE_BIT(BDG_SCOPE_OFFLINE)))
        return wrong(f, "scope names none of the scopes of the Open Badges API.");
    if (!v && !f->refresh)
        f->scopes &= ~BDG_SCOPE_BIT(BDG_SCOPE_OFFLINE);
    int refresh = f->refresh || (f->scopes & BDG_SCOPE_BIT(BDG_SCOPE_OFFLINE));
    bdg_json_set(f->out, "grant_types", refresh ? json_pack("[s,s]", "authorization_code", "refresh_token") : json_pack("[s]", "authorization_code"));
    bdg_json_str(f->out, "scope", bdg_scopes_write(f->scopes, f->pool));
    return 1;
}

/* ---------------------------------------------------------------- registering */

bdg_err_t *bdg_oauth_register(json_t **answer, bdg_oauth_refusal_t *refused, bdg_db_t *db, const json_t *metadata, const char *address, apr_pool_t *pool)
{
    form_t f = { .in = metadata, .out = bdg_json_object(pool), .refused = refused, .pool = pool };
    *refused = (bdg_oauth_refusal_t){ NULL, NULL };
    if (!json_is_object(metadata)) {
        wrong(&f, "The body is a JSON object.");
        return NULL;
    }
    if (!texts(&f) || !redirects(&f) || !addresses(&f) || !contacts(&f) || !ways(&f) || !scopes(&f))
        return NULL;
    char id[BDG_ID_LEN + 1];
    bdg_id_new(id);
    bdg_oauth_client_t c = { .public_id = id, .confidential = f.confidential, .name = bdg_json_get_str(f.out, "client_name"), .scopes = f.scopes,
                             .metadata_json = bdg_json_dump(f.out, pool) };
    const char *secret = bdg_token_new(c.secret_hash, pool);
    BDG_TRY(bdg_oauth_client_insert(&c, db, address));
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "client_id", id);
    bdg_json_int(o, "client_id_issued_at", (json_int_t)apr_time_sec(apr_time_now()));
    if (f.confidential) {
        bdg_json_str(o, "client_secret", secret);
        bdg_json_int(o, "client_secret_expires_at", 0);
    }
    json_object_update(o, f.out);
    *answer = o;
    return NULL;
}
