/* Multibase and multikey (W3C Controlled Identifiers 1.0, sections 2.2.2, 2.4 and 2.5): keys and signatures as short texts. */
#ifndef BDG_MULTIBASE_H
#define BDG_MULTIBASE_H
#include "base/err.h"
#include <apr_pools.h>
#include <stddef.h>

#define BDG_MULTIBASE_MAX 1024          /* bytes and characters: base 58 costs the square of its length */

/* 'z' and base58btc. NULL for more than BDG_MULTIBASE_MAX bytes. */
const char *bdg_multibase_z(const void *data, size_t len, apr_pool_t *pool);
/* 'u' and base64url without padding; any length. */
const char *bdg_multibase_u(const void *data, size_t len, apr_pool_t *pool);
/* Reads both; *out is owned by pool. BDG_E_MALFORMED: another base, a character that is not of it, empty; BDG_E_TOO_LARGE. */
bdg_err_t *bdg_multibase_decode(unsigned char **out, size_t *out_len, const char *text, apr_pool_t *pool) BDG_MUST_CHECK;

typedef enum { BDG_MULTIKEY_ED25519 /* 32 bytes */, BDG_MULTIKEY_P256 /* 33, compressed */, BDG_MULTIKEY_P384 /* 49, compressed */ } bdg_multikey_e;

/* publicKeyMultibase of a raw public key, whose length follows from kind. */
const char *bdg_multikey_encode(bdg_multikey_e kind, const unsigned char *key, apr_pool_t *pool);
/* *key is owned by pool, *len its length without the prefix of two bytes. BDG_E_MALFORMED: not a multikey in base58btc, or of the wrong length;
 * BDG_E_UNSUPPORTED: another kind of key. Whether the point is on the curve is for whoever uses it to check. */
bdg_err_t *bdg_multikey_decode(bdg_multikey_e *kind, unsigned char **key, size_t *len, const char *text, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
