/* Files of a batch for download: the template, the rows to correct, the results. */
#include "core/batch.h"
#include "io/csv.h"
#include <apr_strings.h>
#include <string.h>

#define CHUNKS_A_PIECE 2

void bdg_batch_template_csv(bdg_buf_t *out, const bdg_award_rules_t *rules)
{
    int targets[BDG_AWARD_FIELDS], n = bdg_template_targets(targets, rules);
    bdg_csv_writer_t w = bdg_csv_writer(out, 1);
    for (int i = 0; i < n; i++)
        bdg_csv_write_str(&w, bdg_target_title(targets[i], rules));
    bdg_csv_end_row(&w);
}

/* All reasons of a row, with the column that each is about. */
static const char *reasons(const bdg_batch_plan_t *plan, const bdg_award_t *award, apr_pool_t *pool)
{
    const char *out = "";
    for (int i = 0; i < award->nproblems; i++) {
        const bdg_award_problem_t *p = &award->problems[i];
        int column = bdg_batch_column(plan, p->field);
        const char *heading = column >= 0 && column < plan->cols->n ? plan->cols->c[column].heading : "";
        if (p->code >= BDG_P_FIRST_WARNING)
            continue;
        out = apr_pstrcat(pool, out, *out ? "; " : "", heading, *heading ? ": " : "", p->right && *p->right ? p->right : bdg_problem_title(p->code), NULL);
    }
    return *out ? out : "this recipient holds the badge already, or stands in the file twice";
}

/* The column of reasons of an earlier round is left out: this round has its own. */
static void write_original(bdg_csv_writer_t *w, const bdg_batch_plan_t *plan, const bdg_packed_row_t *row)
{
    int n = row->ncells > plan->cols->n ? row->ncells : plan->cols->n;
    for (int i = 0; i < n; i++) {
        if (i < plan->cols->n && plan->cols->c[i].target == BDG_TARGET_REASONS)
            continue;
        bdg_slice_t cell = i < row->ncells ? bdg_cell_unguard(row->cells[i]) : (bdg_slice_t){ "", 0 };
        bdg_csv_write(w, cell.data, cell.len);
    }
}

static void write_error_headings(bdg_csv_writer_t *w, const bdg_batch_plan_t *plan)
{
    for (int i = 0; i < plan->cols->n; i++)
        if (plan->cols->c[i].target != BDG_TARGET_REASONS)
            bdg_csv_write_str(w, plan->cols->header < 0 ? bdg_target_title(plan->cols->c[i].target, plan->rules) : plan->cols->c[i].heading);
    bdg_csv_write_str(w, BDG_REASONS_HEADING);
    bdg_csv_end_row(w);
}

typedef struct piece_t {
    const bdg_batch_plan_t *plan;
    bdg_csv_writer_t w;
    apr_array_header_t *mended;
    bdg_packed_row_t *row;
    apr_pool_t *pool;
} piece_t;

static bdg_err_t *error_rows(piece_t *p, const bdg_chunk_t *c)
{
    const char *at = c->data, *end = c->data + c->len;
    int mend_at = 0;
    for (int i = 0; i < c->row_count && bdg_rows_next(p->row, &at, end) == 1; i++) {
        bdg_award_t award;
        bdg_batch_mend_row(p->row, c->first_row + i, p->mended, &mend_at);
        if (!c->verdicts || (c->verdicts[i] & BDG_V_KIND) != BDG_V_ERROR)
            continue;
        bdg_batch_row(&award, p->plan, p->row, p->pool);
        write_original(&p->w, p->plan, p->row);
        bdg_csv_write_str(&p->w, reasons(p->plan, &award, p->pool));
        bdg_csv_end_row(&p->w);
    }
    return NULL;
}

static bdg_err_t *each_chunk(piece_t *p, bdg_db_t *db, int *seq, int *done, bdg_err_t *(*fn)(piece_t *, const bdg_chunk_t *))
{
    apr_array_header_t *chunks;
    p->row = apr_palloc(p->pool, sizeof *p->row);
    BDG_TRY(bdg_chunks_read(&chunks, db, p->plan->batch->id, *seq, CHUNKS_A_PIECE, p->pool));
    for (int i = 0; i < chunks->nelts; i++) {
        const bdg_chunk_t *c = &APR_ARRAY_IDX(chunks, i, bdg_chunk_t);
        if (p->plan->corrected)
            BDG_TRY(bdg_corrections_read(&p->mended, db, p->plan->batch->id, c->first_row, c->first_row + c->row_count, p->pool));
        BDG_TRY(fn(p, c));
    }
    *seq += chunks->nelts;
    *done = chunks->nelts < CHUNKS_A_PIECE;
    return NULL;
}

bdg_err_t *bdg_batch_errors_csv(bdg_buf_t *out, const bdg_batch_plan_t *plan, bdg_db_t *db, int *seq, int *done, apr_pool_t *scratch)
{
    piece_t p = { .plan = plan, .w = bdg_csv_writer(out, *seq == 0), .pool = scratch };
    if (!*seq)
        write_error_headings(&p.w, plan);
    return each_chunk(&p, db, seq, done, error_rows);
}

/* ---------------------------------------------------------------- results */

static const char *outcome_word(const bdg_outcome_row_t *r, const bdg_batch_t *batch)
{
    if (*r->public_id)
        return "issued";
    if (r->verdict == BDG_V_ERROR)
        return "error";
    if (r->verdict != BDG_V_READY)
        return "skipped";
    return !strcmp(batch->state, "cancelled") ? "cancelled" : !strcmp(batch->state, "issuing") ? "waiting" : "ready";
}

bdg_err_t *bdg_batch_results_csv(bdg_buf_t *out, const bdg_batch_plan_t *plan, bdg_db_t *db, const char *base, int *seq, int *done, apr_pool_t *scratch)
{
    apr_array_header_t *rows;
    int next;
    bdg_csv_writer_t w = bdg_csv_writer(out, *seq == 0);
    if (!*seq) {
        static const char *const headings[] = { "Row", "Recipient name", "Recipient", "Outcome", "Reason", "Credential" };
        for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
            bdg_csv_write_str(&w, headings[i]);
        bdg_csv_end_row(&w);
    }
    BDG_TRY(bdg_batch_outcomes(&rows, &next, plan, db, 0, *seq, 500, scratch));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_outcome_row_t *r = &APR_ARRAY_IDX(rows, i, bdg_outcome_row_t);
        bdg_csv_write_str(&w, apr_psprintf(scratch, "%d", r->number));
        bdg_csv_write_str(&w, r->name);
        bdg_csv_write_str(&w, r->identity);
        bdg_csv_write_str(&w, outcome_word(r, plan->batch));
        bdg_csv_write_str(&w, *r->public_id ? "" : r->reason);
        bdg_csv_write_str(&w, *r->public_id ? apr_pstrcat(scratch, base, "/assertions/", r->public_id, NULL) : "");
        bdg_csv_end_row(&w);
    }
    *done = next < 0;
    *seq = next;
    return NULL;
}
