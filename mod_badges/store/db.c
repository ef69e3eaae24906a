#include "store/db_priv.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/log.h"
#include <errmsg.h>
#include <mysql.h>
#include <ma_pvio.h>
#include <mysqld_error.h>
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifndef ER_CHECKREAD
#define ER_CHECKREAD 1020
#endif

#define TX_TRIES 8
#define LONE_PATIENCE (2 * 1000000)
#define ADOPT_SECONDS 5

struct bdg_db_t {
    MYSQL *my;
    apr_pool_t *pool;
    stmt_t *stmts[BDG_Q_COUNT];
    int broken, in_tx, poisoned, busy;
    MYSQL *owned;      /* closed by us */
    void *owner;
};

/* ---------------------------------------------------------------- errors */

static int ends_connection(unsigned e)
{
    switch (e) {
    case 1047: case 1180: case 1927: case 4031: case CR_SERVER_GONE_ERROR: case CR_SERVER_LOST: case CR_SERVER_LOST_EXTENDED:
    case CR_COMMANDS_OUT_OF_SYNC: case CR_CONN_HOST_ERROR: case CR_CONNECTION_ERROR: case 1053:
        return 1;
    default:
        return 0;
    }
}

static bdg_err_t *db_error(bdg_db_t *db, unsigned e, const char *text, const char *name)
{
    bdg_err_t *err;
    if (db && db->in_tx)
        db->poisoned = 1;
    if (ends_connection(e)) {
        if (db)
            db->broken = 1;
        err = bdg_err(BDG_E_UNAVAILABLE, "The database cannot be reached just now. Please try again in a moment.");
    } else if (e == ER_LOCK_DEADLOCK || e == ER_LOCK_WAIT_TIMEOUT || e == ER_CHECKREAD) {
        err = bdg_err(BDG_E_RETRY, "Somebody else was changing the same thing. Please try again.");
    } else if (e == ER_DUP_ENTRY) {
        err = bdg_err(BDG_E_DUPLICATE, "That exists already.");
    } else if (e == 1028 || e == 1114 || e == ER_CON_COUNT_ERROR || e == 1290 || e == 1021 || e == 1030) {
        err = bdg_err(BDG_E_UNAVAILABLE, "The database cannot take this just now. Please try again later.");
    } else {
        err = bdg_err(BDG_E_INTERNAL, "Something went wrong on our side.");
    }
    return bdg_err_detail(err, "%s: %u %s", name, e, text);
}

static bdg_err_t *too_many(bdg_err_t *e)
{
    return bdg_err_wrap(e, BDG_E_UNAVAILABLE, "Many people are changing the same thing just now. Please try again in a moment.");
}

static unsigned injected(void)
{
    if (!BDG_FAULT_HIT(BDG_FAULT_DB))
        return 0;
    return bdg_fault_param() ? (unsigned)bdg_fault_param() : ER_LOCK_DEADLOCK;
}

static bdg_err_t *stmt_error(bdg_db_t *db, MYSQL_STMT *st, bdg_query_e q)
{
    return db_error(db, mysql_stmt_errno(st), mysql_stmt_error(st), bdg_queries[q].name);
}

static void end_statement(stmt_t *s)
{
    if (s->stmt)
        mysql_stmt_close(s->stmt);
    bdg_db_columns_free(s);
    free(s);
}

/* ---------------------------------------------------------------- connections */

static apr_status_t close_db(void *baton)
{
    bdg_db_t *db = baton;
    for (int i = 0; i < BDG_Q_COUNT; i++)
        if (db->stmts[i])
            end_statement(db->stmts[i]);
    if (db->owned)
        mysql_close(db->owned);
    return APR_SUCCESS;
}

static bdg_err_t *run_text(bdg_db_t *db, const char *sql, const char *name)
{
    unsigned f = injected();
    if (f)
        return db_error(db, f, "injected", name);
    if (mysql_query(db->my, sql))
        return db_error(db, mysql_errno(db->my), mysql_error(db->my), name);
    return NULL;
}

