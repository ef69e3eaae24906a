#include "core/openbadges/jcs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_MAX 9007199254740991LL      /* 2^53 - 1 */

typedef struct digits_t {
    char digit[20];
    int count, exponent;                  /* 0.d1d2d3... times ten to exponent */
} digits_t;

/* The fewest digits from which the same double is read again. The decimal point, which hangs on the locale, is left out. */
static void shortest(digits_t *d, double v)
{
    char text[40];
    for (int precision = 0; precision < 17; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, v);
        if (strtod(text, NULL) == v)
            break;
    }
    const char *p = text;
    d->count = 0;
    for (; *p && *p != 'e'; p++)
        if (*p >= '0' && *p <= '9')
            d->digit[d->count++] = *p;
    while (d->count > 1 && d->digit[d->count - 1] == '0')
        d->count--;
    d->exponent = *p ? (int)strtol(p + 1, NULL, 10) + 1 : 1;
}

/* ECMAScript, Number::toString (RFC 8785, section 3.2.2.3). */
static void write_double(bdg_buf_t *out, double v)
{
    digits_t d = { .count = 0 };
    if (v == 0) {
        bdg_buf_char(out, '0');
        return;
    }
    if (v < 0) {
        bdg_buf_char(out, '-');
        v = -v;
    }
    shortest(&d, v);
    int n = d.exponent;
    if (d.count <= n && n <= 21) {
        bdg_buf_add(out, d.digit, (size_t)d.count);
        for (int i = d.count; i < n; i++)
            bdg_buf_char(out, '0');
    } else if (0 < n && n <= 21) {
        bdg_buf_add(out, d.digit, (size_t)n);
        bdg_buf_char(out, '.');
        bdg_buf_add(out, d.digit + n, (size_t)(d.count - n));
    } else if (-6 < n && n <= 0) {
        bdg_buf_str(out, "0.");
        for (int i = n; i < 0; i++)
            bdg_buf_char(out, '0');
        bdg_buf_add(out, d.digit, (size_t)d.count);
    } else {
        bdg_buf_char(out, d.digit[0]);
        if (d.count > 1) {
            bdg_buf_char(out, '.');
            bdg_buf_add(out, d.digit + 1, (size_t)(d.count - 1));
        }
        bdg_buf_printf(out, "e%c%d", n > 0 ? '+' : '-', abs(n - 1));
    }
}

/* What stands between quotes: only what JSON forbids there is escaped (section 3.2.2.2). Strings are valid UTF-8, and may hold NUL. */
static void write_string(bdg_buf_t *out, const char *s, size_t len)
{
    static const char names[] = "btn\0fr";      /* from U+0008 on */
    bdg_buf_char(out, '"');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '"' || c == '\\') {
            bdg_buf_char(out, '\\');
            bdg_buf_char(out, (char)c);
        } else if (c >= 8 && c <= 13 && names[c - 8]) {
            bdg_buf_char(out, '\\');
            bdg_buf_char(out, names[c - 8]);
        } else if (c < 0x20) {
            bdg_buf_printf(out, "\\u%04x", c);
        } else {
            bdg_buf_char(out, (char)c);
        }
    }
    bdg_buf_char(out, '"');
}

/* UTF-8 sorts by code point; UTF-16 does but for the surrogates, which stand before U+E000..U+FFFF. */
int bdg_jcs_order(const char *a, const char *b)
{
    const unsigned char *x = (const unsigned char *)a, *y = (const unsigned char *)b;
    while (*x && *x == *y)
        x++, y++;
    int high_x = *x >= 0xf0, high_y = *y >= 0xf0;
    if (high_x != high_y && *x >= 0xee && *y >= 0xee)
        return high_x ? -1 : 1;
    return *x - *y;
}

static int by_key(const void *a, const void *b) { return bdg_jcs_order(*(const char *const *)a, *(const char *const *)b); }

static bdg_err_t *write_value(bdg_buf_t *out, const json_t *v, int depth, apr_pool_t *pool);

static bdg_err_t *write_object(bdg_buf_t *out, const json_t *v, int depth, apr_pool_t *pool)
{
    size_t n = json_object_size(v), i = 0;
    const char **keys = apr_palloc(pool, (n + 1) * sizeof *keys), *key;
    json_t *member;
    json_object_foreach((json_t *)(uintptr_t)v, key, member)
        keys[i++] = key;
    qsort(keys, n, sizeof *keys, by_key);
    bdg_buf_char(out, '{');
    for (i = 0; i < n; i++) {
        if (i)
            bdg_buf_char(out, ',');
        write_string(out, keys[i], strlen(keys[i]));
        bdg_buf_char(out, ':');
        BDG_TRY(write_value(out, json_object_get(v, keys[i]), depth + 1, pool));
    }
    bdg_buf_char(out, '}');
    return NULL;
}

static bdg_err_t *write_value(bdg_buf_t *out, const json_t *v, int depth, apr_pool_t *pool)
{
    if (depth > BDG_JCS_DEPTH)
        return bdg_err(BDG_E_TOO_LARGE, "This JSON is nested more than %d levels deep.", BDG_JCS_DEPTH);
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        return write_object(out, v, depth, pool);
    case JSON_ARRAY:
        bdg_buf_char(out, '[');
        for (size_t i = 0; i < json_array_size(v); i++) {
            if (i)
                bdg_buf_char(out, ',');
            BDG_TRY(write_value(out, json_array_get(v, i), depth + 1, pool));
        }
        bdg_buf_char(out, ']');
        return NULL;
    case JSON_STRING:
        write_string(out, json_string_value(v), json_string_length(v));
        return NULL;
    case JSON_INTEGER:
        if (json_integer_value(v) > EXACT_MAX || json_integer_value(v) < -EXACT_MAX)
            return bdg_err(BDG_E_INVALID, "The number %lld is too large to be read the same by everybody.", (long long)json_integer_value(v));
        bdg_buf_printf(out, "%lld", (long long)json_integer_value(v));
        return NULL;
    case JSON_REAL:
        write_double(out, json_real_value(v));
        return NULL;
    case JSON_TRUE:
    case JSON_FALSE:
        bdg_buf_str(out, json_is_true(v) ? "true" : "false");
        return NULL;
    case JSON_NULL:
        bdg_buf_str(out, "null");
        return NULL;
    }
    return NULL;
}

bdg_err_t *bdg_jcs_write(bdg_buf_t *out, const json_t *value, apr_pool_t *scratch_pool)
{
    BDG_TRY(write_value(out, value, 0, scratch_pool));
    return bdg_buf_check(out);
}
