/* Text -> tags -> ops. First the text is cut into tokens, and opening and closing tags are matched; then lines that hold nothing but
 * tags lose their white space; then blocks lose the indentation that their content has in the source; then ops are written. */
#include "view/mustache_priv.h"
#include <apr_strings.h>
#include <apr_tables.h>
#include <string.h>

#define MAX_NESTING 60
#define MAX_NAME 200
#define MAX_KEYS 16
#define MAX_DELIMITER 8

typedef struct token_t {
    char type;          /* 0 for text, 'v' and 'r' for escaped and raw values, else the tag's own sign */
    char opener;        /* of a closing tag: the sign of the tag that it closes */
    uint8_t line_start; /* text: the first on its line */
    uint8_t own_line;   /* tag: its line holds only tags */
    uint8_t own_end;    /* tag: the line break after it was taken */
    uint32_t line;
    uint32_t match;     /* opening tag: index of the closing one */
    slice_t text;       /* text, or name */
    slice_t indent;     /* own_line: white space at the start of the line */
} token_t;

typedef struct parser_t {
    bdg_mustache_set_t *set;
    bdg_mustache_t *t;
    const char *pos, *end;
    char open[MAX_DELIMITER + 1], close[MAX_DELIMITER + 1];
    apr_array_header_t *tokens;
    uint32_t stack[MAX_NESTING];
    int depth, escape, can_merge;
    uint32_t line;
    char *arena;        /* where the texts of ops lie */
    size_t arena_len;
    apr_pool_t *scratch;
} parser_t;

#define TOKEN(p, i) APR_ARRAY_IDX((p)->tokens, (i), token_t)

static bdg_err_t *broken(const parser_t *p, bdg_code_e code, uint32_t line, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
static bdg_err_t *broken(const parser_t *p, bdg_code_e code, uint32_t line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *what = apr_pvsprintf(p->scratch, fmt, ap);
    va_end(ap);
    return p->t->file ? bdg_err(code, "%s:%u: %s", p->t->file, line, what) : bdg_err(code, "Line %u: %s", line, what);
}

static slice_t trimmed(const char *s, const char *end)
{
    while (s < end && strchr(" \t\r\n", *s))
        s++;
    while (end > s && strchr(" \t\r\n", end[-1]))
        end--;
    return (slice_t){ s, (size_t)(end - s) };
}

static int is_blank(slice_t s) { return trimmed(s.s, s.s + s.len).len == 0; }
static int ends_line(slice_t s) { return s.len && s.s[s.len - 1] == '\n'; }

static token_t *push(parser_t *p, char type, slice_t text)
{
    token_t *k = apr_array_push(p->tokens);
    memset(k, 0, sizeof *k);
    k->type = type;
    k->text = text;
    k->line = p->line;
    return k;
}

/* Text up to end, a token for each line. */
static void scan_text(parser_t *p, const char *end)
{
    while (p->pos < end) {
        const char *nl = memchr(p->pos, '\n', (size_t)(end - p->pos));
        const char *stop = nl ? nl + 1 : end;
        token_t *before = p->tokens->nelts ? &TOKEN(p, p->tokens->nelts - 1) : NULL;
        int at_start = !before || (!before->type && ends_line(before->text));
        push(p, 0, (slice_t){ p->pos, (size_t)(stop - p->pos) })->line_start = (uint8_t)at_start;
        p->line += nl != NULL;
        p->pos = stop;
    }
}

static bdg_err_t *check_name(const parser_t *p, char type, slice_t name)
{
    if (!name.len)
        return broken(p, BDG_E_MALFORMED, p->line, "This tag has no name.");
    if (name.len > MAX_NAME)
        return broken(p, BDG_E_TOO_LARGE, p->line, "This tag's name is longer than %d bytes.", MAX_NAME);
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.s[i] <= ' ' || strchr("{}<>\"'", name.s[i]))
            return broken(p, BDG_E_MALFORMED, p->line, "This tag's name has a character that is not allowed: \"%.*s\".", (int)name.len, name.s);
    if (strchr("><$", type) || (name.len == 1 && name.s[0] == '.'))
        return NULL;
    size_t keys = 1;
    for (size_t i = 0; i < name.len; i++)
        if (name.s[i] == '.') {
            keys++;
            if (i == 0 || i + 1 == name.len || name.s[i - 1] == '.')
                return broken(p, BDG_E_MALFORMED, p->line, "This tag's name has a dot too many: \"%.*s\".", (int)name.len, name.s);
        }
    if (keys > MAX_KEYS)
        return broken(p, BDG_E_TOO_LARGE, p->line, "This tag's name has more than %d parts.", MAX_KEYS);
    return NULL;
}

