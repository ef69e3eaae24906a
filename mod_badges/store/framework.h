/* Rows of framework and framework_item: skills, standards and outcomes that badges align to. A framework belongs to the organisation that brought it and is seen there
 * and below; whoever asks says for which organisation. What a badge aligns to is copied into its wording, so frameworks may come and go. */
#ifndef BDG_STORE_FRAMEWORK_H
#define BDG_STORE_FRAMEWORK_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_framework_t {
    int64_t id, organisation_id, replaces_id;            /* replaces_id 0: none */
    const char *public_id, *name, *kind, *state;         /* kind: case, csv; state: loading ready archived replaced */
    const char *publisher, *url, *version, *identifier;  /* NULL for what is not said */
    int item_count, revision;
    apr_time_t created_at, updated_at;
    const char *organisation_name, *by;                  /* whose it is; who brought it, "" for nobody with an account */
} bdg_framework_t;

/* One that this organisation sees and that is loaded. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_framework_by_public_id(bdg_framework_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- changing */
/* A new one, state loading: nobody sees it. Sets id. */
bdg_err_t *bdg_framework_insert(bdg_framework_t *f, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
typedef struct bdg_framework_item_row_t { int number, parent; const char *code, *name, *description, *kind, *url; } bdg_framework_item_row_t;
/* n at most 1000; in one round trip. */
bdg_err_t *bdg_framework_items_insert(bdg_db_t *db, int64_t framework_id, const bdg_framework_item_row_t *rows, int n, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* loading -> ready. */
bdg_err_t *bdg_framework_loaded(bdg_db_t *db, int64_t id, int64_t organisation_id, int items) BDG_MUST_CHECK;
/* BDG_E_CONFLICT when the revision is another one by now, or it is not this organisation's. */
bdg_err_t *bdg_framework_set_state(bdg_db_t *db, const bdg_framework_t *f, const char *state) BDG_MUST_CHECK;

/* Some of what a reading left behind that broke off more than a day ago; called again and again it takes all. */
bdg_err_t *bdg_framework_sweep(bdg_db_t *db) BDG_MUST_CHECK;

/* --- lists */
typedef struct bdg_framework_filter_t {
    int64_t organisation_id;
    const char *like, *state, *cursor;                   /* as in store/badge_class.h; state NULL: those in use */
    int newer, limit;
} bdg_framework_filter_t;
typedef struct bdg_framework_row_t { const char *public_id, *name, *publisher, *version, *state, *organisation_name; int item_count, own; apr_time_t updated_at; } bdg_framework_row_t;
bdg_err_t *bdg_framework_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_framework_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_framework_count(int64_t *n, bdg_db_t *db, const bdg_framework_filter_t *filter) BDG_MUST_CHECK;
typedef struct bdg_framework_choice_t { int64_t id; const char *public_id, *name; } bdg_framework_choice_t;
/* Those in use that this organisation sees, by name, at most 200. */
bdg_err_t *bdg_framework_choices(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- items */
typedef struct bdg_framework_found_t {
    const char *framework, *framework_name, *framework_url;      /* public id; url NULL for none */
    int number;
    const char *code, *name, *description, *kind, *url, *parent_name;   /* NULL (parent_name "") for what is not said */
} bdg_framework_found_t;
/* Arrays of bdg_framework_found_t. typed: what a person searches for: words (all of them, as the beginnings of words in name or description; those of one or two letters and
 * the commonest do not count), or the beginning of a code. Those by code stand first. */
/* In all frameworks in use that the organisation sees, or in the one with that public id (NULL: all). */
bdg_err_t *bdg_framework_find(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, const char *framework, const char *typed, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* In one framework, whatever its state. */
bdg_err_t *bdg_framework_find_within(apr_array_header_t **rows, bdg_db_t *db, int64_t framework_id, const char *typed, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* After number, in the order of the file. */
bdg_err_t *bdg_framework_items(apr_array_header_t **rows, bdg_db_t *db, int64_t framework_id, int after, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* One of a framework in use that the organisation sees. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_framework_item(bdg_framework_found_t **out, bdg_db_t *db, int64_t organisation_id, const char *framework, int number, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
