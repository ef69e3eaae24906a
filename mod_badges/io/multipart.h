/* multipart/form-data (RFC 7578, with the syntax of RFC 2046 section 5.1), pushed in as it arrives.
 *
 * A part with a filename is a file: its bytes are handed on as they come, never copied together. A part without one is a
 * field: it is handed over whole, checked to be UTF-8 without NUL. Lines end in CRLF; header lines are not folded. */
#ifndef BDG_MULTIPART_H
#define BDG_MULTIPART_H
#include "base/err.h"
#include <apr_pools.h>
#include <stddef.h>

/* Caps. 0 takes the default. */
typedef struct bdg_multipart_limits_t {
    long long total;                /* bytes of the whole body; default 32 MiB */
    size_t fields;                  /* bytes of all field values together; default 1 MiB */
    size_t header;                  /* bytes of one part's header; default 8 KiB */
    int parts;                      /* default 1,000 */
} bdg_multipart_limits_t;

typedef struct bdg_multipart_file_t {
    const char *name;               /* of the form field; UTF-8 */
    const char *filename;           /* for people only: no folders, no control or invisible characters, at most 255 bytes; "" when no file was chosen */
    const char *content_type;       /* as claimed, not to be believed; "" when not given */
} bdg_multipart_file_t;

/* An error from one of these stops the parser and comes back from feed. Strings live in the parser's pool. */
typedef struct bdg_multipart_handler_t {
    bdg_err_t *(*field)(void *baton, const char *name, const char *value, size_t len);   /* value is NUL-terminated */
    bdg_err_t *(*file_begin)(void *baton, const bdg_multipart_file_t *file);
    bdg_err_t *(*file_data)(void *baton, const char *data, size_t len);                  /* len > 0; good during the call */
    bdg_err_t *(*file_end)(void *baton);
} bdg_multipart_handler_t;

typedef struct bdg_multipart_t bdg_multipart_t;

/* content_type: the request's header (may be NULL). BDG_E_UNSUPPORTED when it is not multipart/form-data, BDG_E_MALFORMED when its boundary
 * is missing or not allowed. handler must outlive the parser; limits may be NULL. */
bdg_err_t *bdg_multipart_open(bdg_multipart_t **out, const char *content_type, const bdg_multipart_limits_t *limits,
                              const bdg_multipart_handler_t *handler, void *baton, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_TOO_LARGE names the cap; BDG_E_MALFORMED for all that is not as it should be. After an error only the same comes back. */
bdg_err_t *bdg_multipart_feed(bdg_multipart_t *mp, const char *data, size_t len) BDG_MUST_CHECK;
/* To be called at the end of the body: BDG_E_MALFORMED when the closing boundary did not come. */
bdg_err_t *bdg_multipart_finish(bdg_multipart_t *mp) BDG_MUST_CHECK;
#endif
