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
