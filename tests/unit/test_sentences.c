/* The splitter of templates: what is a sentence, that a template comes through unchanged, and what a translation may do. */
#include "unit.h"
#include "base/language.h"
#include "view/sentences.h"
#include <apr_strings.h>
#include <string.h>

typedef struct seen_t { const char *all, *say, *instead; apr_pool_t *pool; } seen_t;

static const char *note(void *baton, const char *sentence, unsigned line)
{
    seen_t *s = baton;
    s->all = apr_psprintf(s->pool, "%s%s%u:%s", s->all, *s->all ? "|" : "", line, sentence);
    return s->say && !strcmp(s->say, sentence) ? s->instead : NULL;
}

static const char *out_of(const char *text, int html, seen_t *s)
{
    bdg_buf_t *out = bdg_buf_make(100000, s->pool);
    s->all = "";
    assert_ok(bdg_sentences_translate(out, "x.html", text, strlen(text), html, note, s, s->pool));
    return out->data ? out->data : "";
}

/* Whatever it finds, it leaves the text as it was when nothing is translated. */
static void sees(void **state, const char *text, const char *sentences)
{
    seen_t s = { "", NULL, NULL, *state };
    assert_string_equal(out_of(text, 1, &s), text);
    assert_string_equal(s.all, sentences);
}

static void turns(void **state, const char *text, const char *sentence, const char *translation, const char *expected)
{
    seen_t s = { "", sentence, translation, *state };
    assert_string_equal(out_of(text, 1, &s), expected);
}

static void what_a_sentence_is(void **state)
{
    sees(state, "<p>One.</p>\n<p class=\"a\"> Two\n   lines. </p>", "1:One.|2:Two lines.");
    sees(state, "<p>Awarded to <strong>{{name}}</strong> by <a href=\"{{x}}\">us</a></p>", "1:Awarded to <strong>{{name}}</strong> by <a1>us</a1>");
    sees(state, "<p><a href=\"1\">Edit</a> <a href=\"2\">Remove</a></p>", "1:Edit|1:Remove");
    sees(state, "<button><svg><use href=\"#x\"/></svg>Save</button>", "1:Save");
    sees(state, "<p>{{#a}}Here.{{/a}}{{^a}}There.{{/a}}</p>", "1:Here.|1:There.");
    sees(state, "<p>{{n}} {{#one}}badge was{{/one}}{{^one}}badges were{{/one}} made.</p>", "1:{{n}} {{#one}}badge was{{/one}}{{^one}}badges were{{/one}} made.");
    sees(state, "<p>Before {{#a}}<p>inside</p>{{/a}} after</p>", "1:Before|1:inside|1:after");
    sees(state, "{{$title}}{{x}}: more{{/title}}{{>part}}text", "1:{{x}}: more|1:text");
    sees(state, "<i>{{x}}</i> &middot; {{y}} \xc2\xb7 12 \xe2\x86\x92", "");
    sees(state, "<label><input type=\"checkbox\"><span>Every one</span></label>", "1:Every one");
    sees(state, "<p>Write <code>{{name}}</code>, or <kbd>/</kbd>.</p>", "1:Write <code>{{name}}</code>, or <kbd>/</kbd>.");
    sees(state, "{{$field_code}}picture{{/field_code}}<b>Bild</b>", "1:Bild");
    sees(state, "{{$empty_icon}}upload{{/empty_icon}}<b>\xc3\x84pfel</b>", "1:\xc3\x84pfel");
    sees(state, "<p>A<br>b <input type=\"text\" name=\"x\"> c</p>", "1:A<br/>b <input1/> c");
}

static void what_is_left_alone(void **state)
{
    sees(state, "<script>var a = 'x<y';</script><style>p{}</style><pre>a b</pre><textarea placeholder=\"Your text\">as typed</textarea>", "1:Your text");
    sees(state, "<p translate=\"no\" title=\"Stays\">Stays <b>so</b></p><p>but not this</p>", "1:but not this");
    sees(state, "{{! a comment with words }}<!doctype html><html lang=\"en\">", "");
}

