/* Rows of account: people who can sign in. */
#ifndef BDG_STORE_ACCOUNT_H
#define BDG_STORE_ACCOUNT_H
#include "base/id.h"
#include "store/db.h"

typedef enum { BDG_ACCOUNT_INVITED, BDG_ACCOUNT_VERIFIED, BDG_ACCOUNT_SUSPENDED, BDG_ACCOUNT_ERASED } bdg_account_state_e;

typedef struct bdg_account_t {
    int64_t id;
    const char *public_id;
    const char *email;             /* normalised (bdg_email_normalise) */
    const char *name;
    const char *password_hash;     /* crypto_pwhash_str's text; NULL while there is none */
    bdg_account_state_e state;     /* only VERIFIED may sign in */
    apr_time_t password_at;
} bdg_account_t;

/* email: normalised. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_account_by_email(bdg_account_t **out, bdg_db_t *db, const char *email, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_account_by_id(bdg_account_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Is there any account at all? */
bdg_err_t *bdg_account_any(int *any, bdg_db_t *db) BDG_MUST_CHECK;
/* A verified account with this password. Sets id. BDG_E_DUPLICATE: the address has one. */
bdg_err_t *bdg_account_insert(bdg_account_t *account, bdg_db_t *db) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND when it may not sign in (suspended, erased). An invited one is verified by it. */
bdg_err_t *bdg_account_set_password(bdg_db_t *db, int64_t id, const char *password_hash) BDG_MUST_CHECK;
/* Nothing happens when old is not its hash any more. */
bdg_err_t *bdg_account_rehash(bdg_db_t *db, int64_t id, const char *old_hash, const char *new_hash) BDG_MUST_CHECK;
#endif
