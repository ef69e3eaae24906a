#include "unit.h"
#include "base/json.h"
#include <apr_strings.h>

static bdg_err_t *parse(json_t **out, const char *s, apr_pool_t *pool) { return bdg_json_parse(out, s, strlen(s), 1000, pool); }

static void order(void **state)
{
    json_t *j = bdg_json_object(*state), *list = json_array();
    bdg_json_int(bdg_json_str(bdg_json_str(j, "z", "\xc3\xa4\"</"), "none", NULL), "a", -5);
    bdg_json_bool(bdg_json_set(j, "nothing", NULL), "m", 2);
    bdg_json_add(bdg_json_add(list, json_integer(1)), json_string("x"));
    bdg_json_set(j, "b", list);
    assert_string_equal(bdg_json_dump(j, *state), "{\"z\":\"\xc3\xa4\\\"</\",\"a\":-5,\"m\":true,\"b\":[1,\"x\"]}");
    bdg_buf_t *out = bdg_buf_make(1000, *state);
    bdg_json_write(out, j);
    assert_string_equal(out->data, bdg_json_dump(j, *state));
    assert_string_equal(bdg_json_get_str(j, "z"), "\xc3\xa4\"</");
    assert_null(bdg_json_get_str(j, "a"));
    assert_null(bdg_json_get_str(j, "absent"));
    out = bdg_buf_make(10, *state);
    bdg_json_write(out, j);
    assert_err(bdg_buf_check(out), BDG_E_TOO_LARGE, "10");
}

static void broken_utf8(void **state)
{
    json_t *j = bdg_json_str(bdg_json_object(*state), "a", "x\xff\xc3y\xe2\x82");
    assert_string_equal(bdg_json_get_str(j, "a"), "x\xef\xbf\xbd\xef\xbf\xbdy\xef\xbf\xbd\xef\xbf\xbd");
}

/* A string is written the same with and without a model. */
static void strings(void **state)
{
    static const char *const texts[] = { "", "plain", "\"\\/", "\b\f\n\r\t\x01\x1f\x7f", "h\xc3\xa9 \xe2\x80\xa8 \xf0\x9f\x8e\x93", "a\xff" "b", "</script>" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *j = bdg_json_str(bdg_json_object(*state), "a", texts[i]);
        bdg_buf_t *modelled = bdg_buf_make(1000, *state), *direct = bdg_buf_make(1000, *state);
        bdg_json_write(modelled, json_object_get(j, "a"));
        bdg_json_write_str(direct, texts[i]);
        assert_string_equal(direct->data, modelled->data);
    }
}

static void caps(void **state)
{
    json_t *j;
    char deep[140] = "";
    assert_ok(parse(&j, " {\"b\": [1, 2.5, null], \"a\": \"[[[{{{\"}\n", *state));
    assert_string_equal(bdg_json_dump(j, *state), "{\"b\":[1,2.5,null],\"a\":\"[[[{{{\"}");
    assert_err(parse(&j, "{\"a\":1,\"a\":2}", *state), BDG_E_MALFORMED, "line 1, column");
    assert_err(parse(&j, "{\n\"a\":}", *state), BDG_E_MALFORMED, "line 2, column 5");
    assert_err(parse(&j, "", *state), BDG_E_MALFORMED, NULL);
    assert_err(parse(&j, "{} x", *state), BDG_E_MALFORMED, NULL);
    assert_err(parse(&j, "[\"\\u0000\"]", *state), BDG_E_MALFORMED, NULL);
    assert_err(parse(&j, "[\"\xff\"]", *state), BDG_E_MALFORMED, NULL);
    assert_err(parse(&j, "[1e999]", *state), BDG_E_MALFORMED, NULL);
    assert_err(bdg_json_parse(&j, "[1234]", 6, 5, *state), BDG_E_TOO_LARGE, "5 bytes");
    assert_null(j);
    memset(deep, '[', 64);
    memset(deep + 64, ']', 64);
    assert_ok(parse(&j, deep, *state));
    memset(deep, '[', 65);
    assert_err(parse(&j, deep, *state), BDG_E_MALFORMED, "64 levels deep (line 1, column 65)");
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(order), pooled_test(broken_utf8), pooled_test(strings), pooled_test(caps) };
    return unit_main(tests);
}
