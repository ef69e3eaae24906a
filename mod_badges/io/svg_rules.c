#include "io/svg_rules.h"
#include <stdlib.h>
#include <string.h>

/* Sorted by strcmp: looked up by bsearch. */
static const struct { const char *name; bdg_svg_element_e what; } elements[] = {
    { "a", BDG_SVG_UNWRAP }, { "circle", BDG_SVG_KEEP }, { "clipPath", BDG_SVG_KEEP }, { "defs", BDG_SVG_KEEP }, { "desc", BDG_SVG_TEXT },
    { "ellipse", BDG_SVG_KEEP }, { "feBlend", BDG_SVG_KEEP }, { "feColorMatrix", BDG_SVG_KEEP }, { "feComponentTransfer", BDG_SVG_KEEP },
    { "feComposite", BDG_SVG_KEEP }, { "feDropShadow", BDG_SVG_KEEP }, { "feFlood", BDG_SVG_KEEP }, { "feFuncA", BDG_SVG_KEEP },
    { "feFuncB", BDG_SVG_KEEP }, { "feFuncG", BDG_SVG_KEEP }, { "feFuncR", BDG_SVG_KEEP }, { "feGaussianBlur", BDG_SVG_KEEP },
    { "feMerge", BDG_SVG_KEEP }, { "feMergeNode", BDG_SVG_KEEP }, { "feMorphology", BDG_SVG_KEEP }, { "feOffset", BDG_SVG_KEEP },
    { "filter", BDG_SVG_KEEP }, { "g", BDG_SVG_KEEP }, { "image", BDG_SVG_KEEP }, { "line", BDG_SVG_KEEP }, { "linearGradient", BDG_SVG_KEEP },
    { "marker", BDG_SVG_KEEP }, { "mask", BDG_SVG_KEEP }, { "path", BDG_SVG_KEEP }, { "pattern", BDG_SVG_KEEP }, { "polygon", BDG_SVG_KEEP },
    { "polyline", BDG_SVG_KEEP }, { "radialGradient", BDG_SVG_KEEP }, { "rect", BDG_SVG_KEEP }, { "stop", BDG_SVG_KEEP },
    { "style", BDG_SVG_STYLE }, { "svg", BDG_SVG_KEEP }, { "switch", BDG_SVG_UNWRAP }, { "symbol", BDG_SVG_KEEP }, { "text", BDG_SVG_TEXT },
    { "textPath", BDG_SVG_TEXT }, { "title", BDG_SVG_TEXT }, { "tspan", BDG_SVG_TEXT }, { "use", BDG_SVG_KEEP },
};

