/* A framework as JSON: what the stream cuts out is what it says it is, within its cap, and nothing is read past the end. */
#include "fuzz.h"
#include "io/json_walk.h"

#define CAP 4096

static bdg_json_want_e want(void *baton, const char *key)
{
    FUZZ_HOLDS(strlen(key) <= BDG_JSON_WALK_KEY && bdg_utf8_valid(key, strlen(key), NULL));
    (void)baton;
    return *key == 'C' ? BDG_JSON_ITEMS : *key == 'z' ? BDG_JSON_WHOLE : BDG_JSON_SKIP;
}

static bdg_err_t *take(void *baton, const char *key, const char *json, size_t len)
{
    size_t *n = baton;
    FUZZ_HOLDS(key && len > 0 && len <= CAP && json[len] == 0 && !memchr(json, 0, len));
    ++*n;
    return NULL;
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    static const bdg_json_walker_t walker = { want, take };
    bdg_text_t *text;
    size_t n = 0;
    if (!fuzz_refused(bdg_text_open_mem(&text, data, size, pool)))
        fuzz_refused(bdg_json_walk(text, &walker, &n, CAP, pool));
}
