/* PNG: the chunk walk, reading of texts, baking. What can be baked must come out whole and read back the same. */
#include "io/png.h"
#include <apr_general.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth)
{
    if (!truth)
        abort();
}

static void bake(const uint8_t *data, size_t size, const char *keyword, apr_pool_t *pool)
{
    static const char doc[] = "{\"id\":\"urn:uuid:1\"}";
    bdg_buf_t *out = bdg_buf_make(BDG_PNG_MAX, pool);
    const char *text;
    size_t len;
    bdg_err_t *e = bdg_png_bake(out, data, size, keyword, doc, sizeof doc - 1);
    if (e) {
        bdg_err_clear(e);
        return;
    }
    must(!bdg_png_check(NULL, out->data, out->len));
    must(!bdg_png_extract(&text, &len, out->data, out->len, keyword, pool));
    must(text && len == sizeof doc - 1 && !memcmp(text, doc, len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static apr_pool_t *root;
    apr_pool_t *pool;
    bdg_png_info_t info;
    const char *text;
    size_t len;
    if (!root && (apr_initialize() != APR_SUCCESS || apr_pool_create(&root, NULL) != APR_SUCCESS))
        abort();
    must(apr_pool_create(&pool, root) == APR_SUCCESS);
    bdg_err_t *e = bdg_png_check(&info, data, size);
    must(e || (info.width && info.height && (unsigned long long)info.width * info.height <= BDG_PNG_PIXELS_MAX));
    bdg_err_clear(e);
    bdg_err_clear(bdg_png_extract(&text, &len, data, size, BDG_PNG_OB2, pool));
    bdg_err_clear(bdg_png_extract(&text, &len, data, size, BDG_PNG_OB3, pool));
    bake(data, size, BDG_PNG_OB2, pool);
    bake(data, size, BDG_PNG_OB3, pool);
    apr_pool_destroy(pool);
    return 0;
}
