/* Rows of `outbox` as people see them: the page of messages, the mails of one award. */
#ifndef BDG_STORE_OUTBOX_LIST_H
#define BDG_STORE_OUTBOX_LIST_H
#include "store/db.h"
#include "store/search.h"
#include <apr_tables.h>

typedef enum { BDG_MESSAGES_ANY, BDG_MESSAGES_WAITING /* or under way */, BDG_MESSAGES_SENT, BDG_MESSAGES_FAILED, BDG_MESSAGES_CANCELLED, BDG_MESSAGES_STATES } bdg_messages_e;

typedef struct bdg_outbox_filter_t {
    int64_t organisation_id, account_id, batch_id;     /* batch_id 0: any */
    int whole;                    /* 0: only of issuers on which the account's roles hold a bit of perms */
    uint64_t perms;
    bdg_messages_e state;
    const char *address;          /* begins so; NULL or "": any. Then the order is by address, else newest first. */
    const char *cursor;           /* job_key of the row at the edge, or NULL */
    int back, limit;
} bdg_outbox_filter_t;

typedef struct bdg_outbox_row_t {
    int64_t id;
    const char *job_key, *kind, *address, *state, *last_error;       /* state: as stored; last_error "" for none */
    int attempts;
    apr_time_t due_at, created_at, done_at;
    const char *assertion_id, *recipient_name, *badge_name, *batch_id, *batch_name;   /* public ids and names, "" for none */
} bdg_outbox_row_t;

/* One more than limit where there are more: at the end, or (back) at the beginning. bdg_outbox_row_t. */
bdg_err_t *bdg_outbox_list(apr_array_header_t **out, bdg_db_t *db, const bdg_outbox_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
/* How many there are by state, of the organisation or of the batch: at most BDG_COUNT_MAX + 1 each. counts[BDG_MESSAGES_ANY] is their sum. */
bdg_err_t *bdg_outbox_counts(int64_t counts[BDG_MESSAGES_STATES], bdg_db_t *db, const bdg_outbox_filter_t *filter) BDG_MUST_CHECK;
/* The last 20 of one award, newest first. */
bdg_err_t *bdg_outbox_list_of(apr_array_header_t **out, bdg_db_t *db, int64_t assertion_id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Internal ids of the next 500 in one stored state that fit, after the id `after`: int64_t. */
bdg_err_t *bdg_outbox_some(apr_array_header_t **out, bdg_db_t *db, const bdg_outbox_filter_t *filter, const char *state, int64_t after, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- acts, inside a transaction */
/* state (as stored), award 0 when there is none, and whether that is revoked. Holds the row. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_outbox_state(const char **state, int64_t *assertion_id, int *revoked, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* A row that was given up or cancelled waits again, from the beginning. changed 0: it is in another state. */
bdg_err_t *bdg_outbox_again(int64_t *changed, bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* One that waits is cancelled; why: for people. changed 0: it does not wait. */
bdg_err_t *bdg_outbox_stop(int64_t *changed, bdg_db_t *db, int64_t id, int64_t organisation_id, const char *why) BDG_MUST_CHECK;
#endif
