#include "core/translation.h"
#include "base/language.h"
#include "base/str.h"
#include "core/badge_wording.h"
#include "core/stored_list.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define RANGES_MAX 32                /* of an Accept-Language that are looked at */

/* --- stored */

static const bdg_stored_text_t texts[] = {
    { "language", offsetof(bdg_translation_t, language), 1 }, { "name", offsetof(bdg_translation_t, name), 1 },
    { "description", offsetof(bdg_translation_t, description), 1 }, { "criteria_text", offsetof(bdg_translation_t, criteria_text), 0 },
    { "criteria_url", offsetof(bdg_translation_t, criteria_url), 0 }, { 0 }
};
static const bdg_stored_list_t stored = { sizeof(bdg_translation_t), 8 * 1024 * 1024, "translations_json", texts, NULL, NULL };

bdg_err_t *bdg_translations_read(bdg_translation_t **list, int *n, const char *json, apr_pool_t *pool) { return bdg_stored_list_read(list, n, &stored, json, pool); }

const char *bdg_translations_write(const bdg_translation_t *list, int n, apr_pool_t *pool) { return n ? bdg_stored_list_write(list, n, &stored, pool) : NULL; }

/* --- used */

bdg_err_t *bdg_translation_related(bdg_related_t **list, int *n, const bdg_badge_class_t *b, const char *id, apr_pool_t *pool)
{
    bdg_translation_t *t;
    bdg_related_t *own;
    int nt, nown;
    const char *version = apr_itoa(pool, b->number);
    BDG_TRY(bdg_related_read(&own, &nown, b->related_json, pool));
    BDG_TRY(bdg_translations_read(&t, &nt, b->translations_json, pool));
    bdg_related_t *out = *list = apr_pcalloc(pool, sizeof *out * (size_t)(nown + nt + 2));
    *n = 0;
    if (b->own_language)
        out[(*n)++] = (bdg_related_t){ id, b->own_language, version };
    for (int i = 0; i < nt; i++)
        if (strcasecmp(t[i].language, b->language))
            out[(*n)++] = (bdg_related_t){ apr_pstrcat(pool, id, "/languages/", t[i].language, NULL), t[i].language, version };
    for (int i = 0; i < nown; i++)
        out[(*n)++] = own[i];
    return NULL;
}

bdg_err_t *bdg_translation_apply(bdg_badge_class_t **out, const bdg_badge_class_t *badge, const char *language, apr_pool_t *pool)
{
    bdg_translation_t *list;
    int n;
    *out = NULL;
    BDG_TRY(bdg_translations_read(&list, &n, badge->translations_json, pool));
    for (int i = 0; i < n; i++) {
        if (strcasecmp(list[i].language, language))
            continue;
        bdg_badge_class_t *b = *out = apr_pmemdup(pool, badge, sizeof *b);
        b->own_language = badge->own_language ? badge->own_language : badge->language;
        b->language = list[i].language;
        b->name = list[i].name;
        b->description = list[i].description;
        if (list[i].criteria_text || list[i].criteria_url) {
            b->criteria_text = list[i].criteria_text;
            b->criteria_url = list[i].criteria_url;
        }
        return NULL;
    }
    return NULL;
}

typedef struct range_t { const char *tag; int weight; } range_t;

/* "q=0.8" as thousandths; 1000 where it is not said, 0 where it is nonsense. */
static int weight_of(const char *params)
{
    const char *q = params ? strstr(params, "q=") : NULL;
    double w = q ? strtod(q + 2, NULL) : 1;
    return w > 1 ? 1000 : w > 0 ? (int)(w * 1000 + 0.5) : 0;
}

static int read_ranges(range_t *ranges, const char *header, apr_pool_t *pool)
{
    char *last, *copy = apr_pstrdup(pool, header);
    int n = 0;
    for (char *part = apr_strtok(copy, ",", &last); part && n < RANGES_MAX; part = apr_strtok(NULL, ",", &last)) {
        char *params = strchr(part, ';');
        if (params)
            *params++ = 0;
        part += strspn(part, " \t");
        part[strcspn(part, " \t")] = 0;
        if (*part)
            ranges[n++] = (range_t){ part, weight_of(params) };
    }
    return n;
}

