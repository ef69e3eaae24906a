/* The list of awards: filtered, in pages by key, never a long wait.
 *
 * Which index is read, and so in which order the rows come, follows from the filter:
 *   a credential's id, or address   that one
 *   a batch                         by row of the file
 *   text                            by name, by address, or by external id (bdg_text_in_e)
 *   expires within 30 days          soonest first
 *   expired                         latest first
 *   else                            newest date of issue first
 * Of several organisations, dates are merged; names, addresses and external ids come organisation by organisation.
 * Where a part of the filter lies outside the key, rows are looked through in windows until the page is full or BDG_LIST_BUDGET is used up;
 * then the page is partial, and its cursor leads on from where it stopped. Nothing is ever left out or shown twice. */
#ifndef BDG_STORE_ASSERTION_LIST_H
#define BDG_STORE_ASSERTION_LIST_H
#include "store/assertion.h"
#include "store/reach.h"
#include "store/search.h"
#include <apr_tables.h>

#define BDG_LIST_BUDGET (15 * 1000)      /* microseconds; the window under way is finished */
#define BDG_COUNT_BUDGET (6 * 1000)
#define BDG_LIST_BADGES_MAX 150          /* badge classes that are merged for somebody who may see those of some issuers only */

typedef enum { BDG_CREDENTIAL_ANY, BDG_CREDENTIAL_VALID, BDG_CREDENTIAL_EXPIRING /* within 30 days, today included */, BDG_CREDENTIAL_EXPIRED,
               BDG_CREDENTIAL_REVOKED, BDG_CREDENTIAL_ISSUED /* all but revoked */, BDG_CREDENTIAL_STATES } bdg_credential_state_e;
#define BDG_EXPIRING_DAYS 30

typedef enum { BDG_TEXT_AUTO /* bdg_assertion_filter_resolve() decides */, BDG_TEXT_ONE /* a credential's id */, BDG_TEXT_CONTAINS /* in name or address, or the external
    id: only with a badge class, a batch or badges */, BDG_TEXT_NAME /* begins so, in any case */, BDG_TEXT_IDENTITY /* begins so */, BDG_TEXT_EXTERNAL /* exactly */ } bdg_text_in_e;

typedef struct bdg_assertion_filter_t {
    int64_t organisation_id;
    bdg_reach_e reach;                             /* not ALONE: of all below it, too, where no badge, batch or badges are given (they belong to one) */
    int64_t badge_class_id, batch_id;              /* 0: any */
    bdg_credential_state_e state;
    bdg_date_t issued_from, issued_to;             /* inclusive; BDG_DATE_NONE: open */
    bdg_date_t today;
    const char *text;                              /* cleaned; NULL or "": any */
    bdg_text_in_e in;
    const int64_t *badges; int nbadges;            /* when badges is set: only of these classes (at most BDG_LIST_BADGES_MAX) */
} bdg_assertion_filter_t;

typedef struct bdg_assertion_row_t {
    int64_t id, badge_class_id;
    const char *public_id, *recipient_name, *recipient_identity, *external_id;
    int state, acceptance, batch_row;
    bdg_recipient_e recipient_type;
    bdg_date_t issued_on, expires_on;
    const char *badge_public_id, *badge_state, *badge_name, *batch_public_id, *batch_name;   /* batch: "" for none */
    int graphic_revision;                          /* 0: the class has no graphic */
    int64_t organisation_id;
    const char *organisation_name;
} bdg_assertion_row_t;

typedef enum { BDG_COUNT_EXACT, BDG_COUNT_MORE /* than BDG_COUNT_MAX */, BDG_COUNT_AT_LEAST } bdg_count_e;

typedef struct bdg_assertion_page_t {
    bdg_assertion_row_t *rows;
    int nrows;
    const char *previous, *next;                   /* cursors, or NULL */
    int partial;                                   /* stopped looking; next (or previous, when it was going back) goes on */
    int64_t looked;                                /* rows looked through, when partial */
} bdg_assertion_page_t;

/* Turns BDG_TEXT_AUTO into what fits the text: an id; contains, where contains is set (few rows), in a batch and among badges; else the first of
 * external id, name and address that has any match at all in the organisation (address when none has). */
bdg_err_t *bdg_assertion_filter_resolve(bdg_assertion_filter_t *filter, int contains, bdg_db_t *db, apr_pool_t *pool) BDG_MUST_CHECK;
/* filter: resolved. cursor: of a page, NULL for the first. A cursor that leads nowhere gives the first page. back: the page before it. limit: 1 to 1000. */
bdg_err_t *bdg_assertion_list(bdg_assertion_page_t *page, bdg_db_t *db, const bdg_assertion_filter_t *filter, const char *cursor, int back, int limit,
                              apr_pool_t *pool) BDG_MUST_CHECK;
/* How many fit: exactly up to max; a longer search stops after budget (microseconds, 0: never) with AT_LEAST. */
bdg_err_t *bdg_assertion_list_count(int64_t *n, bdg_count_e *kind, bdg_db_t *db, const bdg_assertion_filter_t *filter, int64_t max,
                                    apr_interval_time_t budget, apr_pool_t *pool) BDG_MUST_CHECK;
/* The badge classes with awards on whose issuers the account has permission bits perms: an array of int64_t, one more than
 * BDG_LIST_BADGES_MAX members when there are too many. */
bdg_err_t *bdg_assertion_list_badges(int64_t **badges, int *n, bdg_db_t *db, int64_t organisation_id, int64_t account_id, uint64_t perms,
                                     apr_pool_t *pool) BDG_MUST_CHECK;

/* What a badge class or a batch of the organisation, or of one below it, is called, and how many awards it has; id 0 when there is none such. */
typedef struct bdg_assertion_named_t { int64_t id, awards, organisation_id; const char *public_id, *name; } bdg_assertion_named_t;
bdg_err_t *bdg_assertion_list_badge(bdg_assertion_named_t *out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_assertion_list_batch(bdg_assertion_named_t *out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_assertion_list_batch_by_id(bdg_assertion_named_t *out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Badge classes to choose from, by name: those with awards (at most 200), or (open) those that can be awarded now (at most 500). whole 0: only of
 * issuers on which the account's roles hold a bit of perms. An array of bdg_assertion_named_t with public_id and name. */
bdg_err_t *bdg_assertion_list_choices(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, int whole, int64_t account_id, uint64_t perms, int open,
                                      apr_pool_t *pool) BDG_MUST_CHECK;
/* Those with awards of the organisation and of all below it, with the name of the organisation where it is another. For BDG_REACH_FEW. */
bdg_err_t *bdg_assertion_below_choices(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
