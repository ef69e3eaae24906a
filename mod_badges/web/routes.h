/* The route table: every address that exists. The dispatcher enforces each column; what is not in the table does not exist. */
#ifndef BDG_ROUTES_H
#define BDG_ROUTES_H
#include "core/scope.h"
#include "web/http.h"

typedef enum {
    BDG_ENTRY_PUBLIC,
    BDG_ENTRY_SIGNED_IN,    /* a session, or r->user */
    BDG_ENTRY_TOKEN         /* Authorization: Bearer, with the row's scope; cookies and r->user are not looked at, so there is nothing to forge */
} bdg_entry_e;
/* Who is spoken to, in errors too. All but pages are for programs of any site: no cookies, and CORS is open. */
typedef enum {
    BDG_VOICE_PAGE,         /* people, or application/problem+json for who asks for JSON */
    BDG_VOICE_OAUTH,        /* RFC 6749, section 5.2: {"error", "error_description"} */
    BDG_VOICE_IMSX,         /* 1EdTech: Imsx_StatusInfo */
    BDG_VOICE_API           /* our own: application/problem+json (RFC 9457) */
} bdg_voice_e;
/* What the first capture of the pattern names. The dispatcher finds it, checks that the actor may see it (else 404), and asks the permission on it (else 403). */
typedef enum { BDG_ON_NOTHING, BDG_ON_ORGANISATION /* the present one */, BDG_ON_ISSUER, BDG_ON_GRAPHIC, BDG_ON_BADGE_CLASS, BDG_ON_ASSERTION, BDG_ON_BATCH, BDG_ON_OUTBOX, BDG_ON_ENDORSEMENT,
    BDG_ON_ORGANISATION_NODE /* the one that the address names, wherever in the tree */, BDG_ON_PEOPLE_GROUP, BDG_ON_PERSON, BDG_ON_ROLE, BDG_ON_OWN_ROLE,
    /* the person's own, whatever their roles: */ BDG_ON_MY_CREDENTIAL, BDG_ON_MY_COLLECTION, BDG_ON_MY_IMPORTED, BDG_ON_KINDS } bdg_on_e;
typedef enum { BDG_BODY_NONE, BDG_BODY_FORM, BDG_BODY_MULTIPART, BDG_BODY_RAW } bdg_body_e;
typedef enum {
    BDG_CACHE_PRIVATE,      /* no-store */
    BDG_CACHE_PUBLIC,       /* public, max-age=60, with ETag; CORS open */
    BDG_CACHE_IMAGE,        /* public, max-age=300 */
    BDG_CACHE_FOREVER       /* public, for a year: what stands at the address never changes */
} bdg_cache_e;
typedef enum { BDG_RATE_NONE, BDG_RATE_SIGN_IN, BDG_RATE_CHECK,
    BDG_RATE_REGISTER, BDG_RATE_TOKEN,      /* by the client's address */
    BDG_RATE_API, BDG_RATE_UPSERT           /* by the account whose token it is */
} bdg_rate_e;

struct bdg_route_t {
    const char *method;        /* GET (serves HEAD too), POST or PUT */
    const char *pattern;       /* "/admin/badges/{id}/edit"; {id}: 26 characters of base/id.h, {n}: digits, {name}: one segment */
    bdg_handler_fn *handler;
    bdg_entry_e entry;
    bdg_scopes_t scope;        /* bits of which a token must have all; TOKEN only, and never 0 there */
    bdg_voice_e voice;
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

/* The voice of an address, whether there is such a method or even such an address: by its row, or by the beginning of the path. */
bdg_voice_e bdg_route_voice(const bdg_route_t *route, const char *path);
/* Is a POST or PUT of this row bound to a form of ours by a token? */
int bdg_route_csrf(const bdg_route_t *route);
/* Finds the row. BDG_E_NOT_FOUND, or BDG_E_METHOD when only other methods fit (*allow then lists them). */
bdg_err_t *bdg_route_find(const bdg_route_t **route, const char *params[4], const char **allow, const char *method, const char *path, apr_pool_t *pool) BDG_MUST_CHECK;
json_t *bdg_routes_json(apr_pool_t *pool);  /* what `badgesctl routes --json` prints; a new reference */
#endif
