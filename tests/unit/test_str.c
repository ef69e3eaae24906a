#include "unit.h"
#include "base/str.h"
#include <apr_strings.h>
#include <apr_time.h>

static void utf8_valid(void **state)
{
    static const char *const good[] = { "", "abcdefghijklmnop", "J\xc3\xb6rg", "\xe2\x82\xac", "\xf0\x9f\x8e\x93", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf" };
    static const struct { const char *s; size_t at; } bad[] = { { "\x80", 0 }, { "ab\xff", 2 }, { "\xc0\xaf", 0 }, { "\xc3", 0 }, { "\xe0\x80\xaf", 0 },
        { "\xed\xa0\x80", 0 }, { "\xf4\x90\x80\x80", 0 }, { "abcdefgh12\xe2\x82", 10 }, { "\xf8\x88\x80\x80\x80", 0 }, { "abcdefgh\xc3(", 8 } };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(bdg_utf8_valid(good[i], strlen(good[i]), NULL));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t at = 99;
        assert_false(bdg_utf8_valid(bad[i].s, strlen(bad[i].s), &at));
        assert_int_equal(at, bad[i].at);
    }
    assert_int_equal(bdg_utf8_count("J\xc3\xb6rg \xf0\x9f\x8e\x93"), 6);
}

static const char *clean(const char *s, int lines, apr_pool_t *pool) { return bdg_text_clean(s, strlen(s), lines, pool); }

