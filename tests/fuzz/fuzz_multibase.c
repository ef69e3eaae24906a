/* Any text: what is read is written back as the same text. */
#include "fuzz.h"
#include <apr_strings.h>
#include "core/openbadges/multibase.h"

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    const char *text = apr_pstrmemdup(pool, (const char *)data, size);
    unsigned char *out;
    size_t len;
    bdg_multikey_e kind;
    if (!fuzz_refused(bdg_multibase_decode(&out, &len, text, pool)))
        FUZZ_HOLDS(len && len <= size && (*text == 'u' || !strcmp(bdg_multibase_z(out, len, pool), text)));
    if (!fuzz_refused(bdg_multikey_decode(&kind, &out, &len, text, pool)))
        FUZZ_HOLDS(!strcmp(bdg_multikey_encode(kind, out, pool), text));
    const char *z = size <= 700 ? bdg_multibase_z(data, size, pool) : NULL;
    if (z && size)
        FUZZ_HOLDS(!fuzz_refused(bdg_multibase_decode(&out, &len, z, pool)) && len == size && !memcmp(out, data, size));
}
