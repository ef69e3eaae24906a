#include "core/related.h"
#include "base/language.h"
#include "base/str.h"
#include "core/badge_wording.h"
#include "core/stored_list.h"
#include <apr_strings.h>
#include <string.h>

/* --- stored */

static const bdg_stored_text_t texts[] = {
    { "url", offsetof(bdg_related_t, url), 1 }, { "language", offsetof(bdg_related_t, language), 0 },
    { "version", offsetof(bdg_related_t, version), 0 }, { 0 }
};
static const bdg_stored_list_t stored = { sizeof(bdg_related_t), 1024 * 1024, "related_json", texts, NULL, NULL };

bdg_err_t *bdg_related_read(bdg_related_t **list, int *n, const char *json, apr_pool_t *pool) { return bdg_stored_list_read(list, n, &stored, json, pool); }

const char *bdg_related_write(const bdg_related_t *list, int n, apr_pool_t *pool) { return n ? bdg_stored_list_write(list, n, &stored, pool) : NULL; }

/* --- typed */

static int blank_row(const bdg_related_typed_t *r) { return bdg_is_blank(r->url) && bdg_is_blank(r->language) && bdg_is_blank(r->version); }

static void check_row(bdg_check_t *c, bdg_related_t *list, int n, const bdg_related_typed_t *r, int row)
{
    apr_pool_t *p = c->pool;
    bdg_related_t *a = list + n;
    const char *label = bdg_say(p, "Related badge %d", row + 1);
    const char *url_field = apr_psprintf(p, "url_%d", row), *url_label = bdg_say(p, "%s, web address", label);
    int before = bdg_check_count(c);
    a->url = bdg_check_url(c, url_field, url_label, r->url, 1);
    a->language = bdg_is_blank(r->language) ? NULL : apr_pstrdup(p, r->language);
    if (a->language && !bdg_language_ok(a->language)) {
        bdg_check_add(c, apr_psprintf(p, "language_%d", row), bdg_say(p, "%s, language", label), "Choose one of the list.");
        a->language = NULL;
    }
    a->version = bdg_or_null(bdg_check_line(c, apr_psprintf(p, "version_%d", row), apr_pstrcat(p, label, ", version", NULL), r->version, 0, BDG_RELATED_VERSION_MAX));
    for (int i = 0; i < n && bdg_check_count(c) == before; i++)
        if (!strcmp(list[i].url, a->url)) {
            bdg_check_add(c, url_field, url_label, "This address is there already.");
            return;
        }
}

void bdg_related_check(bdg_related_t **out, int *n, bdg_check_t *c, const bdg_related_typed_t *rows, int nrows)
{
    bdg_related_t *list = *out = apr_pcalloc(c->pool, sizeof *list * (size_t)(nrows + 1));
    *n = 0;
    for (int i = 0; i < nrows; i++)
        if (!blank_row(rows + i))
            check_row(c, list, (*n)++, rows + i, i);
    if (*n > BDG_RELATED_MAX)
        bdg_check_add(c, "add", "Related badges", "A badge can name at most %d related badges; these are %d.", BDG_RELATED_MAX, *n);
}
