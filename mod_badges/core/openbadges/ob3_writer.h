/* Writes a credential twice at once, from one description: as JSON, and as the quads that JSON means under the contexts of VC 2.0 and Open Badges
 * 3.0. So the two cannot say different things, and no JSON-LD processor is needed for signing. Inside core/openbadges only. */
#ifndef BDG_OB3_WRITER_H
#define BDG_OB3_WRITER_H
#include "base/json.h"
#include "core/openbadges/nquads.h"

#define BDG_OB "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
#define BDG_SCHEMA_ORG "https://schema.org/"
#define BDG_VC "https://www.w3.org/2018/credentials#"
#define BDG_STATUS "https://www.w3.org/ns/credentials/status#"
#define BDG_XSDS "https://www.w3.org/2001/XMLSchema#"     /* as the Open Badges context spells it */

/* A credential's contexts, of whatever kind of Open Badges 3.0 it is, and those of its parts as documents of their own. */
#define BDG_OB3_CONTEXTS "\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"," \
                         "\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"]"

typedef struct ob3_term_t { const char *key, *iri, *datatype; } ob3_term_t;   /* datatype NULL: plain text */
typedef struct ob3_type_t { const char *name, *iri; int list; } ob3_type_t;   /* list: the type is written as an array of one */

typedef struct ob3_writer_t {
    bdg_buf_t *json;
    bdg_quads_t *quads;                 /* NULL: JSON only */
    const char *blanks;                 /* what labels of blank nodes begin with */
    int nblanks, depth;
    struct { bdg_term_t node; const ob3_term_t *list; } at[10];
    apr_pool_t *pool;
} ob3_writer_t;

/* An object as the value of term, or as the next item of the list that is open (term NULL), or at the top (nothing open). id: NULL for a blank node,
 * else an IRI, borrowed as all strings are. type: NULL for none. */
void ob3_begin(ob3_writer_t *w, const ob3_term_t *term, const char *id, const ob3_type_t *type);
void ob3_end(ob3_writer_t *w);
void ob3_list(ob3_writer_t *w, const ob3_term_t *term);    /* of objects; must get at least one */
void ob3_list_end(ob3_writer_t *w);
void ob3_text(ob3_writer_t *w, const ob3_term_t *term, const char *value);    /* NULL or "": left out */
/* value: a decimal number as JSON writes it (digits, perhaps a point and more digits); RDF has it as JSON-LD converts numbers. NULL: left out. */
void ob3_number(ob3_writer_t *w, const ob3_term_t *term, const char *value);
void ob3_true(ob3_writer_t *w, const ob3_term_t *term);
void ob3_iri(ob3_writer_t *w, const ob3_term_t *term, const char *iri);      /* a value that is an address (@type: @id) */
void ob3_texts(ob3_writer_t *w, const ob3_term_t *term, const char *const *values, int n);          /* a set; left out when empty */
void ob3_text_list(ob3_writer_t *w, const ob3_term_t *term, const char *const *values, int n);      /* an rdf:List; left out when empty */
/* An object whose JSON is written already; its quads are added by the caller. */
void ob3_whole(ob3_writer_t *w, const ob3_term_t *term, const char *json, size_t len, bdg_term_t node);
struct bdg_ob3_endorsements_t;
/* "endorsement": of the object that is open; nothing for NULL or none. */
void ob3_endorsements(ob3_writer_t *w, const struct bdg_ob3_endorsements_t *all);
/* Members that mean nothing in RDF or whose quads the caller adds: `"@context":[...]`. */
void ob3_raw(ob3_writer_t *w, const char *members);

/* As an IRI may be written: what cannot stand in one is percent-encoded. Returns url itself when there is nothing to do. */
const char *ob3_address(const char *url, apr_pool_t *pool);
#endif
