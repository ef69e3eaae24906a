#include "base/catalogue.h"
#include "base/fault.h"
#include "base/language.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (8 * 1024 * 1024)

static bdg_err_t *unreadable(const char *path, apr_status_t rv)
{
    char why[200];
    return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "The catalogue %s cannot be read.", path), "%s", apr_strerror(rv, why, sizeof why));
}

static bdg_err_t *read_file(const char **data, size_t *len, const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    apr_status_t rv = BDG_FAULT_HIT(BDG_FAULT_IO) ? APR_EGENERAL : apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, 0, pool);
    if (rv)
        return unreadable(path, rv);
    rv = apr_file_info_get(&info, APR_FINFO_SIZE, file);
    if (!rv && info.size > FILE_MAX) {
        apr_file_close(file);
        return bdg_err(BDG_E_TOO_LARGE, "The catalogue %s is larger than %d bytes.", path, FILE_MAX);
    }
    *len = rv ? 0 : (size_t)info.size;
    char *text = apr_palloc(pool, *len + 1);
    if (!rv)
        rv = apr_file_read_full(file, text, *len, len);
    apr_file_close(file);
    *data = text;
    return rv && !APR_STATUS_IS_EOF(rv) ? unreadable(path, rv) : NULL;
}

/* "de", "pt-BR", "zh-Hant": what may stand in lang="" and in a header. */
static int is_tag(const char *s, size_t len)
{
    return len >= 2 && len <= 35 && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") >= len && s[0] != '-' && s[len - 1] != '-';
}

static bdg_err_t *load_one(apr_array_header_t *list, const char *dir, const char *file, apr_pool_t *pool)
{
    size_t n = strlen(file), len = 0;
    const char *data = NULL;
    bdg_language_t *l;
    if (n < 4 || strcmp(file + n - 3, ".mo") || !is_tag(file, n - 3) || !strncmp(file, "en.", 3))
        return NULL;
    if (list->nelts == BDG_LANGUAGES_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "There are more than %d languages in %s.", BDG_LANGUAGES_MAX - 1, dir);
    apr_pool_t *scratch;
    apr_pool_create(&scratch, pool);
    bdg_err_t *e = read_file(&data, &len, apr_pstrcat(scratch, dir, "/", file, NULL), scratch);
    if (!e)
        e = bdg_language_read(&l, apr_pstrmemdup(scratch, file, n - 3), data, len, pool);
    if (!e)
        APR_ARRAY_PUSH(list, bdg_language_t *) = l;
    apr_pool_destroy(scratch);
    return e;
}

static int by_tag(const void *a, const void *b)
{
    return strcmp((*(bdg_language_t *const *)a)->tag, (*(bdg_language_t *const *)b)->tag);
}

bdg_err_t *bdg_languages_load(const bdg_languages_t **out, const char *dir, apr_pool_t *pool)
{
    apr_dir_t *d;
    apr_finfo_t entry;
    bdg_err_t *e = NULL;
    apr_array_header_t *list = apr_array_make(pool, 4, sizeof(bdg_language_t *));
    *out = &bdg_only_english;
    apr_status_t rv = apr_dir_open(&d, dir, pool);
    if (APR_STATUS_IS_ENOENT(rv))
        return NULL;
    if (rv)
        return unreadable(dir, rv);
    APR_ARRAY_PUSH(list, const bdg_language_t *) = bdg_only_english.list[0];
    while (!e && apr_dir_read(&entry, APR_FINFO_NAME, d) == APR_SUCCESS)
        e = load_one(list, dir, entry.name, pool);
    apr_dir_close(d);
    BDG_TRY(e);
    if (list->nelts > 2)
        qsort(list->elts + sizeof(void *), (size_t)list->nelts - 1, sizeof(void *), by_tag);
    for (int i = 1; i < list->nelts; i++)
        APR_ARRAY_IDX(list, i, bdg_language_t *)->index = i;
    bdg_languages_t *all = apr_palloc(pool, sizeof *all);
    all->list = (const bdg_language_t *const *)list->elts;
    all->count = list->nelts;
    *out = all;
    return NULL;
}
