#include "web/differences.h"
#include <apr_strings.h>
#include <string.h>

#define CELLS_MAX (4 * 1024 * 1024)      /* of the table below, two bytes each */

typedef struct token_t { const char *at; size_t len; } token_t;
typedef struct text_t { const token_t *words; size_t n; } text_t;

static int white(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/* A word, or a line break, with the blanks after it. */
static text_t split(const char *s, apr_pool_t *pool)
{
    token_t *t = apr_palloc(pool, sizeof *t * (strlen(s) + 1));
    size_t n = 0;
    while (*s) {
        const char *from = s;
        while (*s && !white(*s))
            s++;
        while (white(*s))
            s++;
        t[n++] = (token_t){ from, (size_t)(s - from) };
    }
    return (text_t){ t, n };
}

static int same(token_t a, token_t b) { return a.len == b.len && !memcmp(a.at, b.at, a.len); }

typedef enum { SAME, GONE, NEW } kind_e;

/* Adds count words as one piece. */
static void piece(json_t *out, kind_e kind, const token_t *words, size_t count, apr_pool_t *pool)
{
    static const char *const names[] = { "same", "gone", "new" };
    if (!count)
        return;
    json_t *o = json_object();
    bdg_json_str(o, "text", apr_pstrmemdup(pool, words[0].at, (size_t)(words[count - 1].at + words[count - 1].len - words[0].at)));
    for (int i = 0; i < 3; i++)
        bdg_json_bool(o, names[i], i == (int)kind);
    bdg_json_add(out, o);
}

/* The longest common subsequence, from the end: how many words a[i..] and b[j..] share. */
static void compare(json_t *out, text_t a, text_t b, apr_pool_t *pool)
{
    size_t wide = b.n + 1, i = 0, j = 0;
    unsigned short *t = apr_pcalloc(pool, sizeof *t * (a.n + 1) * wide);
    for (size_t x = a.n; x-- > 0;)
        for (size_t y = b.n; y-- > 0;) {
            unsigned short down = t[(x + 1) * wide + y], right = t[x * wide + y + 1];
            t[x * wide + y] = same(a.words[x], b.words[y]) ? (unsigned short)(t[(x + 1) * wide + y + 1] + 1) : down > right ? down : right;
        }
    while (i < a.n && j < b.n) {
        size_t x = i, y = j;
        while (x < a.n && y < b.n && same(a.words[x], b.words[y])) {
            x++;
            y++;
        }
        piece(out, SAME, a.words + i, x - i, pool);
        for (i = x, j = y; x < a.n && y < b.n && !same(a.words[x], b.words[y]) && t[(x + 1) * wide + y] >= t[x * wide + y + 1];)
            x++;
        piece(out, GONE, a.words + i, x - i, pool);
        for (i = x; x < a.n && y < b.n && !same(a.words[x], b.words[y]) && t[(x + 1) * wide + y] < t[x * wide + y + 1];)
            y++;
        piece(out, NEW, b.words + j, y - j, pool);
        j = y;
    }
    piece(out, GONE, a.words + i, a.n - i, pool);
    piece(out, NEW, b.words + j, b.n - j, pool);
}

json_t *bdg_differences(const char *before, const char *after, apr_pool_t *pool)
{
    json_t *out = json_array();
    text_t a = split(before ? before : "", pool), b = split(after ? after : "", pool);
    size_t head = 0, tail = 0;
    while (head < a.n && head < b.n && same(a.words[head], b.words[head]))
        head++;
    while (tail < a.n - head && tail < b.n - head && same(a.words[a.n - 1 - tail], b.words[b.n - 1 - tail]))
        tail++;
    text_t left = { a.words + head, a.n - head - tail }, right = { b.words + head, b.n - head - tail };
    piece(out, SAME, a.words, head, pool);
    if (left.n < 65535 && right.n < 65535 && (left.n + 1) * (right.n + 1) <= CELLS_MAX) {
        compare(out, left, right, pool);
    } else {
        piece(out, GONE, left.words, left.n, pool);
        piece(out, NEW, right.words, right.n, pool);
    }
    piece(out, SAME, a.words + a.n - tail, tail, pool);
    return out;
}
