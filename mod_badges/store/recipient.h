/* Rows of account_identity and identity_link, and awards as their recipient sees them: by proven addresses, across organisations. */
#ifndef BDG_STORE_RECIPIENT_H
#define BDG_STORE_RECIPIENT_H
#include "store/assertion.h"

/* An address that an account has proven to be its own. It belongs to one account only. */
typedef struct bdg_identity_t {
    int64_t id;
    bdg_recipient_e type;                /* so far mail addresses only: the others cannot be proven */
    unsigned char key[16];               /* bdg_recipient_key() */
    const char *identity;                /* normalised */
    apr_time_t proven_at;
} bdg_identity_t;
#define BDG_IDENTITIES_MAX 20            /* of one account */

/* In the order in which they were proven: an array of bdg_identity_t. */
bdg_err_t *bdg_identity_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Whose it is; 0: nobody's yet. */
bdg_err_t *bdg_identity_owner(int64_t *account_id, bdg_db_t *db, const unsigned char key[16]) BDG_MUST_CHECK;
/* BDG_E_DUPLICATE when it belongs to an account already. */
bdg_err_t *bdg_identity_insert(bdg_db_t *db, int64_t account_id, bdg_recipient_e type, const char *normalised) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND when it is not this account's. */
bdg_err_t *bdg_identity_delete(bdg_db_t *db, int64_t account_id, int64_t id) BDG_MUST_CHECK;
bdg_err_t *bdg_identity_delete_all(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;

/* Links that prove an address; the token's SHA-256 lies here. account_id 0: it signs in, else it adds the address to that account. */
typedef struct bdg_identity_link_t {
    int64_t account_id;
    const char *email;
    const char *next, *browser;          /* a path to go to, and for which browser (core/proof.h); or both NULL */
} bdg_identity_link_t;
bdg_err_t *bdg_identity_link_insert(bdg_db_t *db, const unsigned char hash[32], const bdg_identity_link_t *link, int minutes) BDG_MUST_CHECK;
/* Looks, and leaves it. BDG_E_GONE: never was, used, or too old. */
bdg_err_t *bdg_identity_link_load(bdg_identity_link_t *out, bdg_db_t *db, const unsigned char hash[32], apr_pool_t *pool) BDG_MUST_CHECK;
/* Uses it up; inside the transaction of what it is used for. BDG_E_GONE when somebody was quicker. */
bdg_err_t *bdg_identity_link_take(bdg_db_t *db, const unsigned char hash[32]) BDG_MUST_CHECK;
/* Those of the same address for the same purpose; those that would add addresses to an account. */
bdg_err_t *bdg_identity_link_delete(bdg_db_t *db, const char *email, int64_t account_id) BDG_MUST_CHECK;
bdg_err_t *bdg_identity_link_delete_account(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;

/* Is anything here for this address: an award, or somebody who may sign in? */
bdg_err_t *bdg_recipient_known(int *known, bdg_db_t *db, const char *email) BDG_MUST_CHECK;
/* The name on the newest award to it; NULL when there is none. */
bdg_err_t *bdg_recipient_name(const char **name, bdg_db_t *db, const char *email, apr_pool_t *pool) BDG_MUST_CHECK;

/* An award on a card. */
typedef struct bdg_held_t {
    int64_t id, badge_class_id;
    const char *public_id, *recipient_name, *badge_public_id, *badge_name, *issuer_name;
    int state, acceptance, hidden, graphic_revision /* 0: no picture */, revision;
    bdg_date_t issued_on, expires_on;
} bdg_held_t;

typedef enum { BDG_HELD_SHOWN /* neither hidden nor rejected */, BDG_HELD_NEW /* of these, undecided */, BDG_HELD_ASIDE /* hidden or rejected */, BDG_HELD_ALL } bdg_held_e;

/* An account's awards, newest first (by when they were made here), in pages: cursor is the id at the edge of the page before (0: the first page),
 * newer: those before it. At most limit + 1 rows, for bdg_pager_trim(). An array of bdg_held_t. */
bdg_err_t *bdg_held_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, bdg_held_e which, int64_t cursor, int newer, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* How many, counted up to max. */
bdg_err_t *bdg_held_count(int64_t *n, bdg_db_t *db, int64_t account_id, bdg_held_e which, int max) BDG_MUST_CHECK;
/* One. BDG_E_NOT_FOUND when it is to none of the account's addresses. */
bdg_err_t *bdg_held_get(bdg_held_t **out, bdg_db_t *db, int64_t account_id, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Those in a collection that are still to a proven address of its owner, in no order: an array of bdg_held_t. */
bdg_err_t *bdg_held_of_collection(apr_array_header_t **out, bdg_db_t *db, int64_t collection_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Its organisation and id, for the dispatcher. BDG_E_NOT_FOUND as above. */
bdg_err_t *bdg_held_scope(int64_t *organisation_id, int64_t *id, bdg_db_t *db, int64_t account_id, const char *public_id) BDG_MUST_CHECK;
/* Holds it until the end of the transaction: acceptance, hidden and state of out. BDG_E_NOT_FOUND as above. */
bdg_err_t *bdg_held_lock(bdg_held_t *out, bdg_db_t *db, int64_t account_id, int64_t id) BDG_MUST_CHECK;
/* What is rejected becomes hidden too; what is accepted is shown again. */
bdg_err_t *bdg_held_decide(bdg_db_t *db, int64_t id, int acceptance) BDG_MUST_CHECK;
bdg_err_t *bdg_held_hide(bdg_db_t *db, int64_t id, int hidden) BDG_MUST_CHECK;
#endif
