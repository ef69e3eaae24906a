/* multipart/form-data: fields become form fields, files are spooled to BadgesTmpDir and go with the request. */
#include "base/fault.h"
#include "io/multipart.h"
#include "web/body.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <errno.h>
#include <string.h>

#define MAX_FILES 8

typedef struct spool_t {
    bdg_req_t *req;
    int keep;               /* files, not only their names */
    apr_file_t *file;       /* of the part that is coming in; NULL when it is not kept */
    bdg_upload_t now;
} spool_t;

static bdg_err_t *field(void *baton, const char *name, const char *value, size_t len)
{
    spool_t *s = baton;
    (void)len;
    return bdg_form_add(s->req->form, apr_pstrdup(s->req->pool, name), apr_pstrdup(s->req->pool, value));
}

static bdg_err_t *no_room(apr_status_t rv)
{
    return bdg_err_detail(bdg_err(BDG_E_UNAVAILABLE, "There is no room for this upload just now. Please try again later."), "status %d", rv);
}

/* The file goes as soon as the request does, whatever happens in between. */
static bdg_err_t *file_begin(void *baton, const bdg_multipart_file_t *f)
{
    spool_t *s = baton;
    apr_pool_t *pool = s->req->pool;
    if (s->req->uploads->nelts >= MAX_FILES)
        return bdg_err(BDG_E_TOO_LARGE, "At most %d files are taken at once.", MAX_FILES);
    s->now = (bdg_upload_t){ apr_pstrdup(pool, f->name), apr_pstrdup(pool, f->filename), apr_pstrdup(pool, f->content_type), NULL, 0 };
    if (!s->keep)
        return NULL;
    char *path = apr_pstrcat(pool, s->req->site->tmp_dir, "/upload-XXXXXX", NULL);
    apr_status_t rv = BDG_FAULT_HIT(BDG_FAULT_IO) ? ENOSPC : apr_file_mktemp(&s->file, path, APR_CREATE | APR_READ | APR_WRITE | APR_EXCL | APR_BINARY | APR_DELONCLOSE, pool);
    if (rv != APR_SUCCESS)
        return no_room(rv);
    s->now.path = path;
    return NULL;
}

static bdg_err_t *file_data(void *baton, const char *data, size_t len)
{
    spool_t *s = baton;
    apr_status_t rv = !s->file ? APR_SUCCESS : BDG_FAULT_HIT(BDG_FAULT_IO) ? ENOSPC : apr_file_write_full(s->file, data, len, NULL);
    s->now.size += (long long)len;
    return rv == APR_SUCCESS ? NULL : no_room(rv);
}

static bdg_err_t *file_end(void *baton)
{
    spool_t *s = baton;
    if (*s->now.filename || s->now.size)   /* else: the field was left empty */
        APR_ARRAY_PUSH(s->req->uploads, bdg_upload_t) = s->now;
    return NULL;
}

bdg_err_t *bdg_body_multipart(bdg_req_t *req, const char *content_type, long long cap, int spool)
{
    static const bdg_multipart_handler_t handler = { field, file_begin, file_data, file_end };
    spool_t s = { req, spool, NULL, { 0 } };
    bdg_multipart_limits_t limits = { .total = cap };
    bdg_multipart_t *mp;
    char *block = apr_palloc(req->pool, 65536);
    req->uploads = apr_array_make(req->pool, 2, sizeof(bdg_upload_t));
    BDG_TRY(bdg_multipart_open(&mp, content_type, &limits, &handler, &s, req->pool));
    for (;;) {
        size_t n = 65536;
        BDG_TRY(req->transport.read(req->transport.baton, block, &n));
        if (!n)
            return bdg_multipart_finish(mp);
        BDG_TRY(bdg_multipart_feed(mp, block, n));
    }
}