static void text_clean(void **state)
{
    static const struct { const char *in, *out; } rows[] = {
        { "", "" }, { "plain", "plain" }, { "two words", "two words" }, { "   ", "" }, { " a", "a" }, { "a ", "a" }, { "a  b", "a b" },
        { "\ta\r\nb\xc2\xa0\xe2\x80\x83" "c\xe3\x80\x80", "a b c" },
        { "e\xcc\x81", "\xc3\xa9" }, { "\xef\xbb\xbfName", "Name" }, { "a\xe2\x80\x8b" "b", "ab" }, { "a\xe2\x80\xae" "b\xe2\x80\xac", "ab" },
        { "a\x01" "b\x7f", "ab" }, { "a\xc2\xad" "b", "ab" }, { "x\xe2\x80\x8dy", "xy" }, { "\xe3\x85\xa4", "" },
        /* Persian with a joiner that its spelling needs; a family of emoji */
        { "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae", "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae" },
        { "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7" },
        /* what becomes of a joiner does not hang on characters that go, nor on the order of marks */
        { "\xd9\x85\xe2\x80\x8c\xd8\x9c", "\xd9\x85" }, { "\xe1\xb3\xa1\xe1\xb7\x98\xe1\xb3\x98\xe2\x80\x8c\xe1\xb3\xa1", "\xe1\xb3\xa1\xe1\xb3\x98\xe1\xb7\x98\xe2\x80\x8c\xe1\xb3\xa1" },
        { "\xe2\x84\xab", "\xc3\x85" }, { "\xea\xb0\x80\xe1\x86\xa8", "\xea\xb0\x81" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(clean(rows[i].in, 0, *state), rows[i].out);
    assert_string_equal(clean(" a \r\n\r\n  b\xe2\x80\xa9 c\n\n", 1, *state), "a\n\nb\nc");
    assert_string_equal(bdg_text_clean("abcdef", 3, 0, *state), "abc");
}

/* Sorting marks is quadratic: a cell full of them must not hold a server up. */
static void many_marks(void **state)
{
    size_t n = 500000;
    char *s = apr_palloc(*state, n * 2 + 2);
    s[0] = 'a';
    for (size_t i = 0; i < n; i++)
        memcpy(s + 1 + i * 2, i % 2 ? "\xcc\xa3" : "\xcc\x81", 2);
    s[n * 2 + 1] = 0;
    apr_time_t start = apr_time_now();
    assert_true(bdg_utf8_count(clean(s, 0, *state)) <= 31);
    assert_true(bdg_utf8_count(bdg_text_fold(s, *state)) <= 31);
    assert_true(apr_time_now() - start < apr_time_from_sec(2));
}

static void text_fold(void **state)
{
    assert_string_equal(bdg_text_fold("ABC xyz", *state), "abc xyz");
    assert_string_equal(bdg_text_fold("STRA\xc3\x9f" "E", *state), "strasse");
    assert_string_equal(bdg_text_fold("\xef\xac\x81n", *state), "fin");
    assert_string_equal(bdg_text_fold("E\xcc\x81", *state), "\xc3\xa9");
    assert_string_equal(bdg_text_fold("\xce\xa3\xcf\x82", *state), "\xcf\x83\xcf\x83");
}

static void encodings(void **state)
{
    unsigned char *out;
    size_t n;
    assert_string_equal(bdg_hex("\x00\xff\x10", 3, *state), "00ff10");
    assert_string_equal(bdg_base64url("\xfb\xff", 2, *state), "-_8");
    assert_string_equal(bdg_base64url("", 0, *state), "");
    assert_true(bdg_base64url_decode("-_8", 3, &out, &n, *state));
    assert_int_equal(n, 2);
    assert_memory_equal(out, "\xfb\xff", 2);
    assert_false(bdg_base64url_decode("-_8=", 4, &out, &n, *state));
    assert_false(bdg_base64url_decode("+/8", 3, &out, &n, *state));
    assert_false(bdg_base64url_decode("-_9", 3, &out, &n, *state));   /* bits that no encoder sets */
    assert_false(bdg_base64url_decode("A", 1, &out, &n, *state));
    assert_false(bdg_base64url_decode("\x8c\x8a" "E", 3, &out, &n, *state));
    assert_false(bdg_base64url_decode("-_8\0", 4, &out, &n, *state));
    assert_true(bdg_base64url_decode("", 0, &out, &n, *state));
    assert_int_equal(n, 0);
    assert_string_equal(bdg_url_escape("a b/\xc3\xa4~&", *state), "a%20b%2F%C3%A4~%26");
    assert_true(bdg_equal_ct("abc", "abc", 3));
    assert_false(bdg_equal_ct("abc", "abd", 3));
    assert_true(bdg_is_blank(NULL) && bdg_is_blank("") && bdg_is_blank(" \t\n"));
    assert_false(bdg_is_blank(" x"));
}

static void urls(void **state)
{
    static const char *const good[] = { "https://example.org", "HTTP://EXAMPLE.org:8080/a?b#c@d", "https://[2001:db8::1]/", "http://localhost/x",
        "https://b\xc3\xbc" "cher.example/\xc3\xa4", "https://example.org./" };
    static const char *const bad[] = { "", "example.org", "ftp://x", "javascript:alert(1)", "https://", "https:///x", "https://u:p@x/", "https://a b/",
        "https://x/\"", "https://x/'", "https://x/<", "https://x\\y", "https://x/\n", "https://x:99999/", "https://x:/", "https://-x-/", "https://a..b/",
        "https://x/\xe2\x80\xae", "https://x/\xff", "https://[zz]/" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (bdg_url_problem(good[i]))
            fail_msg("%s: %s", good[i], bdg_url_problem(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!bdg_url_problem(bad[i]))
            fail_msg("%s was taken", bad[i]);
    char *longest = apr_palloc(*state, 2002);
    memset(longest, 'a', 2001);
    memcpy(longest, "https://x/", 10);
    longest[2000] = 0;
    assert_null(bdg_url_problem(longest));
    longest[2000] = 'a';
    longest[2001] = 0;
    assert_non_null(bdg_url_problem(longest));
}

static void emails(void **state)
{
    static const char *const good[] = { "a@b.co", "O'Brien+x@mail.example.org", "j\xc3\xb6rg@b\xc3\xbc.de", "first.last@xn--bcher-kva.example" };
    static const char *const bad[] = { "", "a", "a@", "@b.co", "a@b", "a@@b.co", "a@b@c.co", ".a@b.co", "a.@b.co", "a..b@c.co", "a b@c.co", "a@b..co",
        "a@-b.co", "a@1.2.3.4", "\"a\"@b.co", "a@b.co\n", "a@b.co\r\nBcc: x@y.z", "<a@b.co>", "a@b.co,c@d.co", "a\xe2\x80\x8b@b.co", "a@b.co." };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (bdg_email_problem(good[i]))
            fail_msg("%s: %s", good[i], bdg_email_problem(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!bdg_email_problem(bad[i]))
            fail_msg("%s was taken", bad[i]);
    assert_string_equal(bdg_email_normalise("Ada.L@Example.ORG", *state), "ada.l@example.org");
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(utf8_valid), pooled_test(text_clean), pooled_test(many_marks), pooled_test(text_fold),
                                        pooled_test(encodings), pooled_test(urls), pooled_test(emails) };
    return unit_main(tests);
}
