#include "core/design/shape.h"
#include <math.h>

#define PI BDG_DRAW_PI
#define MID (BDG_DRAW_SIDE / 2.0)

static const bdg_room_t rooms[BDG_SHAPES] = {
    [BDG_SHAPE_CIRCLE] = { MID, MID, 244, 16, 0 },        [BDG_SHAPE_SEAL] = { MID, MID, 232, 16, 0 },
    [BDG_SHAPE_SCALLOP] = { MID, MID, 230, 18, 0 },       [BDG_SHAPE_WAVE] = { MID, MID, 228, 12, 0 },
    [BDG_SHAPE_FLOWER] = { MID, MID, 213, 16, 0 },        [BDG_SHAPE_BURST] = { MID, MID, 212, 24, -PI / 2 },
    [BDG_SHAPE_GEAR] = { MID, MID, 222, 12, 0 },          [BDG_SHAPE_SHIELD] = { MID, 226, 194, 12, -PI / 2 },
    [BDG_SHAPE_CREST] = { MID, 244, 188, 12, -PI / 2 },   [BDG_SHAPE_HEXAGON] = { MID, MID, 214, 6, -PI / 2 },
    [BDG_SHAPE_OCTAGON] = { MID, MID, 230, 8, -PI * 3 / 8 }, [BDG_SHAPE_PENTAGON] = { MID, 272, 208, 5, -PI / 2 },
    [BDG_SHAPE_SQUARE] = { MID, MID, 226, 8, -PI / 4 },   [BDG_SHAPE_DIAMOND] = { MID, MID, 178, 8, -PI / 2 },
    [BDG_SHAPE_STAR] = { MID, 272, 168, 10, -PI / 2 },    [BDG_SHAPE_ARCH] = { MID, 216, 196, 12, -PI / 2 },
    [BDG_SHAPE_PENNANT] = { MID, 216, 196, 12, -PI / 2 },
};

bdg_room_t bdg_shape_room(bdg_shape_e shape) { return rooms[shape]; }

static bdg_point_t polar(const bdg_room_t *m, double r, double a) { return (bdg_point_t){ m->cx + r * cos(a), m->cy + r * sin(a) }; }

/* n corners, outer and inner by turns; inner 0: outer ones only. */
static void star(bdg_path_t *p, const bdg_room_t *m, int n, double outer, double inner, double first, double radius)
{
    bdg_point_t c[96];
    int k = 0;
    for (int i = 0; i < n && k < 94; i++) {
        c[k++] = polar(m, outer, first + 2 * PI * i / n);
        if (inner > 0)
            c[k++] = polar(m, inner, first + 2 * PI * (i + 0.5) / n);
    }
    bdg_path_polygon(p, c, k, radius);
}

/* Bumps around a circle of radius r: each an arc that stands out by `out`. */
static void bumps(bdg_path_t *p, const bdg_room_t *m, int n, double r, double out)
{
    double half = PI / n, chord = r * sin(half), depth = out + r * (1 - cos(half)), br = (chord * chord + depth * depth) / (2 * depth);
    for (int i = 0; i < n; i++) {
        double mid = -PI / 2 + 2 * PI * i / n, far = r * cos(half) + depth - br;
        bdg_point_t c = polar(m, far, mid), from = polar(m, r, mid - half);
        double a = atan2(from.y - c.y, from.x - c.x) - mid;
        a = fabs(remainder(a, 2 * PI));
        if (!i)
            bdg_path_move(p, from.x, from.y);
        bdg_path_arc(p, c.x, c.y, br, mid - a, mid + a);
    }
    bdg_path_close(p);
}

/* A circle whose radius swings n times around, as curves through its peaks and troughs. */
static void wave(bdg_path_t *p, const bdg_room_t *m, int n, double r, double swing)
{
    for (int i = 0; i < 2 * n; i++) {
        double a = -PI / 2 + PI * i / n, b = a + PI / n, ra = r + (i % 2 ? -swing : swing), rb = r + (i % 2 ? swing : -swing), k = 0.37 * PI / n;
        bdg_point_t from = polar(m, ra, a), to = polar(m, rb, b);
        if (!i)
            bdg_path_move(p, from.x, from.y);
        bdg_path_curve(p, from.x - ra * k * sin(a), from.y + ra * k * cos(a), to.x + rb * k * sin(b), to.y - rb * k * cos(b), to.x, to.y);
    }
    bdg_path_close(p);
}

static void gear(bdg_path_t *p, const bdg_room_t *m, int n, double root, double tip)
{
    bdg_point_t c[64];
    double step = 2 * PI / n;
    int k = 0;
    for (int i = 0; i < n && k < 60; i++) {
        double a = -PI / 2 + step * i;
        c[k++] = polar(m, root, a - step * 0.29);
        c[k++] = polar(m, tip, a - step * 0.2);
        c[k++] = polar(m, tip, a + step * 0.2);
        c[k++] = polar(m, root, a + step * 0.29);
    }
    bdg_path_polygon(p, c, k, 5);
}

