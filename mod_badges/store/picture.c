#include "store/picture.h"
#include <string.h>

typedef struct take_t { bdg_picture_t *p; apr_pool_t *pool; } take_t;

static const char *copy(const bdg_row_t *row, int col, size_t *len, apr_pool_t *pool)
{
    const void *b = bdg_row_bytes(row, col, len);
    if (!b)
        return NULL;
    char *to = apr_palloc(pool, *len + 1);
    memcpy(to, b, *len);
    to[*len] = 0;
    return to;
}

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_picture_t *p = t->p = apr_pcalloc(t->pool, sizeof *p);
    p->graphic_id = bdg_row_int(row, 0);
    p->revision = (int)bdg_row_int(row, 1);
    p->png = copy(row, 2, &p->png_len, t->pool);
    p->svg = copy(row, 3, &p->svg_len, t->pool);
    return NULL;
}

static bdg_err_t *one(bdg_picture_t **out, bdg_db_t *db, bdg_query_e q, int64_t id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, q, BDG_ARGS(BDG_INT(id)), take, &t));
    *out = t.p;
    return NULL;
}

bdg_err_t *bdg_picture_of_badge(bdg_picture_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) { return one(out, db, BDG_Q_PICTURE_OF_BADGE, id, pool); }
bdg_err_t *bdg_picture_by_id(bdg_picture_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) { return one(out, db, BDG_Q_PICTURE_BY_ID, id, pool); }

static bdg_err_t *take_revision(void *baton, const bdg_row_t *row)
{
    int64_t *v = baton;
    v[0] = bdg_row_int(row, 0);
    v[1] = bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_picture_revision(int64_t *graphic_id, int *revision, bdg_db_t *db, int64_t badge_class_id)
{
    int64_t v[2];
    BDG_TRY(bdg_db_one(db, BDG_Q_PICTURE_REVISION, BDG_ARGS(BDG_INT(badge_class_id)), take_revision, v));
    *graphic_id = v[0];
    *revision = (int)v[1];
    return NULL;
}

typedef struct bytes_t { const char *p; size_t len; apr_pool_t *pool; } bytes_t;

static bdg_err_t *take_bytes(void *baton, const bdg_row_t *row)
{
    bytes_t *b = baton;
    b->p = copy(row, 0, &b->len, b->pool);
    return NULL;
}

bdg_err_t *bdg_card_get(const char **png, size_t *len, bdg_db_t *db, int64_t version_id, int64_t graphic_id, int revision, apr_pool_t *pool)
{
    bytes_t b = { NULL, 0, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_CARD_GET, BDG_ARGS(BDG_INT(version_id), BDG_INT(graphic_id), BDG_INT(revision)), take_bytes, &b));
    *png = b.p;
    *len = b.len;
    return NULL;
}

bdg_err_t *bdg_card_put(bdg_db_t *db, int64_t version_id, int64_t graphic_id, int revision, const void *png, size_t len)
{
    return bdg_db_exec(db, BDG_Q_CARD_PUT, BDG_ARGS(BDG_INT(version_id), BDG_INT(graphic_id), BDG_INT(revision), BDG_BYTES(png, len)), NULL, NULL);
}
