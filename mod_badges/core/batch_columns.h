/* The columns of a batch's file: what they are called, what stands in them, and what they mean.
 *
 * Three kinds of facts, kept with the batch: what was found in the whole file (file_json), what each column is taken for (mapping_json), and what
 * still has to be asked. Headings are compared without regard to case, spaces, punctuation and accents, in several languages. */
#ifndef BDG_BATCH_COLUMNS_H
#define BDG_BATCH_COLUMNS_H
#include "base/json.h"
#include "core/award.h"
#include "core/batch_rows.h"

/* What a column is taken for: a field of the award (0 and up), or one of these. */
enum { BDG_TARGET_NONE = -1, BDG_TARGET_FIRST_NAME = -2, BDG_TARGET_LAST_NAME = -3, BDG_TARGET_REASONS = -4 /* our own column in a file of errors */ };
typedef enum { BDG_SURE_NOT, BDG_SURE_GUESS, BDG_SURE_KNOWN, BDG_SURE_REMEMBERED, BDG_SURE_CHOSEN } bdg_sure_e;

#define BDG_SAMPLES 5
typedef struct bdg_column_t {
    const char *heading;                    /* as written, "" when there is none */
    const char *samples[BDG_SAMPLES];       /* of the first rows with something in them; NULL at the end */
    /* over the whole file */
    int filled, emails, clear, day_first, month_first, either, serial, comma, point;
    const char *either_sample;              /* the first date that can be read in two ways, or NULL */
    /* what it is taken for */
    int target;
    bdg_sure_e sure;
    bdg_order_e order;                      /* of its dates; UNKNOWN: nothing in the column says */
    int order_chosen;                       /* by a person */
    bdg_decimal_e decimal;
} bdg_column_t;

typedef struct bdg_columns_t {
    int n;
    bdg_column_t *c;
    int header;                             /* ordinal of the row with the headings; -1: there is none */
    int header_number;                      /* as the spreadsheet shows it; 0 when there is none */
} bdg_columns_t;

/* What has to be asked before the rows can be checked. */
typedef struct bdg_question_t {
    enum { BDG_ASK_MISSING /* no column for target */, BDG_ASK_WHICH /* several columns for target */, BDG_ASK_ORDER /* dates of column */ } kind;
    int target, column;
} bdg_question_t;
#define BDG_QUESTIONS 40

/* "  E-Mail Adresse*" -> "emailadresse": how headings are compared. */
const char *bdg_heading_plain(const char *heading, apr_pool_t *pool);

/* --- found in the file: while it is read, each row is looked at once */
bdg_columns_t *bdg_columns_make(apr_pool_t *pool);                       /* room for all; n 0 */
void bdg_columns_count(bdg_columns_t *cols, const bdg_table_row_t *row, apr_pool_t *pool);
/* Finds the row with the headings among the first 20 of the first chunk: header, -1 when the first row holds an address already. */
int bdg_columns_find_header(const char *chunk, size_t len, const bdg_award_rules_t *rules, apr_pool_t *pool);
/* Takes headings and samples from the first chunk, the headings from row ordinal header. */
void bdg_columns_take(bdg_columns_t *cols, const char *chunk, size_t len, int header, apr_pool_t *pool);

/* --- what they mean */
/* remembered: mapping_json of the last batch of this badge class, with its headings, or NULL. */
void bdg_columns_guess(bdg_columns_t *cols, const bdg_award_rules_t *rules, const json_t *remembered, apr_pool_t *pool);
/* The orders of dates and the decimal signs, where the columns themselves say; chosen ones stay. */
void bdg_columns_settle(bdg_columns_t *cols, const bdg_award_rules_t *rules);
int bdg_columns_questions(bdg_question_t out[BDG_QUESTIONS], const bdg_columns_t *cols, const bdg_award_rules_t *rules);

/* "name", "first_name", "attribute:grade", "" for none: in forms and stored mappings. */
const char *bdg_target_key(int target, const bdg_award_rules_t *rules, apr_pool_t *pool);
int bdg_target_by_key(const char *key, const bdg_award_rules_t *rules);    /* BDG_TARGET_NONE for what is not known */
const char *bdg_target_title(int target, const bdg_award_rules_t *rules);  /* "Recipient name", "Grade", "Not used" */
/* The headings of a template for the badge class: fixed columns, then its attributes. */
int bdg_template_targets(int out[BDG_AWARD_FIELDS], const bdg_award_rules_t *rules);

/* --- as stored */
json_t *bdg_columns_found_json(const bdg_columns_t *cols);                                       /* array, a new reference */
json_t *bdg_columns_mapping_json(const bdg_columns_t *cols, const bdg_award_rules_t *rules, apr_pool_t *pool);   /* array, a new reference */
/* From both; what does not fit the badge class any more is not used. */
void bdg_columns_read(bdg_columns_t *cols, const json_t *found, const json_t *mapping, const bdg_award_rules_t *rules);
#endif
