/* io/table and io/xlsx: values, sheets, and files made to hurt. The small packages are made here, with libzip. */
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <zip.h>
#include <apr_strings.h>
#include "base/buf.h"
#include "base/fault.h"
#include "io/table.h"
#include "io/xlsx_parts.h"

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" " \
             "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define SHEET(rows) "<worksheet " MAIN "><sheetData>" rows "</sheetData></worksheet>"

typedef struct part_t {
    const char *name, *data;
    size_t len;                     /* 0: strlen */
} part_t;

static const char workbook[] = "<workbook " MAIN "><workbookPr/><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
static const char book_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" REL "worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" REL "chartsheet\" Target=\"chartsheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId8\" Type=\"" REL "sharedStrings\" Target=\"../xl/./sharedStrings.xml\"/>"
    "<Relationship Id=\"rId9\" Type=\"" REL "styles\" Target=\"styles.xml\"/></Relationships>";

static const char *temp_path(apr_pool_t *pool)
{
    static int n;
    return apr_psprintf(pool, "/tmp/bdg-test-xlsx-%d-%d.xlsx", (int)getpid(), n++);
}

static apr_status_t forget(void *path) { return unlink(path) ? APR_EGENERAL : APR_SUCCESS; }

/* Writes a package of parts, the workbook's own parts added where they are not given. Removed with pool. */
static const char *package(apr_pool_t *pool, const part_t *parts, int n, int password)
{
    const char *path = temp_path(pool);
    const part_t usual[] = { { "xl/workbook.xml", workbook, 0 }, { "xl/_rels/workbook.xml.rels", book_rels, 0 } };
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(z);
    for (int i = 0; i < n; i++) {
        zip_source_t *s = zip_source_buffer(z, parts[i].data, parts[i].len ? parts[i].len : strlen(parts[i].data), 0);
        zip_int64_t at = zip_file_add(z, parts[i].name, s, ZIP_FL_OVERWRITE);
        assert_true(at >= 0);
        if (password)
            assert_int_equal(zip_file_set_encryption(z, (zip_uint64_t)at, ZIP_EM_AES_256, "secret"), 0);
    }
    for (int i = 0; i < 2; i++)
        if (zip_name_locate(z, usual[i].name, 0) < 0)
            assert_true(zip_file_add(z, usual[i].name, zip_source_buffer(z, usual[i].data, strlen(usual[i].data), 0), 0) >= 0);
    assert_int_equal(zip_close(z), 0);
    apr_pool_cleanup_register(pool, path, forget, apr_pool_cleanup_null);
    return path;
}
#define PACKAGE(pool, ...) package(pool, (const part_t[]){ __VA_ARGS__ }, sizeof((const part_t[]){ __VA_ARGS__ }) / sizeof(part_t), 0)
#define WITH_SHEET(pool, rows) PACKAGE(pool, { "xl/worksheets/sheet1.xml", SHEET(rows), 0 })

/* All rows as "number:cell|cell/", "h" after the number of a hidden one; the error, if any, comes back. */
static bdg_err_t *show(const char **out, const char *path, const char *sheet, const bdg_table_limits_t *limits, apr_pool_t *pool)
{
    bdg_table_t *t;
    bdg_table_row_t row;
    bdg_buf_t *b = bdg_buf_make(1 << 20, pool);
    int eof;
    BDG_TRY(bdg_table_open(&t, path, sheet, limits, pool));
    for (;;) {
        BDG_TRY(bdg_table_next(t, &row, &eof));
        if (eof)
            break;
        bdg_buf_printf(b, "%d%s:", row.number, row.hidden ? "h" : "");
        for (int i = 0; i < row.ncells; i++) {
            bdg_buf_str(b, i ? "|" : "");
            bdg_buf_add(b, row.cells[i].data, row.cells[i].len);
        }
        bdg_buf_char(b, '/');
    }
    *out = b->data ? b->data : "";
    return NULL;
}

static void shows(apr_pool_t *pool, const char *path, const char *sheet, const char *want)
{
    const char *got = NULL;
    assert_ok(show(&got, path, sheet, NULL, pool));
    assert_string_equal(got, want);
}

