/* What the specification leaves open, refusals and caps. The specification's own cases: test_mustache_spec.c. */
#include "unit.h"
#include "view/mustache.h"
#include "base/json.h"
#include <apr_strings.h>
#include <apr_time.h>

static const char *const raw[] = { "*_html", "safe.text", NULL };

typedef struct { const char *name, *text; } named_t;

static bdg_err_t *render(const char **out, const bdg_mustache_opt_t *opt, const named_t *templates, const char *model, size_t max, apr_pool_t *pool)
{
    json_t *j;
    bdg_buf_t *buf = bdg_buf_make(max, pool);
    bdg_mustache_set_t *set = bdg_mustache_set_make(opt, pool);
    for (const named_t *t = templates; t->name; t++)
        BDG_TRY(bdg_mustache_add(set, t->name, apr_pstrcat(pool, t->name, ".html", NULL), t->text, strlen(t->text), 1, pool));
    BDG_TRY(bdg_mustache_link(set));
    BDG_TRY(bdg_json_parse(&j, model, strlen(model), 10000, pool));
    bdg_err_t *err = bdg_mustache_render(bdg_mustache_get(set, templates[0].name), j, buf);
    *out = buf->data ? buf->data : "";
    return err;
}

static bdg_err_t *one(const char **out, const char *text, const char *model, apr_pool_t *pool)
{
    const named_t t[] = { { "t", text }, { NULL, NULL } };
    bdg_mustache_opt_t opt = { .raw = raw };
    return render(out, &opt, t, model, 100000, pool);
}

static void values(void **state)
{
    static const struct { const char *text, *model, *want; } rows[] = {
        { "{{a}}", "{\"a\":\"<a href=\\\"x\\\" b='y'>&\"}", "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;" },
        { "{{a}} {{b}} {{c}}", "{\"a\":-9223372036854775808,\"b\":1.5,\"c\":true}", "-9223372036854775808 1.5 true" },
        { "[{{a}}{{b}}{{c}}{{d}}]", "{\"a\":null,\"b\":{},\"c\":[1]}", "[]" },
        { "{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\":\"\"}", "y" },
        { "{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\":0}", "y" },
        { "{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\":{}}", "x" },
        { "{{#a}}{{b}}{{c}}{{/a}}", "{\"a\":[{\"b\":1},{\"b\":2}],\"c\":\",\"}", "1,2," },
        { "{{{x_html}}}{{&y_html}}{{{safe.text}}}{{x_html}}", "{\"x_html\":\"<b>\",\"y_html\":\"&\",\"safe\":{\"text\":\">\"}}", "<b>&>&lt;b&gt;" },
        { "{{a}}", "[]", "" }, { "", "{}", "" } };
    const char *out;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_ok(one(&out, rows[i].text, rows[i].model, *state));
        assert_string_equal(out, rows[i].want);
    }
}

static void refusals(void **state)
{
    static const struct { const char *text; bdg_code_e code; const char *part; } rows[] = {
        { "a\nb {{x", BDG_E_MALFORMED, "t.html:2: This tag is never closed" },
        { "{{#x}}\n{{/y}}", BDG_E_MALFORMED, "t.html:2: {{/y}} closes {{#x}} of line 1" },
        { "\n\n{{#x}}", BDG_E_MALFORMED, "t.html:3: {{#x}} is never closed" },
        { "{{/x}}", BDG_E_MALFORMED, "closes nothing" }, { "{{ }}", BDG_E_MALFORMED, "no name" }, { "{{a b}}", BDG_E_MALFORMED, "not allowed" },
        { "{{a..b}}", BDG_E_MALFORMED, "dot" }, { "{{.a}}", BDG_E_MALFORMED, "dot" }, { "{{a.}}", BDG_E_MALFORMED, "dot" },
        { "{{=x}}", BDG_E_MALFORMED, "never closed" }, { "{{=x=}}", BDG_E_MALFORMED, "Delimiters" }, { "{{= === x =}}", BDG_E_MALFORMED, "Delimiters" },
        { "{{{name}}}", BDG_E_INVALID, "t.html:1: \"name\" cannot be shown without escaping" }, { "{{&name}}", BDG_E_INVALID, "escaping" },
        { "{{{html}}}", BDG_E_INVALID, NULL }, { "{{{safe.text.more}}}", BDG_E_INVALID, NULL }, { "{{&.}}", BDG_E_INVALID, NULL },
        { "\n{{>gone}}", BDG_E_NOT_FOUND, "t.html:2: There is no template \"gone\"" }, { "{{<gone}}{{/gone}}", BDG_E_NOT_FOUND, "gone" },
        { "a\xff", BDG_E_MALFORMED, "UTF-8" }, { "{{a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q}}", BDG_E_TOO_LARGE, "16 parts" } };
    const char *out;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_err(one(&out, rows[i].text, "{}", *state), rows[i].code, rows[i].part);
}

