/* The shapes that a badge can have. */
#ifndef BDG_DESIGN_SHAPE_H
#define BDG_DESIGN_SHAPE_H
#include "core/design/path.h"

typedef enum { BDG_SHAPE_CIRCLE, BDG_SHAPE_SEAL, BDG_SHAPE_SCALLOP, BDG_SHAPE_WAVE, BDG_SHAPE_FLOWER, BDG_SHAPE_BURST, BDG_SHAPE_GEAR, BDG_SHAPE_SHIELD, BDG_SHAPE_CREST, BDG_SHAPE_HEXAGON,
    BDG_SHAPE_OCTAGON, BDG_SHAPE_PENTAGON, BDG_SHAPE_SQUARE, BDG_SHAPE_DIAMOND, BDG_SHAPE_STAR, BDG_SHAPE_ARCH, BDG_SHAPE_PENNANT, BDG_SHAPES } bdg_shape_e;

/* What goes within: the largest circle that a shape holds, and how many sides its facets have. */
typedef struct bdg_room_t { double cx, cy, r; int facets; double first; } bdg_room_t;   /* first: angle of a facet's edge */
bdg_room_t bdg_shape_room(bdg_shape_e shape);
/* Its outline, inset by so many units. */
bdg_path_t *bdg_shape_outline(bdg_shape_e shape, double inset, apr_pool_t *pool);
#endif
