/* Recipients with an account: the addresses they have proven, what they decide about their awards.
 *
 * An account needs no organisation's role for this. Its awards are those whose recipient_key is one of its proven addresses', of all organisations;
 * the account's own sign-in address counts only once it was proven by a mailed link (core/proof.h), as an administrator may have typed it.
 *
 * What rejecting means: the award stays proven, as it was made: its documents answer, verifiers are told the truth, its issuer sees it. But its
 * public page no longer shows who, nor how it was earned, nothing to share or download, and search engines are sent away. It can be accepted again. */
#ifndef BDG_RECIPIENT_H
#define BDG_RECIPIENT_H
#include "core/actor.h"
#include "core/check.h"
#include "store/recipient.h"

/* The proven addresses of an account: an array of bdg_identity_t (store/recipient.h). */
bdg_err_t *bdg_recipient_identities(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Programs that act for a recipient list what they hold with bdg_assertion_of_account() (store/assertion.h). */

/* Is key among them? */
int bdg_recipient_is(const apr_array_header_t *identities, const unsigned char key[16]);

/* Takes one of the actor's addresses off. BDG_E_CONFLICT: it is the last one, or the one that the account signs in with. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_recipient_drop(bdg_db_t *db, const bdg_actor_t *actor, int64_t identity_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Signs in with this proven one from now on. BDG_E_CONFLICT: another account signs in with it. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_recipient_make_main(bdg_db_t *db, const bdg_actor_t *actor, int64_t identity_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The account's name. before: what it was when the form was opened. A flaw in "name"; BDG_E_CONFLICT: it is another one by now. */
bdg_err_t *bdg_recipient_rename(bdg_db_t *db, const bdg_actor_t *actor, const char *before, const char *typed, bdg_check_t *check, apr_pool_t *pool) BDG_MUST_CHECK;

typedef enum { BDG_DECIDE_ACCEPT, BDG_DECIDE_REJECT, BDG_DECIDE_HIDE, BDG_DECIDE_SHOW } bdg_decide_e;
/* The actor's decision about an award of theirs. *changed (may be NULL): 0 when it was so already. BDG_E_NOT_FOUND: not theirs; BDG_E_CONFLICT: revoked. */
bdg_err_t *bdg_recipient_decide(int *changed, bdg_db_t *db, const bdg_actor_t *actor, const char *public_id, bdg_decide_e what, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
