/* A large object read as a stream: what is given out, what is skipped, and what is refused. */
#include "unit.h"
#include <apr_strings.h>
#include "base/str.h"
#include "io/json_walk.h"

typedef struct seen_t { const char *all; apr_pool_t *pool; } seen_t;

static bdg_json_want_e want(void *baton, const char *key)
{
    (void)baton;
    return !strcmp(key, "items") ? BDG_JSON_ITEMS : !strcmp(key, "whole") ? BDG_JSON_WHOLE : BDG_JSON_SKIP;
}

static bdg_err_t *take(void *baton, const char *key, const char *json, size_t len)
{
    seen_t *s = baton;
    s->all = apr_pstrcat(s->pool, s->all, key, "=", apr_pstrmemdup(s->pool, json, len), ";", NULL);
    return NULL;
}

static bdg_err_t *walk(const char **all, const char *json, size_t cap, apr_pool_t *pool)
{
    static const bdg_json_walker_t walker = { want, take };
    seen_t s = { "", pool };
    bdg_text_t *text;
    BDG_TRY(bdg_text_open_mem(&text, json, strlen(json), pool));
    bdg_err_t *e = bdg_json_walk(text, &walker, &s, cap, pool);
    *all = s.all;
    return e;
}

static void gives(void **state)
{
    static const char *const cases[] = {
        "{}", "", "{\"a\":1}", "", " { \"whole\" : { \"x\" : [1, \"]}\\\"\"] } , \"a\":[{}] } ", "whole={ \"x\" : [1, \"]}\\\"\"] };",
        "{\"items\":[1, {\"a\":[2]},\"t\" , null]}", "items=1;items={\"a\":[2]};items=\"t\";items=null;", "{\"items\":[]}", "", "{\"items\":5}", "items=5;",
        "{\"\\u0077hole\":true}", "whole=true;", "{\"a\":\"{[\",\"whole\":\"\"}", "whole=\"\";", NULL };
    const char *all;
    for (int i = 0; cases[i]; i += 2) {
        assert_ok(walk(&all, cases[i], 4096, *state));
        assert_string_equal(all, cases[i + 1]);
    }
}

static void refuses(void **state)
{
    static const char *const broken[] = { "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":[}", "{\"a\":[1,2}", "{\"items\":[1", "{\"items\":[1 2]}x", "{\"items\":[,]}", "{\"whole\":}",
        "{a:1}", "{\"a\":1,}", "{\"a\":1} x", "{\"whole\":\"abc", "{\"whole\":{\"a\":1]}", "x", NULL };
    const char *all;
    for (int i = 0; broken[i]; i++) {
        bdg_err_t *e = walk(&all, broken[i], 4096, *state);
        if (!e)
            fail_msg("taken: %s", broken[i]);
        assert_int_equal(e->code, BDG_E_MALFORMED);
        bdg_err_clear(e);
    }
    bdg_err_t *e = walk(&all, "{\"items\":[\"0123456789012345678901234567890123456789012345678901234567890123456789\"]}", 32, *state);
    assert_non_null(e);
    assert_int_equal(e->code, BDG_E_TOO_LARGE);
    bdg_err_clear(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(gives), pooled_test(refuses) };
    return unit_main(tests);
}
