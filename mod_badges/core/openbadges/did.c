#include "core/openbadges/did.h"
#include "base/str.h"
#include "base/time.h"
#include "core/openbadges/multibase.h"
#include "io/guard.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

typedef struct search_t {
    bdg_key_found_t *out;
    const char *address, *base, *fragment;     /* fragment NULL when there is none */
    apr_pool_t *pool;
} search_t;

static bdg_err_t *no_key(search_t *s, const char *problem)
{
    s->out->problem = problem;
    return NULL;
}

/* What io/keypair.h says of a key that it does not take is the problem; memory and bugs go up. */
static bdg_err_t *take(search_t *s, bdg_err_t *e)
{
    if (!e)
        return NULL;
    s->out->key = NULL;
    if (e->code == BDG_E_NOMEM || e->code == BDG_E_INTERNAL)
        return e;
    s->out->problem = apr_pstrdup(s->pool, e->message);
    bdg_err_clear(e);
    return NULL;
}

/* ---------------------------------------------------------------- addresses */

static int starts(const char *s, const char *with) { return !strncmp(s, with, strlen(with)); }

const char *bdg_did_web_url(const char *did, apr_pool_t *pool)
{
    if (!starts(did, "did:web:"))
        return NULL;
    const char *id = did + 8;
    size_t n = strcspn(id, "/?#"), host = strcspn(id, ":/?#");
    if (!host || n > 1000)
        return NULL;
    const char *name = apr_pstrmemdup(pool, id, host), *path = host < n ? apr_pstrmemdup(pool, id + host, n - host) : "";
    const char *port = strstr(name, "%3A");
    if (!port)
        port = strstr(name, "%3a");
    if (port)
        name = apr_pstrcat(pool, apr_pstrmemdup(pool, name, (apr_size_t)(port - name)), ":", port + 3, NULL);
    if (strchr(name, '%') || strstr(path, "::") || strstr(path, ":..") || (*path && path[strlen(path) - 1] == ':'))
        return NULL;
    char *slashes = apr_pstrdup(pool, path);
    for (char *c = slashes; *c; c++)
        if (*c == ':')
            *c = '/';
    const char *url = apr_pstrcat(pool, "https://", name, *slashes ? slashes : "/.well-known", "/did.json", NULL);
    return bdg_url_problem(url) ? NULL : url;
}

const char *bdg_origin_of(const char *address, apr_pool_t *pool)
{
    const char *url = starts(address, "did:web:") ? bdg_did_web_url(address, pool) : address;
    bdg_guard_t *g;
    bdg_target_t t;
    if (!url)
        return NULL;
    bdg_err_t *e = bdg_guard_make(&g, NULL, pool);
    if (!e)
        e = bdg_guard_target(&t, g, url, pool);
    bdg_err_clear(e);
    if (e)
        return NULL;
    const char *scheme = t.https ? "https://" : "http://", *host = strchr(t.host, ':') ? apr_pstrcat(pool, "[", t.host, "]", NULL) : t.host;
    return t.port == (t.https ? 443 : 80) ? apr_pstrcat(pool, scheme, host, NULL) : apr_psprintf(pool, "%s%s:%d", scheme, host, t.port);
}

/* Is id the address that is looked for? It may be written without what stands before the fragment, which then is the document's. */
static int is_it(const search_t *s, const char *id)
{
    if (!id)
        return 0;
    return !strcmp(id, s->address) || (*id == '#' && s->fragment && !strcmp(id + 1, s->fragment));
}

/* ---------------------------------------------------------------- one key */

static const char *first_str(const json_t *o, const char *a, const char *b)
{
    const char *s = bdg_json_get_str(o, a);
    return s ? s : bdg_json_get_str(o, b);
}

/* expires, revoked: a moment that has passed. What is no date counts as passed. */
static int has_passed(const char *when)
{
    apr_time_t t;
    return when && (!bdg_time_parse_loose(when, &t) || t <= apr_time_now());
}

static bdg_err_t *base58(search_t *s, const char *text)
{
    unsigned char *bytes;
    size_t len;
    BDG_TRY(bdg_multibase_decode(&bytes, &len, apr_pstrcat(s->pool, "z", text, NULL), s->pool));
    if (len != 32)
        return bdg_err(BDG_E_INVALID, "The key cannot be read.");
    return bdg_keypair_from_ed25519(&s->out->key, bytes, s->pool);
}

