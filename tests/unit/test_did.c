/* core/openbadges/did: where keys are found, in each form of document, and whose they are. Documents come from a table of the test's own. */
#include "base/str.h"
#include "core/openbadges/did.h"
#include "core/openbadges/multibase.h"
#include "io/outside.h"
#include "unit.h"
#include <apr_strings.h>

typedef struct place_t { const char *url, *body; } place_t;
typedef struct web_t { place_t places[8]; apr_pool_t *pool; int asked; } web_t;

static bdg_keypair_t *ed, *p256, *other;
static apr_pool_t *keys_pool;

static bdg_err_t *get(bdg_key_document_t *out, const char *url, void *baton)
{
    web_t *w = baton;
    json_t *j;
    w->asked++;
    for (place_t *p = w->places; p->url; p++) {
        if (strcmp(p->url, url))
            continue;
        if (*p->body != '{') {
            out->text = p->body;
            return NULL;
        }
        assert_ok(bdg_json_parse(&j, p->body, strlen(p->body), 1 << 20, w->pool));
        out->json = j;
        return NULL;
    }
    out->problem = "It could not be had.";
    out->unsure = 1;
    return NULL;
}

static bdg_key_found_t look(const char *address, const char *url, const char *body, apr_pool_t *pool)
{
    web_t w = { { { url, body } }, pool, 0 };
    bdg_key_found_t f;
    assert_ok(bdg_key_find(&f, address, get, &w, pool));
    assert_true(!f.key == (f.problem != NULL));
    return f;
}

static const char *multikey(const bdg_keypair_t *k, apr_pool_t *pool)
{
    unsigned char bytes[BDG_MULTIKEY_MAX];
    size_t n = bdg_keypair_multikey(bytes, k);
    return bdg_multibase_z(bytes, n, pool);
}

static const char *jwk(const bdg_keypair_t *k, apr_pool_t *pool) { return bdg_json_dump(bdg_json_own(bdg_keypair_jwk(k), pool), pool); }

static int same(const bdg_keypair_t *a, const bdg_keypair_t *b, apr_pool_t *pool) { return a && !strcmp(bdg_keypair_thumbprint(a, pool), bdg_keypair_thumbprint(b, pool)); }

/* ---------------------------------------------------------------- */

static void names_that_are_keys(void **state)
{
    apr_pool_t *p = *state;
    const bdg_keypair_t *const keys[] = { ed, p256 };
    for (int i = 0; i < 2; i++) {
        const char *mk = multikey(keys[i], p), *did = apr_pstrcat(p, "did:key:", mk, NULL);
        bdg_key_found_t f = look(did, NULL, NULL, p);
        assert_true(same(f.key, keys[i], p) && f.listed && !strcmp(f.controller, did) && !f.url);
        assert_true(same(look(apr_pstrcat(p, did, "#", mk, NULL), NULL, NULL, p).key, keys[i], p));
        assert_null(look(apr_pstrcat(p, did, "#other", NULL), NULL, NULL, p).key);
    }
    const char *text = jwk(ed, p), *by_jwk = apr_pstrcat(p, "did:jwk:", bdg_base64url(text, strlen(text), p), NULL);
    assert_true(same(look(by_jwk, NULL, NULL, p).key, ed, p) && same(look(apr_pstrcat(p, by_jwk, "#0", NULL), NULL, NULL, p).key, ed, p));
    assert_null(look(apr_pstrcat(p, by_jwk, "#1", NULL), NULL, NULL, p).key);
    static const char *const broken[] = { "", "did:", "did:key:", "did:key:z", "did:key:z6Mk", "did:key:u7QEx", "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", "did:jwk:", "did:jwk:e30",
        "did:jwk:%%%", "did:web:", "did:web:.", "did:web:a%2Fb", "did:web:a:..:b", "did:web:a::b", "did:web:a:", "did:web:user@host", "file:///etc/passwd", "key-1", "javascript:1",
        "https://", "http://exa mple.org/" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        bdg_key_found_t f = look(broken[i], NULL, NULL, p);
        if (f.key || !*f.problem)
            fail_msg("%s was taken", broken[i]);
    }
    assert_true(look("did:ion:abc#1", NULL, NULL, p).unsure);
}

static void addresses(void **state)
{
    apr_pool_t *p = *state;
    assert_string_equal(bdg_did_web_url("did:web:example.org", p), "https://example.org/.well-known/did.json");
    assert_string_equal(bdg_did_web_url("did:web:example.org%3A8443:issuers:a#key-1", p), "https://example.org:8443/issuers/a/did.json");
    assert_null(bdg_did_web_url("did:key:z6Mk", p));
    assert_string_equal(bdg_origin_of("HTTPS://Example.org:443/a?b#c", p), "https://example.org");
    assert_string_equal(bdg_origin_of("http://example.org:8080/", p), "http://example.org:8080");
    assert_string_equal(bdg_origin_of("http://[::1]:8080/", p), "http://[::1]:8080");
    assert_string_equal(bdg_origin_of("did:web:example.org:a", p), "https://example.org");
    assert_null(bdg_origin_of("urn:uuid:1", p));
    assert_null(bdg_origin_of("https://user@example.org/", p));
}

