#include "base/id.h"
#include "base/str.h"
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
static pthread_once_t sodium_once = PTHREAD_ONCE_INIT;

static void sodium_start(void)
{
    if (sodium_init() < 0)
        abort();
}

void bdg_random(void *out, size_t len)
{
    pthread_once(&sodium_once, sodium_start);
    randombytes_buf(out, len);
}

/* 128 bits are two short of 26 * 5, so the first character carries three bits only. */
void bdg_id_of(char out[BDG_ID_LEN + 1], const unsigned char raw[BDG_ID_BYTES])
{
    unsigned acc = 0;
    int bits = 2, o = 0;
    for (size_t i = 0; i < BDG_ID_BYTES; i++) {
        acc = (acc << 8) | raw[i];
        for (bits += 8; bits >= 5; bits -= 5)
            out[o++] = alphabet[(acc >> (bits - 5)) & 31];
        acc &= 31;
    }
    out[o] = 0;
}

void bdg_id_new(char out[BDG_ID_LEN + 1])
{
    unsigned char raw[BDG_ID_BYTES];
    bdg_random(raw, sizeof raw);
    bdg_id_of(out, raw);
}

int bdg_id_valid(const char *s)
{
    return s && strspn(s, alphabet) == BDG_ID_LEN && !s[BDG_ID_LEN];
}

const char *bdg_token_new(unsigned char hash[32], apr_pool_t *pool)
{
    unsigned char raw[32];
    bdg_random(raw, sizeof raw);
    const char *token = bdg_base64url(raw, sizeof raw, pool);
    sodium_memzero(raw, sizeof raw);
    bdg_token_hash(token, hash);
    return token;
}

void bdg_token_hash(const char *token, unsigned char hash[32])
{
    bdg_sha256(token, strlen(token), hash);
}

void bdg_sha256(const void *data, size_t len, unsigned char out[32])
{
    pthread_once(&sodium_once, sodium_start);
    crypto_hash_sha256(out, data, len);
}

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(((bdg_sha256_t *)0)->state), "room for libsodium's state");

void bdg_sha256_begin(bdg_sha256_t *h)
{
    pthread_once(&sodium_once, sodium_start);
    crypto_hash_sha256_init((crypto_hash_sha256_state *)h->state);
}

void bdg_sha256_more(bdg_sha256_t *h, const void *data, size_t len) { crypto_hash_sha256_update((crypto_hash_sha256_state *)h->state, data, len); }
void bdg_sha256_end(bdg_sha256_t *h, unsigned char out[32]) { crypto_hash_sha256_final((crypto_hash_sha256_state *)h->state, out); }
