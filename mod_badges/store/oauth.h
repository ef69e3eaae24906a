/* Rows of oauth_client, oauth_code, oauth_grant and oauth_token: applications, and what people allowed them. The rules are core/oauth.h's.
 * Secrets, codes and tokens are known by the SHA-256 of their text (bdg_token_hash). scopes: bits of core/scope.h. */
#ifndef BDG_STORE_OAUTH_H
#define BDG_STORE_OAUTH_H
#include "store/db.h"
#include <apr_tables.h>

/* --- applications */
typedef struct bdg_oauth_client_t {
    int64_t id;
    const char *public_id;               /* client_id */
    int confidential;                    /* has a secret */
    unsigned char secret_hash[32];
    const char *name;
    uint64_t scopes;                     /* all that it may ask for */
    const char *metadata_json;           /* what registration answered, without the secret */
} bdg_oauth_client_t;

/* address: who registers it. Sets id. */
bdg_err_t *bdg_oauth_client_insert(bdg_oauth_client_t *client, bdg_db_t *db, const char *address) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND. */
bdg_err_t *bdg_oauth_client_load(bdg_oauth_client_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Somebody was asked to allow it: it is not swept for a while. */
bdg_err_t *bdg_oauth_client_touch(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;

/* --- codes */
typedef struct bdg_oauth_code_t {
    int64_t account_id, client_id;
    int64_t grant_id;                    /* what came from its use; 0: nothing */
    uint64_t scopes;
    const char *redirect_uri, *challenge;
    int used, in_time, account_ok;
} bdg_oauth_code_t;

bdg_err_t *bdg_oauth_code_insert(bdg_db_t *db, const unsigned char hash[32], const bdg_oauth_code_t *code, int seconds) BDG_MUST_CHECK;
/* Holds it until the end of the transaction. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_oauth_code_lock(bdg_oauth_code_t *out, bdg_db_t *db, const unsigned char hash[32], apr_pool_t *pool) BDG_MUST_CHECK;
/* grant_id: what comes from it, 0 for nothing. */
bdg_err_t *bdg_oauth_code_use(bdg_db_t *db, const unsigned char hash[32], int64_t grant_id) BDG_MUST_CHECK;
bdg_err_t *bdg_oauth_code_delete_of(bdg_db_t *db, int64_t account_id, int64_t client_id) BDG_MUST_CHECK;

/* --- grants: what one authorisation allowed */
/* seconds: for so long it lasts at least. */
bdg_err_t *bdg_oauth_grant_insert(int64_t *id, bdg_db_t *db, int64_t account_id, int64_t client_id, uint64_t scopes, int seconds) BDG_MUST_CHECK;
bdg_err_t *bdg_oauth_grant_touch(bdg_db_t *db, int64_t id, int seconds) BDG_MUST_CHECK;
/* With all its tokens. Fine when it is gone already. */
bdg_err_t *bdg_oauth_grant_delete(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* Newest first, at most 200: an array of int64_t. */
bdg_err_t *bdg_oauth_grants(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int64_t client_id, apr_pool_t *pool) BDG_MUST_CHECK;
typedef struct bdg_oauth_application_t {
    int64_t client_id;
    const char *client_public_id, *name, *metadata_json;
    uint64_t scopes;
    apr_time_t since, used_at;
} bdg_oauth_application_t;
/* What a person connected, the one used last first, at most 200: an array of bdg_oauth_application_t. */
bdg_err_t *bdg_oauth_applications(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- tokens */
typedef enum { BDG_OAUTH_ACCESS, BDG_OAUTH_REFRESH } bdg_oauth_kind_e;
typedef struct bdg_oauth_token_t {
    int64_t grant_id, account_id, client_id;
    bdg_oauth_kind_e kind;
    uint64_t scopes;                     /* bdg_oauth_bearer(): of the token; bdg_oauth_token_lock(): of its grant */
    int used, in_time, account_ok;       /* bdg_oauth_token_lock() */
    int stale;                           /* bdg_oauth_bearer(): the grant was not marked as used for a minute */
    const char *account_public_id, *email, *name;   /* bdg_oauth_bearer() */
} bdg_oauth_token_t;

bdg_err_t *bdg_oauth_token_insert(bdg_db_t *db, const unsigned char hash[32], int64_t grant_id, bdg_oauth_kind_e kind, uint64_t scopes, int seconds) BDG_MUST_CHECK;
/* An access token that works now, of an account that may sign in. BDG_E_NOT_FOUND for all else. */
bdg_err_t *bdg_oauth_bearer(bdg_oauth_token_t *out, bdg_db_t *db, const unsigned char hash[32], apr_pool_t *pool) BDG_MUST_CHECK;
/* Holds a token of either kind, whatever its state, until the end of the transaction. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_oauth_token_lock(bdg_oauth_token_t *out, bdg_db_t *db, const unsigned char hash[32]) BDG_MUST_CHECK;
bdg_err_t *bdg_oauth_token_use(bdg_db_t *db, const unsigned char hash[32]) BDG_MUST_CHECK;
bdg_err_t *bdg_oauth_token_delete(bdg_db_t *db, const unsigned char hash[32]) BDG_MUST_CHECK;

/* --- the Open Badges Profile that applications put for a person. *json: NULL when there is none. */
bdg_err_t *bdg_account_profile_load(const char **json, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_account_profile_put(bdg_db_t *db, int64_t account_id, const char *json) BDG_MUST_CHECK;
#endif
