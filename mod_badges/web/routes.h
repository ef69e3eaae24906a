/* The route table: every address that exists. The dispatcher enforces each column; what is not in the table does not exist. */
#ifndef BDG_ROUTES_H
#define BDG_ROUTES_H
#include "web/http.h"

typedef enum { BDG_ENTRY_PUBLIC, BDG_ENTRY_SIGNED_IN } bdg_entry_e;
/* What the first capture of the pattern names. The dispatcher finds it, checks that the actor may see it (else 404), and asks the permission on it (else 403). */
typedef enum { BDG_ON_NOTHING, BDG_ON_ORGANISATION /* the present one */, BDG_ON_ISSUER, BDG_ON_GRAPHIC, BDG_ON_BADGE_CLASS, BDG_ON_ASSERTION, BDG_ON_BATCH, BDG_ON_OUTBOX, BDG_ON_KINDS } bdg_on_e;
typedef enum { BDG_BODY_NONE, BDG_BODY_FORM, BDG_BODY_MULTIPART, BDG_BODY_RAW } bdg_body_e;
typedef enum {
    BDG_CACHE_PRIVATE,      /* no-store */
    BDG_CACHE_PUBLIC,       /* public, max-age=60, with ETag; CORS open */
    BDG_CACHE_IMAGE         /* public, max-age=300 */
} bdg_cache_e;
typedef enum { BDG_RATE_NONE, BDG_RATE_SIGN_IN, BDG_RATE_CHECK } bdg_rate_e;

struct bdg_route_t {
    const char *method;        /* GET (serves HEAD too) or POST */
    const char *pattern;       /* "/admin/badges/{id}/edit"; {id}: 26 characters of base/id.h, {n}: digits, {name}: one segment */
    bdg_handler_fn *handler;
    bdg_entry_e entry;
    bdg_on_e on;
    bdg_perm_e permission;     /* BDG_PERM_NONE: being able to see it is enough */
    bdg_body_e body;
    long long body_cap;        /* bytes; 0: 64 KiB; -1: BadgesMaxUpload */
    bdg_cache_e cache;
    bdg_rate_e rate;
    int csrf_exempt;           /* POST without a token: says why in doc */
    const char *doc;           /* one line */
};
extern const bdg_route_t bdg_routes[];     /* ends with method NULL */

/* Finds the row. BDG_E_NOT_FOUND, or BDG_E_METHOD when only other methods fit (*allow then lists them). */
bdg_err_t *bdg_route_find(const bdg_route_t **route, const char *params[4], const char **allow, const char *method, const char *path, apr_pool_t *pool) BDG_MUST_CHECK;
json_t *bdg_routes_json(void);             /* what `badgesctl routes --json` prints; a new reference */
#endif
