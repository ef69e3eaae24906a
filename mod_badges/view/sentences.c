/* Pieces -> sentences -> the template in another language. */
#include "view/sentences_priv.h"
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#define SENTENCE_MAX 4000

static int is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* ---------------------------------------------------------------- does a translation fit */

#define TOKENS_MAX 100

typedef struct token_t { const char *s; size_t len; int value; } token_t;

/* {{...}} and <...> of a sentence, in order; -1: one has no end, or there are too many. */
static int tokens(token_t *out, const char *s)
{
    int n = 0;
    const char *end = s + strlen(s);
    for (; *s; s++) {
        const char *after = NULL;
        if (s[0] == '{' && s[1] == '{')
            after = bdg_sentences_mustache_end(s, end);
        else if (*s == '<')
            after = memchr(s, '>', (size_t)(end - s)), after += after != NULL;
        else
            continue;
        if (!after || n == TOKENS_MAX)
            return -1;
        out[n++] = (token_t){ s, (size_t)(after - s), *s == '{' && !strchr("#^/", s[2]) };
        s = after - 1;
    }
    return n;
}

static int count(const token_t *list, int n, const token_t *t)
{
    int found = 0;
    for (int i = 0; i < n; i++)
        found += list[i].len == t->len && !memcmp(list[i].s, t->s, t->len);
    return found;
}

/* Are tags and sections closed in the order in which they were opened? */
static int nested(const token_t *list, int n)
{
    const token_t *open[TOKENS_MAX];
    int depth = 0;
    for (int i = 0; i < n; i++) {
        const token_t *t = &list[i];
        size_t sign = *t->s == '<' ? 1 : 2;
        if (t->value || (sign == 1 && t->s[t->len - 2] == '/'))
            continue;
        if (t->s[sign] != '/') {
            open[depth++] = t;
        } else {
            const token_t *o = depth ? open[--depth] : NULL;
            size_t skip = sign == 1 ? 1 : 3;     /* "<a1>", "{{#x}}" against "</a1>", "{{/x}}" */
            if (!o || *o->s != *t->s || o->len - skip != t->len - (sign == 1 ? 2 : 3) || memcmp(o->s + skip, t->s + (sign == 1 ? 2 : 3), o->len - skip))
                return 0;
        }
    }
    return !depth;
}

const char *bdg_sentence_misfit(const char *sentence, const char *translation, apr_pool_t *pool)
{
    token_t a[TOKENS_MAX], b[TOKENS_MAX];
    int na = tokens(a, sentence), nb = tokens(b, translation);
    if (na < 0 || nb < 0)
        return "a tag has no end";
    for (int i = 0; i < nb; i++)
        if (!count(a, na, &b[i]))
            return apr_psprintf(pool, "%.*s is not in the original", (int)b[i].len, b[i].s);
    for (int i = 0; i < na; i++) {
        int here = count(b, nb, &a[i]);
        if (!here || (*a[i].s == '<' && here != count(a, na, &a[i])))
            return apr_psprintf(pool, here ? "%.*s is there more or less often than in the original" : "%.*s is missing", (int)a[i].len, a[i].s);
    }
    return nested(a, na) && !nested(b, nb) ? "its tags are not closed in the order in which they were opened" : NULL;
}

/* ---------------------------------------------------------------- runs */

typedef struct run_t {
    cutter_t *c;
    bdg_buf_t *out;
} run_t;

static void raw(const run_t *r, int from, int to)
{
    for (int i = from; i < to; i++)
        bdg_buf_add(r->out, PIECE(r->c->pieces, i).out, PIECE(r->c->pieces, i).out_len);
}

static int has_letters(const run_t *r, int from, int to)
{
    for (int i = from; i < to; i++) {
        const piece_t *p = &PIECE(r->c->pieces, i);
        if (p->kind == PIECE_TEXT && bdg_sentences_letters(p->s, p->len))
            return 1;
    }
    return 0;
}

static int has_values(const run_t *r, int from, int to)
{
    for (int i = from; i < to; i++)
        if (PIECE(r->c->pieces, i).kind == PIECE_VALUE)
            return 1;
    return 0;
}

static int is_blank(const piece_t *p)
{
    for (size_t i = 0; i < p->len; i++)
        if (!is_space(p->s[i]))
            return 0;
    return 1;
}

/* May what begins at i (up to *next) stay outside of a sentence at whose edge it is? */
static int is_trim(const run_t *r, int i, int *next)
{
    const piece_t *p = &PIECE(r->c->pieces, i);
    *next = p->kind == PIECE_OPEN ? p->match + 1 : i + 1;
    if (p->kind == PIECE_TEXT)
        return is_blank(p);
    return p->kind == PIECE_SINGLE || (p->kind == PIECE_OPEN && !has_letters(r, i, *next) && !has_values(r, i, *next));
}

static void trim(const run_t *r, int *from, int *to)
{
    int next;
    while (*from < *to && is_trim(r, *from, &next))
        *from = next;
    while (*to > *from) {
        const piece_t *p = &PIECE(r->c->pieces, *to - 1);
        int first = p->kind == PIECE_CLOSE ? p->match : *to - 1;
        if (!is_trim(r, first, &next))
            return;
        *to = first;
    }
}

