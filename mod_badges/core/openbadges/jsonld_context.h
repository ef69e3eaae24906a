/* How JSON-LD contexts are read (W3C JSON-LD 1.1 Processing Algorithms and API, sections 4.1 to 4.3). For jsonld.c and contexts.c alone.
 *
 * A local context (what stands under "@context") is taken apart once into a bdg_ldlocal_t. Applying one to an active context gives a new active
 * context: a table of the new terms that lies on the one below. Both are never changed once made, so what is made of the known contexts is kept
 * for all, and what is made for one document goes with it. */
#ifndef BDG_JSONLD_CONTEXT_H
#define BDG_JSONLD_CONTEXT_H
#include "core/openbadges/contexts.h"
#include <stdint.h>

typedef enum {
    BDG_KW_NONE, BDG_KW_ID, BDG_KW_TYPE, BDG_KW_VALUE, BDG_KW_LANGUAGE, BDG_KW_LIST, BDG_KW_SET, BDG_KW_CONTEXT, BDG_KW_JSON, BDG_KW_NULL /* @none */,
    BDG_KW_GRAPH, BDG_KW_VOCAB, BDG_KW_PROTECTED, BDG_KW_VERSION, BDG_KW_CONTAINER, BDG_KW_PREFIX,
    BDG_KW_REFUSED             /* one that is not taken, or that is none but looks like one */
} bdg_keyword_e;

typedef enum { BDG_COERCE_NONE, BDG_COERCE_ID, BDG_COERCE_VOCAB, BDG_COERCE_JSON, BDG_COERCE_DATATYPE } bdg_coerce_e;
enum { BDG_CONTAINER_SET = 1, BDG_CONTAINER_LIST = 2, BDG_CONTAINER_GRAPH = 4, BDG_CONTAINER_LANGUAGE = 8 };

typedef struct bdg_ldlocal_t bdg_ldlocal_t;
typedef struct bdg_ldctx_t bdg_ldctx_t;

/* A term's definition as it is written. */
typedef struct bdg_ldraw_t {
    const char *name;
    size_t len;
    uint32_t hash;
    enum { BDG_RAW_NO_ID, BDG_RAW_NULL_ID, BDG_RAW_ID } has_id;
    const char *id, *type;
    int simple;                        /* a text alone, which makes it a prefix where it ends like one */
    int container, has_language;
    const char *language;
    int prefix, is_protected;          /* 1, 0, or -1 where it is not said */
    const bdg_ldlocal_t *scoped;
} bdg_ldraw_t;

/* A local context, taken apart. */
struct bdg_ldlocal_t {
    enum { BDG_LOCAL_NULL, BDG_LOCAL_LIST, BDG_LOCAL_TERMS } kind;
    const json_t *json;
    const bdg_ldlocal_t **items;       /* LIST: count of them; a single address is a list of one */
    bdg_ldraw_t *raws;                 /* TERMS: count of them */
    uint32_t count, mask;
    uint16_t *slots;                   /* as in bdg_ldctx_t */
    int has_vocab, has_language, is_protected;
    const char *vocab, *language;
};

/* What a term stands for. */
typedef struct bdg_ldterm_t {
    const char *name;
    size_t len;
    uint32_t hash;
    const char *iri;                   /* absolute, or a keyword; NULL: the term is to mean nothing */
    bdg_keyword_e keyword;             /* which one, when it is an alias */
    bdg_coerce_e coerce;
    const char *datatype;
    int container;
    int has_language;
    const char *language;              /* lower case; NULL with has_language: none, whatever the context's default */
    int prefix, is_protected;
    const bdg_ldlocal_t *scoped;       /* a context of its own, or NULL */
} bdg_ldterm_t;