static bdg_err_t *multibase(search_t *s, const char *text)
{
    unsigned char *bytes;
    size_t len;
    BDG_TRY(bdg_multibase_decode(&bytes, &len, text, s->pool));
    return bdg_keypair_from_multikey(&s->out->key, bytes, len, s->pool);
}

/* A verification method, a CryptographicKey, or a bare JWK. */
static bdg_err_t *one_key(search_t *s, const json_t *k)
{
    const char *pem = bdg_json_get_str(k, "publicKeyPem"), *mb = bdg_json_get_str(k, "publicKeyMultibase"), *b58 = bdg_json_get_str(k, "publicKeyBase58");
    const json_t *jwk = json_object_get(k, "publicKeyJwk");
    const char *revoked = bdg_json_get_str(k, "revoked");
    if (json_is_true(json_object_get(k, "revoked")) || has_passed(revoked))
        return no_key(s, "The key was withdrawn by its owner.");
    if (has_passed(bdg_json_get_str(k, "expires")))
        return no_key(s, "The key has expired.");
    s->out->controller = first_str(k, "controller", "owner");
    if (json_is_object(jwk))
        return take(s, bdg_keypair_from_jwk(&s->out->key, jwk, s->pool));
    if (bdg_json_get_str(k, "kty"))
        return take(s, bdg_keypair_from_jwk(&s->out->key, k, s->pool));
    if (mb)
        return take(s, multibase(s, mb));
    if (pem)
        return take(s, bdg_keypair_from_pem(&s->out->key, pem, strlen(pem), s->pool));
    if (b58)
        return take(s, base58(s, b58));
    return no_key(s, "The document at the key's address holds no key that is taken here.");
}

/* ---------------------------------------------------------------- documents with several */

/* The entry of a member (one or a list; addresses or written out) that is the one looked for: an object, or a string that names it; else NULL. */
static const json_t *entry(const search_t *s, const json_t *list)
{
    size_t n = json_is_array(list) ? json_array_size(list) : list ? 1 : 0;
    for (size_t i = 0; i < n && i < BDG_DID_KEYS_MAX; i++) {
        const json_t *one = json_is_array(list) ? json_array_get(list, i) : list;
        if (is_it(s, json_is_string(one) ? json_string_value(one) : bdg_json_get_str(one, "id")))
            return one;
    }
    return NULL;
}

static int has_methods(const json_t *doc)
{
    return json_object_get(doc, "verificationMethod") || json_object_get(doc, "assertionMethod") || json_object_get(doc, "publicKey");
}

/* A DID document or profile. assertionMethod decides where there is one; publicKey alone (2.0, old DID documents) is enough else. */
static bdg_err_t *of_controller(search_t *s, const json_t *doc, const char *id)
{
    const json_t *assertion = json_object_get(doc, "assertionMethod"), *named = entry(s, assertion), *found = json_is_object(named) ? named : NULL;
    if (!found)
        found = entry(s, json_object_get(doc, "verificationMethod"));
    if (!json_is_object(found))
        found = entry(s, json_object_get(doc, "publicKey"));
    if (!json_is_object(found))
        return no_key(s, "The document at the key's address does not have the key that signed this.");
    if (assertion && !named)
        return no_key(s, "The key is not one that its owner issues credentials with.");
    BDG_TRY(one_key(s, found));
    if (!s->out->controller)
        s->out->controller = id;
    s->out->listed = s->out->controller && id && !strcmp(s->out->controller, id);
    return NULL;
}

/* RFC 7517, section 5: by kid, or the only one. */
static bdg_err_t *of_set(search_t *s, const json_t *keys)
{
    size_t n = json_array_size(keys);
    for (size_t i = 0; i < n && i < BDG_DID_KEYS_MAX; i++) {
        const char *kid = bdg_json_get_str(json_array_get(keys, i), "kid");
        if (kid && (!strcmp(kid, s->address) || (s->fragment && !strcmp(kid, s->fragment))))
            return one_key(s, json_array_get(keys, i));
    }
    if (n == 1 && !s->fragment)
        return one_key(s, json_array_get(keys, 0));
    return no_key(s, "The document at the key's address does not have the key that signed this.");
}

