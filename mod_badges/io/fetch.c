#include "io/fetch.h"
#include "base/language.h"
#include "base/buf.h"
#include "base/fault.h"
#include <apr_strings.h>
#include <apr_time.h>
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <openssl/x509_vfy.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct bdg_fetch_t {
    const bdg_fetch_rules_t *rules;
    CURL *curl;
    apr_time_t began;                    /* of the first document; 0: no place taken yet */
    int documents;
    apr_pool_t *pool;
};

/* One request: what the callbacks look at. */
typedef struct hop_t {
    bdg_fetch_t *fetch;
    const bdg_target_t *target;
    const bdg_resolved_t *pinned;
    bdg_buf_t *body;
    size_t header_bytes;
    int header_lines, encodings;
    const char *why;                     /* we broke it off; static */
    int refused;                         /* a socket that must not be */
    char error[CURL_ERROR_SIZE];
} hop_t;

static atomic_int in_use;

/* ---------------------------------------------------------------- places */

static bdg_err_t *take_place(bdg_fetch_t *f)
{
    if (f->began)
        return NULL;
    if (atomic_fetch_add(&in_use, 1) >= BDG_FETCH_AT_ONCE) {
        atomic_fetch_sub(&in_use, 1);
        return bdg_err(BDG_E_UNAVAILABLE, "Many credentials of other servers are being verified just now. Please try again in a few seconds.");
    }
    f->began = apr_time_now();
    return NULL;
}

void bdg_fetch_close(bdg_fetch_t *f)
{
    if (!f || !f->curl)
        return;
    curl_easy_cleanup(f->curl);
    f->curl = NULL;
    if (f->began)
        atomic_fetch_sub(&in_use, 1);
}

static apr_status_t close_fetch(void *p)
{
    bdg_fetch_close(p);
    return APR_SUCCESS;
}

bdg_err_t *bdg_fetch_open(bdg_fetch_t **out, const bdg_fetch_rules_t *rules, apr_pool_t *pool)
{
    bdg_fetch_t *f = apr_pcalloc(pool, sizeof *f);
    f->rules = rules;
    f->pool = pool;
    f->curl = curl_easy_init();
    if (!f->curl)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    apr_pool_cleanup_register(pool, f, close_fetch, apr_pool_cleanup_null);
    *out = f;
    return NULL;
}

/* ---------------------------------------------------------------- callbacks */

static int same_address(const struct sockaddr *a, const struct sockaddr *b)
{
    if (a->sa_family != b->sa_family)
        return 0;
    if (a->sa_family == AF_INET)
        return !memcmp(&((const struct sockaddr_in *)a)->sin_addr, &((const struct sockaddr_in *)b)->sin_addr, 4);
    return !memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr, &((const struct sockaddr_in6 *)b)->sin6_addr, 16);
}

