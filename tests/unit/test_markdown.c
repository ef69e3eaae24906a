#include "unit.h"
#include "io/markdown.h"
#include <apr_strings.h>

static void html(void **state)
{
    static const struct { const char *in, *out; } rows[] = {
        { "", "" }, { "a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>\n" },
        { "# One\n\n###### Six", "<h3>One</h3>\n<h6>Six</h6>\n" },
        { "[x](https://example.org/?a=1&b='2')", "<p><a rel=\"nofollow noopener\" href=\"https://example.org/?a=1&amp;b=&#x27;2&#x27;\">x</a></p>\n" },
        { "<https://example.org>", "<p><a rel=\"nofollow noopener\" href=\"https://example.org\">https://example.org</a></p>\n" },
        { "[x](javascript:alert%281%29) [*y*](JaVaScRiPt:1) [z](data:text/html,1) [r](/logout) [s]( java\nscript:1)", NULL },
        { "[m](mailto:a@b.co)", "<p><a rel=\"nofollow noopener\" href=\"mailto:a@b.co\">m</a></p>\n" },
        { "![alt *x*](https://example.org/track.png)", "<p>alt <em>x</em></p>\n" },
        { "[![alt](https://e.org/p.png)](https://e.org/)", "<p><a rel=\"nofollow noopener\" href=\"https://e.org/\">alt</a></p>\n" },
        { "a <script>alert(1)</script> b", "<p>a alert(1) b</p>\n" }, { "<div onclick=x>\n\n<!-- c -->", "" },
        { "`<a href=\"x\">`", "<p><code>&lt;a href=&quot;x&quot;&gt;</code></p>\n" }, { "a\xff", "<p>a\xef\xbf\xbd</p>\n" } };
    const char *out;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_ok(bdg_markdown_html(&out, rows[i].in, *state));
        if (rows[i].out)
            assert_string_equal(out, rows[i].out);
        else
            assert_null(strstr(out, "<a"));
    }
    assert_ok(bdg_markdown_html(&out, NULL, *state));
    assert_string_equal(out, "");
}

static void text(void **state)
{
    const char *out;
    assert_ok(bdg_markdown_text(&out, "# Title\n\nSome *marked*\ntext & `code` <b>x</b>\n\n- one\n- [two](https://e.org)\n\n![pic](x.png)", 0, *state));
    assert_string_equal(out, "Title Some marked text & code x one two pic");
    assert_ok(bdg_markdown_text(&out, "one two three", 13, *state));
    assert_string_equal(out, "one two three");
    assert_ok(bdg_markdown_text(&out, "one two three", 12, *state));
    assert_string_equal(out, "one two\xe2\x80\xa6");
    assert_ok(bdg_markdown_text(&out, "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", 3, *state));
    assert_string_equal(out, "\xc3\xa4\xc3\xa4\xe2\x80\xa6");
    assert_ok(bdg_markdown_text(&out, "abc", 1, *state));
    assert_string_equal(out, "\xe2\x80\xa6");
}

static void cap(void **state)
{
    const char *out;
    char *s = apr_palloc(*state, BDG_MARKDOWN_MAX + 2);
    memset(s, '>', BDG_MARKDOWN_MAX + 1);
    s[BDG_MARKDOWN_MAX + 1] = 0;
    assert_err(bdg_markdown_html(&out, s, *state), BDG_E_TOO_LARGE, "64 KB");
    assert_err(bdg_markdown_text(&out, s, 0, *state), BDG_E_TOO_LARGE, "64 KB");
    s[BDG_MARKDOWN_MAX] = 0;
    assert_ok(bdg_markdown_html(&out, s, *state));
    assert_ok(bdg_markdown_text(&out, s, 0, *state));
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(html), pooled_test(text), pooled_test(cap) };
    return unit_main(tests);
}
