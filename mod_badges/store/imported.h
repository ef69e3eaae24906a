/* Rows of imported_badge: badges of other issuers' servers, as they came, and what the last check of them said. */
#ifndef BDG_STORE_IMPORTED_H
#define BDG_STORE_IMPORTED_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_imported_t {
    int64_t id;
    const char *public_id;
    const char *source_url, *file_name;          /* where it came from; one of them may be NULL */
    const char *outcome;                         /* "valid", "expired", "revoked", "unknown", "invalid" */
    int is_mine;                                 /* it names a proven address of the account */
    const char *verdict_json;                    /* of core/openbadges/verify.h */
    apr_time_t checked_at, created_at;
    const char *name, *issuer_name;              /* as it says itself; never NULL */
    bdg_date_t issued_on, expires_on;
    int has_picture, revision;
} bdg_imported_t;

/* The bytes that go with a new one. sha256: what makes it the same one again. png: drawn anew, or NULL. */
typedef struct bdg_imported_bytes_t {
    const void *data; size_t len;
    const void *png; size_t png_len;
    unsigned char sha256[32];
} bdg_imported_bytes_t;

#define BDG_IMPORTED_MAX 200           /* of one account */

/* Newest first, or in a collection, in no order: arrays of bdg_imported_t. */
bdg_err_t *bdg_imported_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_imported_of_collection(apr_array_header_t **out, bdg_db_t *db, int64_t collection_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND when it is not this account's; so below. */
bdg_err_t *bdg_imported_get(bdg_imported_t **out, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_imported_scope(int64_t *id, bdg_db_t *db, int64_t account_id, const char *public_id) BDG_MUST_CHECK;
/* The public id of the account's with this hash; NULL when there is none. */
bdg_err_t *bdg_imported_same(const char **public_id, bdg_db_t *db, int64_t account_id, const unsigned char sha256[32], apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_imported_count(int64_t *n, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
bdg_err_t *bdg_imported_data(const char **data, size_t *len, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_imported_png(const char **png, size_t *len, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* For everybody: of one that is shown in this collection. */
bdg_err_t *bdg_imported_png_public(const char **png, size_t *len, bdg_db_t *db, const char *collection_public_id, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Sets id. BDG_E_DUPLICATE: the account has it. */
bdg_err_t *bdg_imported_insert(bdg_imported_t *imported, bdg_db_t *db, int64_t account_id, const bdg_imported_bytes_t *bytes) BDG_MUST_CHECK;
/* What a new check said: outcome, verdict_json; is_mine (-1), names (NULL) and dates that it could not see stay as they were. */
bdg_err_t *bdg_imported_checked(bdg_db_t *db, int64_t account_id, const bdg_imported_t *imported) BDG_MUST_CHECK;
/* The same with other bytes; their hash stays. Sets id. */
bdg_err_t *bdg_imported_replace(bdg_db_t *db, int64_t account_id, int64_t id, bdg_imported_t *imported, const bdg_imported_bytes_t *bytes) BDG_MUST_CHECK;
bdg_err_t *bdg_imported_delete(bdg_db_t *db, int64_t account_id, int64_t id) BDG_MUST_CHECK;
bdg_err_t *bdg_imported_delete_all(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
#endif
