/* Active contexts: looking terms up, addresses, applying a local context (JSON-LD 1.1 Algorithms, sections 4.1.2 and 4.3.2). */
#include "core/openbadges/jsonld_context.h"
#include "core/openbadges/jsonld_define.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXTS_MAX 256
#define TERMS_MAX 20000
#define CHARS_MAX (4u << 20)
#define TABLES_MAX 8

const bdg_ldctx_t bdg_ldctx_initial;

void bdg_ldenv_start(bdg_ldenv_t *env, const bdg_contexts_t *known, apr_pool_t *pool)
{
    *env = (bdg_ldenv_t){ .known = known, .pool = pool, .contexts_left = CONTEXTS_MAX, .terms_left = TERMS_MAX, .chars_left = CHARS_MAX };
}

const bdg_ldterm_t *bdg_ldctx_term(const bdg_ldctx_t *ctx, const char *name, size_t len, uint32_t hash)
{
    for (; ctx; ctx = ctx->below) {
        if (!ctx->slots)
            continue;
        for (uint32_t i = hash & ctx->mask; ctx->slots[i]; i = (i + 1) & ctx->mask) {
            const bdg_ldterm_t *t = &ctx->terms[ctx->slots[i] - 1];
            if (t->hash == hash && t->len == len && memcmp(t->name, name, len) == 0)
                return t;
        }
    }
    return NULL;
}

bdg_err_t *bdg_ld_joined(const char **out, bdg_ldenv_t *env, const char *head, const char *tail)
{
    size_t a = strlen(head), b = strlen(tail);
    if (a + b > env->chars_left)
        return bdg_err(BDG_E_TOO_LARGE, "Written out, the addresses in this document are larger than what is taken here.");
    env->chars_left -= a + b;
    char *s = apr_palloc(env->pool, a + b + 1);
    memcpy(s, head, a);
    memcpy(s + a, tail, b + 1);
    *out = s;
    return NULL;
}

bdg_err_t *bdg_ldctx_iri(const char **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const char *value, size_t len, int vocab)
{
    *out = value;
    if (*value == '@') {
        bdg_keyword_e keyword = bdg_ld_keyword(value);
        if (keyword) {
            *out = keyword == BDG_KW_REFUSED ? NULL : value;
            return NULL;
        }
    }
    const bdg_ldterm_t *term = vocab ? bdg_ldctx_term(ctx, value, len, bdg_ld_hash(value, len)) : NULL;
    if (term) {
        *out = term->iri;
        return NULL;
    }
    const char *colon = memchr(value, ':', len);
    if (colon && colon > value) {
        size_t n = (size_t)(colon - value);
        if ((n == 1 && *value == '_') || (colon[1] == '/' && colon[2] == '/'))
            return NULL;
        const bdg_ldterm_t *prefix = bdg_ldctx_term(ctx, value, n, bdg_ld_hash(value, n));
        if (prefix && prefix->prefix && prefix->iri)
            return bdg_ld_joined(out, env, prefix->iri, colon + 1);
        if (bdg_ld_is_absolute(value))
            return NULL;
    }
    return vocab && ctx->vocab ? bdg_ld_joined(out, env, ctx->vocab, value) : NULL;
}

/* --- what has been worked out already */

typedef struct memo_row_t {
    const bdg_ldctx_t *ctx;
    const bdg_ldlocal_t *local;
    bdg_ldscope_e scope;
    const bdg_ldctx_t *made;
} memo_row_t;

struct bdg_ldmemo_t {
    memo_row_t *rows;
    uint32_t mask, count;
    apr_pool_t *pool;
};

static uint32_t memo_hash(const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope)
{
    uint64_t h = ((uint64_t)(uintptr_t)ctx >> 4) * 0x9e3779b97f4a7c15u ^ ((uint64_t)(uintptr_t)local >> 4) * 0xc2b2ae3d27d4eb4fu ^ (uint64_t)scope;
    return (uint32_t)(h >> 32);
}

bdg_ldmemo_t *bdg_ldmemo_make(apr_pool_t *pool)
{
    bdg_ldmemo_t *memo = apr_pcalloc(pool, sizeof *memo);
    memo->pool = pool;
    memo->mask = 63;
    memo->rows = apr_pcalloc(pool, 64 * sizeof *memo->rows);
    return memo;
}

static memo_row_t *memo_row(const bdg_ldmemo_t *memo, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope)
{
    uint32_t i = memo_hash(ctx, local, scope) & memo->mask;
    while (memo->rows[i].made && (memo->rows[i].ctx != ctx || memo->rows[i].local != local || memo->rows[i].scope != scope))
        i = (i + 1) & memo->mask;
    return &memo->rows[i];
}

const bdg_ldctx_t *bdg_ldmemo_get(const bdg_ldmemo_t *memo, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope)
{
    return memo_row(memo, ctx, local, scope)->made;
}

