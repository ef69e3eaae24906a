/* Files of an import of people for download: the template, the rows to correct, the results. */
#include "core/people_import.h"
#include "io/csv.h"
#include <apr_strings.h>
#include <string.h>

#define ROWS_A_PIECE 500

void bdg_import_template_csv(bdg_buf_t *out)
{
    bdg_csv_writer_t w = bdg_csv_writer(out, 1);
    for (int i = 0; i < BDG_IMPORT_TARGETS; i++)
        if (bdg_import_targets[i] != BDG_AWARD_NAME)
            bdg_csv_write_str(&w, bdg_import_target_title(bdg_import_targets[i]));
    bdg_csv_end_row(&w);
}

const char *bdg_import_why(const char *flaws_json, apr_pool_t *pool)
{
    json_t *flaws, *f;
    size_t i;
    const char *out = "";
    bdg_err_t *e = flaws_json ? bdg_json_parse(&flaws, flaws_json, strlen(flaws_json), 65536, pool) : NULL;
    if (!flaws_json || e) {
        bdg_err_clear(e);
        return out;
    }
    json_array_foreach(flaws, i, f)
        out = apr_pstrcat(pool, out, *out ? "; " : "", bdg_json_get_str(f, "label"), ": ", bdg_json_get_str(f, "message"), NULL);
    return out;
}

/* The column of reasons of an earlier round is left out: this round has its own. */
static int shown(const bdg_import_plan_t *plan, int i) { return i >= plan->cols->n || plan->cols->c[i].target != BDG_TARGET_REASONS; }

static void wrong_headings(bdg_csv_writer_t *w, const bdg_import_plan_t *plan)
{
    for (int i = 0; i < plan->cols->n; i++)
        if (shown(plan, i))
            bdg_csv_write_str(w, plan->cols->header < 0 ? bdg_import_target_title(plan->cols->c[i].target) : plan->cols->c[i].heading);
    bdg_csv_write_str(w, "What to correct");
    bdg_csv_end_row(w);
}

static void wrong_row(bdg_csv_writer_t *w, const bdg_import_plan_t *plan, const bdg_import_row_t *r, bdg_packed_row_t *cells, apr_pool_t *pool)
{
    if (!bdg_import_cells(cells, r))
        return;
    int n = cells->ncells > plan->cols->n ? cells->ncells : plan->cols->n;
    for (int i = 0; i < n; i++) {
        bdg_slice_t cell = i < cells->ncells ? bdg_cell_unguard(cells->cells[i]) : (bdg_slice_t){ "", 0 };
        if (shown(plan, i))
            bdg_csv_write(w, cell.data, cell.len);
    }
    bdg_csv_write_str(w, bdg_import_why(r->flaws_json, pool));
    bdg_csv_end_row(w);
}

static int last_number(const apr_array_header_t *rows, int otherwise)
{
    return rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_import_row_t).number : otherwise;
}

/* Of two kinds of rows, each in the order of the file: wrong ones before the import, refused ones after it. */
bdg_err_t *bdg_import_wrong_csv(bdg_buf_t *out, const bdg_import_plan_t *plan, bdg_db_t *db, int *after, int *done, apr_pool_t *pool)
{
    apr_array_header_t *rows;
    bdg_packed_row_t *cells = apr_palloc(pool, sizeof *cells);
    bdg_csv_writer_t w = bdg_csv_writer(out, *after == 0);
    if (!*after)
        wrong_headings(&w, plan);
    BDG_TRY(bdg_people_import_all_rows(&rows, db, plan->import->id, 0, *after, ROWS_A_PIECE, pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_import_row_t *r = &APR_ARRAY_IDX(rows, i, bdg_import_row_t);
        if (r->verdict == BDG_IMPORT_WRONG || r->verdict == BDG_IMPORT_REFUSED)
            wrong_row(&w, plan, r, cells, pool);
    }
    *after = last_number(rows, *after);
    *done = rows->nelts < ROWS_A_PIECE;
    return NULL;
}

bdg_err_t *bdg_import_results_csv(bdg_buf_t *out, const bdg_import_plan_t *plan, bdg_db_t *db, int *after, int *done, apr_pool_t *pool)
{
    static const char *const headings[] = { "Row", "Name", "Email address", "Outcome", "Reason" };
    apr_array_header_t *rows;
    bdg_csv_writer_t w = bdg_csv_writer(out, *after == 0);
    for (size_t i = 0; !*after && i < sizeof headings / sizeof *headings; i++)
        bdg_csv_write_str(&w, headings[i]);
    if (!*after)
        bdg_csv_end_row(&w);
    BDG_TRY(bdg_people_import_all_rows(&rows, db, plan->import->id, 0, *after, ROWS_A_PIECE, pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_import_row_t *r = &APR_ARRAY_IDX(rows, i, bdg_import_row_t);
        bdg_csv_write_str(&w, apr_psprintf(pool, "%d", r->number));
        bdg_csv_write_str(&w, r->name);
        bdg_csv_write_str(&w, r->email);
        bdg_csv_write_str(&w, bdg_import_verdicts[r->verdict]);
        bdg_csv_write_str(&w, bdg_import_why(r->flaws_json, pool));
        bdg_csv_end_row(&w);
    }
    *after = last_number(rows, *after);
    *done = rows->nelts < ROWS_A_PIECE;
    return NULL;
}