bdg_err_t *bdg_db_adopt(bdg_db_t **out, void *native, apr_pool_t *pool)
{
    bdg_db_t *db = apr_pcalloc(pool, sizeof *db);
    db->my = native;
    db->pool = pool;
    apr_pool_cleanup_register(pool, db, close_db, apr_pool_cleanup_null);
    bdg_db_patience(db, ADOPT_SECONDS);
    BDG_TRY(run_text(db, "SET SESSION time_zone='+00:00', innodb_snapshot_isolation=1, autocommit=1, tx_isolation='REPEATABLE-READ', "
                         "sql_mode='STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', "
                         "innodb_lock_wait_timeout=4, lock_wait_timeout=4, group_concat_max_len=1048576", "session"));
    if (mysql_set_character_set(db->my, "utf8mb4"))
        return db_error(db, mysql_errno(db->my), mysql_error(db->my), "utf8mb4");
    BDG_TRY(run_text(db, "SHOW STATUS LIKE 'wsrep_ready'", "wsrep"));
    MYSQL_RES *res = mysql_store_result(db->my);
    MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
    /* Without Galera the variable is OFF or missing, and wsrep_on is OFF: only a joined node that is not ready is refused. */
    int off = row && row[1] && !strcmp(row[1], "OFF");
    if (res)
        mysql_free_result(res);
    if (off) {
        BDG_TRY(run_text(db, "SELECT @@wsrep_on", "wsrep"));
        res = mysql_store_result(db->my);
        row = res ? mysql_fetch_row(res) : NULL;
        int on = row && row[0] && row[0][0] == '1';
        if (res)
            mysql_free_result(res);
        if (on)
            return db_error(db, 1047, "wsrep_ready is OFF", "wsrep");
    }
    *out = db;
    return NULL;
}

bdg_err_t *bdg_db_connect(bdg_db_t **out, const char *params, apr_pool_t *pool)
{
    const char *group = NULL, *dbname = NULL, *sock = NULL, *user = NULL, *pass = NULL, *host = NULL;
    unsigned port = 0;
    char *last, *copy = apr_pstrdup(pool, params);
    for (char *kv = apr_strtok(copy, ",;", &last); kv; kv = apr_strtok(NULL, ",;", &last)) {
        char *v = strchr(kv, '=');
        if (!v)
            continue;
        *v++ = 0;
        while (*kv == ' ')
            kv++;
        if (!strcmp(kv, "group")) group = v;
        else if (!strcmp(kv, "dbname")) dbname = v;
        else if (!strcmp(kv, "sock")) sock = v;
        else if (!strcmp(kv, "user")) user = v;
        else if (!strcmp(kv, "pass")) pass = v;
        else if (!strcmp(kv, "host")) host = v;
        else if (!strcmp(kv, "port")) port = (unsigned)atoi(v);
    }
    MYSQL *my = mysql_init(NULL);
    if (!my)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    if (group)
        mysql_options(my, MYSQL_READ_DEFAULT_GROUP, group);
    unsigned timeout = 5;
    mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
    if (!mysql_real_connect(my, host, user, pass, dbname, port, sock, CLIENT_FOUND_ROWS)) {
        bdg_err_t *e = bdg_err_detail(bdg_err(BDG_E_UNAVAILABLE, "The database cannot be reached."), "%u %s", mysql_errno(my), mysql_error(my));
        mysql_close(my);
        return e;
    }
    bdg_err_t *e = bdg_db_adopt(out, my, pool);
    if (e) {
        mysql_close(my);
        return e;
    }
    (*out)->owned = my;
    bdg_db_patience(*out, 0);
    return run_text(*out, "SET SESSION lock_wait_timeout=60", "session");   /* nobody's page waits for a migration's turn */
}

void bdg_db_set_owner(bdg_db_t *db, void *owner) { db->owner = owner; }
void *bdg_db_owner(const bdg_db_t *db) { return db->owner; }
int bdg_db_broken(const bdg_db_t *db) { return db->broken; }

