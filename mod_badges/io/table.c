#include "io/table.h"
#include "io/csv.h"
#include "io/xlsx.h"
#include <apr_strings.h>
#include <string.h>

struct bdg_table_t {
    bdg_table_info_t info;
    bdg_text_t *text;               /* one of the two is read */
    bdg_csv_t *csv;
    bdg_xlsx_t *xlsx;
};

static bdg_err_t *open_csv(bdg_table_t *t, apr_file_t *file, const bdg_table_limits_t *limits, apr_pool_t *pool)
{
    BDG_TRY(bdg_text_open_file(&t->text, file, pool));
    BDG_TRY(bdg_csv_open(&t->csv, t->text, 0, limits, pool));
    t->info.kind = BDG_TABLE_CSV;
    t->info.delimiter = bdg_csv_delimiter(t->csv);
    return NULL;
}

static bdg_err_t *open_xlsx(bdg_table_t *t, const char *path, const char *sheet, const bdg_table_limits_t *limits, apr_pool_t *pool)
{
    BDG_TRY(bdg_xlsx_open(&t->xlsx, path, limits, pool));
    BDG_TRY(bdg_xlsx_select(t->xlsx, sheet));
    t->info.kind = BDG_TABLE_XLSX;
    t->info.sheet = bdg_xlsx_sheet(t->xlsx);
    t->info.sheets = bdg_xlsx_sheets(t->xlsx, &t->info.nsheets);
    return NULL;
}

/* An encrypted XLSX hides in the container of the old format; its directory names the stream, in UTF-16. */
static int is_encrypted(apr_file_t *file, apr_pool_t *pool)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    apr_size_t got = 0;
    char *head = apr_palloc(pool, 1 << 18);
    apr_status_t rv = apr_file_read_full(file, head, 1 << 18, &got);
    return (rv == APR_SUCCESS || APR_STATUS_IS_EOF(rv)) && memmem(head, got, name, sizeof name) != NULL;
}

bdg_err_t *bdg_table_open(bdg_table_t **out, const char *path, const char *sheet, const bdg_table_limits_t *limits, apr_pool_t *pool)
{
    bdg_table_t *t = apr_pcalloc(pool, sizeof *t);
    apr_file_t *file;
    char head[8], why[120];
    apr_size_t got = 0;
    apr_status_t rv = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_FPROT_OS_DEFAULT, pool);
    if (rv != APR_SUCCESS)
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "The file could not be opened."), "%s: %s", path, apr_strerror(rv, why, sizeof why));
    rv = apr_file_read_full(file, head, sizeof head, &got);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "The file could not be read."), "%s: %s", path, apr_strerror(rv, why, sizeof why));
    if (got >= 4 && !memcmp(head, "PK\003\004", 4)) {
        apr_file_close(file);
        BDG_TRY(open_xlsx(t, path, sheet, limits, pool));
    } else if (got == 8 && !memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) && is_encrypted(file, pool)) {
        return bdg_err(BDG_E_UNSUPPORTED, "This file is protected with a password. Save it without one and upload it again.");
    } else {
        BDG_TRY(open_csv(t, file, limits, pool));
    }
    *out = t;
    return NULL;
}

bdg_err_t *bdg_table_next(bdg_table_t *t, bdg_table_row_t *row, int *eof)
{
    return t->csv ? bdg_csv_next(t->csv, row, eof) : bdg_xlsx_next(t->xlsx, row, eof);
}

const bdg_table_info_t *bdg_table_info(bdg_table_t *t)
{
    if (t->text)
        t->info.text = *bdg_text_info(t->text);
    return &t->info;
}
