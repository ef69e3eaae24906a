/* Ribbons: across the badge, around its foot, and hanging from behind it. */
#include "core/design/pen.h"
#include <math.h>

#define PI BDG_DRAW_PI

static bdg_rgb_t colour(const bdg_pen_t *pen) { return pen->design->colour[BDG_COLOUR_RIBBON]; }
static const char *shade(const bdg_pen_t *pen, double f) { return bdg_pen_text(pen, "fill=\"~\"", bdg_rgb_darker(colour(pen), f)); }

static void polygon(bdg_pen_t *pen, const bdg_point_t *c, int n, double radius, const char *attributes)
{
    bdg_path_t *p = bdg_path_make(pen->pool);
    bdg_path_polygon(p, c, n, radius);
    bdg_pen_path(pen, p, attributes);
}

static void shadow(bdg_pen_t *pen, bdg_path_t *p)
{
    if (pen->design->finish != BDG_FINISH_FLAT)
        bdg_pen_path(pen, p, "fill=\"#000000\" fill-opacity=\"0.22\" transform=\"translate(0 6)\"");
}

static void banner(bdg_pen_t *pen)
{
    const bdg_layout_t *l = &pen->layout;
    const double half = l->banner_height / 2, w = 196, far = 252, drop = 16, cx = l->room.cx, y = l->banner_y;
    for (int side = -1; side <= 1; side += 2) {
        const bdg_point_t tail[] = { { cx + side * (w - 38), y - half + drop }, { cx + side * far, y - half + drop }, { cx + side * (far - 24), y + drop }, { cx + side * far, y + half + drop },
                                     { cx + side * (w - 38), y + half + drop } };
        const bdg_point_t fold[] = { { cx + side * w, y + half }, { cx + side * (w - 38), y + half }, { cx + side * (w - 38), y + half + drop } };
        polygon(pen, tail, 5, 2, shade(pen, 0.24));
        polygon(pen, fold, 3, 0, shade(pen, 0.52));
    }
    bdg_path_t *p = bdg_path_make(pen->pool);
    const bdg_point_t front[] = { { cx - w, y - half }, { cx + w, y - half }, { cx + w, y + half }, { cx - w, y + half } };
    bdg_path_polygon(p, front, 4, 2);
    shadow(pen, p);
    bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"$\"", pen->ribbon));
    bdg_pen(pen, "<path d=\"M@ @L@ @M@ @L@ @\" stroke=\"~\" stroke-opacity=\"0.45\" stroke-width=\"2\" fill=\"none\"/>", cx - w, y - half + 6, cx + w, y - half + 6, cx - w, y + half - 6, cx + w, y + half - 6,
            bdg_rgb_ink(colour(pen)));
}

static void plaque(bdg_pen_t *pen)
{
    const bdg_layout_t *l = &pen->layout;
    const double half = l->banner_height / 2, w = 150;
    const bdg_point_t c[] = { { l->room.cx - w, l->banner_y - half }, { l->room.cx + w, l->banner_y - half }, { l->room.cx + w, l->banner_y + half }, { l->room.cx - w, l->banner_y + half } };
    bdg_path_t *p = bdg_path_make(pen->pool);
    bdg_path_polygon(p, c, 4, half);
    shadow(pen, p);
    bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"$\" stroke=\"$\" stroke-width=\"4\"", pen->ribbon, pen->accent));
}

/* A piece of a ring around the room's centre; its end at b may have a notch. */
static bdg_path_t *piece(const bdg_pen_t *pen, double r, double half, double a, double b, double notch)
{
    const bdg_room_t *m = &pen->layout.room;
    bdg_path_t *p = bdg_path_make(pen->pool);
    bdg_path_arc(p, m->cx, m->cy, r + half, a, b);
    if (notch > 0)
        bdg_path_line(p, m->cx + r * cos(b + (a < b ? -notch : notch)), m->cy + r * sin(b + (a < b ? -notch : notch)));
    bdg_path_arc(p, m->cx, m->cy, r - half, b, a);
    bdg_path_close(p);
    return p;
}

static void curved(bdg_pen_t *pen)
{
    const bdg_layout_t *l = &pen->layout;
    const bdg_room_t *m = &l->room;
    const double half = l->curve_half, r = l->curve_r, span = l->curve_span, drop = 12;
    for (int side = -1; side <= 1; side += 2) {
        double end = PI / 2 + side * span, from = PI / 2 + side * (span - 0.15), to = PI / 2 + side * (span + 0.3);
        bdg_pen_path(pen, piece(pen, r + drop, half, from, to, 0.1), shade(pen, 0.24));
        bdg_path_t *fold = bdg_path_make(pen->pool);
        bdg_path_move(fold, m->cx + (r + half) * cos(end), m->cy + (r + half) * sin(end));
        bdg_path_line(fold, m->cx + (r + half) * cos(from), m->cy + (r + half) * sin(from));
        bdg_path_line(fold, m->cx + (r + half + drop) * cos(from), m->cy + (r + half + drop) * sin(from));
        bdg_path_close(fold);
        bdg_pen_path(pen, fold, shade(pen, 0.52));
    }
    bdg_path_t *front = piece(pen, r, half, PI / 2 - span, PI / 2 + span, 0);
    shadow(pen, front);
    bdg_pen_path(pen, front, bdg_pen_text(pen, "fill=\"$\"", pen->ribbon));
    for (int side = -1; side <= 1; side += 2) {
        bdg_path_t *p = bdg_path_make(pen->pool);
        bdg_path_arc(p, m->cx, m->cy, r + side * (half - 6), PI / 2 - span, PI / 2 + span);
        bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"none\" stroke=\"~\" stroke-opacity=\"0.45\" stroke-width=\"2\"", bdg_rgb_ink(colour(pen))));
    }
}

void bdg_draw_ribbon(bdg_pen_t *pen)
{
    switch (pen->design->ribbon) {
    case BDG_RIBBON_BANNER: banner(pen); break;
    case BDG_RIBBON_PLAQUE: plaque(pen); break;
    case BDG_RIBBON_CURVED: curved(pen); break;
    default: return;
    }
    bdg_pen_line(pen, BDG_LINE_BANNER, bdg_rgb_ink(colour(pen)));
}

void bdg_draw_tails(bdg_pen_t *pen)
{
    for (int side = -1; side <= 1; side += 2) {
        const double lean = side * 0.30, w = 46, top = 300, foot = 512;
        bdg_pen(pen, "<g transform=\"rotate(@ 256 300)\">", -lean * 180 / PI);
        const bdg_point_t tail[] = { { 256 + side * 24 - w, top }, { 256 + side * 24 + w, top }, { 256 + side * 24 + w, foot }, { 256 + side * 24, foot - 30 }, { 256 + side * 24 - w, foot } };
        polygon(pen, tail, 5, 2, bdg_pen_text(pen, "fill=\"~\"", side < 0 ? colour(pen) : bdg_rgb_darker(colour(pen), 0.12)));
        for (int edge = -1; edge <= 1; edge += 2)
            bdg_pen(pen, "<path d=\"M@ @L@ @\" stroke=\"$\" stroke-width=\"5\"/>", 256 + side * 24 + edge * (w - 11), top, 256 + side * 24 + edge * (w - 11), foot - 30 * 11 / w - 2 - 8, pen->accent);
        bdg_pen(pen, "</g>");
    }
}