/* mysql_options() does nothing on an open connection, and mod_dbd gives no way to set this before. */
void bdg_db_patience(bdg_db_t *db, int seconds)
{
    MARIADB_PVIO *io = db->my->net.pvio;
    if (!io)
        return;
    io->methods->set_timeout(io, PVIO_READ_TIMEOUT, seconds);
    io->methods->set_timeout(io, PVIO_WRITE_TIMEOUT, seconds);
}

void bdg_db_shutdown(bdg_db_t *db)
{
    db->broken = 1;
    int fd = (int)mysql_get_socket(db->my);
    if (fd >= 0)
        shutdown(fd, SHUT_RDWR);
}

/* ---------------------------------------------------------------- statements */

static bdg_err_t *prepare_new(bdg_db_t *db, bdg_query_e q, stmt_t *s)
{
    s->stmt = mysql_stmt_init(db->my);
    if (!s->stmt)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    if (mysql_stmt_prepare(s->stmt, bdg_queries[q].sql, (unsigned long)strlen(bdg_queries[q].sql)))
        return stmt_error(db, s->stmt, q);
    if ((int)mysql_stmt_param_count(s->stmt) != bdg_queries[q].params)
        return bdg_err(BDG_E_INTERNAL, "Statement %s does not fit.", bdg_queries[q].name);
    return bdg_db_columns_make(s);
}

static bdg_err_t *prepare(bdg_db_t *db, bdg_query_e q, stmt_t **out)
{
    stmt_t *s = db->stmts[q];
    if (!s) {
        s = calloc(1, sizeof *s);
        if (!s)
            return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
        BDG_TRY_ELSE(prepare_new(db, q, s), end_statement(s));
        db->stmts[q] = s;
    }
    *out = s;
    return NULL;
}

static bdg_err_t *ready(bdg_db_t *db, bdg_query_e q, int nargs)
{
    if (db->broken)
        return bdg_err_detail(bdg_err(BDG_E_UNAVAILABLE, "The database cannot be reached just now. Please try again in a moment."), "broken handle");
    if (db->poisoned)
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "%s after an error in the same transaction", bdg_queries[q].name);
    if (db->busy || nargs != bdg_queries[q].params || nargs > BDG_DB_PARAMS)
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "%s: %s", bdg_queries[q].name,
                              db->busy ? "inside another statement's rows" : "wrong number of arguments");
    unsigned f = injected();
    return f ? bdg_err_sure(db_error(db, f, "injected", bdg_queries[q].name)) : NULL;
}

static bdg_err_t *execute_once(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, stmt_t **out)
{
    stmt_t *s;
    bound_t bound[BDG_DB_PARAMS];
    MYSQL_BIND binds[BDG_DB_PARAMS];
    BDG_TRY(ready(db, q, nargs));
    BDG_TRY(prepare(db, q, &s));
    for (int i = 0; i < nargs; i++) {
        bdg_db_bind(&bound[i], &args[i]);
        binds[i] = bound[i].b;
    }
    if (nargs && mysql_stmt_bind_param(s->stmt, binds))
        return bdg_err_sure(stmt_error(db, s->stmt, q));
    if (mysql_stmt_execute(s->stmt))
        return bdg_err_sure(stmt_error(db, s->stmt, q));
    *out = s;
    return NULL;
}

/* A growing gap with jitter, 1 to 130 ms, before something is tried again. */
static void breathe(int i)
{
    unsigned char r;
    bdg_random(&r, 1);
    apr_sleep((apr_interval_time_t)(1000 << i) + r * 40);
}

/* Outside a transaction a statement is one by itself, and tried again as such; but not what has waited long for a lock. */
static bdg_err_t *execute(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, stmt_t **out)
{
    apr_time_t until = apr_time_now() + LONE_PATIENCE;
    for (int i = 0;; i++) {
        bdg_err_t *e = execute_once(db, q, args, nargs, out);
        if (!e || e->code != BDG_E_RETRY || db->in_tx)
            return e;
        if (i + 1 >= TX_TRIES || apr_time_now() > until)
            return too_many(e);
        bdg_err_clear(e);
        breathe(i);
    }
}

