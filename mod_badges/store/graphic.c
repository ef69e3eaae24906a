#include "store/graphic.h"
#include "store/list.h"

typedef struct take_t { bdg_graphic_t *g; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_graphic_t *g = t->g = apr_pcalloc(t->pool, sizeof *g);
    int c = 0;
    g->id = bdg_row_int(row, c++);
    g->organisation_id = bdg_row_int(row, c++);
    g->public_id = bdg_row_str(row, c++, t->pool);
    g->name = bdg_row_str(row, c++, t->pool);
    g->width = (int)bdg_row_int(row, c++);
    g->height = (int)bdg_row_int(row, c++);
    g->is_svg = (int)bdg_row_int(row, c++);
    g->state = bdg_row_str(row, c++, t->pool);
    g->created_at = bdg_row_time(row, c++);
    g->updated_at = bdg_row_time(row, c++);
    g->revision = (int)bdg_row_int(row, c++);
    g->created_by = bdg_row_str(row, c++, t->pool);
    g->design = bdg_row_str(row, c++, t->pool);
    g->tags = bdg_row_str(row, c++, t->pool);
    return NULL;
}

static bdg_err_t *one(bdg_graphic_t **out, bdg_db_t *db, bdg_query_e q, bdg_arg_t key, int64_t organisation_id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, q, BDG_ARGS(key, BDG_INT(organisation_id)), take, &t));
    *out = t.g;
    return NULL;
}

bdg_err_t *bdg_graphic_by_id(bdg_graphic_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_GRAPHIC_BY_ID, BDG_INT(id), organisation_id, pool);
}

bdg_err_t *bdg_graphic_by_public_id(bdg_graphic_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_GRAPHIC_BY_PUBLIC_ID, BDG_STR(public_id), organisation_id, pool);
}

/* --- changing */

bdg_err_t *bdg_graphic_lock(bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    int64_t revision;
    return bdg_db_int(db, BDG_Q_GRAPHIC_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), &revision);
}

static bdg_arg_t blob(const void *p, size_t len) { return p ? BDG_BYTES(p, len) : BDG_NULL; }

bdg_err_t *bdg_graphic_insert(bdg_graphic_t *g, const bdg_graphic_bytes_t *b, bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_GRAPHIC_INSERT,
                       BDG_ARGS(BDG_STR(g->public_id), BDG_INT(g->organisation_id), BDG_STR(g->name), BDG_INT(b->width), BDG_INT(b->height),
                                blob(b->svg, b->svg_len), blob(b->png, b->png_len), BDG_BYTES(b->sha256, 32), BDG_STR(b->design), BDG_INT(account_id)), NULL, &g->id);
}

bdg_err_t *bdg_graphic_update(bdg_db_t *db, const bdg_graphic_t *g)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_GRAPHIC_UPDATE, BDG_ARGS(BDG_STR(g->name), BDG_STR(g->state), BDG_INT(g->id), BDG_INT(g->organisation_id),
                                                           BDG_INT(g->revision)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_CONFLICT, "Somebody else changed this graphic at the same time.");
}

bdg_err_t *bdg_graphic_replace(bdg_db_t *db, const bdg_graphic_t *g, const bdg_graphic_bytes_t *b)
{
    return bdg_db_exec(db, BDG_Q_GRAPHIC_REPLACE, BDG_ARGS(BDG_INT(b->width), BDG_INT(b->height), blob(b->svg, b->svg_len), blob(b->png, b->png_len),
                                                           BDG_BYTES(b->sha256, 32), BDG_STR(b->design), BDG_INT(g->id), BDG_INT(g->organisation_id)), NULL, NULL);
}

bdg_err_t *bdg_graphic_set_tags(bdg_db_t *db, const bdg_graphic_t *g, const apr_array_header_t *tags)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_GRAPHIC_TAGS_CLEAR, BDG_ARGS(BDG_INT(g->id), BDG_INT(g->organisation_id)), NULL, NULL));
    for (int i = 0; i < tags->nelts; i++)
        BDG_TRY(bdg_db_exec(db, BDG_Q_GRAPHIC_TAG_INSERT, BDG_ARGS(BDG_INT(g->id), BDG_INT(g->organisation_id), BDG_STR(APR_ARRAY_IDX(tags, i, const char *))), NULL, NULL));
    return NULL;
}

