/* Source -> pieces. */
#include "view/sentences_priv.h"
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#define NESTING_MAX 200

static int is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static int listed(const char *const *list, const char *s, size_t len)
{
    for (; *list; list++)
        if (strlen(*list) == len && !strncasecmp(*list, s, len))
            return 1;
    return 0;
}

const char *bdg_sentences_mustache_end(const char *s, const char *end)
{
    const char *sign = end - s > 2 && s[2] == '{' ? "}}}" : "}}";
    const char *at = memmem(s + 2, (size_t)(end - s - 2), sign, strlen(sign));
    return at ? at + strlen(sign) : NULL;
}

/* "&nbsp;", "&#39;"; 0 when there is none at s. */
static size_t entity(const char *s, const char *end)
{
    size_t n = 1;
    while (s + n < end && n < 12 && (is_letter(s[n]) || (s[n] >= '0' && s[n] <= '9') || s[n] == '#'))
        n++;
    return *s == '&' && n > 1 && s + n < end && s[n] == ';' ? n + 1 : 0;
}

int bdg_sentences_letters(const char *s, size_t len)
{
    for (const char *end = s + len; s < end;) {
        unsigned char c = (unsigned char)*s;
        const char *after = end - s > 3 && s[0] == '{' && s[1] == '{' ? bdg_sentences_mustache_end(s, end) : NULL;
        size_t skip = after ? (size_t)(after - s) : entity(s, end);
        if (skip) {
            s += skip;
            continue;
        }
        /* 0xC3..: Latin letters and all that comes after; but E2 80 to E2 AF are punctuation, arrows and signs */
        if (is_letter((char)c) || (c >= 0xc3 && !(c == 0xe2 && end - s > 1 && (unsigned char)s[1] < 0xb0)))
            return 1;
        s++;
    }
    return 0;
}

const char *bdg_sentences_collapse(const char *s, size_t len, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, len + 1), *p = out;
    for (size_t i = 0; i < len; i++) {
        if (!is_space(s[i]))
            *p++ = s[i];
        else if (p > out && p[-1] != ' ')
            *p++ = ' ';
    }
    if (p > out && p[-1] == ' ')
        p--;
    *p = 0;
    return out;
}

/* ---------------------------------------------------------------- attributes */

static int meta_is_read(const piece_t *tag)
{
    static const char *const read[] = { "\"description\"", "\"og:title\"", "\"og:description\"", "\"og:image:alt\"", "\"twitter:title\"", "\"twitter:description\"" };
    for (size_t i = 0; i < sizeof read / sizeof *read; i++)
        if (memmem(tag->s, tag->len, read[i], strlen(read[i])))
            return 1;
    return 0;
}

static int is_read(const piece_t *tag, const char *name, size_t len)
{
    static const char *const always[] = { "placeholder", "title", "alt", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "label",
        "data-label", NULL };
    static const char *const input[] = { "input", NULL }, *const meta[] = { "meta", NULL };
    if (listed(always, name, len) || (len > 9 && !strncasecmp(name, "data-say-", 9)))
        return 1;
    if (len == 5 && !strncasecmp(name, "value", 5) && listed(input, tag->name, tag->name_len))
        return memmem(tag->s, tag->len, "\"submit\"", 8) != NULL || memmem(tag->s, tag->len, "\"button\"", 8) != NULL;
    return len == 7 && !strncasecmp(name, "content", 7) && listed(meta, tag->name, tag->name_len) && meta_is_read(tag);
}

static void attribute(bdg_buf_t *out, cutter_t *c, const char *value, size_t len, unsigned line)
{
    const char *t = NULL, *sentence = bdg_sentences_letters(value, len) ? bdg_sentences_collapse(value, len, c->pool) : NULL;
    if (sentence)
        t = c->fn(c->baton, sentence, line);
    if (!t || bdg_sentence_misfit(sentence, t, c->pool)) {
        bdg_buf_add(out, value, len);
        return;
    }
    for (; *t; t++) {
        const char *quoted = *t == '"' ? "&quot;" : *t == '\'' ? "&#39;" : *t == '<' ? "&lt;" : *t == '>' ? "&gt;" : NULL;
        if (quoted)
            bdg_buf_str(out, quoted);
        else
            bdg_buf_char(out, *t);
    }
}