static bdg_err_t *each(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, bdg_row_fn *fn, void *baton, long *rows)
{
    stmt_t *s = NULL;
    bdg_err_t *e = NULL;
    *rows = 0;
    BDG_TRY(execute(db, q, args, nargs, &s));
    if (!s->ncols)
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "%s gives no rows", bdg_queries[q].name);
    if (bdg_db_columns_bind(s) || mysql_stmt_store_result(s->stmt)) {
        e = stmt_error(db, s->stmt, q);
        mysql_stmt_free_result(s->stmt);
        return e;
    }
    db->busy = 1;
    while (!e) {
        int rc = mysql_stmt_fetch(s->stmt);
        if (rc == MYSQL_NO_DATA)
            break;
        if (rc == 1) {
            e = stmt_error(db, s->stmt, q);
            break;
        }
        int wrong = 0;
        e = bdg_db_columns_fetch_long(s, &wrong);
        if (!e && !wrong) {
            ++*rows;
            e = fn(baton, &(bdg_row_t){ s });
            wrong = !e && s->moved && bdg_db_columns_bind(s);
        }
        if (wrong)
            e = stmt_error(db, s->stmt, q);
    }
    db->busy = 0;
    mysql_stmt_free_result(s->stmt);
    bdg_db_columns_shrink(s);
    return e;
}

bdg_err_t *bdg_db_each(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, bdg_row_fn *fn, void *baton)
{
    long rows;
    return each(db, q, args, nargs, fn, baton, &rows);
}

bdg_err_t *bdg_db_one(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, bdg_row_fn *fn, void *baton)
{
    long rows;
    BDG_TRY(each(db, q, args, nargs, fn, baton, &rows));
    if (rows == 0)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
    if (rows > 1)
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "%s gave %ld rows", bdg_queries[q].name, rows);
    return NULL;
}

