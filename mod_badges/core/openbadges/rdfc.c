#include "core/openbadges/rdfc.h"
#include "core/openbadges/rdfc_work.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (64u << 20)

typedef struct slice_t { const char *data; size_t len; } slice_t;

struct bdg_rdfc_ready_t { slice_t *lines; int count; size_t len; };

static int by_bytes(const void *va, const void *vb)     /* code point order, as it is UTF-8 */
{
    const slice_t *a = va, *b = vb;
    int d = memcmp(a->data, b->data, a->len < b->len ? a->len : b->len);
    return d ? d : (a->len > b->len) - (a->len < b->len);
}

/* ---------------------------------------------------------------- lines and nodes */

static int node_of(rdfc_t *c, apr_hash_t *known, const char *label)
{
    rdfc_node_t *n = apr_hash_get(known, label, APR_HASH_KEY_STRING);
    if (!n) {
        n = &c->nodes[c->nnodes++];
        n->label = label;
        n->mentions = NULL;
        n->canonical = -1;
        apr_hash_set(known, label, APR_HASH_KEY_STRING, n);
    }
    return (int)(n - c->nodes);
}

static void write_line(rdfc_t *c, apr_hash_t *known, rdfc_line_t *l)
{
    static const char positions[] = "spog";
    const bdg_term_t *terms = &l->quad->subject;
    l->at = c->text->len;
    l->nholes = 0;
    for (int i = 0; i < 4; i++) {
        if (terms[i].kind == BDG_TERM_NONE)
            continue;
        bdg_nquads_write_term(c->text, &terms[i], NULL);
        if (terms[i].kind == BDG_TERM_BLANK) {
            size_t len = strlen(terms[i].value);
            l->holes[l->nholes++] = (rdfc_hole_t){ node_of(c, known, terms[i].value), positions[i], c->text->len - len, len };
        }
        bdg_buf_char(c->text, ' ');
    }
    bdg_buf_add(c->text, ".\n", 2);
    l->len = c->text->len - l->at;
}

static int language_fits(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    return n && !s[n];
}

static int quad_fits(const bdg_quad_t *q)
{
    return (q->subject.kind == BDG_TERM_IRI || q->subject.kind == BDG_TERM_BLANK) && q->predicate.kind == BDG_TERM_IRI &&
           q->object.kind != BDG_TERM_NONE && q->graph.kind != BDG_TERM_LITERAL && (!q->object.language || language_fits(q->object.language));
}

/* Shorter ones first, then by bytes: equal lines end up together, and most pairs are told apart by their lengths. */
static int by_length(const void *va, const void *vb)
{
    const slice_t *a = va, *b = vb;
    return a->len != b->len ? (a->len < b->len ? -1 : 1) : memcmp(a->data, b->data, a->len);
}

static void mention(rdfc_t *c, const rdfc_line_t *l)
{
    for (int i = 0; i < l->nholes; i++) {
        rdfc_node_t *n = &c->nodes[l->holes[i].node];
        if (n->mentions && n->mentions->line == l)
            continue;
        rdfc_mention_t *m = apr_palloc(c->pool, sizeof *m);
        *m = (rdfc_mention_t){ l, n->mentions };
        n->mentions = m;
    }
}

/* A statement that stands twice counts once: the lines with blank nodes are compared here, the others when all are sorted. */
static void mention_all(rdfc_t *c)
{
    typedef struct item_t { slice_t text; rdfc_line_t *line; } item_t;
    item_t *items = apr_palloc(c->pool, sizeof *items * (size_t)(c->nlines + 1));
    int n = 0;
    for (int i = 0; i < c->nlines; i++)
        if (c->lines[i].nholes)
            items[n++] = (item_t){ { c->text->data + c->lines[i].at, c->lines[i].len }, &c->lines[i] };
    qsort(items, (size_t)n, sizeof *items, by_length);
    for (int i = 0; i < n; i++)
        if (i && !by_length(&items[i - 1], &items[i]))
            items[i].line->len = 0;
        else
            mention(c, items[i].line);
}

