#include "web/body.h"
#include <apr_strings.h>
#include <string.h>

static long long cap_of(const bdg_req_t *req)
{
    long long cap = req->route->body_cap;
    return cap < 0 ? req->site->max_upload_bytes : cap ? cap : 65536;
}

static bdg_err_t *too_large(long long cap)
{
    if (cap >= 1 << 20)
        return bdg_err(BDG_E_TOO_LARGE, "This is larger than the %lld MB that are taken here.", cap >> 20);
    return bdg_err(BDG_E_TOO_LARGE, "This is larger than the %lld KB that are taken here.", cap >> 10);
}

bdg_err_t *bdg_body_check_length(const bdg_req_t *req)
{
    return req->route->body != BDG_BODY_NONE && req->content_length > cap_of(req) ? too_large(cap_of(req)) : NULL;
}

static bdg_err_t *read_all(bdg_req_t *req, bdg_buf_t *out, long long cap)
{
    char *block = apr_palloc(req->pool, 16384);
    for (;;) {
        size_t n = 16384;
        BDG_TRY(req->transport.read(req->transport.baton, block, &n));
        if (!n)
            return NULL;
        if ((long long)out->len + (long long)n > cap)
            return too_large(cap);
        bdg_buf_add(out, block, n);
        BDG_TRY(bdg_buf_check(out));
    }
}

static int is_type(const char *type, const char *want)
{
    size_t n = strlen(want);
    return type && !strncasecmp(type, want, n) && (!type[n] || type[n] == ';' || type[n] == ' ');
}

static bdg_err_t *read_body(bdg_req_t *req, int spool)
{
    const char *type = bdg_req_header(req, "Content-Type");
    req->form = bdg_form_make(req->pool);
    if (req->route->body == BDG_BODY_NONE)
        return NULL;
    if (req->route->body == BDG_BODY_MULTIPART && is_type(type, "multipart/form-data"))
        return bdg_body_multipart(req, type, cap_of(req), spool);
    if (req->route->body != BDG_BODY_RAW && type && !is_type(type, "application/x-www-form-urlencoded"))
        return bdg_err(BDG_E_UNSUPPORTED, "This address takes forms, not %.80s.", type);
    long long cap = cap_of(req);
    if (req->route->body != BDG_BODY_RAW && cap > BDG_FORM_MAX_BYTES)
        cap = BDG_FORM_MAX_BYTES;
    bdg_buf_t *b = bdg_buf_make((size_t)cap + 1, req->pool);
    BDG_TRY(read_all(req, b, cap));
    if (req->route->body == BDG_BODY_RAW) {
        req->body = b->data ? b->data : "";
        req->body_len = b->len;
        return NULL;
    }
    return bdg_form_parse(&req->form, b->data ? b->data : "", b->len, req->pool);
}

bdg_err_t *bdg_body_read(bdg_req_t *req) { return read_body(req, 1); }
bdg_err_t *bdg_body_read_words(bdg_req_t *req) { return read_body(req, 0); }
