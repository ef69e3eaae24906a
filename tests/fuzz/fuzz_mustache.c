/* Any bytes as a template: the first byte picks what is allowed, the rest is the text. Whatever comes, it ends soon, within its caps. */
#include "base/json.h"
#include "view/mustache.h"
#include <apr_general.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char model_text[] = "{\"a\":{\"b\":[1,2,{\"c\":\"<x>\"}],\"s\":\"line\\nline\"},\"list\":[[],{},null,true,1.5,\"\"],\"no\":false,\"x_html\":\"<b>\"}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const all[] = { "*", NULL }, *const some[] = { "*_html", NULL };
    static apr_pool_t *root;
    if (!root && (apr_initialize() != APR_SUCCESS || apr_pool_create(&root, NULL) != APR_SUCCESS))
        abort();
    if (!size)
        return 0;
    bdg_mustache_opt_t opt = { .raw = data[0] & 1 ? all : some, .no_partials = data[0] >> 1 & 1, .missing_is_empty = data[0] >> 2 & 1,
                               .max_steps = 5000, .max_depth = 30 };
    apr_pool_t *pool;
    json_t *model;
    apr_pool_create(&pool, root);
    bdg_mustache_set_t *set = bdg_mustache_set_make(&opt, pool);
    bdg_buf_t *out = bdg_buf_make(65536, pool);
    bdg_err_t *err = bdg_json_parse(&model, model_text, sizeof model_text - 1, sizeof model_text, pool);
    /* the text may call itself as "t", and a layout as "p" */
    if (!err)
        err = bdg_mustache_add(set, "p", "p", "1\n  {{$a}}\n  x\n  {{/a}}\n{{$b}}{{/b}}\n", 36, 1, pool);
    if (!err)
        err = bdg_mustache_add(set, "t", data[0] & 8 ? "t" : NULL, (const char *)data + 1, size - 1, data[0] >> 4 & 1, pool);
    if (!err)
        err = bdg_mustache_link(set);
    if (!err)
        err = bdg_mustache_render(bdg_mustache_get(set, "t"), model, out);
    if (out->len > out->max)
        abort();
    bdg_err_clear(err);
    apr_pool_destroy(pool);
    return 0;
}
