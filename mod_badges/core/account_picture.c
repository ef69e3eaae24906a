#include "core/account_picture.h"
#include "io/picture.h"
#include "io/render.h"

bdg_err_t *bdg_account_picture_read(const void **png, size_t *png_len, const bdg_site_t *site, const void *file, size_t len, apr_pool_t *pool)
{
    const bdg_render_t render = { site->render, 0 };
    bdg_buf_t *out;
    bdg_picture_kind_e kind = bdg_picture_kind(file, len);
    if (len > BDG_ACCOUNT_PICTURE_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "A picture can have at most %d MB.", BDG_ACCOUNT_PICTURE_MAX >> 20);
    if (kind == BDG_PICTURE_NONE || kind == BDG_PICTURE_SVG)
        return bdg_err(BDG_E_INVALID, "Choose a picture: a PNG, JPEG or GIF file.");
    BDG_TRY(bdg_render_picture(&render, file, len, BDG_ACCOUNT_PICTURE_SIDE, &out, pool));
    *png = out->data;
    *png_len = out->len;
    return NULL;
}
