/* core/reading, core/mistyped, core/award: dates, numbers, slips, and what a row of fields becomes. */
#include "unit.h"
#include <apr_strings.h>
#include "core/award.h"
#include "core/mistyped.h"

static const char *iso(const char *text, bdg_order_e order, apr_pool_t *pool)
{
    const char *s = bdg_date_iso(bdg_date_read(text, strlen(text), order).date, pool);
    return s ? s : "none";
}

static void dates_in_many_writings(void **state)
{
    static const struct { const char *text; bdg_order_e order; const char *iso; } t[] = {
        { "2026-01-31", 0, "2026-01-31" }, { "2026/1/31", 0, "2026-01-31" }, { "2026-01-31T10:00:00", 0, "2026-01-31" }, { "2026-01-31 10:00", 0, "2026-01-31" },
        { "20260131", 0, "2026-01-31" }, { "31/01/2026", 0, "2026-01-31" }, { "1/31/2026", 0, "2026-01-31" }, { "03/04/2026", BDG_ORDER_DAY_FIRST, "2026-04-03" },
        { "03/04/2026", BDG_ORDER_MONTH_FIRST, "2026-03-04" }, { "03/04/2026", 0, "none" }, { "05/05/2026", 0, "2026-05-05" }, { "3.4.2026", 0, "2026-04-03" },
        { "3 April 2026", 0, "2026-04-03" }, { "April 3, 2026", 0, "2026-04-03" }, { "3-Apr-26", 0, "2026-04-03" }, { "3rd of April 2026", 0, "2026-04-03" },
        { "3. März 2026", 0, "2026-03-03" }, { "3 août 2026", 0, "2026-08-03" }, { "3 DÉCEMBRE 2026", 0, "2026-12-03" }, { "3 de abril de 2026", 0, "2026-04-03" },
        { "1 juin 2026", 0, "2026-06-01" }, { "1 juillet 2026", 0, "2026-07-01" }, { "46023", 0, "2026-01-01" }, { "46023.75", 0, "2026-01-01" }, { "31/12/69", 0, "2069-12-31" },
        { "31/02/2026", BDG_ORDER_DAY_FIRST, "none" }, { "2026-13-01", 0, "none" }, { "yesterday", 0, "none" }, { "12", 0, "none" }, { "", 0, "none" }, { "1/2", 0, "none" },
        { "99999999999", 0, "none" }, { "13/13/2026", 0, "none" } };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        if (strcmp(iso(t[i].text, t[i].order, *state), t[i].iso))
            fail_msg("\"%s\" (%d) is %s, not %s", t[i].text, t[i].order, iso(t[i].text, t[i].order, *state), t[i].iso);
    assert_int_equal(bdg_date_read("31/02/2026", 10, 0).order, BDG_ORDER_DAY_FIRST);
    assert_int_equal(bdg_date_read("46023", 5, 0).shape, BDG_DATE_SERIAL);
    assert_int_equal(bdg_date_read("03/04/2026", 10, 0).shape, BDG_DATE_EITHER);
}

static void numbers(void **state)
{
    static const struct { const char *text; bdg_decimal_e decimal; const char *plain; } t[] = {
        { "55", 0, "55" }, { "55,5", 0, "55.5" }, { "55.5", 0, "55.5" }, { "-3", 0, "-3" }, { "+3", 0, "3" }, { "1,234", 0, "1234" }, { "1,234", BDG_DECIMAL_COMMA, "1.234" },
        { "1.234,5", 0, "1234.5" }, { "1,234.5", 0, "1234.5" }, { "1 234 567", 0, "1234567" }, { "1'000.50", 0, "1000.50" }, { "0.125", BDG_DECIMAL_POINT, "0.125" },
        { "", 0, NULL }, { "five", 0, NULL }, { "1.2.3", 0, NULL }, { "55%", 0, NULL }, { "1,23,456", 0, NULL }, { "1e5", 0, NULL }, { "-", 0, NULL }, { "1.", 0, NULL }, { "1234567890123456", 0, NULL } };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        char out[32];
        int ok = bdg_number_read(out, t[i].text, strlen(t[i].text), t[i].decimal);
        if (ok != (t[i].plain != NULL) || (ok && strcmp(out, t[i].plain)))
            fail_msg("\"%s\" is %s", t[i].text, ok ? out : "no number");
    }
}

static void slips_of_the_finger(void **state)
{
    (void)state;
    assert_string_equal(bdg_mistyped_domain("gmial.com"), "gmail.com");
    assert_string_equal(bdg_mistyped_domain("gmail.con"), "gmail.com");
    assert_string_equal(bdg_mistyped_domain("hotmial.com"), "hotmail.com");
    assert_string_equal(bdg_mistyped_domain("outlok.com"), "outlook.com");
    assert_string_equal(bdg_mistyped_domain("gmial.example"), "gmail.com");
    static const char *const right[] = { "gmail.com", "hotmail.fr", "yahoo.co.uk", "mail.com", "email.com", "ymail.com", "gmx.de", "example.org", "outlook.de", "live.com", "icloud.com" };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (bdg_mistyped_domain(right[i]))
            fail_msg("%s was taken for a slip", right[i]);
}

