#include "core/openbadges/keys.h"
#include "core/openbadges/multibase.h"
#include "core/openbadges/ob2.h"
#include <apr_strings.h>
#include <string.h>

#define MULTIKEY_CONTEXT "https://w3id.org/security/multikey/v1"
#define JWK_CONTEXT "https://w3id.org/security/jwk/v1"
#define DID_CONTEXT "https://www.w3.org/ns/did/v1"

/* ---------------------------------------------------------------- addresses */

const char *bdg_keys_issuer(const bdg_site_t *site, const char *issuer, apr_pool_t *pool) { return bdg_site_url(site, pool, "/issuers/%s", issuer); }

const char *bdg_keys_address(const bdg_site_t *site, const char *issuer, const char *key, apr_pool_t *pool)
{
    return bdg_site_url(site, pool, "/issuers/%s/keys/%s", issuer, key);
}

const char *bdg_keys_did(const bdg_site_t *site, const char *issuer, apr_pool_t *pool)
{
    const char *colon = strchr(site->host, ':');
    const char *host = colon && *site->host != '[' ? apr_pstrcat(pool, apr_pstrmemdup(pool, site->host, (apr_size_t)(colon - site->host)), "%3A", colon + 1, NULL) : site->host;
    char *path = apr_pstrdup(pool, site->prefix);
    for (char *c = path; *c; c++)
        if (*c == '/')
            *c = ':';
    return apr_pstrcat(pool, "did:web:", host, path, ":issuers:", issuer, NULL);
}

static const char *multikey(const bdg_keypair_t *pair, apr_pool_t *pool)
{
    unsigned char bytes[BDG_MULTIKEY_MAX];
    return bdg_keypair_kind(pair) == BDG_KEY_RSA ? NULL : bdg_multibase_z(bytes, bdg_keypair_multikey(bytes, pair), pool);
}

const char *bdg_keys_fragment(const bdg_public_key_t *key, apr_pool_t *pool)
{
    const char *z = multikey(key->pair, pool);
    return z ? z : key->public_id;
}

/* ---------------------------------------------------------------- JWK */

json_t *bdg_keys_jwk(const bdg_site_t *site, const char *issuer, const bdg_public_key_t *key, apr_pool_t *pool)
{
    json_t *o = bdg_keypair_jwk(key->pair);
    bdg_json_str(o, "alg", bdg_key_kind_alg(bdg_keypair_kind(key->pair)));
    bdg_json_str(o, "use", "sig");
    return bdg_json_str(o, "kid", bdg_keys_address(site, issuer, key->public_id, pool));
}

json_t *bdg_keys_jwks(const bdg_site_t *site, const char *issuer, const apr_array_header_t *keys, apr_pool_t *pool)
{
    json_t *list = json_array();
    for (int i = 0; i < keys->nelts; i++)
        bdg_json_add(list, bdg_keys_jwk(site, issuer, &APR_ARRAY_IDX(keys, i, bdg_public_key_t), pool));
    return bdg_json_set(json_object(), "keys", list);
}

/* ---------------------------------------------------------------- Open Badges 2.0 */

bdg_err_t *bdg_keys_cryptographic_key(json_t **out, const bdg_site_t *site, const char *issuer, const bdg_public_key_t *key, apr_pool_t *pool)
{
    const char *pem;
    BDG_TRY(bdg_keypair_pem(&pem, key->pair, pool));
    json_t *o = json_object();
    bdg_json_str(o, "@context", BDG_OB2_CONTEXT);
    bdg_json_str(o, "type", "CryptographicKey");
    bdg_json_str(o, "id", apr_pstrcat(pool, bdg_keys_address(site, issuer, key->public_id, pool), ".json", NULL));
    bdg_json_str(o, "owner", bdg_keys_issuer(site, issuer, pool));
    *out = bdg_json_str(o, "publicKeyPem", pem);
    return NULL;
}

/* ---------------------------------------------------------------- verification methods */

/* id, type, controller and the key: Multikey (section 2.2.2), or JsonWebKey (2.2.3) where there is none. */
static json_t *method(const char *context, const char *id, const char *controller, const bdg_keypair_t *pair, apr_pool_t *pool)
{
    json_t *o = json_object();
    const char *z = multikey(pair, pool);
    bdg_json_str(o, "@context", context);
    bdg_json_str(o, "id", id);
    bdg_json_str(o, "type", z ? "Multikey" : "JsonWebKey");
    bdg_json_str(o, "controller", controller);
    if (z)
        return bdg_json_str(o, "publicKeyMultibase", z);
    json_t *jwk = bdg_keypair_jwk(pair);
    bdg_json_str(jwk, "alg", bdg_key_kind_alg(bdg_keypair_kind(pair)));
    return bdg_json_set(o, "publicKeyJwk", jwk);
}

json_t *bdg_keys_document(const bdg_site_t *site, const char *issuer, const bdg_public_key_t *key, apr_pool_t *pool)
{
    const char *context = bdg_keypair_kind(key->pair) == BDG_KEY_RSA ? JWK_CONTEXT : MULTIKEY_CONTEXT;
    return method(context, bdg_keys_address(site, issuer, key->public_id, pool), bdg_keys_issuer(site, issuer, pool), key->pair, pool);
}

