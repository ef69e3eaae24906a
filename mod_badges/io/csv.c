#include "io/csv.h"
#include "base/fault.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 65536                 /* read at once, and the sample that the delimiter is found in */

typedef struct piece_t {
    size_t off, len;                /* off counts from the beginning of the row: the buffer moves */
} piece_t;

struct bdg_csv_t {
    bdg_text_t *text;
    bdg_table_limits_t limits;
    char delim;
    char *buf;                      /* cap bytes; buf[end] is always '\n', so that a search stops without a test for the end */
    size_t cap, row, pos, end;      /* row: where the current row begins; pos: next byte; end: bytes there */
    int ended;                      /* the text has no more */
    int number, line, rows;         /* of the last row; rows counts those with text */
    apr_off_t delivered;
    unsigned char stop[256];        /* 1 for delimiter, CR and LF */
    int ncells, literal, breaks;    /* of the current row; literal: quotation marks are letters until the line ends */
    unsigned flags;
    int problem_column;
    piece_t pieces[BDG_TABLE_COLUMNS];
    bdg_slice_t cells[BDG_TABLE_COLUMNS];
};

/* --- the buffer */

static apr_status_t csv_free(void *p)
{
    free(((bdg_csv_t *)p)->buf);
    return APR_SUCCESS;
}

static bdg_err_t *grow(bdg_csv_t *c, size_t cap)
{
    char *p = BDG_FAULT_HIT(BDG_FAULT_ALLOC) ? NULL : realloc(c->buf, cap);
    if (!p)
        return bdg_err(BDG_E_NOMEM, "There is not enough memory to read this file.");
    c->buf = p;
    c->cap = cap;
    return NULL;
}

/* Reads on behind end. What is before the current row is given up; *more is 0 at the end of the text. */
static bdg_err_t *fill(bdg_csv_t *c, int *more)
{
    size_t got = 0;
    *more = 0;
    if (c->ended)
        return NULL;
    if (c->end - c->row > c->limits.row)
        return bdg_err(BDG_E_TOO_LARGE, "Row %d is longer than the %zu bytes that one row may have.", c->number, c->limits.row);
    memmove(c->buf, c->buf + c->row, c->end - c->row);
    c->pos -= c->row;
    c->end -= c->row;
    c->row = 0;
    if (c->cap - c->end < BLOCK + 1)
        BDG_TRY(grow(c, c->cap + c->cap / 2 + BLOCK + 1));
    BDG_TRY(bdg_text_read(c->text, c->buf + c->end, BLOCK, &got));
    c->end += got;
    c->buf[c->end] = '\n';
    c->ended = got == 0;
    *more = got != 0;
    return NULL;
}

/* --- cells */

static void note(bdg_csv_t *c, unsigned flag)
{
    c->flags |= flag;
    if (!c->problem_column && flag != BDG_ROW_STRAY_QUOTE)
        c->problem_column = c->ncells + 1;
}

/* from: offset in the row. */
static void add_cell(bdg_csv_t *c, size_t from, size_t len)
{
    if (c->ncells >= c->limits.columns) {
        note(c, BDG_ROW_TOO_WIDE);
        return;
    }
    if (len > c->limits.cell) {
        note(c, BDG_ROW_CELL_CUT);
        for (len = c->limits.cell; len && ((unsigned char)c->buf[c->row + from + len] & 0xC0) == 0x80;)
            len--;
    }
    c->pieces[c->ncells].off = from;
    c->pieces[c->ncells++].len = len;
}

/* Goes on to the next delimiter, line end, or the end of the text. */
static bdg_err_t *skip_plain(bdg_csv_t *c)
{
    for (;;) {
        int more;
        const unsigned char *p = (const unsigned char *)c->buf + c->pos;
        while (!c->stop[*p])
            p++;
        c->pos = (size_t)((const char *)p - c->buf);
        if (c->pos < c->end)
            return NULL;
        BDG_TRY(fill(c, &more));
        if (!more)
            return NULL;
    }
}

static int count_breaks(const char *p, const char *end)
{
    int n = 0;
    for (; p < end; p++)
        n += *p == '\n' || (*p == '\r' && (p + 1 == end || p[1] != '\n'));
    return n;
}

