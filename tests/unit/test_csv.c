/* io/csv: reading what people send, writing what comes back unchanged, the guard against formulas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include <apr_strings.h>
#include "io/csv.h"

static apr_pool_t *pool;

static int setup(void **state)
{
    (void)state;
    apr_initialize();
    return apr_pool_create(&pool, NULL) != APR_SUCCESS;
}

static int teardown(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static bdg_csv_t *open_limited(const char *in, size_t len, const bdg_table_limits_t *limits)
{
    bdg_text_t *t;
    bdg_csv_t *c;
    assert_null(bdg_text_open_mem(&t, in, len, pool));
    assert_null(bdg_csv_open(&c, t, 0, limits, pool));
    return c;
}

/* The whole file on one line: "number:line cell|cell" for each row, flags as letters, rows end with a slash. */
static const char *show(const char *in, size_t len)
{
    bdg_csv_t *c = open_limited(in, len, NULL);
    bdg_buf_t *b = bdg_buf_make(1 << 20, pool);
    bdg_table_row_t row;
    int eof;
    for (;;) {
        assert_null(bdg_csv_next(c, &row, &eof));
        if (eof)
            break;
        bdg_buf_printf(b, "%d:%d%s%s%s ", row.number, row.line, row.flags & BDG_ROW_BLANK ? "B" : "",
                       row.flags & BDG_ROW_UNCLOSED_QUOTE ? "U" : "", row.flags & BDG_ROW_STRAY_QUOTE ? "S" : "");
        for (int i = 0; i < row.ncells; i++) {
            if (i)
                bdg_buf_char(b, '|');
            bdg_buf_add(b, row.cells[i].data, row.cells[i].len);
        }
        bdg_buf_char(b, '/');
    }
    return b->data ? b->data : "";
}
#define SHOWS(in, want) assert_string_equal(show(in, sizeof(in) - 1), want)

static void test_plain(void **state)
{
    (void)state;
    SHOWS("", "");
    SHOWS("a", "1:1 a/");
    SHOWS("a,b\n1,2\n", "1:1 a|b/2:2 1|2/");
    SHOWS("a,b\n1,2", "1:1 a|b/2:2 1|2/");
    SHOWS("a,b\r\n1,\r\n", "1:1 a|b/2:2 1|/");
    SHOWS("a,b\r1,2\r", "1:1 a|b/2:2 1|2/");
    SHOWS("a,b\r\n1,2\n3,4\r5,6", "1:1 a|b/2:2 1|2/3:3 3|4/4:4 5|6/");
    SHOWS("a,b,", "1:1 a|b|/");
    SHOWS("\xEF\xBB\xBF" "a,b\n", "1:1 a|b/");
}

static void test_ragged_and_blank(void **state)
{
    (void)state;
    SHOWS("a,b\n1\n1,2,3,4\n", "1:1 a|b/2:2 1/3:3 1|2|3|4/");
    SHOWS("a,b\n\n,,\n1,2\n\n", "1:1 a|b/2:2B /3:3B ||/4:4 1|2/5:5B /");
    SHOWS("a\n\"\"\n\nb", "1:1 a/2:2B /3:3B /4:4 b/");
}

static void test_quotes(void **state)
{
    (void)state;
    SHOWS("\"a\",\"b\"\r\n\"1\",\"2\"\r\n", "1:1 a|b/2:2 1|2/");
    SHOWS("a,\"x, y\",\"say \"\"hi\"\"\"\n", "1:1 a|x, y|say \"hi\"/");
    /* a line break in a cell does not count as a row, but as a line */
    SHOWS("a,b\n\"one\ntwo\r\nthree\rfour\",2\n5,6\n", "1:1 a|b/2:2 one\ntwo\r\nthree\rfour|2/3:6 5|6/");
    SHOWS("a\"b,c\"\n", "1:1 a\"b|c\"/");
    SHOWS("\"\"\"\",\"\"\n", "1:1 \"|/");
    SHOWS("\"a\"b\"c\",d\n", "1:1S ab\"c\"|d/");
    SHOWS("\"a\"\"b\"c,d\ne", "1:1S a\"bc|d/2:2 e/");
    SHOWS("\"x\"", "1:1 x/");
}

