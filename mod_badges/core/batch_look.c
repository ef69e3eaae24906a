/* Looking at the rows of a batch: those that are ready, what became of each, and the cells to be mended. */
#include "base/str.h"
#include "base/language.h"
#include "core/batch.h"
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *damaged(const bdg_batch_plan_t *plan, int seq)
{
    return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "The rows of this batch are damaged. Upload the file again."), "batch %lld chunk %d", (long long)plan->batch->id, seq);
}

/* Called for a row that was asked for. *stop ends the walk. row and award live until it returns, their text as long as pool. */
typedef bdg_err_t *row_fn(void *baton, bdg_packed_row_t *row, int ordinal, int verdict, int *stop, apr_pool_t *pool);

/* The rows of a chunk, mended where somebody mended them. */
static bdg_err_t *walk_chunk(const bdg_batch_plan_t *plan, bdg_db_t *db, const bdg_chunk_t *chunk, row_fn *fn, void *baton, int *stop, apr_pool_t *pool)
{
    bdg_packed_row_t *row = apr_palloc(pool, sizeof *row);
    apr_array_header_t *mended = NULL;
    const char *at = chunk->data, *end = chunk->data + chunk->len;
    int mend_at = 0;
    if (plan->corrected)
        BDG_TRY(bdg_corrections_read(&mended, db, plan->batch->id, chunk->first_row, chunk->first_row + chunk->row_count, pool));
    for (int i = 0; i < chunk->row_count && !*stop; i++) {
        if (bdg_rows_next(row, &at, end) != 1)
            return damaged(plan, chunk->seq);
        bdg_batch_mend_row(row, chunk->first_row + i, mended, &mend_at);
        int verdict = chunk->verdicts ? chunk->verdicts[i] : BDG_V_NOT_DATA;
        BDG_TRY(fn(baton, row, chunk->first_row + i, verdict, stop, pool));
    }
    return NULL;
}

/* ---------------------------------------------------------------- ready rows */

typedef struct ready_t {
    const bdg_batch_plan_t *plan;
    apr_array_header_t *rows;
    int index, from, limit;
    const char *text;                    /* folded; NULL: any */
    int next;
    apr_pool_t *result;
} ready_t;

static int holds(const bdg_award_t *award, const char *text, apr_pool_t *pool)
{
    return strstr(bdg_text_fold(award->name, pool), text) || strstr(bdg_text_fold(award->identity, pool), text);
}

/* Texts of the award may lie in the chunk, which goes: what is kept is worked out again from a copy. */
static void keep(ready_t *r, bdg_packed_row_t *row, int ordinal)
{
    bdg_ready_row_t *out = apr_array_push(r->rows);
    for (int i = 0; i < row->ncells; i++)
        row->cells[i].data = apr_pstrmemdup(r->result, row->cells[i].data, row->cells[i].len);
    bdg_batch_row(&out->award, r->plan, row, r->result);
    out->index = r->index;
    out->ordinal = ordinal;
    out->number = row->number;
}

static bdg_err_t *take_ready(void *baton, bdg_packed_row_t *row, int ordinal, int verdict, int *stop, apr_pool_t *pool)
{
    ready_t *r = baton;
    if ((verdict & BDG_V_KIND) != BDG_V_READY)
        return NULL;
    if (r->index >= r->from) {
        bdg_award_t award;
        int fits = 1;
        if (r->text) {
            bdg_batch_row(&award, r->plan, row, pool);
            fits = holds(&award, r->text, pool);
        }
        if (fits && r->rows->nelts == r->limit) {
            r->next = r->index;
            *stop = 1;
            return NULL;
        }
        if (fits)
            keep(r, row, ordinal);
    }
    r->index++;
    return NULL;
}