static int raw_allowed(const parser_t *p, slice_t name)
{
    for (const char *const *raw = p->set->opt.raw; raw && *raw; raw++) {
        int ending = **raw == '*';
        size_t n = strlen(*raw + ending);
        if ((ending ? name.len >= n : name.len == n) && !memcmp(name.s + name.len - n, *raw + ending, n))
            return 1;
    }
    return 0;
}

static bdg_err_t *set_delimiters(parser_t *p, slice_t inner)
{
    size_t o = 0;
    while (o < inner.len && !strchr(" \t\r\n", inner.s[o]))
        o++;
    slice_t rest = trimmed(inner.s + o, inner.s + inner.len);
    int bad = !o || !rest.len || o > MAX_DELIMITER || rest.len > MAX_DELIMITER || memchr(inner.s, '=', inner.len);
    for (size_t i = 0; i < rest.len; i++)
        bad |= strchr(" \t\r\n", rest.s[i]) != NULL;
    if (bad)
        return broken(p, BDG_E_MALFORMED, p->line, "Delimiters must be two words of at most %d bytes without an = sign.", MAX_DELIMITER);
    apr_cpystrn(p->open, inner.s, o + 1);
    apr_cpystrn(p->close, rest.s, rest.len + 1);
    return NULL;
}

static bdg_err_t *opening(parser_t *p, char type, slice_t name)
{
    if (p->depth == MAX_NESTING)
        return broken(p, BDG_E_TOO_LARGE, p->line, "Sections are nested more than %d levels deep.", MAX_NESTING);
    p->stack[p->depth++] = (uint32_t)p->tokens->nelts;
    push(p, type, name);
    return NULL;
}

static bdg_err_t *closing(parser_t *p, slice_t name)
{
    if (!p->depth)
        return broken(p, BDG_E_MALFORMED, p->line, "{{/%.*s}} closes nothing.", (int)name.len, name.s);
    uint32_t at = p->stack[--p->depth];
    slice_t opened = TOKEN(p, at).text;
    if (opened.len != name.len || memcmp(opened.s, name.s, name.len))
        return broken(p, BDG_E_MALFORMED, p->line, "{{/%.*s}} closes {{%c%.*s}} of line %u.", (int)name.len, name.s, TOKEN(p, at).type,
                      (int)opened.len, opened.s, TOKEN(p, at).line);
    TOKEN(p, at).match = (uint32_t)p->tokens->nelts;
    push(p, '/', name)->opener = TOKEN(p, at).type;
    return NULL;
}

static int name_known(const parser_t *p, char type, slice_t name)
{
    const char *const *names = p->set->opt.names;
    if (!names || type == '/' || type == '>' || type == '<')
        return 1;
    for (; type != '$' && *names; names++)
        if (strlen(*names) == name.len && !memcmp(*names, name.s, name.len))
            return 1;
    return 0;
}

static bdg_err_t *named_tag(parser_t *p, char type, slice_t name)
{
    BDG_TRY(check_name(p, type, name));
    if (!name_known(p, type, name))
        return broken(p, BDG_E_INVALID, p->line, "There is no field {{%.*s}}.", (int)name.len, name.s);
    switch (type) {
    case '/':
        return closing(p, name);
    case '>':
    case '<':
        if (p->set->opt.no_partials)
            return broken(p, BDG_E_INVALID, p->line, "{{%c%.*s}} is not allowed here: no other template can be included.", type, (int)name.len, name.s);
        if (type == '<')
            return opening(p, type, name);
        break;
    case '#':
    case '^':
    case '$':
        return opening(p, type, name);
    case 'r':
        if (p->escape && !raw_allowed(p, name))
            return broken(p, BDG_E_INVALID, p->line, "\"%.*s\" cannot be shown without escaping. Write {{%.*s}}.", (int)name.len, name.s,
                          (int)name.len, name.s);
        break;
    }
    push(p, type, name);
    return NULL;
}

