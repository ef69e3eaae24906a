#include "core/framework_file.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "io/json_walk.h"
#include "io/table.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define ENTRY_MAX (256u * 1024)          /* bytes of one entry of a JSON file */
#define LINKS_MAX (2 * BDG_FRAMEWORK_ITEMS_MAX)
#define SLOTS (1u << 19)                 /* of the table by identifier; a power of two, more than twice the items */

/* What an item is called in the file, as 16 bytes of a hash: files name items by anything. */
typedef struct ident_t { uint64_t a, b; } ident_t;
typedef struct link_t { ident_t child, parent; } link_t;
typedef enum { NAME, CODE, DESCRIPTION, URL, KIND, ID, PARENT, COLUMNS } column_e;

struct bdg_framework_file_t {
    const char *path;
    bdg_framework_about_t about;
    int json, count, cap, nlinks, link_cap;
    ident_t *keys;                         /* of item i: several of them may name it, one is kept (identifier, else code, else address) */
    int *slots;                          /* item number by key; 0: free */
    int *parents;                        /* by number - 1 */
    link_t *links;
    int column[COLUMNS];                 /* of a spreadsheet, from 1; 0: not there */
    apr_pool_t *pool;
    /* while it is read for its items */
    bdg_framework_item_fn *fn;
    void *baton;
    apr_pool_t *each;                    /* cleared for each entry */
};

static bdg_err_t *too_many(void) { return bdg_err(BDG_E_TOO_LARGE, "This file has more than %d items, which is more than a framework can have here.", BDG_FRAMEWORK_ITEMS_MAX); }

/* --- identifiers */

static ident_t key_of(const char *s)
{
    unsigned char hash[32];
    ident_t k;
    bdg_sha256(s, strlen(s), hash);
    memcpy(&k, hash, sizeof k);
    return k;
}

static int same_key(ident_t x, ident_t y) { return x.a == y.a && x.b == y.b; }

static int *slot_of(const bdg_framework_file_t *f, ident_t k)
{
    for (size_t i = k.a & (SLOTS - 1);; i = (i + 1) & (SLOTS - 1))
        if (!f->slots[i] || same_key(f->keys[f->slots[i] - 1], k))
            return f->slots + i;
}

static void *grown(void *old, int n, int *cap, size_t size, apr_pool_t *pool)
{
    if (n < *cap)
        return old;
    int bigger = *cap ? *cap * 2 : 1024;
    void *out = apr_palloc(pool, size * (size_t)bigger);
    if (n)
        memcpy(out, old, size * (size_t)n);
    *cap = bigger;
    return out;
}

/* The first one of a name counts. */
static bdg_err_t *add_item(bdg_framework_file_t *f, const char *name)
{
    if (f->count == BDG_FRAMEWORK_ITEMS_MAX)
        return too_many();
    f->keys = grown(f->keys, f->count, &f->cap, sizeof *f->keys, f->pool);
    ident_t k = name ? key_of(name) : (ident_t){ 0, 0 };
    f->keys[f->count++] = k;
    int *slot = name ? slot_of(f, k) : NULL;
    if (slot && !*slot)
        *slot = f->count;
    return NULL;
}

static void add_link(bdg_framework_file_t *f, const char *child, const char *parent)
{
    if (f->nlinks == LINKS_MAX || !child || !parent)
        return;
    f->links = grown(f->links, f->nlinks, &f->link_cap, sizeof *f->links, f->pool);
    f->links[f->nlinks++] = (link_t){ key_of(child), key_of(parent) };
}

static void tie(bdg_framework_file_t *f)
{
    f->parents = apr_pcalloc(f->pool, sizeof *f->parents * (size_t)(f->count + 1));
    for (int i = 0; i < f->nlinks; i++) {
        int child = *slot_of(f, f->links[i].child), parent = *slot_of(f, f->links[i].parent);
        if (child && parent && child != parent && !f->parents[child - 1])
            f->parents[child - 1] = parent;
    }
}

/* --- texts */

