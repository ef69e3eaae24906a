/* Rows of second_factor and recovery_code: how an account proves itself beside its password. What they mean: core/second_factor.h. */
#ifndef BDG_STORE_SECOND_FACTOR_H
#define BDG_STORE_SECOND_FACTOR_H
#include "store/db.h"

typedef struct bdg_second_factor_t {
    const void *sealed; size_t sealed_len;   /* the shared secret */
    int confirmed;                           /* 0: being set up */
    int codes_left;                          /* recovery codes */
    apr_time_t confirmed_at;
} bdg_second_factor_t;

/* BDG_E_NOT_FOUND. */
bdg_err_t *bdg_second_factor_get(bdg_second_factor_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_second_factor_on(int *on, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* One that is being set up. BDG_E_DUPLICATE: there is one. */
bdg_err_t *bdg_second_factor_insert(bdg_db_t *db, int64_t account_id, const void *sealed, size_t len) BDG_MUST_CHECK;
/* step: of the code that confirms it. BDG_E_NOT_FOUND when nothing waits to be confirmed. */
bdg_err_t *bdg_second_factor_confirm(bdg_db_t *db, int64_t account_id, int64_t step) BDG_MUST_CHECK;
/* *taken 0: a code of this step, or of a later one, was used already. */
bdg_err_t *bdg_second_factor_use(int *taken, bdg_db_t *db, int64_t account_id, int64_t step) BDG_MUST_CHECK;
/* With its recovery codes. Fine when there is none. */
bdg_err_t *bdg_second_factor_delete(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;

/* The codes of before go. hashes: SHA-256 of each. Inside a transaction. */
bdg_err_t *bdg_recovery_codes_set(bdg_db_t *db, int64_t account_id, const unsigned char (*hashes)[32], int n) BDG_MUST_CHECK;
/* *taken 0: none of the account's, or used. */
bdg_err_t *bdg_recovery_code_use(int *taken, bdg_db_t *db, int64_t account_id, const unsigned char hash[32]) BDG_MUST_CHECK;

/* Does the organisation ask for a second factor, itself or by one above it? */
bdg_err_t *bdg_second_factor_asked(int *asked, bdg_db_t *db, int64_t organisation_id) BDG_MUST_CHECK;

typedef struct bdg_second_factor_rule_t {
    int own, revision;                       /* of the organisation itself */
    const char *above;                       /* name of the one above it that asks; NULL when none does */
    int people, people_with;                 /* with a role in this very organisation; of these, with a second factor. At most 10,000 are counted */
} bdg_second_factor_rule_t;
bdg_err_t *bdg_second_factor_rule(bdg_second_factor_rule_t *out, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* *changed 0: another revision is there. */
bdg_err_t *bdg_second_factor_ask(int *changed, bdg_db_t *db, int64_t organisation_id, int revision, int ask) BDG_MUST_CHECK;
#endif
