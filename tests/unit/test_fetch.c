/* io/fetch against a small server on the loopback address, with a resolver of the test's own: redirects, rebinding, caps, places. */
#include "base/fault.h"
#include "io/fetch.h"
#include "io/outside.h"
#include "unit.h"
#include <apr_strings.h>
#include <apr_time.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int port, listening;
static atomic_int connections;

static void say(int s, const char *fmt, ...)
{
    char line[4096];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (write(s, line, (size_t)n) != n)
        return;
}

/* What is answered at each path; the connection closes after it. */
static void answer(int s, const char *request)
{
    int n;
    char path[200] = "";
    sscanf(request, "GET %199s", path);
    if (!strcmp(path, "/ok"))
        say(s, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: a=b\r\nConnection: close\r\n\r\n{\"cookie\":%d,\"auth\":%d}", strstr(request, "Cookie:") != NULL,
            strstr(request, "Authorization:") != NULL);
    else if (!strcmp(path, "/gone"))
        say(s, "HTTP/1.1 410 Gone\r\nContent-Length: 16\r\nConnection: close\r\n\r\n{\"revoked\":true}");
    else if (sscanf(path, "/hop/%d", &n) == 1 && n)
        say(s, "HTTP/1.1 302 Found\r\nLocation: /hop/%d\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", n - 1);
    else if (!strcmp(path, "/hop/0"))
        say(s, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhome");
    else if (!strcmp(path, "/to-name"))
        say(s, "HTTP/1.1 302 Found\r\nLocation: http://inside.example:%d/ok\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", port);
    else if (!strcmp(path, "/to-number"))
        say(s, "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.2:%d/ok\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", port);
    else if (!strcmp(path, "/to-file"))
        say(s, "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else if (!strcmp(path, "/announced"))
        say(s, "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\nConnection: close\r\n\r\nx");
    else if (!strcmp(path, "/twice"))
        say(s, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nConnection: close\r\n\r\nx");
    else if (!strcmp(path, "/twice-lines"))
        say(s, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\nx");
    else if (!strcmp(path, "/transfer"))
        say(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n");
    else if (!strcmp(path, "/lines")) {
        say(s, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 10000; i++)
            say(s, "X-%d: y\r\n", i);
    } else if (!strcmp(path, "/patience")) {
        for (int i = 0; i < 10000; i++)
            say(s, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    } else if (!strcmp(path, "/endless")) {
        say(s, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        for (int i = 0; i < 2000; i++)
            say(s, "%01000d", i);
    } else if (!strcmp(path, "/rubbish"))
        say(s, "SSH-2.0-OpenSSH_9.2\r\n");
}

static void *serve(void *unused)
{
    (void)unused;
    for (;;) {
        char request[4096];
        size_t n = 0;
        int s = accept(listening, NULL, NULL);
        if (s < 0)
            return NULL;
        atomic_fetch_add(&connections, 1);
        while (n < sizeof request - 1) {
            ssize_t got = read(s, request + n, sizeof request - 1 - n);
            if (got <= 0)
                break;
            request[n += (size_t)got] = 0;
            if (strstr(request, "\r\n\r\n")) {
                answer(s, request);
                break;
            }
        }
        shutdown(s, SHUT_WR);
        while (read(s, request, sizeof request) > 0)
            ;
        close(s);
    }
}

static void start(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof a;
    pthread_t t;
    listening = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listening, (struct sockaddr *)&a, len) || listen(listening, 50) || getsockname(listening, (struct sockaddr *)&a, &len) || pthread_create(&t, NULL, serve, NULL))
        abort();
    pthread_detach(t);
    port = ntohs(a.sin_port);
}

/* ---------------------------------------------------------------- the test's own names */

typedef struct names_t { int asked; const char *answers[8]; } names_t;     /* one for each time; "" for no address; several separated by spaces */

static bdg_err_t *resolve(bdg_resolved_t *out, const char *host, int to_port, int timeout_ms, void *baton)
{
    names_t *names = baton;
    char copy[200], *last, *word;
    (void)host;
    assert_true(timeout_ms > 0 && timeout_ms <= BDG_FETCH_MS);
    memset(out, 0, sizeof *out);
    apr_cpystrn(copy, names->answers[names->asked] ? names->answers[names->asked] : "", sizeof copy);
    if (names->answers[names->asked])
        names->asked++;
    for (word = apr_strtok(copy, " ", &last); word; word = apr_strtok(NULL, " ", &last)) {
        struct sockaddr_in *a = (struct sockaddr_in *)&out->address[out->n++];
        a->sin_family = AF_INET;
        a->sin_port = htons((uint16_t)to_port);
        assert_int_equal(inet_pton(AF_INET, word, &a->sin_addr), 1);
    }
    return NULL;
}

static bdg_fetch_t *open_with(const char *allow, names_t *names, apr_pool_t *pool)
{
    bdg_fetch_rules_t *r = apr_pcalloc(pool, sizeof *r);
    bdg_guard_t *g;
    bdg_fetch_t *f;
    assert_ok(bdg_guard_make(&g, allow, pool));
    *r = (bdg_fetch_rules_t){ g, NULL, "test", names ? resolve : NULL, names };
    assert_ok(bdg_fetch_open(&f, r, pool));
    return f;
}

static const char *here(const char *path, apr_pool_t *pool) { return apr_psprintf(pool, "http://127.0.0.1:%d%s", port, path); }

static bdg_fetch_t *open_here(apr_pool_t *pool) { return open_with(apr_psprintf(pool, "127.0.0.1:%d", port), NULL, pool); }

static bdg_err_t *get(bdg_fetched_t **a, const char *path, apr_pool_t *pool)
{
    bdg_fetch_t *f = open_here(pool);
    bdg_err_t *e = bdg_fetch_get(a, f, here(path, pool), "application/json", pool);
    bdg_fetch_close(f);
    return e;
}

/* ---------------------------------------------------------------- */

static void a_document(void **state)
{
    bdg_fetched_t *a;
    bdg_fetch_t *f = open_here(*state);
    for (int i = 0; i < 2; i++) {
        assert_ok(bdg_fetch_get(&a, f, here("/ok", *state), "application/json", *state));
        assert_int_equal(a->status, 200);
        assert_string_equal(a->content_type, "application/json");
        assert_string_equal(a->body, "{\"cookie\":0,\"auth\":0}");
    }
    assert_ok(get(&a, "/gone", *state));
    assert_int_equal(a->status, 410);
    assert_string_equal(a->body, "{\"revoked\":true}");
}

static void redirects(void **state)
{
    bdg_fetched_t *a;
    assert_ok(get(&a, "/hop/3", *state));
    assert_string_equal(a->body, "home");
    assert_string_equal(a->url, here("/hop/0", *state));
    assert_err(get(&a, "/hop/4", *state), BDG_E_INVALID, "more than 3 times");
    int before = atomic_load(&connections);
    assert_err(get(&a, "/to-number", *state), BDG_E_INVALID, "could not be reached");
    assert_err(get(&a, "/to-file", *state), BDG_E_INVALID, "not an address that can be asked");
    assert_int_equal(atomic_load(&connections), before + 2);
}

static void refused_before_connecting_with_one_message(void **state)
{
    bdg_fetched_t *a;
    int before = atomic_load(&connections);
    names_t names = { 0, { "127.0.0.1", "93.184.216.34 127.0.0.1", "10.0.0.1", "", NULL } };
    bdg_fetch_t *f = open_with(NULL, &names, *state);
    bdg_err_t *e = bdg_fetch_get(&a, f, here("/ok", *state), "*/*", *state);
    assert_non_null(e);
    const char *message = apr_pstrdup(*state, e->message);
    bdg_err_clear(e);
    for (int i = 0; i < 4; i++) {
        e = bdg_fetch_get(&a, f, apr_psprintf(*state, "http://inside.example:%d/ok", port), "*/*", *state);
        assert_non_null(e);
        assert_int_equal(e->code, BDG_E_INVALID);
        assert_string_equal(e->message, message);
        bdg_err_clear(e);
    }
    assert_int_equal(names.asked, 4);
    assert_int_equal(atomic_load(&connections), before);
}

/* The name leads outside when it is looked at, and inside a moment later: it is looked up once for each hop, and that is where it goes. */
static void rebinding(void **state)
{
    bdg_fetched_t *a;
    names_t outside_first = { 0, { "93.184.216.34", "127.0.0.1", "127.0.0.1", NULL } };
    int before = atomic_load(&connections);
    bdg_fetch_t *f = open_with("127.0.0.7/32", &outside_first, *state);
    assert_err(bdg_fetch_get(&a, f, apr_psprintf(*state, "http://turns.example:%d/ok", port), "*/*", *state), BDG_E_INVALID, NULL);
    assert_int_equal(outside_first.asked, 1);
    assert_int_equal(atomic_load(&connections), before);
    assert_err(bdg_fetch_get(&a, f, apr_psprintf(*state, "http://turns.example:%d/ok", port), "*/*", *state), BDG_E_INVALID, "could not be reached");
    assert_int_equal(atomic_load(&connections), before);
    bdg_fetch_close(f);
    /* allowed at first, then a redirect to a name that is not */
    names_t inside = { 0, { "127.0.0.9", NULL } };
    f = open_with(apr_psprintf(*state, "127.0.0.1:%d", port), &inside, *state);
    assert_err(bdg_fetch_get(&a, f, here("/to-name", *state), "*/*", *state), BDG_E_INVALID, "could not be reached");
    assert_int_equal(inside.asked, 1);
    assert_int_equal(atomic_load(&connections), before + 1);
    bdg_fetch_close(f);
    /* by a name that the operator allowed */
    names_t allowed = { 0, { "127.0.0.1", NULL } };
    f = open_with("inside.example", &allowed, *state);
    assert_ok(bdg_fetch_get(&a, f, apr_psprintf(*state, "http://inside.example:%d/ok", port), "*/*", *state));
    assert_int_equal(a->status, 200);
}

static void caps(void **state)
{
    static const char *const over[] = { "/announced", "/twice", "/twice-lines", "/transfer", "/lines", "/patience", "/endless", "/rubbish" };
    bdg_fetched_t *a;
    for (size_t i = 0; i < sizeof over / sizeof *over; i++) {
        apr_time_t began = apr_time_now();
        bdg_err_t *e = get(&a, over[i], *state);
        if (!e)
            fail_msg("%s came back fine", over[i]);
        if (e->code != BDG_E_TOO_LARGE && e->code != BDG_E_INVALID)
            fail_msg("%s: %s", over[i], e->message);
        bdg_err_clear(e);
        assert_true(apr_time_now() - began < apr_time_from_sec(4));
    }
}

static void documents_of_one_errand(void **state)
{
    bdg_fetched_t *a;
    bdg_fetch_t *f = open_here(*state);
    for (int i = 0; i < BDG_FETCH_DOCUMENTS; i++)
        assert_ok(bdg_fetch_get(&a, f, here("/ok", *state), "*/*", *state));
    assert_err(bdg_fetch_get(&a, f, here("/ok", *state), "*/*", *state), BDG_E_TOO_LARGE, "10 documents");
}

static void places(void **state)
{
    bdg_fetched_t *a;
    bdg_fetch_t *held[BDG_FETCH_AT_ONCE];
    for (int i = 0; i < BDG_FETCH_AT_ONCE; i++) {
        held[i] = open_here(*state);
        assert_ok(bdg_fetch_get(&a, held[i], here("/ok", *state), "*/*", *state));
    }
    assert_err(get(&a, "/ok", *state), BDG_E_UNAVAILABLE, "again in a few seconds");
    bdg_fetch_close(held[3]);
    bdg_fetch_close(held[3]);
    assert_ok(get(&a, "/ok", *state));
}

#ifdef BDG_FAULTS
static void faults(void **state)
{
    bdg_fetched_t *a;
    for (int n = 1;; n++) {
        bdg_fault_set(apr_psprintf(*state, "net:%d", n));
        bdg_err_t *e = get(&a, "/hop/2", *state);
        int reached = bdg_fault_reached();
        bdg_fault_set(NULL);
        assert_true(!e == !reached && n < 20);
        if (!e)
            break;
        assert_int_equal(e->code, BDG_E_INVALID);
        bdg_err_clear(e);
        assert_ok(get(&a, "/hop/2", *state));
    }
}
#endif

static void the_systems_resolver(void **state)
{
    bdg_resolved_t r;
    (void)state;
    assert_ok(bdg_resolve_system(&r, "localhost", 80, 2000, NULL));
    assert_true(r.n >= 1);
    assert_ok(bdg_resolve_system(&r, "no-such-name.invalid", 80, 2000, NULL));
    assert_int_equal(r.n, 0);
    assert_ok(bdg_resolve_system(&r, "localhost", 80, 0, NULL));
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    bdg_outside_init();
    setenv("http_proxy", "http://127.0.0.1:9/", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:9/", 1);
    start();
    const struct CMUnitTest tests[] = { pooled_test(a_document), pooled_test(redirects), pooled_test(refused_before_connecting_with_one_message), pooled_test(rebinding),
        pooled_test(caps), pooled_test(documents_of_one_errand), pooled_test(places), pooled_test(the_systems_resolver),
#ifdef BDG_FAULTS
        pooled_test(faults)
#endif
    };
    return unit_main(tests);
}
