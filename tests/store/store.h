/* What every store test needs: connections of the module's account, and one beside them for what statements by name cannot do. */
#ifndef BDG_STORE_TEST_H
#define BDG_STORE_TEST_H
#include "unit.h"
#include "base/fault.h"
#include "base/log.h"
#include "store/db.h"
#include <apr_strings.h>
#include <mysql.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct store_t { apr_pool_t *pool; bdg_db_t *db, *other; MYSQL *raw; } store_t;

static inline void must(bdg_err_t *e, const char *what)
{
    if (e)
        fail_msg("%s: %s: %s (%s)", what, bdg_code_name(e->code), e->message, e->detail ? e->detail : "");
}
#define MUST(call) must((call), #call)

static inline MYSQL *raw_connect(void)
{
    MYSQL *my = mysql_init(NULL);
    mysql_options(my, MYSQL_READ_DEFAULT_GROUP, "badges");
    if (!mysql_real_connect(my, NULL, NULL, NULL, NULL, 0, NULL, 0) || mysql_set_character_set(my, "utf8mb4"))
        fail_msg("%s", mysql_error(my));
    return my;
}

static inline void raw_run(MYSQL *my, const char *sql)
{
    if (mysql_query(my, sql))
        fail_msg("%s: %s", sql, mysql_error(my));
    do {
        MYSQL_RES *res = mysql_store_result(my);
        if (res)
            mysql_free_result(res);
    } while (mysql_next_result(my) == 0);
}

/* The first column of the first row, "NULL" for NULL, "" for no row; in pool. */
static inline const char *raw_text(MYSQL *my, apr_pool_t *pool, const char *sql)
{
    if (mysql_query(my, sql))
        fail_msg("%s: %s", sql, mysql_error(my));
    MYSQL_RES *res = mysql_store_result(my);
    MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
    const char *out = !row ? "" : row[0] ? apr_pstrmemdup(pool, row[0], mysql_fetch_lengths(res)[0]) : "NULL";
    if (res)
        mysql_free_result(res);
    return out;
}

static inline long long raw_int(MYSQL *my, const char *sql)
{
    apr_pool_t *pool;
    apr_pool_create(&pool, NULL);
    long long n = atoll(raw_text(my, pool, sql));
    apr_pool_destroy(pool);
    return n;
}

/* As the migrations left it: no rows but those that ship with the product. */
static inline void raw_empty(MYSQL *my, apr_pool_t *pool)
{
    MYSQL_ROW r;
    if (mysql_query(my, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND "
                        "table_name NOT IN ('public_change', 'role', 'schema_migration')"))
        fail_msg("%s", mysql_error(my));
    MYSQL_RES *res = mysql_store_result(my);
    raw_run(my, "START TRANSACTION");
    while ((r = mysql_fetch_row(res)))
        raw_run(my, apr_psprintf(pool, "DELETE FROM `%s`", r[0]));
    mysql_free_result(res);
    raw_run(my, "DELETE FROM role WHERE organisation_id <> 0");
    raw_run(my, "UPDATE public_change SET revision = 0");
    raw_run(my, "COMMIT");
}

static inline int store_begin(void **state)
{
    apr_pool_t *pool;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    store_t *s = apr_pcalloc(pool, sizeof *s);
    s->pool = pool;
    MUST(bdg_db_connect(&s->db, "group=badges", pool));
    MUST(bdg_db_connect(&s->other, "group=badges", pool));
    s->raw = raw_connect();
    raw_empty(s->raw, pool);
    *state = s;
    return 0;
}

static inline int store_end(void **state)
{
    store_t *s = *state;
#ifdef BDG_FAULTS
    bdg_fault_set(NULL);
#endif
    mysql_close(s->raw);
    apr_pool_destroy(s->pool);
    return 0;
}

/* The schema, once. */
static inline int store_schema(void **state)
{
    (void)state;
    glob_t files;
    apr_pool_t *pool;
    bdg_db_t *db;
    MYSQL *raw = raw_connect();
    long long there = raw_int(raw, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()");
    mysql_close(raw);
    if (there)
        return 0;
    apr_pool_create(&pool, NULL);
    MUST(bdg_db_connect(&db, "group=badges", pool));
    if (glob("sql/migrations/*.sql", 0, NULL, &files) || !files.gl_pathc)
        return -1;
    for (size_t i = 0; i < files.gl_pathc; i++) {
        char *text = NULL;
        size_t n = 0;
        FILE *f = fopen(files.gl_pathv[i], "r");
        if (!f || getdelim(&text, &n, 0, f) < 0)
            return -1;
        fclose(f);
        MUST(bdg_db_script(db, text, strlen(text)));
        free(text);
    }
    globfree(&files);
    apr_pool_destroy(pool);
    return 0;
}
#define store_main(tests) (apr_initialize() != APR_SUCCESS ? 1 : unit_end(cmocka_run_group_tests(tests, store_schema, NULL)))

#define store_test(fn) cmocka_unit_test_setup_teardown(fn, store_begin, store_end)

static inline void quiet(void *baton, bdg_log_level_e level, const char *file, int line, const char *text)
{
    (void)baton; (void)level; (void)file; (void)line; (void)text;
}
#endif
