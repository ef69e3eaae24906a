/* What a badge is in the terms of education: stored and read again, typed, refused, and what is not of our writing. */
#include "unit.h"
#include "core/achievement.h"

static void round_trip(void **state)
{
    bdg_achievement_t a = { "MicroCredential", "2.5", "Sp\xc3\xb6rt \"x\"", NULL, "W-2" }, got;
    const char *text = bdg_achievement_write(&a, *state);
    assert_ok(bdg_achievement_read(&got, text, *state));
    assert_string_equal(bdg_achievement_write(&got, *state), text);
    assert_null(got.specialization);
    assert_ok(bdg_achievement_read(&got, NULL, *state));
    assert_null(bdg_achievement_write(&got, *state));
    assert_string_equal(bdg_achievement_type_words("MicroCredential"), "Micro-credential");
    assert_string_equal(bdg_achievement_type_words("ext:Walk"), "Walk");
    assert_string_equal(bdg_achievement_type_words("Unheard"), "Unheard");
}

static void broken(void **state)
{
    static const char *const texts[] = { "{", "[]", "1", "null", "\"x\"", "{\"type\":\"A\",\"type\":\"B\"}", "\xff", "{\"type\":\"\xff\"}" };
    bdg_achievement_t a;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bdg_err_t *e = bdg_achievement_read(&a, texts[i], *state);
        assert_non_null(e);
        assert_null(a.type);
        bdg_err_clear(e);
    }
    assert_ok(bdg_achievement_read(&a, "{\"type\":1,\"credits\":2.5,\"more\":{}}", *state));      /* members of another kind are not there */
    assert_null(a.type);
    assert_null(a.credits);
}

static const char *credits(const char *typed, apr_pool_t *pool)
{
    bdg_achievement_t a;
    bdg_check_t *c = bdg_check_make(pool);
    bdg_achievement_check(&a, c, &(bdg_achievement_typed_t){ .credits = typed });
    return bdg_check_count(c) ? "refused" : a.credits ? a.credits : "none";
}

static void credits_as_people_write_them(void **state)
{
    static const char *const pairs[] = { "", "none", " ", "none", "0", "0", "3", "3", "2.50", "2.5", "2,5", "2.5", "02.5", "2.5", "2.00", "2", "9999", "9999", "9999.99", "9999.99", "10000", "refused",
        "-1", "refused", "1e3", "refused", "2.", "refused", ".5", "refused", "1.234", "refused", "1.2.3", "refused", "0000001", "refused", "99999999999999999999", "refused", "two", "refused" };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i += 2)
        assert_string_equal(credits(pairs[i], *state), pairs[i + 1]);
}

static const char *kind(const char *type, const char *other, int flaws, apr_pool_t *pool)
{
    bdg_achievement_t a;
    bdg_check_t *c = bdg_check_make(pool);
    bdg_achievement_check(&a, c, &(bdg_achievement_typed_t){ .type = type, .other = other });
    assert_int_equal(bdg_check_count(c), flaws);
    return a.type ? a.type : "";
}

static void kinds(void **state)
{
    assert_string_equal(kind("Course", NULL, 0, *state), "Course");
    assert_string_equal(kind(NULL, "left over", 0, *state), "");
    assert_string_equal(kind("ext", "AdultLearning", 0, *state), "ext:AdultLearning");
    assert_string_equal(kind("ext", "ext:AdultLearning", 0, *state), "ext:AdultLearning");
    kind("ext", "", 1, *state);
    kind("ext", "two words", 1, *state);
    kind("ext", "a_name_that_is_very_much_longer_than_sixty_characters_and_so_is_not_taken", 1, *state);
    assert_string_equal(kind("course", NULL, 1, *state), "");
    assert_string_equal(kind("Certificate of completion", NULL, 1, *state), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(round_trip), pooled_test(broken), pooled_test(credits_as_people_write_them), pooled_test(kinds) };
    return unit_main(tests);
}