/* pos is behind the opening mark. Finds the closing one and stands behind it, or says that there is none. */
static bdg_err_t *find_close(bdg_csv_t *c, int *found, int *doubled)
{
    *found = *doubled = 0;
    for (;;) {
        int more = 1;
        const char *q = memchr(c->buf + c->pos, '"', c->end - c->pos);
        c->pos = q ? (size_t)(q - c->buf) + 1 : c->end;
        if (c->pos == c->end) {
            if (c->end - c->row > c->limits.row)
                return NULL;
            BDG_TRY(fill(c, &more));
        }
        if (!q) {
            if (!more)
                return NULL;
        } else if (c->pos < c->end && c->buf[c->pos] == '"') {
            c->pos++;
            *doubled = 1;
        } else {
            *found = 1;
            return NULL;
        }
    }
}

/* Makes "" into " within [p, p + len), in place. Returns the new length. */
static size_t undouble(char *p, size_t len)
{
    char *end = p + len, *to = p;
    while (p < end) {
        char *q = memchr(p, '"', (size_t)(end - p));
        size_t n = q ? (size_t)(q - p) + 1 : (size_t)(end - p);
        memmove(to, p, n);
        to += n;
        p += n + (q != NULL);
    }
    return len - (size_t)(end - to);
}

/* pos is on an opening quotation mark. */
static bdg_err_t *quoted_cell(bdg_csv_t *c)
{
    size_t open = c->pos - c->row;
    int found, doubled;
    c->pos++;
    BDG_TRY(find_close(c, &found, &doubled));
    size_t from = open + 1, close = c->pos - c->row - 1;
    int breaks = found ? count_breaks(c->buf + c->row + from, c->buf + c->row + close) : 0;
    int junk = found && c->pos < c->end && !c->stop[(unsigned char)c->buf[c->pos]];
    if (!found || (junk && breaks)) {
        note(c, BDG_ROW_UNCLOSED_QUOTE);
        c->literal = 1;
        c->pos = c->row + open;
        BDG_TRY(skip_plain(c));
        add_cell(c, open, c->pos - c->row - open);
        return NULL;
    }
    c->breaks += breaks;
    size_t len = doubled ? undouble(c->buf + c->row + from, close - from) : close - from;
    if (junk) {
        size_t rest = close + 1;
        note(c, BDG_ROW_STRAY_QUOTE);
        BDG_TRY(skip_plain(c));
        size_t n = c->pos - c->row - rest;
        memmove(c->buf + c->row + from + len, c->buf + c->row + rest, n);
        len += n;
    }
    add_cell(c, from, len);
    return NULL;
}

/* Steps over what ended a cell. *last is 1 when the row ends with it. */
static bdg_err_t *step(bdg_csv_t *c, int *last)
{
    int more;
    if (c->pos == c->end)
        BDG_TRY(fill(c, &more));        /* behind a closing mark at the end of a block */
    *last = c->pos == c->end || c->buf[c->pos] != c->delim;
    if (c->pos == c->end)
        return NULL;
    char was = c->buf[c->pos++];
    if (!*last || was == '\n')
        return NULL;
    if (c->pos == c->end)
        BDG_TRY(fill(c, &more));
    if (c->pos < c->end && c->buf[c->pos] == '\n')
        c->pos++;
    return NULL;
}

static bdg_err_t *read_cells(bdg_csv_t *c)
{
    for (int last = 0; !last;) {
        int more;
        if (c->pos == c->end)
            BDG_TRY(fill(c, &more));
        if (c->pos < c->end && c->buf[c->pos] == '"' && !c->literal) {
            BDG_TRY(quoted_cell(c));
        } else {
            size_t from = c->pos - c->row;
            BDG_TRY(skip_plain(c));
            add_cell(c, from, c->pos - c->row - from);
        }
        BDG_TRY(step(c, &last));
    }
    return NULL;
}

/* --- rows */

