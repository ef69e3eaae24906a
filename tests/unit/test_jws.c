/* Signed texts: the examples of RFC 7515 and 8037, and everything that JWTs were ever confused with (reliability.md, T27). */
#include "unit.h"
#include "base/str.h"
#include "core/openbadges/jws.h"
#include <apr_strings.h>
#include <stdlib.h>

#define PAYLOAD_7515 "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RS256_7515 "eyJhbGciOiJSUzI1NiJ9." PAYLOAD_7515 ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQ" \
    "jbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUip" \
    "UTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define RSA_KEY "{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs" \
    "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJ" \
    "H7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}"
#define ES256_7515 "eyJhbGciOiJFUzI1NiJ9." PAYLOAD_7515 ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define EC_KEY "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
#define EDDSA_8037 "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
#define ED_KEY "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"
#define ED_SEED "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"

static bdg_keypair_t *key_of(const char *text, apr_pool_t *pool)
{
    json_t *j;
    bdg_keypair_t *k = NULL;
    assert_ok(bdg_json_parse(&j, text, strlen(text), 1 << 16, pool));
    assert_ok(bdg_keypair_from_jwk(&k, j, pool));
    return k;
}

static bdg_keypair_t *ed25519(apr_pool_t *pool)
{
    unsigned char *seed;
    size_t n;
    bdg_keypair_t *k = NULL;
    assert_true(bdg_base64url_decode(ED_SEED, strlen(ED_SEED), &seed, &n, pool));
    assert_ok(bdg_keypair_from_secret(&k, BDG_KEY_ED25519, seed, n, pool));
    return k;
}

static bdg_err_t *parse(bdg_jws_t **j, const char *text, apr_pool_t *pool) { return bdg_jws_parse(j, text, strlen(text), pool); }

/* A text with this header and payload, signed by key whatever the header says. */
static const char *forge(const char *header, const char *payload, const bdg_keypair_t *key, apr_pool_t *pool)
{
    unsigned char sig[BDG_SIGNATURE_MAX];
    size_t n;
    const char *input = apr_pstrcat(pool, bdg_base64url(header, strlen(header), pool), ".", bdg_base64url(payload, strlen(payload), pool), NULL);
    assert_ok(bdg_keypair_sign(sig, &n, key, input, strlen(input)));
    return apr_pstrcat(pool, input, ".", bdg_base64url(sig, n, pool), NULL);
}

static void test_published(void **state)
{
    static const struct { const char *text, *key, *alg; } rows[] = { { RS256_7515, RSA_KEY, "RS256" }, { ES256_7515, EC_KEY, "ES256" }, { EDDSA_8037, ED_KEY, "EdDSA" } };
    for (size_t i = 0; i < 3; i++) {
        bdg_jws_t *j = NULL;
        assert_true(bdg_jws_is(rows[i].text, strlen(rows[i].text)));
        assert_ok(parse(&j, rows[i].text, *state));
        assert_string_equal(j->alg, rows[i].alg);
        assert_null(j->kid);
        assert_ok(bdg_jws_check_typ(j));
        for (size_t k = 0; k < 3; k++) {
            bdg_err_t *e = bdg_jws_verify(j, key_of(rows[k].key, *state));
            assert_int_equal(!e, i == k);
            bdg_err_clear(e);
        }
    }
    bdg_jws_t *j = NULL;
    json_t *claims;
    assert_ok(parse(&j, "  " RS256_7515 "\r\n", *state));
    assert_ok(bdg_jws_claims(&claims, j, *state));
    assert_string_equal(bdg_json_get_str(claims, "iss"), "joe");
    assert_ok(parse(&j, EDDSA_8037, *state));
    assert_err(bdg_jws_claims(&claims, j, *state), BDG_E_MALFORMED, "no JSON");
}

