/* Public keys as others publish them: JWK, PEM, Multikey. */
#include "base/str.h"
#include "io/keypair_priv.h"
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#define PEM_MAX 16384

static bdg_err_t *unsound(const char *what) { return bdg_err(BDG_E_INVALID, "This is no sound %s key.", what); }

/* pkey may be NULL: OpenSSL did not like it. */
static bdg_err_t *adopt(bdg_keypair_t **out, EVP_PKEY *pkey, const char *what, apr_pool_t *pool)
{
    ERR_clear_error();
    return pkey ? bdg_keypair_adopt(out, pkey, 0, pool) : unsound(what);
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM_BLD *b)
{
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(b);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (params && c && EVP_PKEY_fromdata_init(c) == 1 && EVP_PKEY_fromdata(c, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
        pkey = NULL;
    EVP_PKEY_CTX_free(c);
    OSSL_PARAM_free(params);
    return pkey;
}

/* A point as SEC 1 writes it (section 2.3.3); OpenSSL refuses those that are not on the curve. */
static EVP_PKEY *from_point(const bdg_curve_t *curve, const unsigned char *point, size_t len)
{
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    EVP_PKEY *pkey = NULL;
    if (b && OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, curve->group, 0) &&
        OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point, len))
        pkey = from_params("EC", b);
    OSSL_PARAM_BLD_free(b);
    return pkey;
}

static EVP_PKEY *from_modulus(const unsigned char *n, size_t n_len, const unsigned char *e, size_t e_len)
{
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    BIGNUM *modulus = BN_bin2bn(n, (int)n_len, NULL), *exponent = BN_bin2bn(e, (int)e_len, NULL);
    EVP_PKEY *pkey = NULL;
    if (b && modulus && exponent && OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, modulus) && OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, exponent))
        pkey = from_params("RSA", b);
    OSSL_PARAM_BLD_free(b);
    BN_free(modulus);
    BN_free(exponent);
    return pkey;
}

/* ---------------------------------------------------------------- JWK */

/* A member in base64url; min and max are bytes. */
static bdg_err_t *octets(unsigned char **out, size_t *len, const json_t *jwk, const char *member, size_t min, size_t max, apr_pool_t *pool)
{
    const json_t *v = json_object_get(jwk, member);
    if (!json_is_string(v))
        return bdg_err(BDG_E_MALFORMED, "The key lacks \"%s\".", member);
    if (json_string_length(v) > 4 * max / 3 + 4 || !bdg_base64url_decode(json_string_value(v), json_string_length(v), out, len, pool) || *len < min || *len > max)
        return bdg_err(BDG_E_MALFORMED, "\"%s\" of the key is not what it should be.", member);
    return NULL;
}

static bdg_err_t *rsa_of_jwk(bdg_keypair_t **out, const json_t *jwk, apr_pool_t *pool)
{
    unsigned char *n, *e;
    size_t n_len, e_len;
    BDG_TRY(octets(&n, &n_len, jwk, "n", 1, 2 * BDG_RSA_BITS_MAX / 8, pool));
    BDG_TRY(octets(&e, &e_len, jwk, "e", 1, 16, pool));
    return adopt(out, from_modulus(n, n_len, e, e_len), "RSA", pool);
}

static bdg_err_t *ec_of_jwk(bdg_keypair_t **out, const json_t *jwk, const char *crv, apr_pool_t *pool)
{
    const bdg_curve_t *c = bdg_curves;
    unsigned char *x, *y, point[1 + 2 * 48];
    size_t n;
    while (c->kind && strcmp(c->jwk, crv))
        c++;
    if (!c->kind)
        return bdg_err(BDG_E_INVALID, "This curve is not taken: P-256, P-384 and Ed25519 are.");
    BDG_TRY(octets(&x, &n, jwk, "x", c->size, c->size, pool));
    BDG_TRY(octets(&y, &n, jwk, "y", c->size, c->size, pool));
    point[0] = 4;
    memcpy(point + 1, x, c->size);
    memcpy(point + 1 + c->size, y, c->size);
    return adopt(out, from_point(c, point, 1 + 2 * c->size), c->jwk, pool);
}

static bdg_err_t *okp_of_jwk(bdg_keypair_t **out, const json_t *jwk, const char *crv, apr_pool_t *pool)
{
    unsigned char *x;
    size_t n;
    if (strcmp(crv, "Ed25519"))
        return bdg_err(BDG_E_INVALID, "This curve is not taken: P-256, P-384 and Ed25519 are.");
    BDG_TRY(octets(&x, &n, jwk, "x", 32, 32, pool));
    return bdg_keypair_from_ed25519(out, x, pool);
}

static int has_string(const json_t *list, const char *s)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_is_string(json_array_get(list, i)) && !strcmp(json_string_value(json_array_get(list, i)), s))
            return 1;
    return 0;
}

/* What the key says that it is for (RFC 7517, 4.2 to 4.4). */
static bdg_err_t *check_purpose(const json_t *jwk, bdg_key_kind_e kind)
{
    const json_t *alg = json_object_get(jwk, "alg"), *use = json_object_get(jwk, "use"), *ops = json_object_get(jwk, "key_ops");
    const char *also = kind == BDG_KEY_ED25519 ? "Ed25519" : "";      /* RFC 9864 */
    if (alg && (!json_is_string(alg) || (strcmp(json_string_value(alg), bdg_key_kind_alg(kind)) && strcmp(json_string_value(alg), also))))
        return bdg_err(BDG_E_INVALID, "The key is for another algorithm than %s.", bdg_key_kind_alg(kind));
    if ((use && (!json_is_string(use) || strcmp(json_string_value(use), "sig"))) || (ops && !has_string(ops, "verify")))
        return bdg_err(BDG_E_INVALID, "The key is not for signatures.");
    return NULL;
}

