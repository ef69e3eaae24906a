/* Signed Open Badges 2.0: what is looked over before it is signed, what an issuer's keys look like as documents, and revocation lists. */
#include "unit.h"
#include "base/str.h"
#include "core/openbadges/jws.h"
#include "core/openbadges/keys.h"
#include "core/openbadges/ob2_signed.h"
#include <apr_strings.h>

#define ISSUER "2ds3xqbc60g7dxwpcxc8r3ex02"
#define KEY "5d1hdsv1sb0bax4t0m2v1jjsas"
#define CREATOR "https://b.example/x/issuers/" ISSUER "/keys/" KEY ".json"
#define URN "urn:uuid:32da3139-89f5-4a80-bea0-b232c65f4327"
#define HASH "sha256$5ffdbbce223b95bf0baab08b66b37c5070bbdedb5c62af0e33333fc1eea5c19f"
#define RECIPIENT "\"recipient\":{\"type\":\"email\",\"hashed\":true,\"salt\":\"055b\",\"identity\":\"" HASH "\"}"
#define SIGNED "\"verification\":{\"type\":\"SignedBadge\",\"creator\":\"" CREATOR "\"}"
#define REST "\"badge\":\"https://b.example/b/1\",\"issuedOn\":\"2026-01-02T00:00:00Z\",\"image\":\"https://b.example/i.png\""
#define HEAD "\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Assertion\",\"id\":\"" URN "\""
#define WHOLE "{" HEAD "," RECIPIENT "," SIGNED "," REST "}"

static const bdg_site_t *site_of(const char *base, apr_pool_t *pool)
{
    bdg_site_t *site = apr_pcalloc(pool, sizeof *site);
    site->base_url = base;
    site->htdocs = "/nonexistent";
    assert_ok(bdg_site_finish(site, pool));
    return site;
}

static bdg_err_t *lint(const char *json, apr_pool_t *pool) { return bdg_ob2_lint(json, strlen(json), CREATOR, pool); }

static void test_lint_takes(void **state)
{
    assert_ok(lint(WHOLE, *state));
    assert_ok(lint("{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"expires\":\"2026-01-02T23:59:59Z\",\"narrative\":\"\xc3\xbc\","
                   "\"evidence\":[{\"type\":\"Evidence\",\"id\":\"https://e.example/1\",\"name\":\"n\"}]}", *state));
    assert_ok(lint("{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"extensions:hours\":{\"@context\":\"https://b.example/c\",\"type\":[\"Extension\",\"extensions:Hours\"],\"hours\":3}}", *state));
    const char *hosted = "{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Assertion\",\"id\":\"https://b.example/a/1\"," RECIPIENT ",\"verification\":{\"type\":\"HostedBadge\"}," REST "}";
    assert_ok(bdg_ob2_lint(hosted, strlen(hosted), NULL, *state));
    assert_err(lint(hosted, *state), BDG_E_INVALID, "\"id\"");
    assert_err(bdg_ob2_lint(WHOLE, strlen(WHOLE), NULL, *state), BDG_E_INVALID, "\"id\"");
}