static void test_make(void **state)
{
    bdg_buf_t *b = bdg_buf_make(1 << 16, *state);
    assert_ok(bdg_jws_make(b, ed25519(*state), NULL, NULL, "Example of Ed25519 signing", 26, *state));
    assert_string_equal(b->data, EDDSA_8037);
    static const bdg_key_kind_e kinds[] = { BDG_KEY_RSA, BDG_KEY_ED25519, BDG_KEY_P256, BDG_KEY_P384 };
    for (size_t i = 0; i < 4; i++) {
        bdg_keypair_t *k = NULL;
        bdg_jws_t *j = NULL;
        assert_ok(bdg_keypair_make(&k, kinds[i], *state));
        bdg_buf_clear(b);
        bdg_buf_str(b, "before ");
        assert_ok(bdg_jws_make(b, k, "https://a.example/\"k\"", "JWT", "{\"a\":\"\xc3\xbc\"}", 10, *state));
        assert_ok(parse(&j, b->data + 7, *state));
        assert_ok(bdg_jws_verify(j, k));
        assert_string_equal(j->kid, "https://a.example/\"k\"");
        assert_string_equal(j->typ, "JWT");
        assert_string_equal(j->alg, bdg_key_kind_alg(kinds[i]));
        assert_int_equal(j->payload_len, 10);
    }
    bdg_buf_t *small = bdg_buf_make(40, *state);
    assert_err(bdg_jws_make(small, ed25519(*state), "kid", "JWT", "{\"a\":1}", 7, *state), BDG_E_TOO_LARGE, NULL);
    assert_err(bdg_jws_make(b, key_of(ED_KEY, *state), NULL, NULL, "{}", 2, *state), BDG_E_INVALID, "no secret");
}

static void test_not_whole(void **state)
{
    static const char *const rows[] = { "", " ", "x", ".", "..", "...", "a.b", "eyJhbGciOiJFZERTQSJ9.RXhh", "eyJhbGciOiJFZERTQSJ9.RXhh.", "eyJhbGciOiJFZERTQSJ9..AAAA",
        ".RXhh.AAAA", "eyJhbGciOiJFZERTQSJ9.RXhh.AAAA.AAAA", "eyJhbGciOiJFZERTQSJ9.RXhh.AAAA.", "eyJhbGciOiJFZERTQSJ9=.RXhh.AAAA", "eyJhbGciOiJFZERTQSJ9.RXhhYQ==.AAAA",
        "eyJhbGciOiJFZERTQSJ9.RX+h.AAAA", "eyJhbGciOiJFZERTQSJ9.RX hh.AAAA", "eyJhbGciOiJFZERTQSJ9.RXhh.AAA\n.", "eyJhbGciOiJFZERTQSJ9.RXhhYR.AAAA",
        "eyJhbGciOiJFZERTQSJ9.RXhhY.AAAA", "W10.RXhh.AAAA", "bnVsbA.RXhh.AAAA", "eyJhbGciOiJFZERTQSI.RXhh.AAAA", "\xc3\xbc.\xc3\xbc.\xc3\xbc" };
    bdg_jws_t *j;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bdg_err_t *e = parse(&j, rows[i], *state);
        if (!e || (e->code != BDG_E_MALFORMED && e->code != BDG_E_INVALID))
            fail_msg("%s: %s", rows[i], e ? bdg_code_name(e->code) : "taken");
        bdg_err_clear(e);
    }
    assert_err(bdg_jws_parse(&j, "eyJhbGciOiJFZERTQSJ9.RX\0h.AAAA", 30, *state), BDG_E_MALFORMED, "base64url");
    assert_false(bdg_jws_is("{\"a\":1}", 7));
    assert_false(bdg_jws_is("eyJh.b", 6));
    assert_false(bdg_jws_is("eyJh.b.\xc3\xbc", 9));
    assert_false(bdg_jws_is("", 0));
}

