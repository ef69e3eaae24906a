/* io/form: url-encoded forms and query strings, cookie headers. */
#include "unit.h"
#include <apr_strings.h>
#include "io/form.h"

#define PARSE(in) assert_ok(bdg_form_parse(&f, in, sizeof(in) - 1, pool))
#define REFUSED(in, code) assert_err(bdg_form_parse(&f, in, sizeof(in) - 1, pool), code, NULL)

static void test_form(void **state)
{
    apr_pool_t *pool = *state;
    bdg_form_t *f;
    PARSE("");
    assert_int_equal(f->n, 0);
    PARSE("a=1&b=2&a=3&&c&=d&e=f=g");
    assert_int_equal(f->n, 6);
    assert_string_equal(bdg_form_get(f, "a"), "1");
    assert_string_equal(bdg_form_get_nth(f, "a", 1), "3");
    assert_null(bdg_form_get_nth(f, "a", 2));
    assert_string_equal(bdg_form_get(f, "c"), "");
    assert_string_equal(bdg_form_get(f, ""), "d");
    assert_string_equal(bdg_form_get(f, "e"), "f=g");
    assert_null(bdg_form_get(f, "z"));
    PARSE("n+m=Ana+Casta%C3%B1eda%2B%26%3d&x=%25");
    assert_string_equal(bdg_form_get(f, "n m"), "Ana Casta\xC3\xB1" "eda+&=");
    assert_string_equal(bdg_form_get(f, "x"), "%");
}

static void test_form_refused(void **state)
{
    apr_pool_t *pool = *state;
    bdg_form_t *f;
    REFUSED("a=%", BDG_E_MALFORMED);
    REFUSED("a=%4", BDG_E_MALFORMED);
    REFUSED("a=%4g", BDG_E_MALFORMED);
    REFUSED("a=%00", BDG_E_MALFORMED);
    REFUSED("a=x\0y", BDG_E_MALFORMED);
    REFUSED("a=%FF", BDG_E_MALFORMED);
    REFUSED("%C3=x", BDG_E_MALFORMED);
    REFUSED("a=%ED%A0%80", BDG_E_MALFORMED);
    char *many = apr_palloc(pool, 2002);
    for (int i = 0; i < 1001; i++)
        memcpy(many + 2 * i, "a&", 2);
    assert_ok(bdg_form_parse(&f, many, 2000, pool));
    assert_err(bdg_form_parse(&f, many, 2002, pool), BDG_E_TOO_LARGE, "1000");
    assert_err(bdg_form_parse(&f, apr_pcalloc(pool, BDG_FORM_MAX_BYTES + 1), BDG_FORM_MAX_BYTES + 1, pool), BDG_E_TOO_LARGE, NULL);
}

static void cookie(apr_pool_t *pool, const char *header, const char *want)
{
    const char *got = bdg_cookie_get(header, "sid", pool);
    if (!want)
        assert_null(got);
    else
        assert_string_equal(got, want);
}

static void test_cookies(void **state)
{
    apr_pool_t *pool = *state;
    cookie(pool, NULL, NULL);
    cookie(pool, "", NULL);
    cookie(pool, "sid=abc", "abc");
    cookie(pool, "x=1; sid=abc; y=2", "abc");
    cookie(pool, ";;; sid=abc ;sid=d", "abc");
    cookie(pool, "xsid=1; sid", NULL);
    cookie(pool, "SID=1", NULL);
    cookie(pool, "sid=", "");
    cookie(pool, "a=sid=1;sid=a=b", "a=b");
    char *many = apr_pcalloc(pool, 20000);
    memset(many, ';', 19990);
    cookie(pool, many, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(test_form), pooled_test(test_form_refused), pooled_test(test_cookies) };
    return unit_main(tests);
}