static void untrusted(void **state)
{
    const char *out;
    const named_t p[] = { { "t", "{{>t}}" }, { NULL, NULL } }, q[] = { { "t", "{{<t}}{{/t}}" }, { NULL, NULL } };
    const named_t loop[] = { { "t", "{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}" }, { NULL, NULL } };
    const char *model = "{\"a\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]}";
    bdg_mustache_opt_t opt = { .no_partials = 1 };
    assert_err(render(&out, &opt, p, "{}", 1000, *state), BDG_E_INVALID, "{{>t}} is not allowed here");
    assert_err(render(&out, &opt, q, "{}", 1000, *state), BDG_E_INVALID, "{{<t}} is not allowed here");
    opt.max_steps = 10000;
    assert_err(render(&out, &opt, loop, model, 1000, *state), BDG_E_TOO_LARGE, "10000 steps");
    apr_time_t start = apr_time_now();
    opt.max_steps = 0;
    assert_err(render(&out, &opt, loop, model, 1000, *state), BDG_E_TOO_LARGE, "2000000 steps");
    assert_true(apr_time_now() - start < apr_time_from_sec(5));
}

static void caps(void **state)
{
    const char *out;
    const named_t self[] = { { "t", "  {{>t}}\n" }, { NULL, NULL } }, parent[] = { { "t", "{{<t}}{{$b}}{{$b}}{{/b}}{{/b}}{{/t}}" }, { NULL, NULL } };
    const named_t wide[] = { { "t", "{{#a}}0123456789{{/a}}" }, { NULL, NULL } };
    bdg_mustache_opt_t opt = { .raw = NULL };
    assert_err(render(&out, &opt, self, "{}", 1000, *state), BDG_E_TOO_LARGE, "100 levels");
    assert_err(render(&out, &opt, parent, "{}", 1000, *state), BDG_E_TOO_LARGE, "100 levels");
    assert_err(render(&out, &opt, wide, "{\"a\":[1,2,3,4]}", 35, *state), BDG_E_TOO_LARGE, "35 bytes");
    assert_string_equal(out, "012345678901234567890123456789");
    char nested[61 * 12 + 1] = "";
    for (int i = 0; i < 61; i++)
        strcat(nested, "{{#a}}");
    assert_err(one(&out, nested, "{}", *state), BDG_E_TOO_LARGE, "60 levels");
}

/* A page's blocks are for its layout, not for the parts that its content calls. */
static void scope(void **state)
{
    const char *out;
    const named_t t[] = { { "page", "{{<layout}}{{$title}}Page{{/title}}{{$main}}{{<card}}{{$title}}Card{{/title}}{{/card}}{{<card}}{{/card}}{{/main}}{{/layout}}" },
        { "layout", "<title>{{$title}}{{/title}}</title>{{$main}}{{/main}}{{>foot}}" }, { "card", "[{{$title}}plain{{/title}}]" },
        { "foot", "<i>{{$title}}{{/title}}</i>" }, { NULL, NULL } };
    bdg_mustache_opt_t opt = { .raw = NULL };
    assert_ok(render(&out, &opt, t, "{}", 1000, *state));
    assert_string_equal(out, "<title>Page</title>[Card][plain]<i>Page</i>");
}

static void indentation(void **state)
{
    const char *out;
    const named_t t[] = { { "page", "{{<layout}}\n{{$main}}\n\t<p>\n\n\t  {{a}}\n\t  {{>part}}\n\t</p>\n{{/main}}\n{{/layout}}\n" },
        { "layout", "<main>\n  {{$main}}{{/main}}\n</main>\n" }, { "part", "1\r\n\r\n2\r\n" }, { NULL, NULL } };
    bdg_mustache_opt_t opt = { .raw = NULL };
    assert_ok(render(&out, &opt, t, "{\"a\":\"x\\ny\"}", 1000, *state));
    assert_string_equal(out, "<main>\n  <p>\n\n    x\ny\n    1\r\n\r\n    2\r\n  </p>\n</main>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(values), pooled_test(refusals), pooled_test(untrusted), pooled_test(caps), pooled_test(scope),
                                        pooled_test(indentation) };
    return unit_main(tests);
}
