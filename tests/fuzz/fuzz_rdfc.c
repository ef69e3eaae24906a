/* Any bytes as N-Quads. What is read is written so that it reads back the same; the canonical form is canonical: of itself, and whatever the order. */
#include "fuzz.h"
#include "core/openbadges/rdfc.h"

static bdg_buf_t *canon(const bdg_quads_t *q, bdg_rdfc_hash_e hash, apr_pool_t *pool)
{
    bdg_buf_t *out = bdg_buf_make(64 << 20, pool);
    return fuzz_refused(bdg_rdfc_canon(out, q, hash, NULL, pool)) ? NULL : out;
}

static int same(const bdg_buf_t *a, const bdg_buf_t *b) { return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len)); }

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    bdg_quads_t *q, *again;
    if (fuzz_refused(bdg_nquads_parse(&q, (const char *)data, size, 2000, pool)))
        return;
    bdg_buf_t *text = bdg_buf_make(64 << 20, pool);
    bdg_nquads_write(text, q);
    FUZZ_HOLDS(!fuzz_refused(bdg_nquads_parse(&again, text->data ? text->data : "", text->len, 2000, pool)) && again->count == q->count);
    for (int i = 0; i < q->count; i++)
        FUZZ_HOLDS(bdg_term_equal(&q->quads[i].object, &again->quads[i].object) && bdg_term_equal(&q->quads[i].subject, &again->quads[i].subject) &&
                   bdg_term_equal(&q->quads[i].predicate, &again->quads[i].predicate) && bdg_term_equal(&q->quads[i].graph, &again->quads[i].graph));
    bdg_buf_t *out = canon(q, size & 1 ? BDG_RDFC_SHA384 : BDG_RDFC_SHA256, pool);
    if (!out)
        return;
    for (int i = 0, k = again->count - 1; i < k; i++, k--) {        /* backwards */
        bdg_quad_t t = again->quads[i];
        again->quads[i] = again->quads[k];
        again->quads[k] = t;
    }
    bdg_buf_t *other = canon(again, size & 1 ? BDG_RDFC_SHA384 : BDG_RDFC_SHA256, pool);
    FUZZ_HOLDS(!other || same(out, other));                         /* the cap on work may be met in one order only */
    FUZZ_HOLDS(!fuzz_refused(bdg_nquads_parse(&again, out->data ? out->data : "", out->len, 2000, pool)));
    other = canon(again, size & 1 ? BDG_RDFC_SHA384 : BDG_RDFC_SHA256, pool);
    FUZZ_HOLDS(!other || same(out, other));
}
