/* An issuer's keys as documents: JWK and JWK Set (RFC 7517), CryptographicKey (Open Badges 2.0), Multikey (W3C Controlled Identifiers 1.0), DID document
 * (did:web). Pure functions of rows: the same rows give the same bytes. Every model is a new reference.
 *
 *   <issuer>                            2.0 Profile, and controller of the keys (assertionMethod)
 *   <issuer>/keys/<key>                 one JWK; for who asks for application/ld+json, the key's Multikey or JsonWebKey document
 *   <issuer>/keys/<key>.json            its CryptographicKey
 *   <issuer>/jwks.json, /did.json       all of them */
#ifndef BDG_KEYS_H
#define BDG_KEYS_H
#include "base/site.h"
#include "io/keypair.h"
#include <apr_tables.h>

typedef struct bdg_public_key_t { const char *public_id; const bdg_keypair_t *pair; } bdg_public_key_t;

const char *bdg_keys_issuer(const bdg_site_t *site, const char *issuer_public_id, apr_pool_t *pool);
/* did:web:host[%3Aport][:path]:issuers:<id> (did:web method, section 2.4). */
const char *bdg_keys_did(const bdg_site_t *site, const char *issuer_public_id, apr_pool_t *pool);
const char *bdg_keys_address(const bdg_site_t *site, const char *issuer_public_id, const char *key_public_id, apr_pool_t *pool);
/* What follows '#' where the key is part of a controller document: its Multikey in base58btc; for RSA, which has no registered one, its public id. */
const char *bdg_keys_fragment(const bdg_public_key_t *key, apr_pool_t *pool);

json_t *bdg_keys_jwk(const bdg_site_t *site, const char *issuer_public_id, const bdg_public_key_t *key, apr_pool_t *pool);
/* keys: an array of bdg_public_key_t, retired ones as well: what they signed is valid for ever. */
json_t *bdg_keys_jwks(const bdg_site_t *site, const char *issuer_public_id, const apr_array_header_t *keys, apr_pool_t *pool);
bdg_err_t *bdg_keys_cryptographic_key(json_t **out, const bdg_site_t *site, const char *issuer_public_id, const bdg_public_key_t *key,
                                      apr_pool_t *pool) BDG_MUST_CHECK;
/* Multikey, or JsonWebKey for RSA: as its own document, controlled by the issuer's address. */
json_t *bdg_keys_document(const bdg_site_t *site, const char *issuer_public_id, const bdg_public_key_t *key, apr_pool_t *pool);
json_t *bdg_keys_did_document(const bdg_site_t *site, const char *issuer_public_id, const apr_array_header_t *keys, apr_pool_t *pool);
/* Adds publicKey and revocationList to a 2.0 Profile, and what makes it the controller document of the issuer's address. Without keys: nothing but
 * revocationList. */
void bdg_keys_into_profile(json_t *profile, const bdg_site_t *site, const char *issuer_public_id, const apr_array_header_t *keys, apr_pool_t *pool);
/* The same for a Profile of 3.0, which knows neither publicKey nor revocationList. */
void bdg_keys_into_profile3(json_t *profile, const bdg_site_t *site, const char *issuer, const apr_array_header_t *keys, apr_pool_t *scratch_pool);
#endif
