/* io/multipart: parts in, whatever the borders of the network's pieces; and what is refused. */
#include "unit.h"
#include <stdlib.h>
#include <apr_strings.h>
#include "base/buf.h"
#include "io/multipart.h"

static bdg_err_t *on_field(void *baton, const char *name, const char *value, size_t len)
{
    assert_int_equal(strlen(value), len);
    bdg_buf_printf(baton, "[%s=%s]", name, value);
    return NULL;
}

static bdg_err_t *on_begin(void *baton, const bdg_multipart_file_t *f)
{
    bdg_buf_printf(baton, "[%s<%s|%s:", f->name, f->filename, f->content_type);
    return NULL;
}

static bdg_err_t *on_data(void *baton, const char *data, size_t len)
{
    assert_true(len > 0);
    bdg_buf_add(baton, data, len);
    return NULL;
}

static bdg_err_t *on_end(void *baton)
{
    bdg_buf_char(baton, ']');
    return NULL;
}

static const bdg_multipart_handler_t handler = { on_field, on_begin, on_data, on_end };
#define TYPE "multipart/form-data; boundary=XyZ"

static bdg_err_t *run(const char **out, const char *type, const char *body, size_t len, size_t bite, const bdg_multipart_limits_t *limits,
                      apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(1 << 22, pool);
    bdg_multipart_t *mp;
    BDG_TRY(bdg_multipart_open(&mp, type, limits, &handler, b, pool));
    for (size_t at = 0; at < len; at += bite) {
        /* a copy of its own, so that the sanitiser sees a read beyond it */
        size_t n = len - at < bite ? len - at : bite;
        char *piece = malloc(n);
        memcpy(piece, body + at, n);
        bdg_err_t *err = bdg_multipart_feed(mp, piece, n);
        free(piece);
        BDG_TRY(err);
    }
    BDG_TRY(bdg_multipart_finish(mp));
    *out = b->data ? b->data : "";
    return NULL;
}

/* The same for every size of pieces. */
static void gives(apr_pool_t *pool, const char *body, size_t len, const char *want)
{
    for (size_t bite = 1; bite <= len; bite++) {
        const char *got;
        assert_ok(run(&got, TYPE, body, len, bite, NULL, pool));
        assert_string_equal(got, want);
    }
}
#define GIVES(body, want) gives(pool, body, sizeof(body) - 1, want)

static void refuses(apr_pool_t *pool, const char *body, size_t len, bdg_code_e code)
{
    for (size_t bite = 1; bite <= len + 1; bite += bite) {
        const char *got;
        assert_err(run(&got, TYPE, body, len, bite, NULL, pool), code, NULL);
    }
}
#define REFUSES(body) refuses(pool, body, sizeof(body) - 1, BDG_E_MALFORMED)

#define NAMED(n) "Content-Disposition: form-data; name=" n "\r\n"

static void test_good(void **state)
{
    apr_pool_t *pool = *state;
    GIVES("--XyZ--", "");
    GIVES("--XyZ\r\n" NAMED("\"a\"") "\r\n1\r\n--XyZ\r\n" NAMED("b") "\r\n\r\n--XyZ--\r\n", "[a=1][b=]");
    GIVES("preamble\r\n--XyZ  \r\n" NAMED("\"a\"") "\r\n\r\n\r\n--XyZ--\r\nepilogue --XyZ", "[a=\r\n]");
    GIVES("--XyZ\r\ncontent-disposition: FORM-DATA; name=\"f\"; filename=\"x.csv\"\r\nContent-Type: text/csv\r\n\r\na,b\r\n--Xy\r\n\r--XyZ\r\r\n\r\n--XyZ--",
          "[f<x.csv|text/csv:a,b\r\n--Xy\r\n\r--XyZ\r\r\n]");
    GIVES("--XyZ\r\n" NAMED("\"f\"; filename=\"\"") "\r\n\r\n--XyZ--", "[f<|:]");
    GIVES("--XyZ\r\n" NAMED("\"\xC3\xA9\"") "\r\n\xC3\xA9\r\n--XyZ--", "[\xC3\xA9=\xC3\xA9]");
}