static bdg_err_t *of_document(search_t *s, const json_t *doc)
{
    const char *id = bdg_json_get_str(doc, "id");
    int is_key = bdg_json_get_str(doc, "publicKeyPem") || bdg_json_get_str(doc, "publicKeyMultibase") || bdg_json_get_str(doc, "publicKeyBase58") ||
                 json_object_get(doc, "publicKeyJwk");
    if (json_is_array(json_object_get(doc, "keys")))
        return of_set(s, json_object_get(doc, "keys"));
    if (bdg_json_get_str(doc, "kty"))
        return one_key(s, doc);
    if (is_key) {
        if (id && !is_it(s, id) && strcmp(id, s->base))
            return no_key(s, "The document at the key's address says that it is another key.");
        return one_key(s, doc);
    }
    if (!has_methods(doc))
        return no_key(s, "The document at the key's address holds no key that is taken here.");
    if (id && strcmp(id, s->base))
        return no_key(s, "The document at the key's address says that it is another one.");
    return of_controller(s, doc, id ? id : s->base);
}

/* ---------------------------------------------------------------- kinds of addresses */

static bdg_err_t *fetch(bdg_key_document_t *doc, search_t *s, const char *url, bdg_key_get_fn *get, void *baton)
{
    memset(doc, 0, sizeof *doc);
    s->out->url = url;
    BDG_TRY(get(doc, url, baton));
    if (doc->final_url)
        s->out->url = doc->final_url;
    if (!doc->json && !doc->text) {
        s->out->problem = doc->problem ? doc->problem : "The key's document could not be had.";
        s->out->unsure = doc->unsure;
    }
    return NULL;
}

/* controller#z6Mk...: the key stands in its own address (Open Badges 3.0 has such examples). Nobody vouches for it: neither url nor controller. */
static bdg_err_t *by_fragment(search_t *s)
{
    const char *problem = s->out->problem;
    bdg_err_t *e = multibase(s, s->fragment);
    if (e && (e->code == BDG_E_NOMEM || e->code == BDG_E_INTERNAL))
        return e;
    s->out->problem = e ? problem : NULL;
    s->out->unsure = e != NULL;
    s->out->url = NULL;
    bdg_err_clear(e);
    return NULL;
}

static bdg_err_t *by_http(search_t *s, bdg_key_get_fn *get, void *baton)
{
    bdg_key_document_t doc;
    BDG_TRY(fetch(&doc, s, s->base, get, baton));
    if (json_is_object(doc.json))
        return of_document(s, doc.json);
    if (s->out->unsure && s->fragment && *s->fragment == 'z')
        return by_fragment(s);
    if (doc.text && strstr(doc.text, "-----BEGIN "))
        return take(s, bdg_keypair_from_pem(&s->out->key, doc.text, strlen(doc.text), s->pool));
    return s->out->problem ? NULL : no_key(s, "The document at the key's address holds no key that is taken here.");
}

static bdg_err_t *by_did_web(search_t *s, bdg_key_get_fn *get, void *baton)
{
    bdg_key_document_t doc;
    const char *url = bdg_did_web_url(s->base, s->pool);
    if (!url)
        return no_key(s, "The key's address is not one that can be read.");
    BDG_TRY(fetch(&doc, s, url, get, baton));
    if (s->out->problem)
        return NULL;
    const char *id = bdg_json_get_str(doc.json, "id");
    if (!id || strcmp(id, s->base))
        return no_key(s, "The document at the key's address says that it is another one.");
    return of_controller(s, doc.json, id);
}

/* did:key:z6Mk...#z6Mk... (W3C CCG did:key): the key is the name. */
static bdg_err_t *by_did_key(search_t *s)
{
    const char *value = s->base + 8;
    if (s->fragment && strcmp(s->fragment, value))
        return no_key(s, "The key's address is not one that can be read.");
    s->out->controller = s->base;
    s->out->listed = 1;
    return take(s, multibase(s, value));
}

