/* The in-process cache of public answers: bounded memory, shared by the threads of one child, honest within a second.
 *
 * Each answer belongs to one of 64 shards (bdg_cache_shard of the object's public id). public_change.revision of the shard goes up in
 * the transaction that changes what is shown. At most every 500 ms the first thread that comes by reads the 64 numbers; entries of
 * shards that moved are dropped. While the database is away, entries are served for up to 60 s more, then not at all. */
#ifndef BDG_CACHE_H
#define BDG_CACHE_H
#include "store/public_change.h"
#include "web/http.h"
typedef struct bdg_cache_t bdg_cache_t;
#define BDG_CACHE_SHARDS BDG_PUBLIC_SHARDS

/* max_bytes: of everything kept. pool: of the process. */
bdg_err_t *bdg_cache_make(bdg_cache_t **cache, long long max_bytes, apr_pool_t *pool) BDG_MUST_CHECK;
/* 0..63, from the public id of the object whose change matters. */
int bdg_cache_shard(const char *public_id);
/* Fills res from the entry: bytes are pinned until pool is cleared. 0 when there is none. Reads the revisions when they are due (may lease a connection from db). */
int bdg_cache_get(bdg_cache_t *cache, const char *key, bdg_res_t *res, const bdg_db_source_t *db, apr_pool_t *pool);
/* The revision a shard has now: take it before reading the rows, so that a change in between is noticed. */
int64_t bdg_cache_revision(bdg_cache_t *cache, int shard);
/* Keeps status, content type, headers, ETag and body under key, if key was put before (and that not too long ago): what is asked once is not worth
 * a copy. Drops old entries when full. Never fails: a cache may forget. */
void bdg_cache_put(bdg_cache_t *cache, const char *key, int shard, int64_t revision, const bdg_res_t *res);
#endif
