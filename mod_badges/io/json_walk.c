#include "io/json_walk.h"
#include "base/buf.h"
#include "base/json.h"
#include <string.h>

#define BLOCK 65536

typedef struct walk_t {
    bdg_text_t *text;
    const bdg_json_walker_t *walker;
    void *baton;
    char *block;
    size_t at, end;
    bdg_buf_t *value;        /* what is being read, where it is wanted */
    apr_pool_t *pool;
} walk_t;

static bdg_err_t *broken(void) { return bdg_err(BDG_E_MALFORMED, "This is no JSON that can be read, or the file is not complete."); }

/* The next byte without taking it; 0 at the end (the text holds no NUL). */
static bdg_err_t *peek(char *c, walk_t *w)
{
    if (w->at == w->end) {
        w->at = 0;
        BDG_TRY(bdg_text_read(w->text, w->block, BLOCK, &w->end));
    }
    *c = w->at < w->end ? w->block[w->at] : 0;
    return NULL;
}

static bdg_err_t *blanks(char *c, walk_t *w)
{
    for (;;) {
        BDG_TRY(peek(c, w));
        if (*c != ' ' && *c != '\n' && *c != '\r' && *c != '\t')
            return NULL;
        w->at++;
    }
}

/* This byte must come now, perhaps after blanks. */
static bdg_err_t *must(walk_t *w, char wanted)
{
    char c;
    BDG_TRY(blanks(&c, w));
    if (c != wanted)
        return broken();
    w->at++;
    return NULL;
}

static bdg_err_t *full(const walk_t *w)
{
    return bdg_err(BDG_E_TOO_LARGE, "One entry of this file is larger than %lu KB, which is more than can be read.", (unsigned long)(w->value->max / 1024));
}

/* From the quotation mark to its end, with both. */
static bdg_err_t *string(walk_t *w, int keep)
{
    int escaped = 0, open = 0;
    for (;;) {
        char c;
        BDG_TRY(peek(&c, w));
        if (!c)
            return broken();
        size_t from = w->at;
        for (; w->at < w->end; w->at++) {
            c = w->block[w->at];
            if (escaped) {
                escaped = 0;
            } else if (c == '\\') {
                escaped = 1;
            } else if (c == '"' && open++) {
                w->at++;
                if (keep)
                    bdg_buf_add(w->value, w->block + from, w->at - from);
                return keep && w->value->overflowed ? full(w) : NULL;
            }
        }
        if (keep)
            bdg_buf_add(w->value, w->block + from, w->at - from);
    }
}

/* A whole value, whatever it is. */
static bdg_err_t *value(walk_t *w, int keep)
{
    char c, open[BDG_JSON_WALK_DEPTH];
    int depth = 0;
    BDG_TRY(blanks(&c, w));
    for (;;) {
        BDG_TRY(peek(&c, w));
        if (!c)
            return depth ? broken() : NULL;
        if (c == '"') {
            BDG_TRY(string(w, keep));
            if (!depth)
                return NULL;
            continue;
        }
        if (!depth && (c == ',' || c == '}' || c == ']'))      /* the end of a number or a word */
            return NULL;
        if (c == '{' || c == '[') {
            if (depth == BDG_JSON_WALK_DEPTH)
                return bdg_err(BDG_E_TOO_LARGE, "This file is nested more than %d levels deep.", BDG_JSON_WALK_DEPTH);
            open[depth++] = c;
        } else if ((c == '}' || c == ']') && open[--depth] != (c == '}' ? '{' : '[')) {
            return broken();
        }
        if (keep)
            bdg_buf_char(w->value, c);
        if (keep && w->value->overflowed)
            return full(w);
        w->at++;
        if (!depth && (c == '}' || c == ']'))
            return NULL;
    }
}

static bdg_err_t *take(walk_t *w, const char *key)
{
    bdg_buf_clear(w->value);
    BDG_TRY(value(w, 1));
    BDG_TRY(bdg_buf_check(w->value));
    if (!w->value->len)
        return broken();
    return w->walker->take(w->baton, key, w->value->data, w->value->len);
}

static bdg_err_t *items(walk_t *w, const char *key)
{
    char c;
    BDG_TRY(blanks(&c, w));
    if (c != '[')
        return take(w, key);
    w->at++;
    BDG_TRY(blanks(&c, w));
    for (int first = 1; c != ']'; first = 0) {
        if (!first)
            BDG_TRY(must(w, ','));
        BDG_TRY(take(w, key));
        BDG_TRY(blanks(&c, w));
        if (c != ',' && c != ']')
            return broken();
    }
    w->at++;
    return NULL;
}

/* key: room for BDG_JSON_WALK_KEY + 1; "" for one that is too long to be wanted. */
static bdg_err_t *name(walk_t *w, char *key)
{
    char c;
    json_t *s;
    bdg_buf_clear(w->value);
    BDG_TRY(blanks(&c, w));
    if (c != '"')
        return broken();
    BDG_TRY(string(w, 1));
    BDG_TRY(bdg_buf_check(w->value));
    s = json_loadb(w->value->data, w->value->len, JSON_DECODE_ANY, NULL);
    if (!s)
        return broken();
    *key = 0;
    if (json_string_length(s) <= BDG_JSON_WALK_KEY)
        memcpy(key, json_string_value(s), json_string_length(s) + 1);
    json_decref(s);
    return must(w, ':');
}

static bdg_err_t *member(walk_t *w)
{
    char key[BDG_JSON_WALK_KEY + 1];
    BDG_TRY(name(w, key));
    switch (w->walker->want(w->baton, key)) {
    case BDG_JSON_ITEMS:
        return items(w, key);
    case BDG_JSON_WHOLE:
        return take(w, key);
    default:
        return value(w, 0);
    }
}

bdg_err_t *bdg_json_walk(bdg_text_t *text, const bdg_json_walker_t *walker, void *baton, size_t cap, apr_pool_t *pool)
{
    char c;
    walk_t w = { text, walker, baton, apr_palloc(pool, BLOCK), 0, 0, bdg_buf_make(cap, pool), pool };
    BDG_TRY(must(&w, '{'));
    BDG_TRY(blanks(&c, &w));
    for (int first = 1; c != '}'; first = 0) {
        if (!first)
            BDG_TRY(must(&w, ','));
        BDG_TRY(member(&w));
        BDG_TRY(blanks(&c, &w));
        if (c != ',' && c != '}')
            return broken();
    }
    w.at++;
    BDG_TRY(blanks(&c, &w));
    return c ? broken() : NULL;
}