static bdg_err_t *by_did_jwk(search_t *s)
{
    unsigned char *text;
    size_t len;
    json_t *jwk;
    if ((s->fragment && strcmp(s->fragment, "0")) || !bdg_base64url_decode(s->base + 8, strlen(s->base + 8), &text, &len, s->pool))
        return no_key(s, "The key's address is not one that can be read.");
    BDG_TRY(take(s, bdg_json_parse(&jwk, (const char *)text, len, 16384, s->pool)));
    if (s->out->problem)
        return NULL;
    s->out->controller = s->base;
    s->out->listed = 1;
    return take(s, bdg_keypair_from_jwk(&s->out->key, jwk, s->pool));
}

bdg_err_t *bdg_key_find(bdg_key_found_t *out, const char *address, bdg_key_get_fn *get, void *baton, apr_pool_t *pool)
{
    const char *hash = strchr(address, '#');
    search_t s = { out, address, hash ? apr_pstrmemdup(pool, address, (apr_size_t)(hash - address)) : address, hash ? hash + 1 : NULL, pool };
    bdg_err_t *e;
    memset(out, 0, sizeof *out);
    if (strlen(address) > 8000)
        return no_key(&s, "The key's address is not one that can be read.");
    if (starts(s.base, "did:key:"))
        e = by_did_key(&s);
    else if (starts(s.base, "did:jwk:"))
        e = by_did_jwk(&s);
    else if (starts(s.base, "did:web:"))
        e = by_did_web(&s, get, baton);
    else if (!bdg_url_problem(s.base))
        e = by_http(&s, get, baton);
    else if (starts(s.base, "did:")) {
        out->unsure = 1;
        e = no_key(&s, "The key's address is of a kind that cannot be looked up here.");
    } else
        e = no_key(&s, "The key's address is not one that can be read.");
    if (out->problem)
        out->key = NULL;
    return e;
}

/* ---------------------------------------------------------------- the issuer's own list */

static int same_key(const json_t *entry_json, const bdg_keypair_t *key, apr_pool_t *pool)
{
    bdg_key_found_t found = { 0 };
    search_t s = { &found, "", "", NULL, pool };
    bdg_err_t *e = one_key(&s, entry_json);
    bdg_err_clear(e);
    return !e && found.key && !strcmp(bdg_keypair_thumbprint(found.key, pool), bdg_keypair_thumbprint(key, pool));
}

static const json_t *nth(const json_t *list, size_t n) { return json_is_array(list) ? json_array_get(list, n) : n ? NULL : list; }

/* Either may be written without what stands before the fragment, which then is the profile's. */
static int same_id(const char *a, const char *b)
{
    const char *x = a && b ? strchr(a, '#') : NULL, *y = x ? strchr(b, '#') : NULL;
    return a && b && (!strcmp(a, b) || (y && (*a == '#' || *b == '#') && !strcmp(x, y)));
}

/* The method that a list names by address, or has written out. */
static const json_t *written_out(const json_t *profile, const json_t *one)
{
    const json_t *methods = json_object_get(profile, "verificationMethod"), *m;
    if (!json_is_string(one))
        return one;
    for (size_t i = 0; (m = nth(methods, i)) && i < BDG_DID_KEYS_MAX; i++)
        if (same_id(json_string_value(one), bdg_json_get_str(m, "id")))
            return m;
    return NULL;
}

int bdg_key_listed(const json_t *profile, const char *address, const bdg_keypair_t *key, int ob2, apr_pool_t *pool)
{
    static const char *const members[] = { "assertionMethod", "verificationMethod", "publicKey" };
    int by_public_key = ob2 && json_object_get(profile, members[2]);
    int from = by_public_key ? 2 : json_object_get(profile, members[0]) ? 0 : 1, to = from ? 3 : 1;
    for (int m = from; m < to; m++) {
        const json_t *list = json_object_get(profile, members[m]), *one;
        for (size_t i = 0; (one = nth(list, i)) && i < BDG_DID_KEYS_MAX; i++) {
            const json_t *method = written_out(profile, one);
            if (same_id(address, json_is_string(one) ? json_string_value(one) : bdg_json_get_str(one, "id")) && (!method || !key || same_key(method, key, pool)))
                return 1;
            if (key && method && same_key(method, key, pool))
                return 1;
        }
    }
    return 0;
}
