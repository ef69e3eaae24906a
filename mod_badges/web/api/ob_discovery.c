/* GET /ims/ob/v3p0/discovery: the Service Description Document, an OpenAPI 3.0 document of what this server does of the Open Badges API, with 1EdTech's
 * own members (Open Badges 3.0, section Request the Service Description Document). */
#include "core/scope.h"
#include "web/api/ob_api.h"
#include "web/handlers.h"
#include "web/voice.h"
#include <apr_strings.h>

#define CREDENTIAL_SCHEMA "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
#define REF(name) json_pack("{s:s}", "$ref", "#/components/schemas/" name)

/* ---------------------------------------------------------------- schemas */

static json_t *texts(const char *const *values)
{
    json_t *list = json_array();
    for (; *values; values++)
        bdg_json_add(list, json_string(*values));
    return list;
}

static json_t *status_info(void)
{
    static const char *const major[] = { "success", "processing", "failure", "unsupported", NULL }, *const severity[] = { "status", "warning", "error", NULL },
                      *const minor[] = { "forbidden", "fullsuccess", "internal_server_error", "invalid_data", "invalid_query_parameter", "misdirected_request", "not_acceptable",
                                         "not_allowed", "not_found", "not_modified", "server_busy", "unauthorizedrequest", "unknown", NULL };
    json_t *field = json_pack("{s:s, s:{s:{s:s}, s:{s:s, s:o}}, s:[s,s]}", "type", "object", "properties", "imsx_codeMinorFieldName", "type", "string",
                              "imsx_codeMinorFieldValue", "type", "string", "enum", texts(minor), "required", "imsx_codeMinorFieldName", "imsx_codeMinorFieldValue");
    json_t *code = json_pack("{s:s, s:{s:{s:s, s:o}}, s:[s]}", "type", "object", "properties", "imsx_codeMinorField", "type", "array", "items", field, "required", "imsx_codeMinorField");
    return json_pack("{s:s, s:{s:{s:s,s:o}, s:{s:s,s:o}, s:{s:s}, s:o}, s:[s,s]}", "type", "object", "properties", "imsx_codeMajor", "type", "string", "enum", texts(major),
                     "imsx_severity", "type", "string", "enum", texts(severity), "imsx_description", "type", "string", "imsx_codeMinor", code, "required", "imsx_codeMajor",
                     "imsx_severity");
}

static json_t *profile(void)
{
    return json_pack("{s:s, s:{s:{s:s,s:s}, s:{s:s,s:{s:s}}, s:{s:s}, s:{s:s}}, s:[s,s], s:b}", "type", "object", "properties", "id", "type", "string", "format", "uri", "type", "type",
                     "array", "items", "type", "string", "name", "type", "string", "email", "type", "string", "required", "id", "type", "additionalProperties", 1);
}

static json_t *schemas(void)
{
    json_t *o = json_object();
    bdg_json_set(o, "AchievementCredential", json_pack("{s:s}", "$ref", CREDENTIAL_SCHEMA));
    bdg_json_set(o, "CompactJws", json_pack("{s:s, s:s}", "type", "string", "pattern", "^[-_a-zA-Z0-9]+\\.[-_a-zA-Z0-9]+\\.[-_a-zA-Z0-9]+$"));
    bdg_json_set(o, "GetOpenBadgeCredentialsResponse", json_pack("{s:s, s:{s:{s:s,s:o}, s:{s:s,s:o}}}", "type", "object", "properties", "credential", "type", "array", "items",
                                                                REF("AchievementCredential"), "compactJwsString", "type", "array", "items", REF("CompactJws")));
    bdg_json_set(o, "Profile", profile());
    bdg_json_set(o, "Imsx_StatusInfo", status_info());
    return o;
}

/* ---------------------------------------------------------------- operations */

static json_t *content(const char *type, json_t *schema)
{
    json_t *o = json_object(), *media = json_object();
    bdg_json_set(media, "schema", schema);
    return bdg_json_set(o, type, media);
}