static void fails(apr_pool_t *pool, const char *path, bdg_code_e code, const char *part)
{
    const char *got;
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    assert_err(show(&got, path, NULL, NULL, pool), code, part);
    clock_gettime(CLOCK_MONOTONIC, &b);
    assert_true(b.tv_sec - a.tv_sec < 20);
}

/* --- what people send */

#define DATA "../shared/data/recipients/"

static const char *sample(const char *name, apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, DATA, name, NULL);
    if (access(path, R_OK) == 0)
        return path;
    print_message("%s is not here\n", path);
    skip();
    return NULL;
}

static void test_samples(void **state)
{
    apr_pool_t *pool = *state;
    static const char *const same[] = { "bom-crlf-all-quoted.csv", "old-mac-cr.csv", "excel-unicode-text-utf16.txt" };
    const char *plain = NULL, *other = NULL;
    assert_ok(show(&plain, sample("spring-cohort.csv", pool), NULL, NULL, pool));
    assert_non_null(strstr(plain, "2:Ana Casta\xC3\xB1" "eda|ana.castaneda@example.org|2026-01-01|2029-06-30|55||https://portfolio.example.org/0|S01000/"));
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_ok(show(&other, sample(same[i], pool), NULL, NULL, pool));
        assert_string_equal(other, plain);
    }
    assert_ok(show(&other, sample("excel-de-semicolon-cp1252.csv", pool), NULL, NULL, pool));
    assert_non_null(strstr(other, "6:M\xC3\xBCller, J\xC3\xBCrgen|juergen.mueller@example.org|08.01.2026|82,5/"));
    assert_ok(show(&other, sample("latin1-broken-utf8.csv", pool), NULL, NULL, pool));
    assert_string_equal(other, "1:Recipient Name|Recipient Email/2:Bj\xC3\xB6rk|bjork@example.org/3:M\xC3\xBCller|mueller@example.org/");
    assert_ok(show(&other, sample("crm-export.csv", pool), NULL, NULL, pool));
    assert_non_null(strstr(other, "2:003000000000000|Ana|Casta\xC3\xB1" "eda|ana.castaneda@example.org|1/1/2026|"
                                  "Line one\nline \"two\", with a comma|Closed Won|EMEA/3:"));
    assert_ok(show(&other, sample("mistakes.csv", pool), NULL, NULL, pool));
    assert_non_null(strstr(other, "/27:TooFew/28:\"Unclosed quote|unclosed@example.org|2026-01-17/"));
    shows(pool, sample("empty.csv", pool), NULL, "");
    shows(pool, sample("duplicate-headers.csv", pool), NULL, "1:Recipient Name|Email|Email/2:A|a@example.org|b@example.org/");
    fails(pool, sample("not-a-csv.csv", pool), BDG_E_UNSUPPORTED, "PNG");
    fails(pool, sample("cohort-excel97.xls", pool), BDG_E_UNSUPPORTED, "old Excel 97 format");
}

static void test_sample_xlsx(void **state)
{
    apr_pool_t *pool = *state;
    const char *got = NULL, *path = sample("cohort-title-row-dates.xlsx", pool);
    bdg_table_t *t;
    assert_ok(show(&got, path, NULL, NULL, pool));
    assert_int_equal(strncmp(got, "1:Spring 2026 graduates/3:Recipient Name|", 41), 0);
    assert_non_null(strstr(got, "/4:Ana Casta\xC3\xB1" "eda|ana.castaneda@example.org|2026-01-01|2029-06-30|55||https://portfolio.example.org/0|S01000/"));
    assert_non_null(strstr(got, "/8h:V\xC3\xA9ronique "));
    shows(pool, path, "Notes", "1:Not for import/");
    assert_ok(bdg_table_open(&t, path, NULL, NULL, pool));
    assert_int_equal(bdg_table_info(t)->nsheets, 2);
    assert_string_equal(bdg_table_info(t)->sheet, "Cohort");
    assert_err(bdg_table_open(&t, path, "Nowhere", NULL, pool), BDG_E_NOT_FOUND, "no sheet");
    fails(pool, sample("formulas-without-cached-values.xlsx", pool), BDG_E_UNSUPPORTED, "Cell A2 holds a formula");
}

