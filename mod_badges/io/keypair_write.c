/* The public part of a key, for publishing. */
#include "base/id.h"
#include "base/str.h"
#include "io/keypair_priv.h"
#include <apr_strings.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* A number of the key, big-endian; padded to size bytes unless that is 0. Returns the length. Such a key was checked when it was made. */
static size_t number(unsigned char *out, const bdg_keypair_t *key, const char *name, size_t size)
{
    BIGNUM *n = NULL;
    if (!EVP_PKEY_get_bn_param(key->pkey, name, &n))
        abort();
    int len = size ? BN_bn2binpad(n, out, (int)size) : BN_bn2bin(n, out);
    BN_free(n);
    if (len < 0)
        abort();
    return (size_t)len;
}

static void member(json_t *o, const char *name, const unsigned char *bytes, size_t len)
{
    char text[BDG_RSA_BITS_MAX / 8 / 3 * 4 + 8];
    bdg_json_str(o, name, sodium_bin2base64(text, sizeof text, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING));
}

static void number_member(json_t *o, const char *member_name, const bdg_keypair_t *key, const char *name, size_t size)
{
    unsigned char bytes[BDG_RSA_BITS_MAX / 8];
    member(o, member_name, bytes, number(bytes, key, name, size));
}

json_t *bdg_keypair_jwk(const bdg_keypair_t *key)
{
    json_t *o = json_object();
    const bdg_curve_t *c = bdg_curve_of(key->kind);
    if (c) {
        bdg_json_str(o, "crv", c->jwk);
        bdg_json_str(o, "kty", "EC");
        number_member(o, "x", key, OSSL_PKEY_PARAM_EC_PUB_X, c->size);
        number_member(o, "y", key, OSSL_PKEY_PARAM_EC_PUB_Y, c->size);
    } else if (key->kind == BDG_KEY_ED25519) {
        bdg_json_str(o, "crv", "Ed25519");
        bdg_json_str(o, "kty", "OKP");
        member(o, "x", key->ed_public, 32);
    } else {
        number_member(o, "e", key, OSSL_PKEY_PARAM_RSA_E, 0);
        bdg_json_str(o, "kty", "RSA");
        number_member(o, "n", key, OSSL_PKEY_PARAM_RSA_N, 0);
    }
    return o;
}

const char *bdg_keypair_thumbprint(const bdg_keypair_t *key, apr_pool_t *pool)
{
    unsigned char hash[32];
    json_t *jwk = bdg_keypair_jwk(key);
    const char *text = bdg_json_dump(jwk, pool);
    json_decref(jwk);
    bdg_sha256(text, strlen(text), hash);
    return bdg_base64url(hash, sizeof hash, pool);
}

bdg_err_t *bdg_keypair_pem(const char **pem, const bdg_keypair_t *key, apr_pool_t *pool)
{
    BIO *bio = BIO_new(BIO_s_mem());
    EVP_PKEY *own = key->pkey ? NULL : EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->ed_public, sizeof key->ed_public);
    const EVP_PKEY *pkey = own ? own : key->pkey;
    int fine = bio && pkey && PEM_write_bio_PUBKEY(bio, pkey) == 1;
    if (fine) {
        char *text;
        long len = BIO_get_mem_data(bio, &text);
        *pem = apr_pstrmemdup(pool, text, (apr_size_t)len);
    }
    BIO_free(bio);
    EVP_PKEY_free(own);
    ERR_clear_error();
    return fine ? NULL : bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "OpenSSL, writing PEM");
}

size_t bdg_keypair_multikey(unsigned char out[BDG_MULTIKEY_MAX], const bdg_keypair_t *key)
{
    const bdg_curve_t *c = bdg_curve_of(key->kind);
    if (c) {
        unsigned char y[48];
        memcpy(out, c->codec, 2);
        number(out + 3, key, OSSL_PKEY_PARAM_EC_PUB_X, c->size);
        out[2] = (unsigned char)(2 + (y[number(y, key, OSSL_PKEY_PARAM_EC_PUB_Y, c->size) - 1] & 1));
        return 3 + c->size;
    }
    if (key->kind == BDG_KEY_ED25519) {
        memcpy(out, "\xed\x01", 2);
        memcpy(out + 2, key->ed_public, 32);
        return 34;
    }
    unsigned char *der = NULL;
    int n = i2d_PublicKey(key->pkey, &der);
    if (n <= 0 || n > BDG_MULTIKEY_MAX - 2)
        abort();
    memcpy(out, "\x85\x24", 2);
    memcpy(out + 2, der, (size_t)n);
    OPENSSL_free(der);
    return 2 + (size_t)n;
}
