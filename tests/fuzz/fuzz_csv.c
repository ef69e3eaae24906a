/* What is read is UTF-8 and within the caps; what is written of it reads back the same. */
#include "fuzz.h"
#include "io/csv.h"

static bdg_csv_t *open_csv(const void *data, size_t len, const bdg_table_limits_t *limits, apr_pool_t *pool)
{
    bdg_text_t *t;
    bdg_csv_t *c;
    return fuzz_refused(bdg_text_open_mem(&t, data, len, pool)) || fuzz_refused(bdg_csv_open(&c, t, 0, limits, pool)) ? NULL : c;
}

static void check(const bdg_table_row_t *row, const bdg_table_limits_t *limits, int last)
{
    FUZZ_HOLDS(row->number == last + 1 && row->line >= row->number);
    FUZZ_HOLDS(row->ncells <= limits->columns);
    for (int i = 0; i < row->ncells; i++) {
        FUZZ_HOLDS(row->cells[i].len <= limits->cell);
        FUZZ_HOLDS(bdg_utf8_valid(row->cells[i].data, row->cells[i].len, NULL));
        FUZZ_HOLDS(!memchr(row->cells[i].data, 0, row->cells[i].len));
    }
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    bdg_table_limits_t limits = bdg_table_limits(NULL), tight = limits;
    bdg_table_row_t row, again;
    int eof = 0, eof2, last = 0;
    if (size > 2 && data[0] == 0xFF && data[1] == 'L') {        /* caps so small that they are met */
        tight.cell = 1 + data[2] % 16;
        tight.row = 20 + data[2];
        tight.columns = 1 + data[2] % 5;
        data += 3;
        size -= 3;
    }
    bdg_buf_t *b = bdg_buf_make(64 << 20, pool);
    bdg_csv_writer_t w = bdg_csv_writer(b, (int)(size & 1));
    bdg_csv_t *c = open_csv(data, size, &tight, pool);
    while (c && !fuzz_refused(bdg_csv_next(c, &row, &eof)) && !eof) {
        check(&row, &tight, last);
        last = row.number;
        for (int i = 0; i < row.ncells; i++)
            bdg_csv_write(&w, row.cells[i].data, row.cells[i].len);
        bdg_csv_end_row(&w);
    }
    if (!eof || !b->len)
        return;
    c = open_csv(data, size, &tight, pool);
    bdg_csv_t *d = open_csv(b->data, b->len, &limits, pool);
    if (!d)                         /* begins like a PDF, or is mostly control characters: that is refused */
        return;
    FUZZ_HOLDS(c);
    for (;;) {
        FUZZ_HOLDS(!fuzz_refused(bdg_csv_next(c, &row, &eof)) && !fuzz_refused(bdg_csv_next(d, &again, &eof2)));
        FUZZ_HOLDS(eof == eof2);
        if (eof)
            return;
        FUZZ_HOLDS(row.ncells == again.ncells && row.number == again.number && !(again.flags & ~BDG_ROW_BLANK));
        for (int i = 0; i < row.ncells; i++)
            FUZZ_HOLDS(row.cells[i].len == again.cells[i].len && !memcmp(row.cells[i].data, again.cells[i].data, row.cells[i].len));
    }
}
