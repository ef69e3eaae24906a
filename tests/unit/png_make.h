/* PNGs for tests, made by hand: chunk by chunk, so that they can be broken at will. */
#ifndef PNG_MAKE_H
#define PNG_MAKE_H
#include "base/buf.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static inline void png_put32(bdg_buf_t *b, unsigned v)
{
    unsigned char c[4] = { (unsigned char)(v >> 24), (unsigned char)(v >> 16), (unsigned char)(v >> 8), (unsigned char)v };
    bdg_buf_add(b, c, 4);
}

static inline void png_put_chunk(bdg_buf_t *b, const char *type, const void *data, size_t len)
{
    png_put32(b, (unsigned)len);
    size_t at = b->len;
    bdg_buf_add(b, type, 4);
    bdg_buf_add(b, data, len);
    png_put32(b, (unsigned)crc32(0, (const unsigned char *)b->data + at, (unsigned)(len + 4)));
}

static inline void png_put_head(bdg_buf_t *b, unsigned w, unsigned h, int depth, int colour)
{
    unsigned char d[13] = { (unsigned char)(w >> 24), (unsigned char)(w >> 16), (unsigned char)(w >> 8), (unsigned char)w, (unsigned char)(h >> 24),
        (unsigned char)(h >> 16), (unsigned char)(h >> 8), (unsigned char)h, (unsigned char)depth, (unsigned char)colour, 0, 0, 0 };
    bdg_buf_add(b, "\x89PNG\r\n\x1a\n", 8);
    png_put_chunk(b, "IHDR", d, sizeof d);
}

/* n raw bytes of value v, deflated, as one IDAT. */
static inline void png_put_idat(bdg_buf_t *b, size_t n, int v)
{
    unsigned long z_len = compressBound(n);
    unsigned char *raw = malloc(n ? n : 1), *z = malloc(z_len);
    memset(raw, v, n);
    compress2(z, &z_len, raw, n, 9);
    png_put_chunk(b, "IDAT", z, z_len);
    free(raw);
    free(z);
}

/* A whole RGBA picture, black and clear. */
static inline bdg_buf_t *png_plain(unsigned w, unsigned h, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(8 << 20, pool);
    png_put_head(b, w, h, 8, 6);
    png_put_idat(b, (size_t)h * (1 + (size_t)w * 4), 0);
    png_put_chunk(b, "IEND", "", 0);
    return b;
}
#endif
