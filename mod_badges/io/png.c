#include "io/png.h"
#include <apr_strings.h>
#include <string.h>
#include <zlib.h>

static const unsigned char signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
enum { FRAME = 12, HEADER = 13, KEYWORD_MAX = 79 };   /* length, type and CRC; IHDR's data; PNG 11.3.3.1 */

typedef struct chunk_t {
    const unsigned char *whole, *data;   /* whole begins at the length field */
    char type[5];
    size_t len;                          /* of data */
} chunk_t;

typedef struct walk_t {
    const unsigned char *p, *end;
    int n, palette, colour;              /* chunks so far */
    enum { BEFORE_IDAT, IN_IDAT, AFTER_IDAT, DONE } state;
    bdg_png_info_t info;
} walk_t;

static unsigned be32(const unsigned char *p) { return (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3]; }

static bdg_err_t *broken(const char *what)
{
    return bdg_err_detail(bdg_err(BDG_E_INVALID, "This PNG file is damaged. Save it again and send the new file."), "%s", what);
}

int bdg_png_is(const void *data, size_t len) { return len >= sizeof signature && !memcmp(data, signature, sizeof signature); }

/* PNG 11.2.1: which depths go with which colour type. */
static int depth_fits(int colour, int depth)
{
    switch (colour) {
    case 0: return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case 3: return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case 2: case 4: case 6: return depth == 8 || depth == 16;
    default: return 0;
    }
}

