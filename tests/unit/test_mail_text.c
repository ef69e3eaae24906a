/* Mails that organisations word: fields, what their values cannot do, links, plain text, which text for which language. */
#include "unit.h"
#include "core/mail_text.h"
#include "io/markdown.h"
#include "view/view.h"
#include <apr_strings.h>
#include <stdlib.h>

static bdg_mail_words_t composed(const char *subject, const char *body, json_t *values, apr_pool_t *pool)
{
    bdg_mail_words_t w;
    assert_ok(bdg_mail_text_compose(&w, bdg_view_fill, BDG_MAIL_TEXT_AWARD, subject, body, values, pool));
    return w;
}

static void shipped_texts_are_fine(void **state)
{
    for (int k = 0; k < BDG_MAIL_TEXT_KINDS; k++) {
        const bdg_mail_text_kind_t *kind = &bdg_mail_text_kinds[k];
        const char *s, *b;
        assert_ok(bdg_mail_text_check(&s, &b, bdg_check_make(*state), bdg_view_fill, (bdg_mail_text_e)k, kind->subject, kind->body));
    }
}

static void a_mail_as_people_get_it(void **state)
{
    const bdg_mail_text_kind_t *k = &bdg_mail_text_kinds[BDG_MAIL_TEXT_AWARD];
    bdg_mail_words_t w = composed(k->subject, k->body, bdg_mail_text_sample(BDG_MAIL_TEXT_AWARD, 1, *state), *state);
    assert_string_equal(w.subject, "Your badge: Water Safety, level 2");
    assert_non_null(strstr(w.html, "<p class=\"button\"><a rel=\"nofollow noopener\" href=\"https://badges.example.org/assertions/0123456789abcdefghjkmnpqrs\">See your badge</a></p>"));
    assert_non_null(strstr(w.html, "in one place: <a rel=\"nofollow noopener\" href=\"https://badges.example.org/me/start\">https://badges.example.org/me/start</a></p>"));
    assert_string_equal(w.text,
        "Amina Yusuf,\n\nFaculty of Sport has awarded you the badge Water Safety, level 2 on 22 November 2026. It is valid until 22 November 2028.\n\n"
        "Keeps people safe in and around a supervised pool.\n\nSee your badge:\nhttps://badges.example.org/assertions/0123456789abcdefghjkmnpqrs\n\n"
        "There you can download it, add it to LinkedIn and show it to anyone.\n\nAll that was awarded to you, in one place: https://badges.example.org/me/start\n");
}

/* Whatever a value is, it is shown as it is: neither Markdown nor HTML, and no line of its own. */
static void values_are_words_only(void **state)
{
    static const char *const hostile[] = { "*bold* _it_ `code`", "[click](https://evil.example)", "<script>alert(1)</script>", "<b>x</b>", "# Heading", "- item", "1. item", "a\n\n# b",
        "a  \nb", "&lt;b&gt; &amp;", "\\*x\\*", "![x](https://evil.example/x.png)", "<https://evil.example>", "~~~", "```", "> quote", "a\r\nBcc: x@y", "{{recipient.name}}", "www | a | b", "***" };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        json_t *v = bdg_json_object(*state);
        bdg_json_str(v, "recipient.name", hostile[i]);
        bdg_mail_words_t w = composed("To {{recipient.name}}", "{{recipient.name}}", v, *state);
        assert_null(strpbrk(w.subject, "\r\n"));
        assert_memory_equal(w.html, "<p>", 3);
        assert_string_equal(w.html + strlen(w.html) - 5, "</p>\n");
        assert_null(strchr(apr_pstrmemdup(*state, w.html + 3, strlen(w.html) - 8), '<'));
        const char *plain = apr_pstrmemdup(*state, w.text, strlen(w.text) - 1);
        assert_string_equal(plain, w.subject + 3);
    }
}

/* Random words of what Markdown and Mustache are made of: never another element, whatever they come to. */
static void values_at_random(void **state)
{
    static const char *const bits[] = { "*", "_", "`", "[", "]", "(", ")", "<", ">", "!", "#", "-", "+", "1.", "\n", "\n\n", " ", "\t", "\\", "&", "&#60;", "{{", "}}", "\"", "'", "a", "https://e.example", "|", "~" };
    apr_pool_t *iter;
    apr_pool_create(&iter, *state);
    srand(7);
    for (int i = 0; i < 4000; i++) {
        const char *s = "";
        apr_pool_clear(iter);
        for (int n = rand() % 14; n-- > 0;)
            s = apr_pstrcat(iter, s, bits[(size_t)rand() % (sizeof bits / sizeof *bits)], NULL);
        json_t *v = bdg_json_object(iter);
        bdg_json_str(v, "recipient.name", s);
        bdg_mail_words_t w = composed("x", "A {{recipient.name}} **{{recipient.name}}** B", v, iter);
        assert_memory_equal(w.html, "<p>A ", 5);
        for (const char *p = w.html; (p = strchr(p, '<')); p++)
            assert_true(!strncmp(p, "<p>", 3) || !strncmp(p, "</p>", 4) || !strncmp(p, "<strong>", 8) || !strncmp(p, "</strong>", 9));
    }
}