/* --- values */

static void test_cells(void **state)
{
    apr_pool_t *pool = *state;
    shows(pool, WITH_SHEET(pool, "<row><c><v>1</v></c><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c></row>"
                                 "<row r=\"4\" hidden=\"1\"><c r=\"C4\" t=\"str\"><f>x</f><v>a_x000D_b_x005F_x</v></c><c><v>2</v></c></row>"
                                 "<row><c t=\"str\"><f>\"\"</f><v></v></c><c><f>1+1</f><v>2</v></c></row>"
                                 "<row r=\"9\"><c r=\"B9\" s=\"3\"/></row><row r=\"10\"/>"),
          NULL, "1:1|TRUE|FALSE|#N/A/4h:||a\rb_x|2/5:|2/");
    shows(pool, WITH_SHEET(pool, "<row><c t=\"inlineStr\"><is><r><rPr><b/></rPr><t>Ana </t></r><r><t>B &amp; C</t></r>"
                                 "<rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c><c t=\"inlineStr\"><is><t><![CDATA[<x>]]></t></is></c></row>"),
          NULL, "1:Ana B & C|<x>/");
    shows(pool, PACKAGE(pool, { "xl/worksheets/sheet1.xml", SHEET("<row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>0</v></c><c t=\"s\"><v>2</v></c></row>"), 0 },
                        { "xl/sharedStrings.xml", "<sst " MAIN "><si><t>zero</t></si><si><r><t>o</t></r><r><t>ne</t></r><rPh><t>x</t></rPh></si>"
                                                  "<si/></sst>", 0 }),
          NULL, "1:one|zero/");
    shows(pool, WITH_SHEET(pool, "<row><c t=\"d\"><v>2026-01-31T00:00:00</v></c><c t=\"d\"><v>2026-01-31T10:30:00Z</v></c></row>"), NULL,
          "1:2026-01-31|2026-01-31T10:30:00Z/");
    shows(pool, WITH_SHEET(pool, "<row><c r=\"XFD1\"><v>1</v></c></row>"), NULL, "1:/");
    fails(pool, WITH_SHEET(pool, "<row><c t=\"s\"><v>7</v></c></row>"), BDG_E_MALFORMED, "damaged");
    fails(pool, WITH_SHEET(pool, "<row r=\"0\"/>"), BDG_E_MALFORMED, "damaged");
    fails(pool, WITH_SHEET(pool, "<row><c><f>NOW()</f></c></row>"), BDG_E_UNSUPPORTED, "Cell A1 holds a formula");
}

static void number(const char *in, bdg_xlsx_format_e format, int date1904, const char *want)
{
    char out[BDG_XLSX_NUMBER_MAX];
    size_t n = bdg_xlsx_number(out, in, strlen(in), format, date1904);
    out[n] = 0;
    assert_string_equal(out, want);
}

static void test_numbers(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "55", "55" }, { "-2.5", "-2.5" }, { "0.1", "0.1" }, { "0.30000000000000004", "0.3" }, { "1.1000000000000001", "1.1" }, { "1E3", "1000" },
        { "1e-3", "0.001" }, { "1.5E-7", "0.00000015" }, { "55.0", "55" }, { "0", "0" }, { "-0", "0" }, { "1234567890123456", "1234567890123456" },
        { "1e20", "100000000000000000000" }, { "1.25E+25", "1.25e+25" }, { "007", "7" }, { "x", "" }, { "1e999", "" }, { "0x10", "" }, { "", "" },
        { "-0.5", "-0.5" }, { "99.99", "99.99" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        number(pairs[i][0], BDG_XLSX_NUMBER, 0, pairs[i][1]);
    number("46023", BDG_XLSX_DATE, 0, "2026-01-01");
    number("46023.5", BDG_XLSX_DATE, 0, "2026-01-01T12:00:00");
    number("46023.9999999", BDG_XLSX_DATE, 0, "2026-01-02");
    number("1", BDG_XLSX_DATE, 0, "1900-01-01");
    number("59", BDG_XLSX_DATE, 0, "1900-02-28");
    number("60", BDG_XLSX_DATE, 0, "1900-02-29");
    number("61", BDG_XLSX_DATE, 0, "1900-03-01");
    number("2958465", BDG_XLSX_DATE, 0, "9999-12-31");
    number("2958466", BDG_XLSX_DATE, 0, "2958466");
    number("-1", BDG_XLSX_DATE, 0, "-1");
    number("0", BDG_XLSX_DATE, 0, "0");
    number("0", BDG_XLSX_DATE, 1, "1904-01-01");
    number("44561", BDG_XLSX_DATE, 1, "2026-01-01");
    number("0.5", BDG_XLSX_TIME, 0, "12:00:00");
    number("46023.25", BDG_XLSX_TIME, 0, "2026-01-01T06:00:00");
    number("1.5", BDG_XLSX_ELAPSED, 0, "36:00:00");
}

