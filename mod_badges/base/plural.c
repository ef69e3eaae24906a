/* Rules of plurals are C expressions over n. They are parsed once, by descent, into a small tree. */
#include "base/catalogue.h"
#include <apr_strings.h>
#include <string.h>

#define NODES_MAX 200
#define DEPTH_MAX 40
#define FORMS_MAX 6

typedef enum { OP_NUMBER, OP_N, OP_NOT, OP_CHOOSE, OP_OR, OP_AND, OP_EQ, OP_NE, OP_LE, OP_GE, OP_LT, OP_GT, OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD } op_e;
typedef struct node_t { op_e op; unsigned long number; int a, b, c; } node_t;

struct bdg_plural_t {
    unsigned forms;
    int root, count;
    node_t nodes[NODES_MAX];
};

typedef struct reader_t { bdg_plural_t *p; const char *at; int depth, broken; } reader_t;

/* By how tightly they bind; of two that begin alike the longer first. */
static const struct { const char *sign; op_e op; int level; } operators[] = { { "||", OP_OR, 1 }, { "&&", OP_AND, 2 }, { "==", OP_EQ, 3 }, { "!=", OP_NE, 3 },
    { "<=", OP_LE, 4 }, { ">=", OP_GE, 4 }, { "<", OP_LT, 4 }, { ">", OP_GT, 4 }, { "+", OP_ADD, 5 }, { "-", OP_SUB, 5 }, { "*", OP_MUL, 6 }, { "/", OP_DIV, 6 },
    { "%", OP_MOD, 6 } };
#define LEVEL_MAX 6

static int add(reader_t *r, op_e op, int a, int b, int c)
{
    if (r->p->count == NODES_MAX) {
        r->broken = 1;
        return 0;
    }
    r->p->nodes[r->p->count] = (node_t){ op, 0, a, b, c };
    return r->p->count++;
}

static int take(reader_t *r, const char *sign)
{
    size_t n = strlen(sign);
    r->at += strspn(r->at, " \t");
    if (strncmp(r->at, sign, n))
        return 0;
    r->at += n;
    return 1;
}

static int expression(reader_t *r);

static int unary(reader_t *r)
{
    if (++r->depth > DEPTH_MAX)
        r->broken = 1;
    int out = 0;
    if (r->broken) {
        r->depth--;
        return 0;
    }
    if (take(r, "!")) {
        out = add(r, OP_NOT, unary(r), 0, 0);
    } else if (take(r, "(")) {
        out = expression(r);
        r->broken |= !take(r, ")");
    } else if (take(r, "n")) {
        out = add(r, OP_N, 0, 0, 0);
    } else {
        size_t digits = strspn(r->at, "0123456789");
        r->broken |= !digits || digits > 9;
        out = add(r, OP_NUMBER, 0, 0, 0);
        for (; digits && !r->broken; digits--)
            r->p->nodes[out].number = r->p->nodes[out].number * 10 + (unsigned long)(*r->at++ - '0');
    }
    r->depth--;
    return out;
}

static int binary(reader_t *r, int level)
{
    if (level > LEVEL_MAX)
        return unary(r);
    int left = binary(r, level + 1);
    for (size_t i = 0; i < sizeof operators / sizeof *operators && !r->broken;) {
        if (operators[i].level == level && take(r, operators[i].sign)) {
            left = add(r, operators[i].op, left, binary(r, level + 1), 0);
            i = 0;
        } else {
            i++;
        }
    }
    return left;
}

static int expression(reader_t *r)
{
    if (++r->depth > DEPTH_MAX)
        r->broken = 1;
    int test = r->broken ? 0 : binary(r, 1);
    if (!r->broken && take(r, "?")) {
        int yes = expression(r);
        r->broken |= !take(r, ":");
        int no = expression(r);
        test = add(r, OP_CHOOSE, test, yes, no);
    }
    r->depth--;
    return test;
}

bdg_err_t *bdg_plural_parse(bdg_plural_t **out, const char *rule, apr_pool_t *pool)
{
    bdg_plural_t *p = apr_pcalloc(pool, sizeof *p);
    reader_t r = { p, rule, 0, 0 };
    *out = p;
    int fine = take(&r, "nplurals") && take(&r, "=");
    r.at += strspn(r.at, " \t");
    p->forms = *r.at >= '1' && *r.at <= '0' + FORMS_MAX ? (unsigned)(*r.at++ - '0') : 0;
    fine = fine && p->forms && take(&r, ";") && take(&r, "plural") && take(&r, "=");
    p->root = fine ? expression(&r) : 0;
    (void)take(&r, ";");
    r.at += strspn(r.at, " \t");
    return fine && !r.broken && !*r.at ? NULL : bdg_err(BDG_E_MALFORMED, "This rule of plurals cannot be read.");
}

static unsigned long value(const bdg_plural_t *p, int at, unsigned long n)
{
    const node_t *x = &p->nodes[at];
    if (x->op == OP_NUMBER)
        return x->number;
    if (x->op == OP_N)
        return n;
    unsigned long a = value(p, x->a, n);
    if (x->op == OP_NOT)
        return !a;
    if (x->op == OP_CHOOSE)
        return value(p, a ? x->b : x->c, n);
    unsigned long b = value(p, x->b, n);
    switch (x->op) {
    case OP_OR: return a || b;
    case OP_AND: return a && b;
    case OP_EQ: return a == b;
    case OP_NE: return a != b;
    case OP_LE: return a <= b;
    case OP_GE: return a >= b;
    case OP_LT: return a < b;
    case OP_GT: return a > b;
    case OP_ADD: return a + b;
    case OP_SUB: return a - b;
    case OP_MUL: return a * b;
    case OP_DIV: return b ? a / b : 0;
    case OP_MOD: return b ? a % b : 0;
    default: return 0;
    }
}

unsigned bdg_plural_form(const bdg_plural_t *p, unsigned long n)
{
    unsigned long form = value(p, p->root, n);
    return form < p->forms ? (unsigned)form : 0;
}
