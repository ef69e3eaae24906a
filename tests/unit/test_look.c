/* Colours: contrast as WCAG has it, the nearest that fits, and what becomes of an organisation's three. */
#include "unit.h"
#include "core/look.h"
#include <math.h>
#include <stdlib.h>

static bdg_colour_t colour(const char *s)
{
    bdg_colour_t c;
    assert_true(bdg_colour_parse(&c, s));
    return c;
}

static void colours_are_read(void **state)
{
    static const char *const bad[] = { "", "#", "#12345", "#1234567", "12345g", "red", "##123456", " 123456", "#12 456" };
    bdg_colour_t c;
    assert_string_equal(bdg_colour_hex(colour("#16213A"), *state), "#16213a");
    assert_string_equal(bdg_colour_hex(colour("fa0"), *state), "#ffaa00");
    assert_string_equal(bdg_colour_hex(colour("#fa0"), *state), "#ffaa00");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(bdg_colour_parse(&c, bad[i]));
}

/* Ratios that the W3C's own examples and calculators give. */
static void contrast(void **state)
{
    static const struct { const char *a, *b; double ratio; } known[] = { { "#000", "#fff", 21 }, { "#fff", "#fff", 1 }, { "#777777", "#ffffff", 4.48 }, { "#767676", "#ffffff", 4.54 },
        { "#0000ff", "#ffffff", 8.59 }, { "#ff0000", "#ffffff", 4.0 }, { "#00ff00", "#ffffff", 1.37 } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_true(fabs(bdg_colour_contrast(colour(known[i].a), colour(known[i].b)) - known[i].ratio) < 0.01);
        assert_true(fabs(bdg_colour_contrast(colour(known[i].b), colour(known[i].a)) - known[i].ratio) < 0.01);
    }
    assert_string_equal(bdg_colour_ratio(4.4999, *state), "4.4");
    assert_string_equal(bdg_colour_ratio(4.5, *state), "4.5");
    assert_string_equal(bdg_colour_ratio(21, *state), "21.0");
}

static void nearest(void **state)
{
    bdg_colour_t out, white = colour("#fff"), both[] = { colour("#fff"), colour("#000") };
    assert_true(bdg_colour_fit(&out, colour("#777777"), &white, 1, 4.5));
    assert_string_equal(bdg_colour_hex(out, *state), "#767676");
    assert_true(bdg_colour_fit(&out, colour("#123456"), &white, 1, 4.5));
    assert_string_equal(bdg_colour_hex(out, *state), "#123456");
    assert_true(bdg_colour_fit(&out, colour("#808080"), both, 2, 4.5));      /* 4.58 is possible to both */
    assert_false(bdg_colour_fit(&out, colour("#808080"), both, 2, 4.7));
    srand(1);
    for (int i = 0; i < 20000; i++) {
        bdg_colour_t c = { (unsigned char)rand(), (unsigned char)rand(), (unsigned char)rand() };
        assert_true(bdg_colour_contrast(bdg_colour_on(c), c) >= 4.5);
    }
}

/* Whatever somebody chooses: what is used can be read and seen. */
static void every_verdict_holds(void **state)
{
    bdg_colour_t light[] = { colour("#ffffff"), colour("#f6f7f9") }, dark[] = { colour("#1a1f29"), colour("#11151c") };
    (void)state;
    srand(2);
    for (int i = 0; i < 20000; i++) {
        bdg_look_verdict_t v;
        bdg_look_colours_t c = { { (unsigned char)rand(), (unsigned char)rand(), (unsigned char)rand() }, { (unsigned char)rand(), (unsigned char)rand(), (unsigned char)rand() },
                                 { (unsigned char)rand(), (unsigned char)rand(), (unsigned char)rand() } };
        bdg_look_judge(&v, &c);
        assert_true(bdg_colour_contrast(v.nearest_text, c.nav) >= 4.5);
        for (int g = 0; g < 2; g++) {
            assert_true(bdg_colour_contrast(v.light.fill, light[g]) >= 3 && bdg_colour_contrast(v.dark.fill, dark[g]) >= 3);
            assert_true(bdg_colour_contrast(v.light.read, light[g]) >= 4.5 && bdg_colour_contrast(v.dark.read, dark[g]) >= 4.5);
        }
        assert_true(bdg_colour_contrast(v.light.on, v.light.fill) >= 4.5 && bdg_colour_contrast(v.dark.on, v.dark.fill) >= 4.5);
        if (v.ok) {
            assert_true(bdg_colour_contrast(bdg_colour_mix(c.nav_text, c.nav, v.quiet / 100.0), c.nav) >= 4.5);
            assert_true(bdg_colour_contrast(c.nav_text, bdg_colour_mix(c.nav_text, c.nav, v.hover / 100.0)) >= 4.5);
        }
    }
}

static void original_colours_pass(void **state)
{
    bdg_look_verdict_t v;
    bdg_look_colours_t c = { colour(BDG_LOOK_NAV), colour(BDG_LOOK_NAV_TEXT), colour(BDG_LOOK_HIGHLIGHT) };
    bdg_look_judge(&v, &c);
    assert_true(v.ok && !v.light.moved && !v.dark.moved && !v.mark);
    (void)state;
}

static void names(void **state)
{
    static const char *const bad[] = { "", "16213a-dfe5f1", "16213a-dfe5f1-2563e", "16213a-dfe5f1-2563ebx", "16213a_dfe5f1-2563eb", "#1621a-dfe5f1-2563eb", "16213g-dfe5f1-2563eb" };
    bdg_look_colours_t c;
    bdg_look_t look = { .nav = "#16213a", .nav_text = "#dfe5f1", .highlight = "#2563eb" };
    assert_true(bdg_look_parse(&c, bdg_look_name(&look, *state)));
    assert_string_equal(bdg_colour_hex(c.highlight, *state), "#2563eb");
    assert_non_null(strstr(bdg_look_stylesheet(&c, ":root", *state), ":root {\n  --bdg-nav: #16213a;\n"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(bdg_look_parse(&c, bad[i]));
}

static void typed(void **state)
{
    bdg_look_colours_t c;
    bdg_check_t *check = bdg_check_make(*state);
    assert_ok(bdg_look_check(&c, check, &(bdg_look_typed_t){ " #fff ", "333", "#f00" }, *state));
    assert_err(bdg_look_check(&c, check, &(bdg_look_typed_t){ "#fff", "#777777", "#f00" }, *state), BDG_E_INVALID, "4.4 to 1");
    assert_non_null(strstr(bdg_check_at(check, 0)->message, "#767676"));
    bdg_check_rewind(check, 0);
    assert_err(bdg_look_check(&c, check, &(bdg_look_typed_t){ NULL, "", "url(x)" }, *state), BDG_E_INVALID, "six digits");
    assert_int_equal(bdg_check_count(check), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(colours_are_read), pooled_test(contrast), pooled_test(nearest), pooled_test(every_verdict_holds), pooled_test(original_colours_pass), pooled_test(names), pooled_test(typed),
    };
    return unit_main(tests);
}
