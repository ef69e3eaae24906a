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

/* "verified" as in the column. */
bdg_account_state_e bdg_account_state_of(const char *s);
const char *bdg_account_state_name(bdg_account_state_e state);
/* email: normalised. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_account_by_email(bdg_account_t **out, bdg_db_t *db, const char *email, apr_pool_t *pool) BDG_MUST_CHECK;
/* username: in lower case. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_account_by_username(bdg_account_t **out, bdg_db_t *db, const char *username, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_account_by_id(bdg_account_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Is there any account at all? */
bdg_err_t *bdg_account_any(int *any, bdg_db_t *db) BDG_MUST_CHECK;
/* A verified account with this password. Sets id. BDG_E_DUPLICATE: the address has one. */
bdg_err_t *bdg_account_insert(bdg_account_t *account, bdg_db_t *db) BDG_MUST_CHECK;
/* The same without a password: somebody who signs in by mailed links (password_hash is not looked at). */
bdg_err_t *bdg_account_insert_plain(bdg_account_t *account, bdg_db_t *db) BDG_MUST_CHECK;
/* Held until the end of the transaction. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_account_lock(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* An invited account becomes a verified one: its address was proven. Fine when it is one. */
bdg_err_t *bdg_account_verify(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
bdg_err_t *bdg_account_rename(bdg_db_t *db, int64_t id, const char *name) BDG_MUST_CHECK;
/* The address that it signs in with. BDG_E_DUPLICATE: another account has it. */
bdg_err_t *bdg_account_set_email(bdg_db_t *db, int64_t id, const char *email) BDG_MUST_CHECK;
/* Nothing of the person is left in it; its id stays in what it did. */
bdg_err_t *bdg_account_erase(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* What it allowed to applications goes: tokens, codes, its profile (store/oauth.h). */
bdg_err_t *bdg_account_disconnect(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* Whether its roles let it do anything: 2 in an organisation or for an issuer, 1 in groups of people only, 0 nothing. */
bdg_err_t *bdg_account_works(int *where, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* In how many places it holds a role. */
bdg_err_t *bdg_account_roles(int64_t *n, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND when it may not sign in (suspended, erased). An invited one is verified by it. */
bdg_err_t *bdg_account_set_password(bdg_db_t *db, int64_t id, const char *password_hash) BDG_MUST_CHECK;
/* Nothing happens when old is not its hash any more. */
bdg_err_t *bdg_account_rehash(bdg_db_t *db, int64_t id, const char *old_hash, const char *new_hash) BDG_MUST_CHECK;
#endif