static void test_filenames(void **state)
{
    apr_pool_t *pool = *state;
    static const char *const pairs[][2] = {
        { "../../etc/passwd", "passwd" }, { "C:\\Users\\me\\list.csv", "list.csv" }, { "a\\\"b.csv", "a\"b.csv" }, { "CON", "CON" },
        { "/", "" }, { "list\xE2\x80\xAEvsc.exe", "listvsc.exe" }, { "\xFF.csv", "file" }, { "r\xC3\xA9sum\xC3\xA9.csv", "r\xC3\xA9sum\xC3\xA9.csv" },
        { "a;b=c.csv", "a;b=c.csv" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *body = apr_pstrcat(pool, "--XyZ\r\nContent-Disposition: form-data; name=f; filename*=UTF-8''no.csv; filename=\"", pairs[i][0], "\"\r\n\r\nx\r\n--XyZ--", NULL);
        gives(pool, body, strlen(body), apr_pstrcat(pool, "[f<", pairs[i][1], "|:x]", NULL));
    }
    char longer[400];
    memset(longer, 'n', sizeof longer);
    longer[399] = 0;
    const char *got, *body = apr_pstrcat(pool, "--XyZ\r\nContent-Disposition: form-data; name=f; filename=", longer, "\r\n\r\n\r\n--XyZ--", NULL);
    assert_ok(run(&got, TYPE, body, strlen(body), 99, NULL, pool));
    assert_int_equal(strlen(got), 255 + 6);
}

static void test_bad(void **state)
{
    apr_pool_t *pool = *state;
    REFUSES("");
    REFUSES("--XyZ");
    REFUSES("--XyZ\r\n");
    REFUSES("--XyZ-x");
    REFUSES("--XyZabc\r\n");
    REFUSES("--XyZ\r\n\r\nx\r\n--XyZ--");
    REFUSES("--XyZ\n" NAMED("a") "\n1\n--XyZ--");
    REFUSES("--XyZ\r\nContent-Disposition: attachment; name=a\r\n\r\n\r\n--XyZ--");
    REFUSES("--XyZ\r\nContent-Disposition: form-data\r\n\r\n\r\n--XyZ--");
    REFUSES("--XyZ\r\n" NAMED("\"a") "\r\n\r\n--XyZ--");
    REFUSES("--XyZ\r\n" NAMED("a; name=b") "\r\n\r\n--XyZ--");
    REFUSES("--XyZ\r\n" NAMED("a") NAMED("b") "\r\n\r\n--XyZ--");
    REFUSES("--XyZ\r\n" NAMED("a") "Folded: a\r\n b\r\n\r\n\r\n--XyZ--");
    REFUSES("--XyZ\r\n" NAMED("a") "Content-Transfer-Encoding: base64\r\n\r\n\r\n--XyZ--");
    REFUSES("--XyZ\r\n" NAMED("\"a\0b\"") "\r\n\r\n--XyZ--");
    REFUSES("--XyZ\r\n" NAMED("\"a\nb\"") "\r\n\r\n--XyZ--");
    REFUSES("--XyZ\r\n" NAMED("a") "\r\n\xFF\r\n--XyZ--");
    REFUSES("--XyZ\r\n" NAMED("a") "\r\nx\0y\r\n--XyZ--");
}

static void opens(apr_pool_t *pool, const char *type, bdg_code_e code)
{
    bdg_multipart_t *mp;
    if (code)
        assert_err(bdg_multipart_open(&mp, type, NULL, &handler, NULL, pool), code, NULL);
    else
        assert_ok(bdg_multipart_open(&mp, type, NULL, &handler, NULL, pool));
}

static void test_content_type(void **state)
{
    apr_pool_t *pool = *state;
    opens(pool, "Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", 0);
    opens(pool, "multipart/form-data;boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW", 0);
    opens(pool, NULL, BDG_E_UNSUPPORTED);
    opens(pool, "text/plain; boundary=x", BDG_E_UNSUPPORTED);
    opens(pool, "multipart/form-datax; boundary=x", BDG_E_UNSUPPORTED);
    opens(pool, "multipart/form-data", BDG_E_MALFORMED);
    opens(pool, "multipart/form-data; boundary=", BDG_E_MALFORMED);
    opens(pool, "multipart/form-data; boundary=\"a\r\nb\"", BDG_E_MALFORMED);
    opens(pool, "multipart/form-data; boundary=a; boundary=b", BDG_E_MALFORMED);
    opens(pool, "multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901", BDG_E_MALFORMED);
}

static void test_caps(void **state)
{
    apr_pool_t *pool = *state;
    const char *got;
    static const char body[] = "--XyZ\r\n" NAMED("a") "\r\n12345\r\n--XyZ\r\n" NAMED("b") "\r\n12345\r\n--XyZ--";
    const size_t n = sizeof body - 1;
    assert_ok(run(&got, TYPE, body, n, 7, &(bdg_multipart_limits_t){ .parts = 2, .fields = 10, .header = 60, .total = (long long)n }, pool));
    assert_err(run(&got, TYPE, body, n, 7, &(bdg_multipart_limits_t){ .parts = 1 }, pool), BDG_E_TOO_LARGE, "1 fields");
    assert_err(run(&got, TYPE, body, n, 7, &(bdg_multipart_limits_t){ .fields = 9 }, pool), BDG_E_TOO_LARGE, "text fields");
    assert_err(run(&got, TYPE, body, n, 7, &(bdg_multipart_limits_t){ .header = 40 }, pool), BDG_E_TOO_LARGE, "header");
    assert_err(run(&got, TYPE, body, n, 7, &(bdg_multipart_limits_t){ .total = (long long)n - 1 }, pool), BDG_E_TOO_LARGE, "upload");
}

static void test_after_error(void **state)
{
    apr_pool_t *pool = *state;
    bdg_multipart_t *mp;
    assert_ok(bdg_multipart_open(&mp, TYPE, NULL, &handler, bdg_buf_make(100, pool), pool));
    assert_err(bdg_multipart_feed(mp, "--XyZ!", 6), BDG_E_MALFORMED, NULL);
    assert_err(bdg_multipart_feed(mp, "\r\n", 2), BDG_E_MALFORMED, NULL);
    assert_err(bdg_multipart_finish(mp), BDG_E_MALFORMED, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(test_good), pooled_test(test_filenames), pooled_test(test_bad), pooled_test(test_content_type), pooled_test(test_caps),
        pooled_test(test_after_error),
    };
    return unit_main(tests);
}
