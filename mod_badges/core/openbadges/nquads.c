#include "core/openbadges/nquads.h"
#include "base/str.h"
#include <apr_strings.h>
#include <string.h>

bdg_quads_t *bdg_quads_make(int max, apr_pool_t *pool)
{
    bdg_quads_t *q = apr_pcalloc(pool, sizeof *q);
    q->max = max;
    q->pool = pool;
    return q;
}

bdg_term_t bdg_quads_blank(bdg_quads_t *q) { return bdg_blank(apr_psprintf(q->pool, "b%d", q->blanks++)); }

/* A slot for one more, or NULL. */
static bdg_quad_t *slot(bdg_quads_t *q)
{
    if (q->count >= q->max) {
        q->overflowed = 1;
        return NULL;
    }
    if (q->count == q->cap) {
        int cap = q->cap ? q->cap * 2 : 64;
        bdg_quad_t *more = apr_palloc(q->pool, (size_t)cap * sizeof *more);
        if (q->count)
            memcpy(more, q->quads, (size_t)q->count * sizeof *more);
        q->quads = more;
        q->cap = cap;
    }
    return &q->quads[q->count++];
}

void bdg_quads_add_to(bdg_quads_t *q, bdg_term_t subject, bdg_term_t predicate, bdg_term_t object, bdg_term_t graph)
{
    bdg_quad_t *n = slot(q);
    if (n)
        *n = (bdg_quad_t){ subject, predicate, object, graph };
}

void bdg_quads_add(bdg_quads_t *q, bdg_term_t subject, bdg_term_t predicate, bdg_term_t object)
{
    bdg_quads_add_to(q, subject, predicate, object, (bdg_term_t){ BDG_TERM_NONE, NULL, NULL, NULL });
}

void bdg_quads_copy(bdg_quads_t *q, const bdg_quads_t *from)
{
    for (int i = 0; i < from->count; i++) {
        bdg_quad_t *n = slot(q);
        if (n)
            *n = from->quads[i];
    }
}

bdg_err_t *bdg_quads_check(const bdg_quads_t *q)
{
    return q->overflowed ? bdg_err(BDG_E_TOO_LARGE, "This document makes more than %d statements.", q->max) : NULL;
}

int bdg_term_equal(const bdg_term_t *a, const bdg_term_t *b)
{
    return a->kind == b->kind && bdg_same(a->value, b->value) && bdg_same(a->datatype, b->datatype) && bdg_same(a->language, b->language);
}

/* What stands for a byte in a literal: 0 itself, 'u' \u00XX, else the letter after the backslash. 0xC0 begins a NUL; 0xEF may begin U+FFFE or U+FFFF. */
static const unsigned char in_literal[256] = {
    [0x00 ... 0x07] = 'u', ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', [0x0B] = 'u', ['\f'] = 'f', ['\r'] = 'r', [0x0E ... 0x1F] = 'u',
    ['"'] = '"', ['\\'] = '\\', [0x7F] = 'u', [0xC0] = 0xC0, [0xEF] = 0xEF
};
/* Not of the IRIREF production. What has one is no IRI; escaping it keeps two different sets of quads from having one text. */
static const unsigned char in_iri[256] = {
    [0x00 ... 0x20] = 'u', ['<'] = 'u', ['>'] = 'u', ['"'] = 'u', ['{'] = 'u', ['}'] = 'u', ['|'] = 'u', ['^'] = 'u', ['`'] = 'u', ['\\'] = 'u'
};

static void escaped(bdg_buf_t *out, const char *s, const unsigned char *how)
{
    const char *from = s;
    for (;; s++) {
        while (!how[(unsigned char)*s])         /* nearly all of it */
            s++;
        unsigned char c = (unsigned char)*s, h = how[c];
        int len = h == 0xEF ? 3 : h == 0xC0 ? 2 : 1;
        if ((h == 0xEF && ((unsigned char)s[1] != 0xBF || (unsigned char)s[2] < 0xBE)) || (h == 0xC0 && (unsigned char)s[1] != 0x80))
            continue;
        if (s > from)
            bdg_buf_add(out, from, (size_t)(s - from));
        if (!c)
            return;
        if (h == 0xC0)
            bdg_buf_str(out, "\\u0000");
        else if (h == 0xEF)
            bdg_buf_str(out, (unsigned char)s[2] == 0xBE ? "\\uFFFE" : "\\uFFFF");
        else if (h == 'u')
            bdg_buf_printf(out, "\\u%04X", (unsigned)c);
        else
            bdg_buf_add(out, (const char[]){ '\\', (char)h }, 2);
        s += len - 1;
        from = s + 1;
    }
}

static void bracketed(bdg_buf_t *out, const char *iri)
{
    if (bdg_buf_plain(out, '<', iri, '>', 1))
        return;
    bdg_buf_char(out, '<');
    escaped(out, iri, in_iri);
    bdg_buf_char(out, '>');
}

void bdg_nquads_write_term(bdg_buf_t *out, const bdg_term_t *t, const char *blank)
{
    switch (t->kind) {
    case BDG_TERM_NONE:
        return;
    case BDG_TERM_IRI:
        bracketed(out, t->value);
        return;
    case BDG_TERM_BLANK:
        bdg_buf_add(out, "_:", 2);
        bdg_buf_str(out, blank ? blank : t->value);
        return;
    case BDG_TERM_LITERAL:
        break;
    }
    if (!bdg_buf_plain(out, '"', t->value, '"', 0)) {
        bdg_buf_char(out, '"');
        escaped(out, t->value, in_literal);
        bdg_buf_char(out, '"');
    }
    if (t->language) {
        bdg_buf_char(out, '@');
        bdg_buf_str(out, t->language);
    } else if (t->datatype && strcmp(t->datatype, BDG_XSD "string")) {
        bdg_buf_add(out, "^^", 2);
        bracketed(out, t->datatype);
    }
}

void bdg_nquads_write_quad(bdg_buf_t *out, const bdg_quad_t *quad)
{
    const bdg_term_t *terms = &quad->subject;
    for (int i = 0; i < 4; i++) {
        if (terms[i].kind == BDG_TERM_NONE)
            continue;
        bdg_nquads_write_term(out, &terms[i], NULL);
        bdg_buf_char(out, ' ');
    }
    bdg_buf_add(out, ".\n", 2);
}

void bdg_nquads_write(bdg_buf_t *out, const bdg_quads_t *q)
{
    for (int i = 0; i < q->count; i++)
        bdg_nquads_write_quad(out, &q->quads[i]);
}
