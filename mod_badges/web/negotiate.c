#include "web/negotiate.h"
#include <stdlib.h>
#include <string.h>

static const struct { const char *type; bdg_want_e want; } types[] = {      /* text/plain is last: scripts name it beside JSON without meaning it */
    { "text/html", BDG_WANT_HTML }, { "application/xhtml+xml", BDG_WANT_HTML }, { "text/*", BDG_WANT_HTML }, { "application/vc+ld+json", BDG_WANT_VC_LD },
    { "application/vc", BDG_WANT_VC }, { "application/vc+jwt", BDG_WANT_VC_JWT }, { "application/jwt", BDG_WANT_JWT },
    { "application/ld+json", BDG_WANT_LD_JSON }, { "application/json", BDG_WANT_JSON }, { "text/plain", BDG_WANT_PLAIN }
};
#define TYPES ((int)(sizeof types / sizeof *types))

static int type_of(const char *s, size_t n)
{
    for (int i = 0; i < TYPES; i++)
        if (n == strlen(types[i].type) && !strncasecmp(s, types[i].type, n))
            return i;
    return -1;
}

bdg_want_e bdg_negotiate(const char *accept)
{
    double weight[TYPES] = { 0 };
    int best = -1;
    for (const char *p = accept ? accept : ""; *p;) {
        while (*p == ' ' || *p == '\t' || *p == ',')
            p++;
        size_t whole = strcspn(p, ","), n = strcspn(p, ",; \t");
        double q = 1;
        for (const char *s = memchr(p, ';', whole); s; s = memchr(s + 1, ';', whole - (size_t)(s + 1 - p))) {
            const char *v = s + 1 + strspn(s + 1, " \t");
            if ((*v == 'q' || *v == 'Q') && v[1] == '=')
                q = strtod(v + 2, NULL);
        }
        int t = type_of(p, n);
        if (t >= 0 && q > weight[t])
            weight[t] = q;
        p += whole;
    }
    for (int i = 0; i < TYPES; i++)
        if (weight[i] > 0 && (best < 0 || weight[i] > weight[best]))
            best = i;
    return best < 0 ? BDG_WANT_LD_JSON : types[best].want;
}
