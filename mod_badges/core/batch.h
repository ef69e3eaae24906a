/* Batch issue: many awards of one badge class from one file (domain.md, Life cycles).
 *
 *   named --load--> uploaded --check--> checking --> checked --confirm--> issuing --> issued | cancelled
 *
 * Columns that have to be asked about keep a batch "uploaded" (bdg_batch_plan_t.nquestions). Loading another file, changing a column, a cell or a
 * rule leads back to checking. Nothing is awarded before confirm. Every function that changes something works in one transaction of its own,
 * refuses with BDG_E_CONFLICT what the state does not allow, and writes an audit row.
 *
 * The whole errand in one process:
 *     bdg_batch_create(&batch, db, actor, badge, name, pool);
 *     bdg_batch_load(db, actor, batch->id, -1, path, file_name, sheet, &limits, pool);
 *     bdg_batch_check_now(db, batch->id, pool);                             or a job does it
 *     bdg_batch_set_skip_errors(...), bdg_batch_confirm(db, actor, batch->id, -1, mail, pool);
 *     bdg_batch_issue_now(db, batch->id, pool);                             or a job does it */
#ifndef BDG_BATCH_H
#define BDG_BATCH_H
#include "core/actor.h"
#include "core/batch_columns.h"
#include "store/batch.h"

/* Verdicts: batch_chunk.verdicts has a byte for each row. */
enum {
    BDG_V_NOT_DATA = 0,      /* the row with the headings, and what stands above it */
    BDG_V_READY = 1, BDG_V_SKIPPED = 2 /* twice in the file */, BDG_V_HELD = 3 /* skipped: holds it already */, BDG_V_ERROR = 4,
    BDG_V_KIND = 0x0f, BDG_V_WARNED = 0x10, BDG_V_REPLACES = 0x20
};

#define BDG_BATCH_MENDS 50
typedef struct bdg_batch_options_t {
    const char *policy;                  /* deny, allow, replace, skip: of the badge class, or chosen for this batch */
    int policy_chosen, skip_errors, send_mail;
    bdg_date_t today;                    /* of the check: what awards without a date get */
    int64_t award_count;                 /* of the badge class at the check */
    bdg_mend_t mends[BDG_BATCH_MENDS];
    int nmends;
} bdg_batch_options_t;

