#include "io/unzip.h"
#include "base/fault.h"
#include <apr_strings.h>
#include <string.h>
#include <zip.h>

struct bdg_unzip_t {
    zip_t *zip;
    apr_off_t left;                 /* bytes that may still be unpacked */
    apr_off_t max;
};

struct bdg_unzip_entry_t {
    bdg_unzip_t *z;
    zip_file_t *file;
    apr_off_t packed, unpacked;
};

static bdg_err_t *damaged(const char *what)
{
    return bdg_err_detail(bdg_err(BDG_E_MALFORMED, "This file is damaged and cannot be read. Open it in your spreadsheet program, save it again and "
                                                   "upload that."), "zip: %s", what);
}

static bdg_err_t *too_many(void)
{
    return bdg_err(BDG_E_TOO_LARGE, "This file holds more than the %d parts that are allowed.", BDG_UNZIP_ENTRIES);
}

/* --- before libzip sees it: it would build a table of as many entries as the end record claims */

static unsigned le(const unsigned char *p, int n)
{
    unsigned v = 0;
    while (n--)
        v = v << 8 | p[n];
    return v;
}

/* Looks at each place in the last 64 KiB that could be the end record (APPNOTE 4.3.16). */
static bdg_err_t *check_end_record(const char *path, apr_pool_t *pool)
{
    enum { TAIL = 65536 + 22 };
    apr_file_t *f;
    apr_off_t size = 0, from;
    apr_size_t got = 0;
    unsigned char *tail = apr_palloc(pool, TAIL);
    apr_status_t rv = apr_file_open(&f, path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_FPROT_OS_DEFAULT, pool);
    if (rv == APR_SUCCESS)
        rv = apr_file_seek(f, APR_END, &size);
    from = size > TAIL ? size - TAIL : 0;
    if (rv == APR_SUCCESS)
        rv = apr_file_seek(f, APR_SET, &from);
    if (rv == APR_SUCCESS)
        rv = apr_file_read_full(f, tail, TAIL, &got);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "The file could not be read."), "%s: %d", path, rv);
    apr_file_close(f);
    int found = 0;
    for (apr_size_t i = 0; i + 22 <= got; i++) {
        const unsigned char *p = tail + i;
        if (memcmp(p, "PK\005\006", 4) || (apr_off_t)le(p + 12, 4) + le(p + 16, 4) > from + (apr_off_t)i)
            continue;
        if (le(p + 8, 2) > BDG_UNZIP_ENTRIES || le(p + 10, 2) > BDG_UNZIP_ENTRIES)
            return too_many();
        if (le(p + 12, 4) > 4u << 20)
            return bdg_err(BDG_E_TOO_LARGE, "The table of contents of this file is larger than the 4 MB that are allowed.");
        found = 1;
    }
    return found ? NULL : damaged("no end record");
}

static apr_status_t zip_free(void *p)
{
    zip_discard(((bdg_unzip_t *)p)->zip);
    return APR_SUCCESS;
}

bdg_err_t *bdg_unzip_open(bdg_unzip_t **out, const char *path, apr_off_t max_inflated, apr_pool_t *pool)
{
    bdg_unzip_t *z = apr_pcalloc(pool, sizeof *z);
    int code = 0;
    BDG_TRY(check_end_record(path, pool));
    z->left = z->max = max_inflated;
    z->zip = BDG_FAULT_HIT(BDG_FAULT_IO) ? NULL : zip_open(path, ZIP_RDONLY, &code);
    if (!z->zip)
        return damaged(apr_psprintf(pool, "open: code %d", code));
    apr_pool_cleanup_register(pool, z, zip_free, apr_pool_cleanup_null);
    zip_int64_t n = zip_get_num_entries(z->zip, 0);
    if (n > BDG_UNZIP_ENTRIES)
        return too_many();
    for (zip_int64_t i = 0; i < n; i++) {
        zip_stat_t st;
        if (zip_stat_index(z->zip, (zip_uint64_t)i, 0, &st))
            return damaged(zip_strerror(z->zip));
        if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
            return bdg_err(BDG_E_UNSUPPORTED, "This file is protected with a password. Save it without one and upload it again.");
    }
    *out = z;
    return NULL;
}

int bdg_unzip_has(bdg_unzip_t *z, const char *name) { return zip_name_locate(z->zip, name, ZIP_FL_NOCASE) >= 0; }

static apr_status_t entry_free(void *p)
{
    zip_fclose(((bdg_unzip_entry_t *)p)->file);
    return APR_SUCCESS;
}

bdg_err_t *bdg_unzip_entry(bdg_unzip_entry_t **out, bdg_unzip_t *z, const char *name, apr_pool_t *pool)
{
    bdg_unzip_entry_t *e = apr_pcalloc(pool, sizeof *e);
    zip_stat_t st;
    zip_int64_t at = zip_name_locate(z->zip, name, 0);
    if (at < 0)
        at = zip_name_locate(z->zip, name, ZIP_FL_NOCASE);
    if (at < 0)
        return damaged(apr_pstrcat(pool, "no entry ", name, NULL));
    if (zip_stat_index(z->zip, (zip_uint64_t)at, 0, &st) || !(st.valid & ZIP_STAT_COMP_SIZE))
        return damaged(zip_strerror(z->zip));
    e->z = z;
    e->packed = st.comp_size > 0x7FFFFFFF ? 0x7FFFFFFF : (apr_off_t)st.comp_size;
    e->file = zip_fopen_index(z->zip, (zip_uint64_t)at, 0);
    if (!e->file)
        return damaged(zip_strerror(z->zip));
    apr_pool_cleanup_register(pool, e, entry_free, apr_pool_cleanup_null);
    *out = e;
    return NULL;
}

bdg_err_t *bdg_unzip_read(bdg_unzip_entry_t *e, void *buf, size_t size, size_t *got)
{
    zip_int64_t n = BDG_FAULT_HIT(BDG_FAULT_IO) ? -1 : zip_fread(e->file, buf, size);
    if (n < 0)
        return damaged(zip_file_strerror(e->file));
    e->unpacked += n;
    e->z->left -= n;
    if (e->z->left < 0)
        return bdg_err(BDG_E_TOO_LARGE, "Unpacked, this file is larger than the %lld MB that are allowed.", (long long)(e->z->max >> 20));
    if (e->unpacked > BDG_UNZIP_FREE && e->unpacked / BDG_UNZIP_RATIO > e->packed)
        return bdg_err(BDG_E_TOO_LARGE, "This file is packed more than %d to 1, which no real spreadsheet is.", BDG_UNZIP_RATIO);
    *got = (size_t)n;
    return NULL;
}
