/* core/design: what a design may say, and that its picture is whole, clean, of one kind each time, and holds its words. The helper is the real one, one folder
 * above this test's own. */
#include "core/design/draw.h"
#include "io/svg.h"
#include "io/png.h"
#include "unit.h"
#include <apr_strings.h>
#include <libxml/parser.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

static char program[PATH_MAX];
static const bdg_render_t real = { program, 20000 };

static bdg_design_t *parsed(const char *json, bdg_check_t *check, apr_pool_t *pool)
{
    bdg_design_t *d;
    assert_ok(bdg_design_parse(&d, check, json, strlen(json), pool));
    return d;
}

static const char *flaw_of(const bdg_check_t *c, const char *field)
{
    for (int i = 0; i < bdg_check_count(c); i++)
        if (!strcmp(bdg_check_at(c, i)->field, field))
            return bdg_check_at(c, i)->message;
    return NULL;
}

/* Valid XML, and nothing that the sanitiser would leave out. */
static void hold_svg(const bdg_buf_t *svg, apr_pool_t *pool)
{
    bdg_svg_info_t info;
    bdg_buf_t *clean = bdg_buf_make(BDG_SVG_MAX, pool), *again = bdg_buf_make(BDG_SVG_MAX, pool);
    assert_ok(bdg_buf_check(svg));
    assert_ok(bdg_svg_sanitise(clean, &info, svg->data, svg->len, pool));
    if (info.dropped)
        fail_msg("%d dropped of %s", info.dropped, svg->data);
    assert_true(info.width == 512 && info.height == 512);
    assert_ok(bdg_svg_sanitise(again, NULL, clean->data, clean->len, pool));
    assert_true(clean->len == again->len && !memcmp(clean->data, again->data, clean->len));
    assert_null(strstr(svg->data, "nan"));
    assert_null(strstr(svg->data, "inf "));
    assert_null(strstr(svg->data, "<text"));
}

static bdg_buf_t *drawn(const bdg_design_t *d, bdg_check_t *check, apr_pool_t *pool)
{
    bdg_buf_t *out = bdg_buf_make(BDG_DRAW_BYTES, pool);
    assert_ok(bdg_design_draw(out, check, d, &real, NULL, pool));
    hold_svg(out, pool);
    return out;
}

/* Without the helper: words are left out. */
static bdg_buf_t *plain(const bdg_design_t *d, apr_pool_t *pool)
{
    bdg_render_line_t lines[BDG_LINES];
    bdg_buf_t *out = bdg_buf_make(BDG_DRAW_BYTES, pool);
    bdg_design_lines(lines, d);
    assert_ok(bdg_design_svg(out, d, lines, NULL, pool));
    return out;
}

/* --- the data */

static void samples_are_in_order(void **state)
{
    int n = 0;
    for (const bdg_sample_t *s = bdg_design_samples; s->name; s++, n++) {
        bdg_check_t *check = bdg_check_make(*state), *again = bdg_check_make(*state);
        bdg_design_t *d = parsed(s->json, check, *state);
        const char *json = bdg_design_json(d, *state);
        assert_ok(bdg_check_result(check));
        assert_string_equal(json, bdg_design_json(parsed(json, again, *state), *state));
        assert_ok(bdg_check_result(again));
        bdg_buf_t *a = drawn(d, check, *state), *b = drawn(d, check, *state);
        assert_ok(bdg_check_result(check));
        assert_true(a->len == b->len && !memcmp(a->data, b->data, a->len));
        for (const char *const *h = bdg_design_hints(d, *state); *h; h++)
            fail_msg("%s: %s", s->name, *h);
    }
    assert_true(n >= 10);
}

static void icons_are_in_order(void **state)
{
    int n = 0;
    for (const bdg_design_icon_t *i = bdg_design_icons; i->name; i++, n++) {
        assert_ptr_equal(bdg_design_icon(i->name), i);
        assert_true(*i->words && *i->d == 'M');
        assert_int_equal(strspn(i->d, "MmLlHhVvCcSsQqTtAaZz0123456789.,-+ e"), strlen(i->d));
    }
    assert_true(n > 150);
    assert_null(bdg_design_icon("no-such-icon"));
    assert_null(bdg_design_icon(NULL));
    (void)state;
}

