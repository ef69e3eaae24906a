/* The database: a leased connection, statements by name, transactions.
 *
 * mod_dbd (or badgesctl) owns the connections; store/ speaks MariaDB Connector/C's statement API over the native handle, which
 * apr_dbd_native_handle gives. That way columns have their real length, parameters their real type, and errors their number
 * (mod_dbd's own statement calls cut columns at 1 MiB silently, count %Y as a parameter and lose the error of a COMMIT).
 *
 * Rules that hold for every caller:
 *  - A statement is named: BDG_Q_<NAME> of sql/queries/<noun>.sql. There is no way to run other text.
 *  - Statements are prepared on first use and kept with the connection.
 *  - A transaction is only to be had by bdg_db_tx(), which runs fn again whole after 1213, 1205 and 1020. A statement outside of one is tried
 *    again by itself (but for bdg_db_bulk, whose rows then are so many statements).
 *  - After the first error inside a transaction every further statement fails at once, and COMMIT is never sent.
 *  - A connection that said 1047, 1180, 1927, 2006, 2013 or 2055 is never used again. */
#ifndef BDG_DB_H
#define BDG_DB_H
#include "base/err.h"
#include "base/time.h"
#include "store/queries.gen.h"
#include <apr_pools.h>
#include <stdint.h>

typedef struct bdg_db_t bdg_db_t;

/* Where connections come from. get() must answer within a few seconds, or BDG_E_UNAVAILABLE. broken: do not hand it out again. */
typedef struct bdg_db_source_t {
    bdg_err_t *(*get)(bdg_db_t **db, void *baton);
    void (*put)(bdg_db_t *db, int broken, void *baton);
    void *baton;
} bdg_db_source_t;

/* --- for those who own connections (module/, cli/, tests) */
/* native: a connected MYSQL *, living as long as pool. Sets what every session needs (UTC, strict mode, innodb_snapshot_isolation,
 * CLIENT_FOUND_ROWS is not assumed) and checks wsrep_ready. Statements are closed when pool is cleared, before the owner closes native. */
bdg_err_t *bdg_db_adopt(bdg_db_t **db, void *native, apr_pool_t *pool) BDG_MUST_CHECK;
int bdg_db_broken(const bdg_db_t *db);              /* must not be used again */
void bdg_db_shutdown(bdg_db_t *db);                 /* cuts the socket, so that the owner's ping fails and it is closed */
/* Seconds for which an answer of the server is waited, from now on (the owner's ping included); then the connection is over (2013). 5 after
 * bdg_db_adopt(). 0, as after bdg_db_connect(): for ever. Locks are waited for at most 4 seconds in any case (1205). */