void bdg_ldmemo_put(bdg_ldmemo_t *memo, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope, const bdg_ldctx_t *made)
{
    if (memo->count * 2 > memo->mask) {
        bdg_ldmemo_t larger = { .mask = memo->mask * 2 + 1, .pool = memo->pool };
        larger.rows = apr_pcalloc(memo->pool, ((size_t)larger.mask + 1) * sizeof *larger.rows);
        for (uint32_t i = 0; i <= memo->mask; i++)
            if (memo->rows[i].made)
                bdg_ldmemo_put(&larger, memo->rows[i].ctx, memo->rows[i].local, memo->rows[i].scope, memo->rows[i].made);
        *memo = larger;
    }
    *memo_row(memo, ctx, local, scope) = (memo_row_t){ ctx, local, scope, made };
    memo->count++;
}

/* --- applying */

static int term_shown(const bdg_ldctx_t *top, const bdg_ldterm_t *t) { return bdg_ldctx_term(top, t->name, t->len, t->hash) == t; }

const bdg_ldctx_t *bdg_ldctx_flat(const bdg_ldctx_t *ctx, apr_pool_t *pool)
{
    uint32_t n = 0;
    for (const bdg_ldctx_t *c = ctx; c; c = c->below)
        n += c->count;
    bdg_ldctx_t *flat = bdg_ldctx_table(ctx, n, pool);
    flat->below = NULL;
    flat->depth = 0;
    for (const bdg_ldctx_t *c = ctx; c; c = c->below)
        for (uint32_t i = 0; i < c->count; i++)
            if (term_shown(ctx, &c->terms[i]))
                *bdg_ldctx_slot(flat, c->terms[i].name, c->terms[i].len, c->terms[i].hash) = c->terms[i];
    return flat;
}

/* One that is not a list. */
static bdg_err_t *apply_one(const bdg_ldctx_t **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope)
{
    const bdg_ldctx_t *previous = scope == BDG_LD_TYPE_SCOPED && !ctx->previous ? ctx : ctx->previous;
    if (env->contexts_left-- <= 0)
        return bdg_err(BDG_E_TOO_LARGE, "This document changes its context more often than is taken here.");
    if (local->kind == BDG_LOCAL_NULL) {
        if (scope != BDG_LD_PROPERTY_SCOPED && ctx->has_protected)
            return bdg_err(BDG_E_INVALID, "This document does away with a context whose terms are protected.");
        bdg_ldctx_t *empty = bdg_ldctx_table(&bdg_ldctx_initial, 0, env->pool);
        empty->previous = scope == BDG_LD_TYPE_SCOPED ? previous : NULL;
        *out = empty;
        return NULL;
    }
    if (ctx->depth >= TABLES_MAX)
        ctx = bdg_ldctx_flat(ctx, env->pool);
    return bdg_ldctx_define(out, env, ctx, local, previous, scope == BDG_LD_PROPERTY_SCOPED);
}

static bdg_err_t *apply_list(const bdg_ldctx_t **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope, int depth)
{
    if (depth > 16)
        return bdg_err(BDG_E_TOO_LARGE, "The contexts of this document are nested deeper than is taken here.");
    if (local->kind != BDG_LOCAL_LIST)
        return apply_one(out, env, ctx, local, scope);
    *out = ctx;
    for (uint32_t i = 0; i < local->count; i++)
        BDG_TRY(apply_list(out, env, *out, local->items[i], scope, depth + 1));
    return NULL;
}

bdg_err_t *bdg_ldctx_apply(const bdg_ldctx_t **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope)
{
    if ((*out = bdg_contexts_memo(env->known, ctx, local, scope)) || (env->memo && (*out = bdg_ldmemo_get(env->memo, ctx, local, scope))))
        return NULL;
    BDG_TRY(apply_list(out, env, ctx, local, scope, 0));
    if (env->flat && scope == BDG_LD_PLAIN)
        *out = bdg_ldctx_flat(*out, env->pool);
    if (!env->memo)
        env->memo = bdg_ldmemo_make(env->pool);
    bdg_ldmemo_put(env->memo, ctx, local, scope, *out);
    return NULL;
}

bdg_err_t *bdg_ldctx_apply_json(const bdg_ldctx_t **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const json_t *value)
{
    const bdg_ldlocal_t *local;
    *out = ctx;
    if (!json_is_array(value)) {
        BDG_TRY(bdg_ldlocal_make(&local, env, value));
        return bdg_ldctx_apply(out, env, ctx, local, BDG_LD_PLAIN);
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (json_is_array(json_array_get(value, i)))
            return bdg_err(BDG_E_INVALID, "The @context of this document holds a list within a list.");
        BDG_TRY(bdg_ldlocal_make(&local, env, json_array_get(value, i)));
        BDG_TRY(bdg_ldctx_apply(out, env, *out, local, BDG_LD_PLAIN));
    }
    return NULL;
}
