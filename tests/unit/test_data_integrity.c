/* Embedded proofs: W3C's vectors (eddsa-rdfc-2022, Ed25519Signature2020, sets and chains of proofs), 1EdTech's, proofs of our own making over P-256
 * and P-384, and what must not pass. */
#include "openbadges.h"
#include <openssl/x509.h>
#include "base/time.h"
#include "core/openbadges/data_integrity.h"
#include "core/openbadges/digest.h"
#include "core/openbadges/multibase.h"

#define W3C "w3c-vc-di-eddsa/TestVectors/"

/* The key that the method's fragment spells out (did:key, and 1EdTech's vector). */
static bdg_keypair_t *key_of(const char *method, apr_pool_t *pool)
{
    unsigned char *bytes;
    size_t len;
    bdg_keypair_t *key;
    assert_ok(bdg_multibase_decode(&bytes, &len, strchr(method, '#') + 1, pool));
    assert_ok(bdg_keypair_from_multikey(&key, bytes, len, pool));
    return key;
}

static bdg_err_t *verify_all(const json_t *doc, apr_pool_t *pool)
{
    const apr_array_header_t *proofs;
    BDG_TRY(bdg_di_proofs(&proofs, doc, pool));
    assert_true(proofs->nelts > 0);
    for (int i = 0; i < proofs->nelts; i++) {
        const bdg_di_proof_t *p = &APR_ARRAY_IDX(proofs, i, bdg_di_proof_t);
        BDG_TRY(bdg_di_current(p, "assertionMethod", apr_time_now()));
        BDG_TRY(bdg_di_verify(p, proofs, doc, key_of(p->verification_method, pool), known_contexts(), pool));
    }
    return NULL;
}

static void w3c_vectors(void **state)
{
    static const char *const good[] = { "eddsa-rdfc-2022/signedDataInt.json", "Ed25519Signature2020/signedEdSig.json", "proof-set-chain/signedProofSet1.json",
        "proof-set-chain/signedProofSet2.json", "proof-set-chain/signedProofChain1.json", "proof-set-chain/signedProofChain2.json" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        json_t *doc = shared_json(apr_pstrcat(*state, W3C, good[i], NULL), *state);
        if (!doc)
            skip();
        bdg_err_t *err = verify_all(doc, *state);
        if (err)
            fail_msg("%s: %s", good[i], err->message);
        json_object_set_new(json_object_get(doc, "credentialSubject"), "alumniOf", json_string("The School of Exemples"));
        assert_err(verify_all(doc, *state), BDG_E_FORBIDDEN, "does not fit");
    }
    /* A context that is not built in: said, never guessed. */
    assert_err(verify_all(shared_json(W3C "eddsa-rdfc-2022/employ/signedDataInt.json", *state), *state), BDG_E_UNSUPPORTED, "https://w3id.org/citizenship/v4rc1");
    assert_err(verify_all(shared_json(W3C "eddsa-jcs-2022/signedJCS.json", *state), *state), BDG_E_UNSUPPORTED, "kind that is not known");
}

static void proof_chain_order(void **state)
{
    json_t *doc = shared_json(W3C "proof-set-chain/signedProofChain2.json", *state);
    const apr_array_header_t *proofs;
    if (!doc)
        skip();
    json_t *list = json_object_get(doc, "proof");
    json_object_set_new(json_array_get(list, 0), "created", json_string("2023-02-24T23:36:39Z"));
    assert_ok(bdg_di_proofs(&proofs, doc, *state));
    for (int i = 0; i < 3; i++) {      /* the first, and the one that follows it, break; the second does not */
        const bdg_di_proof_t *p = &APR_ARRAY_IDX(proofs, i, bdg_di_proof_t);
        bdg_err_t *err = bdg_di_verify(p, proofs, doc, key_of(p->verification_method, *state), known_contexts(), *state);
        assert_int_equal(err ? err->code : 0, i == 1 ? 0 : BDG_E_FORBIDDEN);
        bdg_err_clear(err);
    }
    json_array_remove(list, 0);
    assert_err(verify_all(doc, *state), BDG_E_INVALID, "previousProof");
}

