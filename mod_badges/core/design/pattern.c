/* Patterns on the field: drawn larger than it, and clipped to it. */
#include "core/design/pen.h"
#include <math.h>

#define PI BDG_DRAW_PI
#define FAR 380.0

static void sector(bdg_path_t *p, const bdg_room_t *m, double a, double b)
{
    bdg_path_move(p, m->cx, m->cy);
    bdg_path_line(p, m->cx + FAR * cos(a), m->cy + FAR * sin(a));
    bdg_path_line(p, m->cx + FAR * cos(b), m->cy + FAR * sin(b));
    bdg_path_close(p);
}

static const char *light(const bdg_pen_t *pen) { return bdg_rgb_contrast(pen->design->colour[BDG_COLOUR_FIELD], 0xffffff) > 1.6 ? "#ffffff" : "#000000"; }

static void rays(bdg_pen_t *pen)
{
    bdg_path_t *p = bdg_path_make(pen->pool);
    const int n = 24;
    for (int i = 0; i < n; i++)
        sector(p, &pen->layout.room, 2 * PI * (i - 0.25) / n - PI / 2, 2 * PI * (i + 0.25) / n - PI / 2);
    bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"$\" fill-opacity=\"0.1\"", light(pen)));
}

/* Light comes from the upper left. */
static void facets(bdg_pen_t *pen)
{
    const bdg_room_t *m = &pen->layout.room;
    for (int i = 0; i < m->facets; i++) {
        double a = m->first + 2 * PI * i / m->facets, b = m->first + 2 * PI * (i + 1) / m->facets, lit = cos((a + b) / 2 + PI * 0.7);
        bdg_path_t *p = bdg_path_make(pen->pool);
        sector(p, m, a, b);
        bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"$\" fill-opacity=\"@\"", lit > 0 ? "#ffffff" : "#000000", fabs(lit) * 0.2 + 0.02));
    }
}

static void waves(bdg_pen_t *pen)
{
    const double length = 84;
    for (int row = 0; row < 7; row++) {
        bdg_path_t *p = bdg_path_make(pen->pool);
        double y = pen->layout.room.cy - 10 + row * 42, x = -60 - (row % 2) * length / 2, swing = 15;
        bdg_path_move(p, x, y);
        for (int i = 0; i < 9; i++, x += length) {
            bdg_path_curve(p, x + length * 0.18, y - swing * 1.1, x + length * 0.32, y - swing * 1.1, x + length / 2, y);
            bdg_path_curve(p, x + length * 0.68, y + swing * 1.1, x + length * 0.82, y + swing * 1.1, x + length, y);
        }
        bdg_path_line(p, x, 600);
        bdg_path_line(p, -160, 600);
        bdg_path_close(p);
        bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"$\" fill-opacity=\"0.075\"", row % 2 ? "#000000" : light(pen)));
    }
}

static void dots(bdg_pen_t *pen)
{
    bdg_pen(pen, "<pattern id=\"d\" patternUnits=\"userSpaceOnUse\" width=\"24\" height=\"42\"><g fill=\"$\" fill-opacity=\"0.13\"><circle cx=\"6\" cy=\"6\" r=\"2.8\"/>"
                 "<circle cx=\"18\" cy=\"27\" r=\"2.8\"/></g></pattern><path d=\"M0 0H512V512H0Z\" fill=\"url(#d)\"/>", light(pen));
}

/* The rosette of banknotes: one ellipse, turned many times. */
static void guilloche(bdg_pen_t *pen)
{
    const bdg_room_t *m = &pen->layout.room;
    bdg_pen(pen, "<g fill=\"none\" stroke=\"$\" stroke-opacity=\"0.2\" stroke-width=\"1.4\">", light(pen));
    for (int i = 0; i < 18; i++)
        bdg_pen(pen, "<ellipse cx=\"@\" cy=\"@\" rx=\"@\" ry=\"@\" transform=\"rotate(@ @ @)\"/>", m->cx, m->cy, pen->layout.inner * 0.97, pen->layout.inner * 0.46, i * 10.0, m->cx, m->cy);
    bdg_pen(pen, "</g>");
}

/* Tracks of a circuit board, to both sides; the same ones each time. */
static void circuit(bdg_pen_t *pen)
{
    static const struct { int x, y, run, slant, end; } tracks[] = { { 0, -150, 70, 40, 40 }, { 0, -104, 96, -26, 60 }, { 0, -58, 60, 34, 30 }, { 0, -14, 110, 0, 20 }, { 0, 30, 64, -30, 34 },
        { 0, 74, 100, 26, 40 }, { 0, 118, 76, -34, 50 }, { 0, 160, 90, 22, 20 } };
    const bdg_room_t *m = &pen->layout.room;
    bdg_path_t *lines = bdg_path_make(pen->pool), *ends = bdg_path_make(pen->pool);
    for (int side = -1; side <= 1; side += 2)
        for (size_t i = 0; i < sizeof tracks / sizeof *tracks; i++) {
            double x = m->cx + side * 250.0, y = m->cy + tracks[i].y * (side < 0 ? 1 : -1), dx = -side;
            bdg_path_move(lines, x, y);
            bdg_path_line(lines, x += dx * tracks[i].run, y);
            bdg_path_line(lines, x += dx * abs(tracks[i].slant), y += tracks[i].slant);
            bdg_path_line(lines, x += dx * tracks[i].end * 0.6, y);
            bdg_path_circle(ends, x + dx * 6, y, 6);
        }
    bdg_pen_path(pen, lines, bdg_pen_text(pen, "fill=\"none\" stroke=\"$\" stroke-opacity=\"0.17\" stroke-width=\"3\" stroke-linejoin=\"round\"", light(pen)));
    bdg_pen_path(pen, ends, bdg_pen_text(pen, "fill=\"none\" stroke=\"$\" stroke-opacity=\"0.17\" stroke-width=\"3\"", light(pen)));
}

void bdg_draw_pattern(bdg_pen_t *pen)
{
    switch (pen->design->pattern) {
    case BDG_PATTERN_RAYS: rays(pen); break;
    case BDG_PATTERN_FACETS: facets(pen); break;
    case BDG_PATTERN_WAVES: waves(pen); break;
    case BDG_PATTERN_DOTS: dots(pen); break;
    case BDG_PATTERN_GUILLOCHE: guilloche(pen); break;
    case BDG_PATTERN_CIRCUIT: circuit(pen); break;
    default: break;
    }
}
