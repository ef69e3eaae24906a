/* Badge classes as they are typed: details, criteria, settings, languages, attributes and their keys. */
#include "unit.h"
#include "core/attribute.h"
#include "core/badge_wording.h"
#include <apr_strings.h>

static const char *field(const bdg_check_t *c, int i) { return i < bdg_check_count(c) ? bdg_check_at(c, i)->field : ""; }

static void languages(void **state)
{
    static const char *const fine[] = { "en", "en-GB", "zh-Hans", "zh-Hant-TW", "es-419", "sl-rozaj", "de-CH-1996", "gsw", NULL };
    static const char *const wrong[] = { "", "e", "english", "en_GB", "en-", "-en", "en--GB", "e1", "en-G", "en-abcdefghi", "en-12", "en-a1b", "aa-bbbb-cccc-dddd-eeee-ffff-gggg-h", NULL };
    (void)state;
    for (int i = 0; fine[i]; i++)
        assert_true(bdg_language_ok(fine[i]));
    for (int i = 0; wrong[i]; i++)
        if (bdg_language_ok(wrong[i]))
            fail_msg("\"%s\" was taken", wrong[i]);
    for (int i = 0; bdg_languages[i]; i += 2)
        assert_true(bdg_language_ok(bdg_languages[i]));
    assert_string_equal(bdg_language_name("de"), "German");
    assert_string_equal(bdg_language_name("gsw"), "gsw");
}

static void details(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    bdg_badge_class_t b = { 0 };
    bdg_badge_check_details(&b, c, &(bdg_badge_details_t){ .name = "  Water  Safety ", .tags = "sea,, Rescue ; rescue,sea\nRESCUE, first aid" });
    assert_int_equal(bdg_check_count(c), 0);
    assert_string_equal(b.name, "Water Safety");
    assert_string_equal(b.description, "");
    assert_string_equal(b.language, "en");
    assert_string_equal(b.tags_json, "[\"sea\",\"Rescue\",\"first aid\"]");
}

static void details_refused(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    bdg_badge_class_t b = { 0 };
    char *long_name = apr_palloc(*state, 300), *tags = "";
    memset(long_name, 'x', 201);
    long_name[201] = 0;
    for (int i = 0; i <= BDG_BADGE_TAGS_MAX; i++)
        tags = apr_psprintf(*state, "%st%d,", tags, i);
    bdg_badge_check_details(&b, c, &(bdg_badge_details_t){ .name = long_name, .language = "xx_YY", .tags = tags });
    assert_int_equal(bdg_check_count(c), 3);
    assert_string_equal(field(c, 0), "name");
    assert_string_equal(field(c, 1), "language");
    assert_string_equal(field(c, 2), "tags");
}

static void criteria(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    bdg_badge_class_t b = { 0 };
    bdg_badge_check_criteria(&b, c, &(bdg_badge_criteria_t){ "a\n\nb", "" });
    assert_string_equal(b.criteria_text, "a\n\nb");
    assert_null(b.criteria_url);
    bdg_badge_check_criteria(&b, c, &(bdg_badge_criteria_t){ " ", "ftp://example.org" });
    assert_null(b.criteria_text);
    assert_int_equal(bdg_check_count(c), 1);
    assert_string_equal(field(c, 0), "criteria_url");
}

static void settings(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    bdg_badge_class_t b = { 0 };
    bdg_badge_check_settings(&b, c, &(bdg_badge_settings_t){ "replace", "period", "3", "years" });
    assert_string_equal(b.duplicate_policy, "replace");
    assert_int_equal(b.expiry_months, 36);
    bdg_badge_check_settings(&b, c, &(bdg_badge_settings_t){ "deny", "never", "99999", "moons" });
    assert_int_equal(b.expiry_months, 0);
    bdg_badge_check_settings(&b, c, &(bdg_badge_settings_t){ "allow", "period", "50", "years" });
    assert_int_equal(b.expiry_months, 600);
    assert_int_equal(bdg_check_count(c), 0);
    bdg_badge_check_settings(&b, c, &(bdg_badge_settings_t){ "always", "period", "51", "years" });
    assert_string_equal(field(c, 0), "duplicates");
    assert_string_equal(field(c, 1), "expiry_count");
    bdg_badge_check_settings(&b, c, &(bdg_badge_settings_t){ "allow", "period", "0", "months" });
    assert_string_equal(field(c, 2), "expiry_count");
    bdg_badge_check_settings(&b, c, &(bdg_badge_settings_t){ "allow", "sometimes", NULL, NULL });
    assert_string_equal(field(c, 3), "expiry");
}

