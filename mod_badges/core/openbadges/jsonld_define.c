#include "core/openbadges/jsonld_define.h"
#include <string.h>

typedef struct work_t {
    bdg_ldenv_t *env;
    bdg_ldctx_t *ctx;                  /* being made */
    const bdg_ldlocal_t *local;
    enum { TO_DO, IN_WORK, DONE } *state;      /* of each of local's definitions */
    int override;
} work_t;

bdg_ldctx_t *bdg_ldctx_table(const bdg_ldctx_t *below, uint32_t count, apr_pool_t *pool)
{
    bdg_ldctx_t *ctx = apr_palloc(pool, sizeof *ctx);
    uint32_t slots = 4;
    while (slots < count * 2)
        slots *= 2;
    *ctx = *below;
    ctx->below = below;
    ctx->depth = below->depth + 1;
    ctx->mask = slots - 1;
    ctx->count = 0;
    ctx->terms = apr_palloc(pool, (count + 1) * sizeof *ctx->terms);
    ctx->slots = apr_pcalloc(pool, slots * sizeof *ctx->slots);
    return ctx;
}

bdg_ldterm_t *bdg_ldctx_slot(bdg_ldctx_t *ctx, const char *name, size_t len, uint32_t hash)
{
    uint32_t i = hash & ctx->mask;
    while (ctx->slots[i])
        i = (i + 1) & ctx->mask;
    bdg_ldterm_t *t = &ctx->terms[ctx->count++];
    ctx->slots[i] = (uint16_t)ctx->count;
    *t = (bdg_ldterm_t){ .name = name, .len = len, .hash = hash };
    return t;
}

static bdg_err_t *wrong(const bdg_ldraw_t *raw, const work_t *w)
{
    return bdg_err(BDG_E_INVALID, "The context of this document defines \"%s\" in a way that cannot be used.", bdg_ld_quoted(raw->name, w->env->pool));
}

static bdg_err_t *define(work_t *w, const bdg_ldraw_t *raw);

/* What other definitions of the same context a text needs. */
static bdg_err_t *define_first(work_t *w, const char *name, size_t len)
{
    const bdg_ldraw_t *needed = bdg_ldlocal_raw(w->local, name, len, bdg_ld_hash(name, len));
    return needed ? define(w, needed) : NULL;
}

/* Section 4.3.2 within a context that is being made. *out is absolute or a keyword. */
static bdg_err_t *resolve(const char **out, work_t *w, const bdg_ldraw_t *raw, const char *value)
{
    size_t len = strlen(value);
    const char *colon = strchr(value, ':');
    if (bdg_ld_keyword(value) == BDG_KW_REFUSED)
        return wrong(raw, w);
    BDG_TRY(define_first(w, value, len));
    if (colon && colon > value && !(colon[1] == '/' && colon[2] == '/'))
        BDG_TRY(define_first(w, value, (size_t)(colon - value)));
    BDG_TRY(bdg_ldctx_iri(out, w->env, w->ctx, value, len, 1));
    return *out && (bdg_ld_is_absolute(*out) || bdg_ld_keyword(*out)) ? NULL : wrong(raw, w);
}

static int looks_like_iri(const char *name)
{
    const char *colon = strchr(name, ':');
    return strchr(name, '/') || (colon && colon[1] && colon[1] != ':');
}

/* A term that has the form of an address must mean that address. */
static bdg_err_t *check_form(work_t *w, const bdg_ldraw_t *raw, const char *iri)
{
    const char *plain, *colon = strchr(raw->name, ':');
    if (!iri || !looks_like_iri(raw->name))
        return NULL;
    if (colon && colon > raw->name && !(colon[1] == '/' && colon[2] == '/'))
        BDG_TRY(define_first(w, raw->name, (size_t)(colon - raw->name)));
    BDG_TRY(bdg_ldctx_iri(&plain, w->env, w->ctx, raw->name, raw->len, 0));
    return plain && strcmp(plain, iri) == 0 ? NULL : wrong(raw, w);
}

/* Section 4.2.2, steps 14 to 18. */
static bdg_err_t *iri_of(const char **out, work_t *w, const bdg_ldraw_t *raw)
{
    const char *colon = strchr(raw->name, ':');
    *out = NULL;
    if (raw->has_id == BDG_RAW_NULL_ID)
        return NULL;
    if (raw->has_id == BDG_RAW_ID && strcmp(raw->id, raw->name) != 0) {
        BDG_TRY(resolve(out, w, raw, raw->id));
        return check_form(w, raw, *out);
    }
    if (colon && colon > raw->name) {
        BDG_TRY(define_first(w, raw->name, (size_t)(colon - raw->name)));
        const bdg_ldterm_t *prefix = bdg_ldctx_term(w->ctx, raw->name, (size_t)(colon - raw->name), bdg_ld_hash(raw->name, (size_t)(colon - raw->name)));
        if (prefix && prefix->iri)
            return bdg_ld_joined(out, w->env, prefix->iri, colon + 1);
        *out = raw->name;
    } else if (w->ctx->vocab) {
        BDG_TRY(bdg_ld_joined(out, w->env, w->ctx->vocab, raw->name));
    }
    return *out && bdg_ld_is_absolute(*out) ? NULL : wrong(raw, w);
}

