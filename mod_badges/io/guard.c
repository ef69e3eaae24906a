#include "io/guard.h"
#include "base/str.h"
#include <apr_strings.h>
#include <apr_tables.h>
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

typedef struct net_t { int family, bits; unsigned char bytes[16]; } net_t;
typedef struct rule_t { const char *host; int port; net_t net; } rule_t;   /* host NULL: a network */
struct bdg_guard_t { apr_array_header_t *rules; };

/* ---------------------------------------------------------------- networks */

static int within(const unsigned char *address, const unsigned char *net, int bits)
{
    if (memcmp(address, net, (size_t)bits / 8))
        return 0;
    unsigned mask = 0xff00u >> bits % 8 & 0xffu;
    return !(bits % 8) || (address[bits / 8] & mask) == (net[bits / 8] & mask);
}

/* IPv4: all but these is the public internet. */
static int public4(const unsigned char *a)
{
    static const struct { unsigned char net[4]; int bits; } closed[] = {
        { { 0, 0, 0, 0 }, 8 }, { { 10, 0, 0, 0 }, 8 }, { { 100, 64, 0, 0 }, 10 }, { { 127, 0, 0, 0 }, 8 }, { { 169, 254, 0, 0 }, 16 },
        { { 172, 16, 0, 0 }, 12 }, { { 192, 0, 0, 0 }, 24 }, { { 192, 0, 2, 0 }, 24 }, { { 192, 88, 99, 0 }, 24 }, { { 192, 168, 0, 0 }, 16 },
        { { 198, 18, 0, 0 }, 15 }, { { 198, 51, 100, 0 }, 24 }, { { 203, 0, 113, 0 }, 24 }, { { 224, 0, 0, 0 }, 3 },
    };
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (within(a, closed[i].net, closed[i].bits))
            return 0;
    return 1;
}

/* IPv6: only 2000::/3 is the public internet, and not all of it. */
static int public6(const unsigned char *a)
{
    static const struct { unsigned char net[4]; int bits; } closed[] = {
        { { 0x20, 0x01, 0x00, 0x00 }, 23 },     /* protocol assignments: Teredo, ORCHID, benchmarks */
        { { 0x20, 0x01, 0x0d, 0xb8 }, 32 },     /* documentation */
        { { 0x20, 0x02, 0x00, 0x00 }, 16 },     /* 6to4 */
        { { 0x3f, 0xff, 0x00, 0x00 }, 20 },     /* documentation */
    };
    if ((a[0] & 0xe0) != 0x20)
        return 0;
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (within(a, closed[i].net, closed[i].bits))
            return 0;
    int isatap = !(a[8] & 0xfd) && !a[9] && a[10] == 0x5e && a[11] == 0xfe;
    return !isatap;
}

/* ---------------------------------------------------------------- what the operator allows */

/* "10.0.0.0/8", "fd00::/8", or an address alone; 0 when it is neither. */
static int read_net(net_t *net, const char *word, apr_pool_t *pool)
{
    const char *slash = strchr(word, '/');
    const char *address = slash ? apr_pstrmemdup(pool, word, (apr_size_t)(slash - word)) : word;
    size_t n = strlen(address);
    if (n > 1 && address[0] == '[' && address[n - 1] == ']')
        address = apr_pstrmemdup(pool, address + 1, n - 2);
    net->family = strchr(address, ':') ? AF_INET6 : AF_INET;
    int all = net->family == AF_INET6 ? 128 : 32;
    if (inet_pton(net->family, address, net->bytes) != 1)
        return 0;
    net->bits = all;
    if (!slash)
        return 1;
    char *end;
    long bits = strtol(slash + 1, &end, 10);
    if (!isdigit((unsigned char)slash[1]) || *end || bits > all)
        return 0;
    net->bits = (int)bits;
    return 1;
}

static int is_name(const char *s)
{
    size_t n = strlen(s);
    return n && n <= 253 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-._") == n && s[0] != '.' && s[0] != '-';
}

/* "host", "host:port", "1.2.3.4:port", "[::1]:port" */
static int read_host(rule_t *r, const char *word, apr_pool_t *pool)
{
    const char *colon = strrchr(word, ':'), *close = strrchr(word, ']');
    char *end;
    r->host = word;
    if (colon && (!close || colon > close)) {
        long port = strtol(colon + 1, &end, 10);
        if (!isdigit((unsigned char)colon[1]) || *end || port < 1 || port > 65535)
            return 0;
        r->port = (int)port;
        r->host = apr_pstrmemdup(pool, word, (apr_size_t)(colon - word));
    }
    size_t n = strlen(r->host);
    net_t net;
    if (n > 2 && r->host[0] == '[' && r->host[n - 1] == ']') {
        r->host = apr_pstrmemdup(pool, r->host + 1, n - 2);
        return read_net(&net, r->host, pool);
    }
    return is_name(r->host);
}

