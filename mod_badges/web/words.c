#include "web/words.h"
#include "store/search.h"
#include <apr_strings.h>
#include <string.h>

const char *bdg_words_number(int64_t n, apr_pool_t *pool)
{
    const char *plain = apr_psprintf(pool, "%" APR_INT64_T_FMT, (apr_int64_t)n);
    size_t len = strlen(plain), sign = *plain == '-';
    char *out = apr_palloc(pool, len + len / 3 + 1), *p = out;
    for (size_t i = 0; i < len; i++) {
        if (i > sign && (len - i) % 3 == 0)
            *p++ = ',';
        *p++ = plain[i];
    }
    *p = 0;
    return out;
}

const char *bdg_words_count(int64_t n, const char *one, const char *many, apr_pool_t *pool)
{
    if (n > BDG_COUNT_MAX)
        return apr_pstrcat(pool, "More than ", bdg_words_number(BDG_COUNT_MAX, pool), " ", many, NULL);
    if (!n)
        return apr_pstrcat(pool, "No ", many, NULL);
    return apr_pstrcat(pool, bdg_words_number(n, pool), " ", n == 1 ? one : many, NULL);
}

void bdg_words_set(json_t *obj, const char *key, const char *value)
{
    bdg_json_str(obj, key, value ? value : "");
}

void bdg_words_time(json_t *obj, const char *key, apr_time_t t, apr_pool_t *pool)
{
    const char *iso = t ? bdg_time_iso(t, pool) : NULL;
    bdg_date_t day = t ? bdg_date_of(t) : BDG_DATE_NONE;
    bdg_words_set(obj, apr_pstrcat(pool, key, "_iso", NULL), iso);
    bdg_words_set(obj, apr_pstrcat(pool, key, "_words", NULL), bdg_date_short(day, pool));
    bdg_words_set(obj, apr_pstrcat(pool, key, "_exact", NULL),
                  iso ? apr_psprintf(pool, "%s, %.5s UTC", bdg_date_words(day, pool), iso + 11) : NULL);
}
