/* JSON Canonicalization Scheme (RFC 8785): the one text of a JSON value, for signatures and for rdf:JSON literals. */
#ifndef BDG_JCS_H
#define BDG_JCS_H
#include "base/json.h"

#define BDG_JCS_DEPTH 256

/* Appends: no white space, members sorted by UTF-16 code units, numbers as ECMAScript writes them.
 * BDG_E_INVALID: an integer that a double does not hold (beyond 2^53); BDG_E_TOO_LARGE: deeper than BDG_JCS_DEPTH, or out is full. */
bdg_err_t *bdg_jcs_write(bdg_buf_t *out, const json_t *value, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* The order of members: by UTF-16 code units (section 3.2.3). As strcmp(). */
int bdg_jcs_order(const char *a, const char *b);
#endif
