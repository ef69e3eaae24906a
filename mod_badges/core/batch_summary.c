#include "core/batch_summary.h"
#include "base/str.h"
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUPS 120
#define VALUE_BYTES 160

typedef struct example_t { int ordinal, number, column; const char *value, *right, *name; } example_t;
typedef struct group_t {
    bdg_problem_e code;
    int field, count, nexamples;
    const char *from, *to;
    example_t examples[BDG_EXAMPLES];
} group_t;

struct bdg_summary_t {
    const bdg_batch_plan_t *plan;
    apr_pool_t *pool;
    int n;
    group_t *groups[GROUPS];
};

bdg_summary_t *bdg_summary_make(const bdg_batch_plan_t *plan, apr_pool_t *pool)
{
    bdg_summary_t *s = apr_pcalloc(pool, sizeof *s);
    s->plan = plan;
    s->pool = pool;
    return s;
}

static group_t *group_of(bdg_summary_t *s, const bdg_award_problem_t *p)
{
    group_t *g;
    for (int i = 0; i < s->n; i++) {
        g = s->groups[i];
        if (g->code == p->code && g->field == p->field && bdg_same(g->from, p->from) && bdg_same(g->to, p->to))
            return g;
    }
    if (s->n == GROUPS) {   /* dozens of mistyped domains: the rest goes with the last of its kind */
        for (int i = s->n - 1; i >= 0; i--)
            if (s->groups[i]->code == p->code)
                return s->groups[i];
        return NULL;
    }
    g = s->groups[s->n++] = apr_pcalloc(s->pool, sizeof *g);
    g->code = p->code;
    g->field = p->field;
    g->from = p->from ? apr_pstrdup(s->pool, p->from) : NULL;
    g->to = p->to ? apr_pstrdup(s->pool, p->to) : NULL;
    return g;
}

/* U+200B..U+200F, U+202A..U+202E and U+2060..U+206F show nothing or turn the direction of writing: the code point, 0 for all else. */
static int unseen(const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;
    if (len < 3 || p[0] != 0xe2 || (p[1] != 0x80 && p[1] != 0x81))
        return 0;
    int c = 0x2000 + ((p[1] & 1) << 6) + (p[2] & 0x3f);
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || c >= 0x2060 ? c : 0;
}

/* A cell as it is shown: what cannot be seen stands as a word, and not too much of it. */
static const char *shown(bdg_slice_t cell, apr_pool_t *pool)
{
    size_t n = cell.len, o = 0;
    if (n > VALUE_BYTES)
        for (n = VALUE_BYTES; n && ((unsigned char)cell.data[n] & 0xc0) == 0x80; n--)
            ;
    char *out = apr_palloc(pool, n * 5 + 8);
    for (size_t i = 0; i < n; i++) {
        int c = unseen(cell.data + i, n - i);
        if (c) {
            o += (size_t)sprintf(out + o, "‹U+%04X›", (unsigned)c);
            i += 2;
        } else {
            out[o++] = cell.data[i];
        }
    }
    out[o] = 0;
    return n < cell.len ? apr_pstrcat(pool, out, "…", NULL) : out;
}

void bdg_summary_add(bdg_summary_t *s, const bdg_award_problem_t *p, const bdg_packed_row_t *row, int ordinal, const bdg_award_t *award)
{
    group_t *g = group_of(s, p);
    if (!g)
        return;
    g->count++;
    if (g->nexamples == BDG_EXAMPLES)
        return;
    int column = bdg_batch_column(s->plan, p->field);
    example_t *e = &g->examples[g->nexamples++];
    e->ordinal = ordinal;
    e->number = row->number;
    e->column = column;
    e->value = column >= 0 && column < row->ncells ? shown(row->cells[column], s->pool) : "";
    e->right = p->right ? apr_pstrdup(s->pool, p->right) : "";
    e->name = award->name ? shown((bdg_slice_t){ award->name, strlen(award->name) }, s->pool) : "";
}

static int by_weight(const void *a, const void *b)
{
    const group_t *x = *(group_t *const *)a, *y = *(group_t *const *)b;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return x->field - y->field;
}

static json_t *example_json(const example_t *e, apr_pool_t *pool)
{
    json_t *o = json_object();
    bdg_json_int(o, "row", e->ordinal);
    bdg_json_int(o, "number", e->number);
    bdg_json_str(o, "cell", bdg_batch_cell(e->column, e->number, pool));
    bdg_json_str(o, "value", e->value);
    bdg_json_str(o, "right", e->right);
    bdg_json_str(o, "name", e->name);
    return o;
}

static json_t *group_json(const bdg_summary_t *s, const group_t *g, apr_pool_t *pool)
{
    json_t *o = json_object(), *examples = json_array();
    int column = bdg_batch_column(s->plan, g->field);
    bdg_json_str(o, "code", bdg_problem_name(g->code));
    bdg_json_bool(o, "error", g->code < BDG_P_FIRST_WARNING);
    bdg_json_int(o, "field", g->field);
    bdg_json_int(o, "column", column);
    if (column >= 0 && column < s->plan->cols->n)
        bdg_json_str(o, "heading", s->plan->cols->c[column].heading);
    bdg_json_str(o, "title", bdg_problem_title(g->code));
    bdg_json_str(o, "mend", bdg_problem_mend(g->code));
    bdg_json_int(o, "count", g->count);
    bdg_json_str(o, "from", g->from);
    bdg_json_str(o, "to", g->to);
    for (int i = 0; i < g->nexamples; i++)
        bdg_json_add(examples, example_json(&g->examples[i], pool));
    bdg_json_set(o, "examples", examples);
    return o;
}

json_t *bdg_summary_json(const bdg_summary_t *s, apr_pool_t *pool)
{
    group_t *sorted[GROUPS];
    json_t *j = json_object(), *groups = json_array();
    memcpy(sorted, s->groups, sizeof sorted);
    qsort(sorted, (size_t)s->n, sizeof *sorted, by_weight);
    for (int i = 0; i < s->n; i++)
        bdg_json_add(groups, group_json(s, sorted[i], pool));
    bdg_json_set(j, "groups", groups);
    return j;
}
