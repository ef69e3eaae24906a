/* The verifier without a network: the input's first piece is the credential (text, PNG or SVG), the pieces after it, split by NUL, are what its
 * addresses below https://own.example/ answer, one after the other. Whatever comes, the verdict is whole, and "valid" only when every check was passed. */
#include "fuzz.h"
#include "core/openbadges/verify.h"
#include "io/outside.h"

static apr_pool_t *kept;

/* What lies in a pool is not seen by the leak checker: it must be gone when that looks. */
static void forget(void) { apr_pool_destroy(kept); }

typedef struct answers_t { const char *next, *end; } answers_t;

static bdg_err_t *own(bdg_own_document_t *out, void *baton, const char *url, const char *accept, apr_pool_t *pool)
{
    answers_t *a = baton;
    (void)url, (void)accept, (void)pool;
    if (a->next >= a->end) {
        *out = (bdg_own_document_t){ 404, "", 0 };
        return NULL;
    }
    const char *nul = memchr(a->next, 0, (size_t)(a->end - a->next));
    size_t n = (size_t)((nul ? nul : a->end) - a->next);
    char *copy = apr_palloc(pool, n + 1);
    memcpy(copy, a->next, n);
    copy[n] = 0;
    *out = (bdg_own_document_t){ n && *copy == '!' ? 410 : 200, copy, n };
    a->next += n + (nul != NULL);
    return NULL;
}

static void whole(const json_t *v)
{
    size_t i;
    json_t *c;
    const char *outcome = bdg_json_get_str(v, "outcome");
    FUZZ_HOLDS(outcome && bdg_json_get_str(v, "text") && json_array_size(json_object_get(v, "checks")));
    FUZZ_HOLDS(json_is_true(json_object_get(v, "valid")) == !strcmp(outcome, "valid"));
    json_array_foreach(json_object_get(v, "checks"), i, c) {
        const char *result = bdg_json_get_str(c, "result");
        FUZZ_HOLDS(bdg_json_get_str(c, "text") && (!strcmp(result, "passed") || !strcmp(result, "failed") || !strcmp(result, "unchecked")));
        FUZZ_HOLDS(strcmp(outcome, "valid") || !strcmp(result, "passed"));
    }
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    static bdg_contexts_t *contexts;
    static const bdg_site_t site = { .base = "https://own.example", .host = "own.example", .origin = "https://own.example", .prefix = "", .https = 1 };
    json_t *v;
    if (!contexts) {
        bdg_outside_init();
        apr_pool_create_unmanaged_ex(&kept, NULL, NULL);
        atexit(forget);
        FUZZ_HOLDS(!fuzz_refused(bdg_contexts_make(&contexts, kept)));
    }
    /* a picture has NUL bytes of its own: there the pieces begin behind a line of its own */
    static const char mark[] = "\n--own--\n";
    const char *text = (const char *)data, *split = memmem(data, size, mark, sizeof mark - 1);
    size_t len = split ? (size_t)(split - text) : size;
    answers_t a = { split ? split + sizeof mark - 1 : text + size, text + size };
    bdg_verify_t env = { &site, own, &a, contexts };
    bdg_verify_input_t in = { NULL, text, len, size % 2 ? "holder@people.example" : NULL };
    if (fuzz_refused(bdg_verify(&v, &env, &in, pool)))
        return;
    whole(v);
}
