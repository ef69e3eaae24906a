/* What an issuer signs with: a key of each kind, made when it is first needed, sealed at rest with the server's secret file (BadgesSecretFile),
 * opened once in each process. A new key takes the place of the present one at once; the one before it stays published for ever, so that all it
 * signed goes on to verify. */
#ifndef BDG_CORE_SIGNING_KEY_H
#define BDG_CORE_SIGNING_KEY_H
#include "base/site.h"
#include "core/edit.h"
#include "io/keypair.h"
#include "store/signing_key.h"

typedef struct bdg_signer_t {
    bdg_key_kind_e kind;                 /* BDG_KEY_RSA, BDG_KEY_ED25519 or BDG_KEY_P256 */
    const bdg_keypair_t *pair;           /* with its secret part */
    const char *public_id;               /* of the key: belongs into the ETag of what it signed */
    const char *address;                 /* <base>/issuers/<issuer>/keys/<key>: one JWK, or by Accept its Multikey document. kid of a VC-JWT,
                                            verificationMethod of a proof whose controller is the issuer's address */
    const char *creator;                 /* <address>.json: its CryptographicKey, the creator of a signed 2.0 badge */
    const char *did_url;                 /* did:web:...#<multibase>: verificationMethod of a proof whose controller is the issuer's did:web */
    const char *issuer, *did;            /* <base>/issuers/<issuer>; did:web:... */
    apr_time_t since;                    /* when it was made: no proof by it is older */
} bdg_signer_t;

/* The key that signs for this issuer now. It is made when there is none yet: two who ask at once get the same, on whatever node. A key that was
 * replaced is noticed within half a second. Valid until pool is cleared. Not inside a transaction.
 * BDG_E_NOT_FOUND: this server does not sign (no BadgesSecretFile). BDG_E_UNAVAILABLE: its secret file cannot be used, or is not the one that the
 * keys were sealed with; the log and `badgesctl doctor` say more. */
bdg_err_t *bdg_signer_get(const bdg_signer_t **out, bdg_db_t *db, const bdg_site_t *site, int64_t issuer_id, bdg_key_kind_e kind, apr_pool_t *pool) BDG_MUST_CHECK;

/* What an issuer signs and ever signed with, newest first, without secret parts: an array of bdg_public_key_t (core/openbadges/keys.h), one for each row. */
bdg_err_t *bdg_signing_keys_public(apr_array_header_t **out, const apr_array_header_t *rows, apr_pool_t *pool) BDG_MUST_CHECK;

/* Makes a new key of this kind (edit->id: the issuer) and retires the present one, which must be the one called public_id: BDG_E_CONFLICT otherwise.
 * public_id NULL: there must be none. Audited. */
bdg_err_t *bdg_signing_key_replace(const bdg_edit_t *edit, const bdg_site_t *site, bdg_key_kind_e kind, const char *public_id) BDG_MUST_CHECK;

/* Would this issuer's signed forms be answered now: is there a secret file that can be used, and does it open the keys that are present? For pages that
 * offer them; nothing is made. */
bdg_err_t *bdg_signing_works(int *works, bdg_db_t *db, const bdg_site_t *site, int64_t issuer_id, apr_pool_t *scratch_pool) BDG_MUST_CHECK;

/* Does the secret file open this (present) key? BDG_E_INVALID when not. For doctor. */
bdg_err_t *bdg_signing_key_check(const bdg_signing_key_t *key, const bdg_site_t *site, bdg_db_t *db, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
