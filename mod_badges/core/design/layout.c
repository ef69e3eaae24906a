#include "core/design/layout.h"
#include "base/str.h"
#include <math.h>

#define PI BDG_DRAW_PI

static const double ring_widths[] = { [BDG_RING_NONE] = 0, [BDG_RING_PLAIN] = 10, [BDG_RING_THIN] = 4, [BDG_RING_DOUBLE] = 10, [BDG_RING_DASHED] = 8, [BDG_RING_BEADED] = 9,
    [BDG_RING_SCALLOPED] = 13, [BDG_RING_ROPE] = 11, [BDG_RING_TICKS] = 11 };

enum { EDGE = 9, GAP = 4 };

int bdg_layout_has_band(const bdg_design_t *d) { return *d->top || *d->bottom; }

static void lay_rings(bdg_layout_t *l, const bdg_design_t *d)
{
    double at = EDGE;
    for (int i = 0; i < BDG_DESIGN_RINGS; i++) {
        l->ring_at[i] = at;
        l->ring_width[i] = ring_widths[d->ring[i]];
        at += l->ring_width[i] > 0 ? l->ring_width[i] + GAP : 0;
    }
    l->field = at;
}

static int is_across(const bdg_design_t *d) { return d->ribbon == BDG_RIBBON_BANNER || d->ribbon == BDG_RIBBON_PLAQUE || d->ribbon == BDG_RIBBON_CURVED; }

static void lay_band(bdg_layout_t *l, const bdg_design_t *d)
{
    double r = l->room.r - l->field - (d->shape == BDG_SHAPE_CIRCLE ? 0 : 3);
    l->outer = l->inner = r;
    if (!bdg_layout_has_band(d))
        return;
    double height = fmin(fmax(r * 0.225, 30), 52);
    l->inner = r - height;
    l->band_text = r - height / 2;
    l->letters = height * 0.72;
    l->stars_in_band = d->stars && !*d->bottom && !is_across(d);
    l->top_span = *d->bottom ? PI * 1.08 : is_across(d) ? PI * 1.16 : l->stars_in_band ? PI * 1.22 : PI * 1.36;
    l->bottom_span = *d->top ? PI * 0.74 : PI * 1.3;
}

static void lay_ribbon(bdg_layout_t *l, const bdg_design_t *d)
{
    l->banner_height = d->ribbon == BDG_RIBBON_PLAQUE ? 58 : 64;
    l->banner_y = l->room.cy + l->room.r * (d->shape == BDG_SHAPE_SHIELD || d->shape == BDG_SHAPE_CREST ? 0.68 : 0.62);
    l->curve_half = 31;
    l->curve_r = fmin(l->room.r * 0.86, 510 - l->room.cy - l->curve_half - 12);
    l->curve_span = 0.98;
}

/* Lowest place in the centre that nothing lies over, from its middle. */
static double floor_of(const bdg_layout_t *l, const bdg_design_t *d, double r)
{
    if (d->ribbon == BDG_RIBBON_CURVED)
        return fmin(r, l->curve_r - l->curve_half - 8);
    if (d->ribbon == BDG_RIBBON_BANNER || d->ribbon == BDG_RIBBON_PLAQUE)
        return fmin(r, l->banner_y - l->banner_height / 2 - l->room.cy - 8);
    return r;
}

/* About what a letter is wide, and a capital high, in em. */
static const double LETTER = 0.6, CAP = 0.72;

static double text_width(const bdg_layout_t *l, const bdg_design_t *d) { return (d->wreath ? (l->inner - 8) * 1.03 : l->inner * 1.6) * d->size / 100.0; }

/* Icon, words and stars stand one above the other, together in the middle of what is free. */
static void lay_centre(bdg_layout_t *l, const bdg_design_t *d)
{
    double r = l->inner - 8, low = floor_of(l, d, r), covered = low < r * 0.95;
    int stars = d->stars && !l->stars_in_band;
    l->wreath = d->wreath ? r * 0.83 : 0;
    double free = d->wreath ? r * 0.62 : r * 0.82, top = -free, bottom = covered ? fmin(free, low - r * 0.02) : free;
    if (covered)
        top *= d->wreath ? 1 : 1.02;
    l->caption = *d->caption ? r * 0.185 : 0;
    l->stars = stars ? r * 0.2 : 0;
    double gaps = ((*d->caption != 0) + stars) * r * 0.075, rest = bottom - top - l->caption * 0.72 - l->stars - gaps;
    l->icon = d->centre == BDG_CENTRE_NONE ? 0 : fmin(rest, r * (d->centre == BDG_CENTRE_PICTURE && !*d->caption && !stars ? 1.7 : 1.3)) * (d->size / 100.0);
    if (d->centre == BDG_CENTRE_TEXT)
        l->icon = fmin(l->icon, CAP / LETTER * text_width(l, d) / fmax((double)bdg_utf8_count(d->text), 1));
    double all = l->icon + l->caption * 0.72 + l->stars + gaps, y = l->room.cy + (top + bottom) / 2 - all / 2;
    if (d->centre == BDG_CENTRE_NONE)
        y += gaps / 2;
    l->cx = l->room.cx;
    l->text = l->icon / CAP;
    l->text_width = text_width(l, d);
    l->icon_y = y + l->icon / 2;
    y += l->icon + (*d->caption || stars ? r * 0.075 : 0);
    l->caption_y = y + l->caption * 0.36;
    y += *d->caption ? l->caption * 0.72 + r * 0.075 : 0;
    l->stars_y = y + l->stars / 2;
    double off = fabs(l->caption_y - l->room.cy);
    l->caption_width = 2 * sqrt(fmax(free * free * 1.15 - off * off, r * r * 0.09)) * 0.94;
}

void bdg_layout_of(bdg_layout_t *l, const bdg_design_t *d)
{
    *l = (bdg_layout_t){ .room = bdg_shape_room((bdg_shape_e)d->shape) };
    lay_rings(l, d);
    lay_band(l, d);
    lay_ribbon(l, d);
    lay_centre(l, d);
}
