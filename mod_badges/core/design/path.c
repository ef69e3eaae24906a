#include "core/design/path.h"
#include <math.h>
#include <stdint.h>

enum { FLAT = 12 };   /* straight pieces that a curve is walked in */

bdg_path_t *bdg_path_make(apr_pool_t *pool)
{
    bdg_path_t *p = apr_pcalloc(pool, sizeof *p);
    p->pool = pool;
    p->verbs = apr_array_make(pool, 32, sizeof(char));
    p->points = apr_array_make(pool, 64, sizeof(bdg_point_t));
    return p;
}

static void push(bdg_path_t *p, double x, double y) { APR_ARRAY_PUSH(p->points, bdg_point_t) = (bdg_point_t){ x, y }; }

void bdg_path_move(bdg_path_t *p, double x, double y)
{
    APR_ARRAY_PUSH(p->verbs, char) = 'M';
    push(p, x, y);
}

void bdg_path_line(bdg_path_t *p, double x, double y)
{
    APR_ARRAY_PUSH(p->verbs, char) = 'L';
    push(p, x, y);
}

void bdg_path_curve(bdg_path_t *p, double x1, double y1, double x2, double y2, double x, double y)
{
    APR_ARRAY_PUSH(p->verbs, char) = 'C';
    push(p, x1, y1);
    push(p, x2, y2);
    push(p, x, y);
}

void bdg_path_close(bdg_path_t *p) { APR_ARRAY_PUSH(p->verbs, char) = 'Z'; }

/* Of pieces of at most a quarter, each a cubic: off the circle by less than 0.03 per cent. */
void bdg_path_arc(bdg_path_t *p, double cx, double cy, double r, double a, double b)
{
    int n = (int)fmax(1, ceil(fabs(b - a) / (BDG_DRAW_PI / 2) - 1e-9));
    double step = (b - a) / n, k = 4.0 / 3 * tan(step / 4) * r;
    double x = cx + r * cos(a), y = cy + r * sin(a);
    if (p->verbs->nelts && APR_ARRAY_IDX(p->verbs, p->verbs->nelts - 1, char) != 'Z')
        bdg_path_line(p, x, y);
    else
        bdg_path_move(p, x, y);
    for (int i = 1; i <= n; i++) {
        double from = a + step * (i - 1), to = a + step * i;
        bdg_path_curve(p, cx + r * cos(from) - k * sin(from), cy + r * sin(from) + k * cos(from), cx + r * cos(to) + k * sin(to), cy + r * sin(to) - k * cos(to),
                       cx + r * cos(to), cy + r * sin(to));
    }
}

void bdg_path_circle(bdg_path_t *p, double cx, double cy, double r)
{
    bdg_path_arc(p, cx, cy, r, -BDG_DRAW_PI / 2, BDG_DRAW_PI * 1.5);
    bdg_path_close(p);
}

static bdg_point_t between(bdg_point_t a, bdg_point_t b, double f) { return (bdg_point_t){ a.x + (b.x - a.x) * f, a.y + (b.y - a.y) * f }; }

void bdg_path_polygon(bdg_path_t *p, const bdg_point_t *c, int n, double radius)
{
    for (int i = 0; i < n; i++) {
        bdg_point_t before = c[(i + n - 1) % n], at = c[i], after = c[(i + 1) % n];
        double la = hypot(before.x - at.x, before.y - at.y), lb = hypot(after.x - at.x, after.y - at.y);
        double turn = fabs(atan2((at.x - before.x) * (after.y - at.y) - (at.y - before.y) * (after.x - at.x),
                                 (at.x - before.x) * (after.x - at.x) + (at.y - before.y) * (after.y - at.y)));
        double cut = fmin(radius * tan(turn / 2), 0.48 * fmin(la, lb)), soft = 4.0 / 3 * tan(turn / 4) / tan(turn / 2);
        int sharp = !(cut > 0.01) || turn < 0.01;
        bdg_point_t in = sharp ? at : between(at, before, cut / la), out = sharp ? at : between(at, after, cut / lb);
        if (i)
            bdg_path_line(p, in.x, in.y);
        else
            bdg_path_move(p, in.x, in.y);
        if (sharp)
            continue;
        bdg_point_t h1 = between(in, at, soft), h2 = between(out, at, soft);
        bdg_path_curve(p, h1.x, h1.y, h2.x, h2.y, out.x, out.y);
    }
    bdg_path_close(p);
}

