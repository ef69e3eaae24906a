/* Reading ZIP packages that strangers made: entries by name, streamed, nothing ever written. The only caller of libzip for reading. */
#ifndef BDG_UNZIP_H
#define BDG_UNZIP_H
#include "base/err.h"
#include <apr_file_io.h>
#include <apr_pools.h>

#define BDG_UNZIP_ENTRIES 1000
#define BDG_UNZIP_RATIO   200           /* unpacked to packed, once an entry gave BDG_UNZIP_FREE bytes */
#define BDG_UNZIP_FREE    (4 << 20)

typedef struct bdg_unzip_t bdg_unzip_t;
typedef struct bdg_unzip_entry_t bdg_unzip_entry_t;

/* max_inflated: bytes that all entries together may give. Closed with pool.
 * BDG_E_TOO_LARGE names the cap, BDG_E_UNSUPPORTED for encrypted entries, BDG_E_MALFORMED for a damaged archive. */
bdg_err_t *bdg_unzip_open(bdg_unzip_t **out, const char *path, apr_off_t max_inflated, apr_pool_t *pool) BDG_MUST_CHECK;
/* Is there an entry of this name (ASCII case does not count)? */
int bdg_unzip_has(bdg_unzip_t *z, const char *name);
/* BDG_E_MALFORMED when there is none: ask bdg_unzip_has() where it may be missing. Closed with pool, which must not outlive z's. */
bdg_err_t *bdg_unzip_entry(bdg_unzip_entry_t **out, bdg_unzip_t *z, const char *name, apr_pool_t *pool) BDG_MUST_CHECK;
/* *got is 0 at the end, when the checksum was right. */
bdg_err_t *bdg_unzip_read(bdg_unzip_entry_t *e, void *buf, size_t size, size_t *got) BDG_MUST_CHECK;
#endif