/* ---------------------------------------------------------------- awards */

static bdg_award_rules_t *rules_of(const char *attributes, apr_pool_t *pool)
{
    bdg_badge_class_t badge = { .attributes_json = attributes, .expiry_months = 24 };
    bdg_award_rules_t *r;
    assert_ok(bdg_award_rules_make(&r, &badge, pool));
    r->today = bdg_date_make(2026, 11, 22);
    r->latest = bdg_date_make(2026, 11, 23);
    return r;
}

static bdg_award_t *award_of(const bdg_award_rules_t *rules, apr_pool_t *pool, ...)
{
    bdg_slice_t f[BDG_AWARD_FIELDS];
    va_list ap;
    int field;
    bdg_award_t *a = apr_palloc(pool, sizeof *a);
    for (int i = 0; i < BDG_AWARD_FIELDS; i++)
        f[i] = (bdg_slice_t){ "", 0 };
    va_start(ap, pool);
    while ((field = va_arg(ap, int)) >= 0) {
        const char *s = va_arg(ap, const char *);
        f[field] = (bdg_slice_t){ s, strlen(s) };
    }
    va_end(ap);
    bdg_award_check(a, rules, f, pool);
    return a;
}

static int has(const bdg_award_t *a, bdg_problem_e code)
{
    for (int i = 0; i < a->nproblems; i++)
        if (a->problems[i].code == code)
            return 1;
    return 0;
}
#define WHO BDG_AWARD_NAME, "Ana Castañeda", BDG_AWARD_IDENTITY, "Ana@Example.ORG"

static void a_whole_award(void **state)
{
    bdg_award_rules_t *r = rules_of("[{\"key\":\"grade\",\"name\":\"Grade\",\"type\":\"number\"},{\"key\":\"level\",\"name\":\"Level\",\"type\":\"choice\",\"choices\":[\"Bronze\",\"Gold\"]}]", *state);
    bdg_award_t *a = award_of(r, *state, WHO, BDG_AWARD_ISSUED, "2026-01-31", BDG_AWARD_NARRATIVE, "Said \"no\"\n\\o/", BDG_AWARD_EVIDENCE_URL, "https://x.example/1",
                              BDG_AWARD_EXTERNAL_ID, "'=1", BDG_AWARD_FIXED, "67,5", BDG_AWARD_FIXED + 1, "gold", -1);
    assert_int_equal(a->errors, 0);
    assert_string_equal(a->identity, "ana@example.org");
    assert_int_equal(a->expires_on, bdg_date_make(2028, 1, 31));
    assert_string_equal(a->external_id, "=1");
    assert_string_equal(a->details_json, "{\"narrative\":\"Said \\\"no\\\"\\u000a\\\\o/\",\"evidence\":[{\"url\":\"https://x.example/1\"}],\"attributes\":{\"grade\":\"67.5\",\"level\":\"Gold\"}}");
    a = award_of(r, *state, WHO, -1);
    assert_int_equal(a->issued_on, r->today);
    assert_null(a->details_json);
}