/* One tag; p->pos stands on its opening delimiter. */
static bdg_err_t *scan_tag(parser_t *p)
{
    char ending[MAX_DELIMITER + 2] = "";
    const char *s = p->pos + strlen(p->open);
    while (s < p->end && (*s == ' ' || *s == '\t'))
        s++;
    char sign = s < p->end ? *s : 0;
    if (sign == '{' || sign == '=')
        ending[0] = sign == '{' ? '}' : '=';
    strcat(ending, p->close);
    int signed_tag = sign && strchr("#^/><$&{!=", sign);
    if (signed_tag)
        s++;
    const char *stop = memmem(s, (size_t)(p->end - s), ending, strlen(ending));
    if (!stop)
        return broken(p, BDG_E_MALFORMED, p->line, "This tag is never closed.");
    const char *after = stop + strlen(ending);
    slice_t inner = trimmed(s, stop);
    if (sign == '!' || sign == '=') {
        push(p, sign, inner);
        if (sign == '=')
            BDG_TRY(set_delimiters(p, inner));
    } else {
        BDG_TRY(named_tag(p, !signed_tag ? 'v' : sign == '{' || sign == '&' ? 'r' : sign, inner));
    }
    for (s = p->pos; s < after; s++)
        p->line += *s == '\n';
    p->pos = after;
    return NULL;
}

static bdg_err_t *scan(parser_t *p)
{
    while (p->pos < p->end) {
        const char *tag = memmem(p->pos, (size_t)(p->end - p->pos), p->open, strlen(p->open));
        scan_text(p, tag ? tag : p->end);
        if (tag)
            BDG_TRY(scan_tag(p));
    }
    if (p->depth) {
        const token_t *k = &TOKEN(p, p->stack[p->depth - 1]);
        return broken(p, BDG_E_MALFORMED, k->line, "{{%c%.*s}} is never closed.", k->type, (int)k->text.len, k->text.s);
    }
    return NULL;
}

/* The tokens from..to-1 are one line. It stands alone when it is white space around one tag that shows nothing in its own place,
 * or around tags of inheritance, which may share a line. */
static void stand_alone(parser_t *p, int from, int to)
{
    int first = from, last = to - 1;
    token_t *lead = NULL, *trail = NULL;
    if (!TOKEN(p, first).type && is_blank(TOKEN(p, first).text))
        lead = &TOKEN(p, first++);
    if (last > first && !TOKEN(p, last).type && is_blank(TOKEN(p, last).text))
        trail = &TOKEN(p, last--);
    if (first > last)
        return;
    for (int i = first; i <= last; i++) {
        const token_t *k = &TOKEN(p, i);
        if (!k->type || !strchr(first == last ? "#^/><$!=" : "/<$", k->type))
            return;
        if (first != last && k->type == '/' && k->opener != '<' && k->opener != '$')
            return;
    }
    for (int i = first; i <= last; i++) {
        TOKEN(p, i).own_line = 1;
        TOKEN(p, i).indent = lead ? lead->text : (slice_t){ "", 0 };
    }
    TOKEN(p, last).own_end = trail && ends_line(trail->text);
    if (lead)
        lead->text.len = 0;
    if (trail)
        trail->text.len = 0;
}

static void find_own_lines(parser_t *p)
{
    for (int from = 0, i = 0; i < p->tokens->nelts; i++)
        if ((!TOKEN(p, i).type && ends_line(TOKEN(p, i).text)) || i + 1 == p->tokens->nelts) {
            stand_alone(p, from, i + 1);
            from = i + 1;
        }
}

/* White space before the first line between two tokens that shows anything; 0 when nothing does. */
static int first_indent(const parser_t *p, uint32_t from, uint32_t to, slice_t *out)
{
    for (uint32_t i = from; i < to; i++) {
        const token_t *k = &TOKEN(p, i);
        if (k->type == '!' || k->type == '=' || (!k->type && (!k->text.len || (is_blank(k->text) && ends_line(k->text)))))
            continue;
        *out = (slice_t){ k->text.s, 0 };
        if (k->type && k->own_line)
            *out = k->indent;
        else if (!k->type && k->line_start)
            while (out->len < k->text.len && strchr(" \t", out->s[out->len]))
                out->len++;
        return 1;
    }
    return 0;
}

static void strip(slice_t *s, slice_t ws)
{
    size_t n = 0;
    while (n < s->len && n < ws.len && s->s[n] == ws.s[n])
        n++;
    s->s += n;
    s->len -= n;
}

/* Content of a block: what its first line is indented by comes off every line, and goes on again where the block is shown. */
static void dedent(parser_t *p, uint32_t block)
{
    token_t *b = &TOKEN(p, block);
    slice_t ws;
    if (!b->own_line || !first_indent(p, block + 1, b->match, &ws))
        return;
    b->indent = ws;
    for (uint32_t i = block + 1; i < b->match; i++) {
        token_t *k = &TOKEN(p, i);
        if (k->type && k->own_line)
            strip(&k->indent, ws);
        else if (!k->type && k->line_start)
            strip(&k->text, ws);
    }
}

