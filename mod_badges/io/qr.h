/* A QR code (ISO/IEC 18004) as the shape of an SVG, for pages that show one. */
#ifndef BDG_QR_H
#define BDG_QR_H
#include "base/err.h"
#include <apr_pools.h>

/* text: at most 1,000 bytes. *side: of the square, in modules, the quiet zone of four included; *path: for <path d>, dark on light, one unit a module.
 * BDG_E_INVALID when it does not fit. */
bdg_err_t *bdg_qr(int *side, const char **path, const char *text, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
