/* JSON Web Signatures in the compact form (RFC 7515, 7.1): the envelope of signed Open Badges 2.0 and of 3.0 as VC-JWT.
 *
 * What the envelope says is never trusted: the algorithm is the key's (RFC 8725, 3.1), and no key is taken from an address that it names.
 * Refused whatever else is right: alg none and HS*, crit, b64 false, zip, members given twice, padding or other characters in base64url, empty parts. */
#ifndef BDG_JWS_H
#define BDG_JWS_H
#include "base/json.h"
#include "io/keypair.h"

#define BDG_JWS_MAX (2u << 20)             /* bytes of the whole text */
#define BDG_JWS_HEADER_MAX (16u << 10)     /* characters of its header */

typedef struct bdg_jws_t {
    json_t *header;                        /* all of it */
    const char *alg;                       /* RS256, ES256, ES384, EdDSA or Ed25519 (RFC 9864): what is claimed */
    const char *kid;                       /* or NULL; at most 2,000 bytes without control characters */
    const char *typ;                       /* or NULL; without "application/" (RFC 7515, 4.1.9) */
    json_t *jwk;                           /* or NULL; an object. A key that comes with what it signed proves nothing by itself */
    const unsigned char *payload; size_t payload_len;
    const char *input; size_t input_len;   /* what was signed: a copy in pool */
    const unsigned char *signature; size_t signature_len;
} bdg_jws_t;

/* Could this be one? Three parts of base64url characters, the first of which begins as an object does ("ey"). */
int bdg_jws_is(const char *text, size_t len);
/* Reads the envelope, verifies nothing. White space around it is passed over. BDG_E_MALFORMED, BDG_E_INVALID (read, and refused), BDG_E_TOO_LARGE;
 * messages are for people. */
bdg_err_t *bdg_jws_parse(bdg_jws_t **out, const char *text, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
/* The payload as a JSON object (UTF-8, no member twice, 64 levels). BDG_E_MALFORMED. */
bdg_err_t *bdg_jws_claims(json_t **claims, const bdg_jws_t *jws, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_INVALID when typ is given and is none that a credential has: JWT, vc+jwt, vc+ld+jwt, vc+ld+json+jwt, JOSE (any case). */
bdg_err_t *bdg_jws_check_typ(const bdg_jws_t *jws) BDG_MUST_CHECK;
/* NULL: this key signed it, with its own algorithm, which is the one that the header claims. BDG_E_INVALID otherwise, with the reason. */
bdg_err_t *bdg_jws_verify(const bdg_jws_t *jws, const bdg_keypair_t *key) BDG_MUST_CHECK;

/* Appends {"alg","kid","typ"}.payload.signature to out. kid, typ: NULL leaves it out. payload: any bytes. BDG_E_INVALID when key has no secret part;
 * BDG_E_TOO_LARGE when out is full. Same key, same arguments: same bytes, but for ES256 and ES384. */
bdg_err_t *bdg_jws_make(bdg_buf_t *out, const bdg_keypair_t *key, const char *kid, const char *typ, const void *payload, size_t len,
                        apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