void bdg_path_scale(bdg_path_t *p, double cx, double cy, double fx, double fy)
{
    for (int i = 0; i < p->points->nelts; i++) {
        bdg_point_t *q = &APR_ARRAY_IDX(p->points, i, bdg_point_t);
        *q = (bdg_point_t){ cx + (q->x - cx) * fx, cy + (q->y - cy) * fy };
    }
}

void bdg_path_number(bdg_buf_t *out, double v)
{
    if (!(fabs(v) < 1e6))        /* NaN too */
        v = 0;
    long n = lround(v * 100);
    if (n < 0)
        bdg_buf_char(out, '-');
    n = n < 0 ? -n : n;
    bdg_buf_printf(out, n % 100 == 0 ? "%ld" : n % 10 == 0 ? "%ld.%ld" : "%ld.%02ld", n / 100, n % 10 == 0 ? n % 100 / 10 : n % 100);
}

void bdg_path_write(bdg_buf_t *out, const bdg_path_t *p)
{
    int at = 0;
    for (int i = 0; i < p->verbs->nelts; i++) {
        char verb = APR_ARRAY_IDX(p->verbs, i, char);
        bdg_buf_char(out, verb);
        for (int n = verb == 'C' ? 3 : verb != 'Z'; n > 0; n--, at++) {
            const bdg_point_t *q = &APR_ARRAY_IDX(p->points, at, bdg_point_t);
            bdg_path_number(out, q->x);
            bdg_buf_char(out, ',');
            bdg_path_number(out, q->y);
            if (n > 1)
                bdg_buf_char(out, ',');
        }
    }
}

/* --- walking */

/* The first outline as straight pieces: array of points, the last one equal to the first. */
static apr_array_header_t *flat(const bdg_path_t *p)
{
    apr_array_header_t *out = apr_array_make(p->pool, 256, sizeof(bdg_point_t));
    const bdg_point_t *q = (const bdg_point_t *)p->points->elts;
    for (int i = 0; i < p->verbs->nelts; i++) {
        char verb = APR_ARRAY_IDX(p->verbs, i, char);
        if (verb == 'Z')
            break;
        if (verb != 'C') {
            APR_ARRAY_PUSH(out, bdg_point_t) = *q++;
            continue;
        }
        bdg_point_t a = APR_ARRAY_IDX(out, out->nelts - 1, bdg_point_t);
        for (int k = 1; k <= FLAT; k++) {
            double t = (double)k / FLAT, u = 1 - t, w0 = u * u * u, w1 = 3 * u * u * t, w2 = 3 * u * t * t, w3 = t * t * t;
            APR_ARRAY_PUSH(out, bdg_point_t) = (bdg_point_t){ w0 * a.x + w1 * q[0].x + w2 * q[1].x + w3 * q[2].x, w0 * a.y + w1 * q[0].y + w2 * q[1].y + w3 * q[2].y };
        }
        q += 3;
    }
    if (out->nelts)
        APR_ARRAY_PUSH(out, bdg_point_t) = APR_ARRAY_IDX(out, 0, bdg_point_t);
    return out;
}

static double length_of(const apr_array_header_t *pieces)
{
    double sum = 0;
    for (int i = 1; i < pieces->nelts; i++) {
        bdg_point_t a = APR_ARRAY_IDX(pieces, i - 1, bdg_point_t), b = APR_ARRAY_IDX(pieces, i, bdg_point_t);
        sum += hypot(b.x - a.x, b.y - a.y);
    }
    return sum;
}

double bdg_path_length(const bdg_path_t *p) { return length_of(flat(p)); }

bdg_stop_t *bdg_path_walk(const bdg_path_t *p, int n, double offset, apr_pool_t *pool)
{
    bdg_stop_t *out = apr_pcalloc(pool, (size_t)(n > 0 ? n : 1) * sizeof *out);
    apr_array_header_t *pieces = flat(p);
    double apart = length_of(pieces) / (n > 0 ? n : 1), gone = 0;
    int made = 0;
    for (int i = 1; i < pieces->nelts && made < n; i++) {
        bdg_point_t a = APR_ARRAY_IDX(pieces, i - 1, bdg_point_t), b = APR_ARRAY_IDX(pieces, i, bdg_point_t);
        double len = hypot(b.x - a.x, b.y - a.y);
        for (double want = (made + offset) * apart; made < n && len > 0 && want < gone + len; want = (made + offset) * apart) {
            bdg_point_t at = between(a, b, (want - gone) / len);
            out[made++] = (bdg_stop_t){ at.x, at.y, atan2(b.y - a.y, b.x - a.x) };
        }
        gone += len;
    }
    while (made > 0 && made < n) {     /* rounding at the very end */
        out[made] = out[made - 1];
        made++;
    }
    return out;
}