/* Attributes that are no CSS properties. Sorted. */
static const struct { const char *name; bdg_svg_attr_e what; } attributes[] = {
    { "amplitude", BDG_SVG_A_VALUE }, { "aria-describedby", BDG_SVG_A_NAME }, { "aria-hidden", BDG_SVG_A_NAME }, { "aria-label", BDG_SVG_A_TEXT },
    { "aria-labelledby", BDG_SVG_A_NAME }, { "class", BDG_SVG_A_NAME }, { "clipPathUnits", BDG_SVG_A_NAME }, { "cx", BDG_SVG_A_VALUE },
    { "cy", BDG_SVG_A_VALUE }, { "d", BDG_SVG_A_VALUE }, { "dx", BDG_SVG_A_VALUE }, { "dy", BDG_SVG_A_VALUE }, { "edgeMode", BDG_SVG_A_NAME },
    { "exponent", BDG_SVG_A_VALUE }, { "filterUnits", BDG_SVG_A_NAME }, { "fr", BDG_SVG_A_VALUE }, { "fx", BDG_SVG_A_VALUE }, { "fy", BDG_SVG_A_VALUE },
    { "gradientTransform", BDG_SVG_A_VALUE }, { "gradientUnits", BDG_SVG_A_NAME }, { "height", BDG_SVG_A_VALUE }, { "href", BDG_SVG_A_HREF },
    { "id", BDG_SVG_A_NAME }, { "in", BDG_SVG_A_NAME }, { "in2", BDG_SVG_A_NAME }, { "intercept", BDG_SVG_A_VALUE }, { "k1", BDG_SVG_A_VALUE },
    { "k2", BDG_SVG_A_VALUE }, { "k3", BDG_SVG_A_VALUE }, { "k4", BDG_SVG_A_VALUE }, { "lang", BDG_SVG_A_NAME }, { "lengthAdjust", BDG_SVG_A_NAME },
    { "markerHeight", BDG_SVG_A_VALUE }, { "markerUnits", BDG_SVG_A_NAME }, { "markerWidth", BDG_SVG_A_VALUE }, { "maskContentUnits", BDG_SVG_A_NAME },
    { "maskUnits", BDG_SVG_A_NAME }, { "method", BDG_SVG_A_NAME }, { "mode", BDG_SVG_A_NAME }, { "offset", BDG_SVG_A_VALUE }, { "operator", BDG_SVG_A_NAME },
    { "orient", BDG_SVG_A_VALUE }, { "pathLength", BDG_SVG_A_VALUE }, { "patternContentUnits", BDG_SVG_A_NAME }, { "patternTransform", BDG_SVG_A_VALUE },
    { "patternUnits", BDG_SVG_A_NAME }, { "points", BDG_SVG_A_VALUE }, { "preserveAspectRatio", BDG_SVG_A_VALUE }, { "primitiveUnits", BDG_SVG_A_NAME },
    { "r", BDG_SVG_A_VALUE }, { "radius", BDG_SVG_A_VALUE }, { "refX", BDG_SVG_A_VALUE }, { "refY", BDG_SVG_A_VALUE }, { "result", BDG_SVG_A_NAME },
    { "role", BDG_SVG_A_NAME }, { "rotate", BDG_SVG_A_VALUE }, { "rx", BDG_SVG_A_VALUE }, { "ry", BDG_SVG_A_VALUE }, { "side", BDG_SVG_A_NAME },
    { "slope", BDG_SVG_A_VALUE }, { "spacing", BDG_SVG_A_NAME }, { "spreadMethod", BDG_SVG_A_NAME }, { "startOffset", BDG_SVG_A_VALUE },
    { "stdDeviation", BDG_SVG_A_VALUE }, { "style", BDG_SVG_A_STYLE }, { "tableValues", BDG_SVG_A_VALUE }, { "textLength", BDG_SVG_A_VALUE },
    { "type", BDG_SVG_A_NAME }, { "values", BDG_SVG_A_VALUE }, { "version", BDG_SVG_A_VALUE }, { "viewBox", BDG_SVG_A_VALUE }, { "width", BDG_SVG_A_VALUE },
    { "x", BDG_SVG_A_VALUE }, { "x1", BDG_SVG_A_VALUE }, { "x2", BDG_SVG_A_VALUE }, { "xChannelSelector", BDG_SVG_A_NAME }, { "y", BDG_SVG_A_VALUE },
    { "y1", BDG_SVG_A_VALUE }, { "y2", BDG_SVG_A_VALUE }, { "yChannelSelector", BDG_SVG_A_NAME },
};

/* CSS properties, as attributes and in style. Sorted. No cursor, no background, no content: they load pictures. */
static const char *const properties[] = {
    "alignment-baseline", "baseline-shift", "clip-path", "clip-rule", "color", "color-interpolation", "color-interpolation-filters", "direction",
    "display", "dominant-baseline", "enable-background", "fill", "fill-opacity", "fill-rule", "filter", "flood-color", "flood-opacity", "font-family",
    "font-size", "font-stretch", "font-style", "font-variant", "font-weight", "image-rendering", "isolation", "kerning", "letter-spacing",
    "lighting-color", "marker", "marker-end", "marker-mid", "marker-start", "mask", "mask-type", "mix-blend-mode", "opacity", "overflow",
    "paint-order", "pointer-events", "shape-rendering", "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-align", "text-anchor", "text-decoration",
    "text-rendering", "transform", "transform-origin", "unicode-bidi", "vector-effect", "visibility", "word-spacing", "writing-mode",
};

