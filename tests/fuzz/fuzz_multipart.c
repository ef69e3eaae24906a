/* The first byte says how long the pieces are. The same comes out as of the whole at once. */
#include "fuzz.h"
#include "base/buf.h"
#include "io/multipart.h"

typedef struct seen_t {
    bdg_buf_t *out;
    int open;                       /* within a file */
} seen_t;

static bdg_err_t *on_field(void *baton, const char *name, const char *value, size_t len)
{
    seen_t *s = baton;
    FUZZ_HOLDS(!s->open && strlen(value) == len && bdg_utf8_valid(value, len, NULL) && bdg_utf8_valid(name, strlen(name), NULL));
    bdg_buf_printf(s->out, "F%s=%s;", name, value);
    return NULL;
}

static bdg_err_t *on_begin(void *baton, const bdg_multipart_file_t *f)
{
    seen_t *s = baton;
    FUZZ_HOLDS(!s->open && !strpbrk(f->filename, "/\\\r\n") && strlen(f->filename) <= 255);
    FUZZ_HOLDS(bdg_utf8_valid(f->filename, strlen(f->filename), NULL) && bdg_utf8_valid(f->content_type, strlen(f->content_type), NULL));
    s->open = 1;
    bdg_buf_printf(s->out, "B%s=%s;", f->name, f->filename);
    return NULL;
}

static bdg_err_t *on_data(void *baton, const char *data, size_t len)
{
    seen_t *s = baton;
    FUZZ_HOLDS(s->open && len);
    bdg_buf_add(s->out, data, len);
    return NULL;
}

static bdg_err_t *on_end(void *baton)
{
    seen_t *s = baton;
    FUZZ_HOLDS(s->open);
    s->open = 0;
    bdg_buf_char(s->out, ';');
    return NULL;
}

static bdg_code_e run(seen_t *s, const uint8_t *data, size_t size, size_t bite, apr_pool_t *pool)
{
    static const bdg_multipart_handler_t handler = { on_field, on_begin, on_data, on_end };
    static const bdg_multipart_limits_t limits = { .parts = 20, .fields = 500, .header = 300 };
    bdg_multipart_t *mp;
    s->out = bdg_buf_make(1 << 24, pool);
    s->open = 0;
    bdg_err_t *err = bdg_multipart_open(&mp, "multipart/form-data; boundary=xx", &limits, &handler, s, pool);
    for (size_t at = 0; !err && at < size; at += bite)
        err = bdg_multipart_feed(mp, (const char *)data + at, size - at < bite ? size - at : bite);
    if (!err)
        err = bdg_multipart_finish(mp);
    bdg_code_e code = err ? err->code : 0;
    fuzz_refused(err);
    return code;
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    seen_t a, b;
    if (size < 1)
        return;
    bdg_code_e whole = run(&a, data + 1, size - 1, size, pool), bites = run(&b, data + 1, size - 1, (size_t)data[0] % 40 + 1, pool);
    FUZZ_HOLDS(whole == bites);
    if (!whole)
        FUZZ_HOLDS(!a.open && a.out->len == b.out->len && (!a.out->len || !memcmp(a.out->data, b.out->data, a.out->len)));
    /* the header that names the boundary comes from outside too */
    bdg_multipart_t *mp;
    char *type = apr_pcalloc(pool, size + 22);
    memcpy(type, "multipart/form-data;", 20);
    memcpy(type + 20, data + 1, size - 1);
    fuzz_refused(bdg_multipart_open(&mp, type, NULL, NULL, NULL, pool));
}
