/* Alignments and related badges: stored and read again, typed, and what is broken; the documents of Open Badges 2.0 that they, attributes and endorsements go into. */
#include "unit.h"
#include "core/alignment.h"
#include "core/openbadges/ob2.h"
#include "core/openbadges/ob2_attributes.h"
#include "core/related.h"
#include <apr_strings.h>

static const bdg_site_t site = { .base = "https://b.example/x" };
#define ID "0123456789abcdefghjkmnpqrs"

static const char *field(const bdg_check_t *c, int i) { return i < bdg_check_count(c) ? bdg_check_at(c, i)->field : ""; }

static void round_trip(void **state)
{
    bdg_alignment_t a[] = { { "Skill \"1\"", "https://e.example/1", NULL, "ESCO", "S1" }, { "Ünï", "https://e.example/2", "Zwei\nZeilen", NULL, NULL } }, *got;
    bdg_related_t r[] = { { "https://e.example/1", "de", NULL }, { "https://e.example/2", NULL, "2" } }, *related;
    int n;
    const char *text = bdg_alignments_write(a, 2, *state);
    assert_null(bdg_alignments_read(&got, &n, text, *state));
    assert_int_equal(n, 2);
    assert_string_equal(bdg_alignments_write(got, n, *state), text);
    assert_null(got[1].framework);
    text = bdg_related_write(r, 2, *state);
    assert_null(bdg_related_read(&related, &n, text, *state));
    assert_int_equal(n, 2);
    assert_string_equal(bdg_related_write(related, n, *state), text);
    assert_null(bdg_alignments_write(a, 0, *state));
    assert_null(bdg_related_write(r, 0, *state));
}

static void broken(void **state)
{
    static const char *const texts[] = { "{", "{}", "1", "null", "[1]", "[{}]", "[null]", "[{\"name\":\"x\"}]", "[{\"name\":1,\"url\":2}]", "[[]]", "[{\"name\":\"x\",\"name\":\"y\"}]", "\xff", NULL };
    bdg_alignment_t *a;
    bdg_related_t *r;
    int n;
    for (int i = 0; texts[i]; i++) {
        bdg_err_t *e = bdg_alignments_read(&a, &n, texts[i], *state);
        assert_non_null(e);
        assert_int_equal(n, 0);
        bdg_err_clear(e);
        e = bdg_related_read(&r, &n, texts[i], *state);
        assert_non_null(e);
        assert_int_equal(n, 0);
        bdg_err_clear(e);
    }
    assert_null(bdg_alignments_read(&a, &n, NULL, *state));
    assert_null(bdg_related_read(&r, &n, "", *state));
    assert_int_equal(n, 0);
}

static void typed(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    bdg_alignment_t *a;
    int n;
    bdg_alignment_typed_t rows[] = { { NULL, NULL, NULL, NULL, NULL }, { " A ", " https://e.example/1 ", "", "  ", "c" }, { "B", "https://e.example/1", NULL, NULL, NULL } };
    bdg_alignments_check(&a, &n, c, rows, 3);
    assert_int_equal(bdg_check_count(c), 0);      /* the same address with another code is another target */
    assert_int_equal(n, 2);
    assert_string_equal(a[0].name, "A");
    assert_string_equal(a[0].url, "https://e.example/1");
    assert_null(a[0].framework);
    rows[2].code = "c";
    bdg_alignments_check(&a, &n, c, rows, 3);
    assert_int_equal(bdg_check_count(c), 1);
    assert_string_equal(field(c, 0), "url_2");
    bdg_check_rewind(c, 0);
    bdg_alignment_typed_t bad = { "", "javascript:alert(1)", NULL, NULL, "x" };
    bdg_alignments_check(&a, &n, c, &bad, 1);
    assert_int_equal(bdg_check_count(c), 2);
    assert_string_equal(field(c, 0), "name_0");
    assert_string_equal(field(c, 1), "url_0");
}

