#include "core/openbadges/data_integrity.h"
#include "base/time.h"
#include "core/openbadges/digest.h"
#include "core/openbadges/jsonld.h"
#include "core/openbadges/multibase.h"
#include "core/openbadges/rdfc.h"
#include <apr_strings.h>
#include <string.h>

#define CANON_MAX (32u << 20)      /* bytes of canonical N-Quads */
#define QUADS_MAX 20000

static bdg_err_t *proof_wrong(const char *what) { return bdg_err(BDG_E_INVALID, "The proof in this document %s.", what); }

/* XML Schema's dateTimeStamp; absent is fine. */
static bdg_err_t *time_of(apr_time_t *out, const json_t *proof, const char *key)
{
    const json_t *value = json_object_get(proof, key);
    *out = 0;
    if (value && (!json_is_string(value) || !bdg_time_parse_iso(json_string_value(value), out)))
        return bdg_err(BDG_E_INVALID, "The proof in this document says \"%s\" with something that is no time with a zone.", key);
    return NULL;
}

static bdg_err_t *suite_of(bdg_di_proof_t *p)
{
    const json_t *type = json_object_get(p->json, "type");
    if (json_is_array(type) && json_array_size(type) == 1)
        type = json_array_get(type, 0);
    const char *name = json_string_value(type);
    if (!name)
        return proof_wrong("does not say its type");
    p->suite_name = name;
    if (strcmp(name, "Ed25519Signature2020") == 0)
        p->suite = BDG_DI_ED25519_2020;
    if (strcmp(name, "DataIntegrityProof") != 0)
        return NULL;
    if (!(p->suite_name = bdg_json_get_str(p->json, "cryptosuite")))
        return proof_wrong("does not say its cryptosuite");
    if (strcmp(p->suite_name, "eddsa-rdfc-2022") == 0)
        p->suite = BDG_DI_EDDSA_RDFC_2022;
    if (strcmp(p->suite_name, "ecdsa-rdfc-2019") == 0)
        p->suite = BDG_DI_ECDSA_RDFC_2019;
    return NULL;
}

static bdg_err_t *proof_read(bdg_di_proof_t *p, const json_t *json)
{
    *p = (bdg_di_proof_t){ .json = json };
    if (!json_is_object(json))
        return proof_wrong("is not an object");
    BDG_TRY(suite_of(p));
    const json_t *method = json_object_get(json, "verificationMethod");
    p->verification_method = json_is_object(method) ? bdg_json_get_str(method, "id") : json_string_value(method);
    if (!p->verification_method)
        return proof_wrong("does not say which key made it (verificationMethod)");
    if (!(p->purpose = bdg_json_get_str(json, "proofPurpose")))
        return proof_wrong("does not say what it is for (proofPurpose)");
    if (p->suite && !bdg_json_get_str(json, "proofValue"))
        return proof_wrong("has no proofValue");
    BDG_TRY(time_of(&p->created, json, "created"));
    return time_of(&p->expires, json, "expires");
}

