#include "web/negotiate.h"
#include <stdlib.h>
#include <string.h>

static int is(const char *s, size_t n, const char *type) { return n == strlen(type) && !strncasecmp(s, type, n); }

bdg_want_e bdg_negotiate(const char *accept)
{
    double html = 0, ld = 0, json = 0;
    if (!accept)
        return BDG_WANT_LD_JSON;
    for (const char *p = accept; *p;) {
        while (*p == ' ' || *p == '\t' || *p == ',')
            p++;
        size_t whole = strcspn(p, ","), n = strcspn(p, ",; \t");
        double q = 1;
        for (const char *s = memchr(p, ';', whole); s; s = memchr(s + 1, ';', whole - (size_t)(s + 1 - p))) {
            const char *v = s + 1 + strspn(s + 1, " \t");
            if ((*v == 'q' || *v == 'Q') && v[1] == '=')
                q = strtod(v + 2, NULL);
        }
        double *to = is(p, n, "text/html") || is(p, n, "application/xhtml+xml") || is(p, n, "text/*") ? &html
            : is(p, n, "application/ld+json") ? &ld : is(p, n, "application/json") ? &json : NULL;
        if (to && q > *to)
            *to = q;
        p += whole;
    }
    if (html > 0 && html >= ld && html >= json)
        return BDG_WANT_HTML;
    return json > ld ? BDG_WANT_JSON : BDG_WANT_LD_JSON;
}
