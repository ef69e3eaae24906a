#include "core/openbadges/contexts.h"
#include "core/openbadges/contexts_text.h"
#include "core/openbadges/jsonld_context.h"
#include <apr_hash.h>
#include <limits.h>
#include <string.h>

#define TEXT_MAX (1u << 20)

typedef struct known_t {
    const char *iri;
    const json_t *document;
    const bdg_ldlocal_t *local;        /* NULL while it is not taken apart yet */
} known_t;

struct bdg_contexts_t {
    known_t *known;
    int count;
    apr_hash_t *by_iri;                /* known_t */
    bdg_ldmemo_t *memo;
};

/* What credentials begin with. Active contexts of these, and of the types and properties in them, are worked out beforehand; whatever else a
 * document says is worked out when it comes. */
static const char *const usual[][5] = {
    { BDG_CONTEXT_VC_V2 },
    { BDG_CONTEXT_VC_V2, BDG_CONTEXT_OB_303 },
    { BDG_CONTEXT_VC_V2, BDG_CONTEXT_OB_303, BDG_CONTEXT_OB_EXTENSIONS },
    { BDG_CONTEXT_VC_V2, BDG_CONTEXT_OB_303, BDG_CONTEXT_ED25519_2020 },
    { BDG_CONTEXT_VC_V2, BDG_CONTEXT_OB_303, BDG_CONTEXT_DI_V2 },
    { BDG_CONTEXT_VC_V2, BDG_CONTEXT_CLR, BDG_CONTEXT_OB_303 },
    { BDG_CONTEXT_VC_V1, BDG_CONTEXT_OB_303 },
    { BDG_CONTEXT_VC_V1, BDG_CONTEXT_OB_303, BDG_CONTEXT_ED25519_2020 },
    { BDG_CONTEXT_VC_V1, BDG_CONTEXT_OB_303, BDG_CONTEXT_DI_V2 },
    { BDG_CONTEXT_VC_V1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", BDG_CONTEXT_ED25519_2020 },
};

const json_t *bdg_contexts_document(const bdg_contexts_t *contexts, const char *iri)
{
    const known_t *k = apr_hash_get(contexts->by_iri, iri, APR_HASH_KEY_STRING);
    return k ? k->document : NULL;
}

const char *bdg_contexts_iri(const bdg_contexts_t *contexts, int index) { return index < contexts->count ? contexts->known[index].iri : NULL; }

const bdg_ldlocal_t *bdg_contexts_local(const bdg_contexts_t *contexts, const char *iri)
{
    const known_t *k = apr_hash_get(contexts->by_iri, iri, APR_HASH_KEY_STRING);
    return k ? k->local : NULL;
}

const bdg_ldctx_t *bdg_contexts_memo(const bdg_contexts_t *contexts, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope)
{
    return bdg_ldmemo_get(contexts->memo, ctx, local, scope);
}

static bdg_err_t *load(bdg_contexts_t *c, apr_pool_t *pool)
{
    int n = 0;
    json_t *document;
    const char *iri;
    for (const bdg_context_text_t *t = bdg_context_texts; t->iri; t++)
        n++;
    for (int i = 0; bdg_context_own(i, &iri, &document, pool), iri; i++)
        n++;
    c->known = apr_pcalloc(pool, (size_t)n * sizeof *c->known);
    for (const bdg_context_text_t *t = bdg_context_texts; t->iri; t++) {
        BDG_TRY(bdg_json_parse(&document, t->json, strlen(t->json), TEXT_MAX, pool));
        c->known[c->count++] = (known_t){ .iri = t->iri, .document = document };
    }
    for (int i = 0; bdg_context_own(i, &iri, &document, pool), iri; i++)
        c->known[c->count++] = (known_t){ .iri = iri, .document = document };
    for (int i = 0; i < c->count; i++)
        apr_hash_set(c->by_iri, c->known[i].iri, APR_HASH_KEY_STRING, &c->known[i]);
    return NULL;
}

/* One may refer to another (security v2 does to v1), which then comes first. */
static bdg_err_t *take_apart(bdg_contexts_t *c, bdg_ldenv_t *env)
{
    bdg_err_t *err = NULL;
    for (int left = c->count, before = left + 1; left && left < before;) {
        before = left;
        left = 0;
        bdg_err_clear(err);
        err = NULL;
        for (int i = 0; i < c->count; i++) {
            known_t *k = &c->known[i];
            bdg_err_t *e = k->local ? NULL : bdg_ldlocal_make(&k->local, env, json_object_get(k->document, "@context"));
            if (!e)
                continue;
            k->local = NULL;
            left++;
            bdg_err_clear(err);
            err = e;
        }
    }
    return err;
}

/* Everything that may be entered from ctx through the terms in its own table. */
static bdg_err_t *scopes_of(bdg_ldenv_t *env, const bdg_ldctx_t *ctx, int deeper)
{
    for (uint32_t i = 0; i < ctx->count; i++) {
        const bdg_ldlocal_t *scoped = ctx->terms[i].scoped;
        const bdg_ldctx_t *inner;
        if (!scoped)
            continue;
        BDG_TRY(bdg_ldctx_apply(&inner, env, ctx, scoped, BDG_LD_PROPERTY_SCOPED));
        bdg_err_t *err = bdg_ldctx_apply(&inner, env, ctx, scoped, BDG_LD_TYPE_SCOPED);
        if (err) {      /* a context that is meant for a property may say null, which a type must not */
            bdg_err_clear(err);
            continue;
        }
        if (deeper)
            BDG_TRY(scopes_of(env, inner, 0));
    }
    return NULL;
}

static bdg_err_t *work_out(bdg_contexts_t *c, bdg_ldenv_t *env)
{
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        const bdg_ldctx_t *ctx = &bdg_ldctx_initial, *next;
        for (int k = 0; k < 5 && usual[i][k]; k++) {
            const bdg_ldlocal_t *local = bdg_contexts_local(c, usual[i][k]);
            if (!local)
                return bdg_err(BDG_E_INTERNAL, "The context %s was not built in.", usual[i][k]);
            BDG_TRY(bdg_ldctx_apply(&next, env, ctx, local, BDG_LD_PLAIN));
            ctx = next;
        }
        BDG_TRY(scopes_of(env, ctx, 1));
    }
    return NULL;
}

bdg_err_t *bdg_contexts_make(bdg_contexts_t **out, apr_pool_t *pool)
{
    bdg_contexts_t *c = apr_pcalloc(pool, sizeof *c);
    bdg_ldenv_t env;
    *out = NULL;
    c->by_iri = apr_hash_make(pool);
    c->memo = bdg_ldmemo_make(pool);
    BDG_TRY(load(c, pool));
    bdg_ldenv_start(&env, c, pool);
    env.memo = c->memo;
    env.flat = 1;
    env.contexts_left = env.terms_left = INT_MAX;
    env.chars_left = INT_MAX;
    BDG_TRY(take_apart(c, &env));
    BDG_TRY(work_out(c, &env));
    *out = c;
    return NULL;
}
