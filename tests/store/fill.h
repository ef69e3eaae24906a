/* A few thousand rows in every table, made from what the schema says of its columns, so that a new table is filled without a word here.
 * Row n has n as its key and text; organisations repeat every 20 rows, so that one organisation is a small part of a table. */
#ifndef BDG_STORE_FILL_H
#define BDG_STORE_FILL_H
#include "store.h"
#include <apr_strings.h>

#define FILL_ROWS 4000

/* An expression in n for one column. */
static inline const char *fill_column(const char *name, const char *type, const char *full, long width, int in_key, apr_pool_t *pool)
{
    size_t len = strlen(name);
    if (!strcmp(type, "enum")) {
        int labels = 1;
        for (const char *p = full; *p; p++)
            labels += *p == ',';
        return apr_psprintf(pool, "1 + n %% %d", labels);
    }
    if (!strcmp(type, "datetime"))
        return "UTC_TIMESTAMP(6) + INTERVAL (n - 2000) MINUTE";
    if (!strcmp(type, "date"))
        return "CURDATE() + INTERVAL (n % 2000 - 1000) DAY";
    if (!strcmp(type, "binary"))
        return apr_psprintf(pool, "LEFT(UNHEX(SHA2(n, 256)), %ld)", width);
    if (len > 5 && !strcmp(name + len - 5, "_json"))
        return "CONCAT('[\"', n, '\"]')";
    if (strstr(type, "char") || strstr(type, "text") || strstr(type, "blob"))
        return width ? apr_psprintf(pool, "LEFT(n, %ld)", width) : "n";
    if (!strcmp(type, "tinyint"))
        return "n % 2";
    if (!strcmp(name, "group_id"))
        return "0";
    if (!strcmp(name, "organisation_id"))
        return "1 + n % 20";
    if (in_key || !strcmp(name, "id"))
        return "n";
    if (len > 3 && !strcmp(name + len - 3, "_id"))
        return apr_psprintf(pool, "1 + n * 7919 %% %d", FILL_ROWS);
    return "n % 100";
}

static inline int fill_table(MYSQL *my, const char *table, apr_pool_t *pool)
{
    MYSQL_RES *res;
    MYSQL_ROW r;
    const char *columns = "", *values = "";
    if (mysql_query(my, apr_psprintf(pool, "SELECT column_name, data_type, column_type, COALESCE(character_maximum_length, 0), column_key FROM information_schema.columns "
                                           "WHERE table_schema = DATABASE() AND table_name = '%s' AND is_generated = 'NEVER' ORDER BY ordinal_position", table)))
        fail_msg("%s", mysql_error(my));
    res = mysql_store_result(my);
    while ((r = mysql_fetch_row(res))) {
        const char *comma = *columns ? ", " : "";
        columns = apr_pstrcat(pool, columns, comma, "`", r[0], "`", NULL);
        values = apr_pstrcat(pool, values, comma, fill_column(r[0], r[1], r[2], atol(r[3]), !strcmp(r[4], "PRI"), pool), NULL);
    }
    mysql_free_result(res);
    raw_run(my, apr_psprintf(pool, "INSERT IGNORE INTO `%s` (%s) SELECT %s FROM (SELECT CAST(seq AS SIGNED) AS n FROM seq_1_to_%d) s", table, columns, values, FILL_ROWS));
    raw_run(my, apr_psprintf(pool, "ANALYZE TABLE `%s` PERSISTENT FOR ALL", table));
    return (int)raw_int(my, apr_psprintf(pool, "SELECT COUNT(*) FROM `%s`", table));
}

/* Fills all tables; how many there are. */
static inline int fill_all(MYSQL *my, apr_pool_t *pool)
{
    MYSQL_ROW r;
    int n = 0;
    if (mysql_query(my, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"))
        fail_msg("%s", mysql_error(my));
    MYSQL_RES *res = mysql_store_result(my);
    while ((r = mysql_fetch_row(res))) {
        int rows = fill_table(my, r[0], pool);
        if (rows < FILL_ROWS && strcmp(r[0], "public_change"))
            print_message("%s has only %d rows\n", r[0], rows);
        n++;
    }
    mysql_free_result(res);
    return n;
}
#endif