static void test_formats(void **state)
{
    (void)state;
    static const struct { const char *code; bdg_xlsx_format_e want; } all[] = {
        { "General", BDG_XLSX_NUMBER }, { "0.00E+00", BDG_XLSX_NUMBER }, { "yyyy-mm-dd", BDG_XLSX_DATE }, { "DD/MM/YYYY", BDG_XLSX_DATE },
        { "mmm", BDG_XLSX_DATE }, { "[$-409]d\\-mmm", BDG_XLSX_DATE }, { "h:mm AM/PM", BDG_XLSX_TIME }, { "mm:ss.0", BDG_XLSX_TIME },
        { "[h]:mm:ss", BDG_XLSX_ELAPSED }, { "0\" days\"", BDG_XLSX_NUMBER }, { "#,##0 \\d", BDG_XLSX_NUMBER }, { "[Red]0;[Blue]d", BDG_XLSX_NUMBER },
        { "\"", BDG_XLSX_NUMBER }, { "[", BDG_XLSX_NUMBER }, { "\\", BDG_XLSX_NUMBER },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_int_equal(bdg_xlsx_format_of(all[i].code, strlen(all[i].code)), all[i].want);
}

static void test_dates_by_style(void **state)
{
    apr_pool_t *pool = *state;
    static const char styles[] = "<styleSheet " MAIN "><numFmts><numFmt numFmtId=\"164\" formatCode=\"d.m.yyyy\"/></numFmts><cellStyleXfs>"
                                 "<xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
    static const char sheet[] = SHEET("<row><c><v>44561</v></c><c s=\"1\"><v>44561</v></c><c s=\"2\"><v>44561.5</v></c><c s=\"9\"><v>1</v></c></row>");
    shows(pool, PACKAGE(pool, { "xl/worksheets/sheet1.xml", sheet, 0 }, { "xl/styles.xml", styles, 0 }), NULL,
          "1:44561|2021-12-31|2021-12-31T12:00:00|1/");
    shows(pool, PACKAGE(pool, { "xl/worksheets/sheet1.xml", sheet, 0 }, { "xl/styles.xml", styles, 0 },
                        { "xl/workbook.xml", "<workbook " MAIN "><workbookPr date1904=\"1\"/><sheets><sheet name=\"A\" r:id=\"rId1\"/></sheets></workbook>", 0 }),
          NULL, "1:44561|2026-01-01|2026-01-01T12:00:00|1/");
}

static void test_sheets(void **state)
{
    apr_pool_t *pool = *state;
    const part_t parts[] = {
        { "xl/workbook.xml", "<workbook " MAIN "><sheets><sheet name=\"Chart\" r:id=\"rId3\"/><sheet name=\"Empty\" r:id=\"rId1\"/>"
                             "<sheet name=\"Secret\" state=\"hidden\" r:id=\"rId2\"/><sheet name=\"Full &amp; more\" r:id=\"rId2\"/></sheets></workbook>", 0 },
        { "xl/worksheets/sheet1.xml", SHEET("<row><c s=\"1\"/></row>"), 0 },
        { "xl/worksheets/sheet2.xml", SHEET("<row r=\"3\"><c><v>3</v></c></row>"), 0 },
    };
    const char *path = package(pool, parts, 3, 0);
    bdg_table_t *t;
    assert_ok(bdg_table_open(&t, path, NULL, NULL, pool));
    const bdg_table_info_t *i = bdg_table_info(t);
    assert_int_equal(i->kind, BDG_TABLE_XLSX);
    assert_int_equal(i->nsheets, 3);
    assert_int_equal(i->sheets[1].hidden, 1);
    assert_string_equal(i->sheet, "Full & more");
    shows(pool, path, "Empty", "");
    shows(pool, path, "Secret", "3:3/");
}

/* --- what hurts */

#define DOCTYPE_SHEET(dtd, cell) "<!DOCTYPE worksheet " dtd "><worksheet " MAIN "><sheetData><row><c t=\"inlineStr\"><is><t>" cell "</t></is></c></row></sheetData></worksheet>"
#define HURT(xml) PACKAGE(pool, { "xl/worksheets/sheet1.xml", xml, 0 })

static void test_xml_attacks(void **state)
{
    apr_pool_t *pool = *state;
    fails(pool, HURT(DOCTYPE_SHEET("[<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]", "&c;")), BDG_E_MALFORMED, "document type");
    fails(pool, HURT(DOCTYPE_SHEET("[<!ENTITY x SYSTEM \"file:///etc/passwd\">]", "&x;")), BDG_E_MALFORMED, "document type");
    fails(pool, HURT(DOCTYPE_SHEET("SYSTEM \"http://127.0.0.1:9/x.dtd\"", "x")), BDG_E_MALFORMED, "document type");
    fails(pool, HURT(SHEET("<row><c><v>&nbsp;</v></c></row>")), BDG_E_MALFORMED, "damaged");
    fails(pool, HURT("<?xml version=\"1.0\" encoding=\"UTF-7\"?>" SHEET("")), BDG_E_MALFORMED, "damaged");
    fails(pool, HURT(SHEET("<row>")), BDG_E_MALFORMED, "damaged");
    fails(pool, HURT(" "), BDG_E_MALFORMED, "damaged");
    fails(pool, PACKAGE(pool, { "xl/workbook.xml", "<!DOCTYPE x []><workbook/>", 0 }), BDG_E_MALFORMED, "document type");
    bdg_buf_t *deep = bdg_buf_make(1 << 20, pool);
    for (int i = 0; i < 100000; i++)
        bdg_buf_str(deep, "<a>");
    fails(pool, HURT(deep->data), BDG_E_MALFORMED, "damaged");
}

/* Under memcheck (make valgrind) each byte has a shadow, and what was freed is kept for a while. */
static int memory_is_watched(void)
{
    return getenv("BADGES_MEMCHECK") != NULL;
}

static long peak_kb(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

/* head, then piece many times, then tail. */
static const char *many(apr_pool_t *pool, const char *head, const char *piece, size_t times, const char *tail)
{
    bdg_buf_t *b = bdg_buf_make(400u << 20, pool);
    bdg_buf_str(b, head);
    while (times--)
        bdg_buf_str(b, piece);
    bdg_buf_str(b, tail);
    assert_null(bdg_buf_check(b));
    return b->data;
}

static void test_bombs(void **state)
{
    apr_pool_t *pool = *state, *made;
    apr_pool_create(&made, pool);
    /* 1 to 1000 */
    fails(pool, HURT(many(made, "<worksheet><sheetData><row>", "<c></c>", 12 << 20, "</row></sheetData></worksheet>")), BDG_E_TOO_LARGE, "packed more than");
    apr_pool_clear(made);
    /* short strings, named a million times each: what comes out is capped */
    const char *sst = many(made, "<sst><si><t>", "0123456789abcdef", 1 << 11, "</t></si></sst>");
    const char *rows = many(made, "<worksheet><sheetData>", "<row><c t=\"s\"><v>0</v></c></row>", 40000, "</sheetData></worksheet>");
    long before = peak_kb();
    fails(pool, PACKAGE(pool, { "xl/worksheets/sheet1.xml", rows, 0 }, { "xl/sharedStrings.xml", sst, 0 }), BDG_E_TOO_LARGE, "MB of text");
    assert_true(memory_is_watched() || peak_kb() - before < 60000);
    apr_pool_destroy(made);
}

static void test_caps(void **state)
{
    apr_pool_t *pool = *state;
    const char *got, *path = WITH_SHEET(pool, "<row><c><v>1</v></c></row><row/><row><c><v>2</v></c></row>");
    assert_ok(show(&got, path, NULL, &(bdg_table_limits_t){ .rows = 2 }, pool));
    assert_err(show(&got, path, NULL, &(bdg_table_limits_t){ .rows = 1 }, pool), BDG_E_TOO_LARGE, "more than 1 rows");
    assert_err(show(&got, path, NULL, &(bdg_table_limits_t){ .inflated = 100 }, pool), BDG_E_TOO_LARGE, "larger than");
    assert_ok(show(&got, WITH_SHEET(pool, "<row><c t=\"str\"><v>\xE2\x82\xAC\xE2\x82\xAC</v></c></row>"), NULL, &(bdg_table_limits_t){ .cell = 4 }, pool));
    assert_string_equal(got, "1:\xE2\x82\xAC/");
    assert_err(show(&got, WITH_SHEET(pool, "<row><c t=\"str\"><v>abcdefgh</v></c></row>"), NULL, &(bdg_table_limits_t){ .row = 7 }, pool), BDG_E_TOO_LARGE, "row 1");
}

static void test_empty_styled_rows(void **state)
{
    apr_pool_t *pool = *state, *made;
    apr_pool_create(&made, pool);
    bdg_buf_t *b = bdg_buf_make(100 << 20, made);
    bdg_buf_str(b, "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>5</v></c></row>");
    for (int i = 2; i < 1048576; i++)
        bdg_buf_printf(b, "<row r=\"%d\" s=\"%d\" customFormat=\"1\"><c r=\"B%d\" s=\"2\"/></row>", i, i % 7, i);
    bdg_buf_str(b, "<row r=\"1048576\"><c r=\"A1048576\"><v>6</v></c></row></sheetData></worksheet>");
    const char *path = HURT(b->data);
    apr_pool_destroy(made);
    long before = peak_kb();
    shows(pool, path, NULL, "1:5/1048576:6/");
    assert_true(memory_is_watched() || peak_kb() - before < 20000);
}

static void overwrite(const char *path, long at, int from, const void *data, size_t len)
{
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, at, from);
    fwrite(data, 1, len, f);
    fclose(f);
}

static void test_packages(void **state)
{
    apr_pool_t *pool = *state;
    const part_t sheet = { "xl/worksheets/sheet1.xml", SHEET("<row><c><v>1</v></c></row>"), 0 };
    fails(pool, package(pool, &sheet, 1, 1), BDG_E_UNSUPPORTED, "password");
    part_t crowd[1100] = { sheet };
    for (int i = 1; i < 1100; i++)
        crowd[i] = (part_t){ apr_psprintf(pool, "../../etc/%d", i), "x", 0 };
    fails(pool, package(pool, crowd, 1100, 0), BDG_E_TOO_LARGE, "1000 parts");
    shows(pool, package(pool, crowd, 900, 0), NULL, "1:1/");
    fails(pool, package(pool, NULL, 0, 0), BDG_E_MALFORMED, "damaged");
}

static void test_broken_packages(void **state)
{
    apr_pool_t *pool = *state;
    /* stored uncompressed: one letter changed, so the checksum is wrong */
    const char *path = temp_path(pool);
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    static const char sheet[] = SHEET("<row><c><v>12345</v></c></row>");
    zip_int64_t at = zip_file_add(z, "xl/worksheets/sheet1.xml", zip_source_buffer(z, sheet, sizeof sheet - 1, 0), 0);
    zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0);
    zip_file_add(z, "xl/workbook.xml", zip_source_buffer(z, workbook, sizeof workbook - 1, 0), 0);
    zip_file_add(z, "xl/_rels/workbook.xml.rels", zip_source_buffer(z, book_rels, sizeof book_rels - 1, 0), 0);
    assert_int_equal(zip_close(z), 0);
    apr_pool_cleanup_register(pool, path, forget, apr_pool_cleanup_null);
    shows(pool, path, NULL, "1:12345/");
    overwrite(path, 30 + 24 + (long)(strstr(sheet, "123") - sheet), SEEK_SET, "9", 1);
    fails(pool, path, BDG_E_MALFORMED, "damaged");
    /* an end record that claims more than it has, and one that claims very much */
    overwrite(path, -14, SEEK_END, "\x09\x00\x09\x00", 4);
    fails(pool, path, BDG_E_MALFORMED, "damaged");
    overwrite(path, -14, SEEK_END, "\xFF\xFF\xFF\xFF", 4);
    fails(pool, path, BDG_E_TOO_LARGE, "1000 parts");
    /* cut off */
    assert_int_equal(truncate(path, 200), 0);
    fails(pool, path, BDG_E_MALFORMED, "damaged");
}