/* A credential as JSON, or signed as a compact JWS. */
static json_t *credential_content(void)
{
    return json_pack("{s:{s:o}, s:{s:o}, s:{s:o}}", "application/json", "schema", REF("AchievementCredential"), "application/vc+ld+json", "schema", REF("AchievementCredential"),
                     "text/plain", "schema", REF("CompactJws"));
}

static void add_errors(json_t *responses)
{
    static const struct { const char *status, *text; } errors[] = { { "400", "The request cannot be used." }, { "401", "There is no access token, or it does not work." },
        { "403", "The access token was not given for this." }, { "405", "There is no such method here." }, { "429", "Too often; try again later." },
        { "500", "Something went wrong here." }, { "default", "The request cannot be answered." } };
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        bdg_json_set(responses, errors[i].status, json_pack("{s:s, s:o}", "description", errors[i].text, "content", content("application/json", REF("Imsx_StatusInfo"))));
}

static json_t *response(const char *text, json_t *body) { return json_pack("{s:s, s:o}", "description", text, "content", body); }

/* responses is taken; scope: BDG_SCOPE_COUNT for none. */
static json_t *operation(const char *id, const char *summary, const char *tag, bdg_scope_e scope, json_t *responses)
{
    json_t *o = json_object();
    bdg_json_str(o, "operationId", id);
    bdg_json_str(o, "summary", summary);
    bdg_json_set(o, "tags", json_pack("[s]", tag));
    bdg_json_set(o, "security", scope == BDG_SCOPE_COUNT ? json_array() : json_pack("[{s:[s]}]", "OAuth2ACG", bdg_scope_text(scope)));
    add_errors(responses);
    return bdg_json_set(o, "responses", responses);
}

static json_t *parameter(const char *name, const char *text, json_t *schema)
{
    return json_pack("{s:s, s:s, s:s, s:b, s:o}", "name", name, "in", "query", "description", text, "required", 0, "schema", schema);
}

static json_t *credentials(void)
{
    json_t *ok = response("A page of the person's credentials.", content("application/json", REF("GetOpenBadgeCredentialsResponse")));
    bdg_json_set(ok, "headers", json_pack("{s:{s:s,s:{s:s}}, s:{s:s,s:{s:s}}}", "X-Total-Count", "description", "How many there are on all pages.", "schema", "type", "integer", "Link",
                                          "description", "next, last, first, prev (RFC 8288).", "schema", "type", "string"));
    json_t *get = operation("getCredentials", "The person's credentials", "OpenBadgeCredentials", BDG_SCOPE_CREDENTIAL_READ, json_pack("{s:o}", "200", ok));
    json_t *list = json_array();
    bdg_json_add(list, parameter("limit", "Most credentials on a page.", json_pack("{s:s,s:i,s:i,s:i}", "type", "integer", "minimum", 1, "maximum", BDG_OB_LIMIT_MAX, "default", BDG_OB_LIMIT)));
    bdg_json_add(list, parameter("offset", "Index of the first one, from 0.", json_pack("{s:s,s:i,s:i}", "type", "integer", "minimum", 0, "default", 0)));
    bdg_json_add(list, parameter("since", "Only those that came after this moment.", json_pack("{s:s,s:s}", "type", "string", "format", "date-time")));
    bdg_json_set(get, "parameters", list);
    json_t *post = operation("upsertCredential", "Adds a credential, or replaces it", "OpenBadgeCredentials", BDG_SCOPE_CREDENTIAL_UPSERT,
                             json_pack("{s:o, s:o}", "200", response("It replaced the one that was there.", credential_content()), "201",
                                       response("It was added.", credential_content())));
    bdg_json_set(post, "requestBody", json_pack("{s:b, s:o}", "required", 1, "content", credential_content()));
    return json_pack("{s:o, s:o}", "get", get, "post", post);
}

