#include "core/related.h"
#include "base/language.h"
#include "base/json.h"
#include "base/str.h"
#include "core/badge_wording.h"
#include <apr_strings.h>
#include <string.h>

#define STORED_MAX (1024 * 1024)

/* --- stored */

static bdg_err_t *broken(void) { return bdg_err(BDG_E_INTERNAL, "The related badges of this badge cannot be read."); }

bdg_err_t *bdg_related_read(bdg_related_t **list, int *n, const char *json, apr_pool_t *pool)
{
    json_t *array;
    *list = NULL;
    *n = 0;
    if (!json || !*json)
        return NULL;
    BDG_TRY(bdg_json_parse(&array, json, strlen(json), STORED_MAX, pool));
    if (!json_is_array(array))
        return broken();
    int count = (int)json_array_size(array);
    bdg_related_t *out = apr_pcalloc(pool, sizeof *out * (size_t)(count + 1));
    for (int i = 0; i < count; i++) {
        const json_t *o = json_array_get(array, (size_t)i);
        out[i] = (bdg_related_t){ bdg_json_get_str(o, "url"), bdg_json_get_str(o, "language"), bdg_json_get_str(o, "version") };
        if (!out[i].url)
            return broken();
    }
    *list = out;
    *n = count;
    return NULL;
}

const char *bdg_related_write(const bdg_related_t *list, int n, apr_pool_t *pool)
{
    json_t *array = bdg_json_own(json_array(), pool);
    for (int i = 0; i < n; i++) {
        json_t *o = json_object();
        bdg_json_str(o, "url", list[i].url);
        bdg_json_str(o, "language", list[i].language);
        bdg_json_str(o, "version", list[i].version);
        bdg_json_add(array, o);
    }
    return n ? bdg_json_dump(array, pool) : NULL;
}

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