static void test_other_zips(void **state)
{
    apr_pool_t *pool = *state;
    static const struct { const char *entry, *word; } all[] = {
        { "word/document.xml", "Word" }, { "content.xml", "OpenDocument" }, { "xl/workbook.bin", ".xlsb" }, { "photo.txt", "ZIP file" },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *path = temp_path(pool);
        zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
        zip_file_add(z, all[i].entry, zip_source_buffer(z, "x", 1, 0), 0);
        assert_int_equal(zip_close(z), 0);
        apr_pool_cleanup_register(pool, path, forget, apr_pool_cleanup_null);
        fails(pool, path, BDG_E_UNSUPPORTED, all[i].word);
    }
}

/* --- faults on purpose */

#ifdef BDG_FAULTS
/* Each allocation and each read fails once: an error comes back, or all rows do. */
static void test_faults(void **state)
{
    apr_pool_t *pool = *state;
    const part_t parts[] = { { "xl/worksheets/sheet1.xml", SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"str\"><v>x</v></c></row>"), 0 },
                             { "xl/sharedStrings.xml", "<sst><si><t>zero</t></si></sst>", 0 }, { "xl/styles.xml", "<styleSheet/>", 0 } };
    const char *paths[] = { package(pool, parts, 3, 0), temp_path(pool) }, *const want[] = { "1:zero|x/", "1:zero|\xC3\xBC/" };
    FILE *f = fopen(paths[1], "w");
    assert_non_null(f);
    fputs("zero,\xFC\n", f);
    fclose(f);
    apr_pool_cleanup_register(pool, paths[1], forget, apr_pool_cleanup_null);
    for (int i = 0; i < 4; i++) {
        int reached = 1, failed = 0;
        for (int n = 1; reached; n++) {
            apr_pool_t *sub;
            const char *got = NULL;
            apr_pool_create(&sub, pool);
            bdg_fault_set(apr_psprintf(sub, "%s:%d", i & 1 ? "io" : "alloc", n));
            bdg_err_t *err = show(&got, paths[i / 2], NULL, NULL, sub);
            reached = bdg_fault_reached();
            bdg_fault_set(NULL);
            if (!err && !reached)
                assert_string_equal(got, want[i / 2]);
            failed += err != NULL;
            bdg_err_clear(err);
            apr_pool_destroy(sub);
        }
        assert_true(failed > 0);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(test_samples), pooled_test(test_sample_xlsx), pooled_test(test_cells), pooled_test(test_numbers), pooled_test(test_formats),
        pooled_test(test_dates_by_style), pooled_test(test_sheets), pooled_test(test_xml_attacks), pooled_test(test_empty_styled_rows),
        pooled_test(test_bombs), pooled_test(test_caps), pooled_test(test_packages), pooled_test(test_broken_packages),
        pooled_test(test_other_zips),
#ifdef BDG_FAULTS
        pooled_test(test_faults),
#endif
    };
    return unit_main(tests);
}