static void documents_with_one_key(void **state)
{
    apr_pool_t *p = *state;
    const char *u = "https://a.example/key", *pem;
    assert_ok(bdg_keypair_pem(&pem, p256, p));
    bdg_key_found_t f = look(u, u, jwk(p256, p), p);
    assert_true(same(f.key, p256, p) && !f.controller && !f.listed && !strcmp(f.url, u));
    assert_true(same(look(u, u, pem, p).key, p256, p));
    json_t *k = bdg_json_object(p);
    bdg_json_str(bdg_json_str(bdg_json_str(bdg_json_str(k, "type", "CryptographicKey"), "id", u), "owner", "https://a.example/"), "publicKeyPem", pem);
    f = look(u, u, bdg_json_dump(k, p), p);
    assert_true(same(f.key, p256, p) && !strcmp(f.controller, "https://a.example/") && !f.listed);
    bdg_json_str(k, "id", "https://a.example/other");
    assert_non_null(strstr(look(u, u, bdg_json_dump(k, p), p).problem, "another key"));
    f = look(u, u, apr_psprintf(p, "{\"id\":\"%s\",\"type\":\"Multikey\",\"controller\":\"https://a.example/\",\"publicKeyMultibase\":\"%s\"}", u, multikey(ed, p)), p);
    assert_true(same(f.key, ed, p));
    assert_non_null(strstr(look(u, u, apr_psprintf(p, "{\"publicKeyMultibase\":\"%s\",\"revoked\":\"2020-01-01T00:00:00Z\"}", multikey(ed, p)), p).problem, "withdrawn"));
    assert_non_null(strstr(look(u, u, apr_psprintf(p, "{\"publicKeyMultibase\":\"%s\",\"expires\":\"2020-01-01T00:00:00Z\"}", multikey(ed, p)), p).problem, "expired"));
    assert_non_null(look(u, u, apr_psprintf(p, "{\"publicKeyMultibase\":\"%s\",\"expires\":\"soon\"}", multikey(ed, p)), p).problem);
    assert_true(same(look(u, u, apr_psprintf(p, "{\"publicKeyMultibase\":\"%s\",\"expires\":\"2999-01-01T00:00:00Z\"}", multikey(ed, p)), p).key, ed, p));
    /* Ed25519VerificationKey2018 */
    unsigned char bytes[BDG_MULTIKEY_MAX];
    size_t n = bdg_keypair_multikey(bytes, ed);
    assert_true(same(look(u, u, apr_psprintf(p, "{\"type\":\"Ed25519VerificationKey2018\",\"publicKeyBase58\":\"%s\"}", bdg_multibase_z(bytes + 2, n - 2, p) + 1), p).key, ed, p));
    static const char *const broken[] = { "{}", "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}", "{\"publicKeyPem\":\"x\"}", "{\"publicKeyMultibase\":\"z1\"}", "{\"publicKeyJwk\":{}}", "{\"publicKeyJwk\":\"x\"}",
        "{\"publicKeyBase58\":\"0OIl\"}", "{\"keys\":[]}", "{\"keys\":[1,null,{}]}", "<html>", "-----BEGIN PUBLIC KEY-----", "{\"publicKey\":5}", "{\"verificationMethod\":[[]],\"assertionMethod\":{}}" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        if (look(u, u, broken[i], p).key)
            fail_msg("%s was taken", broken[i]);
    assert_true(look("https://b.example/", u, "{}", p).unsure);
}

static void sets_and_controllers(void **state)
{
    apr_pool_t *p = *state;
    const char *u = "https://a.example/keys", *set = apr_psprintf(p, "{\"keys\":[{\"kid\":\"one\",%s,{\"kid\":\"two\",%s]}", jwk(ed, p) + 1, jwk(p256, p) + 1);
    assert_true(same(look("https://a.example/keys#two", u, set, p).key, p256, p));
    assert_true(same(look("https://a.example/keys#one", u, set, p).key, ed, p));
    assert_null(look("https://a.example/keys#three", u, set, p).key);
    assert_null(look(u, u, set, p).key);
    const char *did = "did:web:a.example", *at = "https://a.example/.well-known/did.json";
    const char *method = apr_psprintf(p, "{\"id\":\"#k\",\"type\":\"Multikey\",\"controller\":\"%s\",\"publicKeyMultibase\":\"%s\"}", did, multikey(ed, p));
    bdg_key_found_t f = look("did:web:a.example#k", at, apr_psprintf(p, "{\"id\":\"%s\",\"verificationMethod\":[%s],\"assertionMethod\":[\"did:web:a.example#k\"]}", did, method), p);
    assert_true(same(f.key, ed, p) && f.listed);
    f = look("did:web:a.example#k", at, apr_psprintf(p, "{\"id\":\"%s\",\"assertionMethod\":%s}", did, method), p);
    assert_true(same(f.key, ed, p) && f.listed);
    assert_non_null(strstr(look("did:web:a.example#k", at, apr_psprintf(p, "{\"id\":\"%s\",\"verificationMethod\":[%s],\"assertionMethod\":[]}", did, method), p).problem, "issues credentials"));
    assert_null(look("did:web:a.example#x", at, apr_psprintf(p, "{\"id\":\"%s\",\"verificationMethod\":[%s]}", did, method), p).key);
    assert_null(look("did:web:a.example", at, apr_psprintf(p, "{\"id\":\"%s\",\"verificationMethod\":[%s]}", did, method), p).key);
    assert_non_null(strstr(look("did:web:a.example#k", at, apr_psprintf(p, "{\"id\":\"did:web:b.example\",\"verificationMethod\":[%s]}", method), p).problem, "another one"));
    assert_null(look("did:web:a.example#k", at, apr_psprintf(p, "{\"verificationMethod\":[%s]}", method), p).key);
    assert_false(look("https://a.example/i#k", "https://a.example/i",
                      apr_psprintf(p, "{\"id\":\"https://a.example/i\",\"verificationMethod\":[{\"id\":\"#k\",\"controller\":\"https://m.example/\",\"publicKeyMultibase\":\"%s\"}]}", multikey(ed, p)), p).listed);
}

static int listed(const char *profile, const char *address, const bdg_keypair_t *key, apr_pool_t *p)
{
    json_t *j;
    assert_ok(bdg_json_parse(&j, profile, strlen(profile), 1 << 20, p));
    return bdg_key_listed(j, address, key, 0, p);
}

static void an_issuers_own_list(void **state)
{
    apr_pool_t *p = *state;
    const char *method = apr_psprintf(p, "{\"id\":\"https://a.example/i#k\",\"publicKeyMultibase\":\"%s\"}", multikey(ed, p));
    assert_true(listed("{\"publicKey\":\"https://a.example/k\"}", "https://a.example/k", ed, p));
    assert_true(listed("{\"publicKey\":[\"https://a.example/x\",\"https://a.example/k\"]}", "https://a.example/k", ed, p));
    assert_true(listed("{\"publicKey\":{\"id\":\"https://a.example/k\"}}", "https://a.example/k", NULL, p));
    assert_false(listed("{\"publicKey\":\"https://a.example/x\"}", "https://a.example/k", ed, p));
    json_t *both;
    static const char two[] = "{\"publicKey\":\"https://a.example/k\",\"assertionMethod\":[\"https://a.example/other\"]}";
    assert_ok(bdg_json_parse(&both, two, sizeof two - 1, 1000, p));
    assert_true(bdg_key_listed(both, "https://a.example/k", ed, 1, p) && !bdg_key_listed(both, "https://a.example/k", ed, 0, p));
    assert_true(bdg_key_listed(both, "https://a.example/other", ed, 0, p) && !bdg_key_listed(both, "https://a.example/other", ed, 1, p));
    assert_false(listed("{}", "https://a.example/k", ed, p));
    assert_true(listed(apr_psprintf(p, "{\"verificationMethod\":[%s]}", method), NULL, ed, p));
    assert_false(listed(apr_psprintf(p, "{\"verificationMethod\":[%s]}", method), NULL, other, p));
    assert_true(listed(apr_psprintf(p, "{\"verificationMethod\":[%s],\"assertionMethod\":[\"#k\"]}", method), NULL, ed, p));
    assert_false(listed(apr_psprintf(p, "{\"verificationMethod\":[%s],\"assertionMethod\":[\"#x\"]}", method), NULL, ed, p));
    assert_false(listed(apr_psprintf(p, "{\"verificationMethod\":[%s],\"assertionMethod\":[]}", method), "https://a.example/i#k", ed, p));
    assert_false(listed(apr_psprintf(p, "{\"verificationMethod\":[%s]}", method), "https://a.example/i#k", other, p));   /* that address, but another key */
}

int main(void)
{
    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&keys_pool, NULL) != APR_SUCCESS)
        return 1;
    bdg_outside_init();
    bdg_err_clear(bdg_keypair_make(&ed, BDG_KEY_ED25519, keys_pool));
    bdg_err_clear(bdg_keypair_make(&other, BDG_KEY_ED25519, keys_pool));
    bdg_err_clear(bdg_keypair_make(&p256, BDG_KEY_P256, keys_pool));
    const struct CMUnitTest tests[] = { pooled_test(names_that_are_keys), pooled_test(addresses), pooled_test(documents_with_one_key), pooled_test(sets_and_controllers),
        pooled_test(an_issuers_own_list) };
    int failed = unit_main(tests);
    apr_pool_destroy(keys_pool);
    apr_terminate();
    return failed;
}
