/* How large an SVG is: width, height and viewBox of its outermost element (SVG 2, 7.2 to 7.11; units of CSS 2.1, 4.3.2). */
#ifndef BDG_SVG_SIZE_H
#define BDG_SVG_SIZE_H
#include "base/err.h"

typedef struct bdg_svg_size_t {
    double width, height, box[4];        /* 0: not given, or relative */
    int has_box;
} bdg_svg_size_t;

/* Takes note of an attribute; others than the three are ignored, and so is what cannot be read. */
void bdg_svg_size_attr(bdg_svg_size_t *size, const char *name, const char *value, size_t len);
/* Fills in what is missing. BDG_E_INVALID when there is too little to go by, or the numbers are absurd. */
bdg_err_t *bdg_svg_size_find(const bdg_svg_size_t *size, double *width, double *height, double box[4]) BDG_MUST_CHECK;
#endif