/* How near a language is to a range: the same 3, narrower 2 (en-GB to en), wider 1 (de to de-AT), 0 otherwise. */
static int nearness(const char *language, const char *range)
{
    size_t l = strlen(language), r = strlen(range), shorter = l < r ? l : r;
    if (strncasecmp(language, range, shorter))
        return 0;
    return l == r ? 3 : l > r ? (language[r] == '-' ? 2 : 0) : (range[l] == '-' ? 1 : 0);
}

/* For one language: the weight of the range that names it best; -1 for none. */
static int liking(const char *language, const range_t *ranges, int n)
{
    int near = 0, weight = -1;
    for (int i = 0; i < n; i++) {
        int now = nearness(language, ranges[i].tag);
        if (now > near) {
            near = now;
            weight = ranges[i].weight * 4 + now;
        }
    }
    return weight < 4 ? -1 : weight;
}

const char *bdg_translation_choose(const bdg_badge_class_t *badge, const char *header, apr_pool_t *pool)
{
    bdg_translation_t *list;
    range_t ranges[RANGES_MAX];
    int n;
    if (!header || !badge->translations_json)
        return badge->language;
    bdg_err_clear(bdg_translations_read(&list, &n, badge->translations_json, pool));
    int nranges = read_ranges(ranges, header, pool), best = liking(badge->language, ranges, nranges);
    const char *chosen = badge->language;
    for (int i = 0; i < n; i++) {
        int now = liking(list[i].language, ranges, nranges);
        if (now > best) {
            best = now;
            chosen = list[i].language;
        }
    }
    return chosen;
}

/* --- typed */

static int blank_row(const bdg_translation_typed_t *r)
{
    return bdg_is_blank(r->name) && bdg_is_blank(r->description) && bdg_is_blank(r->criteria_text) && bdg_is_blank(r->criteria_url);
}

static const char *field(bdg_check_t *c, const char *name, int row) { return apr_psprintf(c->pool, "%s_%d", name, row); }

static void check_language(bdg_check_t *c, bdg_translation_t *list, int n, const char *typed, int row, const char *label, const char *own)
{
    bdg_translation_t *t = list + n;
    label = apr_pstrcat(c->pool, label, ", language", NULL);
    t->language = apr_pstrdup(c->pool, typed ? typed : "");
    if (!bdg_language_ok(t->language))
        bdg_check_add(c, field(c, "language", row), label, "Choose one of the list.");
    else if (!strcasecmp(t->language, own))
        bdg_check_add(c, field(c, "language", row), label, "This is the language of the badge itself; its words stand under Details and Criteria.");
    for (int i = 0; i < n; i++)
        if (!strcasecmp(list[i].language, t->language)) {
            bdg_check_add(c, field(c, "language", row), label, "This language is there already.");
            return;
        }
}

static void check_row(bdg_check_t *c, bdg_translation_t *list, int n, const bdg_translation_typed_t *r, int row, const char *own)
{
    bdg_translation_t *t = list + n;
    const char *label = bdg_say(c->pool, "Language %d", row + 1);
    check_language(c, list, n, r->language, row, label, own);
    t->name = bdg_check_line(c, field(c, "name", row), apr_pstrcat(c->pool, label, ", name", NULL), r->name, 1, BDG_BADGE_NAME_MAX);
    t->description = bdg_check_lines(c, field(c, "description", row), apr_pstrcat(c->pool, label, ", description", NULL), r->description, 1, BDG_BADGE_DESCRIPTION_MAX);
    t->criteria_text = bdg_or_null(bdg_check_lines(c, field(c, "criteria_text", row), apr_pstrcat(c->pool, label, ", criteria", NULL), r->criteria_text, 0,
                                                   BDG_BADGE_CRITERIA_MAX));
    t->criteria_url = bdg_or_null(bdg_check_url(c, field(c, "criteria_url", row), apr_pstrcat(c->pool, label, ", address of the criteria", NULL), r->criteria_url, 0));
}

void bdg_translations_check(bdg_translation_t **out, int *n, bdg_check_t *c, const bdg_translation_typed_t *rows, int nrows, const char *own)
{
    bdg_translation_t *list = *out = apr_pcalloc(c->pool, sizeof *list * (size_t)(nrows + 1));
    *n = 0;
    for (int i = 0; i < nrows; i++)
        if (!blank_row(rows + i))
            check_row(c, list, (*n)++, rows + i, i, own);
    if (*n > BDG_TRANSLATIONS_MAX)
        bdg_check_add(c, "add", "Languages", "A badge can have words in at most %d more languages; these are %d.", BDG_TRANSLATIONS_MAX, *n);
}
