/* xl/worksheets/sheetN.xml: rows out of a stream. The parser runs ahead by one block; the rows that it finished wait in a queue. */
#include "io/xlsx_parts.h"
#include "base/buf.h"
#include "base/fault.h"
#include <stdlib.h>
#include <string.h>

#define BLOCK 32768
#define LAST_ROW 1048576
#define LAST_COLUMN 16384

/* A cell that holds text. Where: in the table of shared strings, or (shared < 0) at off in a text that moves. */
typedef struct cell_t {
    int column;                     /* from 0 */
    int shared;
    uint32_t off, len;
} cell_t;

typedef struct waiting_t {
    int number, hidden, problem_column, first, ncells;
    unsigned flags;
} waiting_t;

struct bdg_xlsx_sheet_t {
    const bdg_xlsx_context_t *x;
    bdg_unzip_entry_t *entry;
    bdg_sax_t *sax;
    int ended;
    /* rows that wait */
    waiting_t *rows;
    cell_t *cells;
    int nrows, rows_room, next, ncells, cells_room;
    bdg_buf_t *text;
    /* the row being read; its cells by column, shared == -2 for none */
    int in_data, in_row, number, hidden, column, width, problem_column;
    unsigned flags;
    size_t row_bytes;
    cell_t row[BDG_TABLE_COLUMNS];
    bdg_buf_t *row_text;
    /* the cell being read */
    enum { T_NUMBER, T_SHARED, T_STRING, T_INLINE, T_BOOL, T_ERROR, T_DATE } type;
    int style, formula, phonetic, collect;
    bdg_buf_t *value;
    /* totals */
    int nonblank;
    long looked_at;
    apr_off_t delivered;
    char chunk[BLOCK];
    bdg_slice_t out[BDG_TABLE_COLUMNS];
};

/* --- a cell begins */