static void test_unclosed(void **state)
{
    (void)state;
    SHOWS("a,b\n\"1,2\n3,4\n5,6\n", "1:1 a|b/2:2U \"1|2/3:3 3|4/4:4 5|6/");
    /* it would be closed by the next row's opening mark */
    SHOWS("a,b\n\"1,2\n\"x, y\",4\n5,6\n", "1:1 a|b/2:2U \"1|2/3:3 x, y|4/4:4 5|6/");
    SHOWS("a,b\n\"ok\",\"1,2\n3,4", "1:1 a|b/2:2U ok|\"1|2/3:3 3|4/");
    SHOWS("\"", "1:1U \"/");
    bdg_csv_t *c = open_limited("a,b\nx,\"y\nz,1\n", 13, NULL);
    bdg_table_row_t row;
    int eof;
    assert_null(bdg_csv_next(c, &row, &eof));
    assert_null(bdg_table_row_problem(&row));
    assert_null(bdg_csv_next(c, &row, &eof));
    assert_int_equal(row.problem_column, 2);
    assert_non_null(strstr(bdg_table_row_problem(&row), "never closed"));
}

static void test_unclosed_far(void **state)
{
    (void)state;
    /* three megabytes follow an open mark: all of their rows are there */
    size_t n = 0, rows = 0;
    char *in = malloc(3200000);
    n += (size_t)sprintf(in, "a,b\n\"1,2\n");
    while (n < 3000000)
        n += (size_t)sprintf(in + n, "row %zu,x\n", rows++);
    bdg_csv_t *c = open_limited(in, n, NULL);
    bdg_table_row_t row;
    int eof = 0;
    size_t seen = 0;
    while (bdg_csv_next(c, &row, &eof) == NULL && !eof) {
        char want[40];
        seen++;
        if (seen > 2) {
            int len = snprintf(want, sizeof want, "row %zu", seen - 3);
            assert_int_equal(row.ncells, 2);
            assert_int_equal(row.cells[0].len, len);
            assert_memory_equal(row.cells[0].data, want, (size_t)len);
        } else if (seen == 2) {
            assert_true(row.flags & BDG_ROW_UNCLOSED_QUOTE);
        }
    }
    assert_int_equal(eof, 1);
    assert_int_equal(seen, rows + 2);
    free(in);
}

static void delimiter(const char *in, char want)
{
    assert_int_equal(bdg_csv_delimiter(open_limited(in, strlen(in), NULL)), want);
}

static void test_delimiter(void **state)
{
    (void)state;
    delimiter("a,b\n1,2\n", ',');
    delimiter("a;b\n1,5;2,5\n3,5;4,5\n", ';');
    delimiter("Name\tMail\nM\xC3\xBCller, J\ta@b.example\nEvrard, V\tc@d.example\n", '\t');
    delimiter("a|b\n1|2\n", '|');
    delimiter("Spring list\n\nName;Mail\nA, B;x\nC;y\n", ';');
    delimiter("name\nx\n", ',');
    delimiter("\"a;b;c\",d\n\"e;f;g\",h\n", ',');
    delimiter("a;\"x,y,\nz\"\nb;\"1,2,3\"\n", ';');
    delimiter("a;b\n\"1;2\n3;4\n", ';');
    SHOWS("sep=;\r\na,x;b\r\n1;2\r\n", "1:2 a,x|b/2:3 1|2/");
    SHOWS("SEP=\t\na\tb\n", "1:2 a|b/");
    SHOWS("sep=;", "");
    SHOWS("sep=x;b\n", "1:1 sep=x|b/");
}