static bdg_err_t *take_int(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_db_int(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, int64_t *out)
{
    return bdg_db_one(db, q, args, nargs, take_int, out);
}

bdg_err_t *bdg_db_exec(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, int64_t *changed, int64_t *insert_id)
{
    stmt_t *s = NULL;
    BDG_TRY(execute(db, q, args, nargs, &s));
    if (changed)
        *changed = (int64_t)mysql_stmt_affected_rows(s->stmt);
    if (insert_id)
        *insert_id = (int64_t)mysql_stmt_insert_id(s->stmt);
    return NULL;
}

bdg_err_t *bdg_db_bulk(bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nrows)
{
    int np = bdg_queries[q].params;
    stmt_t *s = NULL;
    MYSQL_BIND binds[BDG_DB_PARAMS];
    if (nrows <= 0)
        return NULL;
    BDG_TRY(ready(db, q, np));
    BDG_TRY(prepare(db, q, &s));
    apr_pool_t *pool;
    if (apr_pool_create(&pool, db->pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    memset(binds, 0, sizeof binds);
    for (int c = 0; c < np; c++)
        bdg_db_bind_array(&binds[c], args + c, np, nrows, pool);
    unsigned n = (unsigned)nrows, none = 0;
    bdg_err_t *e = NULL;
    mysql_stmt_attr_set(s->stmt, STMT_ATTR_ARRAY_SIZE, &n);
    if (mysql_stmt_bind_param(s->stmt, binds) || mysql_stmt_execute(s->stmt))
        e = stmt_error(db, s->stmt, q);
    mysql_stmt_attr_set(s->stmt, STMT_ATTR_ARRAY_SIZE, &none);
    apr_pool_destroy(pool);
    return e;
}

/* ---------------------------------------------------------------- transactions */

static bdg_err_t *commit(bdg_db_t *db)
{
    unsigned f = injected();
    if (!f && mysql_query(db->my, "COMMIT")) {
        f = mysql_errno(db->my);
    }
    if (!f)
        return NULL;
    if (f == CR_SERVER_GONE_ERROR || f == CR_SERVER_LOST || f == CR_SERVER_LOST_EXTENDED || f == 1180 || f == 1927 || f == 1053) {
        db->broken = 1;
        return bdg_err_detail(bdg_err(BDG_E_UNKNOWN_OUTCOME, "The database went away while saving. Please look whether it was saved before you try again."),
                              "COMMIT: %u", f);
    }
    return db_error(db, f, "COMMIT", "COMMIT");
}

static bdg_err_t *tx_once(bdg_db_t *db, bdg_tx_fn *fn, void *baton, apr_pool_t *scratch)
{
    BDG_TRY(run_text(db, "START TRANSACTION", "START TRANSACTION"));
    db->in_tx = 1;
    db->poisoned = 0;
    bdg_err_t *e = fn(db, baton, scratch);
    if (!e && db->poisoned)
        e = bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "a statement's error was dropped");
    if (!e)
        e = commit(db);
    db->in_tx = 0;
    db->poisoned = 0;
    if (e && !db->broken && mysql_query(db->my, "ROLLBACK"))
        db->broken = 1;
    return e;
}

bdg_err_t *bdg_db_tx(bdg_db_t *db, bdg_tx_fn *fn, void *baton, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    if (db->in_tx)
        return fn(db, baton, pool);
    if (apr_pool_create(&scratch, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    for (int i = 0;; i++) {
        bdg_err_t *e = tx_once(db, fn, baton, scratch);
        if (!e || e->code != BDG_E_RETRY) {
            apr_pool_destroy(scratch);
            return e;
        }
        if (i + 1 >= TX_TRIES) {
            apr_pool_destroy(scratch);
            return too_many(e);
        }
        bdg_log_err(BDG_LOG_DEBUG, "BDG0101", e, "transaction runs again");
        bdg_err_clear(e);
        apr_pool_clear(scratch);
        breathe(i);
    }
}

/* ---------------------------------------------------------------- scripts, checks */

bdg_err_t *bdg_db_script(bdg_db_t *db, const char *sql, size_t len)
{
    mysql_set_server_option(db->my, MYSQL_OPTION_MULTI_STATEMENTS_ON);
    if (mysql_real_query(db->my, sql, (unsigned long)len))
        return db_error(db, mysql_errno(db->my), mysql_error(db->my), "script");
    int rc;
    do {
        MYSQL_RES *res = mysql_store_result(db->my);
        if (res)
            mysql_free_result(res);
        rc = mysql_next_result(db->my);
    } while (rc == 0);
    bdg_err_t *e = rc > 0 ? db_error(db, mysql_errno(db->my), mysql_error(db->my), "script") : NULL;
    mysql_set_server_option(db->my, MYSQL_OPTION_MULTI_STATEMENTS_OFF);
    return e;
}

bdg_err_t *bdg_db_prepare_all(bdg_db_t *db, const char **bad)
{
    stmt_t *s = NULL;
    for (int q = 0; q < BDG_Q_COUNT; q++) {
        bdg_err_t *e = prepare(db, (bdg_query_e)q, &s);
        if (e) {
            *bad = bdg_queries[q].name;
            return e;
        }
    }
    return NULL;
}

bdg_err_t *bdg_db_explain(bdg_db_t *db, bdg_query_e q, const char **lines, apr_pool_t *pool)
{
    char *text = apr_pstrdup(pool, "EXPLAIN ");
    int quoted = 0;
    for (const char *p = bdg_queries[q].sql, *start = p;; p++) {
        if (*p == '\'')
            quoted = !quoted;
        if (!*p || (*p == '?' && !quoted)) {
            text = apr_pstrcat(pool, text, apr_pstrmemdup(pool, start, (apr_size_t)(p - start)), *p ? "1" : "", NULL);
            start = p + 1;
            if (!*p)
                break;
        }
    }
    if (mysql_query(db->my, text))
        return db_error(db, mysql_errno(db->my), mysql_error(db->my), bdg_queries[q].name);
    MYSQL_RES *res = mysql_store_result(db->my);
    MYSQL_ROW r;
    char *out = "";
    while (res && (r = mysql_fetch_row(res)))
        out = apr_pstrcat(pool, out, r[2] ? r[2] : "", "|", r[3] ? r[3] : "", "|", r[5] ? r[5] : "", "|", r[8] ? r[8] : "", "|", r[9] ? r[9] : "", "\n", NULL);
    if (res)
        mysql_free_result(res);
    *lines = out;
    return NULL;
}
