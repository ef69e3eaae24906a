/* Rows of signing_key: what issuers sign with. The secret part stands in them sealed; core/signing_key.h opens it. */
#ifndef BDG_STORE_SIGNING_KEY_H
#define BDG_STORE_SIGNING_KEY_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_signing_key_t {
    int64_t id, organisation_id, issuer_id;
    const char *public_id, *kind;                 /* kind: rsa, ed25519, p256 */
    const unsigned char *public_key; size_t public_len;   /* Multikey bytes */
    const unsigned char *sealed; size_t sealed_len;       /* only of a present one, from the functions that say so */
    apr_time_t created_at, retired_at;            /* retired_at 0: it signs now */
    int64_t created_by;                           /* account; -2: the server itself */
    const char *created_by_name;                  /* from bdg_signing_keys(); "" for no account */
} bdg_signing_key_t;

/* The present one, with its sealed secret. BDG_E_NOT_FOUND: none was made yet. */
bdg_err_t *bdg_signing_key_present(bdg_signing_key_t **out, bdg_db_t *db, int64_t issuer_id, const char *kind, apr_pool_t *pool) BDG_MUST_CHECK;
/* Its id alone; 0 when there is none. */
bdg_err_t *bdg_signing_key_present_id(int64_t *id, bdg_db_t *db, int64_t issuer_id, const char *kind) BDG_MUST_CHECK;
bdg_err_t *bdg_signing_key_by_public_id(bdg_signing_key_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* All of an issuer, newest first, at most 1,000: an array of bdg_signing_key_t. */
bdg_err_t *bdg_signing_keys(apr_array_header_t **out, bdg_db_t *db, int64_t issuer_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Any present one, with its sealed secret, to see whether the secret file is the right one. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_signing_key_any(bdg_signing_key_t **out, bdg_db_t *db, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- changing: inside a transaction */
/* BDG_E_DUPLICATE: this issuer has a present one of the kind already. */
bdg_err_t *bdg_signing_key_insert(bdg_db_t *db, const bdg_signing_key_t *key) BDG_MUST_CHECK;
/* Retires it and forgets its secret part. BDG_E_CONFLICT when it is not the present one (any more). */
bdg_err_t *bdg_signing_key_retire(bdg_db_t *db, int64_t issuer_id, const char *kind, const char *public_id) BDG_MUST_CHECK;
#endif