static void what_is_wrong(void **state)
{
    bdg_award_rules_t *r = rules_of("[{\"key\":\"grade\",\"name\":\"Grade\",\"type\":\"number\",\"required\":true}]", *state);
    assert_true(has(award_of(r, *state, WHO, -1), BDG_P_MISSING));
    assert_true(has(award_of(r, *state, WHO, BDG_AWARD_FIXED, "good", -1), BDG_P_NUMBER));
    r = rules_of("[]", *state);
    assert_true(has(award_of(r, *state, -1), BDG_P_ADDRESS));
    assert_true(has(award_of(r, *state, -1), BDG_P_NAME_MISSING));
    assert_true(has(award_of(r, *state, BDG_AWARD_NAME, "A", BDG_AWARD_IDENTITY, "someone at example.org", -1), BDG_P_ADDRESS));
    assert_true(has(award_of(r, *state, BDG_AWARD_NAME, "A", BDG_AWARD_IDENTITY, "a@x.org; b@x.org", -1), BDG_P_TWO_ADDRESSES));
    assert_true(has(award_of(r, *state, WHO, BDG_AWARD_ISSUED, "2031-01-01", -1), BDG_P_DATE_FUTURE));
    assert_true(has(award_of(r, *state, WHO, BDG_AWARD_ISSUED, "03/04/2026", -1), BDG_P_DATE_ORDER));
    assert_true(has(award_of(r, *state, WHO, BDG_AWARD_ISSUED, "2026-02-31", -1), BDG_P_DATE));
    assert_true(has(award_of(r, *state, WHO, BDG_AWARD_EXPIRES, "2020-01-01", -1), BDG_P_EXPIRY_BEFORE));
    assert_true(has(award_of(r, *state, WHO, BDG_AWARD_ISSUED, "2020-01-01", -1), BDG_P_OVER_ALREADY));
    assert_true(has(award_of(r, *state, WHO, BDG_AWARD_EVIDENCE_URL, "javascript:alert(1)", -1), BDG_P_WEB_ADDRESS));
    assert_true(has(award_of(r, *state, BDG_AWARD_NAME, "a\xef\xbf\xbd", BDG_AWARD_IDENTITY, "a@x.org", -1), BDG_P_UNREADABLE));
    char *long_name = apr_palloc(*state, 5001);
    memset(long_name, 'A', 5000);
    long_name[5000] = 0;
    assert_true(has(award_of(r, *state, BDG_AWARD_NAME, long_name, BDG_AWARD_IDENTITY, "a@x.org", -1), BDG_P_TOO_LONG));
    assert_true(has(award_of(r, *state, BDG_AWARD_IDENTITY_TYPE, "fax", WHO, -1), BDG_P_IDENTITY_TYPE));
}

static void doubtful_but_usable(void **state)
{
    bdg_award_rules_t *r = rules_of("[]", *state);
    bdg_award_t *a = award_of(r, *state, BDG_AWARD_NAME, "=HYPERLINK(1)", BDG_AWARD_IDENTITY, "person@gmial.com", BDG_AWARD_ISSUED, "46023", -1);
    assert_int_equal(a->errors, 0);
    assert_int_equal(a->warnings, 3);
    assert_true(has(a, BDG_P_FORMULA) && has(a, BDG_P_LOOKS_MISTYPED) && has(a, BDG_P_SERIAL));
    a = award_of(r, *state, BDG_AWARD_NAME, "Right\xe2\x80\xaeto left", BDG_AWARD_IDENTITY, "a@x.org", -1);
    assert_true(has(a, BDG_P_ODD_CHARACTERS));
    assert_string_equal(a->name, "Rightto left");
}

static void mends_for_all_rows(void **state)
{
    static const bdg_mend_t mends[] = { { BDG_MEND_DOMAIN, "gmial.com", "gmail.com" }, { BDG_MEND_FIRST_ADDRESS, "", "" }, { BDG_MEND_CUT, "", "" } };
    bdg_award_rules_t *r = rules_of("[]", *state);
    r->mends = mends;
    r->nmends = 3;
    bdg_award_t *a = award_of(r, *state, BDG_AWARD_NAME, "A", BDG_AWARD_IDENTITY, "p@gmial.com", -1);
    assert_string_equal(a->identity, "p@gmail.com");
    assert_int_equal(a->warnings, 0);
    a = award_of(r, *state, BDG_AWARD_NAME, "A", BDG_AWARD_IDENTITY, "a@x.org; b@x.org", -1);
    assert_string_equal(a->identity, "a@x.org");
    char *long_name = apr_palloc(*state, 301);
    memset(long_name, 'A', 300);
    long_name[300] = 0;
    a = award_of(r, *state, BDG_AWARD_NAME, long_name, BDG_AWARD_IDENTITY, "a@x.org", -1);
    assert_int_equal(strlen(a->name), 200);
}

static void other_identities(void **state)
{
    bdg_award_rules_t *r = rules_of("[]", *state);
    bdg_award_t *a = award_of(r, *state, BDG_AWARD_NAME, "A", BDG_AWARD_IDENTITY_TYPE, "telephone", BDG_AWARD_IDENTITY, "+44 (20) 7946-0000", -1);
    assert_int_equal(a->errors, 0);
    assert_string_equal(a->identity, "+442079460000");
    a = award_of(r, *state, BDG_AWARD_NAME, "A", BDG_AWARD_IDENTITY_TYPE, "url", BDG_AWARD_IDENTITY, "not an address", -1);
    assert_true(has(a, BDG_P_IDENTITY));
    a = award_of(r, *state, BDG_AWARD_NAME, "A", BDG_AWARD_IDENTITY_TYPE, "ID", BDG_AWARD_IDENTITY, "S-0042", -1);
    assert_string_equal(a->identity, "S-0042");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(dates_in_many_writings), pooled_test(numbers), pooled_test(slips_of_the_finger), pooled_test(a_whole_award), pooled_test(what_is_wrong),
        pooled_test(doubtful_but_usable), pooled_test(mends_for_all_rows), pooled_test(other_identities),
    };
    return unit_main(tests);
}
