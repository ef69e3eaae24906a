/* Where a signature says its key is, and whose that key is: did:key, did:jwk, did:web, and documents at http(s) addresses.
 *
 * Forms of key documents: a JWK (RFC 7517), a JWK Set, a PEM text, an Open Badges 2.0 CryptographicKey (publicKeyPem, owner), a Multikey, JsonWebKey or
 * Ed25519VerificationKey of 2018 and 2020 (W3C Controlled Identifiers 1.0, section 2.2), and controller documents: DID documents and issuer profiles
 * with verificationMethod, assertionMethod or publicKey.
 *
 * Nothing is fetched here: the caller gives a function that has documents. */
#ifndef BDG_DID_H
#define BDG_DID_H
#include "base/json.h"
#include "io/keypair.h"

#define BDG_DID_KEYS_MAX 100            /* entries of a key set or of a list of methods that are looked at */

/* Gets what url (http or https, without fragment) answers. *json is the document, or NULL with *text when it is not JSON; both NULL: it could not be
 * had, and *problem says why (*unsure: another time it might). final_url: where it was found after redirects; NULL: at url. Owned by whoever gives. */
typedef struct bdg_key_document_t { const json_t *json; const char *text; const char *problem; int unsure; const char *final_url; } bdg_key_document_t;
typedef bdg_err_t *bdg_key_get_fn(bdg_key_document_t *out, const char *url, void *baton);

typedef struct bdg_key_found_t {
    bdg_keypair_t *key;                 /* NULL: problem says why there is none */
    const char *problem;                /* a sentence for people */
    int unsure;                         /* it could not be looked at: nothing is said against the signature */
    const char *url;                    /* the document that held it, where it was found in the end; NULL for did:key and did:jwk, which hold it themselves */
    const char *controller;             /* who is said to control it (a DID or an address), or NULL where nobody is named */
    int listed;                         /* the document is the controller's own, and has the key among those it makes assertions with */
} bdg_key_found_t;

/* address: kid of a JWS, verificationMethod of a proof, creator of a signed 2.0 badge. Errors are those of get only, and BDG_E_NOMEM. */
bdg_err_t *bdg_key_find(bdg_key_found_t *out, const char *address, bdg_key_get_fn *get, void *baton, apr_pool_t *pool) BDG_MUST_CHECK;

/* Does the issuer, whose profile or DID document this is, have the key of this address (or this very key) among its own?
 * 1: by assertionMethod, or without one by verificationMethod or publicKey, as an address or written out. ob2: publicKey decides, where there is one
 * (Open Badges 2.0, CryptographicKey). */
int bdg_key_listed(const json_t *profile, const char *address, const bdg_keypair_t *key, int ob2, apr_pool_t *scratch_pool);

/* "did:web:example.org:a:b" -> "https://example.org/a/b/did.json"; a port as %3A. NULL when it is not a did:web. A path or fragment behind it is
 * passed over. */
const char *bdg_did_web_url(const char *did, apr_pool_t *pool);
/* Scheme, host and port of an address, lower case, default ports left out ("https://example.org"); a did:web gives that of its document. NULL when
 * it has none. */
const char *bdg_origin_of(const char *address, apr_pool_t *pool);
#endif