/* Goes through the tag and exchanges the values of attributes that are read. */
static void attributes(cutter_t *c, piece_t *tag)
{
    const char *p = tag->name + tag->name_len, *end = tag->s + tag->len, *copied = tag->s;
    bdg_buf_t *out = bdg_buf_make(tag->len * 20 + 4096, c->pool);
    while (p < end) {
        if (end - p > 1 && p[0] == '{' && p[1] == '{') {
            const char *after = bdg_sentences_mustache_end(p, end);
            p = after ? after : end;
            continue;
        }
        const char *name = p;
        while (p < end && !is_space(*p) && !strchr("=>/\"'{", *p))
            p++;
        size_t n = (size_t)(p - name);
        if (!n || p + 1 >= end || *p != '=' || (p[1] != '"' && p[1] != '\'')) {
            p += n == 0;
            continue;
        }
        const char *value = p + 2, *close = memchr(value, p[1], (size_t)(end - value));
        if (!close)
            break;
        if (is_read(tag, name, n)) {
            bdg_buf_add(out, copied, (size_t)(value - copied));
            attribute(out, c, value, (size_t)(close - value), tag->line);
            copied = close;
        }
        p = close + 1;
    }
    if (copied == tag->s)
        return;
    bdg_buf_add(out, copied, (size_t)(end - copied));
    tag->out = out->data;
    tag->out_len = out->len;
}

/* ---------------------------------------------------------------- pieces */

static piece_t *push(cutter_t *c, piece_kind_e kind, const char *to)
{
    piece_t *p = apr_array_push(c->pieces);
    memset(p, 0, sizeof *p);
    p->kind = kind;
    p->s = p->out = c->pos;
    p->len = p->out_len = (size_t)(to - c->pos);
    p->line = c->line;
    p->match = -1;
    for (const char *s = c->pos; s < to; s++)
        c->line += *s == '\n';
    c->pos = to;
    return p;
}

static bdg_err_t *broken(const cutter_t *c, const char *what)
{
    return bdg_err(BDG_E_MALFORMED, "%s:%u: %s", c->file, c->line, what);
}

/* What is given to a block whose name ends in "icon" or "code" is no words, but a picture's or a field's name: the end of the block, else NULL. */
static const char *code_end(const cutter_t *c, const char *end)
{
    size_t n = (size_t)(end - c->pos);
    if (n < 9 || c->pos[2] != '$' || (strncmp(end - 6, "icon}}", 6) && strncmp(end - 6, "code}}", 6)))
        return NULL;
    const char *close = apr_psprintf(c->pool, "{{/%.*s", (int)(n - 3), c->pos + 3), *at = memmem(end, (size_t)(c->end - end), close, strlen(close));
    return at ? at + strlen(close) : NULL;
}

static bdg_err_t *mustache(cutter_t *c)
{
    const char *end = bdg_sentences_mustache_end(c->pos, c->end), *name = c->pos + 2;
    if (!end)
        return broken(c, "This tag has no end.");
    char sign = *name;
    if (code_end(c, end)) {
        push(c, PIECE_BREAK, code_end(c, end));
        return NULL;
    }
    if (sign == '=') {      /* what has other delimiters is shown as it stands, up to where these come back */
        const char *back = memmem(end, (size_t)(c->end - end), "={{ }}=", 7), *line = back ? memchr(back + 7, '>', (size_t)(c->end - back - 7)) : NULL;
        if (!line)
            return bdg_err(BDG_E_INVALID, "%s:%u: Other delimiters are not taken back: <%%={{ }}=%%>.", c->file, c->line);
        push(c, PIECE_BREAK, line + 1);
        return NULL;
    }
    int value = !strchr("#^/><$!", sign);
    piece_t *p = push(c, value ? PIECE_VALUE : sign == '#' || sign == '^' || sign == '<' || sign == '$' ? PIECE_OPEN : sign == '/' ? PIECE_CLOSE : PIECE_BREAK, end);
    if (value)
        return NULL;
    p->section = sign == '<' || sign == '$' ? 2 : 1;
    for (p->name = name + 1; is_space(*p->name); p->name++)
        ;
    while (!is_space(p->name[p->name_len]) && p->name[p->name_len] != '}')
        p->name_len++;
    return NULL;
}

