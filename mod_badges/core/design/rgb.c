#include "core/design/rgb.h"
#include "core/colour.h"
#include <math.h>
#include <string.h>

static bdg_colour_t colour(bdg_rgb_t c) { return (bdg_colour_t){ (unsigned char)(c >> 16), (unsigned char)(c >> 8), (unsigned char)c }; }

bdg_rgb_t bdg_rgb_mix(bdg_rgb_t a, bdg_rgb_t b, double f)
{
    bdg_colour_t c = bdg_colour_mix(colour(b), colour(a), f);
    return (bdg_rgb_t)c.r << 16 | (bdg_rgb_t)c.g << 8 | c.b;
}

bdg_rgb_t bdg_rgb_lighter(bdg_rgb_t c, double f) { return bdg_rgb_mix(c, 0xffffff, f); }
bdg_rgb_t bdg_rgb_darker(bdg_rgb_t c, double f) { return bdg_rgb_mix(c, 0x000000, f); }
double bdg_rgb_contrast(bdg_rgb_t a, bdg_rgb_t b) { return bdg_colour_contrast(colour(a), colour(b)); }

bdg_rgb_t bdg_rgb_ink(bdg_rgb_t c)
{
    bdg_rgb_t dark = bdg_rgb_darker(c, 0.8);
    return bdg_rgb_contrast(c, 0xffffff) >= bdg_rgb_contrast(c, dark) ? 0xffffff : dark;
}

int bdg_rgb_parse(bdg_rgb_t *out, const char *s)
{
    bdg_colour_t c;
    if (!s || strlen(s) != 7 || *s != '#' || !bdg_colour_parse(&c, s))
        return 0;
    *out = (bdg_rgb_t)c.r << 16 | (bdg_rgb_t)c.g << 8 | c.b;
    return 1;
}
