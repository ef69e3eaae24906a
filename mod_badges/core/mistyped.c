#include "core/mistyped.h"
#include <string.h>

/* The big mail providers, whose names people type blindly. */
static const struct { const char *name, *domain; } providers[] = {
    { "gmail", "gmail.com" }, { "hotmail", "hotmail.com" }, { "outlook", "outlook.com" }, { "yahoo", "yahoo.com" }, { "icloud", "icloud.com" },
    { "googlemail", "googlemail.com" }, { "protonmail", "protonmail.com" },
};
/* Real providers whose names are near to those. */
static const char *const honest[] = { "mail", "email", "ymail", "hmail", "gmal", "homail", "yaho", "yahho", "rocketmail", "onmail", "tmail", "qmail", "fmail", "zmail", "xmail" };
static const struct { const char *wrong, *right; } endings[] = { { "con", "com" }, { "cmo", "com" }, { "ocm", "com" }, { "comm", "com" }, { "coom", "com" }, { "vom", "com" }, { "xom", "com" }, { "cpm", "com" } };

/* One letter missing, one too many, one other, or two neighbours swapped. */
static int one_slip(const char *a, size_t n, const char *b, size_t m)
{
    size_t i = 0;
    if (n > m + 1 || m > n + 1)
        return 0;
    while (i < n && i < m && a[i] == b[i])
        i++;
    if (n == m && i == n)
        return 0;
    if (n == m)
        return !memcmp(a + i + 1, b + i + 1, n - i - 1) || (i + 1 < n && a[i] == b[i + 1] && a[i + 1] == b[i] && !memcmp(a + i + 2, b + i + 2, n - i - 2));
    return n > m ? !memcmp(a + i + 1, b + i, m - i) : !memcmp(a + i, b + i + 1, n - i);
}

static int is_honest(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof honest / sizeof *honest; i++)
        if (strlen(honest[i]) == len && !memcmp(honest[i], name, len))
            return 1;
    return 0;
}

const char *bdg_mistyped_domain(const char *domain)
{
    size_t len = strcspn(domain, ".");
    const char *rest = domain + len;
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        size_t n = strlen(providers[i].name);
        if (len == n && !memcmp(domain, providers[i].name, n)) {
            for (size_t k = 0; k < sizeof endings / sizeof *endings; k++)
                if (*rest && !strcmp(rest + 1, endings[k].wrong))
                    return providers[i].domain;
            if (!strcmp(providers[i].name, "gmail") && *rest && one_slip(rest + 1, strlen(rest + 1), "com", 3))
                return providers[i].domain;
            return NULL;
        }
        if (len >= 4 && one_slip(domain, len, providers[i].name, n) && !is_honest(domain, len))
            return providers[i].domain;
    }
    return NULL;
}
