/* The awards of an issuer that are revoked, however many: read piece by piece, each piece with a connection of its own. */
#ifndef BDG_STORE_REVOKED_H
#define BDG_STORE_REVOKED_H
#include "store/db.h"

/* Where reading goes on; zeroed, but for issuer_id, at the beginning. */
typedef struct bdg_revoked_at_t { int64_t issuer_id, badge_class_id, id; bdg_date_t issued_on; int done; } bdg_revoked_at_t;
typedef struct bdg_revoked_t { int64_t id; const char *public_id, *reason; bdg_date_t issued_on; } bdg_revoked_t;   /* reason may be NULL */

/* Calls fn for up to about limit more (fewer at the end of a badge class), and moves at on. at->done: there are no more. */
bdg_err_t *bdg_revoked_next(bdg_revoked_at_t *at, bdg_db_t *db, int limit, void (*fn)(void *baton, const bdg_revoked_t *one), void *baton,
                            apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
