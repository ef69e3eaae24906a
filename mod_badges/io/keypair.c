#include "io/keypair_priv.h"
#include "io/seal.h"
#include <openssl/ec.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

const bdg_curve_t bdg_curves[] = {
    { BDG_KEY_P256, "P-256", "prime256v1", 32, { 0x80, 0x24 } },
    { BDG_KEY_P384, "P-384", "secp384r1", 48, { 0x81, 0x24 } },
    { 0, NULL, NULL, 0, { 0, 0 } }
};

static const struct { const char *name, *alg; } kinds[] = { { "", "" }, { "rsa", "RS256" }, { "ed25519", "EdDSA" }, { "p256", "ES256" }, { "p384", "ES384" } };

const char *bdg_key_kind_name(bdg_key_kind_e kind) { return kinds[kind].name; }
const char *bdg_key_kind_alg(bdg_key_kind_e kind) { return kinds[kind].alg; }
bdg_key_kind_e bdg_keypair_kind(const bdg_keypair_t *key) { return key->kind; }
int bdg_keypair_has_secret(const bdg_keypair_t *key) { return key->secret; }

bdg_key_kind_e bdg_key_kind_of(const char *name)
{
    for (int k = BDG_KEY_RSA; k <= BDG_KEY_P384; k++)
        if (name && !strcmp(kinds[k].name, name))
            return (bdg_key_kind_e)k;
    return 0;
}

const bdg_curve_t *bdg_curve_of(bdg_key_kind_e kind)
{
    for (const bdg_curve_t *c = bdg_curves; c->kind; c++)
        if (c->kind == kind)
            return c;
    return NULL;
}

/* ---------------------------------------------------------------- making */

static bdg_err_t *out_of_order(const char *what)
{
    unsigned long code = ERR_peek_last_error();
    const char *why = code ? ERR_reason_error_string(code) : NULL;
    bdg_err_t *e = bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "OpenSSL, %s: %s", what, why ? why : "no reason");
    ERR_clear_error();
    return e;
}

static apr_status_t forget(void *p)
{
    bdg_keypair_t *k = p;
    for (int i = 0; i < 2 * BDG_KEY_SPARES; i++)
        EVP_PKEY_CTX_free(k->spare[i / BDG_KEY_SPARES][i % BDG_KEY_SPARES]);
    EVP_PKEY_free(k->pkey);
    return APR_SUCCESS;
}

static bdg_keypair_t *key_make(bdg_key_kind_e kind, apr_pool_t *pool)
{
    bdg_keypair_t *k = apr_pcalloc(pool, sizeof *k);
    k->kind = kind;
    apr_pool_cleanup_register(pool, k, forget, apr_pool_cleanup_null);
    return k;
}

static bdg_err_t *check_rsa(const EVP_PKEY *pkey)
{
    BIGNUM *n = NULL, *e = NULL;
    int bits = EVP_PKEY_get_bits(pkey);
    if (bits < BDG_RSA_BITS_MIN)
        return bdg_err(BDG_E_INVALID, "This RSA key has %d bits, which is too weak: %d are the least.", bits, BDG_RSA_BITS_MIN);
    if (bits > BDG_RSA_BITS_MAX)
        return bdg_err(BDG_E_INVALID, "This RSA key has %d bits; at most %d are taken.", bits, BDG_RSA_BITS_MAX);
    int fine = EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &n) && EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e) && BN_is_odd(n) &&
               BN_is_odd(e) && !BN_is_one(e) && BN_num_bits(e) <= 64;
    BN_free(n);
    BN_free(e);
    return fine ? NULL : bdg_err(BDG_E_INVALID, "This is no sound RSA key.");
}

/* The kind of an OpenSSL key; 0 for one that is not taken. */
static bdg_key_kind_e kind_of(const EVP_PKEY *pkey)
{
    char group[64];
    if (EVP_PKEY_is_a(pkey, "RSA"))
        return BDG_KEY_RSA;
    if (EVP_PKEY_is_a(pkey, "EC") && EVP_PKEY_get_group_name(pkey, group, sizeof group, NULL))
        for (const bdg_curve_t *c = bdg_curves; c->kind; c++)
            if (!strcmp(group, c->group))
                return c->kind;
    return 0;
}

bdg_err_t *bdg_keypair_adopt(bdg_keypair_t **out, EVP_PKEY *pkey, int secret, apr_pool_t *pool)
{
    bdg_key_kind_e kind = kind_of(pkey);
    bdg_err_t *e = !kind ? bdg_err(BDG_E_INVALID, "This kind of key is not taken: RSA, Ed25519, P-256 and P-384 are.")
                   : kind == BDG_KEY_RSA ? check_rsa(pkey) : NULL;
    if (e) {
        EVP_PKEY_free(pkey);
        return e;
    }
    *out = key_make(kind, pool);
    (*out)->pkey = pkey;
    (*out)->secret = secret;
    return NULL;
}

