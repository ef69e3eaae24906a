/* application/x-www-form-urlencoded (WHATWG URL, section 5), query strings, and cookie headers (RFC 6265, section 5.4, read tolerantly). */
#ifndef BDG_FORM_H
#define BDG_FORM_H
#include "base/err.h"
#include <apr_pools.h>
#include <stddef.h>

#define BDG_FORM_MAX_FIELDS 1000
#define BDG_FORM_MAX_BYTES (1024 * 1024)

typedef struct bdg_field_t { const char *name, *value; } bdg_field_t;   /* UTF-8, NUL-terminated */
typedef struct bdg_form_t { bdg_field_t *fields; int n, cap; apr_pool_t *pool; } bdg_form_t;

bdg_form_t *bdg_form_make(apr_pool_t *pool);                            /* empty */
/* Decodes data. BDG_E_TOO_LARGE over the caps; BDG_E_MALFORMED for bad percent signs, NUL or bytes that are not UTF-8. */
bdg_err_t *bdg_form_parse(bdg_form_t **form, const char *data, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
/* name and value are borrowed. BDG_E_TOO_LARGE over the cap on fields. */
bdg_err_t *bdg_form_add(bdg_form_t *form, const char *name, const char *value) BDG_MUST_CHECK;
const char *bdg_form_get(const bdg_form_t *form, const char *name);     /* the first of that name, or NULL */
const char *bdg_form_get_nth(const bdg_form_t *form, const char *name, int n);   /* n from 0; NULL past the last */
/* The value of one cookie of a Cookie header, or NULL. Never fails; looks at 200 pairs and 16 KiB at most. header may be NULL. */
const char *bdg_cookie_get(const char *header, const char *name, apr_pool_t *pool);
#endif