static void what_is_refused(void **state)
{
    static const struct { const char *subject, *body, *part; } bad[] = {
        { "", "{{credential.link}}", "needed" }, { "x", "", "needed" }, { "{{name}}", "{{credential.link}}", "There is no field {{name}}. You can use {{recipient.name}}" },
        { "x", "{{credential.link}} {{recipient}}", "There is no field {{recipient}}." }, { "x", "{{credential.link}}\n{{#rows}}{{/rows}}", "Line 2: There is no field {{rows}}." },
        { "x", "{{credential.link}} {{.}}", "no field {{.}}" }, { "x", "{{> mail/award}} {{credential.link}}", "not allowed here" }, { "x", "{{$block}}{{/block}}{{credential.link}}", "no field" },
        { "x", "{{credential.link", "Line 1" }, { "x", "{{#badge.name}}{{credential.link}}", "Line 1" }, { "x", "Hello", "Without {{credential.link}}" },
        { "x", "`{{credential.link}}`", "Without {{credential.link}}" }, { "x", "{{#credential.expires}}{{credential.link}}{{/credential.expires}}", "Without {{credential.link}}" },
        { "x", "<a href=\"{{credential.link}}\">x</a>", "Without {{credential.link}}" }, { "{{credential.expires}}", "{{credential.link}}", "comes out empty" },
        { "x", "{{! {{credential.link}}", "Without {{credential.link}}" } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *s, *b;
        assert_err(bdg_mail_text_check(&s, &b, bdg_check_make(*state), bdg_view_fill, BDG_MAIL_TEXT_AWARD, bad[i].subject, bad[i].body), BDG_E_INVALID, bad[i].part);
    }
    static const char *const good[] = { "{{credential.link}}", "[See]({{credential.link}})", "{{{credential.link}}}", "- a\n- {{credential.link}}", "{{=<% %>=}}<%credential.link%>" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *s, *b;
        assert_ok(bdg_mail_text_check(&s, &b, bdg_check_make(*state), bdg_view_fill, BDG_MAIL_TEXT_AWARD, "x", good[i]));
    }
}

static void plain_text(void **state)
{
    static const struct { const char *markdown, *plain; } some[] = { { "", "" }, { "# Title\n\nWords **bold** and *it*\nnext  \nbreak", "Title\n\nWords bold and it next\nbreak\n" },
        { "- one\n- two\n  - three\n\nafter", "- one\n- two\n  - three\n\nafter\n" }, { "3. c\n4. d", "3. c\n4. d\n" }, { "- a\n\n- b", "- a\n\n- b\n" },
        { "[words](https://a.example/x)", "words:\nhttps://a.example/x\n" }, { "See [words](https://a.example/x).", "See words (https://a.example/x).\n" },
        { "<https://a.example/x>", "https://a.example/x\n" }, { "<me@a.example>", "me@a.example\n" }, { "[bad](javascript:x)", "bad\n" }, { "<script>x</script>", "" },
        { "> quote\n\nafter", "  quote\n\nafter\n" }, { "    code\n    more", "code\nmore\n\n" }, { "a\n\n---\n\nb", "a\n\nb\n" } };
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        const char *text;
        assert_ok(bdg_markdown_plain(&text, some[i].markdown, *state));
        assert_string_equal(text, some[i].plain);
    }
}

static void add(apr_array_header_t *rows, int depth, const char *language)
{
    bdg_mail_text_t *t = apr_array_push(rows);
    memset(t, 0, sizeof *t);
    t->depth = depth;
    t->language = language;
}

static const char *chosen(const apr_array_header_t *rows, const char *language, int depth, apr_pool_t *pool)
{
    const bdg_mail_text_t *t = bdg_mail_text_choose(rows, language, depth);
    return t ? apr_psprintf(pool, "%d%s", t->depth, t->language) : "none";
}

static void the_nearest_that_fits(void **state)
{
    apr_array_header_t *rows = apr_array_make(*state, 8, sizeof(bdg_mail_text_t));
    assert_string_equal(chosen(rows, "de", 0, *state), "none");
    add(rows, 0, "de");
    add(rows, 0, "de-AT");
    add(rows, 1, "");
    add(rows, 1, "cy");
    add(rows, 2, "fr");
    assert_string_equal(chosen(rows, "de", 0, *state), "0de");
    assert_string_equal(chosen(rows, "de-CH", 0, *state), "0de");
    assert_string_equal(chosen(rows, "DE-at", 0, *state), "0de-AT");
    assert_string_equal(chosen(rows, "den", 0, *state), "1");
    assert_string_equal(chosen(rows, "cy", 0, *state), "1cy");
    assert_string_equal(chosen(rows, "fr", 0, *state), "1");      /* nearer, and for all languages */
    assert_string_equal(chosen(rows, NULL, 0, *state), "1");
    assert_string_equal(chosen(rows, "de", 1, *state), "1");
    assert_string_equal(chosen(rows, "fr", 2, *state), "2fr");
    assert_string_equal(chosen(rows, "de", 2, *state), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(shipped_texts_are_fine), pooled_test(a_mail_as_people_get_it), pooled_test(values_are_words_only), pooled_test(values_at_random), pooled_test(what_is_refused),
        pooled_test(plain_text), pooled_test(the_nearest_that_fits),
    };
    return unit_main(tests);
}
