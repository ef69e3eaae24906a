#include "core/throttle.h"
#include "base/id.h"
#include <apr_strings.h>
#include <string.h>

typedef struct limit_t { const char *kind; int failures, window_s, block_s; } limit_t;

static const limit_t limits[] = {
    [BDG_THROTTLE_SIGN_IN_ACCOUNT] = { "account", 10, 900, 900 },
    [BDG_THROTTLE_SIGN_IN_ADDRESS] = { "address", 100, 900, 300 },
    [BDG_THROTTLE_RESET] = { "reset", 3, 3600, 3600 },
    [BDG_THROTTLE_PROOF] = { "proof", 4, 3600, 3600 },
    [BDG_THROTTLE_PROOF_ACCOUNT] = { "proof-account", 10, 3600, 3600 },
    [BDG_THROTTLE_DRAW] = { "draw", 30, 600, 300 },
    [BDG_THROTTLE_IMPORT] = { "import", 30, 600, 300 },
    [BDG_THROTTLE_CHECK_ADDRESS] = { "check", 60, 600, 600 },
    [BDG_THROTTLE_REGISTER] = { "register", 20, 3600, 3600 },
    [BDG_THROTTLE_REGISTER_ALL] = { "registers", 1000, 3600, 600 },
    [BDG_THROTTLE_TOKEN] = { "token", 2000, 600, 60 },
    [BDG_THROTTLE_API] = { "api", 3000, 600, 60 },
    [BDG_THROTTLE_UPSERT] = { "upsert", 300, 600, 300 },
    [BDG_THROTTLE_SECOND_FACTOR] = { "second-factor", 10, 900, 900 },
};

static void key_of(unsigned char key[32], bdg_throttle_e kind, const char *value, apr_pool_t *pool)
{
    const char *text = apr_pstrcat(pool, limits[kind].kind, ":", value, NULL);
    bdg_sha256(text, strlen(text), key);
}

static bdg_err_t *blocked(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0) + 1;
    return NULL;
}

bdg_err_t *bdg_throttle_ask(bdg_db_t *db, bdg_throttle_e kind, const char *value, apr_pool_t *pool)
{
    unsigned char key[32];
    int64_t seconds = 0;
    key_of(key, kind, value, pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_THROTTLE_ASK, BDG_ARGS(BDG_BYTES(key, 16)), blocked, &seconds));
    if (!seconds)
        return NULL;
    int minutes = (int)(seconds + 59) / 60;
    return bdg_err(BDG_E_RATE, "There were too many attempts. Please try again in %d minute%s.", minutes, minutes == 1 ? "" : "s");
}

bdg_err_t *bdg_throttle_count(bdg_db_t *db, bdg_throttle_e kind, const char *value, apr_pool_t *pool)
{
    unsigned char key[32];
    const limit_t *l = &limits[kind];
    key_of(key, kind, value, pool);
    BDG_TRY(bdg_db_exec(db, BDG_Q_THROTTLE_COUNT, BDG_ARGS(BDG_BYTES(key, 16), BDG_INT(l->window_s), BDG_INT(l->failures), BDG_INT(l->block_s)), NULL, NULL));
    return bdg_throttle_ask(db, kind, value, pool);
}

bdg_err_t *bdg_throttle_refund(bdg_db_t *db, bdg_throttle_e kind, const char *value, apr_pool_t *pool)
{
    unsigned char key[32];
    key_of(key, kind, value, pool);
    return bdg_db_exec(db, BDG_Q_THROTTLE_REFUND, BDG_ARGS(BDG_BYTES(key, 16)), NULL, NULL);
}

bdg_err_t *bdg_throttle_forget(bdg_db_t *db, bdg_throttle_e kind, const char *value, apr_pool_t *pool)
{
    unsigned char key[32];
    key_of(key, kind, value, pool);
    return bdg_db_exec(db, BDG_Q_THROTTLE_FORGET, BDG_ARGS(BDG_BYTES(key, 16)), NULL, NULL);
}
