/* CSV: RFC 4180, and what people send instead of it.
 *
 * Reading: delimiter found by itself (comma, semicolon, tab, pipe; a first line "sep=;" is obeyed), line ends LF, CRLF, CR
 * and any mixture, quoted cells with line breaks, rows of any width. A quotation mark only means something as the first
 * character of a cell. One that opens and is never closed (up to the end of the file, or further than limits.row, or
 * closed in the middle of a word some lines later) costs its own line only: that line is split as if the mark were a
 * letter, the row has BDG_ROW_UNCLOSED_QUOTE, and reading goes on at the next line.
 * Cells are pieces of the reader's own buffer; nothing is allocated for a row. */
#ifndef BDG_CSV_H
#define BDG_CSV_H
#include "base/buf.h"
#include "io/encoding.h"
#include "io/table.h"

typedef struct bdg_csv_t bdg_csv_t;

/* text must outlive the reader. delimiter: 0 to find it. limits may be NULL. */
bdg_err_t *bdg_csv_open(bdg_csv_t **out, bdg_text_t *text, char delimiter, const bdg_table_limits_t *limits, apr_pool_t *pool)
    BDG_MUST_CHECK;
/* *eof becomes 1 after the last row. BDG_E_TOO_LARGE names the row and the cap. */
bdg_err_t *bdg_csv_next(bdg_csv_t *csv, bdg_table_row_t *row, int *eof) BDG_MUST_CHECK;
char bdg_csv_delimiter(const bdg_csv_t *csv);

/* Writing: commas, CRLF, quotes only where needed, formulas guarded (io/table.h). The writer appends to out; whoever
 * streams empties out between rows. What it writes, bdg_csv_next reads back exactly. */
typedef struct bdg_csv_writer_t {
    bdg_buf_t *out;
    int cells;                      /* cells so far in this row */
    int blank;                      /* all of them empty */
} bdg_csv_writer_t;

/* bom: begin with a UTF-8 byte order mark, which makes Excel read the file as UTF-8. */
bdg_csv_writer_t bdg_csv_writer(bdg_buf_t *out, int bom);
/* data is UTF-8 and may be NULL when len is 0. */
void bdg_csv_write(bdg_csv_writer_t *w, const char *data, size_t len);
void bdg_csv_write_str(bdg_csv_writer_t *w, const char *s);     /* NULL is an empty cell */
void bdg_csv_end_row(bdg_csv_writer_t *w);
#endif
