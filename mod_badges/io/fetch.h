/* Documents from addresses that strangers gave: HTTP(S) GET that cannot be led to where it must not go, and that ends.
 *
 * Each address, that of a redirect too, is read by io/guard.h, its name is looked up once, every number that came out must pass, and the connection
 * goes to one of these and to nothing else (pinned with CURLOPT_RESOLVE, and looked at again when the socket is opened). No proxy, no cookies, no
 * credentials, TLS 1.2 with a verified certificate, no way back from https to http. The answer is capped in every direction.
 *
 * bdg_outside_init() must have run. */
#ifndef BDG_FETCH_H
#define BDG_FETCH_H
#include "io/guard.h"
#include "io/resolve.h"

#define BDG_FETCH_BYTES     (1u << 20)   /* of a body, as sent and as unpacked */
#define BDG_FETCH_HEADERS   (32u << 10)  /* of all header lines of an answer */
#define BDG_FETCH_LINES     100          /* header lines of an answer */
#define BDG_FETCH_MS        5000         /* for one document, redirects included */
#define BDG_FETCH_TOTAL_MS  20000        /* for all documents of one bdg_fetch_t */
#define BDG_FETCH_DOCUMENTS 10           /* of one bdg_fetch_t */
#define BDG_FETCH_REDIRECTS 3
#define BDG_FETCH_AT_ONCE   8            /* bdg_fetch_t that hold a place, per process */

typedef struct bdg_fetch_rules_t {
    const bdg_guard_t *guard;
    const char *ca_file;                 /* PEM: authorities that are trusted besides the system's; or NULL */
    const char *agent;                   /* User-Agent */
    bdg_resolve_fn *resolve;             /* NULL: bdg_resolve_system */
    void *resolve_baton;
} bdg_fetch_rules_t;

typedef struct bdg_fetched_t {
    int status;                          /* any but 3xx with a place to go */
    const char *url;                     /* that answered, after redirects */
    const char *content_type;            /* as sent, "" when not */
    const char *body; size_t len;        /* NUL-terminated; may hold anything */
} bdg_fetched_t;

typedef struct bdg_fetch_t bdg_fetch_t;

/* For the documents of one errand. rules must outlive it. Closed with pool. */
bdg_err_t *bdg_fetch_open(bdg_fetch_t **out, const bdg_fetch_rules_t *rules, apr_pool_t *pool) BDG_MUST_CHECK;
/* accept: the header. A place is taken at the first call, and held until bdg_fetch_close().
 * BDG_E_UNAVAILABLE: no place is free, try again. BDG_E_INVALID: it could not be had, and message says why in words for anyone. What is refused,
 * unknown to the resolver or silent is told with one and the same message, so that nobody can look around inside with it; detail knows more.
 * BDG_E_TOO_LARGE: over a cap. */
bdg_err_t *bdg_fetch_get(bdg_fetched_t **out, bdg_fetch_t *fetch, const char *url, const char *accept, apr_pool_t *pool) BDG_MUST_CHECK;
/* Gives the place back. NULL is fine; so is a second time. */
void bdg_fetch_close(bdg_fetch_t *fetch);
#endif
