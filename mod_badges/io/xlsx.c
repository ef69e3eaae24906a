/* The package: which part is what, and which sheets there are. */
#include "io/xlsx_parts.h"
#include <apr_strings.h>
#include <string.h>

#define PART_NAME 512               /* longest name of a part that is looked at */

typedef struct sheet_ref_t {
    const char *id;                 /* of the relationship */
    const char *part;               /* NULL: not a sheet with cells */
} sheet_ref_t;

struct bdg_xlsx_t {
    apr_pool_t *pool;
    bdg_xlsx_context_t context;
    const char *workbook, *strings, *styles;       /* names of parts */
    int nsheets, in_sheets;
    bdg_table_sheet_t sheets[BDG_XLSX_SHEETS];
    sheet_ref_t refs[BDG_XLSX_SHEETS];
    int chosen;
    bdg_xlsx_sheet_t *rows;
    bdg_err_t *waiting;             /* went wrong while looking for a sheet; told with the first row */
};

bdg_err_t *bdg_xlsx_damaged(const char *why)
{
    return bdg_err_detail(bdg_err(BDG_E_MALFORMED, "This file is damaged and cannot be read. Open it in your spreadsheet program, save it again and "
                                                   "upload that."), "xlsx: %s", why);
}

bdg_err_t *bdg_xlsx_part(bdg_unzip_t *zip, const char *part, const bdg_sax_handler_t *handler, void *baton, apr_pool_t *pool)
{
    enum { BLOCK = 32768 };
    apr_pool_t *sub;
    bdg_unzip_entry_t *entry;
    bdg_sax_t *sax;
    bdg_err_t *err;
    size_t got = 1;
    apr_pool_create(&sub, pool);
    char *block = apr_palloc(sub, BLOCK);
    err = bdg_unzip_entry(&entry, zip, part, sub);
    if (!err)
        err = bdg_sax_open(&sax, handler, baton, sub);
    while (!err && got) {
        err = bdg_unzip_read(entry, block, BLOCK, &got);
        if (!err)
            err = got ? bdg_sax_feed(sax, block, got) : bdg_sax_finish(sax);
    }
    apr_pool_destroy(sub);
    return err;
}

/* --- relationships (ECMA-376 part 2, 9.3) */

typedef struct rels_t {
    bdg_xlsx_t *x;
    const char *base;               /* folder of the part that the relationships belong to, "" or with a slash at its end */
} rels_t;

/* Target of a relationship as the name of an entry: "/xl/a.xml" and "../xl/a.xml" and "a.xml" beside base. NULL when it leads nowhere. */
static const char *resolve(const char *base, const char *target, apr_pool_t *pool)
{
    char *save = NULL, *out;
    if (strlen(target) > PART_NAME)
        return NULL;
    out = apr_pcalloc(pool, strlen(base) + strlen(target) + 2);
    char *path = *target == '/' ? apr_pstrdup(pool, target) : apr_pstrcat(pool, base, target, NULL);
    for (char *seg = apr_strtok(path, "/", &save); seg; seg = apr_strtok(NULL, "/", &save)) {
        char *slash = strrchr(out, '/');
        if (!strcmp(seg, "."))
            continue;
        if (!strcmp(seg, "..")) {
            if (!*out)
                return NULL;
            out[slash ? slash - out : 0] = 0;
            continue;
        }
        if (*out)
            strcat(out, "/");
        strcat(out, seg);
    }
    return *out ? out : NULL;
}

static int type_is(const bdg_sax_attrs_t *attrs, const char *kind)
{
    size_t len, n = strlen(kind);
    const char *t = bdg_sax_attr(attrs, "Type", &len);
    return t && len > n && t[len - n - 1] == '/' && !memcmp(t + len - n, kind, n);
}