/* Cleaned and, when it is longer than max characters, cut. NULL for nothing. */
static const char *line(const char *s, size_t max, apr_pool_t *pool)
{
    if (!s || !*s)
        return NULL;
    char *clean = apr_pstrdup(pool, bdg_text_clean(s, strlen(s), 0, pool));
    if (!*clean || bdg_utf8_count(clean) <= max)
        return bdg_or_null(clean);
    char *p = clean;
    for (size_t n = 0; n + 1 < max; n++)
        do
            p++;
        while ((*p & 0xC0) == 0x80);
    *p = 0;
    return apr_pstrcat(pool, clean, "\xE2\x80\xA6", NULL);
}

static const char *web_address(const char *s, apr_pool_t *pool)
{
    const char *clean = line(s, 2000, pool);
    return clean && !bdg_url_problem(clean) ? clean : NULL;
}

/* A short name, where there is one, is what badges show; the statement then goes into the description. */
static void name_it(bdg_framework_item_t *item, const char *brief, const char *full, const char *notes, apr_pool_t *pool)
{
    const char *whole = line(full, 100000, pool), *name = line(brief ? brief : full, BDG_FRAMEWORK_NAME_MAX, pool);
    item->name = name ? name : line(full, BDG_FRAMEWORK_NAME_MAX, pool);
    item->description = line(whole && item->name && strcmp(whole, item->name) ? whole : notes, BDG_FRAMEWORK_TEXT_MAX, pool);
}

/* An item of the second reading; the first one has counted it already. */
static bdg_err_t *give(bdg_framework_file_t *f, bdg_framework_item_t *item)
{
    item->number = ++f->count;
    if (f->count > f->about.items)
        return bdg_err(BDG_E_CONFLICT, "The file changed while it was read.");
    item->parent = f->parents[item->number - 1];
    return f->fn(f->baton, item);
}

/* --- CASE */

static bdg_json_want_e case_want(void *baton, const char *key)
{
    const bdg_framework_file_t *f = baton;
    if (!strcmp(key, "CFItems"))
        return BDG_JSON_ITEMS;
    if (f->fn)
        return BDG_JSON_SKIP;
    return !strcmp(key, "CFDocument") ? BDG_JSON_WHOLE : !strcmp(key, "CFAssociations") ? BDG_JSON_ITEMS : BDG_JSON_SKIP;
}

static const char *node(const json_t *association, const char *which) { return bdg_json_get_str(json_object_get(association, which), "identifier"); }

static void about_case(bdg_framework_file_t *f, const json_t *d)
{
    f->about.name = line(bdg_json_get_str(d, "title"), BDG_FRAMEWORK_NAME_MAX, f->pool);
    f->about.publisher = line(bdg_json_get_str(d, "publisher") ? bdg_json_get_str(d, "publisher") : bdg_json_get_str(d, "creator"), 200, f->pool);
    f->about.version = line(bdg_json_get_str(d, "version"), 50, f->pool);
    f->about.identifier = line(bdg_json_get_str(d, "identifier"), 200, f->pool);
    f->about.url = web_address(bdg_json_get_str(d, "officialSourceURL"), f->pool);
    if (!f->about.url)
        f->about.url = web_address(bdg_json_get_str(d, "uri"), f->pool);
}

static bdg_err_t *case_item(bdg_framework_file_t *f, const json_t *o)
{
    apr_pool_t *p = f->each;
    bdg_framework_item_t item = { 0 };
    name_it(&item, bdg_json_get_str(o, "abbreviatedStatement"), bdg_json_get_str(o, "fullStatement"), bdg_json_get_str(o, "notes"), p);
    if (!item.name) {
        f->about.skipped += !f->fn;
        return NULL;
    }
    if (!f->fn)
        return add_item(f, bdg_json_get_str(o, "identifier"));
    item.code = line(bdg_json_get_str(o, "humanCodingScheme"), BDG_FRAMEWORK_CODE_MAX, p);
    item.kind = line(bdg_json_get_str(o, "CFItemType"), 100, p);
    item.url = web_address(bdg_json_get_str(o, "uri"), p);
    return give(f, &item);
}

