/* What a bearer token may be good for: bit n of a token's, a client's or a route's scopes. The order is stored in databases: only ever append.
 *
 * These are the scopes of the Open Badges 3.0 API (1EdTech, Open Badges API, section Scopes), given by people to applications by OAuth 2.0. */
#ifndef BDG_SCOPE_H
#define BDG_SCOPE_H
#include "base/json.h"
#include <stdint.h>

#define BDG_OB_SCOPE "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
/*  X(NAME, as it is written in requests, what the person is asked) */
#define BDG_SCOPES(X) \
    X(CREDENTIAL_READ, BDG_OB_SCOPE "credential.readonly", "See your credentials") \
    X(CREDENTIAL_UPSERT, BDG_OB_SCOPE "credential.upsert", "Add credentials to yours, and replace those that it added") \
    X(PROFILE_READ, BDG_OB_SCOPE "profile.readonly", "See your profile: your name and email address") \
    X(PROFILE_UPDATE, BDG_OB_SCOPE "profile.update", "Change the profile that applications see") \
    X(OFFLINE, "offline_access", "Go on doing so while you are away, until you withdraw it")
typedef enum bdg_scope_e {
#define X(name, text, words) BDG_SCOPE_##name,
    BDG_SCOPES(X)
#undef X
    BDG_SCOPE_COUNT
} bdg_scope_e;
typedef uint64_t bdg_scopes_t;
#define BDG_SCOPE_BIT(s) ((bdg_scopes_t)1 << (s))
#define BDG_SCOPES_ALL (((bdg_scopes_t)1 << BDG_SCOPE_COUNT) - 1)

const char *bdg_scope_text(bdg_scope_e scope);
const char *bdg_scope_words(bdg_scope_e scope);
/* Reads a list with single spaces between (RFC 6749, section 3.3). *unknown counts names that are none of ours (they give no bit), malformed lists as one. */
bdg_scopes_t bdg_scopes_read(const char *text, int *unknown);
/* The same list written: "" for none. */
const char *bdg_scopes_write(bdg_scopes_t scopes, apr_pool_t *pool);
#endif
