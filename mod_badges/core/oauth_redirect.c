#include "core/oauth_redirect.h"
#include "base/str.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define URI_BYTES_MAX 2000

static size_t loopback(const char *uri)
{
    static const char *const hosts[] = { "http://127.0.0.1", "http://[::1]", "http://localhost" };
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        size_t n = strlen(hosts[i]);
        if (!strncmp(uri, hosts[i], n) && (!uri[n] || strchr(":/?", uri[n])))
            return n;
    }
    return 0;
}

/* "com.example.wallet:/back": the length of the scheme when it is one that no browser has a meaning of its own for (RFC 8252, 7.1). */
static size_t private_scheme(const char *uri)
{
    size_t n = strspn(uri, "abcdefghijklmnopqrstuvwxyz0123456789+-.");
    return n && n < 100 && uri[n] == ':' && islower((unsigned char)*uri) && memchr(uri, '.', n) && uri[n - 1] != '.' ? n : 0;
}

static int visible(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s <= 0x20 || (unsigned char)*s >= 0x7f || strchr("\"'<>`\\^{}|", *s))
            return 0;
    return 1;
}

const char *bdg_oauth_redirect_problem(const char *uri)
{
    if (strlen(uri) > URI_BYTES_MAX || !visible(uri))
        return "A redirect URI is at most 2000 visible ASCII characters, without quotes and brackets.";
    if (strchr(uri, '#'))
        return "A redirect URI has no fragment.";
    if (private_scheme(uri))
        return uri[private_scheme(uri) + 1] ? NULL : "A redirect URI has something after its scheme.";
    if (strncmp(uri, "https://", 8) && !loopback(uri))
        return "A redirect URI begins with https, or is http to a loopback address, or has a private scheme with a dot.";
    return bdg_url_problem(uri) ? "A redirect URI is a whole address, without user name or password." : NULL;
}

int bdg_oauth_redirect_native(const char *uri) { return loopback(uri) || private_scheme(uri); }

int bdg_oauth_redirect_fits(const char *registered, const char *uri)
{
    size_t n = loopback(registered);
    if (!n || loopback(uri) != n || memcmp(registered, uri, n))
        return !strcmp(registered, uri);
    registered += n;
    uri += n;
    size_t digits = *uri == ':' ? strspn(uri + 1, "0123456789") : 0;
    if (*uri == ':' && (!digits || digits > 5))
        return 0;
    uri += digits ? digits + 1 : 0;
    registered += *registered == ':' ? 1 + strspn(registered + 1, "0123456789") : 0;
    return !strcmp(registered, uri);
}

const char *bdg_oauth_host(const char *uri, apr_pool_t *pool)
{
    const char *host = !strncmp(uri, "https://", 8) ? uri + 8 : !strncmp(uri, "http://", 7) ? uri + 7 : NULL;
    return host ? apr_pstrmemdup(pool, host, strcspn(host, "/?#")) : NULL;
}
