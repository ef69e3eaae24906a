/* Rows of people_group: groups of people of an organisation. Who is in a group is what role_assignment says (group_id); see store/person.h. */
#ifndef BDG_STORE_PEOPLE_GROUP_H
#define BDG_STORE_PEOPLE_GROUP_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_people_group_t {
    int64_t id, organisation_id;
    const char *public_id, *name, *description, *organisation_name;
    int64_t members;
    apr_time_t created_at, updated_at;
    int revision;
} bdg_people_group_t;

/* BDG_E_NOT_FOUND. Knows no permissions. */
bdg_err_t *bdg_people_group_by_id(bdg_people_group_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* *out NULL: there is none. Callers check that organisation_id is one that they may touch. */
bdg_err_t *bdg_people_group_by_public_id(bdg_people_group_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_people_group_by_name(bdg_people_group_t **out, bdg_db_t *db, int64_t organisation_id, const char *name, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- changing: inside a transaction */
/* Held until its end. BDG_E_NOT_FOUND when it is not of this organisation. */
bdg_err_t *bdg_people_group_lock(int *revision, bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* public_id, organisation_id, name, description are given. Sets id. BDG_E_DUPLICATE: the organisation has one of this name. */
bdg_err_t *bdg_people_group_insert(bdg_people_group_t *group, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* BDG_E_CONFLICT when revision is another one; BDG_E_DUPLICATE. */
bdg_err_t *bdg_people_group_update(bdg_db_t *db, const bdg_people_group_t *group) BDG_MUST_CHECK;
/* Its members are taken out first (core/people_group.h). */
bdg_err_t *bdg_people_group_delete(bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* So many rows of role_assignment with its id were made (or, negative, deleted). Whoever writes such rows says so, in the same transaction. */
bdg_err_t *bdg_people_group_counted(bdg_db_t *db, int64_t id, int more) BDG_MUST_CHECK;

/* Accounts with a place in it, by id, after one: an array of int64_t. */
bdg_err_t *bdg_people_group_members(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t after, int limit, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- lists */
typedef struct bdg_people_group_filter_t {
    int64_t organisation_id;
    const char *like;                    /* bdg_search_like(), or NULL */
    int64_t account_id;                  /* not 0: only groups in which this account holds a bit of perms */
    uint64_t perms;
    const char *cursor;                  /* public id of the row at the edge, or NULL for the first page */
    int newer;                           /* those before the cursor */
    int limit;
} bdg_people_group_filter_t;
/* An array of bdg_people_group_t by name; one more than limit when there are more beyond the page (at the end; with newer, at the beginning). */
bdg_err_t *bdg_people_group_list(apr_array_header_t **out, bdg_db_t *db, const bdg_people_group_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
/* Up to BDG_COUNT_MAX + 1 (store/search.h). */
bdg_err_t *bdg_people_group_count(int64_t *n, bdg_db_t *db, const bdg_people_group_filter_t *filter) BDG_MUST_CHECK;
#endif