static bdg_err_t *ed25519_from_seed(bdg_keypair_t **out, const unsigned char *seed, apr_pool_t *pool)
{
    bdg_keypair_t *k = key_make(BDG_KEY_ED25519, pool);
    k->ed_secret = bdg_secret_alloc(crypto_sign_SECRETKEYBYTES, pool);
    k->secret = 1;
    crypto_sign_seed_keypair(k->ed_public, k->ed_secret, seed);
    *out = k;
    return NULL;
}

bdg_err_t *bdg_keypair_from_ed25519(bdg_keypair_t **out, const unsigned char bytes[32], apr_pool_t *pool)
{
    *out = key_make(BDG_KEY_ED25519, pool);
    memcpy((*out)->ed_public, bytes, 32);
    return NULL;
}

bdg_err_t *bdg_keypair_make(bdg_keypair_t **out, bdg_key_kind_e kind, apr_pool_t *pool)
{
    EVP_PKEY *pkey = NULL;
    if (kind == BDG_KEY_ED25519) {
        unsigned char seed[32];
        if (sodium_init() < 0)
            return bdg_err(BDG_E_INTERNAL, "Something went wrong on our side.");
        randombytes_buf(seed, sizeof seed);
        bdg_err_t *e = ed25519_from_seed(out, seed, pool);
        sodium_memzero(seed, sizeof seed);
        return e;
    }
    if (kind == BDG_KEY_RSA)
        pkey = EVP_RSA_gen(BDG_RSA_BITS_MIN);
    else if (bdg_curve_of(kind))
        pkey = EVP_EC_gen(bdg_curve_of(kind)->group);
    return pkey ? bdg_keypair_adopt(out, pkey, 1, pool) : out_of_order("making a key");
}

/* ---------------------------------------------------------------- keeping */

bdg_err_t *bdg_keypair_secret(const unsigned char **secret, size_t *len, const bdg_keypair_t *key, apr_pool_t *pool)
{
    if (!key->secret)
        return bdg_err(BDG_E_INVALID, "This key has no secret part.");
    if (key->kind == BDG_KEY_ED25519) {
        unsigned char *seed = bdg_secret_alloc(crypto_sign_SEEDBYTES, pool);
        crypto_sign_ed25519_sk_to_seed(seed, key->ed_secret);
        *secret = seed;
        *len = crypto_sign_SEEDBYTES;
        return NULL;
    }
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key->pkey);
    unsigned char *der = NULL;
    int n = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;
    PKCS8_PRIV_KEY_INFO_free(info);
    if (n <= 0)
        return out_of_order("writing a key");
    unsigned char *copy = bdg_secret_alloc((size_t)n, pool);
    memcpy(copy, der, (size_t)n);
    OPENSSL_clear_free(der, (size_t)n);
    *secret = copy;
    *len = (size_t)n;
    return NULL;
}

bdg_err_t *bdg_keypair_from_secret(bdg_keypair_t **out, bdg_key_kind_e kind, const void *secret, size_t len, apr_pool_t *pool)
{
    const unsigned char *at = secret;
    if (kind == BDG_KEY_ED25519)
        return len == 32 ? ed25519_from_seed(out, at, pool) : bdg_err(BDG_E_INVALID, "An Ed25519 key has 32 bytes.");
    PKCS8_PRIV_KEY_INFO *info = len <= 16384 ? d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)len) : NULL;
    EVP_PKEY *pkey = info && at == (const unsigned char *)secret + len ? EVP_PKCS82PKEY(info) : NULL;
    PKCS8_PRIV_KEY_INFO_free(info);
    ERR_clear_error();
    if (!pkey)
        return bdg_err(BDG_E_INVALID, "This is no PKCS #8 key.");
    BDG_TRY(bdg_keypair_adopt(out, pkey, 1, pool));
    return (*out)->kind == kind ? NULL : bdg_err(BDG_E_INVALID, "This key is of another kind.");
}

/* ---------------------------------------------------------------- signatures */

static EVP_MD *sha256, *sha384;
static pthread_once_t hashes_once = PTHREAD_ONCE_INIT;

/* Found once: looking an algorithm up costs as much as hashing a credential. */
static void find_hashes(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    sha384 = EVP_MD_fetch(NULL, "SHA384", NULL);
    if (!sha256 || !sha384)
        abort();
}

static const EVP_MD *hash_of(bdg_key_kind_e kind)
{
    pthread_once(&hashes_once, find_hashes);
    return kind == BDG_KEY_P384 ? sha384 : sha256;
}

/* Setting a context up costs a tenth of a P-256 signature, so they are kept with the key. */
static EVP_PKEY_CTX *context_take(const bdg_keypair_t *key, int signing)
{
    bdg_keypair_t *k = (bdg_keypair_t *)key;
    for (int i = 0; i < BDG_KEY_SPARES; i++) {
        EVP_PKEY_CTX *kept = atomic_load(&k->spare[signing][i]) ? atomic_exchange(&k->spare[signing][i], NULL) : NULL;
        if (kept)
            return kept;
    }
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, k->pkey, NULL);
    if (c && (signing ? EVP_PKEY_sign_init(c) : EVP_PKEY_verify_init(c)) == 1 && EVP_PKEY_CTX_set_signature_md(c, hash_of(k->kind)) == 1 &&
        (k->kind != BDG_KEY_RSA || EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) == 1))
        return c;
    EVP_PKEY_CTX_free(c);
    return NULL;
}

