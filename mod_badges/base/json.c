#include "base/json.h"
#include "base/str.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 64

static apr_status_t json_release(void *j)
{
    json_decref(j);
    return APR_SUCCESS;
}

/* jansson says NULL when memory is out; pools abort then, and so do we. */
static json_t *sure(json_t *j)
{
    if (!j)
        abort();
    return j;
}

json_t *bdg_json_own(json_t *j, apr_pool_t *pool)
{
    if (j)
        apr_pool_cleanup_register(pool, j, json_release, apr_pool_cleanup_null);
    return j;
}

json_t *bdg_json_object(apr_pool_t *pool) { return bdg_json_own(sure(json_object()), pool); }

/* A string with its bad bytes replaced by U+FFFD: jansson refuses them, and a page with a mark in a name is better than no page. */
static json_t *mended_string(const char *s, size_t len)
{
    char *copy = malloc(len * 3 + 1);
    size_t o = 0;
    if (!copy)
        abort();
    while (len) {
        size_t good;
        if (bdg_utf8_valid(s, len, &good))
            good = len;
        memcpy(copy + o, s, good);
        o += good;
        s += good;
        len -= good;
        if (len) {
            memcpy(copy + o, "\xef\xbf\xbd", 3);
            o += 3;
            s++;
            len--;
        }
    }
    json_t *j = sure(json_stringn_nocheck(copy, o));
    free(copy);
    return j;
}

json_t *bdg_json_str(json_t *obj, const char *key, const char *value)
{
    if (!value)
        return obj;
    size_t len = strlen(value);
    return bdg_json_set(obj, key, bdg_utf8_valid(value, len, NULL) ? sure(json_stringn_nocheck(value, len)) : mended_string(value, len));
}

json_t *bdg_json_int(json_t *obj, const char *key, json_int_t value) { return bdg_json_set(obj, key, sure(json_integer(value))); }
json_t *bdg_json_bool(json_t *obj, const char *key, int value) { return bdg_json_set(obj, key, json_boolean(value)); }

json_t *bdg_json_set(json_t *obj, const char *key, json_t *value)
{
    if (value && json_object_set_new(obj, key, value) != 0)
        abort();
    return obj;
}

json_t *bdg_json_add(json_t *array, json_t *value)
{
    if (value && json_array_append_new(array, value) != 0)
        abort();
    return array;
}

const char *bdg_json_get_str(const json_t *obj, const char *key) { return json_string_value(json_object_get(obj, key)); }

/* jansson recurses 2048 deep; we stop it long before. Line and column of the bracket that is one too many. */
static int too_deep(const char *data, size_t len, int *line, int *column)
{
    int depth = 0, quoted = 0;
    *line = 1;
    *column = 0;
    for (size_t i = 0; i < len; i++) {
        char c = data[i];
        ++*column;
        if (c == '\n') {
            ++*line;
            *column = 0;
        } else if (quoted) {
            if (c == '\\') {
                i++;
                ++*column;
            } else if (c == '"') {
                quoted = 0;
            }
        } else if (c == '"') {
            quoted = 1;
        } else if (c == '{' || c == '[') {
            if (++depth > MAX_DEPTH)
                return 1;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return 0;
}

bdg_err_t *bdg_json_parse(json_t **out, const char *data, size_t len, size_t max, apr_pool_t *pool)
{
    json_error_t e;
    int line, column;
    *out = NULL;
    if (len > max)
        return bdg_err(BDG_E_TOO_LARGE, "This JSON is larger than the %zu bytes that are allowed here.", max);
    if (too_deep(data, len, &line, &column))
        return bdg_err(BDG_E_MALFORMED, "This JSON is nested more than %d levels deep (line %d, column %d).", MAX_DEPTH, line, column);
    json_t *j = json_loadb(data, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (j) {
        *out = bdg_json_own(j, pool);
        return NULL;
    }
    if (json_error_code(&e) == json_error_out_of_memory)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    /* e.text quotes what was sent: for the log, not for a page that somebody else may be shown. */
    return bdg_err_detail(bdg_err(BDG_E_MALFORMED, "This is not valid JSON (line %d, column %d).", e.line, e.column), "%s", e.text);
}

const char *bdg_json_dump(const json_t *j, apr_pool_t *pool)
{
    char *text = json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY);
    if (!text)
        abort();
    const char *copy = apr_pstrdup(pool, text);
    free(text);
    return copy;
}

static int write_some(const char *data, size_t len, void *buf)
{
    bdg_buf_add(buf, data, len);
    return 0;
}

void bdg_json_write(bdg_buf_t *out, const json_t *j)
{
    if (json_dump_callback(j, write_some, out, JSON_COMPACT | JSON_ENCODE_ANY) != 0)
        out->overflowed = 1;
}

static void write_escaped(bdg_buf_t *out, const char *s)
{
    static const char *const short_form[256] = { ['"'] = "\\\"", ['\\'] = "\\\\", ['\b'] = "\\b", ['\f'] = "\\f", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t" };
    const char *start = s;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c >= 0x20 && !short_form[c])
            continue;
        bdg_buf_add(out, start, (size_t)(s - start));
        if (short_form[c])
            bdg_buf_str(out, short_form[c]);
        else
            bdg_buf_printf(out, "\\u%04X", c);
        start = s + 1;
    }
    bdg_buf_add(out, start, (size_t)(s - start));
}

void bdg_json_write_str(bdg_buf_t *out, const char *s)
{
    if (bdg_buf_plain(out, '"', s, '"', 0))
        return;
    size_t len = strlen(s);
    if (!bdg_utf8_valid(s, len, NULL)) {
        json_t *j = mended_string(s, len);
        bdg_json_write(out, j);
        json_decref(j);
        return;
    }
    bdg_buf_char(out, '"');
    write_escaped(out, s);
    bdg_buf_char(out, '"');
}
