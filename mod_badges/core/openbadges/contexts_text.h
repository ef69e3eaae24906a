/* Where contexts.c has its contexts from: the texts that the build puts in, and those in contexts_own.c. */
#ifndef BDG_CONTEXTS_TEXT_H
#define BDG_CONTEXTS_TEXT_H
#include "base/json.h"

typedef struct bdg_context_text_t { const char *iri, *json; } bdg_context_text_t;
extern const bdg_context_text_t bdg_context_texts[];      /* ends with iri NULL */

/* A context of which no package exists: number index from 0 on. *iri is NULL at the end. *document is owned by pool. */
void bdg_context_own(int index, const char **iri, json_t **document, apr_pool_t *pool);
#endif