static bdg_err_t *on_rel(void *baton, int depth, const char *name, const bdg_sax_attrs_t *attrs)
{
    rels_t *r = baton;
    bdg_xlsx_t *x = r->x;
    if (depth != 2 || strcmp(name, "Relationship") || bdg_sax_attr_is(attrs, "TargetMode", "External"))
        return NULL;
    int sheet = type_is(attrs, "worksheet"), book = type_is(attrs, "officeDocument");
    int strings = type_is(attrs, "sharedStrings"), styles = type_is(attrs, "styles");
    const char *target = sheet || book || strings || styles ? bdg_sax_attr_dup(attrs, "Target", x->pool) : NULL;
    const char *part = target ? resolve(r->base, target, x->pool) : NULL;
    if (!part)
        return NULL;
    if (book)
        x->workbook = part;
    else if (strings)
        x->strings = part;
    else if (styles)
        x->styles = part;
    for (int i = 0; sheet && i < x->nsheets; i++)
        if (bdg_sax_attr_is(attrs, "Id", x->refs[i].id))
            x->refs[i].part = part;
    return NULL;
}

static bdg_err_t *on_nothing(void *baton, int depth, const char *name)
{
    (void)baton, (void)depth, (void)name;
    return NULL;
}

static bdg_err_t *read_rels(bdg_xlsx_t *x, const char *base, const char *file)
{
    static const bdg_sax_handler_t handler = { on_rel, on_nothing, NULL };
    rels_t r = { x, base };
    const char *part = apr_pstrcat(x->pool, base, "_rels/", file, ".rels", NULL);
    return bdg_unzip_has(x->context.zip, part) ? bdg_xlsx_part(x->context.zip, part, &handler, &r, x->pool) : NULL;
}

/* --- the workbook */

static bdg_err_t *on_workbook(void *baton, int depth, const char *name, const bdg_sax_attrs_t *attrs)
{
    bdg_xlsx_t *x = baton;
    if (depth == 2) {
        x->in_sheets = !strcmp(name, "sheets");
        if (!strcmp(name, "workbookPr"))
            x->context.date1904 = bdg_sax_attr_true(attrs, "date1904");
    } else if (depth == 3 && x->in_sheets && !strcmp(name, "sheet")) {
        const char *label = bdg_sax_attr_dup(attrs, "name", x->pool), *id = bdg_sax_attr_dup(attrs, "id", x->pool);
        if (!label || !id)
            return bdg_xlsx_damaged("sheet without name or id");
        if (x->nsheets == BDG_XLSX_SHEETS)
            return bdg_err(BDG_E_TOO_LARGE, "This file has more than the %d sheets that are allowed.", BDG_XLSX_SHEETS);
        x->sheets[x->nsheets] = (bdg_table_sheet_t){ label, bdg_sax_attr_is(attrs, "state", "hidden") ||
                                                                bdg_sax_attr_is(attrs, "state", "veryHidden") };
        x->refs[x->nsheets++].id = id;
    }
    return NULL;
}

static bdg_err_t *read_workbook(bdg_xlsx_t *x)
{
    static const bdg_sax_handler_t handler = { on_workbook, on_nothing, NULL };
    const char *slash = strrchr(x->workbook, '/');
    const char *base = slash ? apr_pstrmemdup(x->pool, x->workbook, (apr_size_t)(slash - x->workbook) + 1) : "";
    BDG_TRY(bdg_xlsx_part(x->context.zip, x->workbook, &handler, x, x->pool));
    BDG_TRY(read_rels(x, base, slash ? slash + 1 : x->workbook));
    int n = 0;                      /* chart sheets have no cells: leave them out */
    for (int i = 0; i < x->nsheets; i++) {
        if (!x->refs[i].part)
            continue;
        x->sheets[n] = x->sheets[i];
        x->refs[n++] = x->refs[i];
    }
    x->nsheets = n;
    return n ? NULL : bdg_xlsx_damaged("no sheets");
}