static bdg_err_t *read_quads(rdfc_t *c, const bdg_quads_t *q)
{
    apr_hash_t *known = apr_hash_make(c->pool);
    int blanks = 0;
    for (int i = 0; i < q->count; i++) {
        const bdg_quad_t *x = &q->quads[i];
        if (!quad_fits(x))
            return bdg_err(BDG_E_INVALID, "This document makes a statement that is not RDF.");
        blanks += (x->subject.kind == BDG_TERM_BLANK) + (x->object.kind == BDG_TERM_BLANK) + (x->graph.kind == BDG_TERM_BLANK);
    }
    c->nodes = apr_palloc(c->pool, sizeof *c->nodes * (size_t)(blanks + 1));
    c->lines = apr_palloc(c->pool, sizeof *c->lines * (size_t)(q->count + 1));
    for (int i = 0; i < q->count; i++) {
        c->lines[c->nlines].quad = &q->quads[i];
        write_line(c, known, &c->lines[c->nlines++]);
    }
    BDG_TRY(bdg_buf_check(c->text));
    mention_all(c);
    return NULL;
}

/* ---------------------------------------------------------------- first degree */

/* Appends the line; name gives what stands for each blank node. */
static void compose(bdg_buf_t *out, const rdfc_t *c, const rdfc_line_t *l, const char *(*name)(const rdfc_t *, int node, int self, char *), int self)
{
    char room[24];
    size_t at = l->at;
    for (int i = 0; i < l->nholes; i++) {
        bdg_buf_add(out, c->text->data + at, l->holes[i].at - at);
        bdg_buf_str(out, name(c, l->holes[i].node, self, room));
        at = l->holes[i].at + l->holes[i].len;
    }
    bdg_buf_add(out, c->text->data + at, l->at + l->len - at);
}

static const char *first_name(const rdfc_t *c, int node, int self, char *room)
{
    (void)c;
    (void)room;
    return node == self ? "a" : "z";
}

/* Hash First Degree Quads (section 4.6). */
static bdg_err_t *first_degree(rdfc_t *c, int node)
{
    rdfc_node_t *n = &c->nodes[node];
    int count = 0, k = 0;
    for (rdfc_mention_t *m = n->mentions; m; m = m->next)
        count++;
    slice_t *lines = apr_palloc(c->pool, sizeof *lines * (size_t)(count + 1));
    bdg_buf_clear(c->scratch);
    for (rdfc_mention_t *m = n->mentions; m; m = m->next) {
        size_t at = c->scratch->len;
        compose(c->scratch, c, m->line, first_name, node);
        lines[k++].len = c->scratch->len - at;
    }
    BDG_TRY(bdg_buf_check(c->scratch));
    const char *at = c->scratch->data;
    for (int i = 0; i < count; at += lines[i++].len)
        lines[i].data = at;
    qsort(lines, (size_t)count, sizeof *lines, by_bytes);
    bdg_buf_clear(c->more);
    for (int i = 0; i < count; i++)
        bdg_buf_add(c->more, lines[i].data, lines[i].len);
    BDG_TRY(bdg_buf_check(c->more));
    bdg_digest_hex(c->digest, c->more->data, c->more->len, n->first);
    return NULL;
}

/* ---------------------------------------------------------------- canonical labels */

typedef struct ranked_t { const char *hash; int node; rdfc_issuer_t issuer; } ranked_t;

static int by_hash(const void *a, const void *b) { return strcmp(((const ranked_t *)a)->hash, ((const ranked_t *)b)->hash); }