static void test_lint_refuses(void **state)
{
    static const struct { const char *json, *part; } rows[] = {
        { "[]", "no object" }, { "{", "JSON" }, { "{}", "@context" }, { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"id\":\"" URN "\"}", "JSON" },
        { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"colour\":\"red\"}", "\"colour\"" }, { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"narrative\":null}", "empty" },
        { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"evidence\":[]}", "empty" }, { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"evidence\":{}}", "not a list" },
        { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"evidence\":[\"https://e.example\"]}", "objects" },
        { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"evidence\":[{\"type\":\"Evidence\",\"id\":\"javascript:alert(1)\"}]}", "address" },
        { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"evidence\":[{\"id\":\"https://e.example\"}]}", "\"type\"" },
        { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"expires\":\"2026-01-01T23:59:59Z\"}", "before" },
        { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"expires\":\"2026-01-03\"}", "zone" },
        { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"extensions:x\":{\"type\":[\"Extension\"]}}", "extensions:x" },
        { "{" HEAD "," RECIPIENT "," SIGNED "," REST ",\"extensions:x\":{\"@context\":\"https://c.example\",\"type\":[\"Other\"]}}", "extensions:x" },
        { "{" HEAD "," SIGNED "," REST "}", "\"recipient\"" }, { "{" HEAD "," RECIPIENT "," REST "}", "\"verification\"" },
        { "{" HEAD "," RECIPIENT ",\"verification\":{\"type\":\"SignedBadge\"}," REST "}", "\"creator\"" },
        { "{" HEAD "," RECIPIENT ",\"verification\":{\"type\":\"SignedBadge\",\"creator\":\"https://evil.example/key\"}," REST "}", "\"creator\"" },
        { "{" HEAD "," RECIPIENT ",\"verification\":{\"type\":\"HostedBadge\",\"creator\":\"" CREATOR "\"}," REST "}", "\"type\"" },
        { "{" HEAD ",\"recipient\":{\"type\":\"email\",\"hashed\":false,\"salt\":\"1\",\"identity\":\"" HASH "\"}," SIGNED "," REST "}", "hashed" },
        { "{" HEAD ",\"recipient\":{\"type\":\"email\",\"hashed\":true,\"salt\":\"1\",\"identity\":\"a@b.example\"}," SIGNED "," REST "}", "hashed" },
        { "{" HEAD ",\"recipient\":{\"type\":\"fax\",\"hashed\":true,\"salt\":\"1\",\"identity\":\"" HASH "\"}," SIGNED "," REST "}", "hashed" },
        { "{" HEAD ",\"recipient\":{\"type\":\"email\",\"hashed\":true,\"salt\":\"1\",\"identity\":\"" HASH "0\"}," SIGNED "," REST "}", "hashed" },
        { "{" HEAD "," RECIPIENT "," SIGNED ",\"badge\":\"\",\"issuedOn\":\"2026-01-02T00:00:00Z\",\"image\":\"https://b.example/i.png\"}", "\"badge\"" },
        { "{" HEAD "," RECIPIENT "," SIGNED ",\"badge\":\"https://b.example/b/1\",\"issuedOn\":\"2026-01-02\",\"image\":\"https://b.example/i.png\"}", "zone" },
        { "{" HEAD "," RECIPIENT "," SIGNED ",\"badge\":\"https://b.example/b/1\",\"issuedOn\":\"2026-01-02T00:00:00Z\",\"image\":\"data:image/png;base64,AA\"}", "\"image\"" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bdg_err_t *e = lint(rows[i].json, *state);
        if (!e || !strstr(e->message, rows[i].part))
            fail_msg("%s: %s", rows[i].json, e ? e->message : "taken");
        bdg_err_clear(e);
    }
}

static bdg_signer_t signer(const bdg_site_t *site, bdg_keypair_t **pair, apr_pool_t *pool)
{
    assert_ok(bdg_keypair_make(pair, BDG_KEY_RSA, pool));
    return (bdg_signer_t){ .kind = BDG_KEY_RSA, .pair = *pair, .public_id = KEY, .creator = apr_pstrcat(pool, bdg_keys_address(site, ISSUER, KEY, pool), ".json", NULL) };
}

static void test_sign(void **state)
{
    apr_pool_t *p = *state;
    const bdg_site_t *site = site_of("https://b.example/x/", p);
    bdg_keypair_t *pair = NULL;
    bdg_signer_t s = signer(site, &pair, p);
    bdg_assertion_t a = { .public_id = "01j4g1pdjh0zsrtzydysb0saay", .recipient_identity = "a@b.example", .issued_on = bdg_date_make(2026, 1, 2), .expires_on = BDG_DATE_NONE };
    bdg_badge_class_t b = { .public_id = "0pgthsrrd04haz1mh1bkj0w9pg", .number = 3 };
    bdg_buf_t *one = bdg_buf_make(BDG_OB2_SIGNED_MAX, p), *two = bdg_buf_make(BDG_OB2_SIGNED_MAX, p);
    assert_ok(bdg_ob2_sign(one, site, &a, &b, &s, p));
    assert_ok(bdg_ob2_sign(two, site, &a, &b, &s, p));
    assert_string_equal(one->data, two->data);
    bdg_jws_t *j = NULL;
    json_t *claims;
    assert_ok(bdg_jws_parse(&j, one->data, one->len, p));
    assert_ok(bdg_jws_verify(j, pair));
    assert_ok(bdg_jws_claims(&claims, j, p));
    assert_string_equal(bdg_json_get_str(claims, "id"), bdg_ob2_signed_id(a.public_id, p));
    assert_string_equal(bdg_json_get_str(json_object_get(claims, "verification"), "creator"), CREATOR);
    a.expires_on = bdg_date_make(2025, 1, 1);
    bdg_buf_clear(one);
    assert_err(bdg_ob2_sign(one, site, &a, &b, &s, p), BDG_E_INTERNAL, "cannot be signed");
    assert_int_equal(one->len, 0);
}

static void test_addresses(void **state)
{
    apr_pool_t *p = *state;
    assert_string_equal(bdg_keys_did(site_of("https://b.example", p), ISSUER, p), "did:web:b.example:issuers:" ISSUER);
    assert_string_equal(bdg_keys_did(site_of("https://b.example:8443/some/path/", p), ISSUER, p), "did:web:b.example%3A8443:some:path:issuers:" ISSUER);
    assert_string_equal(bdg_keys_address(site_of("https://b.example/x", p), ISSUER, KEY, p), "https://b.example/x/issuers/" ISSUER "/keys/" KEY);
    assert_string_not_equal(bdg_ob2_signed_id("01j4g1pdjh0zsrtzydysb0saay", p), bdg_ob2_signed_id("01j4g1pdjh0zsrtzydysb0saaz", p));
    assert_int_equal(strlen(bdg_ob2_signed_id(KEY, p)), 45);
}

/* RFC 8032, test 1; its Multikey as in W3C's and did:key's examples. */
static void test_key_documents(void **state)
{
    apr_pool_t *p = *state;
    const bdg_site_t *site = site_of("https://b.example/x", p);
    unsigned char *bytes;
    size_t n;
    bdg_keypair_t *pair = NULL;
    assert_true(bdg_base64url_decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", 43, &bytes, &n, p));
    assert_ok(bdg_keypair_from_ed25519(&pair, bytes, p));
    bdg_public_key_t key = { KEY, pair };
    const char *fragment = bdg_keys_fragment(&key, p);
    assert_true(!strncmp(fragment, "z6Mk", 4));
    assert_string_equal(bdg_json_dump(bdg_json_own(bdg_keys_jwk(site, ISSUER, &key, p), p), p),
        "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"alg\":\"EdDSA\",\"use\":\"sig\",\"kid\":\"https://b.example/x/issuers/" ISSUER "/keys/" KEY "\"}");
    apr_array_header_t *keys = apr_array_make(p, 1, sizeof key);
    json_t *profile = bdg_json_own(bdg_json_str(json_object(), "@context", BDG_OB2_CONTEXT), p);
    bdg_keys_into_profile(profile, site, ISSUER, keys, p);
    assert_int_equal(json_object_size(profile), 2);
    APR_ARRAY_PUSH(keys, bdg_public_key_t) = key;
    bdg_keys_into_profile(profile, site, ISSUER, keys, p);
    assert_null(json_object_get(profile, "publicKey"));
    assert_int_equal(json_array_size(json_object_get(profile, "assertionMethod")), 2);
    json_t *did = bdg_json_own(bdg_keys_did_document(site, ISSUER, keys, p), p);
    assert_string_equal(json_string_value(json_array_get(json_object_get(did, "assertionMethod"), 0)),
                        apr_pstrcat(p, "did:web:b.example:x:issuers:" ISSUER "#", fragment, NULL));
    assert_string_equal(bdg_json_get_str(json_array_get(json_object_get(did, "verificationMethod"), 0), "publicKeyMultibase"), fragment);
}

static void test_revocations(void **state)
{
    apr_pool_t *p = *state;
    bdg_buf_t *b = bdg_buf_make(1 << 16, p);
    json_t *j;
    bdg_ob2_revocations_begin(b, site_of("https://b.example/x", p), ISSUER, p);
    size_t n = b->len;
    bdg_ob2_revocations_end(b);
    assert_ok(bdg_json_parse(&j, b->data, b->len, 1 << 16, p));
    assert_true(json_is_array(json_object_get(j, "revokedAssertions")));
    b->len = n;
    bdg_ob2_revocations_entry(b, 1, KEY, "\"why\" \xc3\xbc\n", p);
    bdg_ob2_revocations_entry(b, 0, ISSUER, NULL, p);
    bdg_ob2_revocations_end(b);
    assert_ok(bdg_json_parse(&j, b->data, b->len, 1 << 16, p));
    json_t *list = json_object_get(j, "revokedAssertions");
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(bdg_json_get_str(json_array_get(list, 0), "revocationReason"), "\"why\" \xc3\xbc\n");
    assert_string_equal(bdg_json_get_str(json_array_get(list, 1), "id"), bdg_ob2_signed_id(ISSUER, p));
    assert_int_equal(json_object_size(json_array_get(list, 1)), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(test_lint_takes), pooled_test(test_lint_refuses), pooled_test(test_sign), pooled_test(test_addresses),
        pooled_test(test_key_documents), pooled_test(test_revocations) };
    return unit_main(tests);
}
