/* Nodes whose surroundings look alike: Hash N-Degree Quads and Hash Related Blank Node (RDFC-1.0, sections 4.7 and 4.8). */
#include "core/openbadges/rdfc_work.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 256           /* nodes that hang from one another, all alike */

typedef struct related_t { char hash[2 * BDG_DIGEST_MAX + 1]; int node; } related_t;

/* One path along the related nodes in one order. */
typedef struct path_t { bdg_buf_t *text; rdfc_issuer_t issuer; } path_t;

static bdg_err_t *spend(rdfc_t *c, long steps)
{
    c->work -= steps;
    return c->work < 0 ? bdg_err(BDG_E_TOO_LARGE, "Telling this document's nameless parts apart takes more work than is done here.") : NULL;
}

static int issued(const rdfc_issuer_t *issuer, int node)
{
    for (int i = 0; i < issuer->count; i++)
        if (issuer->order[i] == node)
            return i;
    return -1;
}

static void room_for(rdfc_issuer_t *issuer, int count)
{
    if (count <= issuer->cap)
        return;
    int cap = issuer->cap ? issuer->cap : 8;
    while (cap < count)
        cap *= 2;
    int *order = apr_palloc(issuer->pool, sizeof *order * (size_t)cap);
    if (issuer->count)
        memcpy(order, issuer->order, sizeof *order * (size_t)issuer->count);
    issuer->order = order;
    issuer->cap = cap;
}

void bdg_rdfc_issue(rdfc_issuer_t *issuer, int node)
{
    if (issued(issuer, node) >= 0)
        return;
    room_for(issuer, issuer->count + 1);
    issuer->order[issuer->count++] = node;
}

static void copy(rdfc_issuer_t *to, const rdfc_issuer_t *from)
{
    to->count = 0;
    room_for(to, from->count);
    if (from->count)
        memcpy(to->order, from->order, sizeof *to->order * (size_t)from->count);
    to->count = from->count;
}

static void add_id(bdg_buf_t *out, const char *prefix, int n)
{
    char room[24];
    apr_snprintf(room, sizeof room, "_:%s%d", prefix, n);
    bdg_buf_str(out, room);
}

/* Section 4.7. */
static void hash_related(rdfc_t *c, const rdfc_line_t *l, const rdfc_hole_t *hole, const rdfc_issuer_t *issuer, char hash[2 * BDG_DIGEST_MAX + 1])
{
    const rdfc_node_t *n = &c->nodes[hole->node];
    int temporary = n->canonical < 0 ? issued(issuer, hole->node) : -1;
    bdg_buf_clear(c->scratch);
    bdg_buf_char(c->scratch, hole->position);
    if (hole->position != 'g')
        bdg_nquads_write_term(c->scratch, &l->quad->predicate, NULL);
    if (n->canonical >= 0)
        add_id(c->scratch, "c14n", n->canonical);
    else if (temporary >= 0)
        add_id(c->scratch, "b", temporary);
    else
        bdg_buf_str(c->scratch, n->first);
    bdg_digest_hex(c->digest, c->scratch->data, c->scratch->len, hash);
}

static int by_hash_and_node(const void *va, const void *vb)
{
    const related_t *a = va, *b = vb;
    int d = strcmp(a->hash, b->hash);
    return d ? d : (a->node > b->node) - (a->node < b->node);
}

/* All that is related to node, sorted: those of one hash together. */
static bdg_err_t *relate(rdfc_t *c, int node, const rdfc_issuer_t *issuer, related_t **out, int *count, apr_pool_t *pool)
{
    int n = 0;
    for (const rdfc_mention_t *m = c->nodes[node].mentions; m; m = m->next)
        n += m->line->nholes;
    BDG_TRY(spend(c, 1 + (long)n * (1 + issuer->count / 256)));
    related_t *list = *out = apr_palloc(pool, sizeof *list * (size_t)(n + 1));
    *count = 0;
    for (const rdfc_mention_t *m = c->nodes[node].mentions; m; m = m->next)
        for (int i = 0; i < m->line->nholes; i++) {
            const rdfc_hole_t *hole = &m->line->holes[i];
            if (hole->node == node)
                continue;
            list[*count].node = hole->node;
            hash_related(c, m->line, hole, issuer, list[(*count)++].hash);
        }
    qsort(list, (size_t)*count, sizeof *list, by_hash_and_node);
    return bdg_buf_check(c->scratch);
}

