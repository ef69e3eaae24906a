#include "unit.h"
#include "base/time.h"

static void calendar(void **state)
{
    int y, m, d, days = 0;
    (void)state;
    assert_int_equal(bdg_date_make(1970, 1, 1), 0);
    assert_int_equal(bdg_date_make(2000, 3, 1), 11017);
    assert_int_equal(bdg_date_make(1969, 12, 31), -1);
    /* every day from 1900 to 9999, one after the other */
    bdg_date_t want = bdg_date_make(1900, 1, 1);
    for (int year = 1900; year <= 9999; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= bdg_days_in_month(year, month); day++, want++, days++) {
                bdg_date_split(want, &y, &m, &d);
                if (bdg_date_make(year, month, day) != want || y != year || m != month || d != day)
                    fail_msg("%d-%d-%d", year, month, day);
            }
    assert_int_equal(days, 2958464);
    static const int bad[][3] = { { 2023, 2, 29 }, { 1900, 2, 29 }, { 2024, 13, 1 }, { 2024, 0, 1 }, { 2024, 4, 31 }, { 2024, 1, 0 }, { 1899, 12, 31 }, { 10000, 1, 1 } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(bdg_date_make(bad[i][0], bad[i][1], bad[i][2]), BDG_DATE_NONE);
}

static void iso(void **state)
{
    static const char *const bad[] = { "", "2026-11-2", "2026-11-222", "2026/11/22", "20261122", "2026-13-01", "2026-02-30", " 2026-1-22", "2026-1a-22", "+026-11-22" };
    assert_string_equal(bdg_date_iso(bdg_date_parse_iso("2026-11-22"), *state), "2026-11-22");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(bdg_date_parse_iso(bad[i]), BDG_DATE_NONE);
    assert_int_equal(bdg_date_parse_iso(NULL), BDG_DATE_NONE);
    assert_null(bdg_date_iso(BDG_DATE_NONE, *state));
    assert_string_equal(bdg_date_words(bdg_date_make(2026, 11, 2), *state), "2 November 2026");
    assert_string_equal(bdg_date_short(bdg_date_make(2026, 9, 22), *state), "22 Sep 2026");
}

static void months(void **state)
{
    static const struct { const char *from; int add; const char *to; } rows[] = { { "2026-01-31", 1, "2026-02-28" }, { "2024-01-31", 1, "2024-02-29" },
        { "2024-02-29", 12, "2025-02-28" }, { "2024-02-29", 48, "2028-02-29" }, { "2026-11-22", 2, "2027-01-22" }, { "2026-01-15", -1, "2025-12-15" },
        { "2026-03-31", -1, "2026-02-28" }, { "2026-12-31", 0, "2026-12-31" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(bdg_date_iso(bdg_date_add_months(bdg_date_parse_iso(rows[i].from), rows[i].add), *state), rows[i].to);
    assert_int_equal(bdg_date_add_months(bdg_date_make(9999, 12, 1), 1), BDG_DATE_NONE);
    assert_int_equal(bdg_date_add_months(bdg_date_make(2026, 1, 1), 2147483647), BDG_DATE_NONE);
    assert_int_equal(bdg_date_add_months(bdg_date_make(2026, 1, 1), -2147483647), BDG_DATE_NONE);
    assert_int_equal(bdg_date_add_months(BDG_DATE_NONE, 1), BDG_DATE_NONE);
}

static void instants(void **state)
{
    apr_time_t t = bdg_time_of_date(bdg_date_make(2026, 11, 22)) + apr_time_from_sec(36123) + 999999;
    assert_string_equal(bdg_time_iso(t, *state), "2026-11-22T10:02:03Z");
    assert_string_equal(bdg_time_iso(0, *state), "1970-01-01T00:00:00Z");
    assert_string_equal(bdg_time_iso(-1, *state), "1969-12-31T23:59:59Z");
    assert_int_equal(bdg_date_of(t), bdg_date_make(2026, 11, 22));
    assert_int_equal(bdg_date_of(-1), -1);
}

static void times(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "2026-11-22", "2026-11-22T10:02:03", "2026-11-22 10:02:03Z", "2026-02-30T10:02:03Z", "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z",
        "2026-11-22T10:02:60Z", "2026-11-22T10:02:03.Z", "2026-11-22T10:02:03+1:00", "2026-11-22T10:02:03+0100", "2026-11-22T10:02:03+24:00", "2026-11-22T10:02:03Zx",
        "2026-11-22T10:02:03Z ", "+026-11-22T10:02:03Z", "2026-11-22T10:02:0aZ" };
    apr_time_t t, base = bdg_time_of_date(bdg_date_make(2026, 11, 22)) + apr_time_from_sec(10 * 3600 + 2 * 60 + 3);
    assert_true(bdg_time_parse_iso("2026-11-22T10:02:03Z", &t) && t == base);
    assert_true(bdg_time_parse_iso("2026-11-22t10:02:03.25z", &t) && t == base + 250000);
    assert_true(bdg_time_parse_iso("2026-11-22T10:02:03.1234567891Z", &t) && t == base + 123456);
    assert_true(bdg_time_parse_iso("2026-11-22T11:32:03+01:30", &t) && t == base);
    assert_true(bdg_time_parse_iso("2026-11-21T22:02:03-12:00", &t) && t == base);
    assert_true(bdg_time_parse_iso("1900-01-01T00:00:00Z", &t) && t < 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (bdg_time_parse_iso(bad[i], &t))
            fail_msg("\"%s\" was taken", bad[i]);
}

static void as_others_write_them(void **state)
{
    static const struct { const char *text; int result; const char *utc; } good[] = {
        { "2026-11-22T10:02:03Z", 1, "2026-11-22T10:02:03Z" }, { "2026-11-22T10:02:03.999+00:00", 1, "2026-11-22T10:02:03Z" }, { "2026-11-22T10:02Z", 1, "2026-11-22T10:02:00Z" },
        { "2026-11-22T00:30:00+01:00", 1, "2026-11-21T23:30:00Z" }, { "2026-11-22t23:30:00-0530", 1, "2026-11-23T05:00:00Z" }, { "2026-12-31T23:59:60z", 1, "2027-01-01T00:00:00Z" },
        { "2026-12-31T24:00:00Z", 1, "2027-01-01T00:00:00Z" }, { "2026-11-22T10:02:03", -1, "2026-11-22T10:02:03Z" }, { "2026-11-22", -1, "2026-11-22T00:00:00Z" },
        { "2026-11-22 10:02:03+02", 1, "2026-11-22T08:02:03Z" }, { "2026-11-22T10:02:03.1234567890123456789Z", 1, "2026-11-22T10:02:03Z" } };
    static const char *const bad[] = { "", "2026", "2026-11", "2026-02-30T00:00:00Z", "2026-11-22T", "2026-11-22T1", "2026-11-22T10", "2026-11-22T10:", "2026-11-22T10:0", "2026-11-22T25:00Z",
        "2026-11-22T24:00:01Z", "2026-11-22T10:60Z", "2026-11-22T10:00:61Z", "2026-11-22T10:00:00+", "2026-11-22T10:00:00+1", "2026-11-22T10:00:00+15:00", "2026-11-22T10:00:00+01:",
        "2026-11-22T10:00:00+01:6", "2026-11-22T10:00:00+01:60", "2026-11-22T10:00:00Zx", "2026-11-22T10:00:00 Z", "22.11.2026", "1731319200", "2026-11-22T10:00:00.0000000000000000000000000000000000000000000000000000Z" };
    apr_time_t t;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(bdg_time_parse_loose(good[i].text, &t), good[i].result);
        assert_string_equal(bdg_time_iso(t, *state), good[i].utc);
    }
    assert_int_equal(bdg_time_parse_loose("1970-01-01T00:00:00.000012Z", &t), 1);
    assert_int_equal(t, 12);
    assert_int_equal(bdg_time_parse_loose(NULL, &t), 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (bdg_time_parse_loose(bad[i], &t))
            fail_msg("%s was taken", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(calendar), pooled_test(iso), pooled_test(months), pooled_test(instants), pooled_test(times), pooled_test(as_others_write_them) };
    return unit_main(tests);
}