static bdg_err_t *read_header(walk_t *w, const chunk_t *c)
{
    if (c->len != HEADER)
        return broken("IHDR length");
    const unsigned char *d = c->data;
    w->info.width = be32(d);
    w->info.height = be32(d + 4);
    w->colour = d[9];
    if (!w->info.width || !w->info.height)
        return broken("no width or height");
    if (w->info.width > BDG_PNG_SIDE_MAX || w->info.height > BDG_PNG_SIDE_MAX
        || (unsigned long long)w->info.width * w->info.height > BDG_PNG_PIXELS_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This picture is %u by %u pixels. Use one of at most 4096 by 4096.", w->info.width, w->info.height);
    if (!depth_fits(d[9], d[8]) || d[10] || d[11] || d[12] > 1)
        return broken("IHDR values");
    return NULL;
}

/* The order that PNG 5.6 asks for, as far as a decoder would stumble over it. */
static bdg_err_t *check_order(walk_t *w, const chunk_t *c)
{
    int is_idat = !strcmp(c->type, "IDAT");
    if ((w->n == 0) != !strcmp(c->type, "IHDR"))
        return broken("IHDR is not first, or there twice");
    if (w->state == IN_IDAT && !is_idat)
        w->state = AFTER_IDAT;
    if (!strcmp(c->type, "IHDR"))
        return read_header(w, c);
    if (!strcmp(c->type, "PLTE")) {
        if (w->state != BEFORE_IDAT || w->palette || !c->len || c->len % 3 || c->len > 768 || w->colour == 0 || w->colour == 4)
            return broken("PLTE");
        w->palette = 1;
    } else if (is_idat) {
        if (w->state == AFTER_IDAT || (w->colour == 3 && !w->palette))
            return broken("IDAT out of place");
        w->state = IN_IDAT;
    } else if (!strcmp(c->type, "IEND")) {
        if (w->state != AFTER_IDAT || c->len)
            return broken("IEND out of place");
        w->state = DONE;
    } else if (!strcmp(c->type, "acTL")) {
        w->info.animated = 1;
    } else if (!(c->type[0] & 0x20)) {
        return broken("unknown critical chunk");
    }
    return NULL;
}

static bdg_err_t *walk_start(walk_t *w, const void *png, size_t len)
{
    memset(w, 0, sizeof *w);
    if (!bdg_png_is(png, len))
        return bdg_err(BDG_E_UNSUPPORTED, "This is not a PNG picture.");
    if (len > BDG_PNG_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This picture is larger than %u MB.", BDG_PNG_MAX >> 20);
    w->p = (const unsigned char *)png + sizeof signature;
    w->end = (const unsigned char *)png + len;
    return NULL;
}

/* The next chunk, checked. Not to be called when DONE. */
static bdg_err_t *walk_next(walk_t *w, chunk_t *c)
{
    size_t left = (size_t)(w->end - w->p);
    if (left < FRAME)
        return broken("cut off");
    c->whole = w->p;
    c->len = be32(w->p);
    if (c->len > left - FRAME)
        return broken("chunk longer than the file");
    memcpy(c->type, w->p + 4, 4);
    c->type[4] = 0;
    for (int i = 0; i < 4; i++)
        if (!((c->type[i] >= 'A' && c->type[i] <= 'Z') || (c->type[i] >= 'a' && c->type[i] <= 'z')))
            return broken("chunk type");
    c->data = w->p + 8;
    BDG_TRY(check_order(w, c));      /* before the CRC: a picture too large is told from its header, at once */
    if (be32(c->data + c->len) != crc32(crc32(0, NULL, 0), w->p + 4, (uInt)(c->len + 4)))
        return broken("CRC");
    w->p += c->len + FRAME;
    w->n++;
    return NULL;
}

bdg_err_t *bdg_png_check(bdg_png_info_t *info, const void *png, size_t len)
{
    walk_t w;
    chunk_t c;
    BDG_TRY(walk_start(&w, png, len));
    while (w.state != DONE)
        BDG_TRY(walk_next(&w, &c));
    if (w.p != w.end)
        return bdg_err(BDG_E_INVALID, "This file holds something else behind the picture. Save it again as a PNG and send the new file.");
    if (info)
        *info = w.info;
    return NULL;
}

/* Does the chunk hold text under that keyword? *rest is what follows the keyword's NUL. */
static int has_keyword(const chunk_t *c, const char *keyword, const unsigned char **rest, size_t *rest_len)
{
    if (strcmp(c->type, "iTXt") && strcmp(c->type, "zTXt") && strcmp(c->type, "tEXt"))
        return 0;
    size_t n = strlen(keyword);
    if (c->len <= n || memcmp(c->data, keyword, n + 1))
        return 0;
    *rest = c->data + n + 1;
    *rest_len = c->len - n - 1;
    return 1;
}

static void put32(bdg_buf_t *out, unsigned v)
{
    unsigned char b[4] = { (unsigned char)(v >> 24), (unsigned char)(v >> 16), (unsigned char)(v >> 8), (unsigned char)v };
    bdg_buf_add(out, b, 4);
}

/* iTXt: keyword, NUL, compression flag 0, method 0, empty language NUL, empty translated keyword NUL, text. */
static void put_itxt(bdg_buf_t *out, const char *keyword, const char *text, size_t text_len)
{
    unsigned char head[4 + KEYWORD_MAX + 5] = "iTXt";
    size_t n = strlen(keyword), head_len = 4 + n + 5;
    memcpy(head + 4, keyword, n);      /* the five zeros behind it are there already */
    put32(out, (unsigned)(n + 5 + text_len));
    bdg_buf_add(out, head, head_len);
    bdg_buf_add(out, text, text_len);
    unsigned long crc = crc32(crc32(0, NULL, 0), head, (uInt)head_len);
    put32(out, (unsigned)crc32(crc, (const unsigned char *)text, (uInt)text_len));
}

bdg_err_t *bdg_png_bake(bdg_buf_t *out, const void *png, size_t len, const char *keyword, const char *text, size_t text_len)
{
    walk_t w;
    chunk_t c;
    const unsigned char *rest;
    size_t rest_len;
    if (strcmp(keyword, BDG_PNG_OB2) && strcmp(keyword, BDG_PNG_OB3))
        return bdg_err(BDG_E_INTERNAL, "The badge could not be put into its picture.");
    if (text_len > BDG_PNG_TEXT_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "The credential is too large to be put into a picture.");
    if (memchr(text, 0, text_len))
        return bdg_err(BDG_E_INVALID, "The credential holds a character that cannot be put into a picture.");
    BDG_TRY(walk_start(&w, png, len));
    bdg_buf_add(out, signature, sizeof signature);
    while (w.state != DONE) {
        BDG_TRY(walk_next(&w, &c));
        if (has_keyword(&c, BDG_PNG_OB2, &rest, &rest_len) || has_keyword(&c, BDG_PNG_OB3, &rest, &rest_len))
            continue;
        bdg_buf_add(out, c.whole, c.len + FRAME);
        if (w.n == 1)
            put_itxt(out, keyword, text, text_len);
    }
    return bdg_buf_check(out);
}

/* Inflates a whole zlib stream of at most BDG_PNG_TEXT_MAX bytes. */
static bdg_err_t *inflate_text(const char **text, size_t *text_len, const unsigned char *in, size_t len, apr_pool_t *pool)
{
    z_stream z = { .next_in = (unsigned char *)in, .avail_in = (uInt)len };
    bdg_buf_t *out = bdg_buf_make(BDG_PNG_TEXT_MAX, pool);
    unsigned char block[4096];
    int r = inflateInit(&z);
    if (r != Z_OK)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    do {
        z.next_out = block;
        z.avail_out = sizeof block;
        r = inflate(&z, Z_NO_FLUSH);
        bdg_buf_add(out, block, sizeof block - z.avail_out);
    } while (r == Z_OK && !out->overflowed);
    inflateEnd(&z);
    if (out->overflowed)
        return bdg_err(BDG_E_TOO_LARGE, "The credential in this picture is larger than %u KB.", BDG_PNG_TEXT_MAX >> 10);
    bdg_buf_add(out, "", 0);           /* at least the NUL */
    BDG_TRY(bdg_buf_check(out));
    if (r != Z_STREAM_END || memchr(out->data, 0, out->len))
        return broken("compressed text");
    *text = out->data;
    *text_len = out->len;
    return NULL;
}

static bdg_err_t *read_plain(const char **text, size_t *text_len, const unsigned char *p, size_t len, apr_pool_t *pool)
{
    if (len > BDG_PNG_TEXT_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "The credential in this picture is larger than %u KB.", BDG_PNG_TEXT_MAX >> 10);
    if (memchr(p, 0, len))
        return broken("NUL in text");
    *text = apr_pstrmemdup(pool, (const char *)p, len);
    *text_len = len;
    return NULL;
}

/* Behind iTXt's keyword: flag, method, language NUL, translated keyword NUL, text. */
static bdg_err_t *read_itxt(const char **text, size_t *text_len, const unsigned char *p, size_t len, apr_pool_t *pool)
{
    const unsigned char *end = p + len, *q = len < 2 ? NULL : memchr(p + 2, 0, len - 2);
    q = q ? memchr(q + 1, 0, (size_t)(end - q - 1)) : NULL;
    if (!q || p[0] > 1 || p[1])
        return broken("iTXt");
    return p[0] ? inflate_text(text, text_len, q + 1, (size_t)(end - q - 1), pool) : read_plain(text, text_len, q + 1, (size_t)(end - q - 1), pool);
}

bdg_err_t *bdg_png_extract(const char **text, size_t *text_len, const void *png, size_t len, const char *keyword, apr_pool_t *pool)
{
    walk_t w;
    chunk_t c;
    const unsigned char *rest;
    size_t rest_len;
    *text = NULL;
    *text_len = 0;
    BDG_TRY(walk_start(&w, png, len));
    while (w.state != DONE) {
        BDG_TRY(walk_next(&w, &c));
        if (*text || !has_keyword(&c, keyword, &rest, &rest_len))
            continue;                  /* the walk goes on: what is behind must be whole too */
        if (c.type[0] == 'i')
            BDG_TRY(read_itxt(text, text_len, rest, rest_len, pool));
        else if (c.type[0] == 't')
            BDG_TRY(read_plain(text, text_len, rest, rest_len, pool));
        else if (rest_len && rest[0] == 0)
            BDG_TRY(inflate_text(text, text_len, rest + 1, rest_len - 1, pool));
        else
            return broken("zTXt");
    }
    return NULL;
}
