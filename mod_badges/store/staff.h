/* Who works for an issuer: rows of role_assignment with its id (store/role.h has the rest). */
#ifndef BDG_STORE_STAFF_H
#define BDG_STORE_STAFF_H
#include "store/account.h"
#include <apr_tables.h>

typedef struct bdg_staff_t {
    const char *public_id, *name, *email;
    bdg_account_state_e state;
    const char *role, *role_shown;      /* "issuer_owner"; NULL for a candidate */
    apr_time_t since;
} bdg_staff_t;

/* Owners first, by name; at most 500: an array of bdg_staff_t. */
bdg_err_t *bdg_staff_list(apr_array_header_t **rows, bdg_db_t *db, int64_t issuer_id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Whom the words fit (the whole address, or the beginning of the family name), of those who belong to the organisation or below it and do not work for the
 * issuer: at most 11. like: a pattern for the family name. */
bdg_err_t *bdg_staff_candidates(apr_array_header_t **rows, bdg_db_t *db, int64_t issuer_id, int64_t organisation_id, const char *email, const char *like, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND for who neither belongs to the organisation or below it, nor works for the issuer. */
bdg_err_t *bdg_staff_person(int64_t *account_id, bdg_db_t *db, int64_t issuer_id, int64_t organisation_id, const char *public_id) BDG_MUST_CHECK;
#endif