/* A batch with everything that is needed to understand its rows. */
typedef struct bdg_batch_plan_t {
    const bdg_batch_t *batch;
    const bdg_badge_class_t *badge;      /* with the pinned version once confirmed, else with the present one */
    bdg_award_rules_t *rules;
    bdg_columns_t *cols;
    bdg_batch_options_t options;
    json_t *file;                        /* file_json: kind, encoding, mixed, delimiter, sheet, sheets, header, header_number, columns */
    int column_of[BDG_AWARD_FIELDS];     /* by field; -1: no column */
    int first_name, last_name;           /* columns, or -1 */
    bdg_question_t questions[BDG_QUESTIONS];
    int nquestions;
    int corrected;                       /* some cells were mended in place */
} bdg_batch_plan_t;
bdg_err_t *bdg_batch_plan(bdg_batch_plan_t **plan, bdg_db_t *db, int64_t batch_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* Row i of a file gives exactly what it alone gives. row: its cells are changed where corrections say so; its text must outlive award. */
void bdg_batch_row(bdg_award_t *award, const bdg_batch_plan_t *plan, bdg_packed_row_t *row, apr_pool_t *pool);
/* Puts the corrections of row ordinal (list is sorted, *at moves along) into row. */
void bdg_batch_mend_row(bdg_packed_row_t *row, int ordinal, const apr_array_header_t *corrections, int *at);
/* "C14"; "row 14" without a column. */
const char *bdg_batch_cell(int column, int number, apr_pool_t *pool);
/* The column behind a field of an award, -1 for none. */
int bdg_batch_column(const bdg_batch_plan_t *plan, int field);

/* --- life cycle. revision: that the person saw, -1 not to care. */
/* BDG_E_INVALID: no name, or one over 200 characters. BDG_E_CONFLICT: the badge class is not published. */
bdg_err_t *bdg_batch_create(bdg_batch_t **out, bdg_db_t *db, const bdg_actor_t *actor, const bdg_badge_class_t *badge, const char *name, apr_pool_t *pool) BDG_MUST_CHECK;
/* Before confirming. Another badge class: the columns are matched anew, and all is checked again. */
bdg_err_t *bdg_batch_rename_to(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const bdg_badge_class_t *badge, const char *name, apr_pool_t *pool) BDG_MUST_CHECK;
/* Reads a spreadsheet (io/table.h) into the batch; what was there before goes. sheet: of an XLSX, or NULL. Errors of bdg_table_open(), and
 * BDG_E_INVALID for a file without rows. The batch is then uploaded; bdg_batch_check_start() goes on. */
bdg_err_t *bdg_batch_load(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const char *path, const char *file_name, const char *sheet,
                          const bdg_table_limits_t *limits, apr_pool_t *pool) BDG_MUST_CHECK;
/* When nothing has to be asked: state checking, and with job != 0 a job for it. Else it stays uploaded. *started says which. */
bdg_err_t *bdg_batch_check_start(bdg_db_t *db, int64_t id, int job, int *started, apr_pool_t *pool) BDG_MUST_CHECK;

/* What a person says about a column: target as of bdg_target_by_key(), order UNKNOWN to leave that to the column. */
typedef struct bdg_column_choice_t { int target; bdg_order_e order; } bdg_column_choice_t;
/* choices: one a column, or NULL to leave them and set only header (ordinal of the row with the headings; -2 leaves it). */
bdg_err_t *bdg_batch_set_columns_to(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const bdg_column_choice_t *choices, int n, int header, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_set_cells(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const bdg_correction_t *cells, int n, apr_pool_t *pool) BDG_MUST_CHECK;
/* Adds a rule for all rows, or (remove) takes it back. */
bdg_err_t *bdg_batch_set_mend(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const bdg_mend_t *mend, int remove, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_set_policy(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const char *policy, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_set_skip_errors(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, int skip, apr_pool_t *pool) BDG_MUST_CHECK;

/* Pins the versions and puts the job. BDG_E_CONFLICT: not checked, errors that were not left out, nothing ready, badge class changed since the check. */
bdg_err_t *bdg_batch_confirm(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, int send_mail, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_cancel(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* For batches that were not confirmed. */
bdg_err_t *bdg_batch_discard(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- checking: some chunks at a time, so that a worker can give its connection back in between */
typedef struct bdg_checker_t bdg_checker_t;
/* NULL when the batch is not to be checked (any more). */
bdg_err_t *bdg_batch_check_begin(bdg_checker_t **checker, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* *done: all rows have their verdict, and the batch is checked; or somebody changed it meanwhile. */
bdg_err_t *bdg_batch_check_some(bdg_checker_t *checker, bdg_db_t *db, int *done) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_check_now(bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- issuing: each call is one transaction; the cursor moves with the rows, so it can be stopped anywhere and begun again */
typedef struct bdg_batch_issuer_t bdg_batch_issuer_t;
bdg_err_t *bdg_batch_issue_begin(bdg_batch_issuer_t **issuer, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;   /* NULL: nothing to do */
bdg_err_t *bdg_batch_issue_some(bdg_batch_issuer_t *issuer, bdg_db_t *db, int *done) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_issue_now(bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Puts mails for awards of the batch into the outbox, 1,000 at a time. */
bdg_err_t *bdg_batch_mail_step(bdg_db_t *db, int64_t id, int *done, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- looking at rows */
typedef struct bdg_ready_row_t { int index, ordinal, number; bdg_award_t award; } bdg_ready_row_t;     /* index: among the ready ones, from 0 */
/* Up to limit ready rows from index on. */
bdg_err_t *bdg_batch_ready(apr_array_header_t **rows, const bdg_batch_plan_t *plan, bdg_db_t *db, int index, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* Ready rows whose name or identity holds text (any case), from index on, at most limit; *next: where to go on, or -1. */
bdg_err_t *bdg_batch_find(apr_array_header_t **rows, int *next, const bdg_batch_plan_t *plan, bdg_db_t *db, const char *text, int index, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
typedef struct bdg_outcome_row_t {
    int ordinal, number, verdict;            /* verdict: BDG_V_KIND */
    const char *name, *identity, *reason, *public_id;   /* reason: why not, or the warning; public_id: of the award; "" for none */
} bdg_outcome_row_t;
/* Rows in the order of the file from ordinal on, those of kind (0: all data rows); *next: ordinal to go on from, or -1. */
bdg_err_t *bdg_batch_outcomes(apr_array_header_t **rows, int *next, const bdg_batch_plan_t *plan, bdg_db_t *db, int kind, int ordinal, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* Cells with a problem of this kind (and field, -2 for any), for mending in place: at most limit. */
typedef struct bdg_bad_cell_t { int ordinal, number, column; const char *value, *right, *name; } bdg_bad_cell_t;
bdg_err_t *bdg_batch_bad_cells(apr_array_header_t **cells, const bdg_batch_plan_t *plan, bdg_db_t *db, bdg_problem_e code, int field, int limit, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- files for download, made as they are sent: *seq is where to go on (begin with 0), *done after the last */
bdg_err_t *bdg_batch_errors_csv(bdg_buf_t *out, const bdg_batch_plan_t *plan, bdg_db_t *db, int *seq, int *done, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* base: the site's address without slash, for the addresses of awards. */
bdg_err_t *bdg_batch_results_csv(bdg_buf_t *out, const bdg_batch_plan_t *plan, bdg_db_t *db, const char *base, int *seq, int *done, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
void bdg_batch_template_csv(bdg_buf_t *out, const bdg_award_rules_t *rules);
#define BDG_REASONS_HEADING "What to correct"

/* BDG_E_CONFLICT unless the batch is still being prepared, and as it was at revision (-1: any). */
bdg_err_t *bdg_batch_may_change(const bdg_batch_lock_t *lock, int revision) BDG_MUST_CHECK;
/* options_json */
void bdg_batch_options_read(bdg_batch_options_t *o, const char *json, const bdg_badge_class_t *badge, apr_pool_t *pool);
const char *bdg_batch_options_write(const bdg_batch_options_t *o, apr_pool_t *pool);
#endif