static json_t *edtech(apr_pool_t *pool)
{
    json_t *vector = shared_json("ob3-test-vectors/1edtech-eddsa-rdfc-2022.json", pool);
    if (!vector)
        return NULL;
    json_t *doc = json_object_get(vector, "credential"), *proof = json_object_get(vector, "proofOptions");
    json_object_set(proof, "proofValue", json_object_get(vector, "proofValue"));
    json_object_set_new(doc, "proof", json_pack("[O]", proof));
    return doc;
}

static void edtech_vector(void **state)
{
    json_t *doc = edtech(*state);
    if (!doc)
        skip();
    assert_ok(verify_all(doc, *state));
    json_t *issuer = json_object_get(doc, "issuer");
    /* what says the same is the same */
    json_object_set_new(issuer, "type", json_string("Profile"));
    json_object_set_new(issuer, "image", json_null());
    assert_ok(verify_all(doc, *state));
    json_object_set_new(issuer, "nickname", json_string("x"));
    assert_err(verify_all(doc, *state), BDG_E_INVALID, "issuer.nickname means nothing");
    json_object_del(issuer, "nickname");
    json_object_set_new(issuer, "name", json_string("Example Corp."));
    assert_err(verify_all(doc, *state), BDG_E_FORBIDDEN, NULL);
}

