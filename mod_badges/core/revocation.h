/* Many awards revoked in one act, each once, whatever dies meanwhile.
 *
 * bdg_revocation_start() writes what is wanted, together with a job; bdg_revocation_step() does a piece of it: it collects (500 awards at a time
 * that match, none made after the start), then revokes (200 at a time). The job takes steps until it is done; for a few awards the request that
 * started it does so itself, and the job finds nothing left. Several may take steps at once. */
#ifndef BDG_CORE_REVOCATION_H
#define BDG_CORE_REVOCATION_H
#include "core/edit.h"
#include "store/assertion_list.h"
#include "store/revocation.h"

#define BDG_REVOCATION_MAX 100000     /* awards in one act */
#define BDG_REVOCATION_AT_ONCE 200    /* up to so many are revoked before the request is answered */
#define BDG_REVOCATION_JOB "revocation"

/* ids: public ids that were chosen, n of them; or n 0, and all that fit filter (resolved) and are not revoked. badges, nbadges: the only classes
 * whose awards the actor may revoke, or NULL for all of the organisation; awards of others, or of another organisation: BDG_E_NOT_FOUND.
 * Afterwards *public_id names the act. edit: organisation. BDG_E_INVALID: no reason. */
typedef struct bdg_revocation_wish_t {
    const char *reason;
    const char *const *ids; int n;
    const bdg_assertion_filter_t *filter;
    const int64_t *badges; int nbadges;
} bdg_revocation_wish_t;
bdg_err_t *bdg_revocation_start(const char **public_id, int64_t *id, const bdg_edit_t *edit, const bdg_revocation_wish_t *wish) BDG_MUST_CHECK;
/* One piece, in a transaction of its own. *done: there is nothing left. */
bdg_err_t *bdg_revocation_step(int *done, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The filter of those that can still be revoked. 0: none of them can. */
int bdg_revocation_narrow(bdg_assertion_filter_t *filter);
#endif