/* --- lists */

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_graphic_row_t *r = apr_array_push(l->rows);
    r->public_id = bdg_row_str(row, 0, l->pool);
    r->name = bdg_row_str(row, 1, l->pool);
    r->state = bdg_row_str(row, 2, l->pool);
    r->width = (int)bdg_row_int(row, 3);
    r->height = (int)bdg_row_int(row, 4);
    r->is_svg = (int)bdg_row_int(row, 5);
    r->is_drawn = (int)bdg_row_int(row, 6);
    r->revision = (int)bdg_row_int(row, 7);
    r->updated_at = bdg_row_time(row, 8);
    r->uses = bdg_row_int(row, 9);
    r->tags = bdg_row_str(row, 10, l->pool);
    return NULL;
}

#define FILTER(f) BDG_INT((f)->organisation_id), BDG_STR((f)->state), BDG_STR((f)->like), BDG_STR((f)->like), BDG_STR((f)->like), BDG_STR((f)->tag), BDG_STR((f)->tag)

bdg_err_t *bdg_graphic_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_graphic_filter_t *f, apr_pool_t *pool)
{
    static const bdg_query_e by[][2] = { [BDG_GRAPHIC_BY_NAME] = { BDG_Q_GRAPHIC_BY_NAME_OLDER, BDG_Q_GRAPHIC_BY_NAME_NEWER },
                                         [BDG_GRAPHIC_BY_CHANGE] = { BDG_Q_GRAPHIC_BY_CHANGE_OLDER, BDG_Q_GRAPHIC_BY_CHANGE_NEWER } };
    bdg_list_t l = bdg_list_make(sizeof(bdg_graphic_row_t), pool);
    if (f->order == BDG_GRAPHIC_BY_NEW)
        BDG_TRY(bdg_db_each(db, f->newer ? BDG_Q_GRAPHIC_BY_NEW_NEWER : BDG_Q_GRAPHIC_BY_NEW_OLDER, BDG_ARGS(FILTER(f), BDG_STR(f->cursor), BDG_INT(f->limit + 1)), take_row, &l));
    else
        BDG_TRY(bdg_db_each(db, by[f->order][f->newer != 0], BDG_ARGS(FILTER(f), BDG_STR(f->cursor), BDG_STR(f->cursor), BDG_STR(f->cursor), BDG_INT(f->limit + 1)), take_row, &l));
    *rows = bdg_list_end(&l, f->newer);
    return NULL;
}

bdg_err_t *bdg_graphic_count(int64_t *n, bdg_db_t *db, const bdg_graphic_filter_t *f) { return bdg_db_int(db, BDG_Q_GRAPHIC_LIST_COUNT, BDG_ARGS(FILTER(f)), n); }

static bdg_err_t *take_use(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_graphic_use_t *r = apr_array_push(l->rows);
    r->public_id = bdg_row_str(row, 0, l->pool);
    r->name = bdg_row_str(row, 1, l->pool);
    r->state = bdg_row_str(row, 2, l->pool);
    r->kind = bdg_row_str(row, 3, l->pool);
    r->awards = bdg_row_int(row, 4);
    return NULL;
}

bdg_err_t *bdg_graphic_uses(apr_array_header_t **rows, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_graphic_use_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_GRAPHIC_USES, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(id), BDG_INT(organisation_id), BDG_INT(id)), take_use, &l));
    *rows = bdg_list_end(&l, 0);
    return NULL;
}

static bdg_err_t *take_tag(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_graphic_tag_t *t = apr_array_push(l->rows);
    t->tag = bdg_row_str(row, 0, l->pool);
    t->n = bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_graphic_tags(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, const char *state, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_graphic_tag_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_GRAPHIC_TAGS, BDG_ARGS(BDG_STR(state), BDG_INT(organisation_id)), take_tag, &l));
    *rows = bdg_list_end(&l, 0);
    return NULL;
}

typedef struct counts_t { int64_t *badges, *awards; } counts_t;

static bdg_err_t *take_counts(void *baton, const bdg_row_t *row)
{
    const counts_t *c = baton;
    *c->badges = bdg_row_int(row, 0);
    *c->awards = bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_graphic_use_count(int64_t *badges, int64_t *awards, bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    counts_t c = { badges, awards };
    return bdg_db_one(db, BDG_Q_GRAPHIC_USE_COUNT, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(id)), take_counts, &c);
}