static bdg_err_t *case_take(void *baton, const char *key, const char *json, size_t len)
{
    bdg_framework_file_t *f = baton;
    json_t *o;
    apr_pool_clear(f->each);
    BDG_TRY(bdg_json_parse(&o, json, len, ENTRY_MAX, f->each));
    if (!json_is_object(o))
        return bdg_err(BDG_E_MALFORMED, "%s holds something that is no object.", key);
    if (!strcmp(key, "CFItems"))
        return case_item(f, o);
    if (!strcmp(key, "CFDocument"))
        about_case(f, o);
    else if (bdg_same(bdg_json_get_str(o, "associationType"), "isChildOf"))
        add_link(f, node(o, "originNodeURI"), node(o, "destinationNodeURI"));
    return NULL;
}

static bdg_err_t *read_case(bdg_framework_file_t *f)
{
    static const bdg_json_walker_t walker = { case_want, case_take };
    apr_pool_t *pool;
    apr_file_t *file;
    bdg_text_t *text;
    apr_pool_create(&pool, f->pool);
    bdg_err_t *e = NULL;
    if (apr_file_open(&file, f->path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_OS_DEFAULT, pool) != APR_SUCCESS)
        e = bdg_err(BDG_E_INTERNAL, "The file cannot be read.");
    if (!e)
        e = bdg_text_open_file(&text, file, pool);
    if (!e)
        e = bdg_json_walk(text, &walker, f, ENTRY_MAX, pool);
    apr_pool_destroy(pool);
    return e;
}

/* --- a spreadsheet */

static const struct { column_e column; const char *heading; } headings[] = {
    { NAME, "name" }, { NAME, "title" }, { NAME, "statement" }, { NAME, "fullstatement" }, { NAME, "preferredlabel" }, { NAME, "skillname" }, { NAME, "skill" },
    { NAME, "targetname" }, { NAME, "competency" }, { NAME, "standard" }, { NAME, "label" }, { NAME, "elementname" },
    { CODE, "code" }, { CODE, "humancodingscheme" }, { CODE, "notation" }, { CODE, "targetcode" }, { CODE, "elementid" },
    { DESCRIPTION, "description" }, { DESCRIPTION, "notes" }, { DESCRIPTION, "definition" }, { DESCRIPTION, "skillstatement" }, { DESCRIPTION, "targetdescription" },
    { URL, "url" }, { URL, "uri" }, { URL, "concepturi" }, { URL, "targeturl" }, { URL, "canonicalurl" }, { URL, "address" }, { URL, "webaddress" },
    { KIND, "type" }, { KIND, "cfitemtype" }, { KIND, "concepttype" }, { KIND, "kind" }, { KIND, "targettype" },
    { ID, "identifier" }, { ID, "id" }, { ID, "guid" }, { PARENT, "parent" }, { PARENT, "ischildof" }, { PARENT, "broader" }, { PARENT, "parentid" }, { PARENT, "parentcode" },
};

/* Letters and digits only, in small letters: "Full statement", "full_statement" and "fullStatement" are one. */
static void fold(char out[32], bdg_slice_t cell)
{
    size_t n = 0;
    for (size_t i = 0; i < cell.len && n < 31; i++)
        if (isalnum((unsigned char)cell.data[i]))
            out[n++] = (char)tolower((unsigned char)cell.data[i]);
    out[n] = 0;
}

static bdg_err_t *read_headings(bdg_framework_file_t *f, const bdg_table_row_t *row)
{
    char heading[32];
    memset(f->column, 0, sizeof f->column);
    for (int i = 0; i < row->ncells; i++) {
        fold(heading, row->cells[i]);
        for (size_t h = 0; h < sizeof headings / sizeof *headings; h++)
            if (!strcmp(heading, headings[h].heading) && !f->column[headings[h].column])
                f->column[headings[h].column] = i + 1;
    }
    return f->column[NAME] ? NULL
        : bdg_err(BDG_E_INVALID, "The first row has no heading for the names of the items. Call that column \"Name\"; others may be Code, Description, URL, Type, Identifier and Parent.");
}

