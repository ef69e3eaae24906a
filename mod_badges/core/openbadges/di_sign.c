#include "core/openbadges/di_sign.h"
#include "core/openbadges/digest.h"
#include "core/openbadges/multibase.h"
#include "core/openbadges/rdfc.h"
#include "base/json.h"
#include <apr_strings.h>
#include <string.h>

#define CANON_MAX (16u << 20)
#define SEC "https://w3id.org/security#"

static void line(bdg_buf_t *out, const char *start, const bdg_term_t *object)
{
    bdg_buf_str(out, start);
    bdg_nquads_write_term(out, object, NULL);
    bdg_buf_str(out, " .\n");
}

/* One blank node, so its name is known, and so is the order of the lines. */
void bdg_di_proof_canon(bdg_buf_t *out, const bdg_di_options_t *o)
{
    bdg_term_t created = bdg_typed(o->created, BDG_XSD "dateTime"), method = bdg_iri(o->verification_method);
    line(out, "_:c14n0 <http://purl.org/dc/terms/created> ", &created);
    bdg_buf_str(out, "_:c14n0 <" BDG_RDF "type> <" SEC "DataIntegrityProof> .\n"
                     "_:c14n0 <https://w3id.org/security#cryptosuite> \"eddsa-rdfc-2022\"^^<https://w3id.org/security#cryptosuiteString> .\n"
                     "_:c14n0 <https://w3id.org/security#proofPurpose> <https://w3id.org/security#assertionMethod> .\n");
    line(out, "_:c14n0 <https://w3id.org/security#verificationMethod> ", &method);
}

bdg_err_t *bdg_di_hash(unsigned char out[64], const void *proof, size_t proof_len, const void *doc, size_t doc_len, apr_pool_t *pool)
{
    bdg_digest_t *d;
    unsigned char sum[BDG_DIGEST_MAX];
    BDG_TRY(bdg_digest_make(&d, BDG_SHA256, pool));
    bdg_digest(d, proof, proof_len, sum);
    memcpy(out, sum, 32);
    bdg_digest(d, doc, doc_len, sum);
    memcpy(out + 32, sum, 32);
    return NULL;
}

static void member(bdg_buf_t *out, const char *name, const char *value)
{
    bdg_buf_str(out, name);
    bdg_json_write_str(out, value);
}

static bdg_err_t *sign(const char **value, const bdg_quads_t *quads, const bdg_di_options_t *o, const bdg_keypair_t *key, apr_pool_t *pool)
{
    bdg_buf_t *proof = bdg_buf_make(CANON_MAX, pool), *doc = bdg_buf_make(CANON_MAX, pool);
    unsigned char hash[64], sig[BDG_SIGNATURE_MAX];
    size_t len;
    if (bdg_keypair_kind(key) != BDG_KEY_ED25519)
        return bdg_err(BDG_E_INVALID, "Only an Ed25519 key makes this kind of proof.");
    bdg_di_proof_canon(proof, o);
    BDG_TRY(bdg_buf_check(proof));
    BDG_TRY(bdg_rdfc_canon(doc, quads, BDG_RDFC_SHA256, NULL, pool));
    BDG_TRY(bdg_di_hash(hash, proof->data, proof->len, doc->data ? doc->data : "", doc->len, pool));
    BDG_TRY(bdg_keypair_sign(sig, &len, key, hash, sizeof hash));
    *value = bdg_multibase_z(sig, len, pool);
    return NULL;
}

static bdg_err_t *write_proof(bdg_buf_t *out, const bdg_di_options_t *o, const char *value)
{
    member(out, "{\"type\":\"DataIntegrityProof\",\"created\":", o->created);
    member(out, ",\"verificationMethod\":", o->verification_method);
    member(out, ",\"cryptosuite\":\"eddsa-rdfc-2022\",\"proofPurpose\":\"assertionMethod\",\"proofValue\":", value);
    bdg_buf_char(out, '}');
    return bdg_buf_check(out);
}

bdg_err_t *bdg_di_sign(bdg_buf_t *out, const bdg_quads_t *quads, const bdg_di_options_t *o, const bdg_keypair_t *key, apr_pool_t *pool)
{
    const char *value;
    BDG_TRY(sign(&value, quads, o, key, pool));
    return write_proof(out, o, value);
}

static bdg_err_t *secure(bdg_buf_t *out, const bdg_buf_t *json, const bdg_di_options_t *o, const char *value)
{
    bdg_buf_add(out, json->data, json->len - 1);            /* without the closing brace */
    bdg_buf_str(out, ",\"proof\":[");
    BDG_TRY(write_proof(out, o, value));
    bdg_buf_str(out, "]}");
    return bdg_buf_check(out);
}

bdg_err_t *bdg_di_secure(bdg_buf_t *out, const bdg_buf_t *json, const bdg_quads_t *quads, const bdg_di_options_t *o, const bdg_keypair_t *key, apr_pool_t *pool)
{
    const char *value;
    BDG_TRY(sign(&value, quads, o, key, pool));
    return secure(out, json, o, value);
}

bdg_err_t *bdg_di_secure_inner(bdg_buf_t *out, const bdg_buf_t *json, bdg_quads_t *quads, const char *id, const char *blanks, const bdg_di_options_t *o,
                               const bdg_keypair_t *key, apr_pool_t *pool)
{
    const char *value;
    bdg_term_t graph = bdg_blank(apr_pstrcat(pool, blanks, "g", NULL)), proof = bdg_blank(apr_pstrcat(pool, blanks, "p", NULL));
    BDG_TRY(sign(&value, quads, o, key, pool));
    bdg_quads_add(quads, bdg_iri(id), bdg_iri(SEC "proof"), graph);
    bdg_quads_add_to(quads, proof, bdg_iri(BDG_RDF "type"), bdg_iri(SEC "DataIntegrityProof"), graph);
    bdg_quads_add_to(quads, proof, bdg_iri("http://purl.org/dc/terms/created"), bdg_typed(o->created, BDG_XSD "dateTime"), graph);
    bdg_quads_add_to(quads, proof, bdg_iri(SEC "verificationMethod"), bdg_iri(o->verification_method), graph);
    bdg_quads_add_to(quads, proof, bdg_iri(SEC "cryptosuite"), bdg_typed("eddsa-rdfc-2022", SEC "cryptosuiteString"), graph);
    bdg_quads_add_to(quads, proof, bdg_iri(SEC "proofPurpose"), bdg_iri(SEC "assertionMethod"), graph);
    bdg_quads_add_to(quads, proof, bdg_iri(SEC "proofValue"), bdg_typed(value, SEC "multibase"), graph);
    BDG_TRY(bdg_quads_check(quads));
    return secure(out, json, o, value);
}
