#include "io/qr.h"
#include "base/buf.h"
#include <qrencode.h>
#include <string.h>

#define QUIET 4
#define TEXT_MAX 1000

bdg_err_t *bdg_qr(int *side, const char **path, const char *text, apr_pool_t *pool)
{
    QRcode *code = strlen(text) > TEXT_MAX ? NULL : QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code)
        return bdg_err(BDG_E_INVALID, "This text does not fit into a QR code.");
    bdg_buf_t *d = bdg_buf_make(1 << 20, pool);
    for (int y = 0; y < code->width; y++)
        for (int x = 0, n; x < code->width; x += n + 1) {        /* a run of dark modules, and the light one after it */
            const unsigned char *row = code->data + y * code->width;
            for (n = 0; x + n < code->width && (row[x + n] & 1); n++)
                ;
            if (n)
                bdg_buf_printf(d, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
        }
    *side = code->width + 2 * QUIET;
    QRcode_free(code);
    BDG_TRY(bdg_buf_check(d));
    *path = d->data;
    return NULL;
}
