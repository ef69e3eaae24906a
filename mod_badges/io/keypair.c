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

static void context_free(bdg_key_context_t *c)
{
    if (!c)
        return;
    EVP_PKEY_CTX_free(c->pkey);
    EVP_MD_CTX_free(c->hash);
    free(c);
}

static apr_status_t forget(void *p)
{
    bdg_keypair_t *k = p;
    for (int i = 0; i < 2 * BDG_KEY_SPARES; i++)
        context_free(k->spare[i / BDG_KEY_SPARES][i % BDG_KEY_SPARES]);
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

static int context_set_up(bdg_key_context_t *c, const bdg_keypair_t *k, int signing)
{
    c->pkey = EVP_PKEY_CTX_new_from_pkey(NULL, k->pkey, NULL);
    c->hash = EVP_MD_CTX_new();
    return c->pkey && c->hash && EVP_DigestInit_ex2(c->hash, hash_of(k->kind), NULL) == 1 &&
           (signing ? EVP_PKEY_sign_init(c->pkey) : EVP_PKEY_verify_init(c->pkey)) == 1 && EVP_PKEY_CTX_set_signature_md(c->pkey, hash_of(k->kind)) == 1 &&
           (k->kind != BDG_KEY_RSA || EVP_PKEY_CTX_set_rsa_padding(c->pkey, RSA_PKCS1_PADDING) == 1);
}

/* Setting a context up costs a fifth of a P-256 signature, so they are kept with the key. */
static bdg_key_context_t *context_take(const bdg_keypair_t *key, int signing)
{
    bdg_keypair_t *k = (bdg_keypair_t *)key;
    for (int i = 0; i < BDG_KEY_SPARES; i++) {
        bdg_key_context_t *kept = atomic_load(&k->spare[signing][i]) ? atomic_exchange(&k->spare[signing][i], NULL) : NULL;
        if (kept)
            return kept;
    }
    bdg_key_context_t *c = calloc(1, sizeof *c);
    if (c && context_set_up(c, k, signing))
        return c;
    context_free(c);
    return NULL;
}

static void context_give(const bdg_keypair_t *key, int signing, bdg_key_context_t *c)
{
    bdg_keypair_t *k = (bdg_keypair_t *)key;
    for (int i = 0; i < BDG_KEY_SPARES; i++) {
        bdg_key_context_t *none = NULL;
        if (atomic_compare_exchange_strong(&k->spare[signing][i], &none, c))
            return;
    }
    context_free(c);
}

/* Begins anew each time: what is kept may have been left in the middle. */
static int hash_with(bdg_key_context_t *c, unsigned char hash[EVP_MAX_MD_SIZE], unsigned *len, const void *data, size_t data_len)
{
    return EVP_DigestInit_ex2(c->hash, NULL, NULL) == 1 && EVP_DigestUpdate(c->hash, data, data_len) == 1 && EVP_DigestFinal_ex(c->hash, hash, len) == 1;
}

/* The next INTEGER of *der, with leading zeros; OpenSSL wrote it, so that lengths are one byte. 0 when it does not fit. */
static int integer_of_der(unsigned char *raw, size_t size, const unsigned char **der, const unsigned char *end)
{
    const unsigned char *p = *der;
    if (end - p < 3 || p[0] != 2 || p[1] > end - p - 2)
        return 0;
    size_t n = p[1];
    *der = p + 2 + n;
    for (p += 2; n && !*p; p++)
        n--;
    if (n > size)
        return 0;
    memset(raw, 0, size - n);
    memcpy(raw + size - n, p, n);
    return 1;
}

/* SEQUENCE of two integers -> both, one after the other. */
static int raw_of_der(unsigned char *raw, size_t size, const unsigned char *der, size_t len)
{
    const unsigned char *at = der + 2, *end = der + len;
    return len > 2 && der[0] == 0x30 && der[1] == len - 2 && integer_of_der(raw, size, &at, end) && integer_of_der(raw + size, size, &at, end) && at == end;
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
    bdg_key_context_t *c = context_take(key, 1);
    if (!c || !hash_with(c, hash, &hash_len, data, data_len) || EVP_PKEY_sign(c->pkey, to, &n, hash, hash_len) != 1) {
        context_free(c);
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
    bdg_key_context_t *c = context_take(key, 0);
    int fits = c && hash_with(c, hash, &hash_len, data, data_len) && EVP_PKEY_verify(c->pkey, curve ? der : sig, sig_len, hash, hash_len) == 1;
    if (fits)
        context_give(key, 0, c);
    else
        context_free(c);
    ERR_clear_error();
    return fits;
}

int bdg_keypair_verify(const bdg_keypair_t *key, const void *data, size_t data_len, const void *sig, size_t sig_len)
{
    if (key->kind != BDG_KEY_ED25519)
        return verify_by_openssl(key, data, data_len, sig, sig_len);
    return sig_len == crypto_sign_BYTES && crypto_sign_verify_detached(sig, data, data_len, key->ed_public) == 0;
}