/* The last word: whatever curl made of the address, this is what it is about to connect to. */
static curl_socket_t open_socket(void *baton, curlsocktype purpose, struct curl_sockaddr *a)
{
    hop_t *h = baton;
    int known = 0;
    for (int i = 0; i < h->pinned->n; i++)
        known |= same_address(&a->addr, (const struct sockaddr *)&h->pinned->address[i]);
    if (purpose != CURLSOCKTYPE_IPCXN || !known || !bdg_guard_passes(h->fetch->rules->guard, h->target, &a->addr)) {
        h->refused = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t stop(hop_t *h, const char *why)
{
    h->why = why;
    return 0;
}

static int header_is(const char *line, size_t len, const char *name, const char **value, size_t *value_len)
{
    size_t n = strlen(name);
    if (len <= n || strncasecmp(line, name, n) || line[n] != ':')
        return 0;
    const char *v = line + n + 1, *end = line + len;
    while (v < end && (*v == ' ' || *v == '\t'))
        v++;
    while (end > v && strchr(" \t\r\n", end[-1]))
        end--;
    *value = v;
    *value_len = (size_t)(end - v);
    return 1;
}

static int value_is(const char *v, size_t len, const char *want) { return len == strlen(want) && !strncasecmp(v, want, len); }

/* One packing at most: packings within packings multiply. */
static size_t take_header(char *line, size_t size, size_t n, void *baton)
{
    hop_t *h = baton;
    const char *v;
    size_t len = size * n, vlen;
    h->header_bytes += len;
    if (++h->header_lines > BDG_FETCH_LINES || h->header_bytes > BDG_FETCH_HEADERS)
        return stop(h, _("Its answer has more header lines than are taken."));
    if (header_is(line, len, "Content-Encoding", &v, &vlen) && !value_is(v, vlen, "identity")) {
        h->encodings++;
        if (h->encodings > 1 || (!value_is(v, vlen, "gzip") && !value_is(v, vlen, "x-gzip") && !value_is(v, vlen, "deflate")))
            return stop(h, _("Its answer is packed in a way that is not taken."));
    }
    if (header_is(line, len, "Transfer-Encoding", &v, &vlen) && !value_is(v, vlen, "chunked"))
        return stop(h, _("Its answer is packed in a way that is not taken."));
    return len;
}

static size_t take_body(char *data, size_t size, size_t n, void *baton)
{
    hop_t *h = baton;
    bdg_buf_add(h->body, data, size * n);
    return h->body->overflowed ? stop(h, _("Its answer is larger than the 1 MB that are taken.")) : size * n;
}

static int progress(void *baton, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now)
{
    (void)total, (void)up_total, (void)up_now;
    if (now <= (curl_off_t)BDG_FETCH_BYTES)
        return 0;
    stop(baton, _("Its answer is larger than the 1 MB that are taken."));
    return 1;
}

/* ---------------------------------------------------------------- one request */

static bdg_err_t *unreachable(const char *detail, const bdg_target_t *t)
{
    return bdg_err_detail(bdg_err(BDG_E_INVALID, "This address could not be reached from here."), "%s:%d %s", t->host, t->port, detail);
}

/* Every number must pass: a name that leads to a public and to a private address at once has something in mind. */
static bdg_err_t *look_up(bdg_resolved_t *r, bdg_fetch_t *f, const bdg_target_t *t, int timeout_ms)
{
    memset(r, 0, sizeof *r);
    if (t->literal) {
        struct sockaddr_in *four = (struct sockaddr_in *)r->address;
        struct sockaddr_in6 *six = (struct sockaddr_in6 *)r->address;
        r->n = 1;
        if (inet_pton(AF_INET, t->host, &four->sin_addr) == 1)
            four->sin_family = AF_INET;
        else if (inet_pton(AF_INET6, t->host, &six->sin6_addr) == 1)
            six->sin6_family = AF_INET6;
        else
            r->n = 0;
    } else {
        bdg_resolve_fn *resolve = f->rules->resolve ? f->rules->resolve : bdg_resolve_system;
        BDG_TRY(resolve(r, t->host, t->port, timeout_ms, f->rules->resolve_baton));
    }
    for (int i = 0; i < r->n; i++)
        if (!bdg_guard_passes(f->rules->guard, t, (const struct sockaddr *)&r->address[i]))
            return unreachable("refused", t);
    return r->n ? NULL : unreachable("has no address", t);
}

/* "host:port:address,address" */
static const char *pin(const bdg_target_t *t, const bdg_resolved_t *r, apr_pool_t *pool)
{
    char text[INET6_ADDRSTRLEN];
    const char *line = apr_psprintf(pool, "%s:%d:", t->host, t->port);
    for (int i = 0; i < r->n; i++) {
        int six = r->address[i].ss_family == AF_INET6;
        const void *bytes = six ? (const void *)&((const struct sockaddr_in6 *)&r->address[i])->sin6_addr
                                : (const void *)&((const struct sockaddr_in *)&r->address[i])->sin_addr;
        inet_ntop(r->address[i].ss_family, bytes, text, sizeof text);
        line = apr_pstrcat(pool, line, i ? "," : "", six ? "[" : "", text, six ? "]" : "", NULL);
    }
    return line;
}

static const char *certificate_problem(CURL *c, const hop_t *h)
{
    long why = 0;
    curl_easy_getinfo(c, CURLINFO_SSL_VERIFYRESULT, &why);
    switch (why) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return _("Its certificate has expired.");
    case X509_V_ERR_CERT_NOT_YET_VALID: return _("Its certificate is not valid yet.");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT: case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return _("Its certificate was not signed by an authority that is known here.");
    default:
        return strstr(h->error, "subject name") ? _("Its certificate is for another name.") : _("Its certificate cannot be trusted.");
    }
}

static bdg_err_t *outcome(CURLcode rc, hop_t *h)
{
    CURL *c = h->fetch->curl;
    curl_off_t connected = 0;
    if (rc == CURLE_OK)
        return NULL;
    if (h->why)
        return bdg_err_detail(bdg_err(BDG_E_TOO_LARGE, "%s", h->why), "%s", h->target->url);
    if (h->refused)
        return unreachable("socket refused", h->target);
    curl_easy_getinfo(c, CURLINFO_CONNECT_TIME_T, &connected);
    const char *said = NULL;
    if (rc == CURLE_PEER_FAILED_VERIFICATION)
        said = certificate_problem(c, h);
    else if (rc == CURLE_SSL_CONNECT_ERROR)
        said = _("No secure connection could be made to it.");
    else if (rc == CURLE_OPERATION_TIMEDOUT && connected > 0)
        said = _("It did not answer in time.");
    else if (rc == CURLE_FILESIZE_EXCEEDED)
        said = _("Its answer is larger than the 1 MB that are taken.");
    else if (connected > 0)
        said = _("Its answer broke off, or is not what a web server says.");
    if (!said)
        return unreachable(curl_easy_strerror(rc), h->target);
    return bdg_err_detail(bdg_err(BDG_E_INVALID, "%s", said), "%s: %s", h->target->url, *h->error ? h->error : curl_easy_strerror(rc));
}

static void set_limits(CURL *c, hop_t *h, long timeout_ms)
{
    curl_easy_setopt(c, CURLOPT_CURLU, h->target->parsed);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, h->target->https ? "https" : "http");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
    curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)BDG_FETCH_BYTES);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    if (h->fetch->rules->ca_file) {   /* in the bundle's place; the folder of the system's authorities stays beside it */
        const char *folder = curl_version_info(CURLVERSION_NOW)->capath;
        curl_easy_setopt(c, CURLOPT_CAINFO, h->fetch->rules->ca_file);
        curl_easy_setopt(c, CURLOPT_CAPATH, folder ? folder : "/etc/ssl/certs");
    }
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, h);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, h);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->error);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");
}