bdg_err_t *bdg_di_proofs(const apr_array_header_t **proofs, const json_t *doc, apr_pool_t *pool)
{
    const json_t *proof = json_object_get(doc, "proof");
    size_t n = json_is_array(proof) ? json_array_size(proof) : proof ? 1 : 0;
    apr_array_header_t *all = apr_array_make(pool, (int)(n <= BDG_DI_PROOFS_MAX ? n : 0), sizeof(bdg_di_proof_t));
    *proofs = NULL;
    if (n > BDG_DI_PROOFS_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This document has more than %d proofs.", BDG_DI_PROOFS_MAX);
    for (size_t i = 0; i < n; i++)
        BDG_TRY(proof_read(apr_array_push(all), json_is_array(proof) ? json_array_get(proof, i) : proof));
    *proofs = all;
    return NULL;
}

bdg_err_t *bdg_di_current(const bdg_di_proof_t *proof, const char *purpose, apr_time_t now)
{
    if (strcmp(proof->purpose, purpose) != 0)
        return bdg_err(BDG_E_INVALID, "The proof was made for another purpose than to assert something (proofPurpose).");
    if (proof->created && proof->created > now + BDG_DI_SKEW)
        return bdg_err(BDG_E_INVALID, "The proof says that it was made in the future.");
    if (proof->expires && proof->expires <= now)
        return bdg_err(BDG_E_INVALID, "The proof has expired.");
    return NULL;
}

/* --- what is signed */

typedef struct hash_t {
    bdg_rdfc_hash_e canon;
    bdg_digest_t *digest;
    unsigned char out[2 * BDG_DIGEST_MAX];
    size_t len;
} hash_t;

static bdg_err_t *hash_more(hash_t *h, const json_t *value, const bdg_jsonld_t *how, const bdg_contexts_t *contexts, apr_pool_t *pool)
{
    bdg_quads_t *quads;
    bdg_buf_t *text = bdg_buf_make(CANON_MAX, pool);
    BDG_TRY(bdg_jsonld_quads(&quads, value, how, contexts, pool));
    BDG_TRY(bdg_rdfc_canon(text, quads, h->canon, NULL, pool));
    h->len += bdg_digest(h->digest, text->data, text->len, h->out + h->len);
    return NULL;
}

static int names(const json_t *context, const char *iri)
{
    const char *s = json_string_value(context);
    if (s)
        return strcmp(s, iri) == 0;
    for (size_t i = 0; i < json_array_size(context); i++)
        if (names(json_array_get(context, i), iri))
            return 1;
    return 0;
}

/* A proof is read in the context of its document. VC 2.0's defines what is in a proof; to those that do not, the suite's is added, as the
 * libraries do that sign such documents. */
static const json_t *proof_context(const bdg_di_proof_t *proof, const json_t *doc, apr_pool_t *pool)
{
    const json_t *own = json_object_get(proof->json, "@context"), *context = json_object_get(doc, "@context");
    if (own)
        return own;
    if (!context || proof->suite == BDG_DI_ED25519_2020 || names(context, BDG_CONTEXT_VC_V2) || names(context, BDG_CONTEXT_DI_V2) || names(context, BDG_CONTEXT_DI_V1))
        return context;
    json_t *more = bdg_json_own(json_is_array(context) ? json_copy((json_t *)(uintptr_t)context) : json_pack("[O]", context), pool);
    return more ? bdg_json_add(more, json_string(BDG_CONTEXT_DI_V2)) : context;
}

static bdg_err_t *previous_add(json_t *proofs, const json_t *id, const apr_array_header_t *all)
{
    for (int i = 0; i < all->nelts; i++) {
        const json_t *proof = APR_ARRAY_IDX(all, i, bdg_di_proof_t).json;
        const char *name = bdg_json_get_str(proof, "id");
        if (name && json_is_string(id) && strcmp(name, json_string_value(id)) == 0) {
            bdg_json_add(proofs, json_incref((json_t *)(uintptr_t)proof));
            return NULL;
        }
    }
    return proof_wrong("follows another proof that is not there (previousProof)");
}

/* The document with those proofs alone that this one was made over (Data Integrity 1.0, section 4.3, step 5); without any, it stays as it is and
 * its proof is left out. */
static bdg_err_t *secured(const json_t **out, const bdg_di_proof_t *proof, const apr_array_header_t *all, const json_t *doc, apr_pool_t *pool)
{
    const json_t *previous = json_object_get(proof->json, "previousProof");
    *out = NULL;
    if (!previous)
        return NULL;
    json_t *copy = bdg_json_own(json_copy((json_t *)(uintptr_t)doc), pool), *proofs = json_array();
    bdg_json_set(copy, "proof", proofs);
    if (!json_is_array(previous))
        BDG_TRY(previous_add(proofs, previous, all));
    for (size_t i = 0; i < json_array_size(previous); i++)
        BDG_TRY(previous_add(proofs, json_array_get(previous, i), all));
    *out = copy;
    return NULL;
}

static bdg_err_t *signed_hash(hash_t *h, const bdg_di_proof_t *proof, const apr_array_header_t *all, const json_t *doc, bdg_key_kind_e kind, const bdg_contexts_t *contexts,
                              apr_pool_t *pool)
{
    int wide = kind == BDG_KEY_P384;
    bdg_jsonld_t options = { .context = proof_context(proof, doc, pool), .leave_out = "proofValue", .max = QUADS_MAX };
    bdg_jsonld_t plain = { .leave_out = "proof", .max = QUADS_MAX }, whole = { .max = QUADS_MAX };
    const json_t *with_proofs;
    h->canon = wide ? BDG_RDFC_SHA384 : BDG_RDFC_SHA256;
    h->len = 0;
    BDG_TRY(bdg_digest_make(&h->digest, wide ? BDG_SHA384 : BDG_SHA256, pool));
    BDG_TRY(secured(&with_proofs, proof, all, doc, pool));
    BDG_TRY(hash_more(h, proof->json, &options, contexts, pool));
    return with_proofs ? hash_more(h, with_proofs, &whole, contexts, pool) : hash_more(h, doc, &plain, contexts, pool);
}

static int takes(bdg_di_suite_e suite, bdg_key_kind_e kind)
{
    return suite == BDG_DI_ECDSA_RDFC_2019 ? kind == BDG_KEY_P256 || kind == BDG_KEY_P384 : kind == BDG_KEY_ED25519;
}

bdg_err_t *bdg_di_verify(const bdg_di_proof_t *proof, const apr_array_header_t *all, const json_t *doc, const bdg_keypair_t *key, const bdg_contexts_t *contexts,
                         apr_pool_t *scratch_pool)
{
    unsigned char *signature;
    size_t len;
    hash_t h;
    if (proof->suite == BDG_DI_UNKNOWN)
        return bdg_err(BDG_E_UNSUPPORTED, "The proof is of a kind that is not known here.");
    bdg_key_kind_e kind = bdg_keypair_kind(key);
    if (!takes(proof->suite, kind))
        return bdg_err(BDG_E_UNSUPPORTED, "The key is of another kind than this proof takes.");
    const char *value = bdg_json_get_str(proof->json, "proofValue");
    if (*value != 'z')
        return proof_wrong("has a proofValue that is not written as one (base58btc with a z before it)");
    bdg_err_t *err = bdg_multibase_decode(&signature, &len, value, scratch_pool);
    if (err) {
        bdg_err_clear(err);
        return proof_wrong("has a proofValue that cannot be read");
    }
    BDG_TRY(signed_hash(&h, proof, all, doc, kind, contexts, scratch_pool));
    if (bdg_keypair_verify(key, h.out, h.len, signature, len))
        return NULL;
    return bdg_err(BDG_E_FORBIDDEN, "The signature does not fit: the document was changed after it was signed, or another key signed it.");
}
