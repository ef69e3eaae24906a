/* A package. Plain bytes are taken as the ZIP file itself; after "\xFFX" come the texts of the sheet, the shared strings, the styles and the
 * workbook with "\xFFP" between, and the ZIP file is made here, so that the fuzzer need not learn checksums. */
#include "fuzz.h"
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include "base/buf.h"
#include "io/table.h"

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static void le(bdg_buf_t *b, unsigned long v, int n)
{
    for (; n--; v >>= 8)
        bdg_buf_char(b, (char)(v & 255));
}

/* The fields that local header and central directory share (APPNOTE 4.3.7), for a stored entry. */
static void fields(bdg_buf_t *b, const char *name, const void *data, size_t len)
{
    le(b, 20, 2);
    le(b, 0, 8);
    le(b, crc32(0, data, (uInt)len), 4);
    le(b, len, 4);
    le(b, len, 4);
    le(b, strlen(name), 2);
    le(b, 0, 2);
}

static void entry(bdg_buf_t *zip, bdg_buf_t *dir, const char *name, const void *data, size_t len)
{
    size_t at = zip->len;
    le(zip, 0x04034b50, 4);
    fields(zip, name, data, len);
    bdg_buf_str(zip, name);
    bdg_buf_add(zip, data, len);
    le(dir, 0x02014b50, 4);
    le(dir, 20, 2);
    fields(dir, name, data, len);
    le(dir, 0, 10);
    le(dir, at, 4);
    bdg_buf_str(dir, name);
}

static bdg_buf_t *package(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    static const char *const names[] = { "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml" };
    static const char book[] = "<workbook><sheets><sheet name=\"A\" id=\"r1\"/></sheets></workbook>";
    static const char rels[] = "<Relationships><Relationship Id=\"r1\" Type=\"" REL "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                               "<Relationship Id=\"r2\" Type=\"" REL "sharedStrings\" Target=\"sharedStrings.xml\"/>"
                               "<Relationship Id=\"r3\" Type=\"" REL "styles\" Target=\"styles.xml\"/></Relationships>";
    bdg_buf_t *zip = bdg_buf_make(64 << 20, pool), *dir = bdg_buf_make(1 << 20, pool);
    int n = 0;
    for (const uint8_t *end = data + size; n < 4 && data < end; n++) {
        const uint8_t *sep = memmem(data, (size_t)(end - data), "\xFFP", 2);
        entry(zip, dir, names[n], data, (size_t)((sep ? sep : end) - data));
        data = sep ? sep + 2 : end;
    }
    if (n < 4)
        entry(zip, dir, names[3], book, sizeof book - 1);
    entry(zip, dir, "xl/_rels/workbook.xml.rels", rels, sizeof rels - 1);
    size_t at = zip->len;
    bdg_buf_add(zip, dir->data, dir->len);
    le(zip, 0x06054b50, 4);
    le(zip, 0, 4);
    le(zip, (unsigned)n + (n < 4) + 1, 2);
    le(zip, (unsigned)n + (n < 4) + 1, 2);
    le(zip, dir->len, 4);
    le(zip, at, 4);
    le(zip, 0, 2);
    return zip;
}

static void read_table(const char *path, apr_pool_t *pool)
{
    const bdg_table_limits_t limits = { .inflated = 16 << 20, .text = 16 << 20 };
    bdg_table_t *t;
    bdg_table_row_t row;
    int eof = 0;
    if (fuzz_refused(bdg_table_open(&t, path, NULL, &limits, pool)))
        return;
    while (!fuzz_refused(bdg_table_next(t, &row, &eof)) && !eof)
        for (int i = 0; i < row.ncells; i++) {
            FUZZ_HOLDS(bdg_utf8_valid(row.cells[i].data, row.cells[i].len, NULL));
            FUZZ_HOLDS(!memchr(row.cells[i].data, 0, row.cells[i].len));
        }
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    static int fd = -1;
    static char path[40];
    if (fd < 0) {
        fd = memfd_create("xlsx", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    if (size > 2 && data[0] == 0xFF && data[1] == 'X') {
        bdg_buf_t *zip = package(data + 2, size - 2, pool);
        data = (const uint8_t *)zip->data;
        size = zip->len;
    }
    if (ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    read_table(path, pool);
}