/* The end of the tag that begins at s: its '>' outside of quotes and of {{...}}. */
static const char *tag_end(const char *s, const char *end)
{
    char quote = 0;
    for (s++; s < end; s++) {
        if (s[0] == '{' && end - s > 3 && s[1] == '{') {
            s = bdg_sentences_mustache_end(s, end);
            if (!s)
                return NULL;
            s--;
        } else if (quote) {
            quote = *s == quote ? 0 : quote;
        } else if (*s == '"' || *s == '\'') {
            quote = *s;
        } else if (*s == '>') {
            return s + 1;
        }
    }
    return NULL;
}

static const char *const inline_tags[] = { "a", "abbr", "b", "bdi", "bdo", "cite", "data", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "u", NULL };
static const char *const single_tags[] = { "br", "img", "input", "wbr", NULL };
static const char *const literal_tags[] = { "code", "kbd", "samp", "var", NULL };
static const char *const closed_tags[] = { "svg", NULL };
static const char *const raw_tags[] = { "script", "style", "pre", "textarea", NULL };

/* Where the element ends that begins with the tag from s to after, counting those of its name inside. */
static const char *element_end(const char *after, const char *end, const char *name, size_t len)
{
    if (listed(raw_tags, name, len)) {      /* what is in it is no HTML */
        for (; (after = memmem(after, (size_t)(end - after), "</", 2)); after += 2)
            if ((size_t)(end - after) > len + 2 && !strncasecmp(after + 2, name, len) && !is_letter(after[len + 2]))
                return tag_end(after, end);
        return NULL;
    }
    for (int depth = 1; after < end;) {
        const char *lt = memchr(after, '<', (size_t)(end - after)), *close;
        if (!lt || !(close = tag_end(lt, end)))
            return NULL;
        int closing = lt[1] == '/';
        const char *n = lt + 1 + closing;
        if ((size_t)(end - n) > len && !strncasecmp(n, name, len) && !is_letter(n[len]) && close[-2] != '/')
            depth += closing ? -1 : 1;
        if (!depth)
            return close;
        after = close;
    }
    return NULL;
}

