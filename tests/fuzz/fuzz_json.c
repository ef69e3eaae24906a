/* What was read and written reads back as the same value. */
#include "fuzz.h"
#include "base/json.h"

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    json_t *a, *b;
    if (fuzz_refused(bdg_json_parse(&a, (const char *)data, size, 1 << 16, pool)))
        return;
    const char *text = bdg_json_dump(a, pool);
    FUZZ_HOLDS(bdg_utf8_valid(text, strlen(text), NULL));
    FUZZ_HOLDS(!fuzz_refused(bdg_json_parse(&b, text, strlen(text), 1 << 20, pool)));
    FUZZ_HOLDS(json_equal(a, b));
}
