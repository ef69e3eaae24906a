/* PNG without a decoder: the chunks are walked and their CRCs held, pixels are never touched (that is badges-render's work).
 * PNG, third edition: section 5 (datastream), 11.2 (critical chunks), 11.3.3 (text). Baking: Open Badges 2.0 "Baking", 3.0 section 5.3. */
#ifndef BDG_PNG_H
#define BDG_PNG_H
#include "base/buf.h"

#define BDG_PNG_MAX (8u << 20)                      /* bytes of a file that is taken at all */
#define BDG_PNG_SIDE_MAX 10000u                     /* pixels, one side */
#define BDG_PNG_PIXELS_MAX (4096u * 4096u)          /* width times height */
#define BDG_PNG_TEXT_MAX (1u << 20)                 /* bytes of a baked text, inflated */

#define BDG_PNG_OB2 "openbadges"                    /* iTXt keywords */
#define BDG_PNG_OB3 "openbadgecredential"

typedef struct bdg_png_info_t {
    unsigned width, height;     /* pixels */
    int animated;               /* an APNG: png-normalise keeps its first frame only */
} bdg_png_info_t;

int bdg_png_is(const void *data, size_t len);       /* has it the 8 bytes of the signature? */

/* Is this a whole PNG within the caps? info may be NULL. Nothing may follow its end (a ZIP or HTML page glued to it).
 * BDG_E_UNSUPPORTED: no PNG; BDG_E_INVALID: broken; BDG_E_TOO_LARGE: over a cap, known from the header alone. */
bdg_err_t *bdg_png_check(bdg_png_info_t *info, const void *png, size_t len) BDG_MUST_CHECK;

/* Writes png with exactly one uncompressed iTXt of that keyword (one of the two above) behind its header. Earlier baked texts
 * of either keyword are dropped. text: UTF-8 without NUL (JSON or a JWS). The same input gives the same bytes.
 * Errors as above; BDG_E_TOO_LARGE also when out has no room or text is over BDG_PNG_TEXT_MAX. */
bdg_err_t *bdg_png_bake(bdg_buf_t *out, const void *png, size_t len, const char *keyword, const char *text, size_t text_len) BDG_MUST_CHECK;

/* Reads the text with that keyword: iTXt (compressed or not), zTXt, or tEXt (the address of an assertion, before 2014).
 * *text is NUL-terminated, in pool, as found in the file: hostile. NULL, without an error, when there is none.
 * Data behind the end is overlooked, as other people's files have some. */
bdg_err_t *bdg_png_extract(const char **text, size_t *text_len, const void *png, size_t len, const char *keyword, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