static bdg_err_t *deliver(bdg_csv_t *c, bdg_table_row_t *row)
{
    apr_off_t text = 0;
    /* an empty line has no cells, not one empty one; '""' has one */
    if (c->ncells == 1 && c->pieces[0].len == 0 && c->pieces[0].off == 0)
        c->ncells = 0;
    for (int i = 0; i < c->ncells; i++) {
        bdg_slice_t s = { c->buf + c->row + c->pieces[i].off, c->pieces[i].len };
        c->cells[i] = s.len > 1 && *s.data == '\'' ? bdg_cell_unguard(s) : s;
        text += (apr_off_t)s.len;
    }
    c->delivered += text;
    if (c->delivered > c->limits.text)
        return bdg_err(BDG_E_TOO_LARGE, "This file holds more than the %lld MB of text that are allowed.",
                       (long long)(c->limits.text >> 20));
    if (!text)
        c->flags |= BDG_ROW_BLANK;
    else if (c->rows++ == c->limits.rows)
        return bdg_err(BDG_E_TOO_LARGE, "This file has more than %d rows. Split it into several files.", c->limits.rows);
    *row = (bdg_table_row_t){ .number = c->number, .line = c->line, .ncells = c->ncells, .cells = c->cells,
                              .flags = c->flags, .problem_column = c->problem_column };
    return NULL;
}

