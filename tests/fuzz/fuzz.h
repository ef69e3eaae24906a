/* What every fuzz target needs. A target is fuzz_<name>.c with fuzz_one() in it; seeds are in corpus/<name>/. */
#ifndef BDG_FUZZ_H
#define BDG_FUZZ_H
#include <apr_general.h>
#include <apr_pools.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/err.h"
#include "base/str.h"

/* One input, with a pool of its own. Aborts when a property does not hold. */
static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static apr_pool_t *pool;
    if (!pool) {
        apr_initialize();
        apr_pool_create(&pool, NULL);
    }
    fuzz_one(data, size, pool);
    apr_pool_clear(pool);
    return 0;
}

/* Any code is fine, but a refusal must say something. */
static inline int fuzz_refused(bdg_err_t *err)
{
    if (!err)
        return 0;
    if (!err->message || !*err->message || !bdg_utf8_valid(err->message, strlen(err->message), NULL))
        abort();
    bdg_err_clear(err);
    return 1;
}

#define FUZZ_HOLDS(property) do { if (!(property)) { fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #property); abort(); } } while (0)
#endif
