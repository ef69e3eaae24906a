/* People as organisations see them: rows of account with their names, the places they hold (role_assignment), and what is worked out from these
 * (organisation_person), which lists are read from (store/person_list.h).
 *
 * Whoever writes role_assignment, or changes the tree of organisations, tells it here in the same transaction: bdg_person_placed() for one person,
 * the job BDG_PEOPLE_REACH_JOB for all that a moved organisation holds. A row that is late is only missing from a list for a moment: lists never
 * show a person without asking role_assignment again. */
#ifndef BDG_STORE_PERSON_H
#define BDG_STORE_PERSON_H
#include "store/account.h"
#include <apr_tables.h>

#define BDG_PEOPLE_REACH_JOB "people.reach"     /* subject: the organisation that was moved (bdg_job_put) */

typedef struct bdg_person_t {
    int64_t id;
    const char *public_id, *email, *name, *first_name, *last_name;
    const char *username;                       /* "" for none */
    bdg_account_state_e state;
    apr_time_t created_at, invited_at, verified_at, suspended_at;   /* 0: never */
    int revision;
    int is_invitation;                          /* no account yet: see sql/migrations/0011_people.sql */
} bdg_person_t;

/* BDG_E_NOT_FOUND. Knows no permissions. */
bdg_err_t *bdg_person_by_id(bdg_person_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* An account with this address (normalised); *out NULL for nobody. */
bdg_err_t *bdg_person_by_email(bdg_person_t **out, bdg_db_t *db, const char *email, apr_pool_t *pool) BDG_MUST_CHECK;

/* The one with a place in the organisation or below it, invited or not; *out NULL for nobody. */
bdg_err_t *bdg_person_here_by_email(bdg_person_t **out, bdg_db_t *db, const char *email, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same for one group. */
bdg_err_t *bdg_person_in_group_by_email(bdg_person_t **out, bdg_db_t *db, const char *email, int64_t group_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* By somebody else than id (0: anybody). */
bdg_err_t *bdg_person_username_taken(int *taken, bdg_db_t *db, const char *username, int64_t id) BDG_MUST_CHECK;

/* A place: an organisation, a group of it (group_id), or an issuer of it (issuer_id), and the role there. */
typedef struct bdg_person_place_t {
    int64_t organisation_id, issuer_id, group_id, role_id;
    const char *organisation_public_id, *organisation_name, *issuer_name, *group_public_id, *group_name;   /* "" for none */
    const char *role_name, *role_display;
    apr_time_t since;
} bdg_person_place_t;
/* Those in an organisation and below it: an array of bdg_person_place_t, at most 200. */
bdg_err_t *bdg_person_places(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The organisation in which the person got their first place; 0 for none. */
bdg_err_t *bdg_person_first_place(int64_t *organisation_id, const char **name, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Has the person a place in the organisation or below it? And how many that are not? */
bdg_err_t *bdg_person_in(int *is, bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
bdg_err_t *bdg_person_elsewhere(int64_t *n, bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;

/* --- changing: inside a transaction */
/* Held until its end. BDG_E_NOT_FOUND (erased ones too). */
bdg_err_t *bdg_person_lock(int *revision, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* Somebody who is invited: public_id, email (normalised), the names and username ("" for none) are given. Sets id. BDG_E_DUPLICATE: the username is taken. */
bdg_err_t *bdg_person_insert(bdg_person_t *person, bdg_db_t *db) BDG_MUST_CHECK;
/* Stores the names and the username. BDG_E_CONFLICT when revision is another one; BDG_E_DUPLICATE: the username is taken. */
bdg_err_t *bdg_person_update(bdg_db_t *db, const bdg_person_t *person) BDG_MUST_CHECK;
/* *changed 0: it was so already. Ends sessions and links when suspending. */
bdg_err_t *bdg_person_suspend(int *changed, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
bdg_err_t *bdg_person_unsuspend(int *changed, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* An invitation becomes an account (BDG_E_DUPLICATE: its address has one), or its places go over to another one, and it goes. */
bdg_err_t *bdg_person_promote(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
bdg_err_t *bdg_person_merge(bdg_db_t *db, int64_t id, int64_t into) BDG_MUST_CHECK;
/* All places go, with the counts of groups. */
bdg_err_t *bdg_person_unplace(bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* When the link of the last mail ends; 0: none was sent yet, or it was used. */
bdg_err_t *bdg_person_link_ends(apr_time_t *at, bdg_db_t *db, int64_t id) BDG_MUST_CHECK;

/* What an organisation and those below it know of a person: the latest 20 lines of the log, the latest 10 awards to proven addresses. */
typedef struct bdg_person_deed_t { apr_time_t at; const char *action, *by, *organisation; } bdg_person_deed_t;
typedef struct bdg_person_award_t { const char *public_id, *badge, *organisation; bdg_date_t issued_on; int revoked; } bdg_person_award_t;
bdg_err_t *bdg_person_activity(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_person_awards(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;

bdg_err_t *bdg_person_invited(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;

/* The person got or lost a place (a row of role_assignment was made or deleted). Fine to call when nothing changed. */
bdg_err_t *bdg_person_placed(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* Their name or state changed. */
bdg_err_t *bdg_person_renamed(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* Up to 500 with a place in the organisation or below it, by id, after this one: an array of int64_t. */
bdg_err_t *bdg_person_below(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, int64_t after, apr_pool_t *pool) BDG_MUST_CHECK;

/* What the organisation calls the person; "" for nothing. */
bdg_err_t *bdg_person_external_id(const char **out, bdg_db_t *db, int64_t organisation_id, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Whom the organisation calls so; 0 for nobody. */
bdg_err_t *bdg_person_by_external_id(int64_t *id, bdg_db_t *db, int64_t organisation_id, const char *external_id) BDG_MUST_CHECK;
/* "" takes it off. BDG_E_DUPLICATE: the organisation calls somebody else so. */
bdg_err_t *bdg_person_set_external_id(bdg_db_t *db, int64_t organisation_id, int64_t id, const char *external_id) BDG_MUST_CHECK;
bdg_err_t *bdg_person_forget_external_ids(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
#endif
