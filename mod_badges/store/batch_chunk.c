/* The rows of a batch's file, cells mended in place, and rows that were not issued after all. */
#include "store/batch.h"
#include <apr_strings.h>
#include <string.h>

bdg_err_t *bdg_chunk_insert(bdg_db_t *db, int64_t batch_id, const bdg_chunk_t *c)
{
    return bdg_db_exec(db, BDG_Q_BATCH_CHUNK_INSERT, BDG_ARGS(BDG_INT(batch_id), BDG_INT(c->seq), BDG_INT(c->first_row), BDG_INT(c->row_count), BDG_BYTES(c->data, c->len)), NULL, NULL);
}

typedef struct list_t { apr_array_header_t *list; apr_pool_t *pool; } list_t;

static bdg_err_t *take_verdicts(bdg_chunk_t *c, const bdg_row_t *row, int col, apr_pool_t *pool)
{
    size_t n;
    const void *v = bdg_row_bytes(row, col, &n);
    if (v && n == (size_t)c->row_count)
        c->verdicts = apr_pmemdup(pool, v, n);
    else if (v)
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "%zu verdicts for %d rows", n, c->row_count);
    return NULL;
}

static bdg_err_t *take_chunk(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_chunk_t *c = apr_array_push(l->list);
    memset(c, 0, sizeof *c);
    c->seq = (int)bdg_row_int(row, 0);
    c->first_row = (int)bdg_row_int(row, 1);
    c->row_count = (int)bdg_row_int(row, 2);
    c->ready_before = (int)bdg_row_int(row, 3);
    c->ready_count = (int)bdg_row_int(row, 4);
    const void *data = bdg_row_bytes(row, 5, &c->len);
    c->data = apr_pmemdup(l->pool, data ? data : "", c->len);
    return take_verdicts(c, row, 6, l->pool);
}

static bdg_err_t *take_judged(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_chunk_t *c = apr_array_push(l->list);
    memset(c, 0, sizeof *c);
    c->seq = (int)bdg_row_int(row, 0);
    c->first_row = (int)bdg_row_int(row, 1);
    c->row_count = (int)bdg_row_int(row, 2);
    return take_verdicts(c, row, 3, l->pool);
}

bdg_err_t *bdg_chunks_read(apr_array_header_t **chunks, bdg_db_t *db, int64_t batch_id, int seq, int limit, apr_pool_t *pool)
{
    list_t l = { *chunks = apr_array_make(pool, limit, sizeof(bdg_chunk_t)), pool };
    return bdg_db_each(db, BDG_Q_BATCH_CHUNK_READ, BDG_ARGS(BDG_INT(batch_id), BDG_INT(seq), BDG_INT(limit)), take_chunk, &l);
}

bdg_err_t *bdg_chunks_read_verdicts(apr_array_header_t **chunks, bdg_db_t *db, int64_t batch_id, int seq, int limit, apr_pool_t *pool)
{
    list_t l = { *chunks = apr_array_make(pool, limit, sizeof(bdg_chunk_t)), pool };
    return bdg_db_each(db, BDG_Q_BATCH_CHUNK_VERDICTS, BDG_ARGS(BDG_INT(batch_id), BDG_INT(seq), BDG_INT(limit)), take_judged, &l);
}

static bdg_err_t *one(bdg_chunk_t **chunk, bdg_db_t *db, bdg_query_e q, int64_t batch_id, int n, apr_pool_t *pool)
{
    list_t l = { apr_array_make(pool, 1, sizeof(bdg_chunk_t)), pool };
    BDG_TRY(bdg_db_one(db, q, BDG_ARGS(BDG_INT(batch_id), BDG_INT(n)), take_chunk, &l));
    *chunk = &APR_ARRAY_IDX(l.list, 0, bdg_chunk_t);
    return NULL;
}

bdg_err_t *bdg_chunk_of_ready(bdg_chunk_t **chunk, bdg_db_t *db, int64_t batch_id, int n, apr_pool_t *pool) { return one(chunk, db, BDG_Q_BATCH_CHUNK_OF_READY, batch_id, n, pool); }
bdg_err_t *bdg_chunk_of_row(bdg_chunk_t **chunk, bdg_db_t *db, int64_t batch_id, int n, apr_pool_t *pool) { return one(chunk, db, BDG_Q_BATCH_CHUNK_OF_ROW, batch_id, n, pool); }

bdg_err_t *bdg_chunk_judge(bdg_db_t *db, int64_t batch_id, const bdg_chunk_t *c)
{
    return bdg_db_exec(db, BDG_Q_BATCH_CHUNK_JUDGE, BDG_ARGS(BDG_BYTES(c->verdicts, (size_t)c->row_count), BDG_INT(c->ready_before), BDG_INT(c->ready_count),
                       BDG_INT(batch_id), BDG_INT(c->seq)), NULL, NULL);
}

/* ---------------------------------------------------------------- corrections, exceptions */

bdg_err_t *bdg_correction_put(bdg_db_t *db, int64_t batch_id, const bdg_correction_t *c, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_BATCH_CORRECTION_PUT, BDG_ARGS(BDG_INT(batch_id), BDG_INT(c->row), BDG_INT(c->col), BDG_STR(c->value), BDG_INT(account_id)), NULL, NULL);
}

static bdg_err_t *take_correction(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_correction_t *c = apr_array_push(l->list);
    c->row = (int)bdg_row_int(row, 0);
    c->col = (int)bdg_row_int(row, 1);
    c->value = bdg_row_str(row, 2, l->pool);
    return NULL;
}

bdg_err_t *bdg_corrections_read(apr_array_header_t **list, bdg_db_t *db, int64_t batch_id, int from, int to, apr_pool_t *pool)
{
    list_t l = { *list = apr_array_make(pool, 8, sizeof(bdg_correction_t)), pool };
    return bdg_db_each(db, BDG_Q_BATCH_CORRECTION_READ, BDG_ARGS(BDG_INT(batch_id), BDG_INT(from), BDG_INT(to)), take_correction, &l);
}

bdg_err_t *bdg_corrections_count(int64_t *n, bdg_db_t *db, int64_t batch_id) { return bdg_db_int(db, BDG_Q_BATCH_CORRECTION_COUNT, BDG_ARGS(BDG_INT(batch_id)), n); }

bdg_err_t *bdg_exceptions_insert(bdg_db_t *db, int64_t batch_id, const bdg_exception_t *list, int n, apr_pool_t *scratch)
{
    bdg_arg_t *args = apr_palloc(scratch, sizeof *args * 3 * (size_t)(n ? n : 1)), *p = args;
    for (int i = 0; i < n; i++) {
        *p++ = BDG_INT(batch_id);
        *p++ = BDG_INT(list[i].row);
        *p++ = BDG_STR(list[i].reason);
    }
    return bdg_db_bulk(db, BDG_Q_BATCH_EXCEPTION_INSERT, args, n);
}

static bdg_err_t *take_exception(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_exception_t *e = apr_array_push(l->list);
    e->row = (int)bdg_row_int(row, 0);
    e->reason = bdg_row_str(row, 1, l->pool);
    return NULL;
}

bdg_err_t *bdg_exceptions_read(apr_array_header_t **list, bdg_db_t *db, int64_t batch_id, int from, int to, apr_pool_t *pool)
{
    list_t l = { *list = apr_array_make(pool, 8, sizeof(bdg_exception_t)), pool };
    return bdg_db_each(db, BDG_Q_BATCH_EXCEPTION_READ, BDG_ARGS(BDG_INT(batch_id), BDG_INT(from), BDG_INT(to)), take_exception, &l);
}
