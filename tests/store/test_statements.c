/* Every named statement: it fits the schema, and its plan over filled tables reads no table whole unless it says why. */
#include "fill.h"

#define SMALL 300     /* rows that may be walked without a reason */

/* The statement with plain values for its parameters: '1' (row 1 has that as its key and its texts), 1 where a number has to stand.
 * optional 0: filters of the form "(? IS NULL OR ...)" are off. */
static const char *with_values(const char *sql, int optional, apr_pool_t *pool)
{
    const char *out = "", *start = sql;
    int quoted = 0, off = 0;
    for (const char *p = sql;; p++) {
        if (*p == '\'')
            quoted = !quoted;
        if (*p && (*p != '?' || quoted))
            continue;
        out = apr_pstrcat(pool, out, apr_pstrmemdup(pool, start, (apr_size_t)(p - start)), NULL);
        if (!*p)
            return out;
        size_t n = strlen(out);
        int number = (n >= 6 && !strcmp(out + n - 6, "LIMIT ")) || (n >= 7 && !strcmp(out + n - 7, "OFFSET "));
        if (!optional && !strncmp(p, "? IS NULL", 9))
            off = 2;
        out = apr_pstrcat(pool, out, off-- > 0 ? "NULL" : number ? "10" : "'1'", NULL);
        start = p + 1;
    }
}

/* What is wrong with the plan, or NULL. */
static const char *flaw(MYSQL *my, const char *sql, int *steps, apr_pool_t *pool)
{
    if (mysql_query(my, apr_pstrcat(pool, "EXPLAIN ", sql, NULL)))
        return apr_pstrcat(pool, "cannot be explained: ", mysql_error(my), NULL);
    MYSQL_RES *res = mysql_store_result(my);
    MYSQL_ROW r;
    const char *out = NULL;
    while ((r = mysql_fetch_row(res))) {      /* id, select_type, table, type, possible_keys, key, key_len, ref, rows, Extra */
        const char *table = r[2] ? r[2] : "", *type = r[3] ? r[3] : "";
        long rows = r[8] ? atol(r[8]) : 0;
        *steps += *table != 0;
        if (*table == '<')
            continue;
        if (rows > SMALL && (!strcmp(type, "ALL") || !strcmp(type, "index")))
            out = apr_psprintf(pool, "reads all of %s (%s, %ld rows, key %s)", table, type, rows, r[5] ? r[5] : "none");
    }
    mysql_free_result(res);
    return out;
}

static void all_prepare(void **state)
{
    store_t *s = *state;
    const char *bad = NULL;
    assert_true(BDG_Q_COUNT > 20);
    bdg_err_t *e = bdg_db_prepare_all(s->db, &bad);
    if (e)
        fail_msg("%s: %s", bad, e->detail ? e->detail : e->message);
}

static void plans(void **state)
{
    store_t *s = *state;
    int failed = 0, steps = 0, meant = 0;
    assert_true(fill_all(s->raw, s->pool) > 10);
    raw_run(s->raw, "SET SESSION time_zone='+00:00'");
    for (int q = 0; q < BDG_Q_COUNT; q++) {
        const char *why = NULL;
        for (int optional = 0; optional <= 1 && !why; optional++)
            why = flaw(s->raw, with_values(bdg_queries[q].sql, optional, s->pool), &steps, s->pool);
        if (why && bdg_queries[q].scan) {
            meant++;
        } else if (why) {
            print_error("%s %s\n", bdg_queries[q].name, why);
            failed++;
        }
    }
    print_message("%d statements, %d steps of plans, %d full scans that are meant\n", (int)BDG_Q_COUNT, steps, meant);
    assert_true(steps > BDG_Q_COUNT);
    if (failed)
        fail_msg("%d statements", failed);
}

/* The check itself: it sees a full scan where there is one. */
static void plan_check_sees(void **state)
{
    store_t *s = *state;
    int steps = 0;
    fill_table(s->raw, "account", s->pool);
    assert_non_null(flaw(s->raw, "SELECT id FROM account WHERE password_hash = '1'", &steps, s->pool));
    assert_non_null(flaw(s->raw, "SELECT id FROM no_such_table", &steps, s->pool));
    assert_null(flaw(s->raw, "SELECT id FROM account WHERE email = '1'", &steps, s->pool));
    assert_string_equal(with_values("a = ? AND (? IS NULL OR b = ?) AND c = 'what?' LIMIT ?", 0, s->pool), "a = '1' AND (NULL IS NULL OR b = NULL) AND c = 'what?' LIMIT 10");
}

int main(void)
{
    const struct CMUnitTest tests[] = { store_test(all_prepare), store_test(plan_check_sees), store_test(plans) };
    return store_main(tests);
}
