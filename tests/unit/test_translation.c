/* The words of a badge in other languages: stored and read again, put in the place of its own, chosen by what a browser wants, typed, and what is broken. */
#include "unit.h"
#include "core/translation.h"

static bdg_badge_class_t badge(const char *json)
{
    return (bdg_badge_class_t){ .language = "en", .name = "Swimmer", .description = "Swims.", .criteria_text = "Swim.", .criteria_url = NULL, .number = 3, .translations_json = json };
}

#define BOTH "[{\"language\":\"de\",\"name\":\"Schwimmer\",\"description\":\"Schwimmt.\"},{\"language\":\"pt-BR\",\"name\":\"Nadador\",\"description\":\"Nada.\",\"criteria_url\":\"https://x.example/\"}]"

static void round_trip(void **state)
{
    bdg_translation_t *list;
    int n;
    assert_ok(bdg_translations_read(&list, &n, BOTH, *state));
    assert_int_equal(n, 2);
    assert_string_equal(bdg_translations_write(list, n, *state), BOTH);
    assert_null(list[0].criteria_text);
    assert_null(bdg_translations_write(list, 0, *state));
    assert_ok(bdg_translations_read(&list, &n, NULL, *state));
    assert_int_equal(n, 0);
}

static void broken(void **state)
{
    static const char *const texts[] = { "{", "{}", "1", "null", "[1]", "[{}]", "[null]", "[[]]", "[{\"language\":\"de\",\"name\":\"x\"}]", "[{\"language\":1,\"name\":\"x\",\"description\":\"y\"}]",
        "[{\"language\":\"de\",\"name\":\"x\",\"description\":\"y\"},{}]", "\xff" };
    bdg_translation_t *list;
    bdg_badge_class_t *out;
    int n;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bdg_badge_class_t b = badge(texts[i]);
        bdg_err_t *e = bdg_translations_read(&list, &n, texts[i], *state);
        assert_non_null(e);
        assert_int_equal(n, 0);
        assert_null(list);
        bdg_err_clear(e);
        e = bdg_translation_apply(&out, &b, "de", *state);
        assert_non_null(e);
        bdg_err_clear(e);
        assert_string_equal(bdg_translation_choose(&b, "de", *state), "en");      /* a page goes on in the badge's own language */
    }
}

static void applied(void **state)
{
    bdg_badge_class_t b = badge(BOTH), *out;
    assert_ok(bdg_translation_apply(&out, &b, "DE", *state));
    assert_string_equal(out->name, "Schwimmer");
    assert_string_equal(out->own_language, "en");
    assert_string_equal(out->criteria_text, "Swim.");      /* as in its own language */
    assert_ok(bdg_translation_apply(&out, &b, "pt-br", *state));
    assert_null(out->criteria_text);
    assert_string_equal(out->criteria_url, "https://x.example/");
    assert_ok(bdg_translation_apply(&out, &b, "fr", *state));
    assert_null(out);
}

static void chosen(void **state)
{
    static const char *const pairs[] = { "de", "de", "de-AT", "de", "pt", "pt-BR", "fr, de;q=0.1", "de", "en;q=0.5, de;q=0.4", "en", "de;q=0", "en", "", "en", ",;q=,,q=1;", "en", "*", "en", "DE", "de",
        "deu", "en", "de;q=nonsense, pt-BR;q=0.9", "pt-BR", "fr;q=9", "en", "pt-PT", "en" };
    bdg_badge_class_t b = badge(BOTH), none = badge(NULL);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i += 2)
        assert_string_equal(bdg_translation_choose(&b, pairs[i], *state), pairs[i + 1]);
    assert_string_equal(bdg_translation_choose(&b, NULL, *state), "en");
    assert_string_equal(bdg_translation_choose(&none, "de", *state), "en");
}

static void typed(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    bdg_translation_t *list;
    int n;
    bdg_translation_typed_t rows[] = { { "fr", " ", NULL, "", NULL }, { "de", " A ", "B", NULL, " " } };
    bdg_translations_check(&list, &n, c, rows, 2, "en");
    assert_int_equal(bdg_check_count(c), 0);
    assert_int_equal(n, 1);
    assert_string_equal(list[0].name, "A");
    assert_null(list[0].criteria_url);
    bdg_translation_typed_t wrong[] = { { "EN", "A", "B", NULL, NULL }, { "de", "A", "B", NULL, NULL }, { "DE", "A", "B", NULL, NULL }, { "nonsense!", "A", "B", NULL, NULL }, { NULL, "A", "", NULL, "no" } };
    bdg_translations_check(&list, &n, c = bdg_check_make(*state), wrong, 5, "en");
    static const char *const fields[] = { "language_0", "language_2", "language_3", "language_4", "description_4", "criteria_url_4" };
    assert_int_equal(bdg_check_count(c), 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(bdg_check_at(c, i)->field, fields[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(round_trip), pooled_test(broken), pooled_test(applied), pooled_test(chosen), pooled_test(typed) };
    return unit_main(tests);
}