/* verificationMethod and assertionMethod of controller: each key as a part of it; rsa 0: but for those. */
static void add_methods(json_t *methods, json_t *assertion, const char *controller, const apr_array_header_t *keys, int rsa, apr_pool_t *pool)
{
    for (int i = 0; i < keys->nelts; i++) {
        const bdg_public_key_t *k = &APR_ARRAY_IDX(keys, i, bdg_public_key_t);
        if (!rsa && bdg_keypair_kind(k->pair) == BDG_KEY_RSA)
            continue;
        const char *id = apr_pstrcat(pool, controller, "#", bdg_keys_fragment(k, pool), NULL);
        bdg_json_add(methods, method(NULL, id, controller, k->pair, pool));
        bdg_json_add(assertion, json_string(id));
    }
}

json_t *bdg_keys_did_document(const bdg_site_t *site, const char *issuer, const apr_array_header_t *keys, apr_pool_t *pool)
{
    json_t *o = json_object(), *context = json_array(), *methods = json_array(), *assertion = json_array(), *also = json_array();
    const char *did = bdg_keys_did(site, issuer, pool);
    bdg_json_add(context, json_string(DID_CONTEXT));
    bdg_json_add(context, json_string(MULTIKEY_CONTEXT));
    bdg_json_add(context, json_string(JWK_CONTEXT));
    bdg_json_add(also, json_string(bdg_keys_issuer(site, issuer, pool)));
    add_methods(methods, assertion, did, keys, 1, pool);
    bdg_json_set(o, "@context", context);
    bdg_json_str(o, "id", did);
    bdg_json_set(o, "alsoKnownAs", also);
    bdg_json_set(o, "verificationMethod", methods);
    return bdg_json_set(o, "assertionMethod", assertion);
}

/* ---------------------------------------------------------------- the Profile */

static json_t *term(const char *id, const char *type)
{
    return bdg_json_str(bdg_json_str(json_object(), "@id", id), "@type", type);
}

/* What the 2.0 context lacks to name the keys that an issuer controls; the same meanings as in the security contexts. Written out, so that a reader
 * who knows the 2.0 context needs to fetch no other; in JSON-LD 1.0, which is all that some 2.0 verifiers know (so RSA keys stay outside: @json). */
static json_t *controller_terms(void)
{
    json_t *c = json_object();
    bdg_json_set(c, "assertionMethod", bdg_json_str(term("https://w3id.org/security#assertionMethod", "@id"), "@container", "@set"));
    bdg_json_set(c, "verificationMethod", bdg_json_str(term("https://w3id.org/security#verificationMethod", "@id"), "@container", "@set"));
    bdg_json_set(c, "controller", term("https://w3id.org/security#controller", "@id"));
    bdg_json_set(c, "publicKeyMultibase", term("https://w3id.org/security#publicKeyMultibase", "https://w3id.org/security#multibase"));
    return bdg_json_str(c, "Multikey", "https://w3id.org/security#Multikey");
}

static void add_public_keys(json_t *profile, const bdg_site_t *site, const char *issuer, const apr_array_header_t *keys, apr_pool_t *pool)
{
    json_t *list = json_array();
    for (int i = 0; i < keys->nelts; i++) {
        const bdg_public_key_t *k = &APR_ARRAY_IDX(keys, i, bdg_public_key_t);
        if (bdg_keypair_kind(k->pair) == BDG_KEY_RSA)
            bdg_json_add(list, json_string(apr_pstrcat(pool, bdg_keys_address(site, issuer, k->public_id, pool), ".json", NULL)));
    }
    if (json_array_size(list) == 1)
        json_object_set(profile, "publicKey", json_array_get(list, 0));
    else if (json_array_size(list))
        json_object_set(profile, "publicKey", list);
    json_decref(list);
}

/* What says that these keys are the issuer's. */
static void name_keys(json_t *profile, const bdg_site_t *site, const char *issuer, const apr_array_header_t *keys, apr_pool_t *pool)
{
    json_t *methods = json_array(), *assertion = json_array(), *context = json_object_get(profile, "@context");
    add_methods(methods, assertion, bdg_keys_issuer(site, issuer, pool), keys, 0, pool);
    for (int i = 0; i < keys->nelts; i++)      /* a proof may name the key's own address, too; a JWT always does */
        bdg_json_add(assertion, json_string(bdg_keys_address(site, issuer, APR_ARRAY_IDX(keys, i, bdg_public_key_t).public_id, pool)));
    if (json_array_size(methods))
        json_object_set(profile, "verificationMethod", methods);
    json_decref(methods);
    bdg_json_set(profile, "assertionMethod", assertion);
    context = json_is_array(context) ? json_copy(context) : json_pack("[O]", context);
    bdg_json_add(context, controller_terms());
    bdg_json_set(profile, "@context", context);
}

void bdg_keys_into_profile(json_t *profile, const bdg_site_t *site, const char *issuer, const apr_array_header_t *keys, apr_pool_t *pool)
{
    bdg_json_str(profile, "revocationList", apr_pstrcat(pool, bdg_keys_issuer(site, issuer, pool), "/revocations.json", NULL));
    if (!keys->nelts)
        return;
    add_public_keys(profile, site, issuer, keys, pool);
    name_keys(profile, site, issuer, keys, pool);
}

void bdg_keys_into_profile3(json_t *profile, const bdg_site_t *site, const char *issuer, const apr_array_header_t *keys, apr_pool_t *pool)
{
    if (keys->nelts)
        name_keys(profile, site, issuer, keys, pool);
}