static bdg_err_t *tag(cutter_t *c)
{
    const char *name = c->pos + 1, *end = c->end - c->pos > 4 && !strncmp(c->pos, "<!--", 4) ? NULL : tag_end(c->pos, c->end);
    if (!end)
        return broken(c, "This tag has no end, or it is a comment of HTML: use {{! }}.");
    int closing = *name == '/';
    name += closing;
    size_t n = 0;
    while (is_letter(name[n]) || (n && ((name[n] >= '0' && name[n] <= '9') || name[n] == '-')))
        n++;
    int no = !closing && memmem(c->pos, (size_t)(end - c->pos), "translate=\"no\"", 14) != NULL;
    int single = listed(single_tags, name, n), whole = !closing && (no || listed(closed_tags, name, n) || listed(literal_tags, name, n) || listed(raw_tags, name, n));
    piece_kind_e kind = listed(inline_tags, name, n) ? closing ? PIECE_CLOSE : PIECE_OPEN : single || listed(closed_tags, name, n) ? PIECE_SINGLE : PIECE_BREAK;
    int plain = name + n + 1 == end;
    const char *inside = end, *all = whole && end[-2] != '/' ? element_end(end, c->end, name, n) : NULL;
    if (whole && end[-2] != '/' && !single && !all)
        return broken(c, "This element has no end.");
    if (all) {
        kind = listed(literal_tags, name, n) && plain ? PIECE_LITERAL : kind == PIECE_BREAK && !listed(literal_tags, name, n) ? PIECE_BREAK : PIECE_SINGLE;
        end = all;
    }
    piece_t *p = push(c, kind, end);
    p->name = name;
    p->name_len = n;
    p->plain = plain;
    if (!closing && !no) {
        p->len = (size_t)(inside - p->s);
        attributes(c, p);
        p->len = (size_t)(end - p->s);
        if (p->out != p->s && all) {
            bdg_buf_t *b = bdg_buf_make(p->out_len + p->len, c->pool);
            bdg_buf_add(b, p->out, p->out_len);
            bdg_buf_add(b, inside, (size_t)(end - inside));
            p->out = b->data;
            p->out_len = b->len;
        }
    }
    return NULL;
}

static void text(cutter_t *c)
{
    const char *p = c->pos;
    for (; p < c->end; p++) {
        if (p[0] == '{' && c->end - p > 1 && p[1] == '{')
            break;
        if (c->html && *p == '<' && c->end - p > 1 && (is_letter(p[1]) || p[1] == '/' || p[1] == '!'))
            break;
        if (!c->html && *p == '\n') {
            if (p > c->pos)
                push(c, PIECE_TEXT, p);
            push(c, PIECE_BREAK, p + 1);
            return;
        }
    }
    push(c, PIECE_TEXT, p);
}

/* Beginnings and ends find each other. A pair that has the end of a sentence in it, or that is not nested, ends sentences itself. */
static void match(cutter_t *c)
{
    struct { int at, breaks; } open[NESTING_MAX];
    int depth = 0, breaks = 0;
    for (int i = 0; i < c->pieces->nelts; i++) {
        piece_t *p = &PIECE(c->pieces, i);
        breaks += p->kind == PIECE_BREAK;
        if (p->kind == PIECE_OPEN && depth == NESTING_MAX) {
            p->kind = PIECE_BREAK;
            breaks++;
        } else if (p->kind == PIECE_OPEN) {
            open[depth].at = i;
            open[depth++].breaks = breaks;
        } else if (p->kind == PIECE_CLOSE) {
            int d = depth - 1;
            for (; d >= 0; d--) {
                const piece_t *o = &PIECE(c->pieces, open[d].at);
                if (!o->section == !p->section && o->name_len == p->name_len && !strncasecmp(o->name, p->name, p->name_len))
                    break;
            }
            for (; d >= 0 && depth > d + 1; breaks++)
                PIECE(c->pieces, open[--depth].at).kind = PIECE_BREAK;
            piece_t *o = d < 0 ? NULL : &PIECE(c->pieces, open[--depth].at);
            if (o && o->section < 2 && open[depth].breaks == breaks) {
                o->match = i;
                p->match = open[depth].at;
                continue;
            }
            p->kind = PIECE_BREAK;
            if (o)
                o->kind = PIECE_BREAK;
            breaks++;
        }
    }
    while (depth)
        PIECE(c->pieces, open[--depth].at).kind = PIECE_BREAK;
}

bdg_err_t *bdg_sentences_cut(cutter_t *c)
{
    while (c->pos < c->end) {
        if (c->pos[0] == '{' && c->end - c->pos > 1 && c->pos[1] == '{')
            BDG_TRY(mustache(c));
        else if (c->html && *c->pos == '<' && c->end - c->pos > 1 && (is_letter(c->pos[1]) || c->pos[1] == '/' || c->pos[1] == '!'))
            BDG_TRY(tag(c));
        else
            text(c);
    }
    match(c);
    return NULL;
}
