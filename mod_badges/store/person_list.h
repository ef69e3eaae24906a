/* Lists of people of an organisation and those below it: in order of name or date, both ways, in pages by key, filtered.
 *
 * Without a filter, or with one that leaves more than BDG_COUNT_MAX (a text: BDG_PEOPLE_FOUND), the order is read from organisation_person and each row is
 * asked whether it fits. Otherwise those that the narrowest filter finds (text, group, role, state) are sorted. Either way the time does not grow with the
 * number of people.
 * A text is looked for at the beginning of names, address, username, and ids of an organisation's own. */
#ifndef BDG_STORE_PERSON_LIST_H
#define BDG_STORE_PERSON_LIST_H
#include "store/person.h"

#define BDG_PEOPLE_FOUND 2000            /* as in sql/queries/person_list.sql */

typedef struct bdg_person_filter_t {
    int64_t organisation_id;
    int64_t role_id, group_id;           /* 0: any */
    const char *state;                   /* as in the column, or NULL */
    const char *text;                    /* cleaned; NULL or "": any */
    int by_date, down;                   /* the order; without them by name, from A */
    const char *cursor;                  /* public id of the row at the edge, or NULL for the first page */
    int before;                          /* the page before the cursor */
    int limit;
} bdg_person_filter_t;

typedef struct bdg_person_row_t {
    int64_t id;
    const char *public_id, *name, *first_name, *last_name, *email, *username;
    bdg_account_state_e state;
    apr_time_t joined_at, suspended_at;
} bdg_person_row_t;

/* An array of bdg_person_row_t in order; one more than limit when there are more beyond the page (at the end; with before, at the beginning). */
bdg_err_t *bdg_person_list(apr_array_header_t **out, bdg_db_t *db, const bdg_person_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
/* Up to BDG_COUNT_MAX + 1 (store/search.h); cursor and limit do not matter. *at_least: nobody counted further. */
bdg_err_t *bdg_person_count(int64_t *n, int *at_least, bdg_db_t *db, const bdg_person_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
