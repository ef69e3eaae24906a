/* Where an application may be answered: redirect URIs (RFC 6749, 3.1.2; RFC 8252; RFC 9700, 2.1). */
#ifndef BDG_OAUTH_REDIRECT_H
#define BDG_OAUTH_REDIRECT_H
#include <apr_pools.h>

/* NULL when the address may be registered, else a static sentence: https; or, for applications on the person's own device (RFC 8252), http to a
 * loopback address, or a private scheme with a dot in it. No fragment. */
const char *bdg_oauth_redirect_problem(const char *uri);
/* Is uri this registered one? To the letter, but for the port of a loopback address (RFC 8252, 7.3; RFC 9700, 2.1). */
int bdg_oauth_redirect_fits(const char *registered, const char *uri);
/* On the person's own device: a loopback address or a private scheme. */
int bdg_oauth_redirect_native(const char *uri);
/* The host (and port) of an http or https address, for people: "wallet.example.org"; NULL for others. */
const char *bdg_oauth_host(const char *uri, apr_pool_t *pool);
#endif
