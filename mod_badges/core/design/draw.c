#include "core/design/draw.h"
#include "core/design/pen.h"
#include "base/str.h"
#include <math.h>
#include <string.h>

#define PI BDG_DRAW_PI

/* --- words */

/* Families of free licences whose outlines may stand in documents. What a family does not have is taken from the ones behind it. */
#define ELSE ", Noto Sans, Noto Sans CJK SC, DejaVu Sans, sans-serif"
static const struct { const char *families; int weight; double spacing; } fonts[] = { { "Lato" ELSE, 900, 0.055 }, { "League Spartan" ELSE, 700, 0.035 }, { "Bebas Neue" ELSE, 700, 0.075 },
    { "Noto Serif, Noto Serif CJK SC" ELSE, 700, 0.045 }, { "Roboto Slab" ELSE, 700, 0.05 }, { "Quicksand" ELSE, 700, 0.045 } };
/* Capitals of this one are taller for their width, so it is set larger. */
static double larger(const bdg_design_t *d) { return !strncmp(fonts[d->font].families, "Bebas", 5) ? 1.15 : 1; }

static const struct { const char *field, *label; } names[BDG_LINES] = { { "top", "Text around the top" }, { "bottom", "Text around the foot" }, { "banner", "Text on the ribbon" },
    { "text", "Text in the centre" }, { "caption", "Text below the centre" } };

void bdg_design_lines(bdg_render_line_t lines[BDG_LINES], const bdg_design_t *d)
{
    bdg_layout_t l;
    bdg_layout_of(&l, d);
    double big = larger(d);
    memset(lines, 0, BDG_LINES * sizeof *lines);
    lines[BDG_LINE_TOP] = (bdg_render_line_t){ .text = d->top, .size = l.letters * big, .least = l.letters * 0.5, .x = l.room.cx, .y = l.room.cy, .r = l.band_text, .span = l.top_span };
    lines[BDG_LINE_BOTTOM] = (bdg_render_line_t){ .text = d->bottom, .size = l.letters * big, .least = l.letters * 0.5, .x = l.room.cx, .y = l.room.cy, .r = l.band_text, .span = l.bottom_span,
                                                  .inside = 1 };
    if (d->ribbon == BDG_RIBBON_CURVED)
        lines[BDG_LINE_BANNER] = (bdg_render_line_t){ .text = d->banner, .size = 36 * big, .least = 18, .x = l.room.cx, .y = l.room.cy, .r = l.curve_r, .span = 2 * l.curve_span - 0.2, .inside = 1 };
    else if (d->ribbon == BDG_RIBBON_BANNER || d->ribbon == BDG_RIBBON_PLAQUE)
        lines[BDG_LINE_BANNER] = (bdg_render_line_t){ .text = d->banner, .size = 38 * big, .least = 18, .x = l.room.cx, .y = l.banner_y, .width = d->ribbon == BDG_RIBBON_BANNER ? 356 : 256 };
    if (d->centre == BDG_CENTRE_TEXT)
        lines[BDG_LINE_TEXT] = (bdg_render_line_t){ .text = d->text, .size = l.text * big, .least = 24, .x = l.cx, .y = l.icon_y, .width = l.text_width };
    lines[BDG_LINE_CAPTION] = (bdg_render_line_t){ .text = d->caption, .size = l.caption * big, .least = 15, .x = l.cx, .y = l.caption_y, .width = l.caption_width };
}

static void flaws_of(bdg_check_t *check, const bdg_render_line_t *l, int line)
{
    if (l->missing)
        bdg_check_add(check, names[line].field, names[line].label, "No lettering on this server has the character “%s”. Leave it out.", l->missing);
    else if (!l->fits) {
        size_t n = bdg_utf8_count(l->text);
        bdg_check_add(check, names[line].field, names[line].label, "This is too long to be read there. Leave out about %d of its %d characters.", (int)ceil((double)n * (1 - l->set / l->least)), (int)n);
    }
}

static bdg_err_t *set_words(bdg_render_line_t lines[BDG_LINES], bdg_check_t *check, const bdg_design_t *d, const bdg_render_t *render, apr_pool_t *pool)
{
    bdg_render_line_t some[BDG_LINES];
    int of[BDG_LINES], n = 0;
    bdg_design_lines(lines, d);
    for (int i = 0; i < BDG_LINES; i++)
        if (lines[i].text && *lines[i].text) {
            of[n] = i;
            some[n++] = lines[i];
        }
    if (!n)
        return NULL;
    BDG_TRY(bdg_render_outline(render, fonts[d->font].families, fonts[d->font].weight, fonts[d->font].spacing, some, n, pool));
    for (int i = 0; i < n; i++) {
        lines[of[i]] = some[i];
        flaws_of(check, &some[i], of[i]);
    }
    return NULL;
}

/* --- paints */

static void stop(bdg_pen_t *pen, double at, bdg_rgb_t c) { bdg_pen(pen, "<stop offset=\"@\" stop-color=\"~\"/>", at, c); }

static void linear(bdg_pen_t *pen, const char *id, double x1, double y1, double x2, double y2)
{
    bdg_pen(pen, "<linearGradient id=\"$\" gradientUnits=\"userSpaceOnUse\" x1=\"@\" y1=\"@\" x2=\"@\" y2=\"@\">", id, x1, y1, x2, y2);
}

static void metal(bdg_pen_t *pen, bdg_rgb_t c)
{
    linear(pen, "a", 60, 20, 452, 492);
    stop(pen, 0, bdg_rgb_lighter(c, 0.55));
    stop(pen, 0.22, c);
    stop(pen, 0.4, bdg_rgb_darker(c, 0.28));
    stop(pen, 0.54, bdg_rgb_lighter(c, 0.5));
    stop(pen, 0.72, c);
    stop(pen, 1, bdg_rgb_darker(c, 0.35));
    bdg_pen(pen, "</linearGradient>");
}

