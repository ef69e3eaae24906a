/* Two texts and what is different: whatever comes, the pieces joined are both texts again. */
#include "unit.h"
#include "web/differences.h"
#include <apr_strings.h>
#include <stdlib.h>

/* "same [-gone-]{+new+}" */
static const char *shown(const char *before, const char *after, apr_pool_t *pool)
{
    json_t *list = bdg_json_own(bdg_differences(before, after, pool), pool);
    const char *was = "", *is = "", *all = "";
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *o = json_array_get(list, i);
        const char *text = bdg_json_get_str(o, "text");
        int same = json_is_true(json_object_get(o, "same")), gone = json_is_true(json_object_get(o, "gone")), fresh = json_is_true(json_object_get(o, "new"));
        assert_int_equal(same + gone + fresh, 1);
        if (!fresh)
            was = apr_pstrcat(pool, was, text, NULL);
        if (!gone)
            is = apr_pstrcat(pool, is, text, NULL);
        all = apr_pstrcat(pool, all, same ? "" : gone ? "[-" : "{+", text, same ? "" : gone ? "-]" : "+}", NULL);
    }
    assert_string_equal(was, before ? before : "");
    assert_string_equal(is, after ? after : "");
    return all;
}

static void words(void **state)
{
    assert_string_equal(shown(NULL, NULL, *state), "");
    assert_string_equal(shown("the same", "the same", *state), "the same");
    assert_string_equal(shown(NULL, "all new", *state), "{+all new+}");
    assert_string_equal(shown("all gone", "", *state), "[-all gone-]");
    assert_non_null(strstr(shown("Swims fifty metres well", "Swims a hundred metres well", *state), "metres well"));
    shown("\xc3\xbc\xc3\xbc x", "\xc3\xbc\xc3\xa4 x", *state);
    shown("  \n\t ", " \n ", *state);
}

static void anything(void **state)
{
    static const char *const parts[] = { "a", "bee", " ", "  ", "\n", "\xc3\xbc", ".", "word", "-", "\xe4\xb8\xad" };
    srand(11);
    for (int round = 0; round < 300; round++) {
        const char *texts[2] = { "", "" };
        apr_pool_t *pool;
        apr_pool_create(&pool, *state);
        for (int i = rand() % 80; i > 0; i--)
            texts[rand() % 2] = apr_pstrcat(pool, texts[i % 2], parts[rand() % 10], NULL);
        shown(texts[0], texts[1], pool);
        apr_pool_destroy(pool);
    }
}

static void long_ones_end_soon(void **state)
{
    char *a = apr_palloc(*state, 60001), *b = apr_palloc(*state, 60001);
    for (int i = 0; i < 60000; i++) {
        a[i] = i % 3 == 2 ? ' ' : (char)('a' + i % 26);
        b[i] = i % 5 == 4 ? ' ' : (char)('z' - i % 26);
    }
    a[60000] = b[60000] = 0;
    shown(a, b, *state);
    shown(a, apr_pstrcat(*state, a, " end", NULL), *state);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(words), pooled_test(anything), pooled_test(long_ones_end_soon) };
    return unit_main(tests);
}