static void attributes_round(void **state)
{
    static const bdg_attribute_typed_t rows[] = {
        { .name = "Level of English", .type = "choice", .choices = "A1\n B2 \r\nA1\n\nC1", .required = "1", .help = "as tested" },
        { .name = "  ", .type = "text" },
        { .name = "Grade é", .type = "number" },
        { .name = "等級", .type = "date" },
    };
    bdg_check_t *c = bdg_check_make(*state);
    bdg_attribute_t *list, *again;
    int n;
    bdg_attributes_check(&list, &n, c, rows, 4, NULL, 0);
    assert_ok(bdg_check_result(c));
    assert_int_equal(n, 3);
    assert_string_equal(list[0].key, "level_of_english");
    assert_int_equal(list[0].nchoices, 3);
    assert_string_equal(list[0].choices[1], "B2");
    assert_string_equal(list[1].key, "grade");
    assert_string_equal(list[2].key, "field");
    const char *json = bdg_attributes_write(list, n, *state);
    assert_ok(bdg_attributes_read(&again, &n, json, *state));
    assert_int_equal(n, 3);
    assert_string_equal(bdg_attributes_write(again, n, *state), json);
}

/* A key stays with its attribute when that is renamed or moved; one that was taken away is not given to another; a made-up one is not taken. */
static void attribute_keys(void **state)
{
    bdg_attribute_t before[] = { { .key = "grade", .name = "Grade", .help = "" }, { .key = "hours", .name = "Hours", .help = "" } }, *list;
    const bdg_attribute_typed_t rows[] = {
        { .key = "hours", .name = "Hours spent", .type = "number" },
        { .key = "id", .name = "Grade", .type = "text" },
        { .key = "hours", .name = "Other hours", .type = "text" },
    };
    bdg_check_t *c = bdg_check_make(*state);
    int n;
    bdg_attributes_check(&list, &n, c, rows, 3, before, 2);
    assert_ok(bdg_check_result(c));
    assert_string_equal(list[0].key, "hours");
    assert_string_equal(list[1].key, "grade_2");
    assert_string_equal(list[2].key, "other_hours");
}

static void attributes_refused(void **state)
{
    bdg_attribute_typed_t rows[40] = {
        { .name = "Issue Date", .type = "text" }, { .name = "Grade", .type = "colour" }, { .name = "GRADE", .type = "text" },
        { .name = "One", .type = "choice", .choices = "only" }, { .name = "", .type = "text", .help = "lost its name" },
    };
    bdg_check_t *c = bdg_check_make(*state);
    bdg_attribute_t *list;
    int n;
    bdg_attributes_check(&list, &n, c, rows, 5, NULL, 0);
    assert_int_equal(bdg_check_count(c), 5);
    assert_string_equal(field(c, 0), "name_0");
    assert_string_equal(field(c, 1), "type_1");
    assert_string_equal(field(c, 2), "name_2");
    assert_string_equal(field(c, 3), "choices_3");
    assert_string_equal(field(c, 4), "name_4");
    bdg_check_rewind(c, 0);
    for (int i = 0; i < 40; i++)
        rows[i] = (bdg_attribute_typed_t){ .name = apr_psprintf(*state, "Attribute %d", i), .type = "text" };
    bdg_attributes_check(&list, &n, c, rows, BDG_ATTRIBUTES_MAX, NULL, 0);
    assert_int_equal(bdg_check_count(c), 0);
    bdg_attributes_check(&list, &n, c, rows, BDG_ATTRIBUTES_MAX + 1, NULL, 0);
    assert_int_equal(bdg_check_count(c), 1);
}

static void attributes_broken(void **state)
{
    bdg_attribute_t *list;
    int n;
    assert_ok(bdg_attributes_read(&list, &n, "[]", *state));
    assert_int_equal(n, 0);
    assert_err(bdg_attributes_read(&list, &n, "{}", *state), BDG_E_INTERNAL, NULL);
    assert_err(bdg_attributes_read(&list, &n, "[{\"key\":\"a\"}]", *state), BDG_E_INTERNAL, NULL);
    assert_err(bdg_attributes_read(&list, &n, "[{\"key\":\"a\",\"name\":\"A\",\"type\":\"choice\",\"choices\":[1]}]", *state), BDG_E_INTERNAL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(languages), pooled_test(details), pooled_test(details_refused), pooled_test(criteria), pooled_test(settings),
        pooled_test(attributes_round), pooled_test(attribute_keys), pooled_test(attributes_refused), pooled_test(attributes_broken) };
    return unit_main(tests);
}
