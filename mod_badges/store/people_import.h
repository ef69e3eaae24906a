/* Rows of people_import and people_import_row: people from a file. Rules are core/people_import.h's. */
#ifndef BDG_STORE_PEOPLE_IMPORT_H
#define BDG_STORE_PEOPLE_IMPORT_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_people_import_t {
    int64_t id, organisation_id, place_organisation_id, place_group_id, role_id, created_by;
    const char *public_id, *state;               /* columns, checking, checked, working, done, undoing, undone */
    const char *file_name, *file_json, *mapping_json, *language, *address;
    const char *created_by_name, *place_name, *group_name, *role_name;      /* group_name: "" for none */
    int rows, revision;
    apr_time_t created_at, finished_at;
} bdg_people_import_t;

/* public_id, organisation_id, the place, role_id, file_name, language, created_by, address are given; sets id. */
bdg_err_t *bdg_people_import_insert(bdg_people_import_t *import, bdg_db_t *db) BDG_MUST_CHECK;
/* file_json, mapping_json, rows, state: once the file was read. */
bdg_err_t *bdg_people_import_understood(bdg_db_t *db, const bdg_people_import_t *import) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND. */
bdg_err_t *bdg_people_import_by_id(bdg_people_import_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_people_import_by_public_id(bdg_people_import_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Newest first, an array of bdg_people_import_t; one more than limit when there are more. account_id 0: of everybody. */
bdg_err_t *bdg_people_import_list(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, int64_t account_id, const char *cursor, int newer, int limit,
                                  apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_people_import_count(int64_t *n, bdg_db_t *db, int64_t organisation_id, int64_t account_id) BDG_MUST_CHECK;

/* --- changing: inside a transaction */
/* Held until its end. BDG_E_CONFLICT: it is in another state, or (revision not -1) its columns are other ones by now. */
bdg_err_t *bdg_people_import_hold(bdg_db_t *db, int64_t id, const char *state, int revision, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
bdg_err_t *bdg_people_import_move(bdg_db_t *db, int64_t id, const char *state) BDG_MUST_CHECK;
/* Other columns: all is checked again. */
bdg_err_t *bdg_people_import_map(bdg_db_t *db, int64_t id, const char *mapping_json, const char *state) BDG_MUST_CHECK;
bdg_err_t *bdg_people_import_delete(bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* A piece of what is older than 30 days. */
bdg_err_t *bdg_people_import_sweep(bdg_db_t *db) BDG_MUST_CHECK;
/* What rows with the address of this account say. */
bdg_err_t *bdg_people_import_forget(bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* Mails of all kinds that are due and not sent, up to 500. */
bdg_err_t *bdg_people_import_mails_waiting(int64_t *n, bdg_db_t *db) BDG_MUST_CHECK;

/* --- rows. Verdicts as in the column. */
enum { BDG_IMPORT_UNCHECKED, BDG_IMPORT_NEW, BDG_IMPORT_ADDS, BDG_IMPORT_SAME, BDG_IMPORT_WRONG, BDG_IMPORT_INVITED, BDG_IMPORT_ADDED, BDG_IMPORT_REFUSED,
       BDG_IMPORT_BACK, BDG_IMPORT_LEFT, BDG_IMPORT_VERDICTS };

typedef struct bdg_import_row_t {
    int number, verdict;
    int64_t account_id;
    const char *email, *name, *username, *external_id;      /* the latter two NULL for none */
    const char *flaws_json, *done_json;                     /* NULL for none */
    const char *account_public_id, *account_state;          /* bdg_people_import_rows() only */
    const char *data; size_t len;
} bdg_import_row_t;
/* rows: number and data. */
bdg_err_t *bdg_people_import_put(bdg_db_t *db, int64_t id, const bdg_import_row_t *rows, int n, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* The first ones with this verdict: number, verdict, account_id, email, done_json and data. */
bdg_err_t *bdg_people_import_next(apr_array_header_t **out, bdg_db_t *db, int64_t id, int verdict, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* Held until the end of the transaction. BDG_E_NOT_FOUND: it has another verdict by now. */
bdg_err_t *bdg_people_import_row_hold(bdg_db_t *db, int64_t id, int number, int verdict) BDG_MUST_CHECK;
/* The numbers of earlier rows with this address, username, external id; 0 for none. */
typedef struct bdg_import_twice_t { int email, username, external_id; } bdg_import_twice_t;
bdg_err_t *bdg_people_import_twice(bdg_import_twice_t *out, bdg_db_t *db, int64_t id, const bdg_import_row_t *row) BDG_MUST_CHECK;
bdg_err_t *bdg_people_import_row_checked(bdg_db_t *db, int64_t id, const bdg_import_row_t *row) BDG_MUST_CHECK;
bdg_err_t *bdg_people_import_row_done(bdg_db_t *db, int64_t id, const bdg_import_row_t *row) BDG_MUST_CHECK;
bdg_err_t *bdg_people_import_counts(int64_t counts[BDG_IMPORT_VERDICTS], bdg_db_t *db, int64_t id) BDG_MUST_CHECK;
/* Those with this verdict after (or, before 1, before) a number, without data; one more than limit where there are more. In the order of the file. */
bdg_err_t *bdg_people_import_rows(apr_array_header_t **out, bdg_db_t *db, int64_t id, int verdict, int number, int before, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* Those after a number, all or (verdict not 0) with one verdict, with data. */
bdg_err_t *bdg_people_import_all_rows(apr_array_header_t **out, bdg_db_t *db, int64_t id, int verdict, int after, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