static void too_many(void **state)
{
    bdg_check_t *c = bdg_check_make(*state);
    bdg_related_typed_t rows[BDG_RELATED_MAX + 1];
    bdg_related_t *r;
    int n;
    for (int i = 0; i <= BDG_RELATED_MAX; i++)
        rows[i] = (bdg_related_typed_t){ apr_psprintf(*state, "https://e.example/%d", i), i ? "" : "de", NULL };
    bdg_related_check(&r, &n, c, rows, BDG_RELATED_MAX);
    assert_int_equal(bdg_check_count(c), 0);
    assert_int_equal(n, BDG_RELATED_MAX);
    bdg_related_check(&r, &n, c, rows, BDG_RELATED_MAX + 1);
    assert_string_equal(field(c, 0), "add");
    bdg_check_rewind(c, 0);
    rows[1] = (bdg_related_typed_t){ rows[0].url, "no tag", NULL };
    bdg_related_check(&r, &n, c, rows, 2);
    assert_string_equal(field(c, 0), "language_1");
}

static bdg_badge_class_t badge(void)
{
    return (bdg_badge_class_t){ .public_id = ID, .number = 3, .name = "N", .description = "D", .language = "en", .tags_json = "[]", .attributes_json = "[]" };
}

/* What cannot be read is left out; a document is made in any case. */
static void documents(void **state)
{
    bdg_badge_class_t b = badge();
    b.alignments_json = "[{\"name\":\"A\",\"url\":\"https://e.example/\"}]";
    b.related_json = "nonsense";
    b.endorsements_json = "[\"" ID "\",\"https://other.example/1\",5]";
    json_t *d = bdg_json_own(bdg_ob2_badge_class(&site, &b, ID, 1, *state), *state);
    assert_string_equal(bdg_json_dump(json_object_get(d, "alignment"), *state), "[{\"type\":\"AlignmentObject\",\"targetName\":\"A\",\"targetUrl\":\"https://e.example/\"}]");
    assert_null(json_object_get(d, "related"));
    assert_string_equal(bdg_json_dump(json_object_get(d, "endorsement"), *state), "[\"https://b.example/x/endorsements/" ID "\",\"https://other.example/1\"]");
    b.alignments_json = "[";
    b.endorsements_json = "{}";
    b.related_json = "[{\"url\":\"https://e.example/\",\"language\":\"de\",\"version\":\"1\"}]";
    d = bdg_json_own(bdg_ob2_badge_class(&site, &b, ID, 0, *state), *state);
    assert_null(json_object_get(d, "alignment"));
    assert_null(json_object_get(d, "endorsement"));
    assert_string_equal(bdg_json_dump(json_object_get(d, "related"), *state), "[{\"type\":\"BadgeClass\",\"id\":\"https://e.example/\",\"@language\":\"de\",\"version\":\"1\"}]");
}

static void extension(void **state)
{
    bdg_badge_class_t b = badge();
    json_t *d = NULL, *values;
    bdg_err_t *e = bdg_ob2_attributes_context(&d, &site, &b, *state);
    assert_non_null(e);
    assert_int_equal(e->code, BDG_E_NOT_FOUND);
    bdg_err_clear(e);
    b.attributes_json = "[{\"key\":\"id\",\"name\":\"Id\",\"type\":\"number\",\"required\":true}]";
    assert_null(bdg_ob2_attributes_schema(&d, &site, &b, *state));
    bdg_json_own(d, *state);
    assert_string_equal(bdg_json_dump(json_object_get(d, "required"), *state), "[\"Id\"]");
    bdg_buf_t *out = bdg_buf_make(1 << 16, *state);
    assert_null(bdg_json_parse(&values, "{\"id\":\"1\\\"\",\"odd\":5}", strlen("{\"id\":\"1\\\"\",\"odd\":5}"), 1000, *state));
    bdg_ob2_attributes_write(out, &site, &b, values);
    assert_string_equal(out->data, ",\"extensions:badgeAttributes\":{\"@context\":\"https://b.example/x/badges/" ID "/versions/3/attributes/context.json\","
                                   "\"type\":[\"Extension\",\"extensions:BadgeAttributes\"],\"Id\":\"1\\\"\"}");
    bdg_buf_clear(out);
    bdg_ob2_attributes_write(out, &site, &b, NULL);
    assert_int_equal(out->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(round_trip), pooled_test(broken), pooled_test(typed), pooled_test(too_many), pooled_test(documents), pooled_test(extension) };
    return unit_main(tests);
}
