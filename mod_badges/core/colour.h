/* Colours and what WCAG 2.2 says of them: relative luminance and contrast ratio (1.4.3, 1.4.11). */
#ifndef BDG_CORE_COLOUR_H
#define BDG_CORE_COLOUR_H
#include <apr_pools.h>

typedef struct bdg_colour_t { unsigned char r, g, b; } bdg_colour_t;     /* sRGB */

/* "#2563eb", "2563EB" or "#26e". 0: it is none. */
int bdg_colour_parse(bdg_colour_t *out, const char *s);
const char *bdg_colour_hex(bdg_colour_t c, apr_pool_t *pool);            /* "#2563eb" */
/* part of a (0..1) in b, as CSS color-mix(in srgb, a part, b). */
bdg_colour_t bdg_colour_mix(bdg_colour_t a, bdg_colour_t b, double part);
/* 1.0 .. 21.0 */
double bdg_colour_contrast(bdg_colour_t a, bdg_colour_t b);
/* A ratio as people read it, cut and not rounded up, so that 4.496 is not told as 4.5: "4.4". */
const char *bdg_colour_ratio(double ratio, apr_pool_t *pool);
/* The colour nearest to c, on its way to black or to white, that has at least this contrast to all n grounds; c itself where it has. 0: there is none. */
int bdg_colour_fit(bdg_colour_t *out, bdg_colour_t c, const bdg_colour_t *grounds, int n, double ratio);
/* Black or white, whichever is read better on c: never less than 4.58 to one. */
bdg_colour_t bdg_colour_on(bdg_colour_t c);
#endif
