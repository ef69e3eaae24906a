/* Which passwords are refused (core/password.h), and that a hash fits its password only (io/argon.h). */
#include "unit.h"
#include "core/password.h"
#include "io/argon.h"
#include <apr_strings.h>
#include <string.h>

static const char *const about[] = { "sam.okafor@northgate.example", "Sam Okafor", NULL, "Northgate College" };

static const char *problem(const char *password, apr_pool_t *pool) { return bdg_password_problem(password, about, 4, pool); }

static void test_refused(void **state)
{
    static const struct { const char *password, *words; } rows[] = {
        { "", "Choose" }, { "123456789", "too short" }, { "\xF0\x9F\x90\x9F\xF0\x9F\x90\x9F\xF0\x9F\x90\x9F", "too short" }, { "abc\xFFxxxxxxxxxx", "cannot be read" },
        { "password12", "Many" }, { "PASSWORD!!!!", "Many" }, { "p@$$w0rd2024", "Many" }, { "!!!Welcome1!!", "Many" }, { "qwertyuiop", "Many" }, { "poiuytrewq", "Many" },
        { "1q2w3e4r5t", "Many" }, { "1qaz2wsx3edc", "Many" }, { "01234567890", "Many" }, { "0123456789012345", "Many" }, { "31122026001", "Many" }, { "zzzzzzzzzzzzzzzzzzzzzz", "Many" },
        { "abcabcabcabc", "Many" }, { "monkeymonkey", "Many" }, { "Summer2026!!", "Many" }, { "letmein12345", "Many" }, { "administrator", "Many" }, { "iloveyou<3<3", "Many" },
        { "sam.okafor@northgate.example", "made of your" }, { "SamOkafor2026", "made of your" }, { "sam okafor!", "made of your" }, { "northgate-college", "made of your" },
        { "NorthgateCollege1", "made of your" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *wrong = problem(rows[i].password, *state);
        if (!wrong || !strstr(wrong, rows[i].words))
            fail_msg("%s: %s", rows[i].password, wrong ? wrong : "taken");
    }
}

static void test_taken(void **state)
{
    static const char *const rows[] = { "seven grey herons by the lock", "correct horse battery staple", "  spaces count  ", "tr0ub4dor&3 and more", "ünlaut päßwörter",
        "東の海の白い鳥は三羽いた", "8237461928374619283746", "northgate is where I work", "k3Jx!vWq2p" };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (problem(rows[i], *state))
            fail_msg("%s: %s", rows[i], problem(rows[i], *state));
}

static void test_length(void **state)
{
    char text[BDG_PASSWORD_MAX + 2];
    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = (char)('a' + (i * i / 7 + i) % 26);
    text[BDG_PASSWORD_MAX + 1] = 0;
    assert_non_null(strstr(problem(text, *state), "1,024"));
    assert_false(bdg_password_possible(text));
    text[BDG_PASSWORD_MAX] = 0;
    assert_null(problem(text, *state));
    assert_true(bdg_password_possible(text));
    assert_false(bdg_password_possible(""));
}

static void test_hash(void **state)
{
    const char *hash, *again;
    assert_ok(bdg_argon_hash(&hash, "seven grey herons", *state));
    assert_ok(bdg_argon_hash(&again, "seven grey herons", *state));
    assert_string_not_equal(hash, again);
    assert_true(!strncmp(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31));
    assert_true(bdg_argon_verify(hash, "seven grey herons"));
    assert_false(bdg_argon_verify(hash, "seven grey heron"));
    assert_false(bdg_argon_verify(hash, "Seven grey herons"));
    assert_false(bdg_argon_verify(hash, ""));
    assert_false(bdg_argon_verify("not a hash", "seven grey herons"));
    assert_false(bdg_argon_stale(hash));
    assert_true(bdg_argon_stale("$argon2id$v=19$m=8192,t=1,p=1$Zm9yIG5vYm9keSBhdCBhbA$UP0wMHIVeDk6l5AtVXzIFkRsD9hG0SRmk2nBfBsQ8xY"));
}

/* Nobody's password takes as long as somebody's. */
static void test_nobody(void **state)
{
    const char *hash;
    apr_time_t t[2] = { 0, 0 };
    assert_ok(bdg_argon_hash(&hash, "seven grey herons", *state));
    for (int i = 0; i < 6; i++) {
        apr_time_t began = apr_time_now();
        assert_false(bdg_argon_verify(i % 2 ? hash : NULL, "wrong"));
        t[i % 2] += apr_time_now() - began;
    }
    assert_true(t[0] > t[1] / 2 && t[1] > t[0] / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(test_refused), pooled_test(test_taken), pooled_test(test_length), pooled_test(test_hash), pooled_test(test_nobody) };
    return unit_main(tests);
}
