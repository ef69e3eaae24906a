/* Rings along the shape, and the round band of the text. */
#include "core/design/pen.h"
#include <math.h>

#define PI BDG_DRAW_PI

static bdg_path_t *along(const bdg_pen_t *pen, double inset) { return bdg_shape_outline((bdg_shape_e)pen->design->shape, inset, pen->pool); }

static void line(bdg_pen_t *pen, double inset, double width)
{
    bdg_pen_path(pen, along(pen, inset + width / 2), bdg_pen_text(pen, "fill=\"none\" stroke=\"$\" stroke-width=\"@\" stroke-linejoin=\"round\"", pen->accent, width));
}

/* As many of about this length as go round without a seam. */
static int count(const bdg_path_t *path, double apart)
{
    double n = round(bdg_path_length(path) / apart);
    return (int)fmin(fmax(n, 8), 240);
}

static void dashes(bdg_pen_t *pen, double inset, double width)
{
    bdg_path_t *p = along(pen, inset + width / 2);
    int n = count(p, width * 3.2);
    double apart = bdg_path_length(p) / n;
    bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"none\" stroke=\"$\" stroke-width=\"@\" stroke-linecap=\"round\" stroke-dasharray=\"@ @\"", pen->accent, width * 0.72, apart * 0.42, apart * 0.58));
}

static void beads(bdg_pen_t *pen, double inset, double width)
{
    bdg_path_t *p = along(pen, inset + width / 2);
    int n = count(p, width * 1.42);
    bdg_stop_t *s = bdg_path_walk(p, n, 0.5, pen->pool);
    bdg_pen(pen, "<g fill=\"$\">", pen->accent);
    for (int i = 0; i < n; i++)
        bdg_pen(pen, "<circle cx=\"@\" cy=\"@\" r=\"@\"/>", s[i].x, s[i].y, width * 0.5);
    bdg_pen(pen, "</g>");
}

/* A line whose inner side is a row of bows. */
static void scallops(bdg_pen_t *pen, double inset, double width)
{
    bdg_path_t *p = along(pen, inset + 5), *all = bdg_path_make(pen->pool);
    int n = count(p, width * 1.7);
    bdg_stop_t *s = bdg_path_walk(p, n, 0, pen->pool);
    double r = bdg_path_length(p) / n / 2;
    line(pen, inset, 5);
    for (int i = 0; i < n; i++) {
        bdg_stop_t a = s[i], b = s[(i + 1) % n];
        double t = atan2(b.y - a.y, b.x - a.x), deep = fmin(width - 5, r * 1.25) * 4 / 3;
        bdg_path_move(all, a.x, a.y);
        bdg_path_curve(all, a.x - deep * sin(t), a.y + deep * cos(t), b.x - deep * sin(t), b.y + deep * cos(t), b.x, b.y);
        bdg_path_close(all);
    }
    bdg_pen_path(pen, all, bdg_pen_text(pen, "fill=\"$\"", pen->accent));
}

/* Strokes across the ring: slanted, they make a rope; upright, the ticks of a dial. */
static void strokes(bdg_pen_t *pen, double inset, double width, double apart, double slant, double thick)
{
    bdg_path_t *p = along(pen, inset + width / 2), *all = bdg_path_make(pen->pool);
    int n = count(p, apart);
    bdg_stop_t *s = bdg_path_walk(p, n, 0.5, pen->pool);
    for (int i = 0; i < n; i++) {
        double a = s[i].angle + PI / 2 + slant, half = width / 2 - (slant > 0 ? thick * 0.3 : 0);
        bdg_path_move(all, s[i].x - cos(a) * half, s[i].y - sin(a) * half);
        bdg_path_line(all, s[i].x + cos(a) * half, s[i].y + sin(a) * half);
    }
    bdg_pen_path(pen, all, bdg_pen_text(pen, "fill=\"none\" stroke=\"$\" stroke-width=\"@\" stroke-linecap=\"$\"", pen->accent, thick, slant > 0 ? "round" : "butt"));
}

