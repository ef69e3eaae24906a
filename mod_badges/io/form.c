#include "io/form.h"
#include "base/str.h"
#include <apr_strings.h>
#include <string.h>

bdg_form_t *bdg_form_make(apr_pool_t *pool)
{
    bdg_form_t *f = apr_pcalloc(pool, sizeof *f);
    f->pool = pool;
    return f;
}

bdg_err_t *bdg_form_add(bdg_form_t *form, const char *name, const char *value)
{
    if (form->n >= BDG_FORM_MAX_FIELDS)
        return bdg_err(BDG_E_TOO_LARGE, "This form has more than %d fields.", BDG_FORM_MAX_FIELDS);
    if (form->n == form->cap) {
        int cap = form->cap ? form->cap * 2 : 16;
        bdg_field_t *more = apr_palloc(form->pool, sizeof *more * (size_t)cap);
        if (form->n)
            memcpy(more, form->fields, sizeof *more * (size_t)form->n);
        form->fields = more;
        form->cap = cap;
    }
    form->fields[form->n++] = (bdg_field_t){ name, value };
    return NULL;
}

static int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

/* NULL when it is not right. */
static const char *decode(const char *s, size_t len, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, len + 1);
    size_t o = 0;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            if (i + 2 >= len || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
                return NULL;
            c = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
            i += 2;
        }
        if (!c)
            return NULL;
        out[o++] = c;
    }
    out[o] = 0;
    return bdg_utf8_valid(out, o, NULL) ? out : NULL;
}

bdg_err_t *bdg_form_parse(bdg_form_t **form, const char *data, size_t len, apr_pool_t *pool)
{
    *form = bdg_form_make(pool);
    if (len > BDG_FORM_MAX_BYTES)
        return bdg_err(BDG_E_TOO_LARGE, "This form is larger than 1 MiB.");
    for (size_t at = 0; at < len;) {
        const char *s = data + at, *amp = memchr(s, '&', len - at);
        size_t n = amp ? (size_t)(amp - s) : len - at;
        const char *eq = memchr(s, '=', n);
        size_t k = eq ? (size_t)(eq - s) : n;
        if (n) {
            const char *name = decode(s, k, pool), *value = eq ? decode(eq + 1, n - k - 1, pool) : "";
            if (!name || !value)
                return bdg_err(BDG_E_MALFORMED, "This form was not sent in a readable way.");
            BDG_TRY(bdg_form_add(*form, name, value));
        }
        at += n + 1;
    }
    return NULL;
}

const char *bdg_form_get_nth(const bdg_form_t *form, const char *name, int n)
{
    for (int i = 0; form && i < form->n; i++)
        if (!strcmp(form->fields[i].name, name) && n-- == 0)
            return form->fields[i].value;
    return NULL;
}

const char *bdg_form_get(const bdg_form_t *form, const char *name) { return bdg_form_get_nth(form, name, 0); }

const char *bdg_cookie_get(const char *header, const char *name, apr_pool_t *pool)
{
    size_t want = strlen(name);
    if (!header || strlen(header) > 16384)
        return NULL;
    for (int pairs = 0; *header && pairs < 200; pairs++) {
        header += strspn(header, " \t;");
        size_t n = strcspn(header, ";");
        if (n > want && header[want] == '=' && !memcmp(header, name, want)) {
            const char *v = header + want + 1;
            size_t len = n - want - 1;
            while (len && (v[len - 1] == ' ' || v[len - 1] == '\t'))
                len--;
            return apr_pstrmemdup(pool, v, len);
        }
        header += n;
    }
    return NULL;
}
