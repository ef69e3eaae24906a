#include "core/colour.h"
#include <apr_strings.h>
#include <math.h>
#include <string.h>

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int bdg_colour_parse(bdg_colour_t *out, const char *s)
{
    unsigned char v[3];
    s += *s == '#';
    size_t n = strlen(s), each = n == 3 ? 1 : 2;
    if (n != 3 && n != 6)
        return 0;
    for (size_t i = 0; i < 3; i++) {
        int high = digit(s[i * each]), low = digit(s[i * each + each - 1]);
        if (high < 0 || low < 0)
            return 0;
        v[i] = (unsigned char)(high * 16 + low);
    }
    *out = (bdg_colour_t){ v[0], v[1], v[2] };
    return 1;
}

const char *bdg_colour_hex(bdg_colour_t c, apr_pool_t *pool) { return apr_psprintf(pool, "#%02x%02x%02x", c.r, c.g, c.b); }

static unsigned char mixed(unsigned char a, unsigned char b, double part) { return (unsigned char)(a * part + b * (1 - part) + 0.5); }

bdg_colour_t bdg_colour_mix(bdg_colour_t a, bdg_colour_t b, double part)
{
    return (bdg_colour_t){ mixed(a.r, b.r, part), mixed(a.g, b.g, part), mixed(a.b, b.b, part) };
}

static double linear(unsigned char v)
{
    double c = v / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(bdg_colour_t c) { return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b); }

double bdg_colour_contrast(bdg_colour_t a, bdg_colour_t b)
{
    double x = luminance(a), y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

const char *bdg_colour_ratio(double ratio, apr_pool_t *pool)
{
    int tenths = (int)(ratio * 10 + 1e-9);
    return apr_psprintf(pool, "%d.%d", tenths / 10, tenths % 10);
}

static int fits(bdg_colour_t c, const bdg_colour_t *grounds, int n, double ratio)
{
    for (int i = 0; i < n; i++)
        if (bdg_colour_contrast(c, grounds[i]) < ratio)
            return 0;
    return 1;
}

int bdg_colour_fit(bdg_colour_t *out, bdg_colour_t c, const bdg_colour_t *grounds, int n, double ratio)
{
    static const bdg_colour_t ends[] = { { 0, 0, 0 }, { 255, 255, 255 } };
    for (int step = 0; step <= 256; step++)
        for (int i = 0; i < 2; i++) {
            *out = bdg_colour_mix(ends[i], c, step / 256.0);
            if (fits(*out, grounds, n, ratio))
                return 1;
        }
    return 0;
}

bdg_colour_t bdg_colour_on(bdg_colour_t c)
{
    static const bdg_colour_t black = { 0, 0, 0 }, white = { 255, 255, 255 };
    return bdg_colour_contrast(white, c) >= bdg_colour_contrast(black, c) ? white : black;
}
