/* Pictures within an SVG: data:image/png;base64,... and jpeg. Their headers are held against the caps of io/png.h. */
#include "io/png.h"
#include "io/svg_rules.h"
#include <string.h>

enum { PICTURE_MAX = 768 << 10 };

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* RFC 4648 section 4, white space between allowed (editors break lines). 0 when it is anything else. */
static int decode(unsigned char *out, size_t *out_len, const char *s, size_t len)
{
    unsigned bits = 0, have = 0, pad = 0;
    size_t n = 0, letters = 0;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == ' ' || s[i] == '\n' || s[i] == '\r' || s[i] == '\t')
            continue;
        letters++;
        if (s[i] == '=') {
            pad++;
            continue;
        }
        int v = value_of(s[i]);
        if (v < 0 || pad)
            return 0;
        bits = bits << 6 | (unsigned)v;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (unsigned char)(bits >> have);
        }
    }
    *out_len = n;
    return pad <= 2 && letters % 4 == 0;
}

/* Walks JPEG's markers (ITU T.81, B.1.1) to the frame header; sizes within the caps? */
static int jpeg_ok(const unsigned char *p, size_t len)
{
    size_t i = 2;
    if (len < 4 || p[0] != 0xff || p[1] != 0xd8)
        return 0;
    while (i + 4 <= len && p[i] == 0xff) {
        unsigned marker = p[i + 1], n = (unsigned)p[i + 2] << 8 | p[i + 3];
        if (marker == 0xff) {
            i++;
            continue;
        }
        if (marker < 0xc0 || marker == 0xd8 || marker == 0xd9 || marker == 0xda || (marker >= 0xd0 && marker <= 0xd7) || n < 2)
            return 0;
        if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
            if (n < 8 || i + 9 > len)
                return 0;
            unsigned h = (unsigned)p[i + 5] << 8 | p[i + 6], w = (unsigned)p[i + 7] << 8 | p[i + 8];
            return w && h && w <= BDG_PNG_SIDE_MAX && h <= BDG_PNG_SIDE_MAX && w * h <= BDG_PNG_PIXELS_MAX;
        }
        i += 2 + n;
    }
    return 0;
}

static const char *after(const char *s, size_t len, const char *prefix)
{
    size_t n = strlen(prefix);
    return len > n && !memcmp(s, prefix, n) ? s + n : NULL;
}

int bdg_svg_data_ok(const char *href, size_t len, apr_pool_t *pool)
{
    const char *png = after(href, len, "data:image/png;base64,"), *jpeg = after(href, len, "data:image/jpeg;base64,");
    if (!jpeg)
        jpeg = after(href, len, "data:image/jpg;base64,");
    const char *data = png ? png : jpeg;
    size_t n = data ? len - (size_t)(data - href) : 0, out_len;
    if (!data || n > PICTURE_MAX)
        return 0;
    unsigned char *bytes = apr_palloc(pool, n + 1);
    if (!decode(bytes, &out_len, data, n))
        return 0;
    if (jpeg)
        return jpeg_ok(bytes, out_len);
    bdg_err_t *e = bdg_png_check(NULL, bytes, out_len);
    int ok = !e;
    bdg_err_clear(e);
    return ok;
}
