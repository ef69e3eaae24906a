/* Rows of organisation, and role_assignment for a whole organisation. The tree that they make is store/organisation_tree.h's. */
#ifndef BDG_STORE_ORGANISATION_H
#define BDG_STORE_ORGANISATION_H
#include "base/id.h"
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_organisation_t {
    int64_t id;
    const char *public_id, *name, *slug;
    int64_t parent_id;                   /* 0: none */
    const char *description;             /* NULL for none */
    const char *language;                /* in which people of whom no language is known are spoken to; NULL: that of the one above it */
    const char *state;                   /* active, removed */
    int revision;
    apr_time_t created_at;
    int64_t children;                    /* directly below and not removed; only lists count them */
} bdg_organisation_t;

/* BDG_E_NOT_FOUND. Knows no permissions: callers ask bdg_access_enter(). Removed ones, too. */
bdg_err_t *bdg_organisation_by_public_id(bdg_organisation_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_organisation_by_id(bdg_organisation_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* By its public address (/o/{slug}), or one that it had before: then *moved is 1, and (*out)->slug the one to lead to. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_organisation_by_slug(bdg_organisation_t **out, int *moved, bdg_db_t *db, const char *slug, apr_pool_t *pool) BDG_MUST_CHECK;
/* Those without a parent, oldest first, at most 100: an array of bdg_organisation_t. */
bdg_err_t *bdg_organisation_roots(apr_array_header_t **out, bdg_db_t *db, apr_pool_t *pool) BDG_MUST_CHECK;
/* Is or was it the address of another organisation than id (0: of any)? */
bdg_err_t *bdg_organisation_slug_taken(int *taken, bdg_db_t *db, const char *slug, int64_t id) BDG_MUST_CHECK;

/* --- changing: inside a transaction */
/* A new one below parent_id (0: none), with its rows in the closure. Sets id. BDG_E_DUPLICATE: the slug is taken. */
bdg_err_t *bdg_organisation_insert(bdg_organisation_t *o, bdg_db_t *db) BDG_MUST_CHECK;
/* Holds the row until the end of the transaction. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_organisation_lock(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* Stores name, slug, description, language and state, and counts the revision up. BDG_E_CONFLICT when it is not o->revision. */
bdg_err_t *bdg_organisation_update(bdg_db_t *db, const bdg_organisation_t *o) BDG_MUST_CHECK;
/* The address that it had until now goes on to lead to it; the one that it has now is its own again, if it had it before. */
bdg_err_t *bdg_organisation_slug_changed(bdg_db_t *db, int64_t id, const char *before, const char *now) BDG_MUST_CHECK;
/* Gives the account a role that ships with the product (name as in the table role) in the whole organisation. BDG_E_DUPLICATE: has one there. */
bdg_err_t *bdg_role_assign(bdg_db_t *db, int64_t account_id, int64_t organisation_id, const char *role) BDG_MUST_CHECK;

/* What an organisation itself holds, not what lies below it. */
typedef struct bdg_organisation_holds_t {
    int64_t children, issuers, badges, batches;   /* in use: not removed, not archived, under way */
    int64_t people, awards;                       /* with a role there, up to BDG_COUNT_MAX + 1 (store/search.h); of all its badges */
} bdg_organisation_holds_t;
bdg_err_t *bdg_organisation_holds(bdg_organisation_holds_t *out, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;

/* For the row mappers of store/organisation_tree.c: the first ten columns, and the eleventh, children, where with_children. */
void bdg_organisation_take(bdg_organisation_t *o, const bdg_row_t *row, int with_children, apr_pool_t *pool);
#endif