bdg_err_t *bdg_guard_make(bdg_guard_t **out, const char *allow, apr_pool_t *pool)
{
    char *last, *copy = apr_pstrdup(pool, allow ? allow : "");
    for (char *c = copy; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    *out = apr_pcalloc(pool, sizeof **out);
    (*out)->rules = apr_array_make(pool, 4, sizeof(rule_t));
    for (char *word = apr_strtok(copy, " ,\t", &last); word; word = apr_strtok(NULL, " ,\t", &last)) {
        rule_t r = { NULL, 0, { 0, 0, { 0 } } };
        if (!read_net(&r.net, word, pool) && !read_host(&r, word, pool))
            return bdg_err(BDG_E_INVALID, "BadgesVerifyAllow: %s is neither a host (with or without a port) nor a network such as 10.0.0.0/8", word);
        APR_ARRAY_PUSH((*out)->rules, rule_t) = r;
    }
    return NULL;
}

static int named(const bdg_guard_t *g, const bdg_target_t *t)
{
    for (int i = 0; i < g->rules->nelts; i++) {
        const rule_t *r = &APR_ARRAY_IDX(g->rules, i, rule_t);
        if (r->host && !strcmp(r->host, t->host) && (!r->port || r->port == t->port))
            return 1;
    }
    return 0;
}

int bdg_guard_passes(const bdg_guard_t *g, const bdg_target_t *t, const struct sockaddr *address)
{
    const unsigned char *bytes;
    if (address->sa_family == AF_INET)
        bytes = (const unsigned char *)&((const struct sockaddr_in *)address)->sin_addr;
    else if (address->sa_family == AF_INET6)
        bytes = (const unsigned char *)&((const struct sockaddr_in6 *)address)->sin6_addr;
    else
        return 0;
    for (int i = 0; i < g->rules->nelts; i++) {
        const rule_t *r = &APR_ARRAY_IDX(g->rules, i, rule_t);
        if (!r->host && r->net.family == address->sa_family && within(bytes, r->net.bytes, r->net.bits))
            return 1;
    }
    return t->named || (address->sa_family == AF_INET ? public4(bytes) : public6(bytes));
}

/* ---------------------------------------------------------------- reading an address */

static apr_status_t free_parsed(void *p)
{
    curl_url_cleanup(p);
    return APR_SUCCESS;
}

static const char *part(CURLU *u, CURLUPart what, unsigned flags, apr_pool_t *pool)
{
    char *s = NULL;
    if (curl_url_get(u, what, &s, flags) != CURLUE_OK)
        return NULL;
    const char *copy = apr_pstrdup(pool, s);
    curl_free(s);
    return copy;
}

static bdg_err_t *not_taken(void) { return bdg_err(BDG_E_INVALID, "This is not an address that can be asked."); }

/* Lower case, without brackets and the dot at the end; put back into the parsed address, so that nobody reads it differently. */
static bdg_err_t *settle_host(bdg_target_t *t, apr_pool_t *pool)
{
    unsigned char bytes[16];
    const char *raw = part(t->parsed, CURLUPART_HOST, 0, pool);
    if (!raw || !*raw)
        return not_taken();
    char *h = apr_pstrdup(pool, raw);
    size_t n = strlen(h);
    if (h[0] == '[') {
        if (n < 3 || h[n - 1] != ']')
            return not_taken();
        h[n - 1] = 0;
        t->host = h + 1;
        t->literal = 1;
        return inet_pton(AF_INET6, t->host, bytes) == 1 ? NULL : not_taken();
    }
    for (size_t i = 0; i < n; i++)
        h[i] = (char)tolower((unsigned char)h[i]);
    if (n && h[n - 1] == '.')
        h[n - 1] = 0;
    t->host = h;
    t->literal = inet_pton(AF_INET, h, bytes) == 1;
    if (!is_name(h) || curl_url_set(t->parsed, CURLUPART_HOST, h, 0) != CURLUE_OK)
        return not_taken();
    return NULL;
}

bdg_err_t *bdg_guard_target(bdg_target_t *t, const bdg_guard_t *g, const char *url, apr_pool_t *pool)
{
    memset(t, 0, sizeof *t);
    if (bdg_url_problem(url))
        return not_taken();
    t->parsed = curl_url();
    if (!t->parsed)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    apr_pool_cleanup_register(pool, t->parsed, free_parsed, apr_pool_cleanup_null);
    if (curl_url_set(t->parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK || curl_url_set(t->parsed, CURLUPART_FRAGMENT, NULL, 0) != CURLUE_OK)
        return not_taken();
    const char *scheme = part(t->parsed, CURLUPART_SCHEME, 0, pool), *port = part(t->parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT, pool);
    if (!scheme || (strcmp(scheme, "http") && strcmp(scheme, "https")) || part(t->parsed, CURLUPART_ZONEID, 0, pool))
        return not_taken();
    t->https = !strcmp(scheme, "https");
    t->port = port ? atoi(port) : 0;
    BDG_TRY(settle_host(t, pool));
    t->named = named(g, t);
    if (t->port < 1 || t->port > 65535 || (t->port < 1024 && t->port != 80 && t->port != 443 && !t->named))
        return not_taken();
    t->url = part(t->parsed, CURLUPART_URL, 0, pool);
    return t->url ? NULL : not_taken();
}
