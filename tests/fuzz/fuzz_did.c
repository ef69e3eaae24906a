/* Key addresses and key documents of strangers: the first line is the address, the rest what it answers. */
#include "fuzz.h"
#include <apr_strings.h>
#include "core/openbadges/did.h"
#include "io/outside.h"

typedef struct body_t { const char *text; size_t len; apr_pool_t *pool; } body_t;

static bdg_err_t *get(bdg_key_document_t *out, const char *url, void *baton)
{
    body_t *b = baton;
    json_t *j;
    FUZZ_HOLDS(!strncasecmp(url, "http", 4) && !strchr(url, '#'));
    if (fuzz_refused(bdg_json_parse(&j, b->text, b->len, 1 << 20, b->pool)))
        out->text = apr_pstrmemdup(b->pool, b->text, b->len);
    else
        out->json = j;
    return NULL;
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    static int begun;
    const char *text = (const char *)data, *line = memchr(data, '\n', size);
    size_t n = line ? (size_t)(line - text) : size;
    bdg_key_found_t f;
    json_t *j;
    if (!begun++)
        bdg_outside_init();
    if (memchr(data, 0, n) || !bdg_utf8_valid(text, n, NULL))
        return;
    const char *address = apr_pstrmemdup(pool, text, n);
    body_t b = { line ? line + 1 : "", line ? size - n - 1 : 0, pool };
    if (fuzz_refused(bdg_key_find(&f, address, get, &b, pool)))
        return;
    FUZZ_HOLDS((f.key == NULL) == (f.problem != NULL));
    FUZZ_HOLDS(!f.listed || f.controller || f.problem);
    const char *origin = bdg_origin_of(address, pool);
    FUZZ_HOLDS(!origin || !strncmp(origin, "http", 4));
    if (fuzz_refused(bdg_json_parse(&j, b.text, b.len, 1 << 20, pool)))
        return;
    if (f.key && f.listed && strncmp(address, "did:key:", 8) && strncmp(address, "did:jwk:", 8))
        FUZZ_HOLDS(bdg_key_listed(j, address, f.key, 0, pool));
    (void)bdg_key_listed(j, address, NULL, 1, pool);
}