static void what_is_not_offered_is_refused(void **state)
{
    static const struct { const char *json, *field, *part; } t[] = {
        { "{\"shape\":\"banana\"}", "shape", "offered" }, { "{\"ring2\":\"\"}", "ring2", "offered" }, { "{\"palette\":\"grey\"}", "palette", "offered" },
        { "{\"palette\":\"own\",\"edge\":\"red\"}", "edge", "#rrggbb" }, { "{\"palette\":\"own\",\"field\":\"#12345\"}", "field", "#rrggbb" },
        { "{\"palette\":\"own\",\"field\":\"url(#x)\"}", "field", "#rrggbb" }, { "{\"stars\":6}", "stars", NULL }, { "{\"stars\":\"many\"}", "stars", NULL }, { "{\"size\":10}", "size", NULL },
        { "{\"size\":1000000000000}", "size", NULL }, { "{\"icon\":\"nothing\"}", "icon", "icons" }, { "{\"picture\":\"../../etc\"}", "picture", "pictures" },
        { "{\"top\":\"0123456789012345678901234567890123456789012345678901234567890\"}", "top", "at most 60" }, { "{\"centre\":\"icon\"}", "icon", "Choose an icon" },
        { "{\"centre\":\"text\"}", "text", "Write" }, { "{\"centre\":\"picture\"}", "picture", "Choose" },
        { "{\"centre\":\"none\",\"ribbon\":\"banner\",\"bottom\":\"below\"}", "bottom", "ribbon" }, { "{\"centre\":\"none\",\"banner\":\"words\"}", "banner", "no banner" } };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        bdg_check_t *check = bdg_check_make(*state);
        bdg_design_t *d = parsed(t[i].json, check, *state);
        const char *said = flaw_of(check, t[i].field);
        if (!said || (t[i].part && !strstr(said, t[i].part)))
            fail_msg("%s: %s", t[i].json, said ? said : "taken");
        hold_svg(plain(d, *state), *state);           /* whatever was sent can be drawn */
    }
}

static void json_of_anybody(void **state)
{
    bdg_design_t *d;
    bdg_check_t *check = bdg_check_make(*state);
    char *large = apr_pcalloc(*state, BDG_DESIGN_BYTES + 100);
    memset(large, ' ', BDG_DESIGN_BYTES + 50);
    assert_err(bdg_design_parse(&d, check, "[]", 2, *state), BDG_E_MALFORMED, "object");
    assert_err(bdg_design_parse(&d, check, "{", 1, *state), BDG_E_MALFORMED, NULL);
    assert_err(bdg_design_parse(&d, check, large, strlen(large), *state), BDG_E_TOO_LARGE, NULL);
    d = parsed("{\"version\":9,\"centre\":\"none\",\"glitter\":[1,2],\"shape\":[],\"stars\":null,\"top\":{\"a\":1}}", check, *state);
    assert_ok(bdg_check_result(check));
    assert_int_equal(d->shape, BDG_SHAPE_CIRCLE);
}

static void differences_are_told_in_words(void **state)
{
    bdg_check_t *check = bdg_check_make(*state);
    bdg_design_t *a = parsed("{\"icon\":\"leaf-filled\",\"top\":\"One\"}", check, *state), *b = parsed("{\"icon\":\"leaf-filled\",\"top\":\"Two\",\"shape\":\"gear\"}", check, *state);
    apr_array_header_t *all = bdg_design_differences(a, b, *state);
    assert_int_equal(all->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(all, 0, bdg_design_difference_t).b, "Gear");
    assert_string_equal(APR_ARRAY_IDX(all, 1, bdg_design_difference_t).a, "One");
}

static void contrast_is_looked_at(void **state)
{
    bdg_check_t *check = bdg_check_make(*state);
    assert_true(fabs(bdg_rgb_contrast(0xffffff, 0x000000) - 21) < 0.001);
    assert_true(fabs(bdg_rgb_contrast(0x777777, 0xffffff) - 4.478) < 0.01);
    assert_int_equal(bdg_rgb_ink(0xffff00) == 0xffffff, 0);
    assert_int_equal(bdg_rgb_ink(0x102030), 0xffffff);
    bdg_design_t *d = parsed("{\"icon\":\"leaf-filled\",\"palette\":\"own\",\"field\":\"#fafafa\",\"letters\":\"#ffffff\"}", check, *state);
    assert_non_null(bdg_design_hints(d, *state)[0]);
    for (int i = 0; bdg_palettes[i].name; i++) {
        d = parsed(apr_psprintf(*state, "{\"icon\":\"leaf-filled\",\"ring1\":\"thin\",\"palette\":\"%s\"}", bdg_palettes[i].name), check, *state);
        for (const char *const *h = bdg_design_hints(d, *state); *h; h++)
            fail_msg("%s: %s", bdg_palettes[i].name, *h);
    }
}

