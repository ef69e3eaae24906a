/* Rows of account_picture: what a person looks like, as they want to be seen. */
#ifndef BDG_STORE_ACCOUNT_PICTURE_H
#define BDG_STORE_ACCOUNT_PICTURE_H
#include "store/db.h"

/* *png NULL when there is none; *etag: quoted, of the bytes. */
bdg_err_t *bdg_account_picture_get(const void **png, size_t *len, const char **etag, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The first bytes of its SHA-256, as hex: what an address that is kept for ever is made of. NULL when there is none. */
bdg_err_t *bdg_account_picture_mark(const char **mark, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* png: re-encoded by us. */
bdg_err_t *bdg_account_picture_set(bdg_db_t *db, int64_t account_id, const void *png, size_t len) BDG_MUST_CHECK;
bdg_err_t *bdg_account_picture_delete(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
#endif