static const char *const functions[] = { "hsl", "hsla", "matrix", "rgb", "rgba", "rotate", "scale", "scaleX", "scaleY", "skewX", "skewY", "translate",
    "translateX", "translateY" };

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* The first member of each row is the name, so one comparison serves all tables. */
static int by_name(const void *key, const void *row) { return strcmp(key, *(const char *const *)row); }
static int is_property(const char *name) { return bsearch(name, properties, COUNT(properties), sizeof *properties, by_name) != NULL; }

bdg_svg_element_e bdg_svg_element(const char *name)
{
    const void *row = bsearch(name, elements, COUNT(elements), sizeof *elements, by_name);
    return row ? elements[((const char *)row - (const char *)elements) / (ptrdiff_t)sizeof *elements].what : BDG_SVG_DROP;
}

bdg_svg_attr_e bdg_svg_attr(const char *name)
{
    const void *row = bsearch(name, attributes, COUNT(attributes), sizeof *attributes, by_name);
    if (row)
        return attributes[((const char *)row - (const char *)attributes) / (ptrdiff_t)sizeof *attributes].what;
    return is_property(name) ? BDG_SVG_A_VALUE : BDG_SVG_A_DROP;
}

static int is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
static int is_alnum(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }
static int is_name(char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.' || (c & 0x80); }

int bdg_svg_name_ok(const char *s, size_t len, int spaces)
{
    for (size_t i = 0; i < len; i++)
        if (!is_name(s[i]) && s[i] != ':' && !(spaces && is_space(s[i])))
            return 0;
    return len > 0;
}

/* At "(" behind "url": is it (#id), ('#id') or ("#id")? Returns the byte after ")", or NULL. */
static const char *own_url(const char *p, const char *end, bdg_svg_ref_fn *ref, void *baton)
{
    char quote = 0;
    p++;
    while (p < end && is_space(*p))
        p++;
    if (p < end && (*p == '"' || *p == '\''))
        quote = *p++;
    if (p >= end || *p++ != '#')
        return NULL;
    const char *id = p;
    while (p < end && (is_name(*p) || *p == ':'))
        p++;
    size_t id_len = (size_t)(p - id);
    if (!id_len || (quote && (p >= end || *p++ != quote)))
        return NULL;
    while (p < end && is_space(*p))
        p++;
    if (p >= end || *p != ')')
        return NULL;
    if (ref)
        ref(baton, id, id_len);
    return p + 1;
}

static int function_ok(const char *name, size_t len)
{
    for (size_t i = 0; i < COUNT(functions); i++)
        if (strlen(functions[i]) == len && !strncmp(functions[i], name, len))
            return 1;
    return 0;
}

/* Every "(" must follow the name of a function from the list; no escapes, no at-rules, no schemes, nothing that ends a declaration. */
int bdg_svg_value_ok(const char *s, size_t len, bdg_svg_ref_fn *ref, void *baton)
{
    const char *end = s + len, *word = s;
    for (const char *p = s; p < end;) {
        if (strchr("\\@:;{}<>&`", *p) || (*p == '/' && p + 1 < end && (p[1] == '/' || p[1] == '*')))
            return 0;                           /* strchr finds NUL too */
        if (*p == '(') {
            size_t n = (size_t)(p - word);
            if (n == 3 && !memcmp(word, "url", 3)) {
                p = word = own_url(p, end, ref, baton);
                if (!p)
                    return 0;
                continue;
            }
            /* "scale (2)" is allowed in a transform: white space may stand before the parenthesis. */
            const char *e = p;
            while (e > s && is_space(e[-1]))
                e--;
            const char *b = e;
            while (b > s && is_alnum(b[-1]))
                b--;
            if (!function_ok(b, (size_t)(e - b)))
                return 0;
        }
        if (!is_name(*p))
            word = p + 1;
        p++;
    }
    return 1;
}

static void trim(const char **s, const char **end)
{
    while (*s < *end && is_space(**s))
        (*s)++;
    while (*end > *s && is_space((*end)[-1]))
        (*end)--;
}

static int declaration(bdg_buf_t *out, const char *s, const char *end, bdg_svg_ref_fn *ref, void *baton)
{
    char name[40];
    const char *colon = memchr(s, ':', (size_t)(end - s)), *name_end = colon, *value = colon ? colon + 1 : NULL;
    if (!colon)
        return 0;
    trim(&s, &name_end);
    trim(&value, &end);
    if (end - value > 10 && !memcmp(end - 10, "!important", 10))
        end -= 10;
    trim(&value, &end);
    size_t n = (size_t)(name_end - s);
    if (n >= sizeof name || value == end)
        return 0;
    memcpy(name, s, n);
    name[n] = 0;
    /* Quotes must pair, or the sheet's later rules would be read differently than we read them. */
    int single = 0, twice = 0;
    for (const char *p = value; p < end; p++) {
        single += *p == '\'';
        twice += *p == '"';
    }
    if (single % 2 || twice % 2 || memchr(value, '!', (size_t)(end - value)) || !is_property(name)
        || !bdg_svg_value_ok(value, (size_t)(end - value), ref, baton))
        return 0;
    bdg_buf_printf(out, "%s:", name);
    bdg_buf_add(out, value, (size_t)(end - value));
    bdg_buf_char(out, ';');
    return 1;
}

int bdg_svg_declarations(bdg_buf_t *out, const char *s, size_t len, bdg_svg_ref_fn *ref, void *baton)
{
    const char *end = s + len;
    int dropped = 0;
    while (s < end) {
        const char *semi = memchr(s, ';', (size_t)(end - s)), *stop = semi ? semi : end, *a = s, *b = stop;
        trim(&a, &b);
        if (a < b && !declaration(out, a, b, ref, baton))
            dropped++;
        s = stop + (semi ? 1 : 0);
    }
    return dropped;
}

static int selector_ok(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_name(s[i]) && !is_space(s[i]) && s[i] != '#' && s[i] != ',' && s[i] != '>' && s[i] != '*')
            return 0;
    return len > 0;
}