static json_t *profiles(void)
{
    json_t *get = operation("getProfile", "The person's profile", "OpenBadgeCredentials", BDG_SCOPE_PROFILE_READ,
                            json_pack("{s:o}", "200", response("The profile.", content("application/json", REF("Profile")))));
    json_t *put = operation("putProfile", "Puts another profile in its place", "OpenBadgeCredentials", BDG_SCOPE_PROFILE_UPDATE,
                            json_pack("{s:o}", "200", response("The profile as it is now.", content("application/json", REF("Profile")))));
    bdg_json_set(put, "requestBody", json_pack("{s:b, s:o}", "required", 1, "content", content("application/json", REF("Profile"))));
    return json_pack("{s:o, s:o}", "get", get, "put", put);
}

static json_t *discovery(void)
{
    return json_pack("{s:o}", "get", operation("getServiceDescription", "This document", "Discovery", BDG_SCOPE_COUNT,
                                               json_pack("{s:o}", "200", response("This document.", content("application/json", json_pack("{s:s}", "type", "object"))))));
}

/* ---------------------------------------------------------------- the document */

static json_t *security(const bdg_site_t *site, const char *name, const char *privacy, const char *terms, apr_pool_t *pool)
{
    json_t *scopes = json_object(), *flow = json_object(), *o = json_object();
    for (int i = 0; i < BDG_SCOPE_COUNT; i++)
        bdg_json_str(scopes, bdg_scope_text(i), bdg_scope_words(i));
    bdg_json_str(flow, "authorizationUrl", bdg_site_url(site, pool, "/oauth/authorize"));
    bdg_json_str(flow, "tokenUrl", bdg_site_url(site, pool, "/oauth/token"));
    bdg_json_str(flow, "refreshUrl", bdg_site_url(site, pool, "/oauth/token"));
    bdg_json_set(flow, "scopes", scopes);
    bdg_json_str(o, "type", "oauth2");
    bdg_json_str(o, "description", "OAuth 2.0 authorization code grant, with PKCE (S256)");
    bdg_json_str(o, "x-imssf-name", name);
    bdg_json_str(o, "x-imssf-registrationUrl", bdg_site_url(site, pool, "/oauth/register"));
    bdg_json_str(o, "x-imssf-revocationUrl", bdg_site_url(site, pool, "/oauth/revoke"));
    bdg_json_str(o, "x-imssf-privacyPolicyUrl", privacy);
    bdg_json_str(o, "x-imssf-termsOfServiceUrl", terms);
    bdg_json_set(o, "flows", json_pack("{s:o}", "authorizationCode", flow));
    return json_pack("{s:o}", "OAuth2ACG", o);
}

bdg_err_t *bdg_get_ob_discovery(bdg_req_t *req, bdg_res_t *res)
{
    const bdg_site_t *site = req->site;
    const char *home = apr_pstrcat(req->pool, site->base, "/", NULL), *privacy = site->privacy_url ? site->privacy_url : home, *terms = site->terms_url ? site->terms_url : home;
    const char *name = apr_pstrcat(req->pool, "Badges at ", site->host, NULL);
    json_t *o = bdg_json_object(req->pool), *info = json_object();
    bdg_json_str(o, "openapi", "3.0.1");
    bdg_json_set(o, "info", info);
    bdg_json_str(info, "title", name);
    bdg_json_str(info, "version", "3.0");
    bdg_json_str(info, "description", "Open Badges API 3.0: the credentials and the profile of a person, as that person allows it.");
    bdg_json_str(info, "termsOfService", terms);
    bdg_json_str(info, "x-imssf-privacyPolicyUrl", privacy);
    bdg_json_str(info, "x-imssf-image", apr_pstrcat(req->pool, site->base, "/static/mark.svg", NULL));
    bdg_json_set(o, "servers", json_pack("[{s:s}]", "url", bdg_site_url(site, req->pool, "/ims/ob/v3p0")));
    bdg_json_set(o, "paths", json_pack("{s:o, s:o, s:o}", "/credentials", credentials(), "/profile", profiles(), "/discovery", discovery()));
    bdg_json_set(o, "components", json_pack("{s:o, s:o}", "securitySchemes", security(site, name, privacy, terms, req->pool), "schemas", schemas()));
    return bdg_voice_json(req, res, 200, o);
}