/* Each change of a proof, and what comes of it. */
static void changed_proofs(void **state)
{
    static const struct { const char *key, *value; bdg_code_e code; const char *says; } cases[] = {
        { "created", "2010-01-01T19:23:25Z", BDG_E_FORBIDDEN, NULL },
        { "created", "2010-01-01T19:23:24+00:00", BDG_E_FORBIDDEN, NULL },
        { "created", "yesterday", BDG_E_INVALID, "created" },
        { "created", "2999-01-01T00:00:00Z", BDG_E_INVALID, "future" },
        { "expires", "2011-01-01T00:00:00Z", BDG_E_INVALID, "expired" },
        { "expires", "2999-01-01T00:00:00Z", BDG_E_FORBIDDEN, NULL },
        { "proofPurpose", "authentication", BDG_E_INVALID, "purpose" },
        { "verificationMethod", "https://example.edu/issuers/565050#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi", BDG_E_FORBIDDEN, NULL },
        { "verificationMethod", "https://example.edu/issuers/565049#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", BDG_E_FORBIDDEN, NULL },
        { "cryptosuite", "eddsa-jcs-2022", BDG_E_UNSUPPORTED, "not known" },
        { "cryptosuite", "ecdsa-rdfc-2019", BDG_E_UNSUPPORTED, "another kind" },
        { "type", "Ed25519Signature2020", BDG_E_INVALID, "\"Ed25519Signature2020\"" },
        { "type", "Ed25519Signature2018", BDG_E_UNSUPPORTED, "not known" },
        { "proofValue", "z", BDG_E_INVALID, "proofValue" },
        { "proofValue", "x5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr", BDG_E_INVALID, "proofValue" },
        { "proofValue", "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCs", BDG_E_FORBIDDEN, NULL },
        { "proofValue", "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQ0", BDG_E_INVALID, "proofValue" },
        { "proofValue", "z11111111111111111111111111111111111111111111111111111111111111111", BDG_E_FORBIDDEN, NULL },
        { "note", "more", BDG_E_INVALID, "note means nothing" },
        { "previousProof", "urn:uuid:none", BDG_E_INVALID, "previousProof" },
        { "cryptosuite", NULL, BDG_E_INVALID, "cryptosuite" },
        { "type", NULL, BDG_E_INVALID, "type" },
        { "verificationMethod", NULL, BDG_E_INVALID, "verificationMethod" },
        { "proofPurpose", NULL, BDG_E_INVALID, "proofPurpose" },
        { "proofValue", NULL, BDG_E_INVALID, "proofValue" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *doc = edtech(*state);
        if (!doc)
            skip();
        json_t *proof = json_array_get(json_object_get(doc, "proof"), 0);
        if (cases[i].value)
            json_object_set_new(proof, cases[i].key, json_string(cases[i].value));
        else
            json_object_del(proof, cases[i].key);
        bdg_err_t *err = verify_all(doc, *state);
        if (!err || err->code != cases[i].code || (cases[i].says && !strstr(err->message, cases[i].says)))
            fail_msg("%s %s: %s", cases[i].key, cases[i].value ? cases[i].value : "absent", err ? err->message : "passed");
        bdg_err_clear(err);
    }
}

/* A credential of VC 1.1 or 2.0, signed here as the suite's recommendation says. */
static json_t *signed_by(const bdg_keypair_t *key, const char *context, int wide, apr_pool_t *pool)
{
    json_t *doc = parsed(apr_psprintf(pool, "{\"@context\":%s,\"id\":\"urn:uuid:1\",\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
        "\"issuer\":{\"id\":\"https://example.org/i\",\"type\":[\"Profile\"],\"name\":\"I\"},"
        "\"credentialSubject\":{\"type\":[\"AchievementSubject\"],\"achievement\":{\"id\":\"https://example.org/a\",\"type\":[\"Achievement\"],\"name\":\"A\","
        "\"description\":\"d\",\"criteria\":{\"narrative\":\"n\"}}}}", context), pool);
    json_t *proof = parsed("{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"ecdsa-rdfc-2019\",\"created\":\"2024-01-01T00:00:00Z\","
        "\"proofPurpose\":\"assertionMethod\",\"verificationMethod\":\"did:key:x#x\"}", pool);
    unsigned char hash[2 * BDG_DIGEST_MAX], sig[BDG_SIGNATURE_MAX];
    size_t len, n = 0;
    bdg_digest_t *digest;
    json_t *contexts = parsed(context, pool);
    if (!strstr(context, "credentials/v2"))      /* VC 1.1 knows nothing of this proof */
        json_array_append_new(contexts, json_string(BDG_CONTEXT_DI_V2));
    assert_ok(bdg_digest_make(&digest, wide ? BDG_SHA384 : BDG_SHA256, pool));
    for (int i = 0; i < 2; i++) {
        bdg_jsonld_t how = { .context = contexts };
        bdg_quads_t *quads;
        bdg_buf_t *text = bdg_buf_make(1 << 20, pool);
        assert_ok(bdg_jsonld_quads(&quads, i ? doc : proof, i ? NULL : &how, known_contexts(), pool));
        assert_ok(bdg_rdfc_canon(text, quads, wide ? BDG_RDFC_SHA384 : BDG_RDFC_SHA256, NULL, pool));
        n += bdg_digest(digest, text->data, text->len, hash + n);
    }
    assert_ok(bdg_keypair_sign(sig, &len, key, hash, n));
    json_object_set_new(proof, "proofValue", json_string(bdg_multibase_z(sig, len, pool)));
    json_object_set(doc, "proof", proof);
    return doc;
}

static void ecdsa(void **state)
{
    static const char *const contexts[] = {
        "[\"" BDG_CONTEXT_VC_V2 "\",\"" BDG_CONTEXT_OB_303 "\"]", "[\"" BDG_CONTEXT_VC_V1 "\",\"" BDG_CONTEXT_OB_303 "\"]" };
    for (int i = 0; i < 2; i++) {
        bdg_keypair_t *key, *other, *ed;
        const apr_array_header_t *proofs;
        assert_ok(bdg_keypair_make(&key, BDG_KEY_P256, *state));
        assert_ok(bdg_keypair_make(&other, BDG_KEY_P256, *state));
        assert_ok(bdg_keypair_make(&ed, BDG_KEY_ED25519, *state));
        json_t *doc = signed_by(key, contexts[i], 0, *state);
        assert_ok(bdg_di_proofs(&proofs, doc, *state));
        const bdg_di_proof_t *p = &APR_ARRAY_IDX(proofs, 0, bdg_di_proof_t);
        assert_int_equal(p->suite, BDG_DI_ECDSA_RDFC_2019);
        assert_int_equal(p->created / APR_USEC_PER_SEC, 1704067200);
        assert_ok(bdg_di_verify(p, proofs, doc, key, known_contexts(), *state));
        assert_err(bdg_di_verify(p, proofs, doc, other, known_contexts(), *state), BDG_E_FORBIDDEN, NULL);
        assert_err(bdg_di_verify(p, proofs, doc, ed, known_contexts(), *state), BDG_E_UNSUPPORTED, "another kind");
    }
}

/* A key that we verify with, but never make. */
static bdg_keypair_t *p384(apr_pool_t *pool)
{
    bdg_keypair_t *key;
    unsigned char *der = NULL;
    EVP_PKEY *made = EVP_EC_gen("P-384");
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(made);
    int len = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    assert_true(len > 0);
    assert_ok(bdg_keypair_from_secret(&key, BDG_KEY_P384, der, (size_t)len, pool));
    OPENSSL_free(der);
    PKCS8_PRIV_KEY_INFO_free(info);
    EVP_PKEY_free(made);
    return key;
}

/* P-384 takes SHA-384, in canonicalisation too. */
static void ecdsa_wide(void **state)
{
    const apr_array_header_t *proofs;
    bdg_keypair_t *key = p384(*state);
    static const char contexts[] = "[\"" BDG_CONTEXT_VC_V2 "\",\"" BDG_CONTEXT_OB_303 "\"]";
    json_t *doc = signed_by(key, contexts, 1, *state);
    assert_ok(bdg_di_proofs(&proofs, doc, *state));
    assert_ok(bdg_di_verify(&APR_ARRAY_IDX(proofs, 0, bdg_di_proof_t), proofs, doc, key, known_contexts(), *state));
    doc = signed_by(key, contexts, 0, *state);
    assert_ok(bdg_di_proofs(&proofs, doc, *state));
    assert_err(bdg_di_verify(&APR_ARRAY_IDX(proofs, 0, bdg_di_proof_t), proofs, doc, key, known_contexts(), *state), BDG_E_FORBIDDEN, NULL);
}

static void not_proofs(void **state)
{
    const apr_array_header_t *proofs;
    assert_ok(bdg_di_proofs(&proofs, parsed("{\"a\":1}", *state), *state));
    assert_int_equal(proofs->nelts, 0);
    assert_ok(bdg_di_proofs(&proofs, parsed("{\"proof\":[]}", *state), *state));
    assert_int_equal(proofs->nelts, 0);
    assert_err(bdg_di_proofs(&proofs, parsed("{\"proof\":\"z1\"}", *state), *state), BDG_E_INVALID, "not an object");
    assert_err(bdg_di_proofs(&proofs, parsed("{\"proof\":[null]}", *state), *state), BDG_E_INVALID, "not an object");
    json_t *doc = bdg_json_object(*state), *many = json_array();
    for (int i = 0; i < 17; i++)
        json_array_append_new(many, json_object());
    bdg_json_set(doc, "proof", many);
    assert_err(bdg_di_proofs(&proofs, doc, *state), BDG_E_TOO_LARGE, "16 proofs");
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(w3c_vectors), pooled_test(proof_chain_order), pooled_test(edtech_vector), pooled_test(changed_proofs), pooled_test(ecdsa),
                                        pooled_test(ecdsa_wide), pooled_test(not_proofs) };
    return unit_main(tests);
}
