/* Where the parts of a drawn badge are. */
#ifndef BDG_DESIGN_LAYOUT_H
#define BDG_DESIGN_LAYOUT_H
#include "core/design/design.h"

typedef struct bdg_layout_t {
    bdg_room_t room;                          /* of the shape */
    double ring_at[BDG_DESIGN_RINGS], ring_width[BDG_DESIGN_RINGS];   /* inset of its outer side */
    double field;                             /* inset of the field within the rings */
    double outer, inner;                      /* the round band of the text: radii; equal without text */
    double band_text;                         /* radius of the middle of its capitals */
    double top_span, bottom_span;             /* radians */
    double letters;                           /* size of the text on the band */
    int stars_in_band;
    double banner_y, banner_height;           /* middle, of the ribbon across */
    double curve_r, curve_half, curve_span;   /* of the curved one: middle, half its height, half its angle */
    /* the centre, from top to bottom; sizes are heights */
    double cx, icon_y, icon, caption_y, caption, caption_width, stars_y, stars, wreath;
    double text, text_width;                  /* words in place of the icon: their size, and room */
} bdg_layout_t;

void bdg_layout_of(bdg_layout_t *layout, const bdg_design_t *design);
int bdg_layout_has_band(const bdg_design_t *design);
#endif