void bdg_db_patience(bdg_db_t *db, int seconds);
/* What the owner wants to find again from the handle (mod_dbd's ap_dbd_t). */
void bdg_db_set_owner(bdg_db_t *db, void *owner);
void *bdg_db_owner(const bdg_db_t *db);
/* Connects by an option file group (badgesctl, tests). params: "group=badges,dbname=badges,sock=/x,user=u,pass=p" as in DBDParams. */
bdg_err_t *bdg_db_connect(bdg_db_t **db, const char *params, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- statements */
typedef struct bdg_arg_t {
    enum { BDG_ARG_NULL, BDG_ARG_INT, BDG_ARG_BYTES, BDG_ARG_TIME, BDG_ARG_DATE } type;
    int64_t i;                 /* INT; TIME: apr_time_t; DATE: bdg_date_t */
    const void *p;             /* BYTES: borrowed for the call */
    size_t len;
} bdg_arg_t;
bdg_arg_t bdg_arg_str(const char *s);     /* NULL -> SQL NULL */
#define BDG_INT(x)      ((bdg_arg_t){ BDG_ARG_INT, (int64_t)(x), NULL, 0 })
#define BDG_STR(s)      bdg_arg_str(s)
#define BDG_BYTES(p, n) ((bdg_arg_t){ BDG_ARG_BYTES, 0, (p), (n) })
#define BDG_TIME(t)     ((bdg_arg_t){ BDG_ARG_TIME, (int64_t)(t), NULL, 0 })
#define BDG_DATE(d)     ((bdg_arg_t){ (d) == BDG_DATE_NONE ? BDG_ARG_NULL : BDG_ARG_DATE, (int64_t)(d), NULL, 0 })
#define BDG_NULL        ((bdg_arg_t){ BDG_ARG_NULL, 0, NULL, 0 })
/* INT when x is not zero, else NULL: for "any" in filters. */
#define BDG_INT_OR_NULL(x) ((x) ? BDG_INT(x) : BDG_NULL)

typedef struct bdg_row_t bdg_row_t;       /* lives during the row callback only */
int64_t bdg_row_int(const bdg_row_t *row, int col);                        /* NULL -> 0 */
int bdg_row_null(const bdg_row_t *row, int col);
const char *bdg_row_str(const bdg_row_t *row, int col, apr_pool_t *pool);  /* a copy; NULL -> NULL */
const void *bdg_row_bytes(const bdg_row_t *row, int col, size_t *len);     /* borrowed until the callback returns */
apr_time_t bdg_row_time(const bdg_row_t *row, int col);                    /* NULL -> 0 */
bdg_date_t bdg_row_date(const bdg_row_t *row, int col);                    /* NULL -> BDG_DATE_NONE */

/* Called for each row, in order. An error ends the statement and is passed up. No statement may run on the same db inside. */
typedef bdg_err_t *bdg_row_fn(void *baton, const bdg_row_t *row);

/* args: as many as the statement has parameters (checked). */
bdg_err_t *bdg_db_each(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, bdg_row_fn *fn, void *baton) BDG_MUST_CHECK;
/* Exactly one row: BDG_E_NOT_FOUND ("There is no such thing here.") for none. */
bdg_err_t *bdg_db_one(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, bdg_row_fn *fn, void *baton) BDG_MUST_CHECK;
/* A single integer of a single row; 0 rows give BDG_E_NOT_FOUND. */
bdg_err_t *bdg_db_int(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, int64_t *out) BDG_MUST_CHECK;
/* changed (rows matched), insert_id may be NULL. BDG_E_DUPLICATE for a unique key. */
bdg_err_t *bdg_db_exec(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, int64_t *changed, int64_t *insert_id) BDG_MUST_CHECK;
/* The same statement for nrows rows in one round trip (array binding). args: nrows * params, row after row. */
bdg_err_t *bdg_db_bulk(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nrows) BDG_MUST_CHECK;
#define BDG_ARGS(...) (const bdg_arg_t[]){ __VA_ARGS__ }, (int)(sizeof((const bdg_arg_t[]){ __VA_ARGS__ }) / sizeof(bdg_arg_t))
#define BDG_NO_ARGS NULL, 0

/* --- transactions */
typedef bdg_err_t *bdg_tx_fn(bdg_db_t *db, void *baton, apr_pool_t *scratch_pool);
/* Runs fn in a transaction (REPEATABLE READ) and commits. fn may be called several times: it must not leave anything behind but what it does in
 * db and in baton's fields that it sets anew; scratch_pool is cleared between. Inside a transaction it just calls fn (no nesting).
 * BDG_E_UNKNOWN_OUTCOME: the answer to COMMIT was lost. */
bdg_err_t *bdg_db_tx(bdg_db_t *db, bdg_tx_fn *fn, void *baton, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- migrations (cli/) : raw text, one file */
bdg_err_t *bdg_db_script(bdg_db_t *db, const char *sql, size_t len) BDG_MUST_CHECK;
/* Prepares every named statement; for tests and doctor. bad: name of the first that fails. */
bdg_err_t *bdg_db_prepare_all(bdg_db_t *db, const char **bad) BDG_MUST_CHECK;
/* EXPLAIN of a named statement with NULL/0 arguments, one line a step, for tests: "table|type|key|rows|Extra". */
bdg_err_t *bdg_db_explain(bdg_db_t *db, bdg_query_e q, const char **lines, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