bdg_err_t *bdg_keypair_from_jwk(bdg_keypair_t **out, const json_t *jwk, apr_pool_t *pool)
{
    static const char *const secrets[] = { "d", "p", "q", "dp", "dq", "qi", "oth", "k" };
    const char *kty = json_is_object(jwk) ? bdg_json_get_str(jwk, "kty") : NULL, *crv = bdg_json_get_str(jwk, "crv");
    if (!kty)
        return bdg_err(BDG_E_MALFORMED, "This is no JSON Web Key: it has no \"kty\".");
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        if (json_object_get(jwk, secrets[i]))
            return bdg_err(BDG_E_INVALID, "This key shows its secret part, so nothing that it signs can be trusted.");
    bdg_keypair_t *k;
    if (!strcmp(kty, "RSA"))
        BDG_TRY(rsa_of_jwk(&k, jwk, pool));
    else if (!strcmp(kty, "EC") && crv)
        BDG_TRY(ec_of_jwk(&k, jwk, crv, pool));
    else if (!strcmp(kty, "OKP") && crv)
        BDG_TRY(okp_of_jwk(&k, jwk, crv, pool));
    else
        return bdg_err(BDG_E_INVALID, "This kind of key is not taken: RSA, EC and OKP with their \"crv\" are.");
    BDG_TRY(check_purpose(jwk, k->kind));
    *out = k;
    return NULL;
}

/* ---------------------------------------------------------------- PEM */

static EVP_PKEY *from_der(const char *name, const unsigned char *der, long len)
{
    const unsigned char *at = der;
    EVP_PKEY *pkey = !strcmp(name, "PUBLIC KEY") ? d2i_PUBKEY(NULL, &at, len)
                     : !strcmp(name, "RSA PUBLIC KEY") ? d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, len) : NULL;
    if (pkey && at != der + len) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    return pkey;
}

static bdg_err_t *from_pkey(bdg_keypair_t **out, EVP_PKEY *pkey, apr_pool_t *pool)
{
    unsigned char raw[32];
    size_t n = sizeof raw;
    if (!pkey || !EVP_PKEY_is_a(pkey, "ED25519"))
        return adopt(out, pkey, "public", pool);
    int fine = EVP_PKEY_get_raw_public_key(pkey, raw, &n) == 1 && n == sizeof raw;
    EVP_PKEY_free(pkey);
    return fine ? bdg_keypair_from_ed25519(out, raw, pool) : unsound("Ed25519");
}

bdg_err_t *bdg_keypair_from_pem(bdg_keypair_t **out, const char *pem, size_t len, apr_pool_t *pool)
{
    static const char first[] = "-----BEGIN ";
    char *name = NULL, *header = NULL;
    unsigned char *der = NULL;
    long n = 0;
    while (len && strchr(" \t\r\n", *pem) && *pem) {
        pem++;
        len--;
    }
    while (len && strchr(" \t\r\n", pem[len - 1]) && pem[len - 1])
        len--;
    if (len > PEM_MAX || len < sizeof first || memcmp(pem, first, sizeof first - 1) || memcmp(pem + len - 5, "-----", 5))
        return bdg_err(BDG_E_MALFORMED, "This is no key in PEM.");
    BIO *bio = BIO_new_mem_buf(pem, (int)len);
    EVP_PKEY *pkey = NULL;
    int whole = bio && PEM_read_bio(bio, &name, &header, &der, &n) == 1 && !*header && BIO_ctrl_pending(bio) == 0;
    if (whole)
        pkey = from_der(name, der, n);
    BIO_free(bio);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(der);
    ERR_clear_error();
    return whole ? from_pkey(out, pkey, pool) : bdg_err(BDG_E_MALFORMED, "This is no key in PEM.");
}

/* ---------------------------------------------------------------- Multikey */

bdg_err_t *bdg_keypair_from_multikey(bdg_keypair_t **out, const void *bytes, size_t len, apr_pool_t *pool)
{
    const unsigned char *p = bytes;
    if (len < 3 || len > BDG_MULTIKEY_MAX)
        return bdg_err(BDG_E_MALFORMED, "This is no Multikey.");
    if (p[0] == 0xed && p[1] == 0x01)
        return len == 34 ? bdg_keypair_from_ed25519(out, p + 2, pool) : bdg_err(BDG_E_MALFORMED, "An Ed25519 key has 32 bytes.");
    for (const bdg_curve_t *c = bdg_curves; c->kind; c++)
        if (!memcmp(p, c->codec, 2))
            return len == 3 + c->size && (p[2] == 2 || p[2] == 3) ? adopt(out, from_point(c, p + 2, len - 2), c->jwk, pool)
                                                                  : bdg_err(BDG_E_MALFORMED, "A %s key in a Multikey is a compressed point.", c->jwk);
    if (p[0] == 0x85 && p[1] == 0x24)
        return adopt(out, from_der("RSA PUBLIC KEY", p + 2, (long)len - 2), "RSA", pool);
    return bdg_err(BDG_E_INVALID, "This kind of key is not taken: RSA, Ed25519, P-256 and P-384 are.");
}
