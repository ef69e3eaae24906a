#include "store/revocation.h"
#include "store/list.h"

bdg_err_t *bdg_revocation_insert(bdg_revocation_t *r, bdg_db_t *db)
{
    return bdg_db_exec(db, BDG_Q_REVOCATION_INSERT, BDG_ARGS(BDG_STR(r->public_id), BDG_INT(r->organisation_id), BDG_STR(r->state), BDG_STR(r->reason),
                       BDG_STR(r->filter_json), BDG_INT(r->created_by), BDG_STR(r->address)), NULL, &r->id);
}

typedef struct take_t { bdg_revocation_t *r; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_revocation_t *r = t->r = apr_pcalloc(t->pool, sizeof *r);
    int c = 0;
    r->id = bdg_row_int(row, c++);
    r->public_id = bdg_row_str(row, c++, t->pool);
    r->organisation_id = bdg_row_int(row, c++);
    r->state = bdg_row_str(row, c++, t->pool);
    r->reason = bdg_row_str(row, c++, t->pool);
    r->filter_json = bdg_row_str(row, c++, t->pool);
    r->last_assertion_id = bdg_row_int(row, c++);
    r->at_public_id = bdg_row_str(row, c++, t->pool);
    r->total = (int)bdg_row_int(row, c++);
    r->revoked = (int)bdg_row_int(row, c++);
    r->skipped = (int)bdg_row_int(row, c++);
    r->created_by = bdg_row_int(row, c++);
    r->address = bdg_row_str(row, c++, t->pool);
    r->created_at = bdg_row_time(row, c++);
    r->finished_at = bdg_row_time(row, c++);
    r->created_by_name = bdg_row_str(row, c++, t->pool);
    return NULL;
}

bdg_err_t *bdg_revocation_lock(bdg_revocation_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_REVOCATION_LOCK, BDG_ARGS(BDG_INT(id)), take, &t));
    *out = t.r;
    return NULL;
}

bdg_err_t *bdg_revocation_by_public_id(bdg_revocation_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, int below, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_REVOCATION_BY_PUBLIC_ID, BDG_ARGS(BDG_STR(public_id), BDG_INT(organisation_id), BDG_INT(below != 0)), take, &t));
    *out = t.r;
    return NULL;
}

bdg_err_t *bdg_revocation_collect(bdg_db_t *db, int64_t id, const int64_t *assertion_ids, int n, const char *at_public_id, const char *state, apr_pool_t *scratch)
{
    bdg_arg_t *args = apr_palloc(scratch, sizeof *args * 2 * (size_t)(n ? n : 1));
    for (int i = 0; i < n; i++) {
        args[2 * i] = BDG_INT(id);
        args[2 * i + 1] = BDG_INT(assertion_ids[i]);
    }
    BDG_TRY(bdg_db_bulk(db, BDG_Q_REVOCATION_ITEM_PUT, args, n));
    return bdg_db_exec(db, BDG_Q_REVOCATION_COLLECTED, BDG_ARGS(BDG_STR(at_public_id), BDG_INT(n), BDG_STR(state), BDG_INT(id)), NULL, NULL);
}

static bdg_err_t *take_next(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_assertion_t *a = apr_array_push(l->rows);
    *a = (bdg_assertion_t){ .id = bdg_row_int(row, 0), .public_id = bdg_row_str(row, 1, l->pool), .state = (int)bdg_row_int(row, 2) };
    return NULL;
}

bdg_err_t *bdg_revocation_next(apr_array_header_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_assertion_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_REVOCATION_NEXT, BDG_ARGS(BDG_INT(id)), take_next, &l);
}

bdg_err_t *bdg_revocation_mark(bdg_db_t *db, int64_t id, const apr_array_header_t *done, int finished, apr_pool_t *scratch)
{
    bdg_arg_t *args = apr_palloc(scratch, sizeof *args * 3 * (size_t)(done->nelts ? done->nelts : 1)), *p = args;
    int was = 0;
    for (int i = 0; i < done->nelts; i++) {
        const bdg_assertion_t *a = &APR_ARRAY_IDX(done, i, bdg_assertion_t);
        was += a->state == BDG_ASSERTION_REVOKED;
        *p++ = BDG_INT(a->state == BDG_ASSERTION_REVOKED ? BDG_REVOCATION_WAS : BDG_REVOCATION_REVOKED);
        *p++ = BDG_INT(id);
        *p++ = BDG_INT(a->id);
    }
    BDG_TRY(bdg_db_bulk(db, BDG_Q_REVOCATION_ITEM_DONE, args, done->nelts));
    return bdg_db_exec(db, BDG_Q_REVOCATION_COUNT, BDG_ARGS(BDG_INT(done->nelts - was), BDG_INT(was), BDG_INT(finished), BDG_INT(finished), BDG_INT(id)), NULL, NULL);
}

static bdg_err_t *take_item(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_revocation_item_t *i = apr_array_push(l->rows);
    i->id = bdg_row_int(row, 0);
    i->public_id = bdg_row_str(row, 1, l->pool);
    i->recipient_name = bdg_row_str(row, 2, l->pool);
    i->recipient_identity = bdg_row_str(row, 3, l->pool);
    i->badge_name = bdg_row_str(row, 4, l->pool);
    i->outcome = (int)bdg_row_int(row, 5);
    return NULL;
}

bdg_err_t *bdg_revocation_items(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t at, int back, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_revocation_item_t), pool);
    BDG_TRY(bdg_db_each(db, back ? BDG_Q_REVOCATION_ITEMS_UP : BDG_Q_REVOCATION_ITEMS_DOWN, BDG_ARGS(BDG_INT(id), BDG_INT(at), BDG_INT(limit)), take_item, &l));
    *out = bdg_list_end(&l, back);
    return NULL;
}