/* *next: where it sends us, or NULL. */
static bdg_err_t *ask(bdg_fetched_t *out, const char **next, bdg_fetch_t *f, const bdg_target_t *t, const char *accept, apr_time_t until, apr_pool_t *pool)
{
    bdg_resolved_t resolved;
    CURL *c = f->curl;
    char *text = NULL;
    long status = 0;
    BDG_TRY(look_up(&resolved, f, t, (int)apr_time_as_msec(until - apr_time_now())));
    long left = (long)apr_time_as_msec(until - apr_time_now());
    if (left <= 0)
        return unreachable("no time left", t);
    if (BDG_FAULT_HIT(BDG_FAULT_NET))
        return unreachable("injected", t);
    hop_t h = { .fetch = f, .target = t, .pinned = &resolved, .body = bdg_buf_make(BDG_FETCH_BYTES, pool) };
    curl_easy_reset(c);   /* connections stay open for the next document of the same host */
    set_limits(c, &h, left);
    struct curl_slist *pins = t->literal ? NULL : curl_slist_append(NULL, pin(t, &resolved, pool));
    struct curl_slist *headers = curl_slist_append(NULL, apr_pstrcat(pool, "Accept: ", accept, NULL));
    curl_easy_setopt(c, CURLOPT_RESOLVE, pins);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_USERAGENT, f->rules->agent);
    bdg_err_t *e = outcome(curl_easy_perform(c), &h);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    out->status = (int)status;
    out->url = t->url;
    out->body = h.body->data ? h.body->data : "";
    out->len = h.body->len;
    curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &text);
    out->content_type = apr_pstrdup(pool, text ? text : "");
    text = NULL;
    curl_easy_getinfo(c, CURLINFO_REDIRECT_URL, &text);
    *next = text ? apr_pstrdup(pool, text) : NULL;
    curl_easy_reset(c);   /* nothing in it points to this function any more */
    curl_slist_free_all(pins);
    curl_slist_free_all(headers);
    return e;
}

bdg_err_t *bdg_fetch_get(bdg_fetched_t **out, bdg_fetch_t *f, const char *url, const char *accept, apr_pool_t *pool)
{
    bdg_target_t t;
    int https = 0;
    *out = apr_pcalloc(pool, sizeof **out);
    BDG_TRY(bdg_guard_target(&t, f->rules->guard, url, pool));
    BDG_TRY(take_place(f));
    if (++f->documents > BDG_FETCH_DOCUMENTS)
        return bdg_err(BDG_E_TOO_LARGE, "More than %d documents would have to be fetched.", BDG_FETCH_DOCUMENTS);
    apr_time_t now = apr_time_now(), until = now + apr_time_from_msec(BDG_FETCH_MS), last = f->began + apr_time_from_msec(BDG_FETCH_TOTAL_MS);
    if (now >= last)
        return bdg_err(BDG_E_TOO_LARGE, "Fetching the documents took too long.");
    for (int hops = 0;; hops++) {
        const char *next;
        if (https && !t.https)
            return bdg_err(BDG_E_INVALID, "It was sent on from a secure address to one that is not.");
        https |= t.https;
        BDG_TRY(ask(*out, &next, f, &t, accept, until < last ? until : last, pool));
        if (!next)
            return NULL;
        if (hops == BDG_FETCH_REDIRECTS)
            return bdg_err(BDG_E_INVALID, "It was sent on more than %d times.", BDG_FETCH_REDIRECTS);
        BDG_TRY(bdg_guard_target(&t, f->rules->guard, next, pool));
    }
}
