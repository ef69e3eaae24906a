/* A picture that somebody shows of themselves: PNG, JPEG or GIF of any size, re-encoded. */
#ifndef BDG_ACCOUNT_PICTURE_H
#define BDG_ACCOUNT_PICTURE_H
#include "base/site.h"
#include "store/account_picture.h"

#define BDG_ACCOUNT_PICTURE_MAX (8 << 20)     /* bytes of the file */
#define BDG_ACCOUNT_PICTURE_SIDE 256          /* pixels of the larger side that are kept */

/* *png: to be kept. Hold no connection meanwhile. BDG_E_INVALID: no such picture, with words; BDG_E_TOO_LARGE; BDG_E_UNAVAILABLE. */
bdg_err_t *bdg_account_picture_read(const void **png, size_t *png_len, const bdg_site_t *site, const void *file, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
