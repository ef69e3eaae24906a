/* An empty server, and the one-time address at which its first administrator is made. */
#ifndef BDG_FIRST_RUN_H
#define BDG_FIRST_RUN_H
#include "base/site.h"
#include "store/db.h"

#define BDG_FIRST_RUN_MINUTES (24 * 60)

/* Makes the address with this token (bdg_token_new). *url NULL: there is an account, or the address with this token was made before. */
bdg_err_t *bdg_first_run_link(const char **url, bdg_db_t *db, const bdg_site_t *site, const char *token, apr_pool_t *pool) BDG_MUST_CHECK;
/* For the start of a server: writes the address to the log. token: one for the whole start, known to all its processes, so that whichever comes
 * first writes the only line. Nothing on a server that has an account. */
bdg_err_t *bdg_first_run_announce(bdg_db_t *db, const bdg_site_t *site, const char *token, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
