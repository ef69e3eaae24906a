/* POST /api/v1/verify: {"url": address} or {"credential": document, or text of a JWS} or {"image": PNG or SVG in base64}, and perhaps
 * {"email": whose should it be} -> the verdict of core/openbadges/verify.h. 200 whatever the verdict is. */
#include "web/handlers.h"
#include "web/own.h"
#include <apr_base64.h>
#include <apr_strings.h>
#include <string.h>

/* "data:image/png;base64," before it is passed over. */
static bdg_err_t *read_image(bdg_verify_input_t *in, const char *text, apr_pool_t *pool)
{
    const char *comma = !strncmp(text, "data:", 5) ? strchr(text, ',') : NULL;
    text = comma ? comma + 1 : text;
    size_t len = strlen(text), padding = len - strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    if (!len || len % 4 || padding > 2 || strspn(text + len - padding, "=") != padding)
        return bdg_err(BDG_E_INVALID, "image must be a PNG or SVG in base64.");
    char *data = apr_palloc(pool, (apr_size_t)apr_base64_decode_len(text));
    in->len = (size_t)apr_base64_decode_binary((unsigned char *)data, text);
    in->data = data;
    return NULL;
}

static bdg_err_t *read_request(bdg_verify_input_t *in, const json_t *ask, apr_pool_t *pool)
{
    const json_t *credential = json_object_get(ask, "credential");
    const char *image = bdg_json_get_str(ask, "image");
    in->url = bdg_json_get_str(ask, "url");
    in->email = bdg_json_get_str(ask, "email");
    if ((in->url != NULL) + (credential != NULL) + (image != NULL) != 1)
        return bdg_err(BDG_E_INVALID, "Give exactly one of url, credential and image.");
    if (image)
        return read_image(in, image, pool);
    if (json_is_object(credential))
        in->data = bdg_json_dump(credential, pool);
    else if (json_is_string(credential))
        in->data = json_string_value(credential);
    else if (credential)
        return bdg_err(BDG_E_INVALID, "credential must be a document, or the text of a signed one.");
    in->len = in->data ? strlen(in->data) : 0;
    return NULL;
}

bdg_err_t *bdg_post_api_verify(bdg_req_t *req, bdg_res_t *res)
{
    bdg_verify_input_t in = { NULL, NULL, 0, NULL };
    json_t *ask, *verdict;
    const char *type = bdg_req_header(req, "Content-Type");
    if (!type || strncasecmp(type, "application/json", 16) || (type[16] && !strchr("; \t", type[16])))
        return bdg_err(BDG_E_UNSUPPORTED, "The body must be application/json.");
    BDG_TRY(bdg_json_parse(&ask, req->body ? req->body : "", req->body_len, BDG_API_VERIFY_MAX, req->pool));
    BDG_TRY(read_request(&in, ask, req->pool));
    bdg_req_db_release(req);   /* the rate was counted with it; fetching takes its time */
    BDG_TRY(bdg_own_verify(&verdict, req->server, &in, req->pool));
    res->content_type = "application/json";
    bdg_json_write(res->body, verdict);
    return NULL;
}