static op_t *add_op(parser_t *p, op_kind_e kind, const token_t *k)
{
    op_t *op = &p->t->ops[p->t->count++];
    memset(op, 0, sizeof *op);
    op->kind = (uint8_t)kind;
    op->line = k->line;
    op->end = p->t->count;
    p->can_merge = 0;
    return op;
}

static void write_text(parser_t *p, const token_t *k)
{
    if (!k->text.len)
        return;
    char *at = p->arena + p->arena_len;
    memcpy(at, k->text.s, k->text.len);
    p->arena_len += k->text.len;
    if (!p->can_merge)
        add_op(p, OP_TEXT, k)->u.text.s = at;
    op_t *op = &p->t->ops[p->t->count - 1];
    op->u.text.len += k->text.len;
    op->ends_line = at[k->text.len - 1] == '\n';
    p->can_merge = 1;
}

static void write_path(parser_t *p, op_t *op, slice_t name)
{
    if (name.len == 1 && name.s[0] == '.')
        return;
    const char *s = bdg_mustache_intern(p->set, name.s, name.len);
    slice_t keys[MAX_KEYS];
    for (const char *dot = s; *dot; s = dot + 1) {
        dot = strchrnul(s, '.');
        keys[op->u.path.count++] = (slice_t){ s, (size_t)(dot - s) };
    }
    op->u.path.keys = apr_pmemdup(p->set->pool, keys, op->u.path.count * sizeof *keys);
}

static void write_ref(parser_t *p, op_t *op, const token_t *k)
{
    op->u.ref.name = bdg_mustache_intern(p->set, k->text.s, k->text.len);
    op->own_line = k->own_line;
    op->u.ref.indent = (slice_t){ apr_pstrmemdup(p->set->pool, k->indent.len ? k->indent.s : "", k->indent.len), k->indent.len };
}

static void write_ops(parser_t *p, uint32_t from, uint32_t to, int in_parent);

static void write_body(parser_t *p, uint32_t op, uint32_t token)
{
    p->can_merge = 0;
    write_ops(p, token + 1, TOKEN(p, token).match, p->t->ops[op].kind == OP_PARENT);
    p->t->ops[op].end = p->t->count;
    p->can_merge = 0;
}

static void write_ops(parser_t *p, uint32_t from, uint32_t to, int in_parent)
{
    for (uint32_t i = from; i < to; i++) {
        const token_t *k = &TOKEN(p, i);
        uint32_t at = p->t->count;
        if (in_parent && k->type != '$') {
            i = k->match > i ? k->match : i;
            continue;
        }
        switch (k->type) {
        case 0:
            write_text(p, k);
            break;
        case 'v':
        case 'r':
            write_path(p, add_op(p, k->type == 'v' && p->escape ? OP_VALUE : OP_RAW, k), k->text);
            break;
        case '>':
            write_ref(p, add_op(p, OP_PARTIAL, k), k);
            break;
        case '#':
        case '^':
            write_path(p, add_op(p, k->type == '#' ? OP_SECTION : OP_INVERTED, k), k->text);
            write_body(p, at, i);
            i = k->match;
            break;
        case '<':
        case '$':
            if (k->type == '$')
                dedent(p, i);
            write_ref(p, add_op(p, k->type == '<' ? OP_PARENT : OP_BLOCK, k), k);
            p->t->ops[at].own_end = k->own_line && TOKEN(p, k->match).own_end;
            write_body(p, at, i);
            i = k->match;
            break;
        }
    }
}

bdg_err_t *bdg_mustache_parse(bdg_mustache_set_t *set, bdg_mustache_t *t, const char *text, size_t len, int escape, apr_pool_t *scratch_pool)
{
    parser_t p = { .set = set, .t = t, .pos = text, .end = text + len, .open = "{{", .close = "}}", .escape = escape, .line = 1,
                   .scratch = scratch_pool };
    p.tokens = apr_array_make(scratch_pool, 64, sizeof(token_t));
    BDG_TRY(scan(&p));
    find_own_lines(&p);
    op_t *ops = apr_palloc(scratch_pool, ((size_t)p.tokens->nelts + 1) * sizeof *ops);
    t->ops = ops;
    p.arena = apr_palloc(set->pool, len + 1);
    write_ops(&p, 0, (uint32_t)p.tokens->nelts, 0);
    t->ops = apr_pmemdup(set->pool, ops, t->count * sizeof *ops);
    return NULL;
}
