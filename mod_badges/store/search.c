#include "store/search.h"
#include "base/str.h"
#include <string.h>

const char *bdg_search_like(const char *typed, apr_pool_t *pool)
{
    if (bdg_is_blank(typed))
        return NULL;
    char *out = apr_palloc(pool, 2 * strlen(typed) + 3), *p = out;
    *p++ = '%';
    for (const char *s = typed; *s; s++) {
        if (*s == '%' || *s == '_' || *s == '\\')
            *p++ = '\\';
        *p++ = *s;
    }
    *p++ = '%';
    *p = 0;
    return out;
}
