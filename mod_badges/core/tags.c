#include "core/tags.h"
#include "base/str.h"
#include <apr_strings.h>
#include <string.h>

static int known(const apr_array_header_t *tags, const char *tag, apr_pool_t *pool)
{
    const char *folded = bdg_text_fold(tag, pool);
    for (int i = 0; i < tags->nelts; i++)
        if (!strcmp(folded, bdg_text_fold(APR_ARRAY_IDX(tags, i, const char *), pool)))
            return 1;
    return 0;
}

apr_array_header_t *bdg_tags_read(bdg_check_t *c, const char *typed, const char *whose, int most, int longest)
{
    apr_array_header_t *tags = apr_array_make(c->pool, 8, sizeof(const char *));
    char *last, *copy = apr_pstrdup(c->pool, typed ? typed : "");
    int too_long = 0;
    for (char *t = apr_strtok(copy, ",;\r\n", &last); t && tags->nelts <= most; t = apr_strtok(NULL, ",;\r\n", &last)) {
        const char *tag = bdg_text_clean(t, strlen(t), 0, c->pool);
        if (!*tag || known(tags, tag, c->pool))
            continue;
        too_long |= bdg_utf8_count(tag) > (size_t)longest;
        APR_ARRAY_PUSH(tags, const char *) = tag;
    }
    if (too_long)
        bdg_check_add(c, "tags", "Tags", "A tag can have at most %d characters. Put commas between tags.", longest);
    if (tags->nelts > most)
        bdg_check_add(c, "tags", "Tags", "%s can have at most %d tags.", whose, most);
    return tags;
}

const char *bdg_tags_join(const apr_array_header_t *tags, apr_pool_t *pool)
{
    const char *out = "";
    for (int i = 0; i < tags->nelts; i++)
        out = apr_pstrcat(pool, out, i ? ", " : "", APR_ARRAY_IDX(tags, i, const char *), NULL);
    return out;
}
