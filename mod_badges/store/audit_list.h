/* Reading the audit log: what an organisation, and those below it, did; newest first. */
#ifndef BDG_STORE_AUDIT_LIST_H
#define BDG_STORE_AUDIT_LIST_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_audit_filter_t {
    int64_t organisation_id;            /* it and what lies below it */
    const char *kind, *action;          /* as they were written (store/audit.h), or NULL for any */
    int64_t account_id;                 /* who; 0 for anybody */
    int64_t object_id;                  /* of kind; 0 for any */
    apr_time_t from, until;             /* until is not in it; 0 for none */
    int64_t before;                     /* rows before this one only; 0: from the newest on */
} bdg_audit_filter_t;

typedef struct bdg_audit_row_t {
    int64_t id, account_id, object_id;
    apr_time_t at;
    const char *organisation, *name, *email;   /* name and email "" for nobody with an account */
    const char *address, *action, *kind;
    const char *before, *after;                /* JSON or NULL */
    int left_out;                              /* one of them was too long to be read */
} bdg_audit_row_t;

/* At most limit rows: an array of bdg_audit_row_t. *more: there are others after them.
 *
 * Cost: the latest 5,000 rows of the log, which have a page of a large tree; else one step into an index for each organisation of the tree, then the
 * newest of at most limit + 1 of them; with account_id or object_id, the rows of
 * that person or thing alone. It does not grow with the length of the log. */
bdg_err_t *bdg_audit_list(apr_array_header_t **rows, int *more, bdg_db_t *db, const bdg_audit_filter_t *f, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
/* Up to BDG_COUNT_MAX + 1 (store/search.h). f->before is not looked at. */
bdg_err_t *bdg_audit_count(int64_t *n, bdg_db_t *db, const bdg_audit_filter_t *f, apr_pool_t *pool) BDG_MUST_CHECK;

/* The public id and present name of what a row is about; both "" where it has no page, or is gone. */
bdg_err_t *bdg_audit_thing(const char **public_id, const char **name, bdg_db_t *db, const char *kind, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* *here: the organisation, or one below it, has the person. */
bdg_err_t *bdg_audit_person_here(int64_t *here, bdg_db_t *db, int64_t organisation_id, int64_t account_id) BDG_MUST_CHECK;
/* 0 when there is none. */
bdg_err_t *bdg_audit_thing_id(int64_t *id, bdg_db_t *db, const char *kind, const char *public_id) BDG_MUST_CHECK;
#endif