static void attributes(void **state)
{
    sees(state, "<input class=\"a{{#e}} b{{/e}}\" placeholder=\"Name or  email\"{{#e}} aria-invalid=\"true\"{{/e}} title=\"{{t}}\">", "1:Name or email");
    sees(state, "<img alt=\"Badge: {{name}}\" src=\"a b\"><input type=\"submit\" value=\"Send it\"><input type=\"text\" value=\"Not me\">", "1:Badge: {{name}}|1:Send it");
    sees(state, "<meta name=\"description\" content=\"About us\"><meta name=\"robots\" content=\"noindex\"><td data-label=\"Issued\">", "1:About us|1:Issued");
    turns(state, "<p title=\"A thing\">x 1</p>", "A thing", "Ein \"Ding\" <x", "<p title=\"A thing\">x 1</p>");
    turns(state, "<p title=\"A thing\">x 1</p>", "A thing", "Ein \"Ding\"", "<p title=\"Ein &quot;Ding&quot;\">x 1</p>");
}

static void translations(void **state)
{
    turns(state, "<p> See <a href=\"1\" title=\"t\">one</a> and <a href=\"2\">two</a>. </p>", "See <a1>one</a1> and <a2>two</a2>.", "<a2>zwei</a2>, <a1>eins</a1> sehen.",
          "<p> <a href=\"2\">zwei</a>, <a href=\"1\" title=\"t\">eins</a> sehen. </p>");
    turns(state, "<p>{{n}} of {{m}}</p>", "{{n}} of {{m}}", "{{m}}, davon {{n}}", "<p>{{m}}, davon {{n}}</p>");
    turns(state, "<p>Write <code>x</code> <span class=\"q\">now</span></p>", "Write <code>x</code> <span1>now</span1>", "<span1>Jetzt</span1> <code>x</code>",
          "<p><span class=\"q\">Jetzt</span> <code>x</code></p>");
    /* what does not fit is not taken */
    turns(state, "<p>{{n}} of {{m}}</p>", "{{n}} of {{m}}", "{{n}} von {{o}}", "<p>{{n}} of {{m}}</p>");
}

static void misfits(void **state)
{
    apr_pool_t *p = *state;
    assert_null(bdg_sentence_misfit("a {{x}}", "{{x}} {{x}} b", p));
    assert_null(bdg_sentence_misfit("{{#x}}a{{/x}} <b>c</b>", "<b>{{#x}}a{{/x}}</b>", p));
    assert_null(bdg_sentence_misfit("a <br/> b", "b <br/> a", p));
    assert_non_null(bdg_sentence_misfit("a {{x}}", "b", p));
    assert_non_null(bdg_sentence_misfit("a", "a {{x}}", p));
    assert_non_null(bdg_sentence_misfit("a", "<script>", p));
    assert_non_null(bdg_sentence_misfit("a", "a {{{x_html}}}", p));
    assert_non_null(bdg_sentence_misfit("a", "a {{x", p));
    assert_non_null(bdg_sentence_misfit("a", "a <b", p));
    assert_non_null(bdg_sentence_misfit("<b>a</b>", "<b>a</b><b>a</b>", p));
    assert_non_null(bdg_sentence_misfit("<b>a</b>", "</b>a<b>", p));
    assert_non_null(bdg_sentence_misfit("<b>a</b> {{#x}}y{{/x}}", "<b>a {{#x}}y</b>{{/x}}", p));
}

static void broken(void **state)
{
    static const char *const bad[] = { "<p", "{{x", "<svg><p>", "<!-- x -->", "{{=<% %>=}}", "<p title=\"x>", "<script>" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        seen_t s = { "", NULL, NULL, *state };
        bdg_err_t *e = bdg_sentences_translate(bdg_buf_make(1000, *state), "x.html", bad[i], strlen(bad[i]), 1, note, &s, *state);
        assert_non_null(e);
        assert_memory_equal(e->message, "x.html:1: ", 10);
        bdg_err_clear(e);
    }
}

static void plain_text(void **state)
{
    seen_t s = { "", "Dear {{x}},", "Guten Tag {{x}},", *state };
    assert_string_equal(out_of("Dear {{x}},\n\n{{#a}}\nA <b> line\n{{/a}}\n", 0, &s), "Guten Tag {{x}},\n\n{{#a}}\nA <b> line\n{{/a}}\n");
    assert_string_equal(s.all, "1:Dear {{x}},|4:A <b> line");
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(what_a_sentence_is), pooled_test(what_is_left_alone), pooled_test(attributes), pooled_test(translations), pooled_test(misfits), pooled_test(broken),
                                        pooled_test(plain_text) };
    return unit_main(tests);
}
