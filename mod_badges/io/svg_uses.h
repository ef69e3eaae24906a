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
/* value: of the class attribute. */
void bdg_svg_uses_class(bdg_svg_uses_t *u, int node, const char *value, size_t len);
/* A reference in a rule of a style sheet. Gradients draw nothing and are free; others count for each element of the class. Selectors
 * other than plain classes (".a, .b", which is what drawing programs write) are not worked out: with them only gradients are allowed. */
void bdg_svg_uses_sheet_ref(bdg_svg_uses_t *u, const char *selector, size_t selector_len, const char *id, size_t len);
/* BDG_E_TOO_LARGE: more than max elements are drawn; BDG_E_INVALID: something draws itself, or a selector is not plain enough. */
bdg_err_t *bdg_svg_uses_check(bdg_svg_uses_t *u, int max) BDG_MUST_CHECK;
#endif
