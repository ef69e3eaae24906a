/* The files NNNN_name.sql of a folder. */
#include "cli/cli.h"
#include "base/id.h"
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (8 << 20)

static int by_version(const void *a, const void *b)
{
    return ((const bdg_cli_migration_t *)a)->version - ((const bdg_cli_migration_t *)b)->version;
}

static int is_migration(const char *name)
{
    size_t n = strlen(name);
    for (int i = 0; i < 4; i++)
        if (!isdigit((unsigned char)name[i]))
            return 0;
    return n > 9 && n < 100 && name[4] == '_' && !strcmp(name + n - 4, ".sql");
}

static bdg_err_t *read_one(bdg_cli_migration_t *m, const char *path, apr_pool_t *pool)
{
    apr_file_t *f;
    apr_finfo_t fi;
    apr_status_t rv = apr_file_open(&f, path, APR_READ, APR_OS_DEFAULT, pool);
    if (rv == APR_SUCCESS)
        rv = apr_file_info_get(&fi, APR_FINFO_SIZE, f);
    if (rv == APR_SUCCESS && fi.size > FILE_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "%s is larger than 8 MB.", path);
    if (rv == APR_SUCCESS) {
        char *text = apr_palloc(pool, (apr_size_t)fi.size + 1);
        rv = apr_file_read_full(f, text, (apr_size_t)fi.size, &m->len);
        text[rv == APR_SUCCESS ? m->len : 0] = 0;
        m->text = text;
        apr_file_close(f);
    }
    if (rv != APR_SUCCESS)
        return bdg_err_detail(bdg_err(BDG_E_NOT_FOUND, "%s cannot be read.", path), "apr status %d", rv);
    bdg_sha256(m->text, m->len, m->checksum);
    return NULL;
}

bdg_err_t *bdg_cli_migration_files(apr_array_header_t **out, const char *dir, apr_pool_t *pool)
{
    apr_dir_t *d;
    apr_finfo_t fi;
    apr_array_header_t *list = *out = apr_array_make(pool, 16, sizeof(bdg_cli_migration_t));
    if (apr_dir_open(&d, dir, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOT_FOUND, "The folder %s cannot be read.", dir);
    while (apr_dir_read(&fi, APR_FINFO_NAME, d) == APR_SUCCESS) {
        if (!is_migration(fi.name))
            continue;
        bdg_cli_migration_t *m = apr_array_push(list);
        m->version = atoi(fi.name);
        m->name = apr_pstrmemdup(pool, fi.name, strlen(fi.name) - 4);
        BDG_TRY(read_one(m, apr_pstrcat(pool, dir, "/", fi.name, NULL), pool));
    }
    apr_dir_close(d);
    qsort(list->elts, (size_t)list->nelts, sizeof(bdg_cli_migration_t), by_version);
    for (int i = 1; i < list->nelts; i++) {   /* numbers may be left out, as what is worked on at once has numbers of its own */
        const bdg_cli_migration_t *m = &APR_ARRAY_IDX(list, i, bdg_cli_migration_t);
        if (m->version == m[-1].version)
            return bdg_err(BDG_E_INVALID, "Two migrations in %s have the number %04d.", dir, m->version);
    }
    return list->nelts ? NULL : bdg_err(BDG_E_NOT_FOUND, "There are no migrations in %s.", dir);
}
