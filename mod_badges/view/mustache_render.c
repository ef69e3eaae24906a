#include "view/mustache_priv.h"
#include <string.h>

/* The blocks that one {{<parent}} call gives. */
typedef struct frame_t {
    const struct frame_t *outer;
    const bdg_mustache_t *t;
    uint32_t parent;          /* index of the op */
} frame_t;

typedef struct render_t {
    bdg_buf_t *out;
    const json_t *context[MUSTACHE_MAX_DEPTH + 1];
    slice_t indents[MUSTACHE_MAX_DEPTH];
    unsigned contexts, indent_count, depth, steps;
    unsigned max_depth, max_steps;
    int line_start;           /* the template, not a value, just ended a line */
    int too_deep;
} render_t;

static void run(render_t *r, const bdg_mustache_t *t, uint32_t from, uint32_t to, const frame_t *frames);

static void escaped(bdg_buf_t *out, const char *s, size_t len)
{
    static const char *const entity[256] = { ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;" };
    const char *end = s + len, *start = s;
    for (; s < end; s++) {
        const char *e = entity[(unsigned char)*s];
        if (!e)
            continue;
        if (out->overflowed)
            return;
        if (s > start)
            bdg_buf_add(out, start, (size_t)(s - start));
        bdg_buf_str(out, e);
        start = s + 1;
    }
    if (end > start)
        bdg_buf_add(out, start, (size_t)(end - start));
}

static void integer(bdg_buf_t *out, json_int_t value)
{
    char digits[24], *p = digits + sizeof digits;
    uint64_t n = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        *--p = (char)('0' + n % 10);
    while (n /= 10);
    if (value < 0)
        *--p = '-';
    bdg_buf_add(out, p, (size_t)(digits + sizeof digits - p));
}

static void show(render_t *r, const json_t *v, int raw)
{
    char number[40];
    size_t n;
    switch (json_typeof(v)) {
    case JSON_STRING:
        if (raw)
            bdg_buf_add(r->out, json_string_value(v), json_string_length(v));
        else
            escaped(r->out, json_string_value(v), json_string_length(v));
        break;
    case JSON_INTEGER:
        integer(r->out, json_integer_value(v));
        break;
    case JSON_REAL:
        n = json_dumpb(v, number, sizeof number, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
        bdg_buf_add(r->out, number, n < sizeof number ? n : 0);
        break;
    case JSON_TRUE:
        bdg_buf_add(r->out, "true", 4);
        break;
    case JSON_FALSE:
        bdg_buf_add(r->out, "false", 5);
        break;
    case JSON_NULL:
    case JSON_OBJECT:
    case JSON_ARRAY:
        break;
    }
}

/* The first name is sought from the innermost context outwards, the others strictly inside it. */
static const json_t *find(const render_t *r, const op_t *op)
{
    const slice_t *key = op->u.path.keys;
    if (!op->u.path.count)
        return r->context[r->contexts - 1];
    const json_t *v = NULL;
    for (unsigned i = r->contexts; i-- && !v;)
        v = json_object_getn(r->context[i], key->s, key->len);
    for (size_t k = 1; v && k < op->u.path.count; k++)
        v = json_object_getn(v, key[k].s, key[k].len);
    return v;
}

static int is_true(const json_t *v)
{
    if (!v)
        return 0;
    switch (json_typeof(v)) {
    case JSON_STRING: return json_string_length(v) > 0;
    case JSON_INTEGER: return json_integer_value(v) != 0;
    case JSON_REAL: return json_real_value(v) != 0;
    case JSON_ARRAY: return json_array_size(v) > 0;
    case JSON_FALSE: case JSON_NULL: return 0;
    case JSON_TRUE: case JSON_OBJECT: break;
    }
    return 1;
}

static void indent(render_t *r)
{
    for (unsigned i = 0; r->line_start && i < r->indent_count; i++)
        bdg_buf_add(r->out, r->indents[i].s, r->indents[i].len);
    r->line_start = 0;
}

static void text(render_t *r, const op_t *op)
{
    const char *s = op->u.text.s, *end = s + op->u.text.len;
    if (!r->indent_count) {
        bdg_buf_add(r->out, s, op->u.text.len);
        r->line_start = op->ends_line;
        return;
    }
    while (s < end && !r->out->overflowed) {
        const char *nl = memchr(s, '\n', (size_t)(end - s));
        const char *next = nl ? nl + 1 : end;
        if (*s != '\n' && *s != '\r')
            indent(r);
        bdg_buf_add(r->out, s, (size_t)(next - s));
        r->line_start = nl != NULL;
        s = next;
    }
}

static void with_context(render_t *r, const bdg_mustache_t *t, uint32_t at, const json_t *v, const frame_t *frames)
{
    r->context[r->contexts++] = v;
    run(r, t, at + 1, t->ops[at].end, frames);
    r->contexts--;
}

static void section(render_t *r, const bdg_mustache_t *t, uint32_t at, const frame_t *frames)
{
    const json_t *v = find(r, &t->ops[at]);
    if (!is_true(v))
        return;
    if (!json_is_array(v)) {
        with_context(r, t, at, v, frames);
        return;
    }
    size_t n = json_array_size(v);
    for (size_t i = 0; i < n && r->steps <= r->max_steps && !r->too_deep && !r->out->overflowed; i++)
        with_context(r, t, at, json_array_get(v, i), frames);
}

/* Runs ops of a template, indented as op says. */
static void inserted(render_t *r, const op_t *op, const bdg_mustache_t *t, uint32_t from, uint32_t to, const frame_t *frames)
{
    int more = op->own_line && op->u.ref.indent.len;
    if (op->own_line)
        r->line_start = 1;
    if (more)
        r->indents[r->indent_count++] = op->u.ref.indent;
    run(r, t, from, to, frames);
    r->indent_count -= (unsigned)more;
}

static void partial(render_t *r, const bdg_mustache_t *t, uint32_t at, const frame_t *frames)
{
    const op_t *op = &t->ops[at];
    const bdg_mustache_t *target = op->u.ref.target;
    frame_t frame = { frames, t, at };
    if (target)
        inserted(r, op, target, 0, target->count, op->kind == OP_PARENT ? &frame : frames);
}

/* The outermost caller that gives a block wins. Its content sees what that caller saw: the frames outside its own. */
static void block(render_t *r, const bdg_mustache_t *t, uint32_t at, const frame_t *frames)
{
    const op_t *op = &t->ops[at];
    const bdg_mustache_t *from = t;
    uint32_t found = at;
    const frame_t *seen = frames;
    size_t before = r->out->len;
    for (const frame_t *f = frames; f; f = f->outer)
        for (uint32_t i = f->parent + 1; i < f->t->ops[f->parent].end; i = f->t->ops[i].end)
            if (f->t->ops[i].u.ref.name == op->u.ref.name) {
                from = f->t;
                found = i;
                seen = f->outer;
                break;
            }
    inserted(r, op, from, found + 1, from->ops[found].end, seen);
    if (op->own_end) {
        if (r->out->len > before && r->out->data[r->out->len - 1] != '\n')
            bdg_buf_char(r->out, '\n');
        r->line_start = 1;
    }
}

static void step(render_t *r, const bdg_mustache_t *t, uint32_t at, const frame_t *frames)
{
    const op_t *op = &t->ops[at];
    const json_t *v;
    switch ((op_kind_e)op->kind) {
    case OP_TEXT:
        text(r, op);
        break;
    case OP_VALUE:
    case OP_RAW:
        v = find(r, op);
        indent(r);
        if (v)
            show(r, v, op->kind == OP_RAW);
        break;
    case OP_SECTION:
        section(r, t, at, frames);
        break;
    case OP_INVERTED:
        if (!is_true(find(r, op)))
            run(r, t, at + 1, op->end, frames);
        break;
    case OP_PARTIAL:
    case OP_PARENT:
        partial(r, t, at, frames);
        break;
    case OP_BLOCK:
        block(r, t, at, frames);
        break;
    }
}

/* Every way deeper goes through here, so the arrays of render_t are as long as the depth allowed. */
static void run(render_t *r, const bdg_mustache_t *t, uint32_t from, uint32_t to, const frame_t *frames)
{
    if (r->depth >= r->max_depth) {
        r->too_deep = 1;
        return;
    }
    r->depth++;
    r->steps++;
    for (uint32_t i = from; i < to && r->steps <= r->max_steps && !r->too_deep && !r->out->overflowed; i = t->ops[i].end) {
        r->steps++;
        step(r, t, i, frames);
    }
    r->depth--;
}

bdg_err_t *bdg_mustache_render(const bdg_mustache_t *t, const json_t *model, bdg_buf_t *out)
{
    render_t r;
    r.out = out;
    r.context[0] = model;
    r.contexts = 1;
    r.indent_count = r.depth = r.steps = 0;
    r.max_depth = t->set->opt.max_depth;
    r.max_steps = t->set->opt.max_steps;
    r.line_start = 1;
    r.too_deep = 0;
    run(&r, t, 0, t->count, NULL);
    if (r.too_deep)
        return bdg_err_detail(bdg_err(BDG_E_TOO_LARGE, "This template nests more than %u levels deep.", r.max_depth), "%s", t->file ? t->file : "text");
    if (r.steps > r.max_steps)
        return bdg_err_detail(bdg_err(BDG_E_TOO_LARGE, "This template takes more than %u steps.", r.max_steps), "%s", t->file ? t->file : "text");
    return bdg_buf_check(out);
}
