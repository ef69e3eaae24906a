#include "io/picture.h"
#include "io/png.h"
#include "io/svg.h"
#include <string.h>

bdg_picture_kind_e bdg_picture_kind(const void *data, size_t len)
{
    if (bdg_png_is(data, len))
        return BDG_PICTURE_PNG;
    if (len > 3 && !memcmp(data, "\xff\xd8\xff", 3))
        return BDG_PICTURE_JPEG;
    if (len > 6 && (!memcmp(data, "GIF87a", 6) || !memcmp(data, "GIF89a", 6)))
        return BDG_PICTURE_GIF;
    return bdg_svg_is(data, len) ? BDG_PICTURE_SVG : BDG_PICTURE_NONE;
}

/* Markers up to the frame header (ITU T.81, B.1.1). */
int bdg_picture_jpeg_size(unsigned *width, unsigned *height, const void *data, size_t len)
{
    const unsigned char *p = data;
    for (size_t at = 2; at + 9 < len && p[at] == 0xff; at += 2 + ((size_t)p[at + 2] << 8 | p[at + 3]))
        if (p[at + 1] >= 0xc0 && p[at + 1] <= 0xc2) {
            *height = (unsigned)p[at + 5] << 8 | p[at + 6];
            *width = (unsigned)p[at + 7] << 8 | p[at + 8];
            return 1;
        }
    return 0;
}
