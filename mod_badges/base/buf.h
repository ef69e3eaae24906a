/* A growing byte buffer that must be given a maximum. Heap memory, owned by the pool it was made in. */
#ifndef BDG_BUF_H
#define BDG_BUF_H
#include "base/err.h"
#include <apr_pools.h>
#include <stddef.h>

typedef struct bdg_buf_t {
    char *data;       /* always NUL-terminated once anything was added; NULL before */
    size_t len;       /* bytes, without the NUL */
    size_t cap, max;
    int overflowed;   /* set once max was hit, or memory was out; data then is a prefix */
} bdg_buf_t;

/* max: bytes that it may hold at most. Freed when pool is cleared. Never NULL. */
bdg_buf_t *bdg_buf_make(size_t max, apr_pool_t *pool);
/* Makes room at once for so many bytes more, where it is known that they will come. */
void bdg_buf_room(bdg_buf_t *b, size_t more);
/* Appending never fails at once: check bdg_buf_check() at the end (as with ferror). */
void bdg_buf_add(bdg_buf_t *b, const void *data, size_t len);
void bdg_buf_str(bdg_buf_t *b, const char *s);
void bdg_buf_char(bdg_buf_t *b, char c);
/* Appends s between the two, if nothing in it would have to be escaped in a JSON text or an N-Quads literal (address: also in an IRI), as with nearly all that
 * is written; else 0, and nothing is appended. 1 says for certain that there is nothing; 0 says it of some texts that have nothing, too. */
int bdg_buf_plain(bdg_buf_t *b, char before, const char *s, char after, int address);
void bdg_buf_printf(bdg_buf_t *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void bdg_buf_clear(bdg_buf_t *b);                       /* keeps the memory */
bdg_err_t *bdg_buf_check(const bdg_buf_t *b) BDG_MUST_CHECK;   /* BDG_E_TOO_LARGE after an overflow */
#endif
