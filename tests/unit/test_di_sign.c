/* eddsa-rdfc-2022 by the vectors of W3C and 1EdTech (../shared/data, named and skipped where absent). */
#include "unit.h"
#include <apr_strings.h>
#include <stdio.h>
#include "base/json.h"
#include "base/str.h"
#include "core/openbadges/di_sign.h"
#include "core/openbadges/multibase.h"
#include "core/openbadges/rdfc.h"

#define DATA "../shared/data/open-badges/"

static const char *read_file(const char *name, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(1 << 20, pool);
    char piece[4096];
    FILE *f = fopen(apr_pstrcat(pool, DATA, name, NULL), "rb");
    if (!f) {
        print_message("%s%s is not here\n", DATA, name);
        skip();
    }
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        bdg_buf_add(b, piece, n);
    fclose(f);
    return b->data ? b->data : "";
}

static json_t *read_json(const char *name, apr_pool_t *pool)
{
    json_t *j;
    const char *text = read_file(name, pool);
    assert_ok(bdg_json_parse(&j, text, strlen(text), 1 << 20, pool));
    return j;
}

/* The vector's canonical document goes through the parser and RDFC-1.0 again before it is signed. */
static const char *sign(const char *doc, const char *proof, const json_t *options, const unsigned char seed[32], const char *hash_hex, apr_pool_t *pool)
{
    bdg_di_options_t o = { bdg_json_get_str(options, "created"), bdg_json_get_str(options, "verificationMethod") };
    bdg_buf_t *canon = bdg_buf_make(1 << 20, pool), *out = bdg_buf_make(1 << 20, pool);
    unsigned char hash[64];
    bdg_quads_t *q;
    bdg_keypair_t *key;
    json_t *made;
    bdg_di_proof_canon(canon, &o);
    assert_string_equal(canon->data, proof);
    assert_ok(bdg_di_hash(hash, proof, strlen(proof), doc, strlen(doc), pool));
    assert_string_equal(bdg_hex(hash, 64, pool), hash_hex);
    assert_ok(bdg_nquads_parse(&q, doc, strlen(doc), 1000, pool));
    assert_ok(bdg_keypair_from_secret(&key, BDG_KEY_ED25519, seed, 32, pool));
    assert_ok(bdg_di_sign(out, q, &o, key, pool));
    assert_ok(bdg_json_parse(&made, out->data, out->len, 1 << 16, pool));
    assert_string_equal(bdg_json_get_str(made, "type"), "DataIntegrityProof");
    assert_string_equal(bdg_json_get_str(made, "cryptosuite"), "eddsa-rdfc-2022");
    assert_string_equal(bdg_json_get_str(made, "proofPurpose"), "assertionMethod");
    assert_string_equal(bdg_json_get_str(made, "created"), o.created);
    assert_string_equal(bdg_json_get_str(made, "verificationMethod"), o.verification_method);
    return bdg_json_get_str(made, "proofValue");
}

static void w3c(void **state)
{
    static const char *const folders[] = { "w3c-vc-di-eddsa/TestVectors/eddsa-rdfc-2022/", "w3c-vc-di-eddsa/TestVectors/eddsa-rdfc-2022/employ/" };
    json_t *pair = read_json("w3c-vc-di-eddsa/TestVectors/keyPair.json", *state);
    unsigned char *seed;
    size_t len;
    assert_ok(bdg_multibase_decode(&seed, &len, bdg_json_get_str(pair, "privateKeyMultibase"), *state));
    assert_int_equal(len, 34);                 /* 0x80 0x26, then the seed */
    for (int i = 0; i < 2; i++) {
        #define OF(name) apr_pstrcat(*state, folders[i], name, NULL)
        const char *value = sign(read_file(OF("canonDocDataInt.txt"), *state), read_file(OF("proofCanonDataInt.txt"), *state),
                                 read_json(OF("proofConfigDataInt.json"), *state), seed + 2, read_file(OF("combinedHashDataInt.txt"), *state), *state);
        assert_string_equal(value, read_file(OF("sigBTC58DataInt.txt"), *state));
        json_t *whole = read_json(OF("signedDataInt.json"), *state);
        assert_string_equal(value, bdg_json_get_str(json_object_get(whole, "proof"), "proofValue"));
    }
}

static void unhex(unsigned char *out, const char *hex, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned v = 0;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &v), 1);
        out[i] = (unsigned char)v;
    }
}

static void one_ed_tech(void **state)
{
    json_t *v = read_json("ob3-test-vectors/1edtech-eddsa-rdfc-2022.json", *state);
    unsigned char seed[32];
    unhex(seed, bdg_json_get_str(v, "privateKeyHex64_seed_then_public"), 32);
    const char *hash = apr_pstrcat(*state, bdg_json_get_str(v, "proofHashHex"), bdg_json_get_str(v, "documentHashHex"), NULL);
    assert_string_equal(sign(read_file("ob3-test-vectors/document-canon.txt", *state), read_file("ob3-test-vectors/proof-canon.txt", *state),
                             json_object_get(v, "proofOptions"), seed, hash, *state), bdg_json_get_str(v, "proofValue"));
}

static void refuses(void **state)
{
    bdg_di_options_t o = { "2026-11-22T10:02:03Z", "urn:key" };
    bdg_quads_t *q = bdg_quads_make(10, *state);
    bdg_buf_t *out = bdg_buf_make(1 << 16, *state), *small = bdg_buf_make(10, *state);
    bdg_keypair_t *p256, *ed;
    assert_ok(bdg_keypair_make(&p256, BDG_KEY_P256, *state));
    assert_ok(bdg_keypair_make(&ed, BDG_KEY_ED25519, *state));
    assert_err(bdg_di_sign(out, q, &o, p256, *state), BDG_E_INVALID, "Ed25519");
    assert_err(bdg_di_sign(small, q, &o, ed, *state), BDG_E_TOO_LARGE, NULL);
    assert_ok(bdg_di_sign(out, q, &o, ed, *state));
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(w3c), pooled_test(one_ed_tech), pooled_test(refuses) };
    return unit_main(tests);
}
