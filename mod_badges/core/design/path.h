/* Outlines in the plane of a drawn badge: 512 by 512 units, x to the right, y down, angles in radians clockwise from the right. */
#ifndef BDG_DESIGN_PATH_H
#define BDG_DESIGN_PATH_H
#include "base/buf.h"
#include <apr_tables.h>

#define BDG_DRAW_SIDE 512
#define BDG_DRAW_PI 3.14159265358979323846

typedef struct bdg_point_t { double x, y; } bdg_point_t;

/* A path: verbs M (1 point), L (1), C (3), Z (0). */
typedef struct bdg_path_t { apr_array_header_t *verbs, *points; apr_pool_t *pool; } bdg_path_t;

bdg_path_t *bdg_path_make(apr_pool_t *pool);
void bdg_path_move(bdg_path_t *path, double x, double y);
void bdg_path_line(bdg_path_t *path, double x, double y);
void bdg_path_curve(bdg_path_t *path, double x1, double y1, double x2, double y2, double x, double y);
void bdg_path_close(bdg_path_t *path);
/* An arc of a circle from angle a to b (b < a: against the clock), going on from where the path is, or beginning there. */
void bdg_path_arc(bdg_path_t *path, double cx, double cy, double r, double a, double b);
void bdg_path_circle(bdg_path_t *path, double cx, double cy, double r);
/* A closed polygon with rounded corners; each is cut where its sides are too short for the radius. */
void bdg_path_polygon(bdg_path_t *path, const bdg_point_t *corner, int n, double radius);
/* The same shape, larger or smaller: each point p becomes centre + (p - centre) * (fx, fy). */
void bdg_path_scale(bdg_path_t *path, double cx, double cy, double fx, double fy);

/* What stands in d="...". */
void bdg_path_write(bdg_buf_t *out, const bdg_path_t *path);
/* A number as SVG wants it: at most two decimals, none that are not needed, and a point whatever the locale. */
void bdg_path_number(bdg_buf_t *out, double v);

/* A place on the way along an outline, and which way it goes on. */
typedef struct bdg_stop_t { double x, y, angle; } bdg_stop_t;
/* Length of the first outline of path. */
double bdg_path_length(const bdg_path_t *path);
/* n places at equal distances around the closed outline, the first at offset (0..1) of a distance behind its beginning. */
bdg_stop_t *bdg_path_walk(const bdg_path_t *path, int n, double offset, apr_pool_t *pool);
#endif
