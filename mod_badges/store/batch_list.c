/* Lists of batches, and what is remembered from one batch to the next. */
#include "store/batch.h"
#include "store/list.h"
#include <limits.h>

#define FILTER(f) BDG_INT((f)->organisation_id), BDG_INT((f)->whole), BDG_INT((f)->account_id), BDG_STR((f)->state), BDG_STR((f)->state), \
    BDG_STR((f)->like), BDG_STR((f)->like), BDG_STR((f)->badge), BDG_STR((f)->badge)

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_batch_row_t *b = apr_array_push(l->rows);
    int c = 0;
    b->public_id = bdg_row_str(row, c++, l->pool);
    b->name = bdg_row_str(row, c++, l->pool);
    b->state = bdg_row_str(row, c++, l->pool);
    b->badge_name = bdg_row_str(row, c++, l->pool);
    b->graphic_public_id = bdg_row_str(row, c++, l->pool);
    b->graphic_revision = (int)bdg_row_int(row, c++);
    b->row_count = (int)bdg_row_int(row, c++);
    b->ready_count = (int)bdg_row_int(row, c++);
    b->error_count = (int)bdg_row_int(row, c++);
    b->skip_count = (int)bdg_row_int(row, c++);
    b->issued_count = (int)bdg_row_int(row, c++);
    b->skipped_late_count = (int)bdg_row_int(row, c++);
    b->created_at = bdg_row_time(row, c++);
    b->created_by_name = bdg_row_str(row, c++, l->pool);
    return NULL;
}

static bdg_err_t *take_below(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    BDG_TRY(take_row(baton, row));
    bdg_batch_row_t *b = &APR_ARRAY_IDX(l->rows, l->rows->nelts - 1, bdg_batch_row_t);
    b->organisation_id = bdg_row_int(row, 14);
    b->organisation_name = bdg_row_str(row, 15, l->pool);
    return NULL;
}

static bdg_err_t *list_below(bdg_list_t *l, bdg_db_t *db, const bdg_batch_filter_t *f)
{
    static const bdg_query_e q[2][2] = { { BDG_Q_BATCH_BELOW_OLDER_FEW, BDG_Q_BATCH_BELOW_OLDER_MANY }, { BDG_Q_BATCH_BELOW_NEWER_FEW, BDG_Q_BATCH_BELOW_NEWER_MANY } };
    return bdg_db_each(db, q[f->newer != 0][f->reach == BDG_REACH_MANY], BDG_ARGS(FILTER(f), BDG_STR(f->cursor), BDG_INT(f->organisation_id), BDG_INT(f->limit + 1)), take_below, l);
}

static bdg_err_t *edge(int64_t *id, bdg_db_t *db, const bdg_batch_filter_t *f)
{
    *id = f->newer ? 0 : LLONG_MAX;
    return f->cursor ? bdg_db_int(db, BDG_Q_BATCH_ID_OF, BDG_ARGS(BDG_STR(f->cursor), BDG_INT(f->organisation_id)), id) : NULL;
}

bdg_err_t *bdg_batch_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_batch_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_batch_row_t), pool);
    int64_t id;
    if (f->reach == BDG_REACH_ALONE) {
        BDG_TRY(edge(&id, db, f));
        BDG_TRY(bdg_db_each(db, f->newer ? BDG_Q_BATCH_NEWER : BDG_Q_BATCH_OLDER, BDG_ARGS(FILTER(f), BDG_INT(id), BDG_INT(f->limit + 1)), take_row, &l));
    } else {
        BDG_TRY(list_below(&l, db, f));
    }
    *rows = bdg_list_end(&l, f->newer);
    return NULL;
}

bdg_err_t *bdg_batch_count(int64_t *n, bdg_db_t *db, const bdg_batch_filter_t *f) { return bdg_db_int(db, f->reach == BDG_REACH_ALONE ? BDG_Q_BATCH_COUNT : BDG_Q_BATCH_BELOW_COUNT, BDG_ARGS(FILTER(f)), n); }

static bdg_err_t *take_badge(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_batch_badge_t *b = apr_array_push(l->rows);
    b->public_id = bdg_row_str(row, 0, l->pool);
    b->name = bdg_row_str(row, 1, l->pool);
    b->issuer_name = bdg_row_str(row, 2, l->pool);
    b->organisation_id = bdg_row_int(row, 3);
    b->organisation_name = bdg_row_str(row, 4, l->pool);
    return NULL;
}

bdg_err_t *bdg_batch_badges(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, int whole, int64_t account_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_batch_badge_t), pool);
    bdg_reach_e reach;
    *rows = l.rows;
    BDG_TRY(bdg_reach(&reach, db, organisation_id));
    return bdg_db_each(db, BDG_Q_BADGE_CLASS_BELOW_OPEN, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(reach == BDG_REACH_FEW ? INT_MAX : 0), BDG_INT(whole), BDG_INT(account_id)), take_badge, &l);
}

static bdg_err_t *take_running(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_batch_row_t *b = apr_array_push(l->rows);
    b->public_id = bdg_row_str(row, 0, l->pool);
    b->name = bdg_row_str(row, 1, l->pool);
    b->state = bdg_row_str(row, 2, l->pool);
    b->row_count = (int)bdg_row_int(row, 3);
    b->ready_count = (int)bdg_row_int(row, 4);
    b->issued_count = (int)bdg_row_int(row, 6);
    if (b->state[0] == 'c')   /* checking: how far that is */
        b->issued_count = (int)bdg_row_int(row, 5);
    return NULL;
}

bdg_err_t *bdg_batch_running(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_batch_row_t), pool);
    *rows = l.rows;
    return bdg_db_each(db, BDG_Q_BATCH_RUNNING, BDG_ARGS(BDG_INT(organisation_id)), take_running, &l);
}

static bdg_err_t *take_same(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_same_file_t *s = apr_array_push(l->rows);
    s->public_id = bdg_row_str(row, 0, l->pool);
    s->name = bdg_row_str(row, 1, l->pool);
    s->state = bdg_row_str(row, 2, l->pool);
    s->created_at = bdg_row_time(row, 3);
    s->issued_count = (int)bdg_row_int(row, 4);
    return NULL;
}

bdg_err_t *bdg_batch_same_file(apr_array_header_t **list, bdg_db_t *db, int64_t organisation_id, const unsigned char sha256[32], int64_t id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_same_file_t), pool);
    *list = l.rows;
    return bdg_db_each(db, BDG_Q_BATCH_SAME_FILE, BDG_ARGS(BDG_INT(organisation_id), BDG_BYTES(sha256, 32), BDG_INT(id)), take_same, &l);
}

typedef struct remembered_t { const char *mapping, *options; apr_pool_t *pool; } remembered_t;

static bdg_err_t *take_remembered(void *baton, const bdg_row_t *row)
{
    remembered_t *r = baton;
    r->mapping = bdg_row_str(row, 0, r->pool);
    r->options = bdg_row_str(row, 1, r->pool);
    return NULL;
}

bdg_err_t *bdg_batch_remembered(const char **mapping_json, const char **options_json, bdg_db_t *db, int64_t badge_class_id, int64_t id, apr_pool_t *pool)
{
    remembered_t r = { NULL, NULL, pool };
    BDG_TRY(bdg_db_each(db, BDG_Q_BATCH_REMEMBERED, BDG_ARGS(BDG_INT(badge_class_id), BDG_INT(id)), take_remembered, &r));
    *mapping_json = r.mapping;
    *options_json = r.options;
    return NULL;
}
