/* Whatever comes in, valid UTF-8 comes out, and the same for every size of bites. */
#include "fuzz.h"
#include "base/buf.h"
#include "io/encoding.h"

static bdg_buf_t *read_all(const uint8_t *data, size_t size, size_t bite, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(64 << 20, pool);
    bdg_text_t *t;
    size_t got;
    char *piece = apr_palloc(pool, bite);
    if (fuzz_refused(bdg_text_open_mem(&t, data, size, pool)))
        return NULL;
    do {
        FUZZ_HOLDS(!fuzz_refused(bdg_text_read(t, piece, bite, &got)) && got <= bite);
        bdg_buf_add(b, piece, got);
    } while (got);
    return b;
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    bdg_buf_t *a = read_all(data, size, 65536, pool), *b = read_all(data, size, 8 + size % 13, pool);
    FUZZ_HOLDS(!a == !b);
    if (!a || !a->len)
        return;
    FUZZ_HOLDS(a->len == b->len && !memcmp(a->data, b->data, a->len));
    FUZZ_HOLDS(bdg_utf8_valid(a->data, a->len, NULL) && !memchr(a->data, 0, a->len));
}
