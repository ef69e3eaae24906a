/* XLSX: the rows of one sheet, streamed (ECMA-376 part 1, SpreadsheetML; the strict and the transitional kind).
 *
 * Only values are read: no formulas, macros, links or pictures. What a cell becomes:
 *   text (shared, inline, rich)   as it is; phonetic guides are left out
 *   number                        plain decimal text of at most 15 digits, as a spreadsheet shows it: 55, 0.1, -2.5
 *   number with a date format     2026-01-31, with a time 2026-01-31T10:00:00; a time alone 10:00:00 (both date systems)
 *   yes or no                     TRUE, FALSE
 *   error                         #N/A and its kin
 *   formula                       its cached value; without one BDG_E_UNSUPPORTED says which cell and what to do
 * Rows without text are left out; row.number tells the gap. Caps are in bdg_table_limits_t and below. */
#ifndef BDG_XLSX_H
#define BDG_XLSX_H
#include "io/table.h"

#define BDG_XLSX_SHEETS    255         /* sheets in a workbook */
#define BDG_XLSX_STRINGS   2000000     /* shared strings */
#define BDG_XLSX_STRINGS_BYTES (64u << 20)
#define BDG_XLSX_CELLS     20000000    /* cells looked at, empty ones included */

typedef struct bdg_xlsx_t bdg_xlsx_t;

/* Opens the package and reads the list of sheets, the shared strings and the styles. Closed with pool. Errors as in
 * bdg_table_open(). Wants libxml2 initialised (xmlInitParser) before threads start. */
bdg_err_t *bdg_xlsx_open(bdg_xlsx_t **out, const char *path, const bdg_table_limits_t *limits, apr_pool_t *pool) BDG_MUST_CHECK;
/* Chooses the sheet to read: by name, or (NULL) the first visible one with text in it. To be called once. */
bdg_err_t *bdg_xlsx_select(bdg_xlsx_t *x, const char *sheet) BDG_MUST_CHECK;
bdg_err_t *bdg_xlsx_next(bdg_xlsx_t *x, bdg_table_row_t *row, int *eof) BDG_MUST_CHECK;
const char *bdg_xlsx_sheet(const bdg_xlsx_t *x);                                  /* the chosen one */
const bdg_table_sheet_t *bdg_xlsx_sheets(const bdg_xlsx_t *x, int *count);
#endif
