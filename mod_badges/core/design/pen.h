/* What the parts of the drawing share. */
#ifndef BDG_DESIGN_PEN_H
#define BDG_DESIGN_PEN_H
#include "core/design/draw.h"
#include "core/design/layout.h"

typedef struct bdg_pen_t {
    bdg_buf_t *out;
    const bdg_design_t *design;
    bdg_layout_t layout;
    const bdg_render_line_t *lines;
    const char *accent, *ribbon;     /* paints: a colour, or url(#...) */
    apr_pool_t *pool;
} bdg_pen_t;

/* Writes text with values in it: @ a double, $ a string, ~ a colour (bdg_rgb_t). Nothing is escaped. */
void bdg_pen(bdg_pen_t *pen, const char *text, ...);
void bdg_pen_path(bdg_pen_t *pen, const bdg_path_t *path, const char *attributes);   /* <path d="..." attributes/> */
void bdg_pen_line(bdg_pen_t *pen, int line, bdg_rgb_t colour);                       /* the outlines of a line of words */
void bdg_pen_star(bdg_pen_t *pen, double x, double y, double r, double turn, const char *paint);
const char *bdg_pen_text(const bdg_pen_t *pen, const char *text, ...);               /* the same as bdg_pen(), as a string */

/* The parts, each in a file of its own. */
void bdg_draw_rings(bdg_pen_t *pen);
void bdg_draw_pattern(bdg_pen_t *pen);          /* over the field; the caller clips */
void bdg_draw_band(bdg_pen_t *pen);
void bdg_draw_centre(bdg_pen_t *pen, const bdg_draw_picture_t *picture);
void bdg_draw_tails(bdg_pen_t *pen);            /* behind the badge */
void bdg_draw_ribbon(bdg_pen_t *pen);           /* across it */
#endif
