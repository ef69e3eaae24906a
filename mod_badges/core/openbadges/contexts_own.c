/* Contexts that nobody publishes as a package, as rows: what each term stands for. */
#include "core/openbadges/contexts.h"
#include "core/openbadges/contexts_text.h"
#include <string.h>

#define CLR "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"

typedef struct row_t {
    const char *scope;         /* the type whose credentials the term belongs to; NULL: everywhere */
    const char *term, *iri;
    const char *type;          /* what its values are; NULL: as they are written */
    int set;                   /* always a set, even of one */
} row_t;

/* 1EdTech Comprehensive Learner Record 2.0, context 2.0.1. */
static const row_t clr[] = {
    { NULL, "id", "@id", NULL, 0 },
    { NULL, "type", "@type", NULL, 0 },
    { NULL, "ClrCredential", CLR "ClrCredential", NULL, 0 },
    { "ClrCredential", "id", "@id", NULL, 0 },
    { "ClrCredential", "type", "@type", NULL, 0 },
    { "ClrCredential", "partial", CLR "partial", "xsd:boolean", 0 },
    { NULL, "ClrSubject", CLR "ClrSubject", NULL, 0 },
    { "ClrSubject", "id", "@id", NULL, 0 },
    { "ClrSubject", "type", "@type", NULL, 0 },
    { "ClrSubject", "cred", "https://www.w3.org/2018/credentials#", NULL, 0 },
    { "ClrSubject", "obi", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#", NULL, 0 },
    { "ClrSubject", "achievement", CLR "achievement", "obi:Achievement", 1 },
    { "ClrSubject", "association", CLR "association", CLR "Association", 1 },
    { "ClrSubject", "verifiableCredential", CLR "verifiableCredential", "cred:verifiableCredential", 1 },
    { "ClrSubject", "identifier", CLR "identifier-1", "obi:Identifier", 1 },
    { NULL, "Association", CLR "Association", NULL, 0 },
    { "Association", "associationType", CLR "AssociationType", NULL, 0 },
    { "Association", "sourceId", CLR "sourceId", "xsd:anyURI", 0 },
    { "Association", "targetId", CLR "targetId", "xsd:anyURI", 0 },
    { NULL, NULL, NULL, NULL, 0 }
};

/* Those are written as a text alone, all others as an object. */
static int is_keyword_or_prefix(const char *iri) { return *iri == '@' || iri[strlen(iri) - 1] == '#'; }

static json_t *definition(const row_t *r)
{
    if (!r->type && is_keyword_or_prefix(r->iri))
        return json_string(r->iri);
    json_t *d = json_object();
    json_object_set_new(d, "@id", json_string(r->iri));
    if (r->type)
        json_object_set_new(d, "@type", json_string(r->type));
    if (r->set)
        json_object_set_new(d, "@container", json_string("@set"));
    return d;
}

static json_t *clr_context(void)
{
    json_t *context = json_object();
    for (const row_t *r = clr; r->term; r++) {
        json_t *into = context;
        if (r->scope) {
            json_t *type = json_object_get(context, r->scope);
            if (!(into = json_object_get(type, "@context")))
                json_object_set_new(type, "@context", into = json_object());
        }
        json_object_set_new(into, r->term, definition(r));
    }
    return context;
}

void bdg_context_own(int index, const char **iri, json_t **document, apr_pool_t *pool)
{
    json_t *context = NULL;
    *iri = NULL;
    if (index == 0) {
        *iri = BDG_CONTEXT_CLR;
        context = clr_context();
    }
    if (index == 1) {
        /* What W3C's examples and test vectors are written with. */
        *iri = "https://www.w3.org/ns/credentials/examples/v2";
        context = json_object();
        json_object_set_new(context, "@vocab", json_string("https://www.w3.org/ns/credentials/examples#"));
    }
    *document = context ? bdg_json_set(bdg_json_object(pool), "@context", context) : NULL;
}