static const char *cell(const bdg_framework_file_t *f, const bdg_table_row_t *row, column_e column)
{
    int at = f->column[column];
    if (!at || at > row->ncells || !row->cells[at - 1].len)
        return NULL;
    bdg_slice_t s = bdg_cell_unguard(row->cells[at - 1]);
    return apr_pstrmemdup(f->each, s.data, s.len);
}

static bdg_err_t *table_row(bdg_framework_file_t *f, const bdg_table_row_t *row)
{
    bdg_framework_item_t item = { 0 };
    apr_pool_t *p = f->each;
    apr_pool_clear(p);
    const char *code = line(cell(f, row, CODE), BDG_FRAMEWORK_CODE_MAX, p), *url = line(cell(f, row, URL), 2000, p), *id = line(cell(f, row, ID), 200, p);
    const char *parent = line(cell(f, row, PARENT), 2000, p);
    name_it(&item, NULL, cell(f, row, NAME), cell(f, row, DESCRIPTION), p);
    if (!item.name) {
        f->about.skipped += !f->fn && row->ncells;
        return NULL;
    }
    if (!f->fn) {
        const char *name = id ? id : code ? code : url;
        BDG_TRY(add_item(f, name));
        add_link(f, name, parent);
        return NULL;
    }
    item.code = code;
    item.kind = line(cell(f, row, KIND), 100, p);
    item.url = url && !bdg_url_problem(url) ? url : NULL;
    return give(f, &item);
}

static bdg_err_t *read_table(bdg_framework_file_t *f)
{
    apr_pool_t *pool;
    bdg_table_t *table;
    bdg_table_row_t row;
    int eof = 0, first = 1;
    const bdg_table_limits_t limits = { .columns = 100 };
    apr_pool_create(&pool, f->pool);
    bdg_err_t *e = bdg_table_open(&table, f->path, NULL, &limits, pool);
    while (!e && !(e = bdg_table_next(table, &row, &eof)) && !eof) {
        if (!row.ncells)
            continue;
        e = first ? read_headings(f, &row) : table_row(f, &row);
        first = 0;
    }
    apr_pool_destroy(pool);
    return e;
}

/* --- both */

/* Begins with a brace, perhaps after a byte order mark and blanks, in any encoding that a text may have. */
static bdg_err_t *find_kind(bdg_framework_file_t *f)
{
    apr_file_t *file;
    unsigned char head[64];
    apr_size_t n = sizeof head, i = 0;
    if (apr_file_open(&file, f->path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_OS_DEFAULT, f->pool) != APR_SUCCESS)
        return bdg_err(BDG_E_INTERNAL, "The file cannot be read.");
    if (apr_file_read(file, head, &n) != APR_SUCCESS)
        n = 0;
    apr_file_close(file);
    while (i < n && (head[i] <= ' ' || head[i] >= 0xBB))
        i++;
    f->json = i < n && head[i] == '{';
    f->about.kind = f->json ? "case" : "csv";
    return NULL;
}

bdg_err_t *bdg_framework_file_open(bdg_framework_file_t **out, const char *path, apr_pool_t *pool)
{
    bdg_framework_file_t *f = *out = apr_pcalloc(pool, sizeof *f);
    f->path = path;
    f->pool = pool;
    f->slots = apr_pcalloc(pool, sizeof *f->slots * SLOTS);
    apr_pool_create(&f->each, pool);
    BDG_TRY(find_kind(f));
    BDG_TRY(f->json ? read_case(f) : read_table(f));
    f->about.items = f->count;
    if (!f->count)
        return bdg_err(BDG_E_INVALID, f->json ? "This file has no items (CFItems). Choose a framework exported as CASE JSON, a whole CFPackage." : "This file has no items below its headings.");
    tie(f);
    return NULL;
}

const bdg_framework_about_t *bdg_framework_file_about(const bdg_framework_file_t *f) { return &f->about; }

bdg_err_t *bdg_framework_file_items(bdg_framework_file_t *f, bdg_framework_item_fn *fn, void *baton)
{
    f->fn = fn;
    f->baton = baton;
    f->count = 0;
    bdg_err_t *e = f->json ? read_case(f) : read_table(f);
    f->fn = NULL;
    return e;
}
