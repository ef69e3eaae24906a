#include "store/db_priv.h"
#include "base/fault.h"
#include <apr_strings.h>
#include <stdlib.h>

#define USUAL 512        /* bytes of a text column's first buffer */

static bdg_err_t *make_one(stmt_t *s, int c, const MYSQL_FIELD *f)
{
    MYSQL_BIND *b = &s->cols[c];
    b->length = &s->len[c];
    b->is_null = &s->null[c];
    switch (f->type) {
    case MYSQL_TYPE_TINY: case MYSQL_TYPE_SHORT: case MYSQL_TYPE_INT24: case MYSQL_TYPE_LONG: case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR: case MYSQL_TYPE_NEWDECIMAL:
        b->buffer_type = MYSQL_TYPE_LONGLONG;
        b->buffer = &s->fixed[c].i;
        b->buffer_length = sizeof s->fixed[c].i;
        return NULL;
    case MYSQL_TYPE_DATE: case MYSQL_TYPE_DATETIME: case MYSQL_TYPE_TIMESTAMP:
        b->buffer_type = f->type;
        b->buffer = &s->fixed[c].t;
        b->buffer_length = sizeof s->fixed[c].t;
        return NULL;
    default:
        b->buffer_type = MYSQL_TYPE_BLOB;
        s->cap[c] = f->length < USUAL ? f->length + 1 : USUAL;
        s->text[c] = malloc(s->cap[c]);
        return s->text[c] ? NULL : bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    }
}

bdg_err_t *bdg_db_columns_make(stmt_t *s)
{
    bdg_err_t *e = NULL;
    MYSQL_RES *meta = mysql_stmt_result_metadata(s->stmt);
    if (!meta)
        return NULL;
    s->ncols = (int)mysql_num_fields(meta);
    if (s->ncols > BDG_DB_COLS) {
        s->ncols = 0;
        e = bdg_err(BDG_E_INTERNAL, "A statement gives more than %d columns.", BDG_DB_COLS);
    }
    for (int c = 0; c < s->ncols && !e; c++)
        e = make_one(s, c, mysql_fetch_field_direct(meta, (unsigned)c));
    mysql_free_result(meta);
    return e;
}

void bdg_db_columns_free(stmt_t *s)
{
    for (int c = 0; c < s->ncols; c++)
        free(s->text[c]);
}

int bdg_db_columns_bind(stmt_t *s)
{
    for (int c = 0; c < s->ncols; c++)
        if (s->text[c]) {
            s->cols[c].buffer = s->text[c];
            s->cols[c].buffer_length = s->cap[c];
        }
    s->moved = 0;
    return mysql_stmt_bind_result(s->stmt, s->cols);
}

bdg_err_t *bdg_db_columns_fetch_long(stmt_t *s, int *wrong)
{
    for (int c = 0; c < s->ncols; c++) {
        if (!s->text[c] || s->null[c] || s->len[c] < s->cap[c])
            continue;
        char *p = BDG_FAULT_HIT(BDG_FAULT_ALLOC) ? NULL : realloc(s->text[c], s->len[c] + 1);
        if (!p)
            return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
        s->text[c] = p;
        s->cap[c] = s->len[c] + 1;
        s->cols[c].buffer = p;
        s->cols[c].buffer_length = s->cap[c];
        s->moved = 1;
        if ((*wrong = mysql_stmt_fetch_column(s->stmt, &s->cols[c], (unsigned)c, 0)))
            return NULL;
    }
    return NULL;
}

void bdg_db_columns_shrink(stmt_t *s)
{
    for (int c = 0; c < s->ncols; c++)
        if (s->text[c] && s->cap[c] > 65536) {
            char *p = realloc(s->text[c], USUAL);
            if (p) {
                s->text[c] = p;
                s->cap[c] = USUAL;
            }
        }
}

int bdg_row_null(const bdg_row_t *row, int col) { return row->s->null[col]; }
int64_t bdg_row_int(const bdg_row_t *row, int col) { return row->s->null[col] ? 0 : row->s->fixed[col].i; }

const void *bdg_row_bytes(const bdg_row_t *row, int col, size_t *len)
{
    if (row->s->null[col] || !row->s->text[col]) {
        *len = 0;
        return NULL;
    }
    *len = row->s->len[col];
    return row->s->text[col];
}

const char *bdg_row_str(const bdg_row_t *row, int col, apr_pool_t *pool)
{
    size_t n;
    const char *p = bdg_row_bytes(row, col, &n);
    return p ? apr_pstrmemdup(pool, p, n) : NULL;
}

bdg_date_t bdg_row_date(const bdg_row_t *row, int col)
{
    const MYSQL_TIME *t = &row->s->fixed[col].t;
    return row->s->null[col] ? BDG_DATE_NONE : bdg_date_make((int)t->year, (int)t->month, (int)t->day);
}

apr_time_t bdg_row_time(const bdg_row_t *row, int col)
{
    const MYSQL_TIME *t = &row->s->fixed[col].t;
    if (row->s->null[col])
        return 0;
    return bdg_time_of_date(bdg_date_make((int)t->year, (int)t->month, (int)t->day))
        + ((apr_time_t)t->hour * 3600 + t->minute * 60 + t->second) * 1000000 + (apr_time_t)t->second_part;
}
