#include "core/first_run.h"
#include "base/id.h"
#include "base/log.h"
#include "store/link.h"

bdg_err_t *bdg_first_run_link(const char **url, bdg_db_t *db, const bdg_site_t *site, const char *token, apr_pool_t *pool)
{
    unsigned char hash[32];
    int made;
    bdg_token_hash(token, hash);
    BDG_TRY(bdg_link_insert_first_run(&made, db, hash, BDG_FIRST_RUN_MINUTES));
    *url = made ? bdg_site_url(site, pool, "/setup?token=%s", token) : NULL;
    return NULL;
}

bdg_err_t *bdg_first_run_announce(bdg_db_t *db, const bdg_site_t *site, const char *token, apr_pool_t *pool)
{
    const char *url;
    BDG_TRY(bdg_first_run_link(&url, db, site, token, pool));
    if (url)
        bdg_log(BDG_LOG_NOTICE, "BDG0200", "This server has no account yet. Make the first administrator within a day at %s", url);
    return NULL;
}
