/* What applications that nobody knows send: redirect URIs (two texts, up to the first NUL and the second), scopes, credentials. */
#include "fuzz.h"
#include <apr_strings.h>
#include "core/oauth_redirect.h"
#include "core/ob_credential.h"
#include "core/scope.h"

static void redirects(const char *a, const char *b, apr_pool_t *pool)
{
    if (bdg_oauth_redirect_problem(a))
        return;
    FUZZ_HOLDS(bdg_oauth_redirect_fits(a, a));
    FUZZ_HOLDS(!strpbrk(a, "\r\n\t #\\\"<>"));
    FUZZ_HOLDS(!strncmp(a, "https://", 8) || bdg_oauth_redirect_native(a));
    FUZZ_HOLDS(strncasecmp(a, "javascript:", 11) && strncasecmp(a, "data:", 5) && strncasecmp(a, "file:", 5));
    if (!strncmp(a, "http", 4) && !bdg_oauth_redirect_native(a))
        FUZZ_HOLDS(*bdg_oauth_host(a, pool));
    if (bdg_oauth_redirect_fits(a, b) && strcmp(a, b))      /* only a port of our own machine may differ */
        FUZZ_HOLDS(!strncmp(a, "http://", 7) && bdg_oauth_redirect_native(b));
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    const char *text = apr_pstrmemdup(pool, (const char *)data, size), *second = strlen(text) < size ? text + strlen(text) + 1 : text;
    int unknown;
    redirects(text, second, pool);
    bdg_scopes_t scopes = bdg_scopes_read(text, &unknown), again = bdg_scopes_read(bdg_scopes_write(scopes, pool), &unknown);
    FUZZ_HOLDS(scopes == again && !unknown && !(scopes & ~BDG_SCOPES_ALL));
    bdg_ob_credential_t c, d;
    if (fuzz_refused(bdg_ob_credential_read(&c, (const char *)data, size, pool)))
        return;
    FUZZ_HOLDS(c.id && *c.id && c.issuer && *c.issuer && c.len <= size);
    FUZZ_HOLDS(!fuzz_refused(bdg_ob_credential_read(&d, c.text, c.len, pool)) && !memcmp(c.key, d.key, sizeof c.key) && c.jws == d.jws);
}
