/* Rows of collection and collection_item. */
#ifndef BDG_STORE_COLLECTION_H
#define BDG_STORE_COLLECTION_H
#include "store/db.h"
#include <apr_tables.h>

typedef enum { BDG_AUDIENCE_PRIVATE, BDG_AUDIENCE_LINK, BDG_AUDIENCE_LISTED } bdg_audience_e;   /* nobody else; whoever has the address; search engines too */

typedef struct bdg_collection_t {
    int64_t id, account_id, items;
    const char *public_id, *name, *description;    /* description: lines, may be "" */
    bdg_audience_e audience;
    apr_time_t created_at, updated_at;
    int revision, has_item;                        /* has_item: bdg_collection_list() only */
} bdg_collection_t;

/* Either an award or an imported badge; the other id is 0. */
typedef struct bdg_collection_item_t { int64_t assertion_id, imported_badge_id; int position; } bdg_collection_item_t;

#define BDG_COLLECTIONS_MAX 100        /* of one account */
#define BDG_COLLECTION_ITEMS_MAX 200   /* in one of them */

/* Newest first; has_item says whether the award, or the imported badge, is in it (0, 0: not asked). An array of bdg_collection_t. */
bdg_err_t *bdg_collection_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int64_t assertion_id, int64_t imported_badge_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND when it is not this account's. */
bdg_err_t *bdg_collection_get(bdg_collection_t **out, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* For everybody who has the address. BDG_E_NOT_FOUND for a private one too. */
bdg_err_t *bdg_collection_public(bdg_collection_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_collection_scope(int64_t *id, bdg_db_t *db, int64_t account_id, const char *public_id) BDG_MUST_CHECK;
bdg_err_t *bdg_collection_count(int64_t *n, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* Holds it until the end of the transaction. BDG_E_NOT_FOUND as above. */
bdg_err_t *bdg_collection_lock(int *revision, bdg_db_t *db, int64_t account_id, int64_t id) BDG_MUST_CHECK;
bdg_err_t *bdg_collection_insert(bdg_collection_t *collection, bdg_db_t *db) BDG_MUST_CHECK;
/* name, description, audience. BDG_E_CONFLICT when its revision is another one by now. */
bdg_err_t *bdg_collection_update(bdg_db_t *db, const bdg_collection_t *collection) BDG_MUST_CHECK;
bdg_err_t *bdg_collection_delete(bdg_db_t *db, int64_t account_id, int64_t id) BDG_MUST_CHECK;
bdg_err_t *bdg_collection_delete_all(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;

/* In their order: an array of bdg_collection_item_t. */
bdg_err_t *bdg_collection_items(apr_array_header_t **out, bdg_db_t *db, int64_t collection_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Puts n items at their positions, new or moved. */
bdg_err_t *bdg_collection_put(bdg_db_t *db, int64_t collection_id, const bdg_collection_item_t *items, int n, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
bdg_err_t *bdg_collection_take(bdg_db_t *db, int64_t collection_id, const bdg_collection_item_t *item) BDG_MUST_CHECK;
/* Takes an imported badge out of all. */
bdg_err_t *bdg_collection_take_imported(bdg_db_t *db, int64_t imported_badge_id) BDG_MUST_CHECK;
#endif
