/* request_rec in, brigade out. */
#include "module/module.h"
#include <apr_strings.h>
#include <util_filter.h>

#define BODY_READ_AWAY 65536

static const char *header(void *baton, const char *name) { return apr_table_get(((request_rec *)baton)->headers_in, name); }

static bdg_err_t *read_body(void *baton, char *buf, size_t *len)
{
    request_rec *r = baton;
    apr_bucket_brigade *bb = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    apr_size_t n = *len;
    apr_status_t rv = ap_get_brigade(r->input_filters, bb, AP_MODE_READBYTES, APR_BLOCK_READ, (apr_off_t)n);
    if (rv == APR_SUCCESS)
        rv = apr_brigade_flatten(bb, buf, &n);
    apr_brigade_destroy(bb);
    if (rv != APR_SUCCESS) {
        int gone = APR_STATUS_IS_TIMEUP(rv) || APR_STATUS_IS_ECONNABORTED(rv) || APR_STATUS_IS_ECONNRESET(rv);
        return bdg_err_detail(bdg_err(rv == AP_FILTER_ERROR ? BDG_E_TOO_LARGE : BDG_E_MALFORMED, gone ? "The upload was broken off." : "The body of the request could not be read."),
                              "status %d", rv);
    }
    *len = n;
    return NULL;
}

static void fill(bdg_req_t *req, request_rec *r, const char *path, bdg_server_conf_t *c)
{
    const char *cl = apr_table_get(r->headers_in, "Content-Length");
    req->pool = r->pool;
    req->server = &c->server;
    req->site = &c->site;
    req->transport = (bdg_transport_t){ header, read_body, r };
    req->head = r->header_only;
    req->method = r->method_number == M_GET ? "GET" : r->method;
    req->path = path;
    req->query = r->args ? r->args : "";
    req->address = r->useragent_ip;
    req->remote_user = r->user;
    req->content_length = cl ? apr_atoi64(cl) : apr_table_get(r->headers_in, "Transfer-Encoding") ? -1 : 0;
}

static int copy_header(void *rec, const char *name, const char *value)
{
    request_rec *r = rec;
    if (!strcasecmp(name, "Set-Cookie"))
        apr_table_addn(r->err_headers_out, name, value);
    else
        apr_table_setn(r->headers_out, name, value);
    return 1;
}

static apr_status_t pass(request_rec *r, apr_bucket_brigade *bb)
{
    apr_status_t rv = ap_pass_brigade(r->output_filters, bb);
    apr_brigade_cleanup(bb);
    return r->connection->aborted ? APR_ECONNABORTED : rv;
}

static void stream(request_rec *r, bdg_res_t *res)
{
    apr_bucket_brigade *bb = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    int done = 0;
    while (!done) {
        bdg_buf_clear(res->body);
        bdg_err_t *e = res->produce(res->produce_baton, res->body, &done);
        if (!e)
            e = bdg_buf_check(res->body);
        if (e) {   /* headers have gone: cutting the connection is the only honest answer */
            ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, "BDG0004: a download broke off: %s%s%s", e->message, e->detail ? ": " : "", e->detail ? e->detail : "");
            bdg_err_clear(e);
            r->connection->keepalive = AP_CONN_CLOSE;
            r->connection->aborted = 1;
            return;
        }
        if (res->body->len)
            APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_transient_create(res->body->data, res->body->len, bb->bucket_alloc));
        if (!done) {
            APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_flush_create(bb->bucket_alloc));
            if (pass(r, bb) != APR_SUCCESS)
                return;
        }
    }
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(bb->bucket_alloc));
    pass(r, bb);
}

static int deliver(request_rec *r, bdg_res_t *res)
{
    r->status = res->status;
    if (res->content_type && res->status != 304)
        ap_set_content_type(r, res->content_type);
    apr_table_do(copy_header, r, res->headers, NULL);
    if (res->produce) {
        stream(r, res);
        return OK;
    }
    const char *body = res->bytes ? res->bytes : res->body->data;
    apr_size_t len = res->bytes ? res->bytes_len : res->body->len;
    apr_bucket_brigade *bb = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    if (res->status != 304 && res->status != 204)
        ap_set_content_length(r, (apr_off_t)len);
    if (len && !r->header_only && res->status != 304)   /* pool-owned memory: lives as long as the request */
        APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_pool_create(body, len, r->pool, bb->bucket_alloc));
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(bb->bucket_alloc));
    pass(r, bb);
    return OK;
}

/* A body that was refused: a small one is read away so that the connection can go on, anything else ends the connection instead of being read. */
static void drop_body(request_rec *r, const bdg_req_t *req, const bdg_res_t *res)
{
    if (res->status < 400 || !req->content_length)
        return;
    r->status = res->status;
    if (req->content_length < 0 || req->content_length > BODY_READ_AWAY || r->expecting_100)
        r->connection->keepalive = AP_CONN_CLOSE;
    else
        ap_discard_request_body(r);
}

#define WELL_KNOWN "/.well-known/oauth-authorization-server"

const char *bdg_below(const request_rec *r, const bdg_site_t *site)
{
    size_t n = strlen(site->prefix), w = strlen(WELL_KNOWN);
    if (!r->uri)
        return NULL;
    if (n && !strncmp(r->uri, WELL_KNOWN, w) && !strcmp(r->uri + w, site->prefix))
        return WELL_KNOWN;
    if (strncmp(r->uri, site->prefix, n))
        return NULL;
    return r->uri[n] == '/' ? r->uri + n : r->uri[n] ? NULL : "/";
}

int bdg_serve(request_rec *r)
{
    bdg_server_conf_t *c = bdg_conf(r->server);
    const char *path = bdg_below(r, &c->site);
    if (!path)
        return DECLINED;
    bdg_req_t *req = apr_pcalloc(r->pool, sizeof *req);
    bdg_res_t *res = apr_pcalloc(r->pool, sizeof *res);
    fill(req, r, path, c);
    res->status = 200;
    res->headers = apr_table_make(r->pool, 12);
    if (!bdg_dispatch_cached(req, res)) {
        res->body = bdg_buf_make(16 << 20, r->pool);
        bdg_dispatch(req, res);
    }
    drop_body(r, req, res);
    return deliver(r, res);
}
