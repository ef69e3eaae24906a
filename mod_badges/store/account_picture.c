#include "store/account_picture.h"
#include "base/id.h"
#include "base/str.h"
#include <apr_strings.h>

#define MARK_BYTES 8

typedef struct get_t { const void *png; size_t len; const char *mark; apr_pool_t *pool; } get_t;

static const char *mark_of(const bdg_row_t *row, int col, apr_pool_t *pool)
{
    size_t n;
    const void *sha = bdg_row_bytes(row, col, &n);
    return n >= MARK_BYTES ? bdg_hex(sha, MARK_BYTES, pool) : NULL;
}

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    get_t *g = baton;
    const void *png = bdg_row_bytes(row, 0, &g->len);
    g->png = apr_pmemdup(g->pool, g->len ? png : "", g->len + !g->len);
    g->mark = mark_of(row, 1, g->pool);
    return NULL;
}

static bdg_err_t *take_mark(void *baton, const bdg_row_t *row)
{
    get_t *g = baton;
    g->mark = mark_of(row, 0, g->pool);
    return NULL;
}

bdg_err_t *bdg_account_picture_get(const void **png, size_t *len, const char **etag, bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    get_t g = { .pool = pool };
    BDG_TRY(bdg_db_each(db, BDG_Q_ACCOUNT_PICTURE_GET, BDG_ARGS(BDG_INT(account_id)), take, &g));
    *png = g.png;
    *len = g.len;
    *etag = g.mark ? apr_pstrcat(pool, "\"", g.mark, "\"", NULL) : NULL;
    return NULL;
}

bdg_err_t *bdg_account_picture_mark(const char **mark, bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    get_t g = { .pool = pool };
    BDG_TRY(bdg_db_each(db, BDG_Q_ACCOUNT_PICTURE_MARK, BDG_ARGS(BDG_INT(account_id)), take_mark, &g));
    *mark = g.mark;
    return NULL;
}

bdg_err_t *bdg_account_picture_set(bdg_db_t *db, int64_t account_id, const void *png, size_t len)
{
    unsigned char sha[32];
    bdg_sha256(png, len, sha);
    return bdg_db_exec(db, BDG_Q_ACCOUNT_PICTURE_SET, BDG_ARGS(BDG_INT(account_id), BDG_BYTES(png, len), BDG_BYTES(sha, 32)), NULL, NULL);
}

bdg_err_t *bdg_account_picture_delete(bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_ACCOUNT_PICTURE_DELETE, BDG_ARGS(BDG_INT(account_id)), NULL, NULL);
}
