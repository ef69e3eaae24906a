#include "web/words.h"
#include "base/language.h"
#include "base/zone.h"
#include "store/search.h"
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

const char *bdg_words_number(int64_t n, apr_pool_t *pool)
{
    const char *plain = apr_psprintf(pool, "%" APR_INT64_T_FMT, (apr_int64_t)n), *between = bdg_language_now()->thousands;
    size_t len = strlen(plain), sign = *plain == '-', gap = strlen(between);
    char *out = apr_palloc(pool, len + len / 3 * gap + 1), *p = out;
    for (size_t i = 0; i < len; i++) {
        if (i > sign && (len - i) % 3 == 0) {
            memcpy(p, between, gap);
            p += gap;
        }
        *p++ = plain[i];
    }
    *p = 0;
    return out;
}

const char *bdg_words_count(int64_t n, const char *one, const char *many, apr_pool_t *pool)
{
    if (n > BDG_COUNT_MAX)
        return bdg_say(pool, "More than %s %s", bdg_words_number(BDG_COUNT_MAX, pool), bdg_tr_n(one, many, BDG_COUNT_MAX));
    if (!n)
        return bdg_say(pool, "No %s", bdg_tr_n(one, many, 0));
    return bdg_say(pool, "%s %s", bdg_words_number(n, pool), bdg_tr_n(one, many, n));
}

const char *bdg_words_moment(apr_time_t t, apr_pool_t *pool)
{
    char text[200];
    bdg_wall_t w = bdg_zone_wall(t);
    snprintf(text, sizeof text, bdg_language_now()->date_time, bdg_date_words(w.day, pool), apr_psprintf(pool, "%02d:%02d", w.hour, w.minute), w.zone);
    return apr_pstrdup(pool, text);
}

void bdg_words_set(json_t *obj, const char *key, const char *value)
{
    bdg_json_str(obj, key, value ? value : "");
}

void bdg_words_time(json_t *obj, const char *key, apr_time_t t, apr_pool_t *pool)
{
    const char *iso = t ? bdg_time_iso(t, pool) : NULL;
    bdg_date_t day = t ? bdg_zone_wall(t).day : BDG_DATE_NONE;
    bdg_words_set(obj, apr_pstrcat(pool, key, "_iso", NULL), iso);
    bdg_words_set(obj, apr_pstrcat(pool, key, "_words", NULL), bdg_date_short(day, pool));
    bdg_words_set(obj, apr_pstrcat(pool, key, "_exact", NULL),
                  iso ? bdg_words_moment(t, pool) : NULL);
}
