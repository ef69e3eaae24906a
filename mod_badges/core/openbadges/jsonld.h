/* JSON-LD 1.1 to RDF (W3C JSON-LD 1.1 Processing Algorithms and API, sections 4.1 to 5.3 and 8.1), in one go, over known contexts only.
 *
 * What is signed is what a document means. So nothing may be lost on the way: a member that no context defines, a context that is not known, an
 * address that is not absolute, or a value that would be dropped, is an error that names it ("safe mode").
 *
 * Taken: terms with @id, @type (@id, @vocab, @json, @none, a datatype), @container (@set, @list, @graph, @language), @language, @prefix,
 * @protected and scoped contexts; @vocab, @version; arrays of contexts, null, contexts written in the document itself; aliases of
 * keywords; typed and tagged values, @list, @set, lists of lists, numbers, booleans. Refused by name: @base, @import, @propagate, @reverse, @nest, @included,
 * @index, @direction, @graph as a member, and other containers. */
#ifndef BDG_JSONLD_H
#define BDG_JSONLD_H
#include "core/openbadges/contexts.h"
#include "core/openbadges/nquads.h"

typedef struct bdg_jsonld_t {
    const json_t *context;     /* stands for the document's own @context; NULL: that of the document */
    const char *leave_out;     /* a member of the topmost object to be passed over ("proof"); NULL: none */
    int max;                   /* quads at most; 0: BDG_QUADS_MAX */
} bdg_jsonld_t;

/* *out is owned by pool; its strings are borrowed from doc, how->context and contexts, which must live as long. doc must have been parsed with
 * duplicate members refused (bdg_json_parse). how may be NULL.
 * BDG_E_UNSUPPORTED: a context that is not known, or a feature from the list above; BDG_E_INVALID: everything else that is wrong with the
 * document; BDG_E_TOO_LARGE: more quads, contexts or depth than is taken. The message names the member, by its path where that helps. */
bdg_err_t *bdg_jsonld_quads(bdg_quads_t **out, const json_t *doc, const bdg_jsonld_t *how, const bdg_contexts_t *contexts, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