static void slope(bdg_pen_t *pen, const char *id, bdg_rgb_t c, double up, double down)
{
    linear(pen, id, 256, 10, 256, 502);
    stop(pen, 0, bdg_rgb_lighter(c, up));
    stop(pen, 1, bdg_rgb_darker(c, down));
    bdg_pen(pen, "</linearGradient>");
}

static void paints(bdg_pen_t *pen)
{
    const bdg_rgb_t *c = pen->design->colour;
    const bdg_room_t *m = &pen->layout.room;
    int flat = pen->design->finish == BDG_FINISH_FLAT;
    pen->accent = flat ? bdg_pen_text(pen, "~", c[BDG_COLOUR_ACCENT]) : "url(#a)";
    pen->ribbon = bdg_pen_text(pen, "~", c[BDG_COLOUR_RIBBON]);
    if (flat)
        return;
    bdg_pen(pen, "<radialGradient id=\"f\" gradientUnits=\"userSpaceOnUse\" cx=\"@\" cy=\"@\" r=\"@\">", m->cx - m->r * 0.1, m->cy - m->r * 0.45, m->r * 1.55);
    stop(pen, 0, bdg_rgb_lighter(c[BDG_COLOUR_FIELD], 0.2));
    stop(pen, 0.45, c[BDG_COLOUR_FIELD]);
    stop(pen, 1, bdg_rgb_darker(c[BDG_COLOUR_FIELD], 0.34));
    bdg_pen(pen, "</radialGradient>");
    slope(pen, "e", c[BDG_COLOUR_EDGE], 0.12, 0.25);
    slope(pen, "b", c[BDG_COLOUR_BAND], 0.07, 0.2);
    if (pen->design->finish == BDG_FINISH_METAL)
        metal(pen, c[BDG_COLOUR_ACCENT]);
    else
        slope(pen, "a", c[BDG_COLOUR_ACCENT], 0.25, 0.1);
}

/* --- the whole */

static const char *paint(const bdg_pen_t *pen, int colour, const char *gradient)
{
    return pen->design->finish == BDG_FINISH_FLAT ? bdg_pen_text(pen, "fill=\"~\"", pen->design->colour[colour]) : bdg_pen_text(pen, "fill=\"url(#$)\"", gradient);
}

static void body(bdg_pen_t *pen)
{
    const bdg_layout_t *l = &pen->layout;
    bdg_shape_e shape = (bdg_shape_e)pen->design->shape;
    bdg_path_t *field = bdg_shape_outline(shape, l->field, pen->pool);
    bdg_pen_path(pen, bdg_shape_outline(shape, 0, pen->pool), paint(pen, BDG_COLOUR_EDGE, "e"));
    if (pen->design->finish == BDG_FINISH_METAL)
        bdg_pen_path(pen, bdg_shape_outline(shape, 2, pen->pool), "fill=\"none\" stroke=\"url(#a)\" stroke-width=\"4\"");
    bdg_draw_rings(pen);
    bdg_pen_path(pen, field, paint(pen, BDG_COLOUR_FIELD, "f"));
    if (pen->design->pattern) {
        bdg_pen(pen, "<clipPath id=\"c\">");
        bdg_pen_path(pen, field, "");
        bdg_pen(pen, "</clipPath><g clip-path=\"url(#c)\">");
        bdg_draw_pattern(pen);
        bdg_pen(pen, "</g>");
    }
    if (pen->design->finish != BDG_FINISH_FLAT)
        bdg_pen_path(pen, field, "fill=\"none\" stroke=\"#000000\" stroke-opacity=\"0.25\" stroke-width=\"3\"");
    if (bdg_layout_has_band(pen->design))
        bdg_draw_band(pen);
}

bdg_err_t *bdg_design_svg(bdg_buf_t *out, const bdg_design_t *d, const bdg_render_line_t lines[BDG_LINES], const bdg_draw_picture_t *picture, apr_pool_t *pool)
{
    bdg_pen_t pen = { .out = out, .design = d, .lines = lines, .pool = pool };
    int hangs = d->ribbon == BDG_RIBBON_TAILS;
    bdg_layout_of(&pen.layout, d);
    bdg_pen(&pen, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"512\" height=\"512\" viewBox=\"0 0 512 512\">");
    paints(&pen);
    if (hangs) {
        bdg_draw_tails(&pen);
        bdg_pen(&pen, "<g transform=\"translate(@ 2) scale(0.84)\">", 256 * 0.16);
    }
    body(&pen);
    bdg_draw_centre(&pen, picture);
    bdg_draw_ribbon(&pen);
    bdg_pen(&pen, hangs ? "</g></svg>" : "</svg>");
    return bdg_buf_check(out);
}

bdg_err_t *bdg_design_draw(bdg_buf_t *out, bdg_check_t *check, const bdg_design_t *d, const bdg_render_t *render, const bdg_draw_picture_t *picture, apr_pool_t *pool)
{
    bdg_render_line_t lines[BDG_LINES];
    bdg_draw_picture_t small;
    BDG_TRY(set_words(lines, check, d, render, pool));
    if (picture && d->centre == BDG_CENTRE_PICTURE) {
        bdg_buf_t *png;
        BDG_TRY(bdg_render_png(render, picture->png, picture->len, BDG_DRAW_PICTURE_SIDE, &png, pool));
        small = (bdg_draw_picture_t){ png->data, png->len };
        picture = &small;
    }
    return bdg_design_svg(out, d, lines, picture, pool);
}
