/* Keys and their signatures: the examples of RFC 7515, 7638, 8037, and what is refused. */
#include "unit.h"
#include "base/json.h"
#include "base/str.h"
#include "io/keypair.h"
#include "io/seal.h"
#include <apr_strings.h>

/* RFC 7515, A.2 and A.3 */
#define RSA_7515 "{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs" \
    "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJ" \
    "H7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}"
#define PAYLOAD_7515 "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define SIG_RSA_7515 "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--" \
    "f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgG" \
    "Y9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define EC_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define EC_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define EC_7515 "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}"
#define SIG_EC_7515 "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
/* RFC 7638, 3.1 */
#define RSA_7638 "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64t" \
    "Z_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6We" \
    "Zu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}"
/* RFC 8037, appendix A */
#define ED_8037 "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"
#define SEED_8037 "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
#define INPUT_8037 "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
#define SIG_8037 "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

static const bdg_key_kind_e all_kinds[] = { BDG_KEY_RSA, BDG_KEY_ED25519, BDG_KEY_P256, BDG_KEY_P384 };
#define EACH_KIND(i) (size_t i = 0; i < sizeof all_kinds / sizeof *all_kinds; i++)

static bdg_err_t *read_jwk(bdg_keypair_t **k, const char *text, apr_pool_t *pool)
{
    json_t *j;
    BDG_TRY(bdg_json_parse(&j, text, strlen(text), 1 << 16, pool));
    return bdg_keypair_from_jwk(k, j, pool);
}

static bdg_keypair_t *jwk(const char *text, apr_pool_t *pool)
{
    bdg_keypair_t *k = NULL;
    assert_ok(read_jwk(&k, text, pool));
    return k;
}

static int fits(const bdg_keypair_t *k, const char *input, const char *sig64, apr_pool_t *pool)
{
    unsigned char *sig;
    size_t n;
    assert_true(bdg_base64url_decode(sig64, strlen(sig64), &sig, &n, pool));
    return bdg_keypair_verify(k, input, strlen(input), sig, n);
}

static void test_published_signatures(void **state)
{
    const bdg_keypair_t *rsa = jwk(RSA_7515, *state), *ec = jwk(EC_7515, *state), *ed = jwk(ED_8037, *state);
    assert_true(fits(rsa, "eyJhbGciOiJSUzI1NiJ9." PAYLOAD_7515, SIG_RSA_7515, *state));
    assert_false(fits(rsa, "eyJhbGciOiJSUzI1NiJ9." PAYLOAD_7515 " ", SIG_RSA_7515, *state));
    assert_true(fits(ec, "eyJhbGciOiJFUzI1NiJ9." PAYLOAD_7515, SIG_EC_7515, *state));
    assert_false(fits(ec, "eyJhbGciOiJFUzI1NiJ9x." PAYLOAD_7515, SIG_EC_7515, *state));
    assert_true(fits(ed, INPUT_8037, SIG_8037, *state));
    assert_false(fits(ed, INPUT_8037 "x", SIG_8037, *state));
    assert_false(fits(ec, INPUT_8037, SIG_8037, *state));
    assert_false(fits(rsa, INPUT_8037, SIG_8037, *state));
}

