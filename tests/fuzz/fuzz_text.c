/* Any bytes as a name, a cell, an address, JSON or Markdown. What is cleaned is valid, and clean already when cleaned again. */
#include "base/json.h"
#include "base/str.h"
#include "io/markdown.h"
#include <apr_general.h>
#include <apr_strings.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds)
{
    if (!holds)
        abort();
}

static void text(const char *s, size_t len, int keep_lines, apr_pool_t *pool)
{
    const char *once = bdg_text_clean(s, len, keep_lines, pool);
    const char *folded = bdg_text_fold(once, pool);
    must(bdg_utf8_valid(once, strlen(once), NULL));
    must(bdg_utf8_valid(folded, strlen(folded), NULL));
    must(!strcmp(once, bdg_text_clean(once, strlen(once), keep_lines, pool)));
    must(keep_lines || !strchr(once, '\n'));
}

static void markdown(const char *s, apr_pool_t *pool)
{
    const char *out = NULL;
    bdg_err_clear(bdg_markdown_html(&out, s, pool));
    must(!out || (!strstr(out, "<script") && !strstr(out, "<img") && !strstr(out, "href=\"javascript") && !strstr(out, "<a href")));
    bdg_err_clear(bdg_markdown_text(&out, s, 20, pool));
    must(!out || bdg_utf8_count(out) <= 20);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static apr_pool_t *root;
    if (!root && (apr_initialize() != APR_SUCCESS || apr_pool_create(&root, NULL) != APR_SUCCESS))
        abort();
    apr_pool_t *pool;
    json_t *j;
    unsigned char *bytes;
    size_t n;
    apr_pool_create(&pool, root);
    const char *s = apr_pstrmemdup(pool, (const char *)data, size);
    text(s, size, 0, pool);
    text(s, size, 1, pool);
    bdg_text_fold(s, pool);
    must(bdg_url_problem(s) || bdg_utf8_valid(s, strlen(s), NULL));
    must(bdg_email_problem(s) || bdg_utf8_valid(s, strlen(s), NULL));
    if (bdg_base64url_decode(s, size, &bytes, &n, pool))
        must(!strncmp(bdg_base64url(bytes, n, pool), s, size));
    bdg_err_t *err = bdg_json_parse(&j, s, size, 65536, pool);
    if (!err)
        bdg_json_dump(j, pool);
    bdg_err_clear(err);
    markdown(s, pool);
    apr_pool_destroy(pool);
    return 0;
}
