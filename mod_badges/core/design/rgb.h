/* Colours of drawn badges as one number, 0xRRGGBB, so that tables of them can be read. What WCAG says of them is core/colour.h's. */
#ifndef BDG_DESIGN_RGB_H
#define BDG_DESIGN_RGB_H
#include <stdint.h>

typedef uint32_t bdg_rgb_t;

/* f of b, the rest a. */
bdg_rgb_t bdg_rgb_mix(bdg_rgb_t a, bdg_rgb_t b, double f);
bdg_rgb_t bdg_rgb_lighter(bdg_rgb_t c, double f);
bdg_rgb_t bdg_rgb_darker(bdg_rgb_t c, double f);
/* 1..21 */
double bdg_rgb_contrast(bdg_rgb_t a, bdg_rgb_t b);
/* Of white and a dark shade of c, what can be read better on c. */
bdg_rgb_t bdg_rgb_ink(bdg_rgb_t c);
/* "#rrggbb" and nothing else, in upper or lower case: 1, and *out. s may be NULL. */
int bdg_rgb_parse(bdg_rgb_t *out, const char *s);
#endif