void bdg_draw_rings(bdg_pen_t *pen)
{
    for (int i = 0; i < BDG_DESIGN_RINGS; i++) {
        double at = pen->layout.ring_at[i], w = pen->layout.ring_width[i];
        switch (pen->design->ring[i]) {
        case BDG_RING_PLAIN: case BDG_RING_THIN: line(pen, at, w); break;
        case BDG_RING_DOUBLE: line(pen, at, 3); line(pen, at + w - 3, 3); break;
        case BDG_RING_DASHED: dashes(pen, at, w); break;
        case BDG_RING_BEADED: beads(pen, at, w); break;
        case BDG_RING_SCALLOPED: scallops(pen, at, w); break;
        case BDG_RING_ROPE: strokes(pen, at, w, 8.5, 0.75, 4.6); break;
        case BDG_RING_TICKS: strokes(pen, at, w, 9, 0, 3); break;
        default: break;
        }
    }
}

/* What stands in the band where no words are. */
static void ornaments(bdg_pen_t *pen)
{
    const bdg_design_t *d = pen->design;
    const bdg_layout_t *l = &pen->layout;
    double step = 18 / l->band_text;
    if (*d->bottom && *d->top) {
        for (int side = 0; side < 2; side++) {
            double a = side ? PI - 0.16 : 0.16;
            bdg_pen_star(pen, l->room.cx + l->band_text * cos(a), l->room.cy + l->band_text * sin(a), l->letters * 0.26, a + PI / 2, pen->accent);
        }
    } else if (l->stars_in_band) {
        double apart = l->letters * 1.12 / l->band_text;
        for (int i = 0; i < d->stars; i++) {
            double a = PI / 2 + (i - (d->stars - 1) / 2.0) * apart;
            bdg_pen_star(pen, l->room.cx + l->band_text * cos(a), l->room.cy + l->band_text * sin(a), l->letters * 0.46, a - PI / 2, pen->accent);
        }
    } else if (d->ribbon == BDG_RIBBON_NONE || d->ribbon == BDG_RIBBON_TAILS) {
        double half = PI - (*d->top ? l->top_span : l->bottom_span) / 2 - 0.12, mid = *d->top ? PI / 2 : -PI / 2;
        int n = (int)(half / step);
        for (int i = -n; i <= n; i++)
            bdg_pen(pen, "<circle cx=\"@\" cy=\"@\" r=\"@\" fill=\"$\"/>", l->room.cx + l->band_text * cos(mid + i * step), l->room.cy + l->band_text * sin(mid + i * step), i ? 2.6 : 4.4, pen->accent);
    }
}

void bdg_draw_band(bdg_pen_t *pen)
{
    const bdg_layout_t *l = &pen->layout;
    const bdg_rgb_t band = pen->design->colour[BDG_COLOUR_BAND], letters = pen->design->colour[BDG_COLOUR_LETTERS];
    bdg_path_t *p = bdg_path_make(pen->pool);
    bdg_path_circle(p, l->room.cx, l->room.cy, l->outer);
    bdg_path_circle(p, l->room.cx, l->room.cy, l->inner);
    bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"$\" fill-rule=\"evenodd\"", pen->design->finish == BDG_FINISH_FLAT ? bdg_pen_text(pen, "~", band) : "url(#b)"));
    if (pen->design->shape != BDG_SHAPE_CIRCLE)
        bdg_pen(pen, "<circle cx=\"@\" cy=\"@\" r=\"@\" fill=\"none\" stroke=\"$\" stroke-width=\"3\"/>", l->room.cx, l->room.cy, l->outer, pen->accent);
    bdg_pen(pen, "<circle cx=\"@\" cy=\"@\" r=\"@\" fill=\"none\" stroke=\"$\" stroke-width=\"3.5\"/>", l->room.cx, l->room.cy, l->inner, pen->accent);
    ornaments(pen);
    bdg_rgb_t ink = bdg_rgb_contrast(letters, band) >= 4.5 ? letters : bdg_rgb_ink(band);
    bdg_pen_line(pen, BDG_LINE_TOP, ink);
    bdg_pen_line(pen, BDG_LINE_BOTTOM, ink);
}
