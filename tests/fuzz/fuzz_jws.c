/* Signed texts and keys as strangers send them: '{' a JWK, '-' a PEM, 'K' the bytes of a Multikey, else a JWS. What is taken means the same when it is
 * written again, and nothing that was not signed by the test's key verifies. */
#include "fuzz.h"
#include "base/json.h"
#include "core/openbadges/jws.h"

static void a_key(const bdg_keypair_t *key, apr_pool_t *pool)
{
    bdg_keypair_t *again;
    unsigned char multikey[BDG_MULTIKEY_MAX];
    const char *pem;
    json_t *jwk = bdg_json_own(bdg_keypair_jwk(key), pool);
    FUZZ_HOLDS(!bdg_keypair_has_secret(key));
    FUZZ_HOLDS(!fuzz_refused(bdg_keypair_from_jwk(&again, jwk, pool)));
    FUZZ_HOLDS(!strcmp(bdg_keypair_thumbprint(again, pool), bdg_keypair_thumbprint(key, pool)));
    FUZZ_HOLDS(!fuzz_refused(bdg_keypair_from_multikey(&again, multikey, bdg_keypair_multikey(multikey, key), pool)));
    FUZZ_HOLDS(!strcmp(bdg_keypair_thumbprint(again, pool), bdg_keypair_thumbprint(key, pool)));
    FUZZ_HOLDS(!fuzz_refused(bdg_keypair_pem(&pem, key, pool)));
    FUZZ_HOLDS(!fuzz_refused(bdg_keypair_from_pem(&again, pem, strlen(pem), pool)));
    FUZZ_HOLDS(!strcmp(bdg_keypair_thumbprint(again, pool), bdg_keypair_thumbprint(key, pool)));
}

static const bdg_keypair_t *our_key(void)
{
    static bdg_keypair_t *key;
    static apr_pool_t *forever;
    static const unsigned char seed[32] = { 7 };
    if (!key) {
        apr_pool_create(&forever, NULL);
        FUZZ_HOLDS(!fuzz_refused(bdg_keypair_from_secret(&key, BDG_KEY_ED25519, seed, sizeof seed, forever)));
    }
    return key;
}

static void a_jws(const char *text, size_t len, apr_pool_t *pool)
{
    bdg_jws_t *j, *again;
    bdg_keypair_t *own;
    json_t *claims;
    if (fuzz_refused(bdg_jws_parse(&j, text, len, pool)))
        return;
    FUZZ_HOLDS(j->alg && j->payload_len && j->signature_len && j->input_len < len);
    FUZZ_HOLDS(fuzz_refused(bdg_jws_verify(j, our_key())));
    (void)fuzz_refused(bdg_jws_check_typ(j));
    (void)fuzz_refused(bdg_jws_claims(&claims, j, pool));
    if (j->jwk && !fuzz_refused(bdg_keypair_from_jwk(&own, j->jwk, pool))) {
        (void)fuzz_refused(bdg_jws_verify(j, own));
        a_key(own, pool);
    }
    bdg_buf_t *b = bdg_buf_make(BDG_JWS_MAX * 2, pool);
    FUZZ_HOLDS(!fuzz_refused(bdg_jws_make(b, our_key(), j->kid, j->typ, j->payload, j->payload_len, pool)));
    FUZZ_HOLDS(bdg_jws_is(b->data, b->len));
    FUZZ_HOLDS(!fuzz_refused(bdg_jws_parse(&again, b->data, b->len, pool)));
    FUZZ_HOLDS(!fuzz_refused(bdg_jws_verify(again, our_key())));
    FUZZ_HOLDS(again->payload_len == j->payload_len && !memcmp(again->payload, j->payload, j->payload_len));
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    bdg_keypair_t *key;
    json_t *jwk;
    const char *text = (const char *)data;
    if (size && *data == '{') {
        if (!fuzz_refused(bdg_json_parse(&jwk, text, size, 1 << 16, pool)) && !fuzz_refused(bdg_keypair_from_jwk(&key, jwk, pool)))
            a_key(key, pool);
    } else if (size && *data == '-') {
        if (!fuzz_refused(bdg_keypair_from_pem(&key, text, size, pool)))
            a_key(key, pool);
    } else if (size && *data == 'K') {
        if (!fuzz_refused(bdg_keypair_from_multikey(&key, data + 1, size - 1, pool)))
            a_key(key, pool);
    } else {
        a_jws(text, size, pool);
    }
}
