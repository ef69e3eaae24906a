/* What a file of text is written in, and its text as UTF-8, block by block.
 *
 * The rules, in this order: a byte order mark decides (UTF-8, UTF-16). UTF-16 without a mark is known by where its zero
 * bytes stand. What is valid UTF-8 over the whole file is UTF-8. All else is Windows-1252, whose five bytes without a
 * meaning become U+FFFD. A file that is mostly UTF-8 with some bytes that are not (two files pasted together) is read as
 * UTF-8, and each wrong byte as the Windows-1252 character it most likely was; info.mixed says so. */
#ifndef BDG_ENCODING_H
#define BDG_ENCODING_H
#include "base/err.h"
#include <apr_file_io.h>
#include <apr_pools.h>

typedef enum { BDG_ENC_UTF8, BDG_ENC_UTF16LE, BDG_ENC_UTF16BE, BDG_ENC_CP1252 } bdg_encoding_e;

typedef struct bdg_text_info_t {
    bdg_encoding_e encoding;
    int bom;                        /* it began with a byte order mark (which is not part of the text) */
    int mixed;                      /* UTF-8 with bytes that are not UTF-8 */
    apr_off_t replaced;             /* bytes or units so far that had to be guessed or became U+FFFD */
} bdg_text_info_t;

typedef struct bdg_text_t bdg_text_t;

/* For people: "UTF-8", "UTF-16", "Windows-1252". Static. */
const char *bdg_encoding_name(bdg_encoding_e encoding);

/* Looks at the first bytes of a file. NULL, or a sentence that says what it is when it is no text ("This is a PDF, not a
 * spreadsheet. Save it as CSV or XLSX."). A ZIP is told as a ZIP: look for XLSX before. 16 bytes are enough. Static. */
const char *bdg_file_kind_problem(const void *head, size_t len);

/* Reads the whole file once to find its encoding, then stands at its beginning. file must be seekable, is read from offset
 * 0, and must outlive the text; it is not closed. BDG_E_UNSUPPORTED with a sentence when it is no text at all. */
bdg_err_t *bdg_text_open_file(bdg_text_t **out, apr_file_t *file, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same for bytes in memory, which must outlive the text. */
bdg_err_t *bdg_text_open_mem(bdg_text_t **out, const void *data, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;

/* Fills buf with up to size bytes of valid UTF-8 without NUL (size at least 8; a character may be split between two
 * calls). *got is 0 at the end, and only then. */
bdg_err_t *bdg_text_read(bdg_text_t *text, char *buf, size_t size, size_t *got) BDG_MUST_CHECK;
const bdg_text_info_t *bdg_text_info(const bdg_text_t *text);
#endif
