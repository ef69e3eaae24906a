#include "web/auth/auth.h"
#include <apr_strings.h>
#include <string.h>

#define PATH_BYTES_MAX 4000

const char *bdg_local_path(const char *path, apr_pool_t *pool)
{
    if (!path || path[0] != '/' || path[1] == '/' || strlen(path) > PATH_BYTES_MAX)
        return NULL;
    char *out = apr_palloc(pool, strlen(path) * 3 + 1), *o = out;
    for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
        if (*p < 0x20 || *p == 0x7f || *p == '\\')   /* browsers drop tabs and line ends, and read a backslash as a slash */
            return NULL;
        if (*p <= 0x20 || *p > 0x7e || strchr("\"<>^`{|}", *p)) {
            memcpy(o, apr_psprintf(pool, "%%%02X", *p), 3);
            o += 3;
        } else {
            *o++ = (char)*p;
        }
    }
    *o = 0;
    return out;
}