/* --- the drawing */

/* Every choice of every field with every shape: valid, clean, within its plane. */
static void everything_can_be_drawn(void **state)
{
    static const char base[] = "\"icon\":\"trophy-filled\",\"top\":\"T\",\"stars\":3,\"palette\":\"wine\"";
    apr_pool_t *pool;
    for (const bdg_design_choice_t *s = bdg_design_fields[0].choices; s->name; s++)
        for (const bdg_design_field_t *f = bdg_design_fields + 1; f->name; f++)
            for (const bdg_design_choice_t *c = f->choices; c->name; c++) {
                apr_pool_create(&pool, *state);
                hold_svg(plain(parsed(apr_psprintf(pool, "{\"shape\":\"%s\",\"%s\":\"%s\",%s}", s->name, f->name, c->name, base), bdg_check_make(pool), pool), pool), pool);
                apr_pool_destroy(pool);
            }
}

static void shapes_stay_in_their_plane(void **state)
{
    for (int shape = 0; shape < BDG_SHAPES; shape++)
        for (double inset = 0; inset < 70; inset += 23) {
            bdg_path_t *p = bdg_shape_outline((bdg_shape_e)shape, inset, *state);
            bdg_room_t room = bdg_shape_room((bdg_shape_e)shape);
            double nearest = 1000;
            for (int i = 0; i < p->points->nelts; i++) {
                bdg_point_t q = APR_ARRAY_IDX(p->points, i, bdg_point_t);
                if (!(q.x >= 0 && q.x <= 512 && q.y >= 0 && q.y <= 512))
                    fail_msg("shape %d, inset %.0f: %.1f %.1f", shape, inset, q.x, q.y);
            }
            bdg_stop_t *s = bdg_path_walk(p, 400, 0, *state);
            for (int i = 0; i < 400; i++)
                nearest = fmin(nearest, hypot(s[i].x - room.cx, s[i].y - room.cy));
            if (nearest < room.r - inset - 12)
                fail_msg("shape %d, inset %.0f: the room of %.0f is only %.0f", shape, inset, room.r - inset, nearest);
        }
}

static void walking_is_even(void **state)
{
    bdg_path_t *p = bdg_path_make(*state);
    bdg_path_circle(p, 100, 100, 50);
    assert_true(fabs(bdg_path_length(p) - 2 * BDG_DRAW_PI * 50) < 0.5);
    bdg_stop_t *s = bdg_path_walk(p, 12, 0.5, *state);
    for (int i = 0; i < 12; i++) {
        double d = hypot(s[i].x - s[(i + 1) % 12].x, s[i].y - s[(i + 1) % 12].y);
        assert_true(fabs(d - 2 * 50 * sin(BDG_DRAW_PI / 12)) < 0.2);
    }
}

static void numbers_are_short(void **state)
{
    static const struct { double v; const char *text; } t[] = { { 0, "0" }, { 1, "1" }, { -1.5, "-1.5" }, { 0.05, "0.05" }, { -0.001, "0" }, { 12.345, "12.35" }, { 100.1, "100.1" }, { 1e300, "0" },
        { -0.25, "-0.25" } };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        bdg_buf_t *b = bdg_buf_make(100, *state);
        bdg_path_number(b, t[i].v);
        assert_string_equal(b->data, t[i].text);
    }
}

/* --- words */

static void words_fit_or_are_refused(void **state)
{
    bdg_check_t *check = bdg_check_make(*state);
    bdg_buf_t *without = drawn(parsed("{\"icon\":\"leaf-filled\",\"top\":\"i\"}", check, *state), check, *state);
    bdg_buf_t *with = drawn(parsed("{\"icon\":\"leaf-filled\",\"top\":\"Sustainability\"}", check, *state), check, *state);
    assert_ok(bdg_check_result(check));
    assert_true(with->len > without->len);
    drawn(parsed("{\"centre\":\"text\",\"text\":\"WWWWWWWWWWWWWWWW\",\"wreath\":\"laurel\",\"top\":\"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW\",\"bottom\":\"b\"}", check, *state), check, *state);
    assert_non_null(strstr(flaw_of(check, "top"), "Leave out about"));
    assert_non_null(flaw_of(check, "text"));
}

