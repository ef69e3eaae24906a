/* SHA-2 by OpenSSL, whose code knows the processor's own instructions: several times as fast as base/id.h's on documents of some KiB. */
#ifndef BDG_DIGEST_H
#define BDG_DIGEST_H
#include "base/err.h"
#include <apr_pools.h>
#include <stddef.h>

typedef enum { BDG_SHA256, BDG_SHA384, BDG_SHA512 } bdg_digest_e;
#define BDG_DIGEST_MAX 64
typedef struct bdg_digest_t bdg_digest_t;

/* A hasher that can be used over and over, by one thread at a time. BDG_E_NOMEM. */
bdg_err_t *bdg_digest_make(bdg_digest_t **out, bdg_digest_e kind, apr_pool_t *pool) BDG_MUST_CHECK;
/* Hashes data; returns the number of bytes in out: 32, 48 or 64. Aborts when memory is out, as apr pools do. */
size_t bdg_digest(bdg_digest_t *d, const void *data, size_t len, unsigned char out[BDG_DIGEST_MAX]);
/* The same as lower-case hexadecimal with a NUL. */
size_t bdg_digest_hex(bdg_digest_t *d, const void *data, size_t len, char out[2 * BDG_DIGEST_MAX + 1]);
#endif
