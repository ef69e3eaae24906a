/* Any bytes as the packed rows of a batch, and any text as a date, a number, a heading or a mail domain. */
#include "fuzz.h"
#include <apr_strings.h>
#include "core/batch_headings.h"
#include "core/batch_rows.h"
#include "core/mistyped.h"
#include "core/reading.h"

/* Nothing is read beyond the end, and what could be read packs to the same rows again. */
static void rows(const char *data, size_t size, apr_pool_t *pool)
{
    bdg_packed_row_t *row = apr_palloc(pool, sizeof *row), *again = apr_palloc(pool, sizeof *again);
    const char *at = data, *end = data + size, *from = at;
    while (bdg_rows_next(row, &at, end) == 1) {
        FUZZ_HOLDS(at > from && at <= end && row->number >= 0 && row->ncells >= 0 && row->ncells <= BDG_TABLE_COLUMNS);
        bdg_buf_t *b = bdg_buf_make(64 << 20, pool);
        bdg_rows_pack(b, &(bdg_table_row_t){ .number = row->number, .flags = row->flags, .hidden = row->hidden, .ncells = row->ncells, .cells = row->cells });
        const char *p = b->data;
        FUZZ_HOLDS(bdg_rows_next(again, &p, b->data + b->len) == 1 && p == b->data + b->len);
        FUZZ_HOLDS(again->number == row->number && again->ncells <= row->ncells && !again->hidden == !row->hidden && again->flags == row->flags);
        for (int i = 0; i < again->ncells; i++)
            FUZZ_HOLDS(again->cells[i].len == row->cells[i].len && !memcmp(again->cells[i].data, row->cells[i].data, row->cells[i].len));
        from = at;
    }
}

static void text(const char *s, size_t len, apr_pool_t *pool)
{
    char out[32], plain[32];
    bdg_sure_e sure;
    for (int order = BDG_ORDER_UNKNOWN; order <= BDG_ORDER_MONTH_FIRST; order++) {
        bdg_date_reading_t r = bdg_date_read(s, len, (bdg_order_e)order);
        int y, m, d;
        if (r.date == BDG_DATE_NONE)
            continue;
        bdg_date_split(r.date, &y, &m, &d);
        FUZZ_HOLDS(bdg_date_make(y, m, d) == r.date && y == r.year && m == r.month && d == r.day);
    }
    for (int decimal = BDG_DECIMAL_UNKNOWN; decimal <= BDG_DECIMAL_COMMA; decimal++)
        if (bdg_number_read(out, s, len, (bdg_decimal_e)decimal)) {
            FUZZ_HOLDS(strlen(out) < 20 && strspn(out, "-0123456789.") == strlen(out));
            FUZZ_HOLDS(bdg_number_read(plain, out, strlen(out), BDG_DECIMAL_POINT));   /* plain is plain, whoever reads it */
        }
    if (!bdg_utf8_valid(s, len, NULL) || memchr(s, 0, len))
        return;
    const char *heading = apr_pstrmemdup(pool, s, len), *bare = bdg_heading_plain(heading, pool);
    bdg_heading_target(bare, &sure);
    bdg_heading_near_target(bare);
    const char *meant = bdg_mistyped_domain(heading);
    FUZZ_HOLDS(!meant || !bdg_mistyped_domain(meant));
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    char *copy = apr_pmemdup(pool, data, size);
    rows(copy, size, pool);
    text(copy, size < 4096 ? size : 4096, pool);
}