static void context_give(const bdg_keypair_t *key, int signing, EVP_PKEY_CTX *c)
{
    bdg_keypair_t *k = (bdg_keypair_t *)key;
    for (int i = 0; i < BDG_KEY_SPARES; i++) {
        EVP_PKEY_CTX *none = NULL;
        if (atomic_compare_exchange_strong(&k->spare[signing][i], &none, c))
            return;
    }
    EVP_PKEY_CTX_free(c);
}

/* SEQUENCE of two integers -> both with leading zeros, one after the other. */
static int raw_of_der(unsigned char *raw, size_t size, const unsigned char *der, size_t len)
{
    ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &der, (long)len);
    int fine = s && BN_bn2binpad(ECDSA_SIG_get0_r(s), raw, (int)size) > 0 && BN_bn2binpad(ECDSA_SIG_get0_s(s), raw + size, (int)size) > 0;
    ECDSA_SIG_free(s);
    return fine;
}

static int der_of_raw(unsigned char *der, size_t *len, const unsigned char *raw, size_t size)
{
    ECDSA_SIG *s = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(raw, (int)size, NULL), *t = BN_bin2bn(raw + size, (int)size, NULL);
    if (!s || !r || !t || !ECDSA_SIG_set0(s, r, t)) {
        ECDSA_SIG_free(s);
        BN_free(r);
        BN_free(t);
        return 0;
    }
    int n = i2d_ECDSA_SIG(s, &der);
    ECDSA_SIG_free(s);
    *len = (size_t)n;
    return n > 0;
}

static bdg_err_t *sign_by_openssl(unsigned char *sig, size_t *len, const bdg_keypair_t *key, const void *data, size_t data_len)
{
    unsigned char hash[EVP_MAX_MD_SIZE], der[160], *to = key->kind == BDG_KEY_RSA ? sig : der;
    unsigned hash_len;
    size_t n = key->kind == BDG_KEY_RSA ? BDG_SIGNATURE_MAX : sizeof der;
    EVP_PKEY_CTX *c = context_take(key, 1);
    if (!c || !EVP_Digest(data, data_len, hash, &hash_len, hash_of(key->kind), NULL) || EVP_PKEY_sign(c, to, &n, hash, hash_len) != 1) {
        EVP_PKEY_CTX_free(c);
        return out_of_order("signing");
    }
    context_give(key, 1, c);
    if (key->kind != BDG_KEY_RSA) {
        size_t size = bdg_curve_of(key->kind)->size;
        if (!raw_of_der(sig, size, der, n))
            return out_of_order("signing");
        n = 2 * size;
    }
    *len = n;
    return NULL;
}

bdg_err_t *bdg_keypair_sign(unsigned char sig[BDG_SIGNATURE_MAX], size_t *len, const bdg_keypair_t *key, const void *data, size_t data_len)
{
    if (!key->secret)
        return bdg_err(BDG_E_INVALID, "This key has no secret part.");
    if (key->kind != BDG_KEY_ED25519)
        return sign_by_openssl(sig, len, key, data, data_len);
    crypto_sign_detached(sig, NULL, data, data_len, key->ed_secret);
    *len = crypto_sign_BYTES;
    return NULL;
}

static int verify_by_openssl(const bdg_keypair_t *key, const void *data, size_t data_len, const unsigned char *sig, size_t sig_len)
{
    unsigned char hash[EVP_MAX_MD_SIZE], der[160];
    unsigned hash_len;
    const bdg_curve_t *curve = bdg_curve_of(key->kind);
    if (curve ? sig_len != 2 * curve->size || !der_of_raw(der, &sig_len, sig, curve->size) : sig_len != (size_t)EVP_PKEY_get_size(key->pkey))
        return 0;
    EVP_PKEY_CTX *c = context_take(key, 0);
    int fits = c && EVP_Digest(data, data_len, hash, &hash_len, hash_of(key->kind), NULL) &&
               EVP_PKEY_verify(c, curve ? der : sig, sig_len, hash, hash_len) == 1;
    if (fits)
        context_give(key, 0, c);
    else
        EVP_PKEY_CTX_free(c);
    ERR_clear_error();
    return fits;
}

int bdg_keypair_verify(const bdg_keypair_t *key, const void *data, size_t data_len, const void *sig, size_t sig_len)
{
    if (key->kind != BDG_KEY_ED25519)
        return verify_by_openssl(key, data, data_len, sig, sig_len);
    return sig_len == crypto_sign_BYTES && crypto_sign_verify_detached(sig, data, data_len, key->ed_public) == 0;
}
