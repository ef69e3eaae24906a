/* Two-factor authentication: a code of an authenticator application (io/totp.h) after the password, or one of ten codes on paper.
 *
 * The shared secret lies in the database, sealed with the server's secret file; without such a file nobody can set it up. A code is taken once,
 * whichever of several nodes it comes to; guesses are counted for the account (BDG_THROTTLE_SECOND_FACTOR). */
#ifndef BDG_SECOND_FACTOR_H
#define BDG_SECOND_FACTOR_H
#include "base/site.h"
#include "core/actor.h"
#include "store/second_factor.h"

#define BDG_RECOVERY_CODES 10
#define BDG_RECOVERY_CODE_LEN 11       /* "xxxxx-xxxxx" */
typedef struct bdg_recovery_codes_t { char code[BDG_RECOVERY_CODES][BDG_RECOVERY_CODE_LEN + 1]; } bdg_recovery_codes_t;

/* Begins to set it up. Fine when that was begun already; BDG_E_CONFLICT when it is in use; BDG_E_UNAVAILABLE when the server has no secret file that works. */
bdg_err_t *bdg_second_factor_begin(bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;
/* What the application needs while it is being set up. *text: the secret in Base32, in groups of four; *url: otpauth://totp/... for the QR code.
 * BDG_E_NOT_FOUND when it is not being set up. */
bdg_err_t *bdg_second_factor_show(const char **text, const char **url, bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;
/* A code of the application ends the setting up; codes: to be shown this once. BDG_E_INVALID: not the code; BDG_E_NOT_FOUND: not being set up. */
bdg_err_t *bdg_second_factor_finish(bdg_recovery_codes_t *codes, bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, const char *code, apr_pool_t *pool) BDG_MUST_CHECK;
/* Is it right, now? A code of the application, or a recovery code, which then is used up. BDG_E_INVALID with words; BDG_E_RATE. */
bdg_err_t *bdg_second_factor_check(bdg_db_t *db, const bdg_site_t *site, int64_t account_id, const char *address, const char *code, apr_pool_t *pool) BDG_MUST_CHECK;
/* Both ask for a code first. */
bdg_err_t *bdg_second_factor_new_codes(bdg_recovery_codes_t *codes, bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, const char *code, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_second_factor_end(bdg_db_t *db, const bdg_site_t *site, const bdg_actor_t *actor, const char *code, apr_pool_t *pool) BDG_MUST_CHECK;
/* Without a code: by the operator, for somebody who lost telephone and paper. BDG_E_NOT_FOUND when the account has none. */
bdg_err_t *bdg_second_factor_reset(bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* BDG_E_FORBIDDEN when the organisation (or one above it) asks for a second factor, and the actor has none. */
bdg_err_t *bdg_second_factor_required(bdg_db_t *db, const bdg_actor_t *actor, int64_t organisation_id) BDG_MUST_CHECK;
/* Says that the organisation asks for it, or no longer. BDG_E_INVALID: the actor has none, and would be locked out; BDG_E_CONFLICT: another revision. */
bdg_err_t *bdg_second_factor_demand(bdg_db_t *db, const bdg_actor_t *actor, int64_t organisation_id, int revision, int ask, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
