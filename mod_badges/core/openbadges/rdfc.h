/* RDFC-1.0: the canonical form of a set of quads (W3C Recommendation, RDF Dataset Canonicalization 1.0, section 4), whole: N-degree hashing included,
 * with a cap on its work, as a few quads can ask for more than the age of the universe (section 7.1, dataset poisoning). */
#ifndef BDG_RDFC_H
#define BDG_RDFC_H
#include "core/openbadges/nquads.h"
#include <apr_hash.h>

typedef enum { BDG_RDFC_SHA256, BDG_RDFC_SHA384 } bdg_rdfc_hash_e;

/* Appends the canonical N-Quads: sorted by code point, each line once, blank nodes named c14n0, c14n1, ...
 * labels: NULL, or a hash that gets the issued identifiers map (section 4.4.3, step 7): label in q -> canonical label, both without "_:", the value
 * allocated in the hash's pool.
 * BDG_E_TOO_LARGE: the graph asks for more than BDG_RDFC_WORK steps of N-degree hashing, or out is full. */
bdg_err_t *bdg_rdfc_canon(bdg_buf_t *out, const bdg_quads_t *q, bdg_rdfc_hash_e hash, apr_hash_t *labels, apr_pool_t *scratch_pool) BDG_MUST_CHECK;

/* Statements that many sets have in common, written once: those of q without blank nodes. rest: a new set of the others. Put it into a set's ready and
 * its lines are part of what bdg_rdfc_canon() gives. Never changed; any number of threads may use it. It is owned by pool. */
typedef struct bdg_rdfc_ready_t bdg_rdfc_ready_t;
bdg_err_t *bdg_rdfc_ready(const bdg_rdfc_ready_t **out, bdg_quads_t **rest, const bdg_quads_t *q, apr_pool_t *pool) BDG_MUST_CHECK;

/* One step is one related node hashed, or one order of alike nodes tried: a fraction of a microsecond. W3C's own "computable" poison graphs take 12 324,
 * a credential none or a few. */
#define BDG_RDFC_WORK 50000
#endif
