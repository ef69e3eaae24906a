#include "web/voice.h"
#include "web/dispatch.h"
#include <string.h>

bdg_err_t *bdg_voice_json(bdg_req_t *req, bdg_res_t *res, int status, const json_t *o)
{
    (void)req;
    res->status = status;
    res->content_type = "application/json";
    bdg_json_write(res->body, o);
    return NULL;
}

bdg_err_t *bdg_voice_oauth(bdg_req_t *req, bdg_res_t *res, int status, const char *error, const char *description)
{
    json_t *o = bdg_json_object(req->pool);
    bdg_json_str(o, "error", error);
    bdg_json_str(o, "error_description", description);
    BDG_TRY(bdg_res_header(res, "Pragma", "no-cache"));
    return bdg_voice_json(req, res, status, o);
}

/* What is wrong with the request is 400 in these APIs, but for a few codes that programs act upon. */
static int status_of(bdg_code_e code)
{
    int status = bdg_status_of(code);
    return status == 422 || status == 415 ? 400 : status;
}

static void oauth_error(bdg_req_t *req, bdg_res_t *res, const bdg_err_t *e)
{
    int status = status_of(e->code);
    const char *error = status >= 500 && status != 503 ? "server_error" : status == 503 || status == 429 ? "temporarily_unavailable" : "invalid_request";
    bdg_err_clear(bdg_voice_oauth(req, res, status, error, bdg_err_english(e)));
}

/* Open Badges 3.0, Imsx_CodeMinorFieldValue. query: nothing but the query can be wrong with the request. */
static const char *minor_of(int status, int query)
{
    static const struct { int status; const char *value; } values[] = { { 401, "unauthorizedrequest" }, { 403, "forbidden" }, { 404, "not_found" }, { 405, "not_allowed" },
        { 406, "not_acceptable" }, { 429, "server_busy" }, { 503, "server_busy" }, { 500, "internal_server_error" } };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (values[i].status == status)
            return values[i].value;
    return query ? "invalid_query_parameter" : "invalid_data";
}

static void imsx_error(bdg_req_t *req, bdg_res_t *res, const bdg_err_t *e)
{
    int status = status_of(e->code);
    json_t *o = bdg_json_object(req->pool);
    bdg_json_str(o, "imsx_codeMajor", status == 405 ? "unsupported" : "failure");
    bdg_json_str(o, "imsx_severity", "error");
    bdg_json_str(o, "imsx_description", bdg_err_english(e));
    bdg_json_set(o, "imsx_codeMinor", json_pack("{s:[{s:s,s:s}]}", "imsx_codeMinorField", "imsx_codeMinorFieldName", "TargetEndSystem", "imsx_codeMinorFieldValue", minor_of(status, !strcmp(req->method, "GET"))));
    bdg_err_clear(bdg_voice_json(req, res, status, o));
}

void bdg_voice_error(bdg_req_t *req, bdg_res_t *res, const bdg_err_t *e, bdg_voice_e voice)
{
    if (voice == BDG_VOICE_OAUTH)
        oauth_error(req, res, e);
    else
        imsx_error(req, res, e);
}
