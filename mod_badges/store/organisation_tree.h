/* The tree of organisations: its closure table, its levels, who reaches what in it, and the switcher. "Reached": a role of the account for a whole
 * organisation (not for one issuer or group), with at least one of the bits perms (core/permission.h; BDG_ANY_PERMS), stands there or above, in a
 * place that was not removed. */
#ifndef BDG_STORE_ORGANISATION_TREE_H
#define BDG_STORE_ORGANISATION_TREE_H
#include "store/organisation.h"

#define BDG_ANY_PERMS (~(uint64_t)0)

/* --- changing: inside a transaction */
/* First of all, by whoever changes the tree's shape: two at once wait for each other, and see what the other did. */
bdg_err_t *bdg_organisation_tree_hold(bdg_db_t *db) BDG_MUST_CHECK;
/* *out: 1 when id is ancestor_id or lies below it. */
bdg_err_t *bdg_organisation_is_below(int *out, bdg_db_t *db, int64_t id, int64_t ancestor_id) BDG_MUST_CHECK;
/* Hangs o and all below it under parent_id, which is not among them. BDG_E_CONFLICT when the revision is not o->revision. */
bdg_err_t *bdg_organisation_hang(bdg_db_t *db, const bdg_organisation_t *o, int64_t parent_id) BDG_MUST_CHECK;

/* --- looking: arrays of bdg_organisation_t */
/* From the uppermost that the account reaches down to id itself; empty when it does not reach it. */
bdg_err_t *bdg_organisation_path(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The uppermost that the account reaches, by name. */
bdg_err_t *bdg_organisation_tops(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* Directly below parent_id, by name, after the one with the public id after (NULL: from the first). state: active, removed. Up to limit + 1. */
bdg_err_t *bdg_organisation_level(apr_array_header_t **out, bdg_db_t *db, int64_t parent_id, const char *state, const char *after, int limit,
                                  apr_pool_t *pool) BDG_MUST_CHECK;
/* How many lie below id, at any depth, removed ones too. */
bdg_err_t *bdg_organisation_below(int64_t *n, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;

typedef struct bdg_organisation_filter_t {
    const char *q;             /* as typed: part of a name, or the beginning of an address */
    int64_t account_id;
    uint64_t perms;
    int64_t except_id;         /* neither this one nor what lies below it; 0: none */
    const char *after;         /* public id of the last one on the page before, or NULL */
    int limit;
} bdg_organisation_filter_t;
/* Reached, not removed and called so, by name. Up to limit + 1. */
bdg_err_t *bdg_organisation_search(apr_array_header_t **out, bdg_db_t *db, const bdg_organisation_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
/* Up to BDG_COUNT_MAX + 1 (store/search.h). */
bdg_err_t *bdg_organisation_search_count(int64_t *n, bdg_db_t *db, const bdg_organisation_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;

/* Whose roles above reach from_id and not what hangs below to_id: they lose it when it moves there (and gain it, the other way round). An array of
 * bdg_organisation_sight_t, at most limit; only places that the account reaches. *unseen: 1 when there are places that it does not reach. */
typedef struct bdg_organisation_sight_t { const char *name, *email, *role, *place; } bdg_organisation_sight_t;
bdg_err_t *bdg_organisation_sight(apr_array_header_t **out, int *unseen, bdg_db_t *db, int64_t from_id, int64_t to_id, int64_t account_id, int limit,
                                  apr_pool_t *pool) BDG_MUST_CHECK;

/* --- the switcher: all that the account belongs to, by whatever role, or that lies below; arrays of bdg_organisation_t */
/* By name, at most limit: as many as limit mean that there are more, and then they are any. */
bdg_err_t *bdg_organisation_few(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* Those that it was shown, the latest first, at most limit. */
bdg_err_t *bdg_organisation_recent(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* Called so, by name (perms and except_id of the filter do not matter). Up to limit + 1. */
bdg_err_t *bdg_organisation_choose(apr_array_header_t **out, bdg_db_t *db, const bdg_organisation_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
/* Remembers that the account was shown this one; only the latest 12 are kept. */
bdg_err_t *bdg_organisation_visit(bdg_db_t *db, int64_t account_id, int64_t organisation_id) BDG_MUST_CHECK;
bdg_err_t *bdg_organisation_visits_forget(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
#endif
