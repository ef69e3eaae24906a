/* What the files of io/keypair share. */
#ifndef BDG_KEYPAIR_PRIV_H
#define BDG_KEYPAIR_PRIV_H
#include "io/keypair.h"
#include <openssl/evp.h>

#define BDG_KEY_SPARES 8

typedef struct bdg_key_context_t { EVP_PKEY_CTX *pkey; EVP_MD_CTX *hash; } bdg_key_context_t;

struct bdg_keypair_t {
    bdg_key_kind_e kind;
    int secret;
    EVP_PKEY *pkey;                              /* NULL for Ed25519, which is libsodium's */
    unsigned char ed_public[32];
    unsigned char *ed_secret;                    /* 64 bytes: seed and public part; or NULL */
    _Atomic(bdg_key_context_t *) spare[2][BDG_KEY_SPARES];   /* contexts ready to verify (0) and to sign (1), for whoever comes next */
};

/* Takes pkey over, refused or not. BDG_E_INVALID for a key of another kind or size than we take. */
bdg_err_t *bdg_keypair_adopt(bdg_keypair_t **out, EVP_PKEY *pkey, int secret, apr_pool_t *pool) BDG_MUST_CHECK;
/* "P-256", "prime256v1", bytes of a coordinate, multicodec prefix. NULL for a kind that is no curve of OpenSSL's. */
typedef struct bdg_curve_t { bdg_key_kind_e kind; const char *jwk, *group; size_t size; unsigned char codec[2]; } bdg_curve_t;
const bdg_curve_t *bdg_curve_of(bdg_key_kind_e kind);
extern const bdg_curve_t bdg_curves[];           /* ends with kind 0 */
#endif