static void test_published_ed25519(void **state)
{
    unsigned char *seed, sig[BDG_SIGNATURE_MAX];
    size_t n;
    bdg_keypair_t *k;
    assert_true(bdg_base64url_decode(SEED_8037, strlen(SEED_8037), &seed, &n, *state));
    assert_ok(bdg_keypair_from_secret(&k, BDG_KEY_ED25519, seed, n, *state));
    assert_ok(bdg_keypair_sign(sig, &n, k, INPUT_8037, strlen(INPUT_8037)));
    assert_string_equal(bdg_base64url(sig, n, *state), SIG_8037);
    assert_string_equal(bdg_keypair_thumbprint(k, *state), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

static void test_thumbprint(void **state)
{
    assert_string_equal(bdg_keypair_thumbprint(jwk(RSA_7638, *state), *state), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

/* Made, kept and found again, published and read back in each form: it stays the same key. */
static void test_round_trips(void **state)
{
    for EACH_KIND(i) {
        bdg_keypair_t *k, *again, *from[3];
        const unsigned char *secret;
        unsigned char sig[BDG_SIGNATURE_MAX], multikey[BDG_MULTIKEY_MAX];
        const char *pem;
        size_t n;
        assert_ok(bdg_keypair_make(&k, all_kinds[i], *state));
        assert_true(bdg_keypair_has_secret(k) && bdg_keypair_kind(k) == all_kinds[i]);
        assert_ok(bdg_keypair_secret(&secret, &n, k, *state));
        assert_ok(bdg_keypair_from_secret(&again, all_kinds[i], secret, n, *state));
        assert_err(bdg_keypair_from_secret(&again, all_kinds[i], secret, n - 1, *state), BDG_E_INVALID, NULL);
        assert_ok(bdg_keypair_from_secret(&again, all_kinds[i], secret, n, *state));
        json_t *j = bdg_json_own(bdg_keypair_jwk(k), *state);
        assert_null(json_object_get(j, "d"));
        assert_ok(bdg_keypair_from_jwk(&from[0], j, *state));
        assert_ok(bdg_keypair_pem(&pem, k, *state));
        assert_ok(bdg_keypair_from_pem(&from[1], pem, strlen(pem), *state));
        assert_ok(bdg_keypair_from_multikey(&from[2], multikey, bdg_keypair_multikey(multikey, k), *state));
        for (int round = 0; round < 3; round++) {     /* kept contexts are used again */
            assert_ok(bdg_keypair_sign(sig, &n, again, "a message", 9));
            assert_true(bdg_keypair_verify(k, "a message", 9, sig, n));
            for (int f = 0; f < 3; f++) {
                assert_false(bdg_keypair_has_secret(from[f]));
                assert_true(bdg_keypair_verify(from[f], "a message", 9, sig, n));
                assert_false(bdg_keypair_verify(from[f], "a massage", 9, sig, n));
                assert_false(bdg_keypair_verify(from[f], "a message", 9, sig, n - 1));
                assert_string_equal(bdg_keypair_thumbprint(from[f], *state), bdg_keypair_thumbprint(k, *state));
            }
        }
        sig[n / 2] ^= 1;
        assert_false(bdg_keypair_verify(k, "a message", 9, sig, n));
        assert_err(bdg_keypair_sign(sig, &n, from[0], "a", 1), BDG_E_INVALID, "no secret");
        assert_err(bdg_keypair_secret(&secret, &n, from[0], *state), BDG_E_INVALID, "no secret");
        assert_int_equal(bdg_key_kind_of(bdg_key_kind_name(all_kinds[i])), all_kinds[i]);
    }
    assert_int_equal(bdg_key_kind_of("dsa"), 0);
}

static void test_hostile_signatures(void **state)
{
    unsigned char zero[96] = { 0 }, ones[96], none[1] = { 0 };
    const bdg_keypair_t *ec = jwk(EC_7515, *state), *ed = jwk(ED_8037, *state), *rsa = jwk(RSA_7515, *state);
    memset(ones, 255, sizeof ones);
    assert_false(bdg_keypair_verify(ec, "", 0, zero, 64));          /* r = s = 0: CVE-2022-21449 */
    assert_false(bdg_keypair_verify(ec, "", 0, ones, 64));          /* above the group's order */
    assert_false(bdg_keypair_verify(ec, "", 0, zero, 96));
    assert_false(bdg_keypair_verify(ed, "", 0, zero, 64));
    assert_false(bdg_keypair_verify(ed, "", 0, ones, 64));
    assert_false(bdg_keypair_verify(rsa, "", 0, ones, 64));
    assert_false(bdg_keypair_verify(rsa, "", 0, none, 0));
}

static void test_refused_jwks(void **state)
{
    static const struct { const char *text; bdg_code_e code; const char *part; } rows[] = {
        { "[]", BDG_E_MALFORMED, "kty" }, { "{}", BDG_E_MALFORMED, "kty" }, { "{\"kty\":7}", BDG_E_MALFORMED, "kty" },
        { "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}", BDG_E_INVALID, "secret part" },
        { "{\"kty\":\"oct\"}", BDG_E_INVALID, "kind" }, { "{\"kty\":\"EC\"}", BDG_E_INVALID, "kind" },
        { "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}", BDG_E_INVALID, "curve" },
        { "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}", BDG_E_INVALID, "curve" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_X "\"}", BDG_E_INVALID, "P-256" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "AA\"}", BDG_E_MALFORMED, "\"y\"" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\"}", BDG_E_MALFORMED, "\"y\"" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}", BDG_E_INVALID, "secret part" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\",\"alg\":\"ES384\"}", BDG_E_INVALID, "another algorithm" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\",\"alg\":\"HS256\"}", BDG_E_INVALID, "another algorithm" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\",\"use\":\"enc\"}", BDG_E_INVALID, "not for signatures" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\",\"key_ops\":[\"sign\"]}", BDG_E_INVALID, "not for signatures" },
        { "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUQ\"}", BDG_E_MALFORMED, "\"x\"" },
        { "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"}", BDG_E_MALFORMED, "\"x\"" },
        { "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}", BDG_E_MALFORMED, "\"x\"" },
        { "{\"kty\":\"RSA\",\"e\":\"AQAB\"}", BDG_E_MALFORMED, "\"n\"" }, { "{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AQAB\"}", BDG_E_INVALID, NULL },
        { "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\"}", BDG_E_MALFORMED, "\"n\"" } };
    bdg_keypair_t *k;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_err(read_jwk(&k, rows[i].text, *state), rows[i].code, rows[i].part);
    assert_ok(read_jwk(&k, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\",\"alg\":\"ES256\",\"use\":\"sig\",\"key_ops\":[\"verify\"],\"kid\":\"1\"}", *state));
}

/* A modulus of so many bits: 0x80 .. 01, with exponent e. */
static bdg_err_t *rsa_of(int bits, const char *e, unsigned char last, apr_pool_t *pool)
{
    unsigned char *n = apr_pcalloc(pool, (apr_size_t)bits / 8);
    bdg_keypair_t *k;
    n[0] = 0x80;
    n[bits / 8 - 1] = last;
    return read_jwk(&k, apr_psprintf(pool, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}", bdg_base64url(n, (size_t)bits / 8, pool), e), pool);
}

static void test_rsa_sizes(void **state)
{
    assert_err(rsa_of(512, "AQAB", 1, *state), BDG_E_INVALID, "512 bits");
    assert_err(rsa_of(1024, "AQAB", 1, *state), BDG_E_INVALID, "too weak");
    assert_err(rsa_of(2040, "AQAB", 1, *state), BDG_E_INVALID, "too weak");
    assert_ok(rsa_of(2048, "AQAB", 1, *state));
    assert_ok(rsa_of(4096, "Aw", 1, *state));
    assert_err(rsa_of(2048, "AQAB", 2, *state), BDG_E_INVALID, "sound");
    assert_err(rsa_of(2048, "AQ", 1, *state), BDG_E_INVALID, "sound");
    assert_err(rsa_of(2048, "AQAA", 1, *state), BDG_E_INVALID, "sound");
    assert_err(rsa_of(2048, "AQAAAAAAAAAB", 1, *state), BDG_E_INVALID, "sound");
    assert_err(rsa_of(16384, "AQAB", 1, *state), BDG_E_INVALID, "16384 bits");
    assert_err(rsa_of(32768, "AQAB", 1, *state), BDG_E_MALFORMED, NULL);
}

static void test_refused_pem(void **state)
{
    static const char *const rows[] = { "", "x", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\nand more",
        "Here is a key\n-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----" };
    bdg_keypair_t *k;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bdg_err_t *e = bdg_keypair_from_pem(&k, rows[i], strlen(rows[i]), *state);
        if (!e)
            fail_msg("taken: %s", rows[i]);
        bdg_err_clear(e);
    }
    const char *good = "\r\n -----BEGIN PUBLIC KEY-----\r\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\r\n-----END PUBLIC KEY-----\r\n\r\n";
    assert_ok(bdg_keypair_from_pem(&k, good, strlen(good), *state));
    assert_int_equal(bdg_keypair_kind(k), BDG_KEY_ED25519);
}

static void test_refused_multikeys(void **state)
{
    unsigned char b[BDG_MULTIKEY_MAX + 1] = { 0xed, 0x01 };
    bdg_keypair_t *k;
    assert_err(bdg_keypair_from_multikey(&k, b, 0, *state), BDG_E_MALFORMED, NULL);
    assert_err(bdg_keypair_from_multikey(&k, b, 33, *state), BDG_E_MALFORMED, "32 bytes");
    assert_err(bdg_keypair_from_multikey(&k, b, 35, *state), BDG_E_MALFORMED, "32 bytes");
    assert_err(bdg_keypair_from_multikey(&k, b, sizeof b, *state), BDG_E_MALFORMED, NULL);
    memcpy(b, "\x80\x24\x04", 3);
    assert_err(bdg_keypair_from_multikey(&k, b, 35, *state), BDG_E_MALFORMED, "compressed");
    memset(b + 2, 255, 33);
    b[2] = 2;
    assert_err(bdg_keypair_from_multikey(&k, b, 35, *state), BDG_E_INVALID, "P-256");
    memcpy(b, "\xe7\x01", 2);          /* secp256k1 */
    assert_err(bdg_keypair_from_multikey(&k, b, 35, *state), BDG_E_INVALID, "not taken");
    memcpy(b, "\x85\x24\x30", 3);
    assert_err(bdg_keypair_from_multikey(&k, b, 100, *state), BDG_E_INVALID, "RSA");
}

static void test_seal(void **state)
{
    unsigned char key[BDG_SEAL_KEY] = { 1 }, other[BDG_SEAL_KEY] = { 2 }, *bent;
    const void *sealed, *again;
    const unsigned char *plain;
    size_t n, m;
    assert_ok(bdg_seal(&sealed, &n, key, "issuer 1, key 2", "a secret", 8, *state));
    assert_int_equal(n, 8 + BDG_SEAL_MORE);
    assert_ok(bdg_seal(&again, &n, key, "issuer 1, key 2", "a secret", 8, *state));
    assert_memory_not_equal(sealed, again, n);
    assert_ok(bdg_unseal(&plain, &m, key, "issuer 1, key 2", sealed, n, *state));
    assert_int_equal(m, 8);
    assert_memory_equal(plain, "a secret", 8);
    assert_err(bdg_unseal(&plain, &m, other, "issuer 1, key 2", sealed, n, *state), BDG_E_INVALID, "another secret file");
    assert_err(bdg_unseal(&plain, &m, key, "issuer 1, key 3", sealed, n, *state), BDG_E_INVALID, NULL);
    assert_err(bdg_unseal(&plain, &m, key, "issuer 1, key 2", sealed, BDG_SEAL_MORE - 1, *state), BDG_E_INVALID, "damaged");
    for (size_t i = 0; i < n; i++) {
        bent = apr_pmemdup(*state, sealed, n);
        bent[i] ^= 4;
        assert_err(bdg_unseal(&plain, &m, key, "issuer 1, key 2", bent, n, *state), BDG_E_INVALID, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(test_published_signatures), pooled_test(test_published_ed25519), pooled_test(test_thumbprint),
        pooled_test(test_round_trips), pooled_test(test_hostile_signatures), pooled_test(test_refused_jwks), pooled_test(test_rsa_sizes),
        pooled_test(test_refused_pem), pooled_test(test_refused_multikeys), pooled_test(test_seal) };
    return unit_main(tests);
}
