/* Keys for signatures: RSA (RS256), Ed25519 (EdDSA), P-256 (ES256), P-384 (ES384). OpenSSL and libsodium stand behind this file alone.
 *
 * A key knows its one algorithm; nothing that a document says can make it use another (RFC 8725, 3.1). A key is never changed once made: any
 * number of threads may sign and verify with it. It lives as long as the pool it was made in; secret parts are wiped then. */
#ifndef BDG_KEYPAIR_H
#define BDG_KEYPAIR_H
#include "base/json.h"

typedef enum { BDG_KEY_RSA = 1, BDG_KEY_ED25519, BDG_KEY_P256, BDG_KEY_P384 } bdg_key_kind_e;
typedef struct bdg_keypair_t bdg_keypair_t;

#define BDG_SIGNATURE_MAX 1024      /* bytes: RSA of 8192 bits */
#define BDG_RSA_BITS_MIN 2048       /* RFC 7518, 3.3 */
#define BDG_RSA_BITS_MAX 8192       /* what is larger only wears the verifier down */
#define BDG_MULTIKEY_MAX 1100       /* bytes of bdg_keypair_multikey() */

bdg_key_kind_e bdg_keypair_kind(const bdg_keypair_t *key);
int bdg_keypair_has_secret(const bdg_keypair_t *key);
const char *bdg_key_kind_name(bdg_key_kind_e kind);         /* "rsa", "ed25519", "p256", "p384": as in the database */
bdg_key_kind_e bdg_key_kind_of(const char *name);           /* 0 for another name */
const char *bdg_key_kind_alg(bdg_key_kind_e kind);          /* "RS256", "EdDSA", "ES256", "ES384" (RFC 7518, 3.1; RFC 8037) */

/* --- making and keeping */
/* A new pair: RSA of 2048 bits with exponent 65537, Ed25519, or P-256. RSA takes a tenth of a second or more. */
bdg_err_t *bdg_keypair_make(bdg_keypair_t **out, bdg_key_kind_e kind, apr_pool_t *pool) BDG_MUST_CHECK;
/* The secret part, to be sealed (io/seal.h): PKCS #8 in DER, but for Ed25519 the seed of 32 bytes (RFC 8032). *secret is wiped with pool.
 * BDG_E_INVALID when there is none. */
bdg_err_t *bdg_keypair_secret(const unsigned char **secret, size_t *len, const bdg_keypair_t *key, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same back; the public part is worked out from it. BDG_E_INVALID when it is no such key. */
bdg_err_t *bdg_keypair_from_secret(bdg_keypair_t **out, bdg_key_kind_e kind, const void *secret, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- public parts of others. BDG_E_MALFORMED: cannot be read; BDG_E_INVALID: read, and refused (kind or curve that is not taken, RSA that is too
 * weak or too large, a point off its curve, a secret part where only public ones belong); the message says what, for people. */
/* A JWK (RFC 7517, 7518 section 6, 8037): kty RSA, EC (P-256, P-384) or OKP (Ed25519). alg and use, where given, must fit; key_ops must hold
 * verify. Octets in plain base64url without padding, coordinates of whole length. */
bdg_err_t *bdg_keypair_from_jwk(bdg_keypair_t **out, const json_t *jwk, apr_pool_t *pool) BDG_MUST_CHECK;
/* PEM: SubjectPublicKeyInfo ("PUBLIC KEY", RFC 7468 section 13) or PKCS #1 ("RSA PUBLIC KEY"). At most 16 KiB; only white space around it. */
bdg_err_t *bdg_keypair_from_pem(bdg_keypair_t **out, const char *pem, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
/* A Multikey's bytes (W3C Controlled Identifiers 1.0, section 2.2.2; did:key the same): multicodec prefix and key. The multibase around them has
 * been taken off. Ed25519 (0xed), P-256 (0x1200), P-384 (0x1201), RSA (0x1205, PKCS #1). */
bdg_err_t *bdg_keypair_from_multikey(bdg_keypair_t **out, const void *bytes, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
/* Ed25519 from its 32 bytes. */
bdg_err_t *bdg_keypair_from_ed25519(bdg_keypair_t **out, const unsigned char bytes[32], apr_pool_t *pool) BDG_MUST_CHECK;

/* --- the public part, for publishing */
/* {"kty", and its required members in the order of RFC 7638}: a new reference. alg, kid, use are the caller's to add. */
json_t *bdg_keypair_jwk(const bdg_keypair_t *key);
/* RFC 7638 with SHA-256: 43 characters of base64url. */
const char *bdg_keypair_thumbprint(const bdg_keypair_t *key, apr_pool_t *pool);
/* SubjectPublicKeyInfo, lines of 64 characters, a line end at the end. */
bdg_err_t *bdg_keypair_pem(const char **pem, const bdg_keypair_t *key, apr_pool_t *pool) BDG_MUST_CHECK;
/* Multicodec prefix and key, to be put into multibase (z + base58btc, or u + base64url). Returns the number of bytes. */
size_t bdg_keypair_multikey(unsigned char out[BDG_MULTIKEY_MAX], const bdg_keypair_t *key);

/* --- signatures, over the message itself (the hash is taken here). RS256: PKCS #1 v1.5 with SHA-256; ES256/384: r || s (RFC 7518, 3.4), other
 * bytes each time; EdDSA: RFC 8032, pure. RS256 and EdDSA give the same bytes for the same message. */
/* *len: bytes written to sig. BDG_E_INVALID without a secret part. */
bdg_err_t *bdg_keypair_sign(unsigned char sig[BDG_SIGNATURE_MAX], size_t *len, const bdg_keypair_t *key, const void *data, size_t data_len) BDG_MUST_CHECK;
/* 1 when sig is this key's signature of data. */
int bdg_keypair_verify(const bdg_keypair_t *key, const void *data, size_t data_len, const void *sig, size_t sig_len);
#endif
