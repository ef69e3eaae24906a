#include "unit.h"
#include "base/zone.h"
#include <stdio.h>

/* "2026-11-22 11:44 CET" */
static const char *wall(const char *zone, const char *iso, apr_pool_t *pool)
{
    apr_time_t t;
    char *text = apr_palloc(pool, 100);
    assert_true(bdg_time_parse_iso(iso, &t));
    bdg_zone_use(zone);
    bdg_wall_t w = bdg_zone_wall(t);
    snprintf(text, 100, "%s %02d:%02d %s", bdg_date_iso(w.day, pool), w.hour, w.minute, w.zone);
    return text;
}

static void clocks(void **state)
{
    assert_string_equal(wall(NULL, "2026-11-22T10:44:00Z", *state), "2026-11-22 10:44 UTC");
    assert_string_equal(wall("Europe/Vienna", "2026-11-22T10:44:00Z", *state), "2026-11-22 11:44 CET");
    assert_string_equal(wall("Europe/Vienna", "2026-07-22T22:44:00Z", *state), "2026-07-23 00:44 CEST");
    assert_string_equal(wall("Asia/Kolkata", "2026-12-31T20:00:00Z", *state), "2027-01-01 01:30 IST");
    assert_string_equal(wall("America/New_York", "2026-03-01T03:15:00Z", *state), "2026-02-28 22:15 EST");
    assert_string_equal(wall("Asia/Kathmandu", "1969-12-31T23:59:59Z", *state), "1970-01-01 05:29 +0530");
}

/* The hour that there is twice, and the one that there is not; and rules go on for ever. */
static void summer_time(void **state)
{
    assert_string_equal(wall("Europe/London", "2026-10-25T00:30:00Z", *state), "2026-10-25 01:30 BST");
    assert_string_equal(wall("Europe/London", "2026-10-25T01:30:00Z", *state), "2026-10-25 01:30 GMT");
    assert_string_equal(wall("Europe/London", "2026-03-29T00:59:59Z", *state), "2026-03-29 00:59 GMT");
    assert_string_equal(wall("Europe/London", "2026-03-29T01:00:00Z", *state), "2026-03-29 02:00 BST");
    assert_string_equal(wall("Europe/London", "2099-07-01T12:00:00Z", *state), "2099-07-01 13:00 BST");
}

/* Days that a place left out, quarters of hours, and the ends of what dates can be. */
static void edges(void **state)
{
    assert_string_equal(wall("Pacific/Apia", "2011-12-30T09:59:59Z", *state), "2011-12-29 23:59 -10");
    assert_string_equal(wall("Pacific/Apia", "2011-12-30T10:00:00Z", *state), "2011-12-31 00:00 +14");
    assert_string_equal(wall("Pacific/Kiritimati", "2026-12-31T10:00:00Z", *state), "2027-01-01 00:00 +14");
    assert_string_equal(wall("Pacific/Chatham", "2026-02-28T10:15:00Z", *state), "2026-03-01 00:00 +1345");
    assert_string_equal(wall("Australia/Lord_Howe", "2026-07-01T00:00:00Z", *state), "2026-07-01 10:30 +1030");
    assert_string_equal(wall("UTC", "2024-02-29T23:59:59Z", *state), "2024-02-29 23:59 UTC");
    assert_string_equal(wall("America/New_York", "9999-12-31T23:59:59Z", *state), "9999-12-31 18:59 EST");
}

static void what_is_no_zone(void **state)
{
    static const char *const bad[] = { "", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/Vienna\n", "Europe Vienna",
        "a_name_that_is_much_longer_than_any_of_the_database_and_so_is_none_of_it" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(bdg_zone_known(bad[i]));
        assert_string_equal(wall(bad[i], "2026-11-22T10:44:00Z", *state), "2026-11-22 10:44 UTC");
    }
    assert_false(bdg_zone_known(NULL));
}

static void names(void **state)
{
    const apr_array_header_t *all = bdg_zone_names(*state);
    assert_true(all->nelts > 250);
    assert_string_equal(APR_ARRAY_IDX(all, 0, const char *), "UTC");
    for (int i = 1; i < all->nelts; i++) {
        assert_true(i == 1 || strcmp(APR_ARRAY_IDX(all, i - 1, const char *), APR_ARRAY_IDX(all, i, const char *)) < 0);
        bdg_zone_use(APR_ARRAY_IDX(all, i, const char *));
    }
    assert_true(bdg_zone_known("Europe/Vienna") && bdg_zone_known("UTC") && !bdg_zone_known("europe/vienna"));
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(clocks), pooled_test(summer_time), pooled_test(edges), pooled_test(what_is_no_zone), pooled_test(names) };
    return unit_main(tests);
}
