/* The public Mustache specification's own tests; skipped by name where they are not on this machine. */
#include "unit.h"
#include "view/mustache.h"
#include <apr_strings.h>
#include <stdio.h>

#define SPEC "../shared/data/mustache-spec/"

static bdg_err_t *render(const json_t *test, bdg_buf_t *out, apr_pool_t *pool)
{
    static const char *const all[] = { "*", NULL };
    bdg_mustache_opt_t opt = { .raw = all, .missing_is_empty = 1 };
    bdg_mustache_set_t *set = bdg_mustache_set_make(&opt, pool);
    const char *name, *text = json_string_value(json_object_get(test, "template"));
    json_t *partial;
    json_object_foreach(json_object_get(test, "partials"), name, partial)
        BDG_TRY(bdg_mustache_add(set, name, name, json_string_value(partial), json_string_length(partial), 1, pool));
    BDG_TRY(bdg_mustache_add(set, "", "test", text, strlen(text), 1, pool));
    BDG_TRY(bdg_mustache_link(set));
    return bdg_mustache_render(bdg_mustache_get(set, ""), json_object_get(test, "data"), out);
}

static void run_file(const char *file, apr_pool_t *pool)
{
    json_error_t e;
    json_t *spec = json_load_file(apr_pstrcat(pool, SPEC, file, ".json", NULL), 0, &e), *test;
    size_t i;
    int failed = 0;
    if (!spec && json_error_code(&e) == json_error_cannot_open_file) {
        print_message("mustache-spec/%s.json is not here\n", file);
        skip();
    }
    assert_non_null(spec);
    assert_true(json_array_size(json_object_get(spec, "tests")) > 0);
    json_array_foreach(json_object_get(spec, "tests"), i, test) {
        bdg_buf_t *out = bdg_buf_make(100000, pool);
        const char *want = json_string_value(json_object_get(test, "expected"));
        assert_ok(render(test, out, pool));
        if (strcmp(want, out->data ? out->data : "")) {
            print_error("%s, %s:\n--- expected\n%s\n--- got\n%s\n", file, json_string_value(json_object_get(test, "name")), want, out->data);
            failed++;
        }
    }
    json_decref(spec);
    assert_int_equal(failed, 0);
}

#define SPEC_TEST(name) static void name(void **state) { run_file(#name, *state); }
SPEC_TEST(comments)
SPEC_TEST(delimiters)
SPEC_TEST(inheritance)
SPEC_TEST(interpolation)
SPEC_TEST(inverted)
SPEC_TEST(partials)
SPEC_TEST(sections)

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(comments), pooled_test(delimiters), pooled_test(inheritance), pooled_test(interpolation),
                                        pooled_test(inverted), pooled_test(partials), pooled_test(sections) };
    return unit_main(tests);
}
