/* What stands in the middle: an icon, words or a picture, with words and stars below and a wreath around. */
#include "core/design/pen.h"
#include "base/str.h"
#include <math.h>
#include <sodium.h>

#define PI BDG_DRAW_PI

static bdg_rgb_t letters(const bdg_pen_t *pen) { return pen->design->colour[BDG_COLOUR_LETTERS]; }

static void draw_icon(bdg_pen_t *pen, const bdg_design_icon_t *icon, double dy, const char *paint, const char *more)
{
    const bdg_layout_t *l = &pen->layout;
    double f = l->icon / 24 * 1.04;
    bdg_pen(pen, "<path transform=\"translate(@ @) scale(@)\" d=\"$\" ", l->cx - 12 * f, l->icon_y - 12 * f + dy, f, icon->d);
    if (icon->filled)
        bdg_pen(pen, "fill=\"$\"$/>", paint, more);
    else
        bdg_pen(pen, "fill=\"none\" stroke=\"$\" stroke-width=\"1.7\" stroke-linecap=\"round\" stroke-linejoin=\"round\"$/>", paint, more);
}

static void icon(bdg_pen_t *pen)
{
    const bdg_design_icon_t *i = bdg_design_icon(pen->design->icon);
    if (!i || !(pen->layout.icon > 0))
        return;
    if (pen->design->finish != BDG_FINISH_FLAT)
        draw_icon(pen, i, fmax(pen->layout.icon * 0.03, 2), "#000000", " opacity=\"0.22\"");
    draw_icon(pen, i, 0, bdg_pen_text(pen, "~", letters(pen)), "");
}

static void picture(bdg_pen_t *pen, const bdg_draw_picture_t *picture)
{
    const bdg_layout_t *l = &pen->layout;
    double r = l->icon / 2;
    size_t room = sodium_base64_encoded_len(picture->len, sodium_base64_VARIANT_ORIGINAL);
    char *text = apr_palloc(pen->pool, room);
    sodium_bin2base64(text, room, picture->png, picture->len, sodium_base64_VARIANT_ORIGINAL);
    bdg_pen(pen, "<clipPath id=\"p\"><circle cx=\"@\" cy=\"@\" r=\"@\"/></clipPath>", l->cx, l->icon_y, r);
    bdg_pen(pen, "<circle cx=\"@\" cy=\"@\" r=\"@\" fill=\"#ffffff\"/>", l->cx, l->icon_y, r);
    bdg_pen(pen, "<image clip-path=\"url(#p)\" x=\"@\" y=\"@\" width=\"@\" height=\"@\" preserveAspectRatio=\"xMidYMid slice\" href=\"data:image/png;base64,", l->cx - r, l->icon_y - r, 2 * r, 2 * r);
    bdg_buf_str(pen->out, text);
    bdg_pen(pen, "\"/><circle cx=\"@\" cy=\"@\" r=\"@\" fill=\"none\" stroke=\"$\" stroke-width=\"5\"/>", l->cx, l->icon_y, r, pen->accent);
}

static void stars(bdg_pen_t *pen)
{
    const bdg_layout_t *l = &pen->layout;
    double apart = l->stars * 1.12;
    for (int i = 0; i < pen->design->stars; i++)
        bdg_pen_star(pen, l->cx + (i - (pen->design->stars - 1) / 2.0) * apart, l->stars_y, l->stars * 0.5, 0, pen->accent);
}

/* One leaf: pointed at both ends, lying along `angle`. */
static void leaf(bdg_path_t *p, double x, double y, double angle, double length, double width)
{
    double c = cos(angle), s = sin(angle);
#define X(u, v) (x + (u) * c - (v) * s)
#define Y(u, v) (y + (u) * s + (v) * c)
    bdg_path_move(p, x, y);
    bdg_path_curve(p, X(length * 0.25, -width), Y(length * 0.25, -width), X(length * 0.7, -width), Y(length * 0.7, -width), X(length, 0), Y(length, 0));
    bdg_path_curve(p, X(length * 0.72, width * 0.75), Y(length * 0.72, width * 0.75), X(length * 0.3, width * 0.9), Y(length * 0.3, width * 0.9), x, y);
    bdg_path_close(p);
#undef X
#undef Y
}

static void wreath(bdg_pen_t *pen)
{
    const bdg_layout_t *l = &pen->layout;
    const double r = l->wreath, reach = r * 0.24;
    const int n = 9;
    /* A banner covers the foot: the twigs then begin above it. */
    double foot = pen->design->ribbon == BDG_RIBBON_NONE || pen->design->ribbon == BDG_RIBBON_TAILS ? 0.12 : 0.5, head = PI * 0.79;
    for (int side = -1; side <= 1; side += 2) {
        bdg_path_t *p = bdg_path_make(pen->pool), *twig = bdg_path_make(pen->pool);
        bdg_path_arc(twig, l->room.cx, l->room.cy, r, PI / 2 + side * foot, PI / 2 + side * (head - 0.05));
        bdg_pen_path(pen, twig, bdg_pen_text(pen, "fill=\"none\" stroke=\"$\" stroke-width=\"@\" stroke-linecap=\"round\"", pen->accent, r * 0.022));
        for (int i = 0; i < n; i++) {
            double f = (double)i / (n - 1), a = PI / 2 + side * (foot + 0.06 + (head - foot - 0.12) * f), along = a + side * PI / 2, big = reach * (1.06 - 0.3 * f);
            double x = l->room.cx + r * cos(a), y = l->room.cy + r * sin(a);
            leaf(p, x, y, along + side * 0.52, big, big * 0.26);
            leaf(p, x, y, along - side * 0.55, big * 0.94, big * 0.25);
        }
        double tip = PI / 2 + side * (head - 0.06);
        leaf(p, l->room.cx + r * cos(tip), l->room.cy + r * sin(tip), tip + side * PI / 2, reach * 0.74, reach * 0.18);
        bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"$\"", pen->accent));
    }
}

void bdg_draw_centre(bdg_pen_t *pen, const bdg_draw_picture_t *pic)
{
    if (pen->design->wreath)
        wreath(pen);
    switch (pen->design->centre) {
    case BDG_CENTRE_ICON: icon(pen); break;
    case BDG_CENTRE_PICTURE: if (pic && pic->len) picture(pen, pic); break;
    case BDG_CENTRE_TEXT: bdg_pen_line(pen, BDG_LINE_TEXT, letters(pen)); break;
    default: break;
    }
    bdg_pen_line(pen, BDG_LINE_CAPTION, letters(pen));
    if (pen->layout.stars > 0)
        stars(pen);
}
