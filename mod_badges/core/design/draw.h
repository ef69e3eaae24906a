/* A design -> its picture, as SVG: words are outlines, so that it looks the same everywhere, and no part of it is fetched from elsewhere.
 *
 * The picture is a pure function of the design, of the outlines of its words and of the picture in its centre: the same gives the same bytes. What comes
 * out is what bdg_svg_sanitise() would leave of it. */
#ifndef BDG_DESIGN_DRAW_H
#define BDG_DESIGN_DRAW_H
#include "core/design/design.h"
#include "io/render.h"

#define BDG_DRAW_PICTURE_SIDE 400       /* pixels: the larger side of the picture in the centre */
#define BDG_DRAW_BYTES (1u << 20)       /* of the SVG; that of uploads */

/* The picture in the centre: a PNG, at most BDG_DRAW_PICTURE_SIDE pixels wide and high. */
typedef struct bdg_draw_picture_t { const void *png; size_t len; } bdg_draw_picture_t;

/* Which word is which line. */
enum { BDG_LINE_TOP, BDG_LINE_BOTTOM, BDG_LINE_BANNER, BDG_LINE_TEXT, BDG_LINE_CAPTION, BDG_LINES };

/* Where the words go: fills lines[BDG_LINES]; a line without text is not drawn. */
void bdg_design_lines(bdg_render_line_t lines[BDG_LINES], const bdg_design_t *design);
/* The pure part. lines: with their outlines (d NULL leaves one out). picture: NULL for none. */
bdg_err_t *bdg_design_svg(bdg_buf_t *out, const bdg_design_t *design, const bdg_render_line_t lines[BDG_LINES], const bdg_draw_picture_t *picture, apr_pool_t *pool) BDG_MUST_CHECK;

/* All of it. Runs the helper program, so hold no connection meanwhile. Words that do not fit are added to check, and drawn as small as it takes.
 * picture: the PNG of the library in any size, or NULL. BDG_E_UNAVAILABLE: the helper cannot run just now. */
bdg_err_t *bdg_design_draw(bdg_buf_t *out, bdg_check_t *check, const bdg_design_t *design, const bdg_render_t *render, const bdg_draw_picture_t *picture, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