struct bdg_ldctx_t {
    const bdg_ldctx_t *below;          /* terms that are not in the table */
    const bdg_ldctx_t *previous;       /* what a nested node goes back to (type-scoped contexts) */
    const char *vocab, *language;
    int has_protected;
    int depth;                         /* tables below this one */
    uint32_t mask, count;
    bdg_ldterm_t *terms;               /* count of them */
    uint16_t *slots;                   /* mask + 1 of them: index in terms plus one, or 0 */
};

/* Active contexts that were worked out already, by what they were made of. */
typedef struct bdg_ldmemo_t bdg_ldmemo_t;

/* One document's work, or that of bdg_contexts_make(). */
typedef struct bdg_ldenv_t {
    const bdg_contexts_t *known;
    bdg_ldmemo_t *memo;                /* of this work */
    apr_pool_t *pool;
    int contexts_left;                 /* new active contexts that may still be made */
    int terms_left;
    size_t chars_left;                 /* of addresses put together */
    int flat;                          /* what is made for a whole document is laid into one table: dearer to make, quicker to look up */
} bdg_ldenv_t;

void bdg_ldenv_start(bdg_ldenv_t *env, const bdg_contexts_t *known, apr_pool_t *pool);

extern const bdg_ldctx_t bdg_ldctx_initial;

uint32_t bdg_ld_hash(const char *name, size_t len);
/* NULL: the context does not speak of it. */
const bdg_ldterm_t *bdg_ldctx_term(const bdg_ldctx_t *ctx, const char *name, size_t len, uint32_t hash);
bdg_keyword_e bdg_ld_keyword(const char *name);     /* BDG_KW_NONE when it does not begin with @ and letters */
int bdg_ld_is_absolute(const char *iri);            /* a scheme, a colon, and nothing that an IRI may not hold; or "_:label" */
int bdg_ld_is_language(const char *tag);            /* BCP 47's form */

/* Section 5.2. Terms are looked up where vocab is set; *out is NULL for what means nothing, and may be relative or a keyword. */
bdg_err_t *bdg_ldctx_iri(const char **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const char *value, size_t len, int vocab) BDG_MUST_CHECK;

typedef enum { BDG_LD_PLAIN, BDG_LD_TYPE_SCOPED, BDG_LD_PROPERTY_SCOPED } bdg_ldscope_e;
/* Applies a context that was taken apart before. */
bdg_err_t *bdg_ldctx_apply(const bdg_ldctx_t **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope) BDG_MUST_CHECK;
/* Applies what stands under "@context" in a document. */
bdg_err_t *bdg_ldctx_apply_json(const bdg_ldctx_t **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const json_t *value) BDG_MUST_CHECK;
/* Its definition of a term, or NULL. */
const bdg_ldraw_t *bdg_ldlocal_raw(const bdg_ldlocal_t *local, const char *name, size_t len, uint32_t hash);
/* Takes a local context apart; value must live as long as *out. */
bdg_err_t *bdg_ldlocal_make(const bdg_ldlocal_t **out, bdg_ldenv_t *env, const json_t *value) BDG_MUST_CHECK;
/* One table in place of several. */
const bdg_ldctx_t *bdg_ldctx_flat(const bdg_ldctx_t *ctx, apr_pool_t *pool);

/* contexts.c: what is known at iri, and what has been worked out of it for all. */
const bdg_ldlocal_t *bdg_contexts_local(const bdg_contexts_t *contexts, const char *iri);
const bdg_ldctx_t *bdg_contexts_memo(const bdg_contexts_t *contexts, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope);

bdg_ldmemo_t *bdg_ldmemo_make(apr_pool_t *pool);
const bdg_ldctx_t *bdg_ldmemo_get(const bdg_ldmemo_t *memo, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope);
void bdg_ldmemo_put(bdg_ldmemo_t *memo, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, bdg_ldscope_e scope, const bdg_ldctx_t *made);

/* A name from a document as it may stand in a message: short, and without what would not be seen. */
const char *bdg_ld_quoted(const char *name, apr_pool_t *pool);
#endif
