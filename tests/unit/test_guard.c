/* io/guard: which addresses may be asked. Each spelling is read as the fetcher reads it; literal ones are judged by what they come to. */
#include "io/guard.h"
#include "io/outside.h"
#include "unit.h"
#include <apr_strings.h>
#include <arpa/inet.h>
#include <netinet/in.h>

static bdg_guard_t *guard(const char *allow, apr_pool_t *pool)
{
    bdg_guard_t *g;
    assert_ok(bdg_guard_make(&g, allow, pool));
    return g;
}

static int passes(const bdg_guard_t *g, const bdg_target_t *t, const char *address)
{
    struct sockaddr_storage a = { 0 };
    if (strchr(address, ':')) {
        a.ss_family = AF_INET6;
        assert_int_equal(inet_pton(AF_INET6, address, &((struct sockaddr_in6 *)&a)->sin6_addr), 1);
    } else {
        a.ss_family = AF_INET;
        assert_int_equal(inet_pton(AF_INET, address, &((struct sockaddr_in *)&a)->sin_addr), 1);
    }
    return bdg_guard_passes(g, t, (struct sockaddr *)&a);
}

/* Does the address stop before a connection, at the reading or at the number it comes to? Names are looked up elsewhere: they pass here. */
static int stopped(const char *url, const char *allow, apr_pool_t *pool)
{
    bdg_target_t t;
    bdg_guard_t *g = guard(allow, pool);
    bdg_err_t *e = bdg_guard_target(&t, g, url, pool);
    if (e) {
        bdg_err_clear(e);
        return 1;
    }
    return t.literal && !passes(g, &t, t.host);
}

static void spellings_of_private_addresses(void **state)
{
    static const char *const urls[] = {
        "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://127.255.255.254/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/",
        "http://0x7f.1/", "http://0177.0.0.1/", "http://017700000001/", "http://0177.1/", "http://127.0.0.1./", "http://0/", "http://0.0.0.0/", "http://0x0/",
        "http://%31%32%37.0.0.1/", "http://127.0.0.1%2e/", "http://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1/", "http://127\xe3\x80\x82" "0\xe3\x80\x82" "0\xe3\x80\x82" "1/",
        "http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1/", "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[0000:0000:0000:0000:0000:0000:0000:0001]/",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:0:127.0.0.1]/", "http://[::127.0.0.1]/", "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:8.8.8.8]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::10.0.0.1]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2002:a00:1::1]/",
        "http://[2001:0:7f00:1::]/", "http://[2001:db8::1]/", "http://[2001:2::1]/", "http://[2001:10::1]/", "http://[3fff::1]/", "http://[fc00::1]/", "http://[fd12:3456:789a::1]/",
        "http://[fe80::1]/", "http://[fe80::1%25lo]/", "http://[fe80::1%lo]/", "http://[fec0::1]/", "http://[ff02::1]/", "http://[100::1]/", "http://[2a00:1450:4001::5efe:a00:1]/",
        "http://[2a00:1450:4001:0:200:5efe:a00:1]/", "http://10.0.0.1/", "http://10.1/", "http://167772161/", "http://172.16.0.1/", "http://172.31.255.255/", "http://0xac100001/",
        "http://192.168.1.1/", "http://192.168.257/", "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/",
        "http://169.254.43518/", "http://100.64.0.1/", "http://100.127.255.255/", "http://192.0.0.192/", "http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.7/",
        "http://203.0.113.9/", "http://192.88.99.1/", "http://224.0.0.1/", "http://239.255.255.250:1900/", "http://240.0.0.1/", "http://255.255.255.255/",
        "http://user@127.0.0.1/", "http://example.org@127.0.0.1/", "http://example.org:pass@10.0.0.1/", "http://127.0.0.1:80@example.org/", "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1\\@example.org/", "HTTP://127.0.0.1/", "hTTps://[::1]/", "http://127.0.0.1:99999/", "http://[::1", "http:///127.0.0.1/", "http:127.0.0.1", "//127.0.0.1/",
        "file:///etc/passwd", "gopher://127.0.0.1:70/_", "dict://127.0.0.1:11211/stat", "ftp://10.0.0.1/", "ldap://127.0.0.1/", "javascript:alert(1)", "data:,x", "http://exa mple.org/",
        "http://example.org\r\nHost: x/", "http://example.org/\tx", "http://example.org:22/", "http://example.org:25/", "http://example.org:0/", "http://.example.org/", "http://exam\xc2\xadple.org\x01/", "", "http://",
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        if (!stopped(urls[i], NULL, *state))
            fail_msg("%s was let through", urls[i]);
    assert_true(sizeof urls / sizeof *urls >= 60);
}

