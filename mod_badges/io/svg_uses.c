#include "io/svg_uses.h"
#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <string.h>

enum { CHAIN_MAX = 40,                    /* references that lead to references */
       REFS_MAX = 100000 };

static const char white[] = " \t\r\n\f";

typedef struct node_t {
    int end;                              /* its subtree is [own number, end) */
    int first_ref;                        /* in refs, -1 for none; linked by next */
    int is_gradient;
    enum { NEW, COUNTING, COUNTED } state;
    long long drawn;
} node_t;

typedef struct ref_t {
    const char *id;
    int next;
} ref_t;

typedef struct sheet_ref_t {
    const char *selector, *id;
} sheet_ref_t;

struct bdg_svg_uses_t {
    apr_array_header_t *nodes, *refs, *sheet;
    apr_hash_t *ids;                      /* id -> const int * */
    apr_hash_t *classes;                  /* class -> apr_array_header_t of int */
    apr_pool_t *pool;
};

#define NODE(u, i) APR_ARRAY_IDX((u)->nodes, (i), node_t)
#define REF(u, i) APR_ARRAY_IDX((u)->refs, (i), ref_t)

bdg_svg_uses_t *bdg_svg_uses_make(apr_pool_t *pool)
{
    bdg_svg_uses_t *u = apr_pcalloc(pool, sizeof *u);
    u->nodes = apr_array_make(pool, 64, sizeof(node_t));
    u->refs = apr_array_make(pool, 16, sizeof(ref_t));
    u->sheet = apr_array_make(pool, 4, sizeof(sheet_ref_t));
    u->ids = apr_hash_make(pool);
    u->classes = apr_hash_make(pool);
    u->pool = pool;
    return u;
}

int bdg_svg_uses_open(bdg_svg_uses_t *u, int is_gradient)
{
    node_t *n = apr_array_push(u->nodes);
    *n = (node_t){ .end = u->nodes->nelts, .first_ref = -1, .is_gradient = is_gradient };
    return u->nodes->nelts - 1;
}

void bdg_svg_uses_close(bdg_svg_uses_t *u, int node) { NODE(u, node).end = u->nodes->nelts; }

int bdg_svg_uses_id(bdg_svg_uses_t *u, int node, const char *id, size_t len)
{
    if (apr_hash_get(u->ids, id, (apr_ssize_t)len))
        return 0;
    apr_hash_set(u->ids, apr_pstrmemdup(u->pool, id, len), (apr_ssize_t)len, apr_pmemdup(u->pool, &node, sizeof node));
    return 1;
}

void bdg_svg_uses_ref(bdg_svg_uses_t *u, int node, const char *id, size_t len)
{
    ref_t *r = apr_array_push(u->refs);
    r->id = apr_pstrmemdup(u->pool, id, len);
    r->next = NODE(u, node).first_ref;
    NODE(u, node).first_ref = u->refs->nelts - 1;
}

void bdg_svg_uses_sheet_ref(bdg_svg_uses_t *u, const char *selector, size_t selector_len, const char *id, size_t len)
{
    sheet_ref_t *s = apr_array_push(u->sheet);
    s->selector = apr_pstrmemdup(u->pool, selector, selector_len);
    s->id = apr_pstrmemdup(u->pool, id, len);
}

void bdg_svg_uses_class(bdg_svg_uses_t *u, int node, const char *value, size_t len)
{
    char *rest = apr_pstrmemdup(u->pool, value, len), *state;
    for (char *name = apr_strtok(rest, white, &state); name; name = apr_strtok(NULL, white, &state)) {
        apr_array_header_t *nodes = apr_hash_get(u->classes, name, APR_HASH_KEY_STRING);
        if (!nodes)
            apr_hash_set(u->classes, name, APR_HASH_KEY_STRING, nodes = apr_array_make(u->pool, 4, sizeof(int)));
        APR_ARRAY_PUSH(nodes, int) = node;
    }
}

/* Gives the reference to each element of the classes that the selector names. 0 when it names anything but classes. */
static int spread(bdg_svg_uses_t *u, const sheet_ref_t *s)
{
    char *state;
    for (char *part = apr_strtok(apr_pstrdup(u->pool, s->selector), ",", &state); part; part = apr_strtok(NULL, ",", &state)) {
        part += strspn(part, white);
        char *end = part + strcspn(part, white);
        if (*part != '.' || end[strspn(end, white)] || part[1 + strcspn(part + 1, ".#*>:")])
            return 0;
        *end = 0;
        const apr_array_header_t *nodes = apr_hash_get(u->classes, part + 1, APR_HASH_KEY_STRING);
        for (int i = 0; nodes && i < nodes->nelts && u->refs->nelts <= REFS_MAX; i++)
            bdg_svg_uses_ref(u, APR_ARRAY_IDX(nodes, i, int), s->id, strlen(s->id));
    }
    return 1;
}

static bdg_err_t *count(bdg_svg_uses_t *u, int node, int chain, long long max)
{
    node_t *n = &NODE(u, node);
    if (n->state == COUNTED)
        return NULL;
    if (n->state == COUNTING)
        return bdg_err(BDG_E_INVALID, "A part of this SVG picture contains itself.");
    if (chain > CHAIN_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This SVG picture is too complicated. Use one with fewer shapes.");
    n->state = COUNTING;
    for (int i = node; i < n->end; i++) {
        n->drawn++;
        for (int r = NODE(u, i).first_ref; r >= 0; r = REF(u, r).next) {
            const int *target = apr_hash_get(u->ids, REF(u, r).id, APR_HASH_KEY_STRING);
            if (!target)
                continue;
            BDG_TRY(count(u, *target, chain + 1, max));
            n->drawn += NODE(u, *target).drawn;
            if (n->drawn > max)
                return bdg_err(BDG_E_TOO_LARGE, "This SVG picture repeats its parts too often. Use one with fewer shapes.");
        }
    }
    n->state = COUNTED;
    return NULL;
}

bdg_err_t *bdg_svg_uses_check(bdg_svg_uses_t *u, int max)
{
    for (int i = 0; i < u->sheet->nelts; i++) {
        const sheet_ref_t *s = &APR_ARRAY_IDX(u->sheet, i, sheet_ref_t);
        const int *target = apr_hash_get(u->ids, s->id, APR_HASH_KEY_STRING);
        if (target && !NODE(u, *target).is_gradient && !spread(u, s))
            return bdg_err(BDG_E_INVALID, "The style sheet of this SVG picture is too complicated. Save it with presentation attributes and send the new file.");
    }
    if (u->refs->nelts > REFS_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This SVG picture repeats its parts too often. Use one with fewer shapes.");
    return u->nodes->nelts ? count(u, 0, 0, max) : NULL;
}
