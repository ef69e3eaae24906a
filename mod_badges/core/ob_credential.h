/* Credentials that applications bring by the Open Badges 3.0 API: what one is, and when two are the same (Open Badges 3.0, Credential equality and
 * comparison algorithm). They are kept among the badges that a person brought from elsewhere (core/imported.h). */
#ifndef BDG_OB_CREDENTIAL_H
#define BDG_OB_CREDENTIAL_H
#include "base/err.h"
#include <apr_pools.h>

#define BDG_OB_CREDENTIAL_MAX (1u << 20)     /* bytes, as the verifier takes them */

typedef struct bdg_ob_credential_t {
    int jws;                             /* signed, as a compact JWS; else JSON */
    const char *text; size_t len;        /* as it came, without the white space around it */
    const char *id, *issuer;
    unsigned char key[32];               /* of issuer and id: the same for two that are the same */
} bdg_ob_credential_t;

/* The key of these two. */
void bdg_ob_credential_key(unsigned char key[32], const char *id, const char *issuer, apr_pool_t *scratch_pool);
/* Reads an AchievementCredential (OpenBadgeCredential), verifies nothing. BDG_E_INVALID, BDG_E_MALFORMED, BDG_E_TOO_LARGE with the reason. */
bdg_err_t *bdg_ob_credential_read(bdg_ob_credential_t *out, const char *data, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
