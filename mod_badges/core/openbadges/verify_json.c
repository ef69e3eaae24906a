/* Documents of strangers: small things asked of their JSON, and what is shown of it. */
#include "base/str.h"
#include "base/language.h"
#include "base/time.h"
#include "core/openbadges/verify_priv.h"

#define WORDS_MAX 500

int bdg_v_has(const json_t *value, const char *word)
{
    size_t i;
    const json_t *one;
    if (json_is_string(value))
        return !strcmp(json_string_value(value), word);
    json_array_foreach(value, i, one)
        if (json_is_string(one) && !strcmp(json_string_value(one), word))
            return 1;
    return 0;
}

int bdg_v_has_type(const json_t *object, const char *type)
{
    return bdg_v_has(json_object_get(object, "type"), type) || bdg_v_has(json_object_get(object, "@type"), type);
}

const json_t *bdg_v_nth(const json_t *value, size_t n)
{
    if (json_is_array(value))
        return n < 100 ? json_array_get(value, n) : NULL;
    return n || json_is_null(value) ? NULL : value;
}

const char *bdg_v_id_of(const json_t *value)
{
    return json_is_string(value) ? json_string_value(value) : bdg_json_get_str(value, "id");
}

const char *bdg_v_text_of(const json_t *value)
{
    const char *key;
    json_t *one;
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_array(value))
        return json_is_array(json_array_get(value, 0)) ? NULL : bdg_v_text_of(json_array_get(value, 0));
    if (bdg_json_get_str(value, "@value"))
        return bdg_json_get_str(value, "@value");
    json_object_foreach((json_t *)value, key, one)
        if (json_is_string(one))
            return json_string_value(one);
    return NULL;
}

int bdg_v_moment(apr_time_t *out, const json_t *value)
{
    if (json_is_integer(value)) {
        json_int_t s = json_integer_value(value);
        *out = s >= 0 && s < 253402300800 ? apr_time_from_sec(s) : 0;
        return s >= 0 && s < 253402300800;
    }
    return bdg_time_parse_loose(json_string_value(value), out);
}

const char *bdg_v_words(const bdg_v_t *w, const char *s)
{
    if (!s)
        return NULL;
    size_t n = strnlen(s, 4 * WORDS_MAX);
    while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
        n--;
    const char *clean = bdg_text_clean(s, n, 0, w->pool);
    n = strlen(clean);
    if (n > WORDS_MAX) {
        for (n = WORDS_MAX; n && ((unsigned char)clean[n] & 0xc0) == 0x80; n--)
            ;
        clean = apr_pstrcat(w->pool, apr_pstrmemdup(w->pool, clean, n), "\xe2\x80\xa6", NULL);
    }
    return *clean ? clean : NULL;
}

void bdg_v_say(bdg_v_t *w, const char *key, const char *s)
{
    if (!json_object_get(w->verdict, key))
        bdg_json_str(w->verdict, key, bdg_v_words(w, s));
}

void bdg_v_say_url(bdg_v_t *w, const char *key, const char *url)
{
    if (url && !bdg_url_problem(url) && !json_object_get(w->verdict, key))
        bdg_json_str(w->verdict, key, url);
}

void bdg_v_say_date(bdg_v_t *w, const char *key, const json_t *moment)
{
    apr_time_t t;
    if (bdg_v_moment(&t, moment) && !json_object_get(w->verdict, key))
        bdg_json_str(w->verdict, key, bdg_date_iso(bdg_date_of(t), w->pool));
}

/* ---------------------------------------------------------------- since when, and until when */

void bdg_v_times(bdg_v_t *w, const json_t *from, const json_t *until)
{
    static const apr_time_t skew = 300 * APR_USEC_PER_SEC;
    apr_time_t t;
    bdg_v_say_date(w, "issued_on", from);
    bdg_v_say_date(w, "expires_on", until);
    if (from && bdg_v_moment(&t, from) && t > w->now + skew) {
        w->late = 2;
        FAILED(w, V_EXPIRY, _("Not valid yet"), bdg_say(w->pool, "It begins on %s.", bdg_date_words(bdg_date_of(t), w->pool)));
        return;
    }
    if (!until) {
        PASSED(w, V_EXPIRY, _("Valid without an end date"), NULL);
        return;
    }
    if (!bdg_v_moment(&t, until)) {
        FAILED(w, V_EXPIRY, _("Its end date cannot be read"), bdg_v_words(w, bdg_v_text_of(until)));
        return;
    }
    w->late = t < w->now;
    const char *day = bdg_date_words(bdg_date_of(t), w->pool);
    if (w->late)
        FAILED(w, V_EXPIRY, bdg_say(w->pool, "Expired on %s", day), NULL);
    else
        PASSED(w, V_EXPIRY, bdg_say(w->pool, "Valid until %s", day), NULL);
}
