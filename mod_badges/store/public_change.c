#include "store/public_change.h"

/* FNV-1a, folded: ids are random already, but other keys may come. */
int bdg_public_change_shard(const char *public_id)
{
    uint64_t h = 1469598103934665603ULL;
    for (; *public_id; public_id++)
        h = (h ^ (unsigned char)*public_id) * 1099511628211ULL;
    return (int)((h ^ (h >> 29)) % BDG_PUBLIC_SHARDS);
}

bdg_err_t *bdg_public_change_bump(bdg_db_t *db, const char *public_id)
{
    return bdg_db_exec(db, BDG_Q_PUBLIC_CHANGE_BUMP, BDG_ARGS(BDG_INT(bdg_public_change_shard(public_id))), NULL, NULL);
}

bdg_err_t *bdg_public_change_bump_all(bdg_db_t *db)
{
    return bdg_db_exec(db, BDG_Q_PUBLIC_CHANGE_BUMP_ALL, BDG_NO_ARGS, NULL, NULL);
}

bdg_err_t *bdg_public_change_sum(int64_t *n, bdg_db_t *db) { return bdg_db_int(db, BDG_Q_PUBLIC_CHANGE_SUM, BDG_NO_ARGS, n); }
