/* Rows of session. A session lies here as the SHA-256 of its cookie (bdg_token_hash). Loading one with its account is core/access.h's. */
#ifndef BDG_STORE_SESSION_H
#define BDG_STORE_SESSION_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_session_row_t {
    unsigned char hash[32];
    apr_time_t created_at, seen_at;
    const char *address, *user_agent;
} bdg_session_row_t;

/* minutes: after so many it ends in any case. user_agent: at most 200 bytes. organisation_id: the one shown, or 0. awaits: the second factor is still to be given. */
bdg_err_t *bdg_session_insert(bdg_db_t *db, const unsigned char hash[32], int64_t account_id, int64_t organisation_id, int awaits, long long minutes, const char *address,
                              const char *user_agent) BDG_MUST_CHECK;
/* Whose session waits for the second factor; 0: this is none, or too old. */
bdg_err_t *bdg_session_awaiting(int64_t *account_id, bdg_db_t *db, const unsigned char hash[32]) BDG_MUST_CHECK;
/* What a session of this account showed, even if it is over; 0 when there is none. */
bdg_err_t *bdg_session_organisation(int64_t *organisation_id, bdg_db_t *db, const unsigned char hash[32], int64_t account_id) BDG_MUST_CHECK;
bdg_err_t *bdg_session_set_organisation(bdg_db_t *db, const unsigned char hash[32], int64_t organisation_id) BDG_MUST_CHECK;
/* Those that work now, last used first, at most 100: an array of bdg_session_row_t. */
bdg_err_t *bdg_session_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, long long idle_minutes, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_session_delete(bdg_db_t *db, const unsigned char hash[32]) BDG_MUST_CHECK;
/* Only if it is this account's. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_session_delete_of(bdg_db_t *db, const unsigned char hash[32], int64_t account_id) BDG_MUST_CHECK;
bdg_err_t *bdg_session_delete_all(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
#endif
