#include "io/argon.h"
#include <sodium.h>
#include <string.h>

#define PASSES crypto_pwhash_OPSLIMIT_INTERACTIVE
#define MEMORY crypto_pwhash_MEMLIMIT_INTERACTIVE

bdg_err_t *bdg_argon_hash(const char **hash, const char *password, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, crypto_pwhash_STRBYTES);
    if (sodium_init() < 0 || crypto_pwhash_str(out, password, strlen(password), PASSES, MEMORY))
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    *hash = out;
    return NULL;
}

/* Any hash with the parameters of today: nobody knows its password, not even we. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$Zm9yIG5vYm9keSBhdCBhbA$UP0wMHIVeDk6l5AtVXzIFkRsD9hG0SRmk2nBfBsQ8xY";

int bdg_argon_verify(const char *hash, const char *password)
{
    if (sodium_init() < 0)
        return 0;
    int fits = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;
    return hash && fits;
}

int bdg_argon_stale(const char *hash) { return crypto_pwhash_str_needs_rehash(hash, PASSES, MEMORY) != 0; }