/* "AB12" -> 27; -1 when there are no letters, or too many. */
static int column_of(const char *ref, size_t len)
{
    int n = 0;
    for (size_t i = 0; i < len && n <= LAST_COLUMN; i++) {
        char c = ref[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (c < 'A' || c > 'Z')
            break;
        n = n * 26 + (c - 'A' + 1);
    }
    return n >= 1 && n <= LAST_COLUMN ? n - 1 : -1;
}

static void read_type(bdg_xlsx_sheet_t *s, const bdg_sax_attrs_t *attrs)
{
    size_t len;
    const char *t = bdg_sax_attr(attrs, "t", &len);
    s->type = T_NUMBER;
    if (!t || (len == 1 && *t == 'n'))
        return;
    if (len == 1)
        s->type = *t == 's' ? T_SHARED : *t == 'b' ? T_BOOL : *t == 'e' ? T_ERROR : *t == 'd' ? T_DATE : T_NUMBER;
    else if (len == 3 && !memcmp(t, "str", 3))
        s->type = T_STRING;
    else if (len == 9 && !memcmp(t, "inlineStr", 9))
        s->type = T_INLINE;
}

static bdg_err_t *start_cell(bdg_xlsx_sheet_t *s, const bdg_sax_attrs_t *attrs)
{
    size_t len;
    const char *ref = bdg_sax_attr(attrs, "r", &len);
    if (++s->looked_at > BDG_XLSX_CELLS)
        return bdg_err(BDG_E_TOO_LARGE, "This sheet has more than the %d cells that are allowed.", BDG_XLSX_CELLS);
    if (ref) {
        s->column = column_of(ref, len);
        if (s->column < 0)
            return bdg_xlsx_damaged("cell reference");
    }
    read_type(s, attrs);
    s->style = bdg_sax_attr_int(attrs, "s", 1 << 20, 0);
    s->formula = 0;
    bdg_buf_clear(s->value);
    return NULL;
}

static bdg_err_t *start_row(bdg_xlsx_sheet_t *s, const bdg_sax_attrs_t *attrs)
{
    s->number = bdg_sax_attr_int(attrs, "r", LAST_ROW, s->number + 1);
    if (s->number < 1 || s->number > LAST_ROW)
        return bdg_xlsx_damaged("row number");
    s->hidden = bdg_sax_attr_true(attrs, "hidden");
    s->in_row = 1;
    s->column = s->width = s->problem_column = 0;
    s->flags = 0;
    s->row_bytes = 0;
    bdg_buf_clear(s->row_text);
    return NULL;
}

/* worksheet / sheetData / row / c / v, or c / is / t, or c / is / r / t */
static bdg_err_t *on_start(void *baton, int depth, const char *name, const bdg_sax_attrs_t *attrs)
{
    bdg_xlsx_sheet_t *s = baton;
    s->collect = 0;
    if (depth == 2)
        s->in_data = !strcmp(name, "sheetData");
    if (depth < 3 || !s->in_data)
        return NULL;
    if (depth == 3)
        return !strcmp(name, "row") ? start_row(s, attrs) : NULL;
    if (depth == 4)
        return s->in_row && !strcmp(name, "c") ? start_cell(s, attrs) : NULL;
    if (depth == 5) {
        s->formula |= !strcmp(name, "f");
        s->collect = !strcmp(name, "v");
    } else if (depth == 6 && !strcmp(name, "rPh")) {
        s->phonetic = 1;
    } else if (depth == 6 || depth == 7) {
        s->collect = !s->phonetic && s->type == T_INLINE && !strcmp(name, "t");
    }
    return NULL;
}

static bdg_err_t *on_text(void *baton, int depth, const char *data, size_t len)
{
    bdg_xlsx_sheet_t *s = baton;
    (void)depth;
    if (s->collect)
        bdg_buf_add(s->value, data, len);
    if (s->value->overflowed)
        return bdg_err(BDG_E_TOO_LARGE, "A cell in row %d holds more text than the %zu bytes that one row may have.", s->number, s->x->limits.row);
    return NULL;
}

/* --- a cell ends */

static void note(bdg_xlsx_sheet_t *s, unsigned flag)
{
    s->flags |= flag;
    if (!s->problem_column)
        s->problem_column = s->column + 1;
}

static size_t cut(bdg_xlsx_sheet_t *s, const char *data, size_t len)
{
    size_t max = s->x->limits.cell;
    if (len <= max)
        return len;
    note(s, BDG_ROW_CELL_CUT);
    while (max && ((unsigned char)data[max] & 0xC0) == 0x80)
        max--;
    return max;
}

static bdg_err_t *put(bdg_xlsx_sheet_t *s, const char *data, size_t len, int shared)
{
    if (!len)
        return NULL;
    if (s->column >= s->x->limits.columns) {
        note(s, BDG_ROW_TOO_WIDE);
        return NULL;
    }
    len = cut(s, data, len);
    s->row_bytes += len;
    if (s->row_bytes > s->x->limits.row)
        return bdg_err(BDG_E_TOO_LARGE, "Row %d is longer than the %zu bytes that one row may have.", s->number, s->x->limits.row);
    for (; s->width <= s->column; s->width++)
        s->row[s->width].shared = -2;
    s->row[s->column] = (cell_t){ .column = s->column, .shared = shared, .off = (uint32_t)s->row_text->len, .len = (uint32_t)len };
    if (shared < 0)
        bdg_buf_add(s->row_text, data, len);
    return bdg_buf_check(s->row_text);
}

/* "2026-01-31T00:00:00.000Z" and the like: a date needs no midnight. */
static size_t iso_length(const char *v, size_t len)
{
    if (len < 19 || memcmp(v + 10, "T00:00:00", 9))
        return len;
    for (size_t i = 19; i < len; i++)
        if (!v[i] || !strchr(".0Z", v[i]))
            return len;
    return 10;
}

static bdg_err_t *no_cached_value(bdg_xlsx_sheet_t *s)
{
    char letters[8];
    return bdg_err(BDG_E_UNSUPPORTED, "Cell %s%d holds a formula, but the file does not hold its result. Open it in your spreadsheet program and save it "
                   "again, then upload that file.", bdg_table_column(s->column + 1, letters), s->number);
}

static bdg_err_t *put_shared(bdg_xlsx_sheet_t *s, const char *v, size_t len)
{
    bdg_slice_t string = { "", 0 };
    int index = 0;
    for (size_t i = 0; i < len; i++) {
        if (v[i] < '0' || v[i] > '9' || index > BDG_XLSX_STRINGS)
            return bdg_xlsx_damaged("string index");
        index = index * 10 + (v[i] - '0');
    }
    if (len && !bdg_xlsx_string(s->x->strings, index, &string))
        return bdg_xlsx_damaged("string index out of range");
    return put(s, string.data, string.len, index);
}

static bdg_err_t *end_cell(bdg_xlsx_sheet_t *s)
{
    char number[BDG_XLSX_NUMBER_MAX];
    char *v = s->value->len ? s->value->data : "";
    size_t len = s->value->len, n;
    if (s->formula && !len && s->type != T_STRING)
        return no_cached_value(s);
    switch (s->type) {
    case T_SHARED:
        return put_shared(s, v, len);
    case T_STRING:
    case T_INLINE:
        return put(s, v, len ? bdg_xlsx_unescape(v, len) : 0, -1);
    case T_BOOL:
        return len == 0 ? NULL : *v == '1' || *v == 't' ? put(s, "TRUE", 4, -1) : put(s, "FALSE", 5, -1);
    case T_DATE:
        return put(s, v, iso_length(v, len), -1);
    case T_NUMBER:
        n = bdg_xlsx_number(number, v, len, bdg_xlsx_style(s->x->styles, s->style), s->x->date1904);
        return n ? put(s, number, n, -1) : put(s, v, len, -1);
    default:
        return put(s, v, len, -1);
    }
}

/* --- a row ends */

static bdg_err_t *grow(void **p, int *room, int need, size_t size)
{
    if (need <= *room)
        return NULL;
    int more = need + need / 2 + 64;
    void *q = BDG_FAULT_HIT(BDG_FAULT_ALLOC) ? NULL : realloc(*p, (size_t)more * size);
    if (!q)
        return bdg_err(BDG_E_NOMEM, "There is not enough memory to read this file.");
    *p = q;
    *room = more;
    return NULL;
}

static bdg_err_t *end_row(bdg_xlsx_sheet_t *s)
{
    waiting_t w = { .number = s->number, .hidden = s->hidden, .flags = s->flags, .problem_column = s->problem_column, .first = s->ncells };
    size_t base = s->text->len;
    s->in_row = 0;
    if (!s->row_bytes && !s->flags)
        return NULL;
    if (s->nonblank++ == s->x->limits.rows)
        return bdg_err(BDG_E_TOO_LARGE, "This file has more than %d rows. Split it into several files.", s->x->limits.rows);
    s->delivered += (apr_off_t)s->row_bytes;
    if (s->delivered > s->x->limits.text)
        return bdg_err(BDG_E_TOO_LARGE, "This file holds more than the %lld MB of text that are allowed.", (long long)(s->x->limits.text >> 20));
    BDG_TRY(grow((void **)&s->rows, &s->rows_room, s->nrows + 1, sizeof *s->rows));
    BDG_TRY(grow((void **)&s->cells, &s->cells_room, s->ncells + s->width, sizeof *s->cells));
    if (s->row_text->len)
        bdg_buf_add(s->text, s->row_text->data, s->row_text->len);
    BDG_TRY(bdg_buf_check(s->text));
    for (int i = 0; i < s->width; i++) {
        if (s->row[i].shared == -2)
            continue;
        cell_t *c = &s->cells[s->ncells++];
        *c = s->row[i];
        c->off += (uint32_t)base;
    }
    w.ncells = s->ncells - w.first;
    s->rows[s->nrows++] = w;
    return NULL;
}

static bdg_err_t *on_end(void *baton, int depth, const char *name)
{
    bdg_xlsx_sheet_t *s = baton;
    s->collect = 0;
    if (depth == 2)
        s->in_data = 0;
    else if (depth == 3 && s->in_row)
        return end_row(s);
    else if (depth == 6)
        s->phonetic = 0;
    else if (depth == 4 && s->in_row && !strcmp(name, "c")) {
        BDG_TRY(end_cell(s));
        s->column++;
    }
    return NULL;
}

/* --- the stream */

static apr_status_t sheet_free(void *p)
{
    bdg_xlsx_sheet_t *s = p;
    free(s->rows);
    free(s->cells);
    return APR_SUCCESS;
}

bdg_err_t *bdg_xlsx_sheet_open(bdg_xlsx_sheet_t **out, const bdg_xlsx_context_t *context, const char *part, apr_pool_t *pool)
{
    static const bdg_sax_handler_t handler = { on_start, on_end, on_text };
    bdg_xlsx_sheet_t *s = apr_pcalloc(pool, sizeof *s);
    s->x = context;
    s->text = bdg_buf_make(64 << 20, pool);       /* one row too many, and what one block can hold beside it */
    s->row_text = bdg_buf_make(context->limits.row, pool);
    s->value = bdg_buf_make(context->limits.row, pool);
    apr_pool_cleanup_register(pool, s, sheet_free, apr_pool_cleanup_null);
    BDG_TRY(bdg_unzip_entry(&s->entry, context->zip, part, pool));
    BDG_TRY(bdg_sax_open(&s->sax, &handler, s, pool));
    *out = s;
    return NULL;
}

bdg_err_t *bdg_xlsx_sheet_pump(bdg_xlsx_sheet_t *s, int *any)
{
    while (s->next == s->nrows && !s->ended) {
        size_t got;
        s->next = s->nrows = s->ncells = 0;
        bdg_buf_clear(s->text);
        BDG_TRY(bdg_unzip_read(s->entry, s->chunk, BLOCK, &got));
        if (got)
            BDG_TRY(bdg_sax_feed(s->sax, s->chunk, got));
        else
            BDG_TRY(bdg_sax_finish(s->sax));
        s->ended = got == 0;
    }
    *any = s->next < s->nrows;
    return NULL;
}

bdg_err_t *bdg_xlsx_sheet_next(bdg_xlsx_sheet_t *s, bdg_table_row_t *row, int *eof)
{
    int any, n = 0;
    BDG_TRY(bdg_xlsx_sheet_pump(s, &any));
    *eof = !any;
    if (!any)
        return NULL;
    const waiting_t *w = &s->rows[s->next++];
    for (int i = 0; i < w->ncells; i++) {
        const cell_t *c = &s->cells[w->first + i];
        bdg_slice_t v;
        if (c->shared < 0)
            v.data = s->text->data + c->off;
        else if (!bdg_xlsx_string(s->x->strings, c->shared, &v))
            return bdg_xlsx_damaged("string index out of range");
        v.len = c->len;                     /* a shared one may have been cut */
        while (n < c->column)
            s->out[n++] = (bdg_slice_t){ "", 0 };
        s->out[n++] = bdg_cell_unguard(v);
    }
    *row = (bdg_table_row_t){ .number = w->number, .hidden = w->hidden, .ncells = n, .cells = s->out, .flags = w->flags,
                              .problem_column = w->problem_column };
    return NULL;
}