static void words_of_every_script(void **state)
{
    static const char *const words[] = { "Wärme für Köln", "ΑΡΕΤΗ", "НАГРАДА", "مهارة", "उत्कृष्टता", "水の安全", "안전", "הצטיינות", "a & b < c \\\" ]]>", "🎓 Done" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        bdg_check_t *check = bdg_check_make(*state);
        bdg_design_t *d = parsed(apr_psprintf(*state, "{\"icon\":\"leaf-filled\",\"top\":\"%s\",\"bottom\":\"%s\",\"caption\":\"%s\"}", words[i], words[i], words[i]), check, *state);
        drawn(d, check, *state);
        const char *said = flaw_of(check, "top");
        if (said && !strstr(said, "has the character"))
            fail_msg("%s: %s", words[i], said);
    }
}

static void without_a_helper(void **state)
{
    bdg_check_t *check = bdg_check_make(*state);
    bdg_buf_t *out = bdg_buf_make(BDG_DRAW_BYTES, *state);
    const bdg_render_t nowhere = { "/nonexistent/badges-render", 1000 };
    bdg_design_t *d = parsed("{\"icon\":\"leaf-filled\",\"top\":\"Words\"}", check, *state);
    assert_err(bdg_design_draw(out, check, d, &nowhere, NULL, *state), BDG_E_UNAVAILABLE, NULL);
    d = parsed("{\"icon\":\"leaf-filled\"}", check, *state);
    assert_ok(bdg_design_draw(out, check, d, &nowhere, NULL, *state));    /* no words, no helper */
}

/* --- and then */

/* The gallery: each is well-formed, passes the sanitiser, is baked and read again, and becomes a PNG. */
static void the_samples_can_be_baked(void **state)
{
    for (const bdg_sample_t *s = bdg_design_samples; s->name; s++) {
        bdg_check_t *check = bdg_check_make(*state);
        bdg_buf_t *svg = drawn(parsed(s->json, check, *state), check, *state);
        bdg_buf_t *clean = bdg_buf_make(BDG_SVG_MAX, *state), *baked = bdg_buf_make(BDG_SVG_BAKED_MAX, *state), *png;
        bdg_svg_baked_t found;
        bdg_png_info_t info;
        hold_svg(svg, *state);
        assert_ok(bdg_svg_sanitise(clean, NULL, svg->data, svg->len, *state));
        assert_ok(bdg_svg_bake(baked, clean->data, clean->len, BDG_SVG_OB2, "https://example.org/assertions/1", "{\"id\":1}"));
        assert_ok(bdg_svg_extract(&found, baked->data, baked->len, BDG_SVG_OB2, *state));
        assert_string_equal(found.verify, "https://example.org/assertions/1");
        assert_ok(bdg_render_svg(&real, clean->data, clean->len, 600, 600, &png, *state));
        assert_ok(bdg_png_check(&info, png->data, png->len));
        assert_true(info.width == 600 && info.height == 600);
    }
}

static void a_picture_in_the_centre(void **state)
{
    bdg_check_t *check = bdg_check_make(*state);
    bdg_buf_t *svg = drawn(parsed(bdg_design_samples[0].json, check, *state), check, *state), *png, *out = bdg_buf_make(BDG_DRAW_BYTES, *state);
    assert_ok(bdg_render_svg(&real, svg->data, svg->len, 1024, 1024, &png, *state));
    const bdg_draw_picture_t picture = { png->data, png->len };
    bdg_design_t *d = parsed("{\"centre\":\"picture\",\"picture\":\"0r0gx8ygqk5r3gs8wcf1b602t9\",\"top\":\"Photo\"}", check, *state);
    assert_ok(bdg_check_result(check));
    assert_ok(bdg_design_draw(out, check, d, &real, &picture, *state));
    assert_non_null(strstr(out->data, "<image "));
    hold_svg(out, *state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(samples_are_in_order), pooled_test(icons_are_in_order), pooled_test(what_is_not_offered_is_refused), pooled_test(json_of_anybody), pooled_test(differences_are_told_in_words),
        pooled_test(contrast_is_looked_at), pooled_test(everything_can_be_drawn), pooled_test(shapes_stay_in_their_plane), pooled_test(walking_is_even), pooled_test(numbers_are_short),
        pooled_test(words_fit_or_are_refused), pooled_test(words_of_every_script), pooled_test(without_a_helper), pooled_test(the_samples_can_be_baked), pooled_test(a_picture_in_the_centre) };
    char self[PATH_MAX - 40];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    *strrchr(self, '/') = 0;
    snprintf(program, sizeof program, "%s/../badges-render", self);
    if (access(program, X_OK)) {
        printf("badges-render is not here\n");
        return 1;
    }
    xmlInitParser();
    return unit_main(tests);
}
