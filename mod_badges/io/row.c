/* What the readers of CSV and of XLSX share: caps, the names of columns, the guard against formulas. */
#include "io/table.h"
#include "base/language.h"
#include <string.h>

bdg_table_limits_t bdg_table_limits(const bdg_table_limits_t *in)
{
    bdg_table_limits_t l = { 0 };
    if (in)
        l = *in;
    l.rows = l.rows > 0 ? l.rows : 1048576;
    l.columns = l.columns > 0 && l.columns < BDG_TABLE_COLUMNS ? l.columns : BDG_TABLE_COLUMNS;
    l.cell = l.cell ? l.cell : 65536;
    l.row = l.row ? l.row : 1048576;
    l.text = l.text > 0 ? l.text : (apr_off_t)512 << 20;
    l.inflated = l.inflated > 0 ? l.inflated : (apr_off_t)200 << 20;
    return l;
}

const char *bdg_table_column(int column, char buf[8])
{
    char rev[8];
    int n = 0, o = 0;
    for (; column > 0 && n < 7; column = (column - 1) / 26)
        rev[n++] = (char)('A' + (column - 1) % 26);
    while (n)
        buf[o++] = rev[--n];
    buf[o] = 0;
    return buf;
}

const char *bdg_table_row_problem(const bdg_table_row_t *row)
{
    if (row->flags & BDG_ROW_UNCLOSED_QUOTE)
        return _("A quotation mark opens here and is never closed. Close it, or take it away.");
    if (row->flags & BDG_ROW_TOO_WIDE)
        return _("This row has too many columns.");
    if (row->flags & BDG_ROW_CELL_CUT)
        return _("This cell holds too much text.");
    return NULL;
}

/* --- the guard */

/* Length of the character that makes a spreadsheet program see a formula at the beginning of p, or 0. */
static size_t starter(const char *p, size_t len)
{
    if (len && *p && strchr("=+-@\t\r\n", *p))
        return 1;
    /* U+FF1D, U+FF0B, U+FF0D, U+FF20 */
    if (len >= 3 && (!memcmp(p, "\xEF\xBC\x9D", 3) || !memcmp(p, "\xEF\xBC\x8B", 3) || !memcmp(p, "\xEF\xBC\x8D", 3) ||
                     !memcmp(p, "\xEF\xBC\xA0", 3)))
        return 3;
    return 0;
}

/* A sign, then digits, spaces, points and commas with at least one digit. */
static int plain_number(const char *p, size_t len)
{
    int digits = 0;
    if (*p != '+' && *p != '-')
        return 0;
    for (size_t i = 1; i < len; i++) {
        if (!strchr("0123456789 .,", p[i]) || !p[i])
            return 0;
        digits |= p[i] >= '0' && p[i] <= '9';
    }
    return digits;
}

int bdg_cell_needs_guard(const char *data, size_t len)
{
    while (len && *data == '\'') {
        data++;
        len--;
    }
    return starter(data, len) && !plain_number(data, len);
}

bdg_slice_t bdg_cell_unguard(bdg_slice_t cell)
{
    if (cell.len > 1 && *cell.data == '\'' && bdg_cell_needs_guard(cell.data, cell.len)) {
        cell.data++;
        cell.len--;
    }
    return cell;
}