/* Rightly signed, and refused all the same. */
static void test_headers_refused(void **state)
{
    static const struct { const char *header; const char *part; } rows[] = {
        { "{\"alg\":\"none\"}", "not signed at all" }, { "{\"alg\":\"None\"}", "not signed at all" }, { "{\"alg\":\"nOnE\"}", "not signed at all" },
        { "{\"alg\":\"HS256\"}", "shared secret" }, { "{\"alg\":\"hs512\"}", "shared secret" }, { "{\"alg\":\"\"}", "not taken" }, { "{\"alg\":\"eddsa\"}", "not taken" },
        { "{\"alg\":\"RS1\"}", "not taken" }, { "{\"alg\":\"PS256\"}", "not taken" }, { "{\"alg\":\"ES256K\"}", "not taken" }, { "{}", "how it was signed" },
        { "{\"alg\":7}", "\"alg\"" }, { "{\"alg\":null}", "\"alg\"" }, { "{\"alg\":[\"EdDSA\"]}", "\"alg\"" }, { "{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\"}", "twice" },
        { "{\"alg\":\"none\",\"alg\":\"EdDSA\"}", "twice" }, { "{\"alg\":\"EdDSA\\u0000\"}", "no JSON" }, { "{\"alg\":\"EdDSA\"} ,", "no JSON" }, { "[\"EdDSA\"]", "no JSON" },
        { "{\"alg\":\"EdDSA\",\"crit\":[\"exp\"],\"exp\":1}", "crit" }, { "{\"alg\":\"EdDSA\",\"crit\":[]}", "crit" }, { "{\"alg\":\"EdDSA\",\"b64\":false,\"crit\":[\"b64\"]}", "crit" },
        { "{\"alg\":\"EdDSA\",\"b64\":false}", "b64" }, { "{\"alg\":\"EdDSA\",\"b64\":\"false\"}", "b64" }, { "{\"alg\":\"EdDSA\",\"zip\":\"DEF\"}", "packed" },
        { "{\"alg\":\"EdDSA\",\"enc\":\"A128GCM\"}", "packed" }, { "{\"alg\":\"EdDSA\",\"kid\":7}", "\"kid\"" }, { "{\"alg\":\"EdDSA\",\"kid\":\"a\\nb\"}", "control" },
        { "{\"alg\":\"EdDSA\",\"typ\":{}}", "\"typ\"" }, { "{\"alg\":\"EdDSA\",\"jwk\":\"x\"}", "\"jwk\"" }, { "{\"alg\":\"EdDSA\",\"jwk\":[]}", "\"jwk\"" } };
    bdg_jws_t *j;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bdg_err_t *e = parse(&j, forge(rows[i].header, "{}", ed25519(*state), *state), *state);
        if (!e || !strstr(e->message, rows[i].part))
            fail_msg("%s: %s", rows[i].header, e ? e->message : "taken");
        bdg_err_clear(e);
    }
}

static void test_headers_taken(void **state)
{
    static const char *const rows[] = { "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"did:web:a.example#1\"}", "{\"alg\":\"Ed25519\"}", " {\"alg\":\"EdDSA\"} ",
        "{\"alg\":\"EdDSA\",\"typ\":\"application/vc+jwt\",\"cty\":\"vc\"}", "{\"alg\":\"EdDSA\",\"b64\":true}", "{\"alg\":\"EdDSA\",\"jku\":\"https://evil.example/\"}",
        "{\"alg\":\"EdDSA\",\"x5u\":\"https://evil.example/\",\"x5c\":[\"AA\"]}" };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bdg_jws_t *j = NULL;
        assert_ok(parse(&j, forge(rows[i], "{}", ed25519(*state), *state), *state));
        assert_ok(bdg_jws_check_typ(j));
        assert_ok(bdg_jws_verify(j, key_of(ED_KEY, *state)));
    }
    static const char *const others[] = { "at+jwt", "dpop+jwt", "logout+jwt", "vp+jwt", "", "JWTx", "secevent+jwt" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        bdg_jws_t *j = NULL;
        assert_ok(parse(&j, forge(apr_pstrcat(*state, "{\"alg\":\"EdDSA\",\"typ\":\"", others[i], "\"}", NULL), "{}", ed25519(*state), *state), *state));
        assert_err(bdg_jws_check_typ(j), BDG_E_INVALID, "something else");
    }
}

