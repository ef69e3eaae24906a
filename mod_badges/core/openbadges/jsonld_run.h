/* What jsonld.c (nodes) and jsonld_value.c (literals) share. */
#ifndef BDG_JSONLD_RUN_H
#define BDG_JSONLD_RUN_H
#include "core/openbadges/jsonld.h"
#include "core/openbadges/jsonld_context.h"
#include <apr_hash.h>
#include <apr_tables.h>

#define BDG_JSONLD_DEPTH 100

typedef struct bdg_ldrun_t {
    bdg_ldenv_t env;
    bdg_quads_t *quads;
    apr_hash_t *blanks;                /* label in the document -> label in quads */
    const char *leave_out;
    apr_pool_t *pool;
} bdg_ldrun_t;

/* Where in the document we are, for messages. */
typedef struct bdg_ldpath_t {
    const struct bdg_ldpath_t *up;
    const char *key;
    int depth;
} bdg_ldpath_t;

/* Where the values of a property go. */
typedef struct bdg_ldsink_t {
    bdg_term_t subject, predicate, graph;
    apr_array_header_t *list;          /* bdg_term_t: in place of quads; NULL otherwise */
    int graphs;                        /* each value is a graph of its own (@container: @graph) */
} bdg_ldsink_t;

/* A member of an object, and what its key stands for in the present context. */
typedef struct bdg_ldmember_t {
    const char *key;
    size_t len;
    uint32_t hash;
    const json_t *value;
    const bdg_ldterm_t *term;          /* NULL: no context speaks of it */
    bdg_keyword_e keyword;
} bdg_ldmember_t;

/* "credentialSubject.achievement" */
const char *bdg_ldpath_text(const bdg_ldpath_t *path, apr_pool_t *pool);
void bdg_ldsink_put(bdg_ldrun_t *r, const bdg_ldsink_t *sink, bdg_term_t value);

/* An address as a term: absolute, or a blank node of the document. value was written, iri is what it stands for (NULL: nothing). */
bdg_err_t *bdg_ld_resource(bdg_term_t *out, bdg_ldrun_t *r, const char *value, const char *iri, const bdg_ldpath_t *path) BDG_MUST_CHECK;
/* A string, number or boolean under prop (NULL: a property that no context speaks of). Sections 5.2.2 and 8.2.2. */
bdg_err_t *bdg_ld_scalar(bdg_term_t *out, bdg_ldrun_t *r, const bdg_ldctx_t *ctx, const bdg_ldterm_t *prop, const json_t *value, const bdg_ldpath_t *path) BDG_MUST_CHECK;
/* {"@value": ...}; types are looked up in type_ctx. */
bdg_err_t *bdg_ld_value_object(bdg_term_t *out, bdg_ldrun_t *r, const bdg_ldctx_t *type_ctx, const bdg_ldmember_t *members, size_t count, const bdg_ldpath_t *path) BDG_MUST_CHECK;
/* {"en": "...", "cy": ["...", "..."]} */
bdg_err_t *bdg_ld_language_map(bdg_ldrun_t *r, const bdg_ldctx_t *ctx, const bdg_ldsink_t *sink, const json_t *map, const bdg_ldpath_t *path) BDG_MUST_CHECK;
/* Any JSON, as rdf:JSON. */
bdg_err_t *bdg_ld_json(bdg_term_t *out, bdg_ldrun_t *r, const json_t *value) BDG_MUST_CHECK;
#endif
