/* SVG: sanitising, baking, reading of credentials. What came out clean must be clean: the same again, and nothing in it that runs. */
#include "io/svg.h"
#include <apr_general.h>
#include <libxml/parser.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth)
{
    if (!truth)
        abort();
}

/* One start tag of our own writing: <name a="b" c="d"> with ">" and quotes escaped in values. */
static void hold_tag(const char *p, const char *end)
{
    while ((p = memchr(p, ' ', (size_t)(end - p)))) {
        const char *name = ++p, *value = strstr(p, "=\"");
        must(value && value < end);
        must(strncmp(name, "on", 2) && strncmp(name, "src", 3));
        if (!strncmp(name, "xlink:href", 10))
            must(value[2] == '#' || !strncmp(value + 2, "data:image/", 11));
        p = strchr(value + 2, '"');
        must(p && p < end);
    }
}

static void hold_clean(const bdg_buf_t *out)
{
    static const char *const never[] = { "<script", "<foreignObject", "<iframe", "<a ", "<a>", "<set", "<animate", "<!", "<?" };
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        must(!strstr(out->data, never[i]));
    must(strlen(out->data) == out->len);
    for (const char *p = out->data; (p = strchr(p, '<')); p++) {
        const char *end = strchr(p, '>');
        must(end != NULL);
        hold_tag(p, end);
    }
}

static void clean(const char *svg, size_t size, apr_pool_t *pool)
{
    static const char json[] = "{\"a\":\"]]>\",\"b\":[[]]}";
    bdg_buf_t *out = bdg_buf_make(BDG_SVG_MAX, pool), *again = bdg_buf_make(BDG_SVG_MAX, pool), *baked = bdg_buf_make(BDG_SVG_BAKED_MAX, pool);
    bdg_svg_info_t info;
    bdg_svg_baked_t got;
    bdg_err_t *e = bdg_svg_sanitise(out, &info, svg, size, pool);
    if (e) {
        must(!out->len);
        bdg_err_clear(e);
        return;
    }
    hold_clean(out);
    must(info.width > 0 && info.height > 0 && info.box[2] > 0 && info.box[3] > 0);
    must(!bdg_svg_sanitise(again, &info, out->data, out->len, pool));
    must(info.dropped == 0 && again->len == out->len && !memcmp(again->data, out->data, out->len));
    must(!bdg_svg_bake(baked, out->data, out->len, BDG_SVG_OB2, "https://x.example/?a&b", json));
    must(!bdg_svg_extract(&got, baked->data, baked->len, BDG_SVG_OB2, pool));
    must(got.verify && !strcmp(got.verify, "https://x.example/?a&b") && got.json && !strcmp(got.json, "{\"a\":\"]]\\u003e\",\"b\":[[]]}"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static apr_pool_t *root;
    apr_pool_t *pool;
    bdg_svg_baked_t got;
    if (!root) {
        must(apr_initialize() == APR_SUCCESS && apr_pool_create(&root, NULL) == APR_SUCCESS);
        xmlInitParser();
    }
    must(apr_pool_create(&pool, root) == APR_SUCCESS);
    (void)bdg_svg_is(data, size);
    clean((const char *)data, size, pool);
    bdg_err_clear(bdg_svg_extract(&got, (const char *)data, size, BDG_SVG_OB2, pool));
    bdg_err_clear(bdg_svg_extract(&got, (const char *)data, size, BDG_SVG_OB3, pool));
    apr_pool_destroy(pool);
    return 0;
}
