#include "web/http.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "web/cache.h"
#include "web/negotiate.h"
#include "web/routes.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bdg_err_t *bdg_req_db(bdg_req_t *req, bdg_db_t **db)
{
    if (!req->db_)
        BDG_TRY(req->server->db.get(&req->db_, req->server->db.baton));
    *db = req->db_;
    return NULL;
}

void bdg_req_db_release(bdg_req_t *req)
{
    if (req->db_)
        req->server->db.put(req->db_, bdg_db_broken(req->db_), req->server->db.baton);
    req->db_ = NULL;
}

const char *bdg_req_header(const bdg_req_t *req, const char *name) { return req->transport.header(req->transport.baton, name); }
const char *bdg_req_form(const bdg_req_t *req, const char *name) { return bdg_form_get(req->form, name); }
const char *bdg_req_arg(const bdg_req_t *req, const char *name) { return bdg_form_get(req->args, name); }
int bdg_req_htmx(const bdg_req_t *req) { return bdg_req_header(req, "HX-Request") != NULL; }

const bdg_upload_t *bdg_req_upload(const bdg_req_t *req, const char *field)
{
    for (int i = 0; req->uploads && i < req->uploads->nelts; i++) {
        const bdg_upload_t *u = &APR_ARRAY_IDX(req->uploads, i, bdg_upload_t);
        if (!strcmp(u->field, field) && (u->size > 0 || (u->filename && *u->filename)))
            return u;
    }
    return NULL;
}

bdg_err_t *bdg_upload_read(const char **data, size_t *len, const bdg_upload_t *u, apr_pool_t *pool)
{
    apr_file_t *file;
    size_t size = (size_t)u->size;
    char *bytes = apr_palloc(pool, size + 1);
    apr_status_t rv = BDG_FAULT_HIT(BDG_FAULT_IO) ? EIO : apr_file_open(&file, u->path, APR_READ | APR_BINARY, APR_OS_DEFAULT, pool);
    *len = 0;
    if (rv == APR_SUCCESS) {
        rv = size ? apr_file_read_full(file, bytes, size, len) : APR_SUCCESS;
        apr_file_close(file);
    }
    if (rv != APR_SUCCESS)
        return bdg_err_detail(bdg_err(BDG_E_UNAVAILABLE, "This file could not be read just now. Please try again."), "%s: status %d", u->path, rv);
    bytes[size] = 0;
    *data = bytes;
    return NULL;
}

bdg_err_t *bdg_res_header(bdg_res_t *res, const char *name, const char *value)
{
    for (const unsigned char *p = (const unsigned char *)value; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "control character in header %s", name);
    apr_table_set(res->headers, name, value);
    return NULL;
}

bdg_err_t *bdg_res_redirect(bdg_req_t *req, bdg_res_t *res, const char *path, const char *flash_kind, const char *flash)
{
    res->status = 303;
    BDG_TRY(bdg_res_header(res, "Location", apr_pstrcat(req->pool, req->site->prefix, path, NULL)));
    if (flash) {
        const char *text = apr_pstrcat(req->pool, flash_kind, ":", bdg_tr(flash), NULL);
        apr_table_add(res->headers, "Set-Cookie",
                      apr_psprintf(req->pool, "bdg_flash=%s; Path=%s/; Max-Age=60; HttpOnly; SameSite=Lax%s",
                                   bdg_base64url(text, strlen(text), req->pool), req->site->prefix, req->site->https ? "; Secure" : ""));
    }
    return NULL;
}

bdg_err_t *bdg_res_page(bdg_res_t *res, const char *template_name, json_t *model)
{
    res->template_name = template_name;
    res->model = model;
    return NULL;
}

bdg_err_t *bdg_res_form_again(bdg_res_t *res, const char *template_name, json_t *model)
{
    res->status = 422;
    return bdg_res_page(res, template_name, model);
}

bdg_err_t *bdg_res_away(bdg_res_t *res, const char *address)
{
    res->status = 303;
    return bdg_res_header(res, "Location", address);
}

bdg_err_t *bdg_res_form_target(bdg_res_t *res, const char *source, apr_pool_t *pool)
{
    return bdg_res_header(res, "Content-Security-Policy", apr_pstrcat(pool, BDG_CSP_FORMS, " ", source, NULL));
}

bdg_err_t *bdg_res_attachment(bdg_res_t *res, const char *filename, apr_pool_t *pool)
{
    char *ascii = apr_pstrdup(pool, filename);
    for (char *p = ascii; *p; p++)
        if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7f || strchr("\"\\/:*?<>|%;", *p))
            *p = '_';
    return bdg_res_header(res, "Content-Disposition",
                          apr_psprintf(pool, "attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii, bdg_url_escape(filename, pool)));
}

void bdg_res_cacheable(bdg_req_t *req, bdg_res_t *res, const char *public_id)
{
    if (!req->cache_key)
        return;
    res->shard = bdg_cache_shard(public_id);
    req->cache_revision = bdg_cache_revision(req->server->cache, res->shard);
    res->cache_key = req->cache_key;
}

void bdg_problem(json_t *model, const char *field, const char *label, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = bdg_say_v(NULL, fmt, ap);
    va_end(ap);
    json_t *list = json_object_get(model, "problems"), *errors = json_object_get(model, "errors");
    if (!list)
        json_object_set_new(model, "problems", list = json_array());
    if (!errors)
        json_object_set_new(model, "errors", errors = json_object());
    json_t *p = json_object();
    bdg_json_str(p, "field", field);
    bdg_json_str(p, "label", bdg_tr(label));
    bdg_json_str(p, "message", text);
    json_array_append_new(list, p);
    if (!json_object_get(errors, field))
        bdg_json_str(errors, field, text);
    free(text);
}

int bdg_problems(const json_t *model) { return (int)json_array_size(json_object_get(model, "problems")); }
