/* Any header, any name (up to the first NUL of the input): never a crash, never a semicolon in a value. */
#include "fuzz.h"
#include <apr_strings.h>
#include "io/form.h"

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    const char *name = apr_pstrmemdup(pool, (const char *)data, size);
    const char *header = strlen(name) < size ? name + strlen(name) + 1 : "a=b; sid=1";
    const char *value = bdg_cookie_get(header, name, pool), *session = bdg_cookie_get(header, "sid", pool);
    FUZZ_HOLDS(!value || !strchr(value, ';'));
    FUZZ_HOLDS(!session || strstr(header, session));
}
