#include "core/batch_rows.h"
#include "base/str.h"
#include <limits.h>
#include <string.h>

#define FILE_NAME_MAX_CHARS 255

static void put_varint(bdg_buf_t *out, size_t v)
{
    char b[10];
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        b[n++] = (char)(v | 0x80);
    b[n++] = (char)v;
    bdg_buf_add(out, b, n);
}

/* INT_MAX at most; -1 when it is cut off or larger. */
static long take_varint(const char **at, const char *end)
{
    unsigned long v = 0;
    for (unsigned shift = 0; *at < end && shift < 35; shift += 7) {
        unsigned char c = (unsigned char)*(*at)++;
        v |= (unsigned long)(c & 0x7f) << shift;
        if (!(c & 0x80))
            return v <= INT_MAX ? (long)v : -1;
    }
    return -1;
}

void bdg_rows_pack(bdg_buf_t *out, const bdg_table_row_t *row)
{
    int n = row->ncells < BDG_TABLE_COLUMNS ? row->ncells : BDG_TABLE_COLUMNS;
    while (n && !row->cells[n - 1].len)
        n--;
    put_varint(out, (size_t)row->number);
    bdg_buf_char(out, (char)row->flags);
    bdg_buf_char(out, (char)(row->hidden ? BDG_PACKED_HIDDEN : 0));
    put_varint(out, (size_t)n);
    for (int i = 0; i < n; i++) {
        put_varint(out, row->cells[i].len);
        bdg_buf_add(out, row->cells[i].data, row->cells[i].len);
    }
}

int bdg_rows_next(bdg_packed_row_t *row, const char **at, const char *end)
{
    if (*at >= end)
        return 0;
    long number = take_varint(at, end);
    if (number < 0 || end - *at < 2)
        return -1;
    row->number = (int)number;
    row->flags = (unsigned char)*(*at)++;
    row->hidden = *(*at)++ & BDG_PACKED_HIDDEN;
    long n = take_varint(at, end);
    if (n < 0 || n > BDG_TABLE_COLUMNS)
        return -1;
    row->ncells = (int)n;
    for (long i = 0; i < n; i++) {
        long len = take_varint(at, end);
        if (len < 0 || len > end - *at)
            return -1;
        row->cells[i] = (bdg_slice_t){ *at, (size_t)len };
        *at += len;
    }
    return 1;
}

int bdg_rows_blank(const bdg_table_row_t *row)
{
    for (int i = 0; i < row->ncells; i++)
        for (size_t k = 0; k < row->cells[i].len; k++)
            if (!strchr(" \t\r\n", row->cells[i].data[k]))
                return 0;
    return 1;
}

const char *bdg_rows_file_name(const char *name, apr_pool_t *pool)
{
    const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
    if (back && (!slash || back > slash))
        slash = back;
    const char *s = bdg_text_clean(slash ? slash + 1 : name, strlen(slash ? slash + 1 : name), 0, pool);
    size_t skip = bdg_utf8_count(s);
    for (; skip > FILE_NAME_MAX_CHARS; skip--)   /* the end, with the suffix, says more than the beginning */
        do
            s++;
        while (((unsigned char)*s & 0xc0) == 0x80);
    return s;
}