/* Steps 5.2 and 5.3 of section 4.4.3 for the nodes that share one hash of the first degree. */
static bdg_err_t *tell_apart(rdfc_t *c, const ranked_t *group, int n)
{
    ranked_t *paths = apr_pcalloc(c->pool, sizeof *paths * (size_t)n);
    int count = 0;
    for (int i = 0; i < n; i++) {
        if (c->nodes[group[i].node].canonical >= 0)
            continue;
        char *hash = apr_palloc(c->pool, 2 * BDG_DIGEST_MAX + 1);
        ranked_t *p = &paths[count++];
        p->hash = hash;
        p->issuer.pool = c->pool;
        bdg_rdfc_issue(&p->issuer, group[i].node);
        BDG_TRY(bdg_rdfc_ndegree(c, group[i].node, &p->issuer, hash, 0));
    }
    qsort(paths, (size_t)count, sizeof *paths, by_hash);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < paths[i].issuer.count; k++) {
            rdfc_node_t *node = &c->nodes[paths[i].issuer.order[k]];
            if (node->canonical < 0)
                node->canonical = c->issued++;
        }
    return NULL;
}

static bdg_err_t *label_nodes(rdfc_t *c)
{
    ranked_t *all = apr_pcalloc(c->pool, sizeof *all * (size_t)(c->nnodes + 1));
    for (int i = 0; i < c->nnodes; i++) {
        BDG_TRY(first_degree(c, i));
        all[i] = (ranked_t){ .hash = c->nodes[i].first, .node = i };
    }
    qsort(all, (size_t)c->nnodes, sizeof *all, by_hash);
    for (int i = 0; i < c->nnodes; i++)         /* unique hashes first (step 4) */
        if ((i == 0 || by_hash(&all[i - 1], &all[i])) && (i + 1 == c->nnodes || by_hash(&all[i], &all[i + 1])))
            c->nodes[all[i].node].canonical = c->issued++;
    for (int i = 0, end; i < c->nnodes; i = end) {
        for (end = i + 1; end < c->nnodes && !by_hash(&all[i], &all[end]);)
            end++;
        if (end - i > 1)
            BDG_TRY(tell_apart(c, all + i, end - i));
    }
    return NULL;
}

/* ---------------------------------------------------------------- the whole */

static const char *final_name(const rdfc_t *c, int node, int self, char *room)
{
    (void)self;
    apr_snprintf(room, 24, "c14n%d", c->nodes[node].canonical);
    return room;
}

/* How many of the ready lines come before this one; at least from do. */
static int before(const bdg_rdfc_ready_t *ready, int from, const slice_t *line)
{
    int to = ready->count;
    while (from < to) {
        int half = from + (to - from) / 2;
        if (by_bytes(&ready->lines[half], line) < 0)
            from = half + 1;
        else
            to = half;
    }
    return from;
}

/* They lie one behind the other. */
static void run(bdg_buf_t *out, const bdg_rdfc_ready_t *ready, int from, int to)
{
    if (from < to)
        bdg_buf_add(out, ready->lines[from].data, (size_t)(ready->lines[to - 1].data - ready->lines[from].data) + ready->lines[to - 1].len);
}

static bdg_err_t *write_sorted(bdg_buf_t *out, rdfc_t *c)
{
    const bdg_rdfc_ready_t none = { NULL, 0, 0 }, *ready = c->ready ? c->ready : &none;
    slice_t *lines = apr_palloc(c->pool, sizeof *lines * (size_t)(c->nlines + 1));
    int n = 0, at = 0;
    for (int i = 0; i < c->nlines; i++)
        if (c->lines[i].nholes && c->lines[i].len) {
            size_t begins = c->scratch->len;
            compose(c->scratch, c, &c->lines[i], final_name, -1);
            c->lines[i].at = begins;
            c->lines[i].len = c->scratch->len - begins;
        }
    BDG_TRY(bdg_buf_check(c->scratch));
    for (int i = 0; i < c->nlines; i++)
        if (c->lines[i].len)
            lines[n++] = (slice_t){ (c->lines[i].nholes ? c->scratch : c->text)->data + c->lines[i].at, c->lines[i].len };
    qsort(lines, (size_t)n, sizeof *lines, by_bytes);
    bdg_buf_room(out, c->text->len + ready->len + c->scratch->len);
    for (int i = 0; i < n; i++) {
        if (i && !by_bytes(&lines[i - 1], &lines[i]))
            continue;
        int next = before(ready, at, &lines[i]);
        run(out, ready, at, next);
        at = next;
        if (at == ready->count || by_bytes(&ready->lines[at], &lines[i]))
            bdg_buf_add(out, lines[i].data, lines[i].len);
    }
    run(out, ready, at, ready->count);
    return bdg_buf_check(out);
}

