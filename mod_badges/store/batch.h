/* Rows of batch, batch_chunk, batch_correction and batch_exception. What they mean is in core/batch.h. */
#ifndef BDG_STORE_BATCH_H
#define BDG_STORE_BATCH_H
#include "store/db.h"
#include "store/reach.h"
#include <apr_tables.h>

typedef struct bdg_batch_t {
    int64_t id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id;   /* versions: 0 before they are pinned */
    const char *public_id, *name, *state;    /* named uploaded checking checked issuing issued cancelled */
    const char *file_name, *file_json, *mapping_json, *options_json, *summary_json;   /* may be NULL */
    unsigned char file_sha256[32];
    int row_count, checked_count, ready_count, skip_count, error_count, warning_count;
    int next_chunk, issued_count, skipped_late_count, mailed_row;
    int64_t created_by, confirmed_by;
    const char *created_by_name, *confirmed_by_name;          /* may be NULL */
    apr_time_t created_at, updated_at, confirmed_at, finished_at;
    int revision;
} bdg_batch_t;

/* BDG_E_NOT_FOUND when it is not of this organisation. */
bdg_err_t *bdg_batch_id(int64_t *id, bdg_db_t *db, const char *public_id, int64_t organisation_id) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_by_id(bdg_batch_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- changing: inside a transaction that began with the lock */
typedef struct bdg_batch_lock_t { char state[12]; int revision, next_chunk, mailed_row; } bdg_batch_lock_t;
bdg_err_t *bdg_batch_lock(bdg_batch_lock_t *lock, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* public_id, organisation_id, badge_class_id, name and created_by are given; sets id. */
bdg_err_t *bdg_batch_insert(bdg_batch_t *batch, bdg_db_t *db) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_rename(bdg_db_t *db, int64_t id, const char *name, int64_t badge_class_id) BDG_MUST_CHECK;
/* file_*, mapping_json, options_json and row_count of batch; state becomes uploaded. */
bdg_err_t *bdg_batch_set_file(bdg_db_t *db, const bdg_batch_t *batch) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_set_columns(bdg_db_t *db, const bdg_batch_t *batch) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_set_options(bdg_db_t *db, int64_t id, const char *options_json) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_start_check(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* These two change nothing (changed 0) when the batch is no longer being checked as it was at that revision. */
bdg_err_t *bdg_batch_set_checked_count(bdg_db_t *db, int64_t id, int revision, int count, int64_t *changed) BDG_MUST_CHECK;
/* state, summary_json, badge_class_version_id and the counts of batch. */
bdg_err_t *bdg_batch_set_checked(bdg_db_t *db, const bdg_batch_t *batch, int64_t *changed) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_confirm_row(bdg_db_t *db, int64_t id, int64_t issuer_version_id, const char *options_json, int64_t account_id) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_issued_some(bdg_db_t *db, int64_t id, int next_chunk, int issued, int skipped_late) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_end(bdg_db_t *db, int64_t id, const char *state) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_reopen(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* All its rows, chunks included, a few at a time: *done once there are none left. For batches of which nothing was issued. */
bdg_err_t *bdg_batch_empty(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_delete(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;

/* --- chunks */
typedef struct bdg_chunk_t {
    int seq, first_row, row_count, ready_before, ready_count;
    const char *data; size_t len;            /* core/batch_rows.h; NULL where only verdicts were asked */
    const unsigned char *verdicts;           /* row_count bytes, or NULL before the check */
} bdg_chunk_t;
bdg_err_t *bdg_chunk_insert(bdg_db_t *db, int64_t batch_id, const bdg_chunk_t *chunk) BDG_MUST_CHECK;
/* An array of bdg_chunk_t: up to limit chunks from seq on. */
bdg_err_t *bdg_chunks_read(apr_array_header_t **chunks, bdg_db_t *db, int64_t batch_id, int seq, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_chunks_read_verdicts(apr_array_header_t **chunks, bdg_db_t *db, int64_t batch_id, int seq, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* The chunk that holds the ready row number n (from 0), or the row with this ordinal; BDG_E_NOT_FOUND. */
bdg_err_t *bdg_chunk_of_ready(bdg_chunk_t **chunk, bdg_db_t *db, int64_t batch_id, int n, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_chunk_of_row(bdg_chunk_t **chunk, bdg_db_t *db, int64_t batch_id, int ordinal, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_chunk_judge(bdg_db_t *db, int64_t batch_id, const bdg_chunk_t *chunk) BDG_MUST_CHECK;   /* stores verdicts, ready_before, ready_count */

/* --- corrections and exceptions */
typedef struct bdg_correction_t { int row, col; const char *value; } bdg_correction_t;
bdg_err_t *bdg_correction_put(bdg_db_t *db, int64_t batch_id, const bdg_correction_t *c, int64_t account_id) BDG_MUST_CHECK;
bdg_err_t *bdg_corrections_read(apr_array_header_t **list, bdg_db_t *db, int64_t batch_id, int from, int to, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_corrections_count(int64_t *n, bdg_db_t *db, int64_t batch_id) BDG_MUST_CHECK;
typedef struct bdg_exception_t { int row; const char *reason; } bdg_exception_t;
bdg_err_t *bdg_exceptions_insert(bdg_db_t *db, int64_t batch_id, const bdg_exception_t *list, int n, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
bdg_err_t *bdg_exceptions_read(apr_array_header_t **list, bdg_db_t *db, int64_t batch_id, int from, int to, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- awards of a batch, and awards that stand in its way */
typedef struct bdg_batch_award_t { int row, state; const char *public_id; } bdg_batch_award_t;
bdg_err_t *bdg_batch_awards(apr_array_header_t **list, bdg_db_t *db, int64_t batch_id, int from, int to, apr_pool_t *pool) BDG_MUST_CHECK;
typedef struct bdg_held_t { int key; int64_t id; const char *public_id; bdg_date_t issued_on, expires_on; } bdg_held_t;   /* key: index into keys */
/* Valid awards of the badge class (not revoked, not over on today) that recipients with these keys hold, other than those of the batch. */
bdg_err_t *bdg_batch_held(apr_array_header_t **list, bdg_db_t *db, int64_t badge_class_id, int64_t batch_id, const unsigned char (*keys)[16], int n,
                          bdg_date_t today, apr_pool_t *pool) BDG_MUST_CHECK;
/* Revokes an award because a newer one takes its place. */
bdg_err_t *bdg_batch_replace(bdg_db_t *db, int64_t assertion_id, const char *reason, int64_t account_id) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_issued_count(int64_t *n, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_award_count(int64_t *n, bdg_db_t *db, int64_t badge_class_id) BDG_MUST_CHECK;

/* --- mails: puts outbox rows for the next awards (up to 1,000) after mailed_row, and moves it. *left is 0 when there are no more. */
bdg_err_t *bdg_batch_mail_some(bdg_db_t *db, int64_t id, int mailed_row, int *left) BDG_MUST_CHECK;
typedef struct bdg_mail_counts_t { int64_t waiting, sent, failed; } bdg_mail_counts_t;
bdg_err_t *bdg_batch_mail_counts(bdg_mail_counts_t *out, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;

/* Address and name of who confirmed the batch, when that is more than so many seconds ago and they still may sign in; else NULL. */
bdg_err_t *bdg_batch_teller(const char **email, const char **name, bdg_db_t *db, int64_t id, int seconds, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- lists */
/* mapping_json and options_json of the last confirmed batch of the badge class other than this one; NULL when there is none. */
bdg_err_t *bdg_batch_remembered(const char **mapping_json, const char **options_json, bdg_db_t *db, int64_t badge_class_id, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
typedef struct bdg_same_file_t { const char *public_id, *name, *state; apr_time_t created_at; int issued_count; } bdg_same_file_t;
bdg_err_t *bdg_batch_same_file(apr_array_header_t **list, bdg_db_t *db, int64_t organisation_id, const unsigned char sha256[32], int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;

typedef struct bdg_batch_filter_t {
    int64_t organisation_id, account_id;
    int whole;                               /* 0: only badges of issuers on which the account has a role */
    const char *state, *like, *badge;        /* NULL: any; like: bdg_search_like(); badge: public id */
    const char *cursor;                      /* public id of the row at the edge, or NULL for the newest */
    int newer, limit;
    bdg_reach_e reach;                       /* those of the organisations below as well? */
} bdg_batch_filter_t;
typedef struct bdg_batch_row_t {
    const char *public_id, *name, *state, *badge_name, *graphic_public_id, *created_by_name;   /* the last two may be NULL */
    int graphic_revision, row_count, ready_count, error_count, skip_count, issued_count, skipped_late_count;
    apr_time_t created_at;
    int64_t organisation_id;                 /* 0: the filter's */
    const char *organisation_name;           /* of another one, else NULL */
} bdg_batch_row_t;
/* Newest first, one more than limit when there are more beyond the page (at the end; with newer, at the beginning). */
bdg_err_t *bdg_batch_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_batch_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_batch_count(int64_t *n, bdg_db_t *db, const bdg_batch_filter_t *filter) BDG_MUST_CHECK;
typedef struct bdg_batch_badge_t { const char *public_id, *name, *issuer_name; int64_t organisation_id; const char *organisation_name; } bdg_batch_badge_t;
/* Published badge classes that may be issued, of the organisation, and then of those below it unless these are many (store/reach.h): at most 500. */
bdg_err_t *bdg_batch_badges(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, int whole, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Batches at work just now (being checked or issued), for "Under way": bdg_batch_row_t with name, state and counts. */
bdg_err_t *bdg_batch_running(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