static bdg_err_t *coercion(bdg_ldterm_t *t, work_t *w, const bdg_ldraw_t *raw)
{
    if (!raw->type)
        return NULL;
    switch (bdg_ld_keyword(raw->type)) {
    case BDG_KW_ID:
        t->coerce = BDG_COERCE_ID;
        return NULL;
    case BDG_KW_VOCAB:
        t->coerce = BDG_COERCE_VOCAB;
        return NULL;
    case BDG_KW_JSON:
        t->coerce = BDG_COERCE_JSON;
        return NULL;
    case BDG_KW_NULL:
        return NULL;
    case BDG_KW_NONE:
        t->coerce = BDG_COERCE_DATATYPE;
        BDG_TRY(resolve(&t->datatype, w, raw, raw->type));
        return !t->datatype || bdg_ld_keyword(t->datatype) || strncmp(t->datatype, "_:", 2) == 0 ? wrong(raw, w) : NULL;
    default:
        return wrong(raw, w);
    }
}

static int ends_like_prefix(const char *iri) { return *iri && strchr(":/?#[]@", iri[strlen(iri) - 1]); }
static int same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

static int same_scoped(const bdg_ldlocal_t *a, const bdg_ldlocal_t *b)
{
    return a == b || (a && b && json_equal((json_t *)(uintptr_t)a->json, (json_t *)(uintptr_t)b->json));
}

static int same_term(const bdg_ldterm_t *a, const bdg_ldterm_t *b)
{
    return same_text(a->iri, b->iri) && a->coerce == b->coerce && same_text(a->datatype, b->datatype) && a->container == b->container &&
           a->has_language == b->has_language && same_text(a->language, b->language) && a->prefix == b->prefix && same_scoped(a->scoped, b->scoped);
}

/* A protected term may be said again only as it is (step 27). */
static bdg_err_t *keep_protected(bdg_ldterm_t *t, work_t *w)
{
    const bdg_ldterm_t *old = bdg_ldctx_term(w->ctx->below, t->name, t->len, t->hash);
    if (!old || !old->is_protected || w->override)
        return NULL;
    t->is_protected = 1;
    if (same_term(old, t))
        return NULL;
    return bdg_err(BDG_E_INVALID, "The contexts of this document give \"%s\" another meaning, which is protected.", bdg_ld_quoted(t->name, w->env->pool));
}

static bdg_err_t *define(work_t *w, const bdg_ldraw_t *raw)
{
    size_t i = (size_t)(raw - w->local->raws);
    if (w->state[i] == DONE)
        return NULL;
    if (w->state[i] == IN_WORK)
        return bdg_err(BDG_E_INVALID, "The context of this document defines \"%s\" by itself.", bdg_ld_quoted(raw->name, w->env->pool));
    w->state[i] = IN_WORK;
    bdg_ldterm_t t = { .name = raw->name, .len = raw->len, .hash = raw->hash, .container = raw->container, .scoped = raw->scoped };
    BDG_TRY(iri_of(&t.iri, w, raw));
    BDG_TRY(coercion(&t, w, raw));
    if (t.iri) {
        t.keyword = bdg_ld_keyword(t.iri);
        t.prefix = raw->simple && !strchr(raw->name, ':') && ends_like_prefix(t.iri);
    }
    if (t.keyword == BDG_KW_CONTEXT || t.keyword == BDG_KW_REFUSED || (t.keyword && raw->prefix == 1))
        return wrong(raw, w);
    if (raw->prefix >= 0)
        t.prefix = raw->prefix;
    t.is_protected = raw->is_protected >= 0 ? raw->is_protected : w->local->is_protected;
    if (!raw->type) {
        t.has_language = raw->has_language;
        t.language = raw->language;
    }
    BDG_TRY(keep_protected(&t, w));
    *bdg_ldctx_slot(w->ctx, t.name, t.len, t.hash) = t;
    w->ctx->has_protected |= t.is_protected;
    w->state[i] = DONE;
    return NULL;
}

bdg_err_t *bdg_ldctx_define(const bdg_ldctx_t **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, const bdg_ldctx_t *previous, int override)
{
    if ((env->terms_left -= (int)local->count) < 0)
        return bdg_err(BDG_E_TOO_LARGE, "This document defines more terms than are taken here.");
    work_t w = { .env = env, .local = local, .override = override };
    w.ctx = bdg_ldctx_table(ctx, local->count, env->pool);
    w.ctx->previous = previous;
    w.state = apr_pcalloc(env->pool, (local->count + 1) * sizeof *w.state);
    if (local->has_language)
        w.ctx->language = local->language;
    if (local->has_vocab && local->vocab) {
        BDG_TRY(bdg_ldctx_iri(&w.ctx->vocab, env, ctx, local->vocab, strlen(local->vocab), 1));
        if (!w.ctx->vocab || !bdg_ld_is_absolute(w.ctx->vocab))
            return bdg_err(BDG_E_INVALID, "The @vocab of this document's context is not an absolute address.");
    } else if (local->has_vocab) {
        w.ctx->vocab = NULL;
    }
    for (uint32_t i = 0; i < local->count; i++)
        BDG_TRY(define(&w, &local->raws[i]));
    *out = w.ctx;
    return NULL;
}
