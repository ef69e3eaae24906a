/* Secrets at rest: encrypted and authenticated with a key that stands outside the database (XChaCha20-Poly1305, by libsodium). */
#ifndef BDG_SEAL_H
#define BDG_SEAL_H
#include "base/err.h"
#include <apr_pools.h>

#define BDG_SEAL_KEY 32             /* bytes of the key */
#define BDG_SEAL_MORE 41            /* bytes that sealing adds: version, nonce, tag */

/* *sealed: len + BDG_SEAL_MORE bytes in pool. about: what this secret belongs to, as text; a sealed secret opens under the same text only, so
 * that rows cannot be exchanged. BDG_E_NOMEM. */
bdg_err_t *bdg_seal(const void **sealed, size_t *sealed_len, const unsigned char key[BDG_SEAL_KEY], const char *about, const void *secret, size_t len,
                    apr_pool_t *pool) BDG_MUST_CHECK;
/* *secret is wiped with pool. BDG_E_INVALID: sealed with another key, for something else, or damaged. */
bdg_err_t *bdg_unseal(const unsigned char **secret, size_t *len, const unsigned char key[BDG_SEAL_KEY], const char *about, const void *sealed,
                      size_t sealed_len, apr_pool_t *pool) BDG_MUST_CHECK;
/* Memory of pool that is wiped when the pool is cleared. */
void *bdg_secret_alloc(size_t len, apr_pool_t *pool);
#endif
