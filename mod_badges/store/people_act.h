/* Rows of people_act and people_act_item: one act on many people. Rules are core/people_act.h's. */
#ifndef BDG_STORE_PEOPLE_ACT_H
#define BDG_STORE_PEOPLE_ACT_H
#include "store/db.h"
#include <apr_tables.h>

typedef enum { BDG_ACT_ADD = 1, BDG_ACT_MOVE, BDG_ACT_TAKE, BDG_ACT_REMOVE, BDG_ACT_ERASE, BDG_ACT_UNDO } bdg_act_e;   /* as in the column */

typedef struct bdg_people_act_t {
    int64_t id, organisation_id, from_group_id, to_group_id, undo_of, created_by;
    bdg_act_e kind;
    const char *public_id, *state;               /* collecting, working, done */
    const char *filter_json, *at_public_id;      /* may be NULL */
    int total, done, same, refused;
    const char *address, *created_by_name, *from_group_name, *to_group_name;
    const char *undone_by;                       /* public id of the act that undid it, "" for none */
    apr_time_t created_at, finished_at;
} bdg_people_act_t;

/* public_id, organisation_id, kind, the groups, undo_of, state, filter_json, created_by, address are given; sets id. BDG_E_DUPLICATE: it was undone already. */
bdg_err_t *bdg_people_act_insert(bdg_people_act_t *act, bdg_db_t *db) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND. */
bdg_err_t *bdg_people_act_by_public_id(bdg_people_act_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_people_act_by_id(bdg_people_act_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_people_act_lock(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* Adds people (those that are in already are passed over) and moves on to state; at_public_id: where collecting goes on, or NULL. */
bdg_err_t *bdg_people_act_collect(bdg_db_t *db, int64_t id, const int64_t *accounts, int n, const char *at_public_id, const char *state, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* The same with all that another act did. */
bdg_err_t *bdg_people_act_copy(bdg_db_t *db, int64_t id, int64_t of) BDG_MUST_CHECK;
/* Up to 50 that are to do: an array of int64_t. */
bdg_err_t *bdg_people_act_next(apr_array_header_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Held until the end of the transaction. BDG_E_NOT_FOUND: somebody did it meanwhile. */
bdg_err_t *bdg_people_act_item_lock(int64_t *from_role, int64_t *to_role, bdg_db_t *db, int64_t id, int64_t account_id) BDG_MUST_CHECK;
enum { BDG_ACT_TO_DO, BDG_ACT_DONE, BDG_ACT_SAME, BDG_ACT_REFUSED };
bdg_err_t *bdg_people_act_item_done(bdg_db_t *db, int64_t id, int64_t account_id, int outcome, const char *why, int64_t from_role, int64_t to_role) BDG_MUST_CHECK;
bdg_err_t *bdg_people_act_finish(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;

typedef struct bdg_people_act_item_t { const char *public_id, *name, *email, *state, *why; int outcome; int64_t account_id; } bdg_people_act_item_t;
/* Those with this outcome, after an account's id: an array, at most limit. */
bdg_err_t *bdg_people_act_items(apr_array_header_t **out, bdg_db_t *db, int64_t id, int outcome, int64_t after, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
