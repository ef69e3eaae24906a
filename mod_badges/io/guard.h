/* Which addresses given by strangers may be asked at all. What is judged is what is connected to: the numbers that a name led to, after curl's
 * own parser read the address, so that no spelling (decimal, octal, hexadecimal, short, mapped) makes a difference.
 *
 * Refused are all networks that are not the public internet (IANA's special-purpose registries, RFC 6890 and its updates): this host, private and
 * shared ones, link-local, multicast, documentation, benchmarks, and every form of IPv6 that carries an IPv4 address (mapped, compatible, NAT64,
 * 6to4, Teredo, ISATAP). Ports below 1024 other than 80 and 443 are refused too. The operator may allow hosts and networks. */
#ifndef BDG_GUARD_H
#define BDG_GUARD_H
#include "base/err.h"
#include <apr_pools.h>
#include <curl/urlapi.h>
#include <sys/socket.h>

typedef struct bdg_guard_t bdg_guard_t;

/* allow: words separated by spaces or commas, each a host name or address with or without a port ("badges.intranet:8443", "[fd00::1]:8080"), or a
 * network ("10.0.0.0/8"). NULL or "": nothing beyond the public internet. BDG_E_INVALID names the word that is neither. */
bdg_err_t *bdg_guard_make(bdg_guard_t **out, const char *allow, apr_pool_t *pool) BDG_MUST_CHECK;

typedef struct bdg_target_t {
    CURLU *parsed;             /* what is asked: without fragment, the host as below; freed with the pool */
    const char *url;           /* the same as text */
    const char *host;          /* lower case, ASCII (an IDN has to be given as xn--), no dot at the end; IPv6 without brackets */
    int port, https, literal;  /* literal: host is an address, not a name */
    int named;                 /* the operator allowed this host by its name (and port) */
} bdg_target_t;

/* Reads an address. BDG_E_INVALID: not http(s), user info, a zone, a host that is none, a port that is not taken. Nothing is looked up yet. */
bdg_err_t *bdg_guard_target(bdg_target_t *out, const bdg_guard_t *guard, const char *url, apr_pool_t *pool) BDG_MUST_CHECK;
/* May this address, which target's host led to, be connected to? */
int bdg_guard_passes(const bdg_guard_t *guard, const bdg_target_t *target, const struct sockaddr *address);
#endif
