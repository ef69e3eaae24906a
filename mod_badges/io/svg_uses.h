/* How often an SVG draws its parts: use, pattern, mask, marker, filter and clip-path repeat elements, and repeats of repeats grow
 * exponentially (a "use bomb") from a few lines. This counts without drawing. */
#ifndef BDG_SVG_USES_H
#define BDG_SVG_USES_H
#include "base/err.h"
#include <apr_pools.h>

typedef struct bdg_svg_uses_t bdg_svg_uses_t;
bdg_svg_uses_t *bdg_svg_uses_make(apr_pool_t *pool);
/* Elements in the order of the document; the number returned names the element. The first is the root. */
int bdg_svg_uses_open(bdg_svg_uses_t *u, int is_gradient);
void bdg_svg_uses_close(bdg_svg_uses_t *u, int node);
/* 0 when another element has that id already. */
int bdg_svg_uses_id(bdg_svg_uses_t *u, int node, const char *id, size_t len);
void bdg_svg_uses_ref(bdg_svg_uses_t *u, int node, const char *id, size_t len);
/* A reference in a style sheet: which elements it applies to is not worked out, so only gradients, which draw nothing, are allowed. */
void bdg_svg_uses_sheet_ref(bdg_svg_uses_t *u, const char *id, size_t len);
/* BDG_E_TOO_LARGE: more than max elements are drawn; BDG_E_INVALID: something draws itself, or a style sheet refers to more than gradients. */
bdg_err_t *bdg_svg_uses_check(bdg_svg_uses_t *u, int max) BDG_MUST_CHECK;
#endif
