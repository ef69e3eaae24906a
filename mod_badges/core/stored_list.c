#include "core/stored_list.h"
#include <string.h>

/* Where a row has that text. */
static const char **text_at(void *row, const bdg_stored_text_t *t) { return (const char **)(void *)((char *)row + t->at); }

static int take(void *row, const bdg_stored_list_t *kind, const json_t *o, apr_pool_t *pool)
{
    for (const bdg_stored_text_t *t = kind->texts; t->key; t++) {
        const char *s = *text_at(row, t) = bdg_json_get_str(o, t->key);
        if (!s && t->needed)
            return 0;
    }
    return !kind->take || kind->take(row, o, pool);
}

bdg_err_t *bdg_stored_list_read(void *rows, int *n, const bdg_stored_list_t *kind, const char *json, apr_pool_t *pool)
{
    void **out = rows;
    json_t *array;
    *out = NULL;
    *n = 0;
    if (!json || !*json)
        return NULL;
    BDG_TRY(bdg_json_parse(&array, json, strlen(json), kind->max, pool));
    size_t count = json_array_size(array);
    char *list = apr_pcalloc(pool, kind->size * (count + 1));
    int fine = json_is_array(array);
    for (size_t i = 0; i < count && fine; i++)
        fine = take(list + i * kind->size, kind, json_array_get(array, i), pool);
    if (!fine)
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "%s is not of our writing", kind->what);
    *out = list;
    *n = (int)count;
    return NULL;
}

const char *bdg_stored_list_write(const void *rows, int n, const bdg_stored_list_t *kind, apr_pool_t *pool)
{
    json_t *array = bdg_json_own(json_array(), pool);
    for (int i = 0; i < n; i++) {
        const char *row = (const char *)rows + (size_t)i * kind->size;
        json_t *o = json_object();
        for (const bdg_stored_text_t *t = kind->texts; t->key; t++)
            bdg_json_str(o, t->key, *(const char *const *)(const void *)(row + t->at));
        if (kind->put)
            kind->put(o, row);
        bdg_json_add(array, o);
    }
    return bdg_json_dump(array, pool);
}