/* Writes s without comments. */
static void strip_comments(bdg_buf_t *out, const char *s, size_t len)
{
    const char *end = s + len;
    while (s < end) {
        const char *open = memmem(s, (size_t)(end - s), "/*", 2);
        bdg_buf_add(out, s, (size_t)((open ? open : end) - s));
        if (!open)
            return;
        const char *close = memmem(open + 2, (size_t)(end - open - 2), "*/", 2);
        bdg_buf_char(out, ' ');
        s = close ? close + 2 : end;
    }
}

typedef struct rule_t {
    const char *selector;
    size_t len;
    bdg_svg_sheet_ref_fn *ref;
    void *baton;
} rule_t;

static void ref_in_rule(void *baton, const char *id, size_t len)
{
    const rule_t *r = baton;
    r->ref(r->baton, r->selector, r->len, id, len);
}

static int rules(bdg_buf_t *out, const char *s, const char *end, bdg_svg_sheet_ref_fn *ref, void *baton)
{
    int dropped = 0;
    while (s < end) {
        const char *open = memchr(s, '{', (size_t)(end - s));
        const char *close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;
        const char *a = s, *b = open ? open : end;
        trim(&a, &b);
        if (!close || memchr(open + 1, '{', (size_t)(close - open - 1)))
            return dropped + (a < b);           /* nested or unclosed: nothing behind it can be trusted */
        if (!selector_ok(a, (size_t)(b - a))) {
            dropped++;
        } else {
            bdg_buf_add(out, a, (size_t)(b - a));
            bdg_buf_char(out, '{');
            rule_t rule = { a, (size_t)(b - a), ref, baton };
            dropped += bdg_svg_declarations(out, open + 1, (size_t)(close - open - 1), ref_in_rule, &rule);
            bdg_buf_str(out, "}\n");
        }
        s = close + 1;
    }
    return dropped;
}

int bdg_svg_stylesheet(bdg_buf_t *out, const char *s, size_t len, bdg_svg_sheet_ref_fn *ref, void *baton)
{
    apr_pool_t *scratch;
    if (apr_pool_create(&scratch, NULL) != APR_SUCCESS)
        return 1;
    bdg_buf_t *plain = bdg_buf_make(len + 1, scratch);
    strip_comments(plain, s, len);
    int dropped = plain->data ? rules(out, plain->data, plain->data + plain->len, ref, baton) : 0;
    apr_pool_destroy(scratch);
    return dropped;
}
