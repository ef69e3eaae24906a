/* Rows of role, and of role_assignment: who holds which role where. Rules are core/role.h's. */
#ifndef BDG_STORE_ROLE_H
#define BDG_STORE_ROLE_H
#include "store/db.h"
#include <apr_tables.h>

typedef enum { BDG_REACH_ORGANISATION = 1, BDG_REACH_ISSUER, BDG_REACH_GROUP } bdg_role_reach_e;

typedef struct bdg_role_t {
    int64_t id;
    int64_t organisation_id;            /* whose; 0 for those that ship */
    const char *public_id;
    const char *name;                   /* unique in the organisation; of those that ship: "badge_issuer" */
    const char *display_name;           /* unique, too */
    const char *description;
    uint64_t permissions;               /* bits of core/permission.h */
    bdg_role_reach_e reach;
    int revision;
    const char *organisation_name;      /* "" for those that ship */
    apr_time_t created_at;              /* 0 for those that ship */
} bdg_role_t;

/* Where a role is held: an organisation (issuer_id and group_id 0), one issuer of it, or one group of it. */
typedef struct bdg_place_t { int64_t organisation_id, issuer_id, group_id; } bdg_place_t;

/* BDG_E_NOT_FOUND. They know no permissions. */
bdg_err_t *bdg_role_by_id(bdg_role_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_role_by_public_id(bdg_role_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The id of one that ships, by its name. */
bdg_err_t *bdg_role_builtin(int64_t *id, bdg_db_t *db, const char *name) BDG_MUST_CHECK;
/* Can a role of the organisation owner (0: one that ships) be given in this one: is it the same, or above it? */
bdg_err_t *bdg_role_reaches(int *reaches, bdg_db_t *db, int64_t owner, int64_t organisation_id) BDG_MUST_CHECK;

/* --- custom ones; inside a transaction */
bdg_err_t *bdg_role_lock(int *revision, bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* Sets id. BDG_E_DUPLICATE: name or display_name is taken. */
bdg_err_t *bdg_role_insert(bdg_role_t *role, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
bdg_err_t *bdg_role_update(bdg_db_t *db, const bdg_role_t *role) BDG_MUST_CHECK;
bdg_err_t *bdg_role_remove(bdg_db_t *db, const bdg_role_t *role) BDG_MUST_CHECK;
/* Is the name (display 0) or the shown name (1) taken in the organisation, or by one that ships? By another role than id. */
bdg_err_t *bdg_role_taken(int *taken, bdg_db_t *db, int64_t organisation_id, int display, const char *name, int64_t id) BDG_MUST_CHECK;
/* In how many places it is held (in_groups: in groups only), everywhere; at most 10,001. */
bdg_err_t *bdg_role_held(int64_t *n, bdg_db_t *db, int64_t id, int in_groups) BDG_MUST_CHECK;
/* Whoever holds old holds next from now on, with a line in the log for each. */
bdg_err_t *bdg_role_replace(bdg_db_t *db, const bdg_role_t *old, const bdg_role_t *next, int64_t account_id, const char *address) BDG_MUST_CHECK;

/* --- lists */
typedef struct bdg_role_filter_t {
    int64_t organisation_id;            /* roles that can be given there: its own, from above, and those that ship */
    const char *like;
    int whose;                          /* 0 any, 1 its own, 2 from above, 3 those that ship */
    const char *cursor;                 /* public id */
    int newer, limit;                   /* limit + 1 rows come */
} bdg_role_filter_t;
bdg_err_t *bdg_role_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_role_filter_t *f, apr_pool_t *pool) BDG_MUST_CHECK;   /* of bdg_role_t, by display_name */
bdg_err_t *bdg_role_count(int64_t *n, bdg_db_t *db, const bdg_role_filter_t *f) BDG_MUST_CHECK;

typedef struct bdg_role_holder_t { const char *public_id, *name, *email, *organisation_name; int at_issuer, in_group; } bdg_role_holder_t;
/* Who holds it in the organisation and below: some of them (at most limit), and how many places (at most 10,001). */
bdg_err_t *bdg_role_holders(apr_array_header_t **rows, int64_t *n, bdg_db_t *db, int64_t role_id, int64_t organisation_id, int limit, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- places; inside a transaction */
/* The role that the account holds at this very place, or NULL. The row is held. */
bdg_err_t *bdg_role_at(bdg_role_t **out, bdg_db_t *db, int64_t account_id, const bdg_place_t *place, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND: the role was deleted meanwhile. */
bdg_err_t *bdg_role_put(bdg_db_t *db, int64_t account_id, const bdg_place_t *place, int64_t role_id, int had_one) BDG_MUST_CHECK;
bdg_err_t *bdg_role_drop(bdg_db_t *db, int64_t account_id, const bdg_place_t *place) BDG_MUST_CHECK;

/* --- administrators; inside a transaction (core/administrator.h) */
bdg_err_t *bdg_administrator_hold(bdg_db_t *db, int64_t organisation_id) BDG_MUST_CHECK;
bdg_err_t *bdg_administrator_other(int *found, bdg_db_t *db, int64_t role_id, int64_t organisation_id, int64_t but_account_id) BDG_MUST_CHECK;
/* Has the issuer another owner (role_id) who may sign in? */
bdg_err_t *bdg_staff_owner_other(int *found, bdg_db_t *db, int64_t issuer_id, int64_t role_id, int64_t but_account_id) BDG_MUST_CHECK;
/* Organisations in which the account itself holds the role: an array of int64_t. */
bdg_err_t *bdg_administrator_where(apr_array_header_t **out, bdg_db_t *db, int64_t role_id, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