bdg_err_t *bdg_csv_next(bdg_csv_t *c, bdg_table_row_t *row, int *eof)
{
    int more;
    c->row = c->pos;
    c->line += 1 + c->breaks;
    c->ncells = c->literal = c->breaks = c->problem_column = 0;
    c->flags = 0;
    *eof = 0;
    if (c->number == INT_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This file has too many rows.");
    c->number++;
    if (c->pos == c->end) {
        BDG_TRY(fill(c, &more));
        if (!more) {
            *eof = 1;
            return NULL;
        }
    }
    BDG_TRY(read_cells(c));
    return deliver(c, row);
}

char bdg_csv_delimiter(const bdg_csv_t *csv) { return csv->delim; }

/* --- the delimiter */

static const char candidates[] = { ',', ';', '\t', '|' };
#define NCAND ((int)sizeof candidates)
#define SAMPLE_ROWS 200

static int candidate(char ch)
{
    for (int i = 0; i < NCAND; i++)
        if (candidates[i] == ch)
            return i;
    return -1;
}

/* The end of a quoted piece that begins at p, or NULL when it does not end where a cell could end. */
static const char *quoted_end(const char *p, const char *end)
{
    for (p++; (p = memchr(p, '"', (size_t)(end - p))); p += 2) {
        if (p + 1 >= end || p[1] != '"')
            return p + 1 >= end || p[1] == '\n' || p[1] == '\r' || candidate(p[1]) >= 0 ? p + 1 : NULL;
    }
    return NULL;
}

/* How often each candidate stands outside quotes, row by row. Returns the number of rows that are not empty. */
static int sample_rows(const char *p, const char *end, int whole, int counts[SAMPLE_ROWS][NCAND])
{
    int rows = 0, any = 0, start = 1;
    memset(counts, 0, sizeof(int) * SAMPLE_ROWS * NCAND);
    while (p < end && rows < SAMPLE_ROWS) {
        const char *q = start && *p == '"' ? quoted_end(p, end) : NULL;
        int k = candidate(*p);
        if (q) {
            p = q;
            any = 1;
            start = 0;
        } else if (*p == '\n' || *p == '\r') {
            rows += any;
            any = 0;
            start = 1;
            p++;
        } else {
            if (k >= 0)
                counts[rows][k]++;
            start = k >= 0;
            any = 1;
            p++;
        }
    }
    return rows + (any && rows < SAMPLE_ROWS && (whole || rows == 0));
}

/* The one that splits the most rows into the same number of cells; of equals the one that makes more cells. */
static char sniff(const char *p, const char *end, int whole)
{
    int counts[SAMPLE_ROWS][NCAND];
    int rows = sample_rows(p, end, whole, counts), best = 0, best_alike = 0, best_mode = 0;
    for (int k = 0; k < NCAND; k++) {
        int alike = 0, mode = 0;
        for (int i = 0; i < rows; i++) {
            int n = 0;
            for (int j = 0; j < rows; j++)
                n += counts[j][k] == counts[i][k];
            if (counts[i][k] && (n > alike || (n == alike && counts[i][k] > mode))) {
                alike = n;
                mode = counts[i][k];
            }
        }
        if (alike > best_alike || (alike == best_alike && mode > best_mode)) {
            best = k;
            best_alike = alike;
            best_mode = mode;
        }
    }
    return candidates[best];
}

/* A first line "sep=;" says the delimiter, and is no row. */
static char sep_line(bdg_csv_t *c)
{
    const char *p = c->buf;
    size_t n = c->end;
    if (n < 5 || strncasecmp(p, "sep=", 4) || (candidate(p[4]) < 0 && !strchr(":^~!#", p[4])))
        return 0;
    size_t used = 5;
    if (n > 5 && p[5] != '\n' && p[5] != '\r')
        return 0;
    if (n > used)
        used += 1 + (n > 6 && p[5] == '\r' && p[6] == '\n');
    c->pos = c->row = used;
    c->line = 1;
    return p[4];
}

bdg_err_t *bdg_csv_open(bdg_csv_t **out, bdg_text_t *text, char delimiter, const bdg_table_limits_t *limits, apr_pool_t *pool)
{
    bdg_csv_t *c = apr_pcalloc(pool, sizeof *c);
    int more = 1;
    c->text = text;
    c->limits = bdg_table_limits(limits);
    apr_pool_cleanup_register(pool, c, csv_free, apr_pool_cleanup_null);
    BDG_TRY(grow(c, 4 * BLOCK));
    while (more && c->end < BLOCK)
        BDG_TRY(fill(c, &more));
    char said = sep_line(c);
    c->delim = delimiter ? delimiter : said ? said : sniff(c->buf + c->pos, c->buf + c->end, c->ended);
    c->stop['\n'] = c->stop['\r'] = c->stop[(unsigned char)c->delim] = 1;
    *out = c;
    return NULL;
}

/* --- writing */

bdg_csv_writer_t bdg_csv_writer(bdg_buf_t *out, int bom)
{
    if (bom)
        bdg_buf_add(out, "\xEF\xBB\xBF", 3);
    return (bdg_csv_writer_t){ .out = out, .blank = 1 };
}

/* All candidates are quoted, not only the comma, so that no guess at the delimiter goes wrong. */
static int needs_quotes(const char *p, size_t len)
{
    if (!len)
        return 0;
    if (p[0] == ' ' || p[len - 1] == ' ' || (unsigned char)p[0] == 0xEF || (len >= 4 && !strncasecmp(p, "sep=", 4)))
        return 1;
    for (size_t i = 0; i < len; i++)
        if (strchr(",;\t|\"\r\n", p[i]) && p[i])
            return 1;
    return 0;
}

void bdg_csv_write(bdg_csv_writer_t *w, const char *data, size_t len)
{
    int guard = bdg_cell_needs_guard(data, len), quotes = needs_quotes(data, len);
    if (w->cells++)
        bdg_buf_char(w->out, ',');
    w->blank = w->blank && !len;
    if (quotes)
        bdg_buf_char(w->out, '"');
    if (guard)
        bdg_buf_char(w->out, '\'');
    while (len) {
        const char *q = memchr(data, '"', len);
        size_t n = q ? (size_t)(q - data) + 1 : len;
        bdg_buf_add(w->out, data, n);
        if (q)
            bdg_buf_char(w->out, '"');
        data += n;
        len -= n;
    }
    if (quotes)
        bdg_buf_char(w->out, '"');
}

void bdg_csv_write_str(bdg_csv_writer_t *w, const char *s) { bdg_csv_write(w, s, s ? strlen(s) : 0); }

void bdg_csv_end_row(bdg_csv_writer_t *w)
{
    if (w->cells == 1 && w->blank)
        bdg_buf_add(w->out, "\"\"", 2);     /* one empty cell is not an empty line */
    bdg_buf_add(w->out, "\r\n", 2);
    w->cells = 0;
    w->blank = 1;
}
