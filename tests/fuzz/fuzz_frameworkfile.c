/* A framework as a file, CASE or a spreadsheet: the second reading gives as many items as the first one counted, in order, below items that there are, within
 * the lengths that the tables have. */
#include "fuzz.h"
#include "core/framework_file.h"
#include <apr_file_io.h>
#include <unistd.h>

typedef struct seen_t { int n, all; } seen_t;

static int fits(const char *s, size_t max) { return !s || (*s && bdg_utf8_valid(s, strlen(s), NULL) && bdg_utf8_count(s) <= max); }

static bdg_err_t *item(void *baton, const bdg_framework_item_t *i)
{
    seen_t *s = baton;
    FUZZ_HOLDS(i->number == ++s->n && i->parent >= 0 && i->parent <= s->all && i->parent != i->number);
    FUZZ_HOLDS(i->name && fits(i->name, BDG_FRAMEWORK_NAME_MAX) && fits(i->description, BDG_FRAMEWORK_TEXT_MAX) && fits(i->code, BDG_FRAMEWORK_CODE_MAX) &&
               fits(i->kind, 100) && fits(i->url, 2000));
    return NULL;
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    char path[64];
    bdg_framework_file_t *f;
    apr_file_t *file;
    snprintf(path, sizeof path, "/tmp/fuzz-frameworkfile-%ld", (long)getpid());
    if (apr_file_open(&file, path, APR_FOPEN_CREATE | APR_FOPEN_WRITE | APR_FOPEN_TRUNCATE | APR_FOPEN_BINARY, APR_FPROT_UREAD | APR_FPROT_UWRITE, pool) != APR_SUCCESS ||
        apr_file_write_full(file, data, size, NULL) != APR_SUCCESS || apr_file_close(file) != APR_SUCCESS)
        abort();
    if (!fuzz_refused(bdg_framework_file_open(&f, path, pool))) {
        seen_t s = { 0, bdg_framework_file_about(f)->items };
        FUZZ_HOLDS(!fuzz_refused(bdg_framework_file_items(f, item, &s)) && s.n == s.all);
    }
    apr_file_remove(path, pool);
}
