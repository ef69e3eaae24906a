/* People from a file: read, checked row by row, looked at, then invited or given a place, each once, whatever dies meanwhile; and taken back.
 *
 *   load -> columns (something has to be asked) | checking -> checked -> begin -> working -> done -> undo -> undoing -> undone
 *
 * Files are read, and columns are found, as for a batch (core/batch_columns.h), with these targets: BDG_AWARD_IDENTITY the email address, BDG_AWARD_NAME a
 * whole name, BDG_TARGET_FIRST_NAME, BDG_TARGET_LAST_NAME, BDG_AWARD_EXTERNAL_ID, and three "attributes". The verdict of a row says what is still to be done
 * with it, and is written in the transaction that does it. The rights are those that whoever imports has at that moment.
 *
 * Whoever is in the organisation already (core/person.h, bdg_person_known) gets the places of their row and keeps names, username and the roles they hold,
 * unless the file itself names another role. All others are invited, whether or not their address has an account: nothing here tells which. */
#ifndef BDG_CORE_PEOPLE_IMPORT_H
#define BDG_CORE_PEOPLE_IMPORT_H
#include "base/language.h"
#include "core/batch_columns.h"
#include "core/person.h"
#include "store/people_import.h"

#define BDG_PEOPLE_IMPORT_MAX 100000     /* people in one file */
#define BDG_PEOPLE_IMPORT_AT_ONCE 50     /* up to so many are done before the request is answered */
#define BDG_PEOPLE_IMPORT_JOB "people.import"
#define BDG_PEOPLE_IMPORT_GROUPS 20      /* groups of one row */

enum { BDG_IMPORT_USERNAME = BDG_AWARD_FIXED, BDG_IMPORT_GROUPS, BDG_IMPORT_ROLE };      /* targets of columns */
/* All that a column may be, in the order in which they are offered. */
#define BDG_IMPORT_TARGETS 8
extern const int bdg_import_targets[BDG_IMPORT_TARGETS];
const char *bdg_import_target_title(int target);         /* "Email address" */

/* An import with what its columns mean. */
typedef struct bdg_import_plan_t {
    const bdg_people_import_t *import;
    bdg_columns_t *cols;
    bdg_award_rules_t *rules;
    bdg_question_t questions[BDG_QUESTIONS];
    int nquestions;
} bdg_import_plan_t;
bdg_err_t *bdg_import_plan(bdg_import_plan_t **out, const bdg_people_import_t *import, apr_pool_t *pool) BDG_MUST_CHECK;
/* The column that holds this, -1 for none. */
int bdg_import_column(const bdg_import_plan_t *plan, int target);

typedef struct bdg_import_file_t { const char *path, *name, *sheet; int max_rows; } bdg_import_file_t;   /* sheet: of an XLSX, or NULL */
/* Reads the file. Whom it names shall belong to place, with role where a row names none. Errors as bdg_batch_load(). */
bdg_err_t *bdg_people_import_load(bdg_people_import_t **out, const bdg_edit_t *edit, const bdg_import_file_t *file, const bdg_place_t *place, const bdg_role_t *role) BDG_MUST_CHECK;
/* targets: what each column is. BDG_E_CONFLICT: begun already, or another revision (edit). */
bdg_err_t *bdg_people_import_columns(const bdg_edit_t *edit, const bdg_import_plan_t *plan, const int *targets) BDG_MUST_CHECK;
/* Does what the check found: invites and adds. BDG_E_CONFLICT as above. */
bdg_err_t *bdg_people_import_begin(const bdg_edit_t *edit, const bdg_people_import_t *import) BDG_MUST_CHECK;
/* Takes back what it gave, where nobody has changed that since. */
bdg_err_t *bdg_people_import_undo(const bdg_edit_t *edit, const bdg_people_import_t *import) BDG_MUST_CHECK;
/* Before anything was done. */
bdg_err_t *bdg_people_import_discard(const bdg_edit_t *edit, const bdg_people_import_t *import) BDG_MUST_CHECK;

/* One piece of what is to be done. DONE: nothing is left. LATER: many mails wait to be sent; go on in a few seconds. */
typedef enum { BDG_IMPORT_MORE, BDG_IMPORT_OVER, BDG_IMPORT_LATER } bdg_import_left_e;
bdg_err_t *bdg_people_import_step(bdg_import_left_e *left, bdg_db_t *db, int64_t id, const bdg_languages_t *languages, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- one row (core/people_import_row.c) */
typedef struct bdg_import_place_t { bdg_place_t place; const bdg_role_t *role; int named; /* by the row */ } bdg_import_place_t;
typedef struct bdg_import_person_t {
    bdg_person_typed_t typed;                    /* clean */
    bdg_person_t *known;                         /* NULL: to be invited */
    bdg_import_place_t places[1 + BDG_PEOPLE_IMPORT_GROUPS];
    int nplaces, changes;                        /* changes: places of theirs that would be other ones */
} bdg_import_person_t;
typedef struct bdg_import_reader_t bdg_import_reader_t;
/* For some rows; its actor is whoever imports. */
bdg_err_t *bdg_import_reader(bdg_import_reader_t **out, bdg_db_t *db, const bdg_import_plan_t *plan, apr_pool_t *pool) BDG_MUST_CHECK;
/* The edit as which a row is done: db, actor, organisation and an empty check. */
bdg_edit_t *bdg_import_edit(bdg_import_reader_t *reader);
/* What the row asks for. Flaws go to edit->check. *columns gets the column of each flaw by bdg_import_flaw_column(). */
bdg_err_t *bdg_import_read(bdg_import_person_t *out, bdg_import_reader_t *reader, const bdg_import_row_t *row) BDG_MUST_CHECK;
/* The flaws as they are kept: [{"field", "label", "message", "cell", "value"}]; NULL for none. */
const char *bdg_import_flaws(bdg_import_reader_t *reader, const bdg_import_row_t *row);
/* The cells of a packed row; 0 when it is damaged. */
int bdg_import_cells(bdg_packed_row_t *out, const bdg_import_row_t *row);

/* --- files for download, made as they are sent: *after is where to go on (begin with 0) */
/* The rows that are wrong or were refused, as they came, with why. */
bdg_err_t *bdg_import_wrong_csv(bdg_buf_t *out, const bdg_import_plan_t *plan, bdg_db_t *db, int *after, int *done, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* Every row with what became of it. */
bdg_err_t *bdg_import_results_csv(bdg_buf_t *out, const bdg_import_plan_t *plan, bdg_db_t *db, int *after, int *done, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
void bdg_import_template_csv(bdg_buf_t *out);
/* "invite", "invited", ...: of a verdict, as in results and addresses. */
extern const char *const bdg_import_verdicts[BDG_IMPORT_VERDICTS];
/* What is wrong in one line. */
const char *bdg_import_why(const char *flaws_json, apr_pool_t *pool);
#endif