/* How a tag is called in the sentence: "strong", or "a1" with the number of those before it. */
static const char *called(const run_t *r, int from, int i)
{
    const piece_t *p = &PIECE(r->c->pieces, i);
    const char *slash = p->kind == PIECE_CLOSE ? "/" : "", *end = p->kind == PIECE_SINGLE ? "/>" : ">";
    const piece_t *o = p->kind == PIECE_CLOSE ? &PIECE(r->c->pieces, p->match) : p;
    if (o->plain)
        return apr_psprintf(r->c->pool, "<%s%.*s%s", slash, (int)o->name_len, o->name, end);
    int number = 1;
    for (const piece_t *q = &PIECE(r->c->pieces, from); q < o; q++)
        number += !q->section && !q->plain && (q->kind == PIECE_OPEN || q->kind == PIECE_SINGLE);
    return apr_psprintf(r->c->pool, "<%s%.*s%d%s", slash, (int)o->name_len, o->name, number, end);
}

static int is_tag(const piece_t *p) { return !p->section && (p->kind == PIECE_OPEN || p->kind == PIECE_CLOSE || p->kind == PIECE_SINGLE); }

static const char *sentence_of(const run_t *r, int from, int to)
{
    bdg_buf_t *b = bdg_buf_make(SENTENCE_MAX, r->c->pool);
    for (int i = from; i < to; i++) {
        const piece_t *p = &PIECE(r->c->pieces, i);
        if (is_tag(p))
            bdg_buf_str(b, called(r, from, i));
        else
            bdg_buf_add(b, p->s, p->len);
    }
    return b->overflowed || !b->len ? NULL : bdg_sentences_collapse(b->data, b->len, r->c->pool);
}

/* The translation with its tags exchanged for the real ones. It fits. */
static void write_translation(const run_t *r, int from, int to, const char *t)
{
    char used[TOKENS_MAX] = { 0 };
    for (; *t; t++) {
        const char *after = *t == '<' ? strchr(t, '>') : NULL;
        if (!after) {
            bdg_buf_char(r->out, *t);
            continue;
        }
        size_t len = (size_t)(after + 1 - t);
        for (int i = from; i < to; i++) {
            const piece_t *p = &PIECE(r->c->pieces, i);
            if (!is_tag(p) || (i - from < TOKENS_MAX && used[i - from]))
                continue;
            const char *name = called(r, from, i);
            if (strlen(name) == len && !memcmp(name, t, len)) {
                bdg_buf_add(r->out, p->out, p->out_len);
                if (i - from < TOKENS_MAX)
                    used[i - from] = 1;
                t = after;
                break;
            }
        }
        if (t != after) {      /* part of a literal: <code>x</code> */
            bdg_buf_add(r->out, t, len);
            t = after;
        }
    }
}

static void sentence(const run_t *r, int from, int to)
{
    const char *s = sentence_of(r, from, to), *t = s ? r->c->fn(r->c->baton, s, PIECE(r->c->pieces, from).line) : NULL;
    if (!t || bdg_sentence_misfit(s, t, r->c->pool)) {
        raw(r, from, to);
        return;
    }
    const piece_t *first = &PIECE(r->c->pieces, from), *last = &PIECE(r->c->pieces, to - 1);
    size_t before = 0, after = 0;
    while (first->kind == PIECE_TEXT && before < first->len && is_space(first->s[before]))
        before++;
    while (last->kind == PIECE_TEXT && after < last->len && is_space(last->s[last->len - 1 - after]))
        after++;
    bdg_buf_add(r->out, first->s, before);
    write_translation(r, from, to, t);
    bdg_buf_add(r->out, last->s + last->len - after, after);
}

static void run(const run_t *r, int from, int to)
{
    if (!has_letters(r, from, to)) {
        raw(r, from, to);
        return;
    }
    int own = 0;
    for (int i = from; i < to; i++) {
        const piece_t *p = &PIECE(r->c->pieces, i);
        own |= p->kind == PIECE_VALUE || (p->kind == PIECE_TEXT && bdg_sentences_letters(p->s, p->len));
        if (p->kind == PIECE_OPEN)
            i = p->match;
    }
    if (own) {
        int first = from, last = to;
        trim(r, &first, &last);
        raw(r, from, first);
        sentence(r, first, last);
        raw(r, last, to);
        return;
    }
    for (int i = from; i < to; i++) {
        const piece_t *p = &PIECE(r->c->pieces, i);
        raw(r, i, i + 1);
        if (p->kind != PIECE_OPEN)
            continue;
        run(r, i + 1, p->match);
        i = p->match;
        raw(r, i, i + 1);
    }
}

bdg_err_t *bdg_sentences_translate(bdg_buf_t *out, const char *file, const char *text, size_t len, int html, bdg_sentence_fn *fn, void *baton,
                                   apr_pool_t *scratch_pool)
{
    cutter_t c = { .file = file, .pos = text, .end = text + len, .html = html, .line = 1, .fn = fn, .baton = baton, .pool = scratch_pool };
    c.pieces = apr_array_make(scratch_pool, 256, sizeof(piece_t));
    BDG_TRY(bdg_sentences_cut(&c));
    run_t r = { &c, out };
    for (int i = 0; i < c.pieces->nelts;) {
        int to = i;
        while (to < c.pieces->nelts && PIECE(c.pieces, to).kind != PIECE_BREAK)
            to++;
        if (to > i)
            run(&r, i, to);
        if (to < c.pieces->nelts)
            raw(&r, to, to + 1);
        i = to + 1;
    }
    return bdg_buf_check(out);
}
