/* core/oauth_redirect, core/scope, core/ob_credential: what applications send, judged without a database. */
#include "unit.h"
#include <apr_strings.h>
#include "core/oauth_redirect.h"
#include "core/ob_credential.h"
#include "core/scope.h"

static void test_redirects(void **state)
{
    apr_pool_t *pool = *state;
    static const char *const good[] = { "https://a.example", "https://a.example/", "https://a.example:8443/x?y=z", "http://127.0.0.1", "http://127.0.0.1:1/", "http://[::1]:65535/x",
        "http://localhost/x", "org.example.app:/x", "org.example.app://x/y", "a.b:x" };
    static const char *const bad[] = { "", "x", "https", "https:", "https://", "https:///x", "http://a.example/", "HTTPS://a.example/", "httpS://a.example/", "hTTp://127.0.0.1/", "https://a.example/#", "https://a.example/#f", "https://u@a.example/",
        "https://u:p@a.example/", "http://127.0.0.1.a.example/", "http://127.0.0.1@a.example/", "http://localhostx/", "http://[::1", "javascript:x", "data:x", "vbscript:x", "file:///x", "blob:x",
        "about:blank", "app:/x", "Org.example:/x", "1a.b:/x", ".a:/x", "a.:/x", "a.b:", "//a.example/", "/x", "https://a.example/ x", "https://a.example/\n", "https://a.example/\\", "https://a.example/\"",
        "https://a.example/<", "https://a.example/{x}", "https://*.example/^", "https://a.example/\x7f", "https://a.example/\xc3\xa9" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (bdg_oauth_redirect_problem(good[i]))
            fail_msg("%s: %s", good[i], bdg_oauth_redirect_problem(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!bdg_oauth_redirect_problem(bad[i]))
            fail_msg("%s is taken", bad[i]);
    char *long_one = apr_palloc(pool, 3000);
    memset(long_one, 'x', 2999);
    long_one[2999] = 0;
    memcpy(long_one, "https://a.example/", 18);
    assert_non_null(bdg_oauth_redirect_problem(long_one));
    long_one[2000] = 0;
    assert_null(bdg_oauth_redirect_problem(long_one));
}

static void test_redirect_fits(void **state)
{
    (void)state;
    static const struct { const char *registered, *uri; int fits; } cases[] = {
        { "https://a.example/x", "https://a.example/x", 1 }, { "https://a.example/x", "https://a.example/x/", 0 }, { "https://a.example/x", "https://a.example/X", 0 },
        { "https://a.example/x", "https://a.example:443/x", 0 }, { "https://a.example/x", "https://a.example/x?y", 0 }, { "https://a.example:1/x", "https://a.example:2/x", 0 },
        { "http://127.0.0.1/x", "http://127.0.0.1:5/x", 1 }, { "http://127.0.0.1:9/x", "http://127.0.0.1:5/x", 1 }, { "http://127.0.0.1:9/x", "http://127.0.0.1/x", 1 },
        { "http://127.0.0.1/x", "http://127.0.0.1:5/y", 0 }, { "http://127.0.0.1/x", "http://127.0.0.1:/x", 0 }, { "http://127.0.0.1/x", "http://127.0.0.1:5a/x", 0 },
        { "http://127.0.0.1/x", "http://127.0.0.1:123456/x", 0 }, { "http://127.0.0.1/x", "http://localhost:5/x", 0 }, { "http://127.0.0.1/x", "http://[::1]:5/x", 0 },
        { "http://[::1]/x", "http://[::1]:5/x", 1 }, { "http://localhost/x", "http://localhost:5/x", 1 }, { "http://127.0.0.1/x", "https://127.0.0.1:5/x", 0 },
        { "http://127.0.0.1/x", "http://127.0.0.1:5@evil.example/x", 0 }, { "a.b:/x", "a.b:/x", 1 }, { "a.b:/x", "a.b:/y", 0 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (bdg_oauth_redirect_fits(cases[i].registered, cases[i].uri) != cases[i].fits)
            fail_msg("%s and %s", cases[i].registered, cases[i].uri);
}

static void test_scopes(void **state)
{
    apr_pool_t *pool = *state;
    int unknown;
    assert_int_equal(bdg_scopes_read("", &unknown), 0);
    assert_int_equal(unknown, 0);
    assert_int_equal(bdg_scopes_read("offline_access " BDG_OB_SCOPE "profile.update", &unknown), BDG_SCOPE_BIT(BDG_SCOPE_OFFLINE) | BDG_SCOPE_BIT(BDG_SCOPE_PROFILE_UPDATE));
    assert_int_equal(unknown, 0);
    assert_int_equal(bdg_scopes_read("offline_access  x Offline_access", &unknown), BDG_SCOPE_BIT(BDG_SCOPE_OFFLINE));
    assert_int_equal(unknown, 3);
    for (bdg_scopes_t all = 0; all <= BDG_SCOPES_ALL; all++)
        assert_int_equal(bdg_scopes_read(bdg_scopes_write(all, pool), &unknown), all);
    assert_string_equal(bdg_scopes_write(0, pool), "");
    for (int i = 0; i < BDG_SCOPE_COUNT; i++)
        assert_true(*bdg_scope_text(i) && *bdg_scope_words(i));
}

#define CREDENTIAL(id, issuer) "{\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],\"id\":" id ",\"issuer\":" issuer "}"
#define READ(c, text) bdg_ob_credential_read(&(c), (text), strlen(text), pool)

static void test_same_credentials(void **state)
{
    apr_pool_t *pool = *state;
    bdg_ob_credential_t a, b;
    assert_ok(READ(a, CREDENTIAL("\"https://a.example/1\"", "\"https://i.example\"")));
    assert_int_equal(a.jws, 0);
    assert_string_equal(a.id, "https://a.example/1");
    static const char *const same[] = { CREDENTIAL("\" https://a.example/%31 \"", "{\"id\":\"https://i.example\"}"), " \n" CREDENTIAL("\"https://a.example/1\"", "\"%68ttps://i.example\\t\"") "\n" };
    static const char *const other[] = { CREDENTIAL("\"https://a.example/2\"", "\"https://i.example\""), CREDENTIAL("\"https://a.example/1\"", "\"https://j.example\""),
        CREDENTIAL("\"https://a.example/1%00\"", "\"https://i.example\""), CREDENTIAL("\"https://i.example\"", "\"https://a.example/1\"") };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_ok(READ(b, same[i]));
        assert_memory_equal(a.key, b.key, 32);
    }
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        assert_ok(READ(b, other[i]));
        assert_memory_not_equal(a.key, b.key, 32);
    }
}

static void test_no_credentials(void **state)
{
    apr_pool_t *pool = *state;
    bdg_ob_credential_t c;
    static const char *const invalid[] = { "[]", "{}", "\"x\"", "{\"type\":[\"OpenBadgeCredential\"],\"id\":\"a\",\"issuer\":\"b\"}", "{\"type\":[\"VerifiableCredential\",\"EndorsementCredential\"],\"id\":\"a\",\"issuer\":\"b\"}",
        CREDENTIAL("\"\"", "\"b\""), CREDENTIAL("\"  \"", "\"b\""), CREDENTIAL("\"a\"", "{}"), CREDENTIAL("\"a\"", "{\"id\":1}"), CREDENTIAL("1", "\"b\""), CREDENTIAL("\"a\"", "[\"b\"]"), CREDENTIAL("null", "\"b\"") };
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
        assert_err(READ(c, invalid[i]), BDG_E_INVALID, NULL);
    static const char *const malformed[] = { "", " ", "{", "x", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "eyJ", "eyJ.eyJ.x" };
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        bdg_err_t *e = READ(c, malformed[i]);
        assert_non_null(e);
        assert_true(e->code == BDG_E_MALFORMED || e->code == BDG_E_INVALID);
        bdg_err_clear(e);
    }
    size_t n = BDG_OB_CREDENTIAL_MAX + 10;
    char *big = apr_palloc(pool, n);
    memset(big, '[', n);
    bdg_err_t *e = bdg_ob_credential_read(&c, big, n, pool);
    assert_non_null(e);
    bdg_err_clear(e);
}

int main(void)
{
    apr_initialize();
    const struct CMUnitTest tests[] = { pooled_test(test_redirects), pooled_test(test_redirect_fits), pooled_test(test_scopes), pooled_test(test_same_credentials), pooled_test(test_no_credentials) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
