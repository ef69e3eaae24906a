/* Small things on UTF-8 strings. Nothing here touches locale. */
#ifndef BDG_STR_H
#define BDG_STR_H
#include "base/err.h"
#include <apr_pools.h>
#include <stddef.h>

/* Is the whole of data valid UTF-8 (RFC 3629: no surrogates, no overlongs)? Offset of the first bad byte in *bad (may be NULL). */
int bdg_utf8_valid(const char *data, size_t len, size_t *bad);
size_t bdg_utf8_count(const char *s);                                   /* code points in a valid string */
/* NFC (Unicode UAX 15), white space of any kind folded to single spaces and trimmed, invisible format characters (zero width, bidi
 * overrides, controls) dropped (but joiners between letters of scripts that are spelt with them), no more than 30 marks on a letter; line breaks are
 * kept when keep_lines. s is valid UTF-8. Never NULL. */
const char *bdg_text_clean(const char *s, size_t len, int keep_lines, apr_pool_t *pool);
/* Case folding for comparing (NFKC_Casefold-like), NFC result. */
const char *bdg_text_fold(const char *s, apr_pool_t *pool);
int bdg_same(const char *a, const char *b);                             /* equal texts, or both NULL */
const char *bdg_or_null(const char *s);                                 /* NULL for "" too */
int bdg_is_blank(const char *s);                                        /* NULL, "" or only ASCII white space */
const char *bdg_hex(const void *data, size_t len, apr_pool_t *pool);    /* lower case */
/* RFC 4648 section 5, without padding. */
const char *bdg_base64url(const void *data, size_t len, apr_pool_t *pool);
/* The same into out, which has room for (len + 2) / 3 * 4 characters; how many it was. No NUL. */
size_t bdg_base64url_encode(char *out, const void *data, size_t len);
/* Decodes; 0 on a bad character. *out is allocated in pool. */
int bdg_base64url_decode(const char *s, size_t len, unsigned char **out, size_t *out_len, apr_pool_t *pool);
/* Percent-encodes all but RFC 3986 unreserved. */
const char *bdg_url_escape(const char *s, apr_pool_t *pool);
/* Compares secrets of equal length in constant time. */
int bdg_equal_ct(const void *a, const void *b, size_t len);
/* An http or https address that may be stored and shown: absolute, with a host, no control characters, white space, quotes or user info, at most 2000
 * bytes. NULL when fine, else a sentence that says what is wrong (static). */
const char *bdg_url_problem(const char *url);
/* A mail address (addr-spec of RFC 5321, practical: one @, a dotted domain, no quoting, UTF-8 local part allowed, <= 254 bytes). NULL when fine. */
const char *bdg_email_problem(const char *email);
/* Lower-cased domain (IDN kept as typed), local part as typed except ASCII upper case, which is folded too: our documented rule (domain.md 37). */
const char *bdg_email_normalise(const char *email, apr_pool_t *pool);
#endif
