/* Passwords as argon2id hashes (RFC 9106), by libsodium. Each call takes one processor for some 60 ms and 64 MiB: go through a gate. */
#ifndef BDG_ARGON_H
#define BDG_ARGON_H
#include "base/err.h"
#include <apr_pools.h>

/* libsodium's INTERACTIVE: 2 passes over 64 MiB, one lane, 16 bytes of salt; above the least that OWASP names (1 pass of 46 MiB, or 2 of 19). */

/* The password as it was typed, any bytes. *hash: "$argon2id$v=19$m=65536,t=2,p=1$...". BDG_E_NOMEM. */
bdg_err_t *bdg_argon_hash(const char **hash, const char *password, apr_pool_t *pool) BDG_MUST_CHECK;
/* 1 when it fits. With hash NULL the same work is done for nothing, and the answer is 0. */
int bdg_argon_verify(const char *hash, const char *password);
/* 1 when hash was made with other parameters than those of today. */
int bdg_argon_stale(const char *hash);
#endif