static bdg_code_e error_of(const char *in, size_t len, bdg_table_limits_t limits)
{
    bdg_csv_t *c = open_limited(in, len, &limits);
    bdg_table_row_t row;
    int eof = 0;
    bdg_err_t *err = NULL;
    while (!err && !eof)
        err = bdg_csv_next(c, &row, &eof);
    bdg_code_e code = err ? err->code : 0;
    bdg_err_clear(err);
    return code;
}

static void test_caps(void **state)
{
    (void)state;
    bdg_table_row_t row;
    int eof;
    assert_int_equal(error_of("a\n1\n2\n", 6, (bdg_table_limits_t){ .rows = 3 }), 0);
    assert_int_equal(error_of("a\n1\n\n\n2\n\n", 9, (bdg_table_limits_t){ .rows = 3 }), 0);
    assert_int_equal(error_of("a\n1\n2\n3\n", 8, (bdg_table_limits_t){ .rows = 3 }), BDG_E_TOO_LARGE);
    assert_int_equal(error_of("aaaa\nbbbb\n", 10, (bdg_table_limits_t){ .text = 7 }), BDG_E_TOO_LARGE);

    char *big = malloc(2000000);
    memset(big, 'x', 2000000);
    assert_int_equal(error_of(big, 2000000, (bdg_table_limits_t){ 0 }), BDG_E_TOO_LARGE);
    big[100000] = ',';
    big[100003] = '\n';
    bdg_csv_t *c = open_limited(big, 100004, NULL);
    assert_null(bdg_csv_next(c, &row, &eof));
    assert_true(row.flags & BDG_ROW_CELL_CUT);
    assert_int_equal(row.cells[0].len, 65536);
    assert_int_equal(row.cells[1].len, 2);
    assert_int_equal(row.problem_column, 1);

    memset(big, ',', 1000);
    c = open_limited(big, 1000, NULL);
    assert_null(bdg_csv_next(c, &row, &eof));
    assert_true(row.flags & BDG_ROW_TOO_WIDE);
    assert_int_equal(row.ncells, 512);
    assert_int_equal(row.problem_column, 513);

    c = open_limited("\xE2\x82\xAC\xE2\x82\xAC,x", 8, &(bdg_table_limits_t){ .cell = 4 });
    assert_null(bdg_csv_next(c, &row, &eof));
    assert_int_equal(row.cells[0].len, 3);      /* never half a character */
    free(big);
}

static void test_block_borders(void **state)
{
    (void)state;
    /* the interesting bytes at each place around the end of the first block */
    static const char tail[] = "\r\n\"q\"\"r\r\ns\",\"\"\r\nend,\"last\"";
    char *in = malloc(70000);
    for (size_t pad = 65536 - sizeof tail - 2; pad < 65536 + 3; pad++) {
        memset(in, 'p', pad);
        in[pad / 2] = ',';
        memcpy(in + pad, tail, sizeof tail);
        bdg_csv_t *c = open_limited(in, pad + sizeof tail - 1, NULL);
        bdg_table_row_t row;
        int eof;
        assert_null(bdg_csv_next(c, &row, &eof));
        assert_int_equal(row.cells[0].len + row.cells[1].len + 1, pad);
        assert_null(bdg_csv_next(c, &row, &eof));
        assert_int_equal(row.ncells, 2);
        assert_int_equal(row.cells[0].len, 6);
        assert_memory_equal(row.cells[0].data, "q\"r\r\ns", 6);
        assert_null(bdg_csv_next(c, &row, &eof));
        assert_int_equal(row.line, 4);
        assert_memory_equal(row.cells[1].data, "last", 4);
        assert_null(bdg_csv_next(c, &row, &eof));
        assert_int_equal(eof, 1);
    }
    free(in);
}

static void guarded(const char *in, const char *want)
{
    bdg_buf_t *b = bdg_buf_make(1000, pool);
    bdg_csv_writer_t w = bdg_csv_writer(b, 0);
    bdg_csv_write_str(&w, in);
    bdg_csv_write_str(&w, NULL);
    assert_string_equal(b->data, want);
}