/* The next order of nodes in lexicographic sequence; 0 after the last. */
static int next_order(int *nodes, int n)
{
    int i = n - 2, k = n - 1;
    while (i >= 0 && nodes[i] >= nodes[i + 1])
        i--;
    if (i < 0)
        return 0;
    while (nodes[k] <= nodes[i])
        k--;
    int t = nodes[i];
    nodes[i] = nodes[k];
    nodes[k] = t;
    for (int a = i + 1, b = n - 1; a < b; a++, b--) {
        t = nodes[a];
        nodes[a] = nodes[b];
        nodes[b] = t;
    }
    return 1;
}

/* Can this path not become the least any more? */
static int worse(const path_t *p, const path_t *best)
{
    return best->text->len && p->text->len >= best->text->len && strcmp(p->text->data, best->text->data) > 0;
}

/* Steps 5.4.4 and 5.4.5: nodes in this order. *lost: given up, as it is worse than best. recurse has room for n. */
static bdg_err_t *walk(rdfc_t *c, const int *nodes, int n, path_t *p, const path_t *best, int *recurse, int *lost, int depth)
{
    char hash[2 * BDG_DIGEST_MAX + 1];
    int nrecurse = 0;
    *lost = 0;
    for (int i = 0; i < n; i++) {
        if (c->nodes[nodes[i]].canonical >= 0) {
            add_id(p->text, "c14n", c->nodes[nodes[i]].canonical);
        } else {
            if (issued(&p->issuer, nodes[i]) < 0)
                recurse[nrecurse++] = nodes[i];
            bdg_rdfc_issue(&p->issuer, nodes[i]);
            add_id(p->text, "b", issued(&p->issuer, nodes[i]));
        }
        if ((*lost = worse(p, best)))
            return NULL;
    }
    for (int i = 0; i < nrecurse; i++) {
        BDG_TRY(bdg_rdfc_ndegree(c, recurse[i], &p->issuer, hash, depth + 1));
        add_id(p->text, "b", issued(&p->issuer, recurse[i]));
        bdg_buf_char(p->text, '<');
        bdg_buf_str(p->text, hash);
        bdg_buf_char(p->text, '>');
        if ((*lost = worse(p, best)))
            return NULL;
    }
    return bdg_buf_check(p->text);
}

/* Step 5.4: the least path over all orders of the nodes that share a hash. */
static bdg_err_t *choose(rdfc_t *c, const related_t *group, int n, rdfc_issuer_t *issuer, bdg_buf_t *data, int depth, apr_pool_t *pool)
{
    int *nodes = apr_palloc(pool, sizeof *nodes * (size_t)n), *recurse = apr_palloc(pool, sizeof *recurse * (size_t)n), lost;
    path_t paths[2] = { { bdg_buf_make(1 << 20, pool), { .pool = pool } }, { bdg_buf_make(1 << 20, pool), { .pool = pool } } };
    path_t *best = &paths[0], *p = &paths[1];
    for (int i = 0; i < n; i++)
        nodes[i] = group[i].node;
    do {
        BDG_TRY(spend(c, 1 + n + issuer->count / 16));
        copy(&p->issuer, issuer);
        bdg_buf_clear(p->text);
        BDG_TRY(walk(c, nodes, n, p, best, recurse, &lost, depth));
        if (!lost && (!best->text->len || strcmp(p->text->data, best->text->data) < 0)) {
            path_t *t = best;
            best = p;
            p = t;
        }
    } while (next_order(nodes, n));
    copy(issuer, &best->issuer);
    bdg_buf_add(data, best->text->data, best->text->len);
    return NULL;
}

static bdg_err_t *ndegree(rdfc_t *c, int node, rdfc_issuer_t *issuer, char *hash, int depth, apr_pool_t *pool)
{
    related_t *list;
    int n;
    bdg_buf_t *data = bdg_buf_make(1 << 20, pool);
    BDG_TRY(relate(c, node, issuer, &list, &n, pool));
    for (int i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && !strcmp(list[i].hash, list[end].hash);)
            end++;
        bdg_buf_str(data, list[i].hash);
        BDG_TRY(choose(c, list + i, end - i, issuer, data, depth, pool));
    }
    BDG_TRY(bdg_buf_check(data));
    bdg_digest_hex(c->digest, data->data, data->len, hash);
    return NULL;
}

bdg_err_t *bdg_rdfc_ndegree(rdfc_t *c, int node, rdfc_issuer_t *issuer, char hash[2 * BDG_DIGEST_MAX + 1], int depth)
{
    apr_pool_t *pool;
    if (depth > DEPTH_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This document's nameless parts hang from one another too deeply.");
    apr_pool_create(&pool, c->pool);
    bdg_err_t *e = ndegree(c, node, issuer, hash, depth, pool);
    apr_pool_destroy(pool);
    return e;
}