static void shield(bdg_path_t *p)
{
    bdg_path_move(p, 256, 30);
    bdg_path_curve(p, 306, 30, 372, 26, 428, 14);
    bdg_path_curve(p, 446, 10, 458, 22, 458, 40);
    bdg_path_line(p, 458, 236);
    bdg_path_curve(p, 458, 372, 366, 452, 268, 500);
    bdg_path_curve(p, 260, 504, 252, 504, 244, 500);
    bdg_path_curve(p, 146, 452, 54, 372, 54, 236);
    bdg_path_line(p, 54, 40);
    bdg_path_curve(p, 54, 22, 66, 10, 84, 14);
    bdg_path_curve(p, 140, 26, 206, 30, 256, 30);
    bdg_path_close(p);
}

static void crest(bdg_path_t *p)
{
    bdg_path_move(p, 256, 8);
    bdg_path_curve(p, 300, 44, 368, 60, 432, 52);
    bdg_path_curve(p, 444, 50, 452, 58, 452, 70);
    bdg_path_curve(p, 448, 96, 452, 120, 458, 148);
    bdg_path_curve(p, 486, 300, 404, 434, 268, 500);
    bdg_path_curve(p, 260, 504, 252, 504, 244, 500);
    bdg_path_curve(p, 108, 434, 26, 300, 54, 148);
    bdg_path_curve(p, 60, 120, 64, 96, 60, 70);
    bdg_path_curve(p, 60, 58, 68, 50, 80, 52);
    bdg_path_curve(p, 144, 60, 212, 44, 256, 8);
    bdg_path_close(p);
}

static void arch(bdg_path_t *p, double d)
{
    const double r = 204 - d, foot = 498 - d, soft = fmax(30 - d, 6);
    bdg_path_arc(p, MID, 212, r, PI, 2 * PI);
    bdg_path_line(p, MID + r, foot - soft);
    bdg_path_curve(p, MID + r, foot - soft * 0.45, MID + r - soft * 0.55, foot, MID + r - soft, foot);
    bdg_path_line(p, MID - r + soft, foot);
    bdg_path_curve(p, MID - r + soft * 0.55, foot, MID - r, foot - soft * 0.45, MID - r, foot - soft);
    bdg_path_close(p);
}

static void pennant(bdg_path_t *p, double d)
{
    double w = 204 - d, slope = 76, extra = d * (hypot(w, slope) - slope) / w;    /* so that the slanting sides keep their distance too */
    const bdg_point_t c[] = { { MID - w, 12 + d }, { MID + w, 12 + d }, { MID + w, 502 - d * 0.9 - extra * 0.6 }, { MID, 502 - slope - d * 0.2 - extra }, { MID - w, 502 - d * 0.9 - extra * 0.6 } };
    bdg_path_polygon(p, c, 5, fmax(22 - d, 5));
}

bdg_path_t *bdg_shape_outline(bdg_shape_e shape, double d, apr_pool_t *pool)
{
    bdg_path_t *p = bdg_path_make(pool);
    bdg_room_t m = rooms[shape];
    double h = m.r - d;
    switch (shape) {
    case BDG_SHAPE_SEAL: star(p, &m, 36, m.r - d + 14, m.r - d, -PI / 2, 3); break;
    case BDG_SHAPE_SCALLOP: bumps(p, &m, 22, m.r - d, 12 * h / m.r); break;
    case BDG_SHAPE_WAVE: wave(p, &m, 14, h + 9, 9 * h / m.r); break;
    case BDG_SHAPE_FLOWER: bumps(p, &m, 8, h + 4, 22 * h / m.r); break;
    case BDG_SHAPE_BURST: star(p, &m, 12, (m.r + 36) * h / m.r, h, -PI / 2, 9); break;
    case BDG_SHAPE_GEAR: gear(p, &m, 12, h, h + 26); break;
    case BDG_SHAPE_SHIELD: shield(p); bdg_path_scale(p, m.cx, 244, (202 - d) / 202, (240 - d * 1.06) / 240); break;
    case BDG_SHAPE_CREST: crest(p); bdg_path_scale(p, m.cx, 250, (204 - d) / 204, (244 - d * 1.15) / 244); break;
    case BDG_SHAPE_HEXAGON: star(p, &m, 6, h / cos(PI / 6), 0, -PI / 2, fmax(30 - d, 6)); break;
    case BDG_SHAPE_OCTAGON: star(p, &m, 8, h / cos(PI / 8), 0, -PI / 8, fmax(24 - d, 5)); break;
    case BDG_SHAPE_PENTAGON: star(p, &m, 5, h / cos(PI / 5), 0, -PI / 2, fmax(36 - d, 6)); break;
    case BDG_SHAPE_SQUARE: star(p, &m, 4, h * sqrt(2), 0, -PI / 4, fmax(66 - d, 10)); break;
    case BDG_SHAPE_DIAMOND: star(p, &m, 4, h * sqrt(2), 0, -PI / 2, fmax(30 - d, 6)); break;
    case BDG_SHAPE_STAR: star(p, &m, 5, h * 1.6, h, -PI / 2, fmax(26 - d * 0.6, 6)); break;
    case BDG_SHAPE_ARCH: arch(p, d); break;
    case BDG_SHAPE_PENNANT: pennant(p, d); break;
    default: bdg_path_circle(p, m.cx, m.cy, h); break;
    }
    return p;
}
