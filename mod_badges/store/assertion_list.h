/* The list of awards: filtered, in pages by key, never a long wait.
 *
 * Which index is read, and so in which order the rows come, follows from the filter:
 *   a credential's id           that one
 *   a batch                     by row of the file
 *   text (and not contains)     external id is it, then names that begin so (by name), then addresses that begin so (by address)
 *   expiring                    soonest first
 *   expired                     latest first
 *   else                        newest date of issue first
 * Where a part of the filter lies outside the index, rows are looked through in windows until the page is full or BDG_LIST_BUDGET is used up;
 * then the page is partial, and its cursor leads on from where it stopped. Nothing is ever left out or shown twice. */
#ifndef BDG_STORE_ASSERTION_LIST_H
#define BDG_STORE_ASSERTION_LIST_H
#include "store/assertion.h"
#include "store/search.h"

#define BDG_LIST_BUDGET (25 * 1000)      /* microseconds */
#define BDG_LIST_BADGES_MAX 150          /* badge classes that are merged for somebody who may see those of some issuers only */

typedef enum { BDG_CREDENTIAL_ANY, BDG_CREDENTIAL_VALID, BDG_CREDENTIAL_EXPIRING /* within 30 days, today included */, BDG_CREDENTIAL_EXPIRED,
               BDG_CREDENTIAL_REVOKED, BDG_CREDENTIAL_STATES } bdg_credential_state_e;
#define BDG_EXPIRING_DAYS 30

typedef struct bdg_assertion_filter_t {
    int64_t organisation_id;
    int64_t badge_class_id, batch_id;              /* 0: any */
    bdg_credential_state_e state;
    bdg_date_t issued_from, issued_to;             /* inclusive; BDG_DATE_NONE: open */
    bdg_date_t today;
    const char *text;                              /* cleaned; NULL or "": any */
    int contains;                                  /* text may stand anywhere in name or address: only with badge_class_id, batch_id or badges */
    const int64_t *badges; int nbadges;            /* when badges is set: only of these classes (at most BDG_LIST_BADGES_MAX) */
} bdg_assertion_filter_t;

typedef struct bdg_assertion_row_t {
    int64_t id;
    const char *public_id, *recipient_name, *recipient_identity, *external_id;
    int state, acceptance, batch_row;
    bdg_recipient_e recipient_type;
    bdg_date_t issued_on, expires_on;
    const char *badge_public_id, *badge_state, *badge_name, *batch_public_id, *batch_name;   /* batch: "" for none */
    int graphic_revision;                          /* 0: the class has no graphic */
} bdg_assertion_row_t;

typedef enum { BDG_COUNT_EXACT, BDG_COUNT_MORE /* than BDG_COUNT_MAX */, BDG_COUNT_AT_LEAST } bdg_count_e;

typedef struct bdg_assertion_page_t {
    bdg_assertion_row_t *rows;
    int nrows;
    const char *previous, *next;                   /* cursors, or NULL */
    int partial;                                   /* stopped looking; next (or previous, when it was going back) goes on */
    int64_t looked;                                /* rows looked through, when partial */
} bdg_assertion_page_t;

/* cursor: of a page, NULL for the first. A cursor that leads nowhere gives the first page. back: the page before it. limit: 1 to 1000. */
bdg_err_t *bdg_assertion_list(bdg_assertion_page_t *page, bdg_db_t *db, const bdg_assertion_filter_t *filter, const char *cursor, int back, int limit,
                              apr_pool_t *pool) BDG_MUST_CHECK;
/* How many fit: exactly up to max; a longer search stops after budget (microseconds, 0: never) with AT_LEAST. */
bdg_err_t *bdg_assertion_list_count(int64_t *n, bdg_count_e *kind, bdg_db_t *db, const bdg_assertion_filter_t *filter, int64_t max,
                                    apr_interval_time_t budget, apr_pool_t *pool) BDG_MUST_CHECK;
/* The badge classes with awards on whose issuers the account has permission bits perms: an array of int64_t, one more than
 * BDG_LIST_BADGES_MAX members when there are too many. */
bdg_err_t *bdg_assertion_list_badges(int64_t **badges, int *n, bdg_db_t *db, int64_t organisation_id, int64_t account_id, uint64_t perms,
                                     apr_pool_t *pool) BDG_MUST_CHECK;
#endif
