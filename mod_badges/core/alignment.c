#include "core/alignment.h"
#include "base/language.h"
#include "base/str.h"
#include "core/stored_list.h"
#include <apr_strings.h>
#include <string.h>

/* --- stored */

static const bdg_stored_text_t texts[] = {
    { "name", offsetof(bdg_alignment_t, name), 1 }, { "url", offsetof(bdg_alignment_t, url), 1 },
    { "description", offsetof(bdg_alignment_t, description), 0 }, { "framework", offsetof(bdg_alignment_t, framework), 0 },
    { "code", offsetof(bdg_alignment_t, code), 0 }, { 0 }
};
static const bdg_stored_list_t stored = { sizeof(bdg_alignment_t), 4 * 1024 * 1024, "alignments_json", texts, NULL, NULL };

bdg_err_t *bdg_alignments_read(bdg_alignment_t **list, int *n, const char *json, apr_pool_t *pool) { return bdg_stored_list_read(list, n, &stored, json, pool); }

const char *bdg_alignments_write(const bdg_alignment_t *list, int n, apr_pool_t *pool) { return n ? bdg_stored_list_write(list, n, &stored, pool) : NULL; }

/* --- typed */

static int blank_row(const bdg_alignment_typed_t *r)
{
    return bdg_is_blank(r->name) && bdg_is_blank(r->url) && bdg_is_blank(r->description) && bdg_is_blank(r->framework) && bdg_is_blank(r->code);
}

static void check_row(bdg_check_t *c, bdg_alignment_t *list, int n, const bdg_alignment_typed_t *r, int row)
{
    apr_pool_t *p = c->pool;
    bdg_alignment_t *a = list + n;
    const char *label = bdg_say(p, "Alignment %d", row + 1);
    const char *url_field = apr_psprintf(p, "url_%d", row), *url_label = bdg_say(p, "%s, web address", label);
    int before = bdg_check_count(c);
    a->name = bdg_check_line(c, apr_psprintf(p, "name_%d", row), apr_pstrcat(p, label, ", name", NULL), r->name, 1, BDG_ALIGNMENT_NAME_MAX);
    a->url = bdg_check_url(c, url_field, url_label, r->url, 1);
    a->framework = bdg_or_null(bdg_check_line(c, apr_psprintf(p, "framework_%d", row), apr_pstrcat(p, label, ", framework", NULL), r->framework, 0, BDG_ALIGNMENT_FRAMEWORK_MAX));
    a->code = bdg_or_null(bdg_check_line(c, apr_psprintf(p, "code_%d", row), apr_pstrcat(p, label, ", code", NULL), r->code, 0, BDG_ALIGNMENT_CODE_MAX));
    a->description = bdg_or_null(bdg_check_lines(c, apr_psprintf(p, "description_%d", row), apr_pstrcat(p, label, ", description", NULL), r->description, 0,
                                             BDG_ALIGNMENT_DESCRIPTION_MAX));
    for (int i = 0; i < n && bdg_check_count(c) == before; i++)
        if (bdg_same(list[i].url, a->url) && bdg_same(list[i].code, a->code))
            bdg_check_add(c, url_field, url_label, "Another alignment has this address%s too; take one of them out.", a->code ? " and code" : "");
}

void bdg_alignments_check(bdg_alignment_t **out, int *n, bdg_check_t *c, const bdg_alignment_typed_t *rows, int nrows)
{
    bdg_alignment_t *list = *out = apr_pcalloc(c->pool, sizeof *list * (size_t)(nrows + 1));
    *n = 0;
    for (int i = 0; i < nrows; i++)
        if (!blank_row(rows + i))
            check_row(c, list, (*n)++, rows + i, i);
    if (*n > BDG_ALIGNMENTS_MAX)
        bdg_check_add(c, "add", "Alignments", "A badge can have at most %d alignments; these are %d.", BDG_ALIGNMENTS_MAX, *n);
}
