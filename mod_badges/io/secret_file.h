/* The file that holds the server's secret: 32 random bytes, for whoever starts the server and nobody else. */
#ifndef BDG_SECRET_FILE_H
#define BDG_SECRET_FILE_H
#include "base/site.h"

/* *secret: 32 bytes outside of the pool's memory, guarded, not part of core dumps, wiped when pool is cleared.
 * BDG_E_NOT_FOUND: no such file. BDG_E_INVALID: not 32 bytes, or others than its owner may touch it, or the owner is neither root nor this process's
 * user; the message says what to do. */
bdg_err_t *bdg_secret_file_read(const unsigned char **secret, const char *path, apr_pool_t *pool) BDG_MUST_CHECK;
/* Makes it, with mode 0600. BDG_E_CONFLICT: something is there already. */
bdg_err_t *bdg_secret_file_create(const char *path, apr_pool_t *pool) BDG_MUST_CHECK;
/* Fills secret or secret_wrong of site; nothing where BadgesSecretFile is not set. */
void bdg_secret_file_open(bdg_site_t *site, apr_pool_t *pool);
#endif
