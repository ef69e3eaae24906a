/* Rows of organisation and its closure table, and of role_assignment for a whole organisation. */
#ifndef BDG_STORE_ORGANISATION_H
#define BDG_STORE_ORGANISATION_H
#include "base/id.h"
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_organisation_t { int64_t id; const char *public_id, *name, *slug; } bdg_organisation_t;

/* BDG_E_NOT_FOUND. Knows no permissions: callers ask bdg_access_enter(). */
bdg_err_t *bdg_organisation_by_public_id(bdg_organisation_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_organisation_by_id(bdg_organisation_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Those without a parent, oldest first, at most 100: an array of bdg_organisation_t. */
bdg_err_t *bdg_organisation_roots(apr_array_header_t **out, bdg_db_t *db, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_organisation_slug_taken(int *taken, bdg_db_t *db, const char *slug) BDG_MUST_CHECK;
/* A new one without a parent, with its row in the closure. Sets id. BDG_E_DUPLICATE: the slug is taken. Inside a transaction. */
bdg_err_t *bdg_organisation_insert(bdg_organisation_t *o, bdg_db_t *db) BDG_MUST_CHECK;
/* Gives the account a role that ships with the product (name as in the table role) in the whole organisation. BDG_E_DUPLICATE: has one there. */
bdg_err_t *bdg_role_assign(bdg_db_t *db, int64_t account_id, int64_t organisation_id, const char *role) BDG_MUST_CHECK;
#endif
