/* Rows of a spreadsheet, whatever file they came in: CSV and its kin, or XLSX.
 *
 * Usage:
 *     bdg_table_t *t;
 *     BDG_TRY(bdg_table_open(&t, path, NULL, &limits, pool));
 *     for (;;) {
 *         bdg_table_row_t row;
 *         int eof;
 *         BDG_TRY(bdg_table_next(t, &row, &eof));
 *         if (eof) break;
 *         ... row.cells[i].data, row.cells[i].len ...
 *     }
 *
 * Memory does not grow with the file. Cell text is valid UTF-8 without NUL, exactly as typed: nothing is trimmed. */
#ifndef BDG_TABLE_H
#define BDG_TABLE_H
#include "io/encoding.h"

/* A piece of text somewhere else. Not NUL-terminated. data is never NULL, len may be 0. */
typedef struct bdg_slice_t {
    const char *data;
    size_t len;                     /* bytes */
} bdg_slice_t;

/* What is odd about a row. The row is delivered all the same. */
#define BDG_ROW_BLANK          0x01u   /* no cell with any text (CSV only: XLSX leaves such rows out) */
#define BDG_ROW_UNCLOSED_QUOTE 0x02u   /* CSV: a quotation mark opens and is never closed; cells were split as if it were a letter */
#define BDG_ROW_STRAY_QUOTE    0x04u   /* CSV: text after a closing quotation mark ("a"b); joined, as spreadsheet programs do */
#define BDG_ROW_CELL_CUT       0x08u   /* a cell was longer than limits.cell; it is cut there */
#define BDG_ROW_TOO_WIDE       0x10u   /* more columns than limits.columns; the rest was dropped */

typedef struct bdg_table_row_t {
    int number;                     /* as a spreadsheet program shows it: the first row is 1 */
    int line;                       /* physical line of the file where the row begins, from 1 (0 for XLSX) */
    int hidden;                     /* XLSX: hidden by hand or by a filter */
    int ncells;                     /* 0 for an empty line */
    const bdg_slice_t *cells;       /* good until the next call of next */
    unsigned flags;                 /* BDG_ROW_* */
    int problem_column;             /* 1-based column of the first oddity, 0 when there is none */
} bdg_table_row_t;

/* Caps. 0 takes the default. */
typedef struct bdg_table_limits_t {
    int rows;                       /* rows with any text, the header included; default 1,048,576 (a sheet's size) */
    int columns;                    /* default and at most 512 */
    size_t cell;                    /* bytes of one cell; default 64 KiB (a spreadsheet's cell holds 32,767 characters) */
    size_t row;                     /* bytes of one row; default 1 MiB */
    apr_off_t text;                 /* bytes of text delivered over all rows; default 512 MiB (stops a bomb of shared strings) */
    apr_off_t inflated;             /* XLSX: bytes unpacked in all; default 200 MiB */
} bdg_table_limits_t;
#define BDG_TABLE_COLUMNS 512

typedef enum { BDG_TABLE_CSV, BDG_TABLE_XLSX } bdg_table_kind_e;

typedef struct bdg_table_sheet_t {
    const char *name;               /* UTF-8 */
    int hidden;
} bdg_table_sheet_t;

typedef struct bdg_table_info_t {
    bdg_table_kind_e kind;
    bdg_text_info_t text;           /* CSV: what it was written in */
    char delimiter;                 /* CSV: ',' ';' '\t' '|' or what sep= said; XLSX: 0 */
    const char *sheet;              /* XLSX: name of the sheet being read; NULL for CSV */
    int nsheets;                    /* XLSX: all sheets with cells, in the order of the tabs */
    const bdg_table_sheet_t *sheets;
} bdg_table_info_t;

typedef struct bdg_table_t bdg_table_t;

/* Opens by content, never by name. sheet: name of an XLSX sheet (hidden ones too), NULL for the first visible one with
 * text in it; ignored for CSV. limits may be NULL. The file stays open until pool is cleared.
 * BDG_E_UNSUPPORTED for what is no spreadsheet that we read (the sentence says what it is and what to do),
 * BDG_E_NOT_FOUND for an unknown sheet, BDG_E_MALFORMED for a damaged file, BDG_E_TOO_LARGE naming the cap. */
bdg_err_t *bdg_table_open(bdg_table_t **out, const char *path, const char *sheet,
                          const bdg_table_limits_t *limits, apr_pool_t *pool) BDG_MUST_CHECK;
/* *eof becomes 1 after the last row (row is not touched then). Errors as above; after one, the table is of no more use. */
bdg_err_t *bdg_table_next(bdg_table_t *table, bdg_table_row_t *row, int *eof) BDG_MUST_CHECK;
/* Good until the table's pool goes. text.replaced is only final after the last row. */
const bdg_table_info_t *bdg_table_info(bdg_table_t *table);

/* The sentence for the gravest flag of row, or NULL when nothing needs saying (BLANK and STRAY_QUOTE do not). Static. */
const char *bdg_table_row_problem(const bdg_table_row_t *row);
/* limits with every 0 filled in, and columns brought down to BDG_TABLE_COLUMNS. in may be NULL. */
bdg_table_limits_t bdg_table_limits(const bdg_table_limits_t *in);
/* Letters of a column as spreadsheets write them: 1 -> "A", 28 -> "AB". buf has room for 8. Returns buf. */
const char *bdg_table_column(int column, char buf[8]);

/* --- the guard against formulas
 *
 * A cell that a spreadsheet program would run as a formula is written with an apostrophe before it, and that apostrophe
 * is taken away when the file comes back, so that import(export(x)) == x for every x. A text is guarded when, after
 * any apostrophes of its own, it begins with = + - @ TAB CR LF or the full-width forms of the first four, except when it
 * is nothing but a sign and a number ("-5", "+49 123", "-1,5"). */
int bdg_cell_needs_guard(const char *data, size_t len);
bdg_slice_t bdg_cell_unguard(bdg_slice_t cell);
#endif
