/* Typed fields: what is taken, what is refused and in which words. */
#include "unit.h"
#include "core/check.h"

static const char *flaw(const bdg_check_t *c, int i) { return i < bdg_check_count(c) ? bdg_check_at(c, i)->message : NULL; }

static void line(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    assert_string_equal(bdg_check_line(c, "name", "Name", "  Water \t Safety\n", 1, 20), "Water Safety");
    assert_string_equal(bdg_check_line(c, "name", "Name", NULL, 0, 20), "");
    assert_int_equal(bdg_check_count(c), 0);
    bdg_check_line(c, "name", "Name", " \n ", 1, 20);
    assert_string_equal(flaw(c, 0), "This is needed.");
    bdg_check_line(c, "name", "Name", "żółw", 1, 3);
    assert_string_equal(flaw(c, 1), "This can have at most 3 characters; it has 4.");
    bdg_check_line(c, "name", "Name", "żółw", 1, 4);
    assert_int_equal(bdg_check_count(c), 2);
    assert_err(bdg_check_result(c), BDG_E_INVALID, "Name: This is needed.");
    bdg_check_rewind(c, 0);
    assert_ok(bdg_check_result(c));
}

static void lines_are_kept(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    assert_string_equal(bdg_check_lines(c, "text", "Text", "a\r\nb", 0, 10), "a\nb");
    assert_int_equal(bdg_check_count(c), 0);
}

static void addresses(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    assert_string_equal(bdg_check_url(c, "url", "Address", " https://www.example.org/a ", 1), "https://www.example.org/a");
    assert_string_equal(bdg_check_url(c, "url", "Address", "", 0), "");
    assert_string_equal(bdg_check_email(c, "email", "Email", "info@example.org", 1), "info@example.org");
    assert_int_equal(bdg_check_count(c), 0);
    bdg_check_url(c, "url", "Address", "javascript:alert(1)", 0);
    bdg_check_url(c, "url", "Address", "", 1);
    bdg_check_email(c, "email", "Email", "info@example.org\r\nBcc: a@example.org", 1);
    assert_int_equal(bdg_check_count(c), 3);
}

static void telephone(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    assert_string_equal(bdg_check_telephone(c, "telephone", "Telephone", "+44 (20) 7946-0018", 0), "+442079460018");
    assert_string_equal(bdg_check_telephone(c, "telephone", "Telephone", "", 0), "");
    assert_int_equal(bdg_check_count(c), 0);
    static const char *const wrong[] = { "020 7946 0018", "+44", "+0442079460018", "+1234567890123456", "+44207946x018", "+", "++442079460018", NULL };
    for (int i = 0; wrong[i]; i++) {
        bdg_check_telephone(c, "telephone", "Telephone", wrong[i], 0);
        assert_int_equal(bdg_check_count(c), i + 1);
    }
    bdg_check_rewind(c, 0);
    bdg_check_telephone(c, "telephone", "Telephone", "", 1);
    assert_int_equal(bdg_check_count(c), 1);
}

static void numbers(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    assert_int_equal(bdg_check_number(c, "n", "N", " 12 ", 1, 12), 12);
    assert_int_equal(bdg_check_number(c, "n", "N", "-3", -5, 12), -3);
    assert_int_equal(bdg_check_count(c), 0);
    static const char *const wrong[] = { "0", "13", "", "1.5", "twelve", "1 2", "99999999999999999999", "0x3", "-", NULL };
    for (int i = 0; wrong[i]; i++) {
        assert_int_equal(bdg_check_number(c, "n", "N", wrong[i], 1, 12), 0);
        assert_int_equal(bdg_check_count(c), i + 1);
    }
}

static void choices(void **state)
{
    static const char *const list[] = { "a", "b", NULL };
    bdg_check_t *c = bdg_check_make(*state);
    assert_int_equal(bdg_check_choice(c, "x", "X", "b", list), 1);
    assert_int_equal(bdg_check_count(c), 0);
    assert_int_equal(bdg_check_choice(c, "x", "X", "c", list), -1);
    assert_int_equal(bdg_check_choice(c, "x", "X", NULL, list), -1);
    assert_int_equal(bdg_check_count(c), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(line), pooled_test(lines_are_kept), pooled_test(addresses), pooled_test(telephone), pooled_test(numbers), pooled_test(choices) };
    return unit_main(tests);
}
