/* Rows of one_time_link: links that work once. Stored is the hash of the token only (bdg_token_new, bdg_token_hash). */
#ifndef BDG_STORE_LINK_H
#define BDG_STORE_LINK_H
#include "store/db.h"

typedef struct bdg_link_t { int64_t account_id; int invite; } bdg_link_t;   /* invite: of an invitation */

/* For an invited person (core/invitation.h). */
bdg_err_t *bdg_link_insert_invite(bdg_db_t *db, const unsigned char hash[32], int64_t account_id, int minutes) BDG_MUST_CHECK;
bdg_err_t *bdg_link_insert_reset(bdg_db_t *db, const unsigned char hash[32], int64_t account_id, int minutes) BDG_MUST_CHECK;
/* *made: 0 when there is an account already, or this very link. */
bdg_err_t *bdg_link_insert_first_run(int *made, bdg_db_t *db, const unsigned char hash[32], int minutes) BDG_MUST_CHECK;
/* Looks, and leaves it. BDG_E_GONE: it never was, was used, or is too old; which of these, nobody is told. */
bdg_err_t *bdg_link_load(bdg_link_t *out, bdg_db_t *db, const unsigned char hash[32]) BDG_MUST_CHECK;
bdg_err_t *bdg_link_load_first_run(bdg_db_t *db, const unsigned char hash[32]) BDG_MUST_CHECK;
/* Uses it up. BDG_E_GONE when somebody was quicker. Inside the transaction of what it is used for. */
bdg_err_t *bdg_link_take(bdg_db_t *db, const unsigned char hash[32]) BDG_MUST_CHECK;
/* Those to choose a password, of an account; those of the forgotten password, of the account with this normalised address; those for the first administrator. */
bdg_err_t *bdg_link_delete_account(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
bdg_err_t *bdg_link_delete_reset_of(bdg_db_t *db, const char *email) BDG_MUST_CHECK;
bdg_err_t *bdg_link_delete_first_run(bdg_db_t *db) BDG_MUST_CHECK;
#endif