/* The key's algorithm counts, never the header's. */
static void test_confused(void **state)
{
    bdg_keypair_t *rsa = NULL, *ec = NULL, *ed = ed25519(*state);
    bdg_jws_t *j = NULL;
    assert_ok(bdg_keypair_make(&rsa, BDG_KEY_RSA, *state));
    assert_ok(bdg_keypair_make(&ec, BDG_KEY_P256, *state));
    const bdg_keypair_t *const keys[] = { rsa, ec, ed };
    static const char *const algs[] = { "RS256", "ES256", "EdDSA", "ES384" };
    for (size_t k = 0; k < 3; k++)
        for (size_t a = 0; a < 4; a++) {
            assert_ok(parse(&j, forge(apr_pstrcat(*state, "{\"alg\":\"", algs[a], "\"}", NULL), "{}", keys[k], *state), *state));
            bdg_err_t *e = bdg_jws_verify(j, keys[k]);
            assert_int_equal(!e, a == k);
            bdg_err_clear(e);
        }
    assert_ok(parse(&j, "eyJhbGciOiJFUzI1NiJ9.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", *state));
    assert_int_equal(j->signature_len, 64);
    assert_err(bdg_jws_verify(j, ec), BDG_E_INVALID, "does not fit");
}

/* Each byte counts. */
static void test_each_byte(void **state)
{
    char *text = apr_pstrdup(*state, EDDSA_8037);
    const bdg_keypair_t *key = key_of(ED_KEY, *state);
    for (size_t i = 0; i < strlen(text); i++) {
        char was = text[i];
        bdg_jws_t *j = NULL;
        text[i] = was == 'A' ? 'B' : 'A';
        bdg_err_t *e = parse(&j, text, *state);
        if (!e)
            e = bdg_jws_verify(j, key);
        assert_non_null(e);
        bdg_err_clear(e);
        text[i] = was;
    }
}

static void test_caps(void **state)
{
    apr_pool_t *p = *state;
    bdg_jws_t *j;
    json_t *claims;
    char *kid = apr_pcalloc(p, 20001), *big = malloc(BDG_JWS_MAX + 2), *deep = apr_pcalloc(p, 401);
    memset(kid, 'k', 2001);
    assert_err(parse(&j, forge(apr_pstrcat(p, "{\"alg\":\"EdDSA\",\"kid\":\"", kid, "\"}", NULL), "{}", ed25519(p), p), p), BDG_E_INVALID, "\"kid\"");
    memset(kid, 'k', 20000);
    assert_err(parse(&j, forge(apr_pstrcat(p, "{\"alg\":\"EdDSA\",\"kid\":\"", kid, "\"}", NULL), "{}", ed25519(p), p), p), BDG_E_TOO_LARGE, "header");
    memset(big, 'A', BDG_JWS_MAX + 1);
    assert_err(bdg_jws_parse(&j, big, BDG_JWS_MAX + 1, p), BDG_E_TOO_LARGE, "2 MB");
    memset(big, '.', BDG_JWS_MAX);
    assert_err(bdg_jws_parse(&j, big, BDG_JWS_MAX, p), BDG_E_MALFORMED, "three parts");
    free(big);
    memset(deep, '[', 200);
    memset(deep + 200, ']', 200);
    assert_ok(parse(&j, forge("{\"alg\":\"EdDSA\"}", apr_pstrcat(p, "{\"a\":", deep, "}", NULL), ed25519(p), p), p));
    assert_err(bdg_jws_claims(&claims, j, p), BDG_E_MALFORMED, NULL);
    assert_ok(parse(&j, forge("{\"alg\":\"EdDSA\"}", "{\"a\":1,\"a\":2}", ed25519(p), p), p));
    assert_err(bdg_jws_claims(&claims, j, p), BDG_E_MALFORMED, "twice");
    assert_ok(parse(&j, forge("{\"alg\":\"EdDSA\",\"cty\":\"JWT\"}", EDDSA_8037, ed25519(p), p), p));
    assert_err(bdg_jws_claims(&claims, j, p), BDG_E_MALFORMED, NULL);
    assert_ok(parse(&j, forge("{\"alg\":\"EdDSA\"}", "[1]", ed25519(p), p), p));
    assert_err(bdg_jws_claims(&claims, j, p), BDG_E_MALFORMED, "no JSON object");
    assert_ok(parse(&j, forge("{\"alg\":\"EdDSA\"}", "{\"a\":\"\xff\"}", ed25519(p), p), p));
    assert_err(bdg_jws_claims(&claims, j, p), BDG_E_MALFORMED, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(test_published), pooled_test(test_make), pooled_test(test_not_whole), pooled_test(test_headers_refused),
        pooled_test(test_headers_taken), pooled_test(test_confused), pooled_test(test_each_byte), pooled_test(test_caps) };
    return unit_main(tests);
}
