/* What a prepared statement is, and how values go in and come out. Shared by db.c, db_args.c and db_columns.c; nobody else. */
#ifndef BDG_DB_PRIV_H
#define BDG_DB_PRIV_H
#include "store/db.h"
#include <mysql.h>

#define BDG_DB_PARAMS 40
#define BDG_DB_COLS 48

typedef struct stmt_t {
    MYSQL_STMT *stmt;
    int ncols, moved;     /* moved: a buffer grew, so the columns are bound anew */
    MYSQL_BIND cols[BDG_DB_COLS];
    union { int64_t i; MYSQL_TIME t; } fixed[BDG_DB_COLS];
    unsigned long len[BDG_DB_COLS];
    my_bool null[BDG_DB_COLS];
    char *text[BDG_DB_COLS];
    unsigned long cap[BDG_DB_COLS];
} stmt_t;

struct bdg_row_t { const stmt_t *s; };

/* --- in: db_args.c */
typedef struct bound_t { MYSQL_BIND b; MYSQL_TIME t; unsigned long len; my_bool null; } bound_t;
/* o borrows a's bytes and number until the statement has run. */
void bdg_db_bind(bound_t *o, const bdg_arg_t *a);
/* The same parameter of nrows rows at once (MariaDB's bulk protocol). first: of the first row; stride: arguments from one row to the next. */
void bdg_db_bind_array(MYSQL_BIND *b, const bdg_arg_t *first, int stride, int nrows, apr_pool_t *pool);

/* --- out: db_columns.c */
/* Buffers for the columns of a statement that was prepared. An error leaves what bdg_db_columns_free() takes. */
bdg_err_t *bdg_db_columns_make(stmt_t *s) BDG_MUST_CHECK;
void bdg_db_columns_free(stmt_t *s);
int bdg_db_columns_bind(stmt_t *s);      /* not 0: the connector's error is in s->stmt */
/* What did not fit of the row just fetched: the buffer grows. wrong: the connector's error is in s->stmt. */
bdg_err_t *bdg_db_columns_fetch_long(stmt_t *s, int *wrong) BDG_MUST_CHECK;
/* A buffer that once held something big is not kept for the connection's life. */
void bdg_db_columns_shrink(stmt_t *s);
#endif
