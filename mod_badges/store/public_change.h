/* Telling the caches of public documents, on every node, that something they show has changed. Part of the caller's transaction. */
#ifndef BDG_STORE_PUBLIC_CHANGE_H
#define BDG_STORE_PUBLIC_CHANGE_H
#include "store/db.h"
#define BDG_PUBLIC_SHARDS 64
#define BDG_PUBLIC_REVOCATIONS "revocations"     /* in the place of a public id: the lists of what was revoked, which change with any revocation */

/* 0..63, from the public id of the object whose change matters. */
int bdg_public_change_shard(const char *public_id);
/* What is shown at the addresses of this object (an assertion, a badge class, an issuer) has changed. */
bdg_err_t *bdg_public_change_bump(bdg_db_t *db, const char *public_id) BDG_MUST_CHECK;
/* Something has changed that stands on any number of pages: a graphic, an issuer's name. */
bdg_err_t *bdg_public_change_bump_all(bdg_db_t *db) BDG_MUST_CHECK;
/* How many changes there were so far, of anything: the same number means that nothing public has changed. Read it before the rows. */
bdg_err_t *bdg_public_change_sum(int64_t *n, bdg_db_t *db) BDG_MUST_CHECK;
#endif
