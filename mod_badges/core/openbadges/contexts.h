/* The JSON-LD contexts that this server knows, and no others: what an embedded proof means must not depend on what some address answers today.
 *
 * The texts of those that their owners publish as npm packages are put in by the build (scripts/gen-contexts.mjs); the others stand in
 * contexts_own.c. They are taken apart once, and from then on only read: any number of threads may share one bdg_contexts_t. */
#ifndef BDG_CONTEXTS_H
#define BDG_CONTEXTS_H
#include "base/json.h"

#define BDG_CONTEXT_VC_V1 "https://www.w3.org/2018/credentials/v1"
#define BDG_CONTEXT_VC_V2 "https://www.w3.org/ns/credentials/v2"
#define BDG_CONTEXT_OB_303 "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#define BDG_CONTEXT_OB_EXTENSIONS "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
#define BDG_CONTEXT_CLR "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
#define BDG_CONTEXT_DI_V1 "https://w3id.org/security/data-integrity/v1"
#define BDG_CONTEXT_DI_V2 "https://w3id.org/security/data-integrity/v2"
#define BDG_CONTEXT_ED25519_2020 "https://w3id.org/security/suites/ed25519-2020/v1"
#define BDG_CONTEXT_SECURITY_V2 "https://w3id.org/security/v2"

typedef struct bdg_contexts_t bdg_contexts_t;

/* Everything is owned by pool; about a megabyte and some milliseconds, so once in the life of a process. */
bdg_err_t *bdg_contexts_make(bdg_contexts_t **out, apr_pool_t *pool) BDG_MUST_CHECK;
/* The document at iri ({"@context": ...}), borrowed and never to be changed, or NULL when it is not known. */
const json_t *bdg_contexts_document(const bdg_contexts_t *contexts, const char *iri);
/* All addresses that are known: index from 0 on, NULL at the end. */
const char *bdg_contexts_iri(const bdg_contexts_t *contexts, int index);
#endif
