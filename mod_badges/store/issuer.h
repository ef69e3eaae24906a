/* Rows of issuer and issuer_version. */
#ifndef BDG_STORE_ISSUER_H
#define BDG_STORE_ISSUER_H
#include "store/db.h"
#include "store/reach.h"
#include <apr_tables.h>

typedef struct bdg_issuer_t {            /* an issuer with one of its versions */
    int64_t id, organisation_id, version_id;
    const char *public_id, *state;       /* state: active, archived */
    int revision, number;                /* number: of the version */
    const char *name, *url, *email, *description, *telephone;   /* description, telephone may be NULL */
    int64_t logo_graphic_id;
    apr_time_t created_at, updated_at;
    const char *language;                /* of the texts (BCP 47), NULL when it is not said */
    const char *endorsements_json;       /* live: the version's endorsements (store/endorsement.h), NULL for none */
} bdg_issuer_t;

/* With its present version. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_issuer_by_id(bdg_issuer_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_issuer_by_public_id(bdg_issuer_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* With the version that an award was made under. */
bdg_err_t *bdg_issuer_by_version(bdg_issuer_t **out, bdg_db_t *db, int64_t version_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* With its version of this number; created_at is the version's. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_issuer_by_number(bdg_issuer_t **out, bdg_db_t *db, int64_t id, int number, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- changing: inside a transaction */
/* Holds the row until the end of the transaction. BDG_E_NOT_FOUND when it is not of this organisation. */
bdg_err_t *bdg_issuer_lock(bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* A new one with its first version; public_id, organisation_id and the version's texts are given. Sets id, version_id, number. */
bdg_err_t *bdg_issuer_insert(bdg_issuer_t *issuer, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* The next version of it, with the texts given. Sets version_id and number; bdg_issuer_update() makes it the present one. */
bdg_err_t *bdg_issuer_version_insert(bdg_issuer_t *issuer, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* Stores version_id and state, and counts the revision up. BDG_E_CONFLICT when it is not issuer->revision. */
bdg_err_t *bdg_issuer_update(bdg_db_t *db, const bdg_issuer_t *issuer) BDG_MUST_CHECK;
/* How many of its badge classes are published. */
bdg_err_t *bdg_issuer_published(int64_t *n, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;

/* --- lists */
typedef struct bdg_issuer_filter_t {
    int64_t organisation_id, account_id;
    int whole;                           /* 0: only issuers on which the account has a role */
    const char *like;                    /* bdg_search_like(), or NULL */
    const char *state;                   /* active, archived */
    const char *cursor;                  /* public id of the row at the edge, or NULL for the newest */
    int newer;                           /* those before the cursor (newer), not after it */
    int limit;
    bdg_reach_e reach;                   /* those of the organisations below as well? */
} bdg_issuer_filter_t;

typedef struct bdg_issuer_row_t {
    const char *public_id, *state, *name, *url, *logo_public_id;   /* logo_public_id "" for none */
    int logo_revision;
    apr_time_t updated_at;
    int64_t badges;                      /* not archived */
    int64_t organisation_id;             /* 0: the filter's */
    const char *organisation_name;       /* of another one, else NULL */
} bdg_issuer_row_t;

/* An array of bdg_issuer_row_t, newest first; one more than limit when there are more beyond the page (at the end; with newer, at the beginning). */
bdg_err_t *bdg_issuer_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_issuer_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
/* Up to BDG_COUNT_MAX + 1 (store/search.h); cursor and limit do not matter. */
bdg_err_t *bdg_issuer_count(int64_t *n, bdg_db_t *db, const bdg_issuer_filter_t *filter) BDG_MUST_CHECK;

typedef struct bdg_issuer_version_row_t { int number; const char *name, *by; apr_time_t at; } bdg_issuer_version_row_t;
/* The latest 50, newest first. by: name of an account, or "". */
bdg_err_t *bdg_issuer_versions(apr_array_header_t **rows, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;

typedef struct bdg_choice_t { const char *public_id, *name; } bdg_choice_t;
/* Active ones by name, at most 500, for a select: with whole all, else those on which the account holds one of perms (bits of core/permission.h). */
bdg_err_t *bdg_issuer_choices(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, int whole, int64_t account_id, uint64_t perms,
                              apr_pool_t *pool) BDG_MUST_CHECK;
#endif
