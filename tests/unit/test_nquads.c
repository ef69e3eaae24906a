#include "unit.h"
#include "core/openbadges/nquads.h"

static const char *through(const char *text, void **state)
{
    bdg_quads_t *q;
    bdg_buf_t *out = bdg_buf_make(1 << 16, *state);
    assert_ok(bdg_nquads_parse(&q, text, strlen(text), 100, *state));
    bdg_nquads_write(out, q);
    assert_ok(bdg_buf_check(out));
    return out->data ? out->data : "";
}

static void canonical(void **state)
{
    assert_string_equal(through("", state), "");
    assert_string_equal(through("# nothing\n\r\n \t# more", state), "");
    assert_string_equal(through("<urn:s><urn:p>\"x\".", state), "<urn:s> <urn:p> \"x\" .\n");
    assert_string_equal(through("  _:a.b\t<urn:p> _:0 <urn:g> . # end", state), "_:a.b <urn:p> _:0 <urn:g> .\n");
    assert_string_equal(through("_:a <urn:p> _:b.", state), "_:a <urn:p> _:b .\n");
    assert_string_equal(through("<urn:s> <urn:p> \"x\"^^<http://www.w3.org/2001/XMLSchema#string> .\r<urn:s> <urn:p> \"y\"@en-GB <urn:g>.", state),
                        "<urn:s> <urn:p> \"x\" .\n<urn:s> <urn:p> \"y\"@en-GB <urn:g> .\n");
    assert_string_equal(through("<urn:\\u00E9> <urn:p> \"\\U0001F600\\u0000\\u000B\\u007F\\uFFFF\\uFFFE\\uFFFD \\b\\t\\n\\f\\r\\\"\\\\\\'\" .", state),
                        "<urn:\xC3\xA9> <urn:p> \"\xF0\x9F\x98\x80\\u0000\\u000B\\u007F\\uFFFF\\uFFFE\xEF\xBF\xBD \\b\\t\\n\\f\\r\\\"\\\\'\" .\n");
}

static void malformed(void **state)
{
    static const char *const bad[] = {
        "<urn:s>", "<urn:s> <urn:p>", "<urn:s> <urn:p> <urn:o>", "<urn:s> <urn:p> <urn:o> <urn:g>", "<urn:s> <urn:p> <urn:o> . .",
        "<urn:s> <urn:p> <urn:o> . <urn:s> <urn:p> <urn:o> .", "\"s\" <urn:p> <urn:o> .", "<urn:s> _:p <urn:o> .", "<urn:s> \"p\" <urn:o> .",
        "<urn:s> <urn:p> <urn:o> \"g\" .", "<s> <urn:p> <urn:o> .", "<> <urn:p> <urn:o> .", "<:x> <urn:p> <urn:o> .", "<1:x> <urn:p> <urn:o> .",
        "<urn:s x> <urn:p> <urn:o> .", "<urn:s\\u0020> <urn:p> <urn:o> .", "<urn:s\\u003E> <urn:p> <urn:o> .", "<urn:s\\n> <urn:p> <urn:o> .",
        "<urn:s\\u0000> <urn:p> <urn:o> .", "<urn:{s}> <urn:p> <urn:o> .", "<urn:s> <urn:p> \"x", "<urn:s> <urn:p> \"x\ny\" .", "<urn:s> <urn:p> 'x' .",
        "<urn:s> <urn:p> \"\\x\" .", "<urn:s> <urn:p> \"\\u12\" .", "<urn:s> <urn:p> \"\\uD800\" .", "<urn:s> <urn:p> \"\\U00110000\" .", "<urn:s> <urn:p> \"\\",
        "<urn:s> <urn:p> \"x\"@ .", "<urn:s> <urn:p> \"x\"@1 .", "<urn:s> <urn:p> \"x\"@en- .", "<urn:s> <urn:p> \"x\" @en .", "<urn:s> <urn:p> \"x\"^<urn:d> .",
        "<urn:s> <urn:p> \"x\"^^ .", "<urn:s> <urn:p> \"x\"^^<d> .", "<urn:s> <urn:p> \"x\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .",
        "_: <urn:p> <urn:o> .", "_ <urn:p> <urn:o> .", "_:-a <urn:p> <urn:o> .", "_:.a <urn:p> <urn:o> .", "@prefix a: <urn:a> .", "\xFF", "\xEF\xBB\xBF<urn:s> <urn:p> <urn:o> ."
    };
    bdg_quads_t *q;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bdg_err_t *e = bdg_nquads_parse(&q, bad[i], strlen(bad[i]), 100, *state);
        if (!e || e->code != BDG_E_MALFORMED)
            fail_msg("taken: %s", bad[i]);
        bdg_err_clear(e);
    }
    assert_err(bdg_nquads_parse(&q, "<urn:s> <urn:p> \"\0\" .", 21, 100, *state), BDG_E_MALFORMED, "UTF-8");
    assert_err(bdg_nquads_parse(&q, "\n\r\n# x\n<urn:s> <urn:p> .", 24, 100, *state), BDG_E_MALFORMED, "Line 4");
}

static void caps(void **state)
{
    static const char two[] = "<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:p> <urn:o> .\n";
    bdg_quads_t *q;
    assert_ok(bdg_nquads_parse(&q, two, strlen(two), 2, *state));
    assert_int_equal(q->count, 2);
    assert_err(bdg_nquads_parse(&q, two, strlen(two), 1, *state), BDG_E_TOO_LARGE, "1 statements");
}

static void terms(void **state)
{
    bdg_quads_t *q = bdg_quads_make(1000, *state);
    bdg_term_t a = bdg_quads_blank(q), b = bdg_quads_blank(q), x = bdg_text("x"), y = bdg_tagged("x", "en"), z = bdg_typed("x", "urn:d"), i = bdg_iri("x");
    assert_false(bdg_term_equal(&a, &b));
    assert_true(bdg_term_equal(&a, &a));
    assert_false(bdg_term_equal(&x, &y) || bdg_term_equal(&x, &z) || bdg_term_equal(&x, &i) || bdg_term_equal(&y, &z));
    for (int n = 0; n < 500; n++)
        bdg_quads_add(q, a, i, x);
    assert_int_equal(q->count, 500);
    assert_true(bdg_term_equal(&q->quads[0].object, &x) && q->quads[499].graph.kind == BDG_TERM_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(canonical), pooled_test(malformed), pooled_test(caps), pooled_test(terms) };
    return unit_main(tests);
}
