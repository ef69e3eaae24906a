/* RDF 1.1 quads, and their text as N-Quads (W3C RDF 1.1 N-Quads), written in the canonical form that RDFC-1.0 hashes (W3C RDF Dataset
 * Canonicalization 1.0, section 5 and appendix A). */
#ifndef BDG_NQUADS_H
#define BDG_NQUADS_H
#include "base/buf.h"
#include <apr_pools.h>

#define BDG_XSD "http://www.w3.org/2001/XMLSchema#"
#define BDG_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

typedef enum { BDG_TERM_NONE /* the default graph, as a graph */, BDG_TERM_IRI, BDG_TERM_BLANK, BDG_TERM_LITERAL } bdg_term_e;

/* Strings are UTF-8, borrowed: they must live as long as the quads. A NUL in a literal is the two bytes C0 80, which nothing else in UTF-8 is. */
typedef struct bdg_term_t {
    bdg_term_e kind;
    const char *value;      /* the IRI; the label of a blank node without "_:"; the lexical form of a literal */
    const char *datatype;   /* of a literal: an IRI, or NULL for xsd:string (never spell that out) and for one with a language */
    const char *language;   /* of a literal: a language tag, or NULL */
} bdg_term_t;

typedef struct bdg_quad_t { bdg_term_t subject, predicate, object, graph; } bdg_quad_t;

typedef struct bdg_quads_t {
    bdg_quad_t *quads;
    int count, cap, max;
    int blanks;             /* how many bdg_quads_blank() handed out */
    int overflowed;         /* set once max was hit */
    const struct bdg_rdfc_ready_t *ready;   /* more statements, for canonicalisation alone (rdfc.h); NULL for none */
    apr_pool_t *pool;
} bdg_quads_t;

#define BDG_QUADS_MAX 100000            /* a sensible max: what the parser takes, and far above any credential */

/* An empty set that takes at most max quads. Never NULL. */
bdg_quads_t *bdg_quads_make(int max, apr_pool_t *pool);

static inline bdg_term_t bdg_iri(const char *iri) { return (bdg_term_t){ BDG_TERM_IRI, iri, NULL, NULL }; }
static inline bdg_term_t bdg_text(const char *value) { return (bdg_term_t){ BDG_TERM_LITERAL, value, NULL, NULL }; }
static inline bdg_term_t bdg_typed(const char *value, const char *datatype) { return (bdg_term_t){ BDG_TERM_LITERAL, value, datatype, NULL }; }
static inline bdg_term_t bdg_tagged(const char *value, const char *language) { return (bdg_term_t){ BDG_TERM_LITERAL, value, NULL, language }; }
static inline bdg_term_t bdg_blank(const char *label) { return (bdg_term_t){ BDG_TERM_BLANK, label, NULL, NULL }; }
/* A blank node that is not in q yet ("b0", "b1", ...; do not mix with labels of your own of that form). */
bdg_term_t bdg_quads_blank(bdg_quads_t *q);

/* Appending never fails at once: check bdg_quads_check() at the end. Duplicates are allowed; canonicalisation drops them. */
void bdg_quads_add(bdg_quads_t *q, bdg_term_t subject, bdg_term_t predicate, bdg_term_t object);      /* to the default graph */
void bdg_quads_add_to(bdg_quads_t *q, bdg_term_t subject, bdg_term_t predicate, bdg_term_t object, bdg_term_t graph);
void bdg_quads_copy(bdg_quads_t *q, const bdg_quads_t *from);        /* all of them, with their graphs */
bdg_err_t *bdg_quads_check(const bdg_quads_t *q) BDG_MUST_CHECK;   /* BDG_E_TOO_LARGE after an overflow */

int bdg_term_equal(const bdg_term_t *a, const bdg_term_t *b);

/* One term, canonical. blank: what is written for a blank node after "_:", or NULL for its own label. */
void bdg_nquads_write_term(bdg_buf_t *out, const bdg_term_t *t, const char *blank);
/* One line with its line feed; blank nodes keep their labels. */
void bdg_nquads_write_quad(bdg_buf_t *out, const bdg_quad_t *quad);
void bdg_nquads_write(bdg_buf_t *out, const bdg_quads_t *q);

/* Strict: the grammar of RDF 1.1 N-Quads, absolute IRIs, valid UTF-8. At most max quads. *out is owned by pool and borrows nothing
 * from data. BDG_E_MALFORMED names the line; BDG_E_TOO_LARGE. */
bdg_err_t *bdg_nquads_parse(bdg_quads_t **out, const char *data, size_t len, int max, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