/* What else comes as a ZIP, told by an entry that only it has. */
static bdg_err_t *check_kind(bdg_unzip_t *zip)
{
    static const struct { const char *entry, *sentence; } others[] = {
        { "xl/workbook.bin", "This is Excel's binary format (.xlsb). Save it as .xlsx or CSV." },
        { "word/document.xml", "This is a Word document, not a spreadsheet. Save your list as .xlsx or CSV." },
        { "ppt/presentation.xml", "This is a presentation, not a spreadsheet. Save your list as .xlsx or CSV." },
        { "Index/Document.iwa", "This is an Apple Numbers file. Export it as .xlsx or CSV." },
        { "content.xml", "This is an OpenDocument file. Save it as .xlsx or CSV." },
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (bdg_unzip_has(zip, others[i].entry))
            return bdg_err(BDG_E_UNSUPPORTED, "%s", others[i].sentence);
    return bdg_err(BDG_E_UNSUPPORTED, "This is a ZIP file, not a spreadsheet. Unpack it and upload the CSV or XLSX file inside.");
}

static apr_status_t forget_error(void *p)
{
    bdg_err_clear(((bdg_xlsx_t *)p)->waiting);
    return APR_SUCCESS;
}

bdg_err_t *bdg_xlsx_open(bdg_xlsx_t **out, const char *path, const bdg_table_limits_t *limits, apr_pool_t *pool)
{
    bdg_xlsx_t *x = apr_pcalloc(pool, sizeof *x);
    bdg_xlsx_context_t *c = &x->context;
    bdg_xlsx_strings_t *strings = NULL;
    bdg_xlsx_styles_t *styles = NULL;
    x->pool = pool;
    x->chosen = -1;
    c->limits = bdg_table_limits(limits);
    apr_pool_cleanup_register(pool, x, forget_error, apr_pool_cleanup_null);
    BDG_TRY(bdg_unzip_open(&c->zip, path, c->limits.inflated, pool));
    x->workbook = "xl/workbook.xml";
    BDG_TRY(read_rels(x, "", ""));
    if (!bdg_unzip_has(c->zip, x->workbook) || bdg_unzip_has(c->zip, "xl/workbook.bin"))
        return check_kind(c->zip);
    BDG_TRY(read_workbook(x));
    if (x->strings && bdg_unzip_has(c->zip, x->strings))
        BDG_TRY(bdg_xlsx_strings_read(&strings, c->zip, x->strings, pool));
    if (x->styles && bdg_unzip_has(c->zip, x->styles))
        BDG_TRY(bdg_xlsx_styles_read(&styles, c->zip, x->styles, pool));
    c->strings = strings;
    c->styles = styles;
    *out = x;
    return NULL;
}

/* --- choosing, and reading on */

static bdg_err_t *choose(bdg_xlsx_t *x, int i, apr_pool_t *pool)
{
    x->chosen = i;
    return bdg_xlsx_sheet_open(&x->rows, &x->context, x->refs[i].part, pool);
}

static bdg_err_t *choose_by_name(bdg_xlsx_t *x, const char *sheet)
{
    for (int i = 0; i < x->nsheets; i++)
        if (!strcmp(x->sheets[i].name, sheet))
            return choose(x, i, x->pool);
    return bdg_err(BDG_E_NOT_FOUND, "This file has no sheet of that name.");
}

bdg_err_t *bdg_xlsx_select(bdg_xlsx_t *x, const char *sheet)
{
    int any = 0, fallback = 0;
    if (sheet)
        return choose_by_name(x, sheet);
    while (fallback < x->nsheets - 1 && x->sheets[fallback].hidden)
        fallback++;
    for (int i = fallback; i < x->nsheets; i++) {
        apr_pool_t *sub;
        if (x->sheets[i].hidden)
            continue;
        apr_pool_create(&sub, x->pool);
        BDG_TRY(choose(x, i, sub));
        x->waiting = bdg_xlsx_sheet_pump(x->rows, &any);
        if (any || x->waiting)
            return NULL;
        apr_pool_destroy(sub);
    }
    return choose(x, fallback, x->pool);
}

bdg_err_t *bdg_xlsx_next(bdg_xlsx_t *x, bdg_table_row_t *row, int *eof)
{
    if (x->waiting) {
        bdg_err_t *err = x->waiting;
        x->waiting = NULL;
        return err;
    }
    return bdg_xlsx_sheet_next(x->rows, row, eof);
}

const char *bdg_xlsx_sheet(const bdg_xlsx_t *x) { return x->chosen < 0 ? NULL : x->sheets[x->chosen].name; }

const bdg_table_sheet_t *bdg_xlsx_sheets(const bdg_xlsx_t *x, int *count)
{
    *count = x->nsheets;
    return x->sheets;
}