static void public_addresses_pass(void **state)
{
    static const char *const urls[] = { "https://example.org/a?b=c#d", "http://93.184.216.34/", "https://8.8.8.8:8443/", "http://[2606:2800:220:1:248:1893:25c8:1946]/", "http://11.0.0.1/",
        "http://172.15.255.255/", "http://172.32.0.1/", "http://100.63.255.255/", "http://100.128.0.1/", "http://126.255.255.255/", "http://128.0.0.1/", "http://169.253.255.255/",
        "http://192.0.1.1/", "http://192.167.255.255/", "http://198.17.255.255/", "http://198.20.0.1/", "http://223.255.255.255/", "http://[2001:200::1]/", "http://[2a00:1450:4001:80b::200e]/" };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        if (stopped(urls[i], NULL, *state))
            fail_msg("%s was stopped", urls[i]);
}

static void what_is_asked_is_what_was_read(void **state)
{
    bdg_target_t t;
    bdg_guard_t *g = guard(NULL, *state);
    assert_ok(bdg_guard_target(&t, g, "HTTPS://Badges.EXAMPLE.org:443/a/../b?c#frag", *state));
    assert_string_equal(t.host, "badges.example.org");
    assert_int_equal(t.port, 443);
    assert_true(t.https && !t.literal && !t.named && !strchr(t.url, '#'));
    assert_err(bdg_guard_target(&t, g, "https://b\xc3\xbc" "cher.example/", *state), BDG_E_INVALID, NULL);
    assert_ok(bdg_guard_target(&t, g, "https://xn--bcher-kva.example/", *state));
    assert_string_equal(t.host, "xn--bcher-kva.example");
    assert_string_equal(t.url, "https://xn--bcher-kva.example/");
    assert_ok(bdg_guard_target(&t, g, "http://0x08080808/", *state));
    assert_string_equal(t.url, "http://8.8.8.8/");
}

static void what_the_operator_allows(void **state)
{
    bdg_guard_t *g;
    bdg_target_t t;
    assert_false(stopped("http://127.0.0.1:8123/", "127.0.0.1:8123", *state));
    assert_true(stopped("http://127.0.0.1:8124/", "127.0.0.1:8123", *state));
    assert_false(stopped("http://2130706433:8123/", "127.0.0.1:8123", *state));
    assert_true(stopped("http://[::ffff:127.0.0.1]:8123/", "127.0.0.1:8123", *state));
    assert_false(stopped("http://10.2.3.4/", "192.168.0.0/16, 10.0.0.0/8", *state));
    assert_true(stopped("http://11.2.3.4:22/", "10.0.0.0/7", *state));
    assert_false(stopped("http://[fd00::5]:8080/", "[fd00::5]:8080", *state));
    assert_false(stopped("http://[fd00::5]/", "fd00::/8", *state));
    g = guard("Badges.Intranet:90", *state);
    assert_ok(bdg_guard_target(&t, g, "http://badges.intranet:90/", *state));
    assert_true(passes(g, &t, "10.9.8.7"));
    assert_ok(bdg_guard_target(&t, g, "http://badges.intranet:8090/", *state));
    assert_false(passes(g, &t, "10.9.8.7"));
    assert_ok(bdg_guard_target(&t, g, "http://other.intranet:8090/", *state));
    assert_false(passes(g, &t, "10.9.8.7"));
    static const char *const wrong[] = { "10.0.0.0/33", "10.0.0.0/x", "host:0", "host:70000", "ho st:x", "a/b", "[::1", "fd00::/129", "http://host", "*" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_err(bdg_guard_make(&g, wrong[i], *state), BDG_E_INVALID, NULL);
}

int main(void)
{
    bdg_outside_init();
    const struct CMUnitTest tests[] = { pooled_test(spellings_of_private_addresses), pooled_test(public_addresses_pass), pooled_test(what_is_asked_is_what_was_read),
        pooled_test(what_the_operator_allows) };
    return unit_main(tests);
}
