#include "io/seal.h"
#include <sodium.h>
#include <string.h>

#define VERSION 1
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
_Static_assert(BDG_SEAL_MORE == 1 + NONCE + TAG && BDG_SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "sizes of libsodium");

typedef struct wipe_t { void *p; size_t len; } wipe_t;

static apr_status_t wipe(void *baton)
{
    const wipe_t *w = baton;
    sodium_memzero(w->p, w->len);
    return APR_SUCCESS;
}

void *bdg_secret_alloc(size_t len, apr_pool_t *pool)
{
    wipe_t *w = apr_palloc(pool, sizeof *w);
    w->p = apr_palloc(pool, len ? len : 1);
    w->len = len;
    apr_pool_cleanup_register(pool, w, wipe, apr_pool_cleanup_null);
    return w->p;
}

bdg_err_t *bdg_seal(const void **sealed, size_t *sealed_len, const unsigned char key[BDG_SEAL_KEY], const char *about, const void *secret, size_t len,
                    apr_pool_t *pool)
{
    unsigned char *out = apr_palloc(pool, len + BDG_SEAL_MORE);
    if (sodium_init() < 0)
        return bdg_err(BDG_E_INTERNAL, "Something went wrong on our side.");
    out[0] = VERSION;
    randombytes_buf(out + 1, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE, NULL, secret, len, (const unsigned char *)about, strlen(about), NULL, out + 1, key);
    *sealed = out;
    *sealed_len = len + BDG_SEAL_MORE;
    return NULL;
}

bdg_err_t *bdg_unseal(const unsigned char **secret, size_t *len, const unsigned char key[BDG_SEAL_KEY], const char *about, const void *sealed,
                      size_t sealed_len, apr_pool_t *pool)
{
    const unsigned char *in = sealed;
    if (sealed_len < BDG_SEAL_MORE || in[0] != VERSION)
        return bdg_err(BDG_E_INVALID, "This secret is damaged.");
    unsigned char *out = bdg_secret_alloc(sealed_len - BDG_SEAL_MORE, pool);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + 1 + NONCE, sealed_len - 1 - NONCE, (const unsigned char *)about, strlen(about),
                                                   in + 1, key))
        return bdg_err(BDG_E_INVALID, "This secret was sealed with another secret file, or is damaged.");
    *secret = out;
    *len = sealed_len - BDG_SEAL_MORE;
    return NULL;
}