static bdg_err_t *walk_ready(ready_t *r, bdg_db_t *db)
{
    apr_pool_t *iter;
    bdg_chunk_t *first;
    int stop = 0;
    if (r->from < 0 || r->from >= r->plan->batch->ready_count)
        return NULL;
    if (apr_pool_create(&iter, r->result) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    BDG_TRY(bdg_chunk_of_ready(&first, db, r->plan->batch->id, r->from, iter));
    r->index = first->ready_before;
    int seq = first->seq;
    while (!stop) {
        apr_array_header_t *chunks;
        apr_pool_clear(iter);
        BDG_TRY(bdg_chunks_read(&chunks, db, r->plan->batch->id, seq++, 1, iter));
        if (!chunks->nelts)
            break;
        BDG_TRY(walk_chunk(r->plan, db, &APR_ARRAY_IDX(chunks, 0, bdg_chunk_t), take_ready, r, &stop, iter));
        stop |= !r->text && r->rows->nelts == r->limit;
    }
    apr_pool_destroy(iter);
    return NULL;
}

bdg_err_t *bdg_batch_ready(apr_array_header_t **rows, const bdg_batch_plan_t *plan, bdg_db_t *db, int index, int limit, apr_pool_t *pool)
{
    ready_t r = { .plan = plan, .rows = apr_array_make(pool, limit, sizeof(bdg_ready_row_t)), .from = index, .limit = limit, .next = -1, .result = pool };
    *rows = r.rows;
    return walk_ready(&r, db);
}

bdg_err_t *bdg_batch_find(apr_array_header_t **rows, int *next, const bdg_batch_plan_t *plan, bdg_db_t *db, const char *text, int index, int limit, apr_pool_t *pool)
{
    ready_t r = { .plan = plan, .rows = apr_array_make(pool, limit, sizeof(bdg_ready_row_t)), .from = index, .limit = limit, .next = -1, .result = pool,
                  .text = bdg_text_fold(bdg_text_clean(text, strlen(text), 0, pool), pool) };
    BDG_TRY(walk_ready(&r, db));
    *rows = r.rows;
    *next = r.next;
    return NULL;
}

/* ---------------------------------------------------------------- what became of each row */

typedef struct outcomes_t {
    const bdg_batch_plan_t *plan;
    apr_array_header_t *rows, *awards, *exceptions;
    int kind, from, limit, next, award_at, exception_at;
    apr_pool_t *result;
} outcomes_t;

static const char *reasons_of(const bdg_award_t *award, int verdict, apr_pool_t *pool)
{
    const char *out = "";
    int errors = (verdict & BDG_V_KIND) == BDG_V_ERROR;
    for (int i = 0; i < award->nproblems; i++) {
        const bdg_award_problem_t *p = &award->problems[i];
        if (errors != (p->code < BDG_P_FIRST_WARNING))
            continue;
        out = apr_pstrcat(pool, out, *out ? "; " : "", bdg_problem_title(p->code), p->right && *p->right ? ": " : "", p->right ? p->right : "", NULL);
    }
    return out;
}

static int confirmed(const outcomes_t *o) { return o->plan->batch->confirmed_at != 0; }

static bdg_err_t *take_outcome(void *baton, bdg_packed_row_t *row, int ordinal, int verdict, int *stop, apr_pool_t *pool)
{
    outcomes_t *o = baton;
    const char *exception = NULL, *public_id = "";
    (void)pool;
    if (ordinal < o->from || verdict == BDG_V_NOT_DATA)
        return NULL;
    while (o->exceptions && o->exception_at < o->exceptions->nelts && APR_ARRAY_IDX(o->exceptions, o->exception_at, bdg_exception_t).row < ordinal)
        o->exception_at++;
    if (o->exceptions && o->exception_at < o->exceptions->nelts && APR_ARRAY_IDX(o->exceptions, o->exception_at, bdg_exception_t).row == ordinal)
        exception = APR_ARRAY_IDX(o->exceptions, o->exception_at, bdg_exception_t).reason;
    while (o->awards && o->award_at < o->awards->nelts && APR_ARRAY_IDX(o->awards, o->award_at, bdg_batch_award_t).row < ordinal)
        o->award_at++;
    if (o->awards && o->award_at < o->awards->nelts && APR_ARRAY_IDX(o->awards, o->award_at, bdg_batch_award_t).row == ordinal)
        public_id = APR_ARRAY_IDX(o->awards, o->award_at, bdg_batch_award_t).public_id;
    int kind = exception ? BDG_V_HELD : verdict & BDG_V_KIND;
    int wanted = !o->kind || o->kind == kind || (o->kind == BDG_V_SKIPPED && kind == BDG_V_HELD);
    if (!wanted)
        return NULL;
    if (o->rows->nelts == o->limit) {
        o->next = ordinal;
        *stop = 1;
        return NULL;
    }
    bdg_award_t award;
    bdg_outcome_row_t *out = apr_array_push(o->rows);
    for (int i = 0; i < row->ncells; i++)
        row->cells[i].data = apr_pstrmemdup(o->result, row->cells[i].data, row->cells[i].len);
    bdg_batch_row(&award, o->plan, row, o->result);
    int column = bdg_batch_column(o->plan, BDG_AWARD_IDENTITY);
    out->ordinal = ordinal;
    out->number = row->number;
    out->verdict = kind;
    out->name = award.name;
    out->identity = *award.identity ? award.identity : column >= 0 && column < row->ncells ? row->cells[column].data : "";
    out->reason = exception ? apr_pstrdup(o->result, exception) : reasons_of(&award, verdict, o->result);
    if (!exception && kind == BDG_V_HELD)
        out->reason = _("Already holds this badge");
    else if (!exception && kind == BDG_V_SKIPPED)
        out->reason = _("Twice in the file");
    else if (!exception && kind == BDG_V_ERROR && !*out->reason)
        out->reason = _("Holds this badge already, or stands in the file twice");
    out->public_id = apr_pstrdup(o->result, public_id);
    return NULL;
}

static int any_wanted(const bdg_chunk_t *chunk, int kind)
{
    if (!kind || !chunk->verdicts)
        return 1;
    for (int i = 0; i < chunk->row_count; i++) {
        int k = chunk->verdicts[i] & BDG_V_KIND;
        if (k == kind || (kind == BDG_V_SKIPPED && k >= BDG_V_SKIPPED && k <= BDG_V_HELD))
            return 1;
    }
    return 0;
}

/* Chunks without a row of the wanted kind are passed over by their verdicts alone. Late exceptions only exist once confirmed. */
static bdg_err_t *next_chunk(int *seq, int *found, bdg_db_t *db, const bdg_batch_plan_t *plan, int kind, apr_pool_t *pool)
{
    int blind = kind == 0 || plan->batch->skipped_late_count;
    *found = blind;
    while (!*found) {
        apr_array_header_t *list;
        BDG_TRY(bdg_chunks_read_verdicts(&list, db, plan->batch->id, *seq, 50, pool));
        if (!list->nelts)
            return NULL;
        for (int i = 0; i < list->nelts && !*found; i++) {
            *seq = APR_ARRAY_IDX(list, i, bdg_chunk_t).seq;
            *found = any_wanted(&APR_ARRAY_IDX(list, i, bdg_chunk_t), kind);
        }
        if (!*found)
            ++*seq;
        apr_pool_clear(pool);
    }
    return NULL;
}

bdg_err_t *bdg_batch_outcomes(apr_array_header_t **rows, int *next, const bdg_batch_plan_t *plan, bdg_db_t *db, int kind, int ordinal, int limit, apr_pool_t *pool)
{
    outcomes_t o = { .plan = plan, .rows = apr_array_make(pool, limit, sizeof(bdg_outcome_row_t)), .kind = kind, .from = ordinal, .limit = limit, .next = -1, .result = pool };
    apr_pool_t *iter;
    bdg_chunk_t *first;
    int stop = 0, found = 1;
    *rows = o.rows;
    *next = -1;
    if (!plan->cols->n)
        return NULL;
    if (apr_pool_create(&iter, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    BDG_TRY(bdg_chunk_of_row(&first, db, plan->batch->id, ordinal < 0 ? 0 : ordinal, iter));
    int seq = first->seq;
    while (!stop) {
        apr_array_header_t *chunks;
        apr_pool_clear(iter);
        BDG_TRY(next_chunk(&seq, &found, db, plan, kind, iter));
        if (!found)
            break;
        BDG_TRY(bdg_chunks_read(&chunks, db, plan->batch->id, seq++, 1, iter));
        if (!chunks->nelts)
            break;
        const bdg_chunk_t *c = &APR_ARRAY_IDX(chunks, 0, bdg_chunk_t);
        if (confirmed(&o)) {
            BDG_TRY(bdg_batch_awards(&o.awards, db, plan->batch->id, c->first_row, c->first_row + c->row_count, iter));
            BDG_TRY(bdg_exceptions_read(&o.exceptions, db, plan->batch->id, c->first_row, c->first_row + c->row_count, iter));
            o.award_at = o.exception_at = 0;
        }
        BDG_TRY(walk_chunk(plan, db, c, take_outcome, &o, &stop, iter));
    }
    *next = o.next;
    apr_pool_destroy(iter);
    return NULL;
}

/* ---------------------------------------------------------------- cells to be mended */

typedef struct bad_t {
    const bdg_batch_plan_t *plan;
    apr_array_header_t *cells;
    bdg_problem_e code;
    int field, limit;
    apr_pool_t *result;
} bad_t;

static bdg_err_t *take_bad(void *baton, bdg_packed_row_t *row, int ordinal, int verdict, int *stop, apr_pool_t *pool)
{
    bad_t *b = baton;
    bdg_award_t award;
    if ((verdict & BDG_V_KIND) != BDG_V_ERROR && !(verdict & BDG_V_WARNED))
        return NULL;
    bdg_batch_row(&award, b->plan, row, pool);
    for (int i = 0; i < award.nproblems && !*stop; i++) {
        const bdg_award_problem_t *p = &award.problems[i];
        int column = bdg_batch_column(b->plan, p->field);
        if (p->code != b->code || (b->field != -2 && p->field != b->field) || column < 0)
            continue;
        bdg_bad_cell_t *c = apr_array_push(b->cells);
        c->ordinal = ordinal;
        c->number = row->number;
        c->column = column;
        c->value = column < row->ncells ? apr_pstrmemdup(b->result, row->cells[column].data, row->cells[column].len) : "";
        c->right = p->right ? apr_pstrdup(b->result, p->right) : "";
        c->name = apr_pstrdup(b->result, award.name);
        *stop = b->cells->nelts >= b->limit;
    }
    return NULL;
}

bdg_err_t *bdg_batch_bad_cells(apr_array_header_t **cells, const bdg_batch_plan_t *plan, bdg_db_t *db, bdg_problem_e code, int field, int limit, apr_pool_t *pool)
{
    bad_t b = { plan, apr_array_make(pool, 16, sizeof(bdg_bad_cell_t)), code, field, limit, pool };
    apr_pool_t *iter;
    int seq = 0, stop = 0, found = 1;
    *cells = b.cells;
    if (apr_pool_create(&iter, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    while (!stop) {
        apr_array_header_t *chunks;
        apr_pool_clear(iter);
        if (code < BDG_P_FIRST_WARNING)
            BDG_TRY(next_chunk(&seq, &found, db, plan, BDG_V_ERROR, iter));
        if (!found)
            break;
        BDG_TRY(bdg_chunks_read(&chunks, db, plan->batch->id, seq++, 1, iter));
        if (!chunks->nelts)
            break;
        BDG_TRY(walk_chunk(plan, db, &APR_ARRAY_IDX(chunks, 0, bdg_chunk_t), take_bad, &b, &stop, iter));
    }
    apr_pool_destroy(iter);
    return NULL;
}
