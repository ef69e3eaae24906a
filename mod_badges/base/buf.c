#include "base/buf.h"
#include "base/fault.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static apr_status_t buf_free(void *p)
{
    free(((bdg_buf_t *)p)->data);
    ((bdg_buf_t *)p)->data = NULL;
    return APR_SUCCESS;
}

bdg_buf_t *bdg_buf_make(size_t max, apr_pool_t *pool)
{
    bdg_buf_t *b = apr_pcalloc(pool, sizeof *b);
    b->max = max;
    apr_pool_cleanup_register(pool, b, buf_free, apr_pool_cleanup_null);
    return b;
}

static int reserve(bdg_buf_t *b, size_t more)
{
    if (b->overflowed)
        return 0;
    if (more > b->max - b->len) {
        b->overflowed = 1;
        return 0;
    }
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return 1;
    size_t cap = b->cap ? b->cap : 512;
    while (cap < need)
        cap *= 2;
    if (cap > b->max + 1)
        cap = b->max + 1;
    char *p = BDG_FAULT_HIT(BDG_FAULT_ALLOC) ? NULL : realloc(b->data, cap);
    if (!p) {
        b->overflowed = 1;
        return 0;
    }
    b->data = p;
    b->cap = cap;
    return 1;
}

void bdg_buf_room(bdg_buf_t *b, size_t more)
{
    if (more <= b->max - b->len)
        (void)reserve(b, more);
}

void bdg_buf_add(bdg_buf_t *b, const void *data, size_t len)
{
    if (!reserve(b, len))
        return;
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = 0;
}

void bdg_buf_str(bdg_buf_t *b, const char *s) { bdg_buf_add(b, s, strlen(s)); }
void bdg_buf_char(bdg_buf_t *b, char c) { bdg_buf_add(b, &c, 1); }

/* Sixteen bytes at once; the compiler makes of it what the machine has. */
typedef unsigned char bytes_t __attribute__((vector_size(16)));

static inline int is_plain_16(bytes_t v, int address)
{
    bytes_t odd = (bytes_t)(v >= 0x7b) | (bytes_t)(v < 0x20) | (bytes_t)(v == '"') | (bytes_t)(v == '\\');
    uint64_t half[2];
    if (address)
        odd |= (bytes_t)(v == ' ') | (bytes_t)((v | 2) == '>') | (bytes_t)(v == '^') | (bytes_t)(v == '`');
    memcpy(half, &odd, sizeof half);
    return !(half[0] | half[1]);
}

static int is_plain(const char *s, size_t len, int address)
{
    bytes_t v;
    size_t i = 0;
    for (; len - i >= sizeof v; i += sizeof v) {
        memcpy(&v, s + i, sizeof v);
        if (!is_plain_16(v, address))
            return 0;
    }
    memset(&v, 'x', sizeof v);
    memcpy(&v, s + i, len - i);
    return is_plain_16(v, address);
}

int bdg_buf_plain(bdg_buf_t *b, char before, const char *s, char after, int address)
{
    size_t len = strlen(s);
    if (!is_plain(s, len, address) || !reserve(b, len + 2))
        return 0;
    char *to = b->data + b->len;
    *to = before;
    memcpy(to + 1, s, len);
    to[len + 1] = after;
    to[len + 2] = 0;
    b->len += len + 2;
    return 1;
}

void bdg_buf_printf(bdg_buf_t *b, const char *fmt, ...)
{
    char small[512];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    if (n < 0) {
        b->overflowed = 1;
    } else if ((size_t)n < sizeof small) {
        bdg_buf_add(b, small, (size_t)n);
    } else if (reserve(b, (size_t)n)) {
        va_start(ap, fmt);
        vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
        va_end(ap);
        b->len += (size_t)n;
    }
}

void bdg_buf_clear(bdg_buf_t *b)
{
    b->len = 0;
    b->overflowed = 0;
    if (b->data)
        b->data[0] = 0;
}

bdg_err_t *bdg_buf_check(const bdg_buf_t *b)
{
    return b->overflowed ? bdg_err(BDG_E_TOO_LARGE, "This is larger than the %zu bytes that are allowed here.", b->max) : NULL;
}
