/* xl/sharedStrings.xml: one long text and where each string ends in it. */
#include "io/xlsx_parts.h"
#include "base/fault.h"
#include <stdlib.h>
#include <string.h>

struct bdg_xlsx_strings_t {
    char *text;
    size_t len, cap;
    uint32_t *ends;
    int n, room;
    int phonetic;                   /* depth of the rPh we are in, 0 outside */
    int in_t;
};

static apr_status_t strings_free(void *p)
{
    bdg_xlsx_strings_t *s = p;
    free(s->text);
    free(s->ends);
    return APR_SUCCESS;
}

static bdg_err_t *no_memory(void) { return bdg_err(BDG_E_NOMEM, "There is not enough memory to read this file."); }

static bdg_err_t *on_start(void *baton, int depth, const char *name, const bdg_sax_attrs_t *attrs)
{
    bdg_xlsx_strings_t *s = baton;
    (void)attrs;
    if (depth >= 3 && !strcmp(name, "rPh") && !s->phonetic)
        s->phonetic = depth;
    s->in_t = (depth == 3 || depth == 4) && !s->phonetic && !strcmp(name, "t");
    return NULL;
}

static bdg_err_t *on_text(void *baton, int depth, const char *data, size_t len)
{
    bdg_xlsx_strings_t *s = baton;
    (void)depth;
    if (!s->in_t)
        return NULL;
    if (len > BDG_XLSX_STRINGS_BYTES - s->len)
        return bdg_err(BDG_E_TOO_LARGE, "This file holds more than the %u MB of text that are allowed.", BDG_XLSX_STRINGS_BYTES >> 20);
    if (s->len + len > s->cap) {
        size_t cap = s->cap + s->cap / 2 + len + 65536;
        char *p = BDG_FAULT_HIT(BDG_FAULT_ALLOC) ? NULL : realloc(s->text, cap);
        if (!p)
            return no_memory();
        s->text = p;
        s->cap = cap;
    }
    memcpy(s->text + s->len, data, len);
    s->len += len;
    return NULL;
}

static bdg_err_t *end_string(bdg_xlsx_strings_t *s)
{
    if (s->n == BDG_XLSX_STRINGS)
        return bdg_err(BDG_E_TOO_LARGE, "This file holds more than the %d different texts that are allowed.", BDG_XLSX_STRINGS);
    if (s->n == s->room) {
        int room = s->room ? s->room * 2 : 1024;
        uint32_t *p = BDG_FAULT_HIT(BDG_FAULT_ALLOC) ? NULL : realloc(s->ends, (size_t)room * sizeof *p);
        if (!p)
            return no_memory();
        s->ends = p;
        s->room = room;
    }
    size_t from = s->n ? s->ends[s->n - 1] : 0;
    if (s->len > from)
        s->len = from + bdg_xlsx_unescape(s->text + from, s->len - from);
    s->ends[s->n++] = (uint32_t)s->len;
    return NULL;
}

static bdg_err_t *on_end(void *baton, int depth, const char *name)
{
    bdg_xlsx_strings_t *s = baton;
    s->in_t = 0;
    if (s->phonetic == depth)
        s->phonetic = 0;
    return depth == 2 && !strcmp(name, "si") ? end_string(s) : NULL;
}

bdg_err_t *bdg_xlsx_strings_read(bdg_xlsx_strings_t **out, bdg_unzip_t *zip, const char *part, apr_pool_t *pool)
{
    static const bdg_sax_handler_t handler = { on_start, on_end, on_text };
    bdg_xlsx_strings_t *s = apr_pcalloc(pool, sizeof *s);
    apr_pool_cleanup_register(pool, s, strings_free, apr_pool_cleanup_null);
    BDG_TRY(bdg_xlsx_part(zip, part, &handler, s, pool));
    *out = s;
    return NULL;
}

int bdg_xlsx_string(const bdg_xlsx_strings_t *s, int index, bdg_slice_t *out)
{
    if (!s || index < 0 || index >= s->n)
        return 0;
    size_t from = index ? s->ends[index - 1] : 0;
    out->data = s->text ? s->text + from : "";
    out->len = s->ends[index] - from;
    return 1;
}

/* --- _xHHHH_ */

static int hex4(const char *p)
{
    int v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (d < 0)
            return -1;
        v = v * 16 + d;
    }
    return v;
}

size_t bdg_xlsx_unescape(char *s, size_t len)
{
    char *p = memchr(s, '_', len), *end = s + len, *to;
    if (!p)
        return len;
    for (to = p; p < end;) {
        int c = end - p >= 7 && p[0] == '_' && p[1] == 'x' && p[6] == '_' ? hex4(p + 2) : -1;
        if (c < 0) {
            *to++ = *p++;
            continue;
        }
        p += 7;
        if (c == 0 || (c >= 0xD800 && c < 0xE000))
            c = 0xFFFD;
        if (c < 0x80) {
            *to++ = (char)c;
        } else if (c < 0x800) {
            *to++ = (char)(0xC0 | c >> 6);
            *to++ = (char)(0x80 | (c & 0x3F));
        } else {
            *to++ = (char)(0xE0 | c >> 12);
            *to++ = (char)(0x80 | (c >> 6 & 0x3F));
            *to++ = (char)(0x80 | (c & 0x3F));
        }
    }
    return (size_t)(to - s);
}