static void test_guard(void **state)
{
    (void)state;
    guarded("=1+1", "'=1+1,");
    guarded("+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\",");
    guarded("-5", "-5,");
    guarded("+49 123", "+49 123,");
    guarded("-5,5", "\"-5,5\",");
    guarded("-5+3", "'-5+3,");
    guarded("-", "'-,");
    guarded("@SUM(A1)", "'@SUM(A1),");
    guarded("\tx", "\"'\tx\",");
    guarded("\xEF\xBC\x9D" "1", "\"'\xEF\xBC\x9D" "1\",");
    guarded("'=x", "''=x,");
    guarded("'Abd al-Rahman", "'Abd al-Rahman,");
    guarded("say \"hi\"", "\"say \"\"hi\"\"\",");
}

/* Rows of cells made of the letters that hurt; what is written must come back. */
static void test_round_trip(void **state)
{
    (void)state;
    static const char *const bits[] = { "", "a", "b c", ",", ";", "\"", "\"\"", "\r", "\n", "\r\n", "\t", "|", "=", "+", "-", "@", "'", "5",
                                        " ", "sep=;", "\xEF\xBB\xBF", "\xEF\xBC\x8B", "\xC5\x81", "\xF0\x9F\x8E\x93", "." };
    enum { N = sizeof bits / sizeof *bits, ROWS = 400, COLS = 4 };
    srand(7);
    for (int round = 0; round < 50; round++) {
        apr_pool_t *sub;
        apr_pool_create(&sub, pool);
        const char *want[ROWS][COLS];
        int width[ROWS], eof, cols = 1 + round % COLS;
        bdg_buf_t *b = bdg_buf_make(1 << 20, sub);
        bdg_csv_writer_t w = bdg_csv_writer(b, round & 1);
        for (int r = 0; r < ROWS; r++) {
            width[r] = rand() % 8 ? cols : rand() % (cols + 1);
            for (int k = 0; k < width[r]; k++) {
                char *s = "";
                for (int n = rand() % 5; n > 0; n--)
                    s = apr_pstrcat(sub, s, bits[rand() % N], NULL);
                want[r][k] = s;
                bdg_csv_write_str(&w, s);
            }
            bdg_csv_end_row(&w);
        }
        assert_null(bdg_buf_check(b));
        bdg_csv_t *c = open_limited(b->data, b->len, NULL);
        bdg_table_row_t row;
        for (int r = 0; r < ROWS; r++) {
            assert_null(bdg_csv_next(c, &row, &eof));
            assert_int_equal(eof, 0);
            assert_int_equal(row.number, r + 1);
            assert_int_equal(row.ncells, width[r]);
            assert_int_equal(row.flags & ~BDG_ROW_BLANK, 0);
            for (int k = 0; k < width[r]; k++) {
                assert_int_equal(row.cells[k].len, strlen(want[r][k]));
                assert_memory_equal(row.cells[k].data, want[r][k], row.cells[k].len);
            }
        }
        assert_null(bdg_csv_next(c, &row, &eof));
        assert_int_equal(eof, 1);
        apr_pool_destroy(sub);
    }
}

static void test_columns(void **state)
{
    (void)state;
    char b[8];
    assert_string_equal(bdg_table_column(1, b), "A");
    assert_string_equal(bdg_table_column(26, b), "Z");
    assert_string_equal(bdg_table_column(27, b), "AA");
    assert_string_equal(bdg_table_column(512, b), "SR");
    assert_string_equal(bdg_table_column(16384, b), "XFD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),        cmocka_unit_test(test_ragged_and_blank), cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_unclosed),     cmocka_unit_test(test_unclosed_far),     cmocka_unit_test(test_delimiter),
        cmocka_unit_test(test_caps),         cmocka_unit_test(test_block_borders),    cmocka_unit_test(test_guard),
        cmocka_unit_test(test_round_trip),   cmocka_unit_test(test_columns),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
