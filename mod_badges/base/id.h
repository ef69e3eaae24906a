/* Identifiers that the world sees: 128 random bits, written as 26 characters of Crockford base 32 (lower case, no i l o u). */
#ifndef BDG_ID_H
#define BDG_ID_H
#include <apr_pools.h>
#define BDG_ID_LEN 26
#define BDG_ID_BYTES 16

void bdg_id_new(char out[BDG_ID_LEN + 1]);          /* never fails: aborts without randomness */
/* The identifier that these 16 bytes are: for one that is worked out (from a hash), so that the same request gets the same. */
void bdg_id_of(char out[BDG_ID_LEN + 1], const unsigned char raw[BDG_ID_BYTES]);
int bdg_id_valid(const char *s);                    /* exactly 26 characters of the alphabet */
void bdg_random(void *out, size_t len);             /* CSPRNG */
/* A secret for a link or a cookie: 32 random bytes as base64url, and the SHA-256 of that text, which is what is stored. */
const char *bdg_token_new(unsigned char hash[32], apr_pool_t *pool);
void bdg_token_hash(const char *token, unsigned char hash[32]);
void bdg_sha256(const void *data, size_t len, unsigned char out[32]);
/* The same piece by piece, for files: begin, more as often as needed, end. */
typedef struct bdg_sha256_t { _Alignas(16) unsigned char state[128]; } bdg_sha256_t;
void bdg_sha256_begin(bdg_sha256_t *h);
void bdg_sha256_more(bdg_sha256_t *h, const void *data, size_t len);
void bdg_sha256_end(bdg_sha256_t *h, unsigned char out[32]);
#endif
