/* Rows of revocation and revocation_item: many awards revoked in one act. */
#ifndef BDG_STORE_REVOCATION_H
#define BDG_STORE_REVOCATION_H
#include "store/assertion.h"

typedef struct bdg_revocation_t {
    int64_t id, organisation_id, last_assertion_id, created_by;
    const char *public_id, *state;             /* collecting, revoking, done */
    const char *reason, *filter_json;          /* filter_json: NULL when awards were chosen one by one */
    const char *at_public_id;                  /* NULL at the beginning */
    int total, revoked, skipped;
    const char *address, *created_by_name;     /* the name: "" from bdg_revocation_lock() */
    apr_time_t created_at, finished_at;
} bdg_revocation_t;

/* state, reason, filter_json, organisation_id, public_id, created_by, address are given; sets id. */
bdg_err_t *bdg_revocation_insert(bdg_revocation_t *r, bdg_db_t *db) BDG_MUST_CHECK;
bdg_err_t *bdg_revocation_lock(bdg_revocation_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* below: or of an organisation below that one. */
bdg_err_t *bdg_revocation_by_public_id(bdg_revocation_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, int below, apr_pool_t *pool) BDG_MUST_CHECK;
/* Adds awards (those that are in already are passed over), and moves on to state. at_public_id: where collecting goes on, or NULL. */
bdg_err_t *bdg_revocation_collect(bdg_db_t *db, int64_t id, const int64_t *assertion_ids, int n, const char *at_public_id, const char *state,
                                  apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* The next 200 that are to do, locked: bdg_assertion_t with id, public_id and state. */
bdg_err_t *bdg_revocation_next(apr_array_header_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
enum { BDG_REVOCATION_TO_DO, BDG_REVOCATION_REVOKED, BDG_REVOCATION_WAS };
/* What became of them; finished: there are no more. */
bdg_err_t *bdg_revocation_mark(bdg_db_t *db, int64_t id, const apr_array_header_t *done, int finished, apr_pool_t *scratch_pool) BDG_MUST_CHECK;

typedef struct bdg_revocation_item_t { int64_t id; const char *public_id, *recipient_name, *recipient_identity, *badge_name; int outcome; } bdg_revocation_item_t;
/* In the order of their making; after (or, back, before) the award with this internal id; limit rows at most: bdg_revocation_item_t. */
bdg_err_t *bdg_revocation_items(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t at, int back, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