bdg_err_t *bdg_rdfc_canon(bdg_buf_t *out, const bdg_quads_t *q, bdg_rdfc_hash_e hash, apr_hash_t *labels, apr_pool_t *pool)
{
    rdfc_t c = { .work = BDG_RDFC_WORK, .ready = q->ready, .pool = pool };
    BDG_TRY(bdg_quads_check(q));
    c.text = bdg_buf_make(TEXT_MAX, pool);
    c.scratch = bdg_buf_make(TEXT_MAX, pool);
    c.more = bdg_buf_make(TEXT_MAX, pool);
    bdg_buf_room(c.text, (size_t)q->count * 192);           /* about what a statement takes: growing costs more than asking */
    bdg_buf_room(c.scratch, 2048);
    bdg_buf_room(c.more, 2048);
    BDG_TRY(bdg_digest_make(&c.digest, hash == BDG_RDFC_SHA384 ? BDG_SHA384 : BDG_SHA256, pool));
    BDG_TRY(read_quads(&c, q));
    BDG_TRY(label_nodes(&c));
    bdg_buf_clear(c.scratch);
    for (int i = 0; labels && i < c.nnodes; i++)
        apr_hash_set(labels, apr_pstrdup(apr_hash_pool_get(labels), c.nodes[i].label), APR_HASH_KEY_STRING,
                     apr_psprintf(apr_hash_pool_get(labels), "c14n%d", c.nodes[i].canonical));
    return write_sorted(out, &c);
}

/* Sorted lines, each once and one behind the other. */
static void lay_out(bdg_rdfc_ready_t *r, apr_pool_t *pool)
{
    char *to = apr_palloc(pool, r->len + 1);
    int n = 0;
    for (int i = 0; i < r->count; i++) {
        slice_t line = r->lines[i];
        if (n && !by_bytes(&r->lines[n - 1], &line))
            continue;
        memcpy(to, line.data, line.len);
        r->lines[n++] = (slice_t){ to, line.len };
        to += line.len;
    }
    r->count = n;
}

bdg_err_t *bdg_rdfc_ready(const bdg_rdfc_ready_t **out, bdg_quads_t **rest, const bdg_quads_t *q, apr_pool_t *pool)
{
    bdg_rdfc_ready_t *r = apr_pcalloc(pool, sizeof *r);
    bdg_quads_t *ground = bdg_quads_make(q->max, pool);
    *rest = bdg_quads_make(q->max, pool);
    BDG_TRY(bdg_quads_check(q));
    for (int i = 0; i < q->count; i++) {
        const bdg_quad_t *x = &q->quads[i];
        int blank = x->subject.kind == BDG_TERM_BLANK || x->object.kind == BDG_TERM_BLANK || x->graph.kind == BDG_TERM_BLANK;
        if (!quad_fits(x))
            return bdg_err(BDG_E_INVALID, "This document makes a statement that is not RDF.");
        bdg_quads_add_to(blank ? *rest : ground, x->subject, x->predicate, x->object, x->graph);
    }
    bdg_buf_t *text = bdg_buf_make(TEXT_MAX, pool);
    bdg_nquads_write(text, ground);
    BDG_TRY(bdg_buf_check(text));
    r->lines = apr_palloc(pool, sizeof *r->lines * (size_t)(ground->count + 1));
    r->len = text->len;
    for (const char *at = text->data, *end; r->count < ground->count; at = end) {        /* no line has a line feed but its own */
        end = strchr(at, '\n') + 1;
        r->lines[r->count++] = (slice_t){ at, (size_t)(end - at) };
    }
    qsort(r->lines, (size_t)r->count, sizeof *r->lines, by_bytes);
    lay_out(r, pool);
    *out = r;
    return NULL;
}
