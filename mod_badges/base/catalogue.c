#include "base/catalogue.h"
#include "base/str.h"
#include <apr_strings.h>
#include <stdint.h>
#include <string.h>

#define FILE_MAX (8 * 1024 * 1024)
#define SENTENCES_MAX 20000
#define MAGIC 0x950412deU
#define MAGIC_SWAPPED 0xde120495U

typedef struct entry_t { const char *key, *text; uint32_t text_len; } entry_t;   /* key: up to its first NUL; text: forms with NULs between them */

struct bdg_catalogue_t {
    entry_t *entries;      /* by key */
    size_t count;
    bdg_plural_t *plural;
};

typedef struct file_t { const char *name; const unsigned char *data; size_t len; int swapped; } file_t;

static bdg_err_t *malformed(const file_t *f, const char *why)
{
    return bdg_err(BDG_E_MALFORMED, "The catalogue %s cannot be read: %s.", f->name, why);
}

static uint32_t number(const file_t *f, size_t at)
{
    uint32_t v;
    memcpy(&v, f->data + at, 4);
    return f->swapped ? __builtin_bswap32(v) : v;
}

/* The string that the table at `table` has as number i: length and offset, and a NUL behind it. */
static bdg_err_t *string_at(const char **s, uint32_t *len, const file_t *f, uint32_t table, uint32_t i)
{
    uint32_t at = number(f, (size_t)table + 8 * (size_t)i + 4);
    *len = number(f, (size_t)table + 8 * (size_t)i);
    if ((uint64_t)at + *len >= f->len || f->data[(size_t)at + *len])
        return malformed(f, "a text lies outside of it");
    *s = (const char *)f->data + at;
    for (uint32_t from = 0; from < *len;) {
        size_t n = strlen(*s + from);
        if (!bdg_utf8_valid(*s + from, n, NULL))
            return malformed(f, "a text is not UTF-8");
        from += (uint32_t)n + 1;
    }
    return NULL;
}

static bdg_err_t *read_entries(bdg_catalogue_t *c, const file_t *f, apr_pool_t *pool)
{
    uint32_t n = number(f, 8), keys = number(f, 12), texts = number(f, 16), len;
    if (n > SENTENCES_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "The catalogue %s has more than %d sentences.", f->name, SENTENCES_MAX);
    if ((uint64_t)keys + 8 * (uint64_t)n > f->len || (uint64_t)texts + 8 * (uint64_t)n > f->len)
        return malformed(f, "its tables lie outside of it");
    c->entries = apr_palloc(pool, (n + 1) * sizeof *c->entries);
    for (uint32_t i = 0; i < n; i++) {
        entry_t *e = &c->entries[i];
        BDG_TRY(string_at(&e->key, &len, f, keys, i));
        BDG_TRY(string_at(&e->text, &e->text_len, f, texts, i));
        if (i && strcmp(e[-1].key, e->key) >= 0)
            return malformed(f, "its sentences are not in order");
    }
    c->count = n;
    return NULL;
}

bdg_err_t *bdg_catalogue_read(bdg_catalogue_t **out, const char *name, const void *mo, size_t len, apr_pool_t *pool)
{
    file_t f = { name, mo, len, 0 };
    if (len > FILE_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "The catalogue %s is larger than %d bytes.", name, FILE_MAX);
    if (len < 28)
        return malformed(&f, "it is too short");
    f.data = apr_pmemdup(pool, mo, len);
    f.swapped = number(&f, 0) == MAGIC_SWAPPED;
    if (number(&f, 0) != MAGIC || number(&f, 4) >> 16 > 1)
        return malformed(&f, "it is not a .mo file");
    bdg_catalogue_t *c = apr_pcalloc(pool, sizeof *c);
    BDG_TRY(read_entries(c, &f, pool));
    const char *type = bdg_catalogue_header(c, "Content-Type", pool), *plural = bdg_catalogue_header(c, "Plural-Forms", pool);
    if (!type || !strcasestr(type, "charset=utf-8"))
        return malformed(&f, "its header does not say that it is UTF-8");
    bdg_err_t *e = bdg_plural_parse(&c->plural, plural ? plural : "nplurals=2; plural=n != 1;", pool);
    if (e)
        return bdg_err_wrap(e, BDG_E_MALFORMED, "The catalogue %s cannot be read: its rule of plurals is wrong.", name);
    *out = c;
    return NULL;
}

static const entry_t *find(const bdg_catalogue_t *c, const char *key)
{
    size_t low = 0, high = c->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(key, c->entries[mid].key);
        if (!order)
            return &c->entries[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

const char *bdg_catalogue_find(const bdg_catalogue_t *c, const char *key)
{
    const entry_t *e = find(c, key);
    return e && *e->text ? e->text : NULL;
}

const char *bdg_catalogue_find_n(const bdg_catalogue_t *c, const char *one, unsigned long n)
{
    const entry_t *e = find(c, one);
    if (!e)
        return NULL;
    const char *s = e->text, *end = s + e->text_len;
    for (unsigned form = bdg_plural_form(c->plural, n); form && s < end; form--)
        s += strlen(s) + 1;
    return s < end && *s ? s : NULL;
}

const char *bdg_catalogue_header(const bdg_catalogue_t *c, const char *name, apr_pool_t *pool)
{
    size_t n = strlen(name);
    const char *line = c->count && !*c->entries[0].key ? c->entries[0].text : "";
    for (; *line; line += strcspn(line, "\n"), line += *line == '\n')
        if (!strncasecmp(line, name, n) && line[n] == ':') {
            line += n + 1;
            line += strspn(line, " \t");
            return apr_pstrmemdup(pool, line, strcspn(line, "\n"));
        }
    return NULL;
}
