#include "store/db_priv.h"
#include <string.h>

bdg_arg_t bdg_arg_str(const char *s)
{
    return s ? (bdg_arg_t){ BDG_ARG_BYTES, 0, s, strlen(s) } : BDG_NULL;
}

static void to_mysql_time(MYSQL_TIME *t, const bdg_arg_t *a)
{
    memset(t, 0, sizeof *t);
    int y, m, d;
    if (a->type == BDG_ARG_DATE) {
        bdg_date_split((bdg_date_t)a->i, &y, &m, &d);
        t->time_type = MYSQL_TIMESTAMP_DATE;
    } else {
        bdg_date_t day = bdg_date_of(a->i);
        int64_t us = a->i - bdg_time_of_date(day);
        bdg_date_split(day, &y, &m, &d);
        t->time_type = MYSQL_TIMESTAMP_DATETIME;
        t->second_part = (unsigned long)(us % 1000000);
        us /= 1000000;
        t->hour = (unsigned)(us / 3600);
        t->minute = (unsigned)(us / 60 % 60);
        t->second = (unsigned)(us % 60);
    }
    t->year = (unsigned)y;
    t->month = (unsigned)m;
    t->day = (unsigned)d;
}

void bdg_db_bind(bound_t *o, const bdg_arg_t *a)
{
    MYSQL_BIND *b = &o->b;
    memset(b, 0, sizeof *b);
    o->null = a->type == BDG_ARG_NULL;
    b->is_null = &o->null;
    switch (a->type) {
    case BDG_ARG_NULL:
        b->buffer_type = MYSQL_TYPE_NULL;
        break;
    case BDG_ARG_INT:
        b->buffer_type = MYSQL_TYPE_LONGLONG;
        b->buffer = (void *)&a->i;
        break;
    case BDG_ARG_BYTES:
        b->buffer_type = MYSQL_TYPE_STRING;
        b->buffer = (void *)a->p;
        b->buffer_length = a->len;
        o->len = a->len;
        b->length = &o->len;
        break;
    case BDG_ARG_TIME: case BDG_ARG_DATE:
        to_mysql_time(&o->t, a);
        b->buffer_type = a->type == BDG_ARG_DATE ? MYSQL_TYPE_DATE : MYSQL_TYPE_DATETIME;
        b->buffer = &o->t;
        b->buffer_length = sizeof o->t;
        break;
    }
}

/* Where a row has NULL, the array needs something nevertheless. */
static void bind_bytes(MYSQL_BIND *b, const bdg_arg_t *a, int stride, int nrows, apr_pool_t *pool)
{
    const void **p = apr_palloc(pool, sizeof *p * (size_t)nrows);
    unsigned long *len = apr_palloc(pool, sizeof *len * (size_t)nrows);
    for (int r = 0; r < nrows; r++, a += stride) {
        p[r] = a->type == BDG_ARG_NULL ? "" : a->p;
        len[r] = a->type == BDG_ARG_NULL ? 0 : a->len;
    }
    b->buffer_type = MYSQL_TYPE_STRING;
    b->buffer = p;
    b->length = len;
}

static void bind_ints(MYSQL_BIND *b, const bdg_arg_t *a, int stride, int nrows, apr_pool_t *pool)
{
    int64_t *v = apr_palloc(pool, sizeof *v * (size_t)nrows);
    for (int r = 0; r < nrows; r++, a += stride)
        v[r] = a->i;
    b->buffer_type = MYSQL_TYPE_LONGLONG;
    b->buffer = v;
}

/* The connector takes times as strings: an array of pointers. */
static void bind_times(MYSQL_BIND *b, int type, const bdg_arg_t *a, int stride, int nrows, apr_pool_t *pool)
{
    MYSQL_TIME *t = apr_pcalloc(pool, sizeof *t * (size_t)nrows);
    MYSQL_TIME **p = apr_palloc(pool, sizeof *p * (size_t)nrows);
    for (int r = 0; r < nrows; r++, a += stride) {
        p[r] = &t[r];
        if (a->type != BDG_ARG_NULL)
            to_mysql_time(&t[r], a);
    }
    b->buffer_type = type == BDG_ARG_DATE ? MYSQL_TYPE_DATE : MYSQL_TYPE_DATETIME;
    b->buffer = p;
}

void bdg_db_bind_array(MYSQL_BIND *b, const bdg_arg_t *first, int stride, int nrows, apr_pool_t *pool)
{
    int type = BDG_ARG_NULL;
    char *ind = apr_palloc(pool, (size_t)nrows);
    for (int r = 0; r < nrows; r++) {
        int t = (int)first[r * stride].type;
        ind[r] = t == BDG_ARG_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
        if (type == BDG_ARG_NULL)
            type = t;
    }
    b->u.indicator = ind;
    if (type == BDG_ARG_BYTES || type == BDG_ARG_NULL)
        bind_bytes(b, first, stride, nrows, pool);
    else if (type == BDG_ARG_INT)
        bind_ints(b, first, stride, nrows, pool);
    else
        bind_times(b, type, first, stride, nrows, pool);
}
