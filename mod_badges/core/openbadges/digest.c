#include "core/openbadges/digest.h"
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

struct bdg_digest_t { EVP_MD_CTX *ctx; const EVP_MD *md; };

/* Fetched once: looking an algorithm up costs more than hashing a short text. They live as long as the process. */
static EVP_MD *kinds[3];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fetch(void)
{
    static const char *const names[] = { "SHA2-256", "SHA2-384", "SHA2-512" };
    for (int i = 0; i < 3; i++)
        kinds[i] = EVP_MD_fetch(NULL, names[i], NULL);
}

static apr_status_t end(void *p)
{
    EVP_MD_CTX_free(((bdg_digest_t *)p)->ctx);
    return APR_SUCCESS;
}

bdg_err_t *bdg_digest_make(bdg_digest_t **out, bdg_digest_e kind, apr_pool_t *pool)
{
    bdg_digest_t *d = *out = apr_palloc(pool, sizeof *d);
    pthread_once(&once, fetch);
    d->md = kinds[kind];
    d->ctx = d->md ? EVP_MD_CTX_new() : NULL;
    if (!d->ctx)
        return bdg_err(BDG_E_NOMEM, "There is no memory for hashing.");
    apr_pool_cleanup_register(pool, d, end, apr_pool_cleanup_null);
    return NULL;
}

size_t bdg_digest(bdg_digest_t *d, const void *data, size_t len, unsigned char out[BDG_DIGEST_MAX])
{
    unsigned n = 0;
    if (EVP_DigestInit_ex2(d->ctx, d->md, NULL) != 1 || EVP_DigestUpdate(d->ctx, data, len) != 1 || EVP_DigestFinal_ex(d->ctx, out, &n) != 1)
        abort();
    return n;
}

size_t bdg_digest_hex(bdg_digest_t *d, const void *data, size_t len, char out[2 * BDG_DIGEST_MAX + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char raw[BDG_DIGEST_MAX];
    size_t n = bdg_digest(d, data, len, raw);
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[raw[i] >> 4];
        out[2 * i + 1] = digits[raw[i] & 15];
    }
    out[2 * n] = 0;
    return 2 * n;
}
