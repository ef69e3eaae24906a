#include "render/render.h"
#include <math.h>

rgb_t picture_accent(const picture_t *pic)
{
    enum { HUES = 24 };
    struct { double w, r, g, b; } hue[HUES] = { { 0, 0, 0, 0 } };
    double all = 0;
    uint32_t sx = pic->width / 160 + 1, sy = pic->height / 160 + 1;
    for (uint32_t y = 0; y < pic->height; y += sy)
        for (uint32_t x = 0; x < pic->width; x += sx) {
            const uint8_t *p = pic->rgba + ((size_t)y * pic->width + x) * 4;
            double r = p[0] / 255.0, g = p[1] / 255.0, b = p[2] / 255.0, a = p[3] / 255.0;
            double hi = fmax(r, fmax(g, b)), d = hi - fmin(r, fmin(g, b)), h = 0;
            all += a;
            if (d < 0.08 || a < 0.5)
                continue;
            if (hi == r)
                h = (g - b) / d + 6;
            else if (hi == g)
                h = (b - r) / d + 8;
            else
                h = (r - g) / d + 10;
            int i = (int)(fmod(h, 6) / 6 * HUES) % HUES;
            double w = d * a;
            hue[i].w += w;
            hue[i].r += r * w;
            hue[i].g += g * w;
            hue[i].b += b * w;
        }
    int best = 0;
    for (int i = 1; i < HUES; i++)
        if (hue[i].w > hue[best].w)
            best = i;
    if (hue[best].w < all * 0.02 || hue[best].w <= 0)
        return (rgb_t){ 0.28, 0.33, 0.41 };
    return (rgb_t){ hue[best].r / hue[best].w, hue[best].g / hue[best].w, hue[best].b / hue[best].w };
}
