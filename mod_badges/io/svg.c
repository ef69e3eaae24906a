#include "io/svg.h"
#include "io/svg_rules.h"
#include "io/svg_size.h"
#include "io/svg_uses.h"
#include "io/svg_xml.h"
#include <string.h>

#define SVG_NS "http://www.w3.org/2000/svg"
#define XLINK_NS "http://www.w3.org/1999/xlink"
#define XML_NS "http://www.w3.org/XML/1998/namespace"

typedef struct frame_t {
    const char *name;                   /* owned by libxml2's dictionary; NULL for an unwrapped element */
    bdg_svg_element_e what;             /* what characters are here: an unwrapped one takes its parent's */
    int node;
} frame_t;

typedef struct clean_t {
    bdg_svg_xml_t x;                    /* first */
    bdg_buf_t *out, *sheet;
    bdg_svg_info_t info;
    bdg_svg_uses_t *uses;
    frame_t stack[BDG_SVG_DEPTH_MAX];
    int depth, skipping;                /* skipping: how deep within a dropped element; 0 = not */
    int tag_open;                       /* "<name ..." is written, its ">" not yet */
    apr_pool_t *pool;
} clean_t;

typedef struct attr_t {
    const char *name, *uri, *value;
    size_t len;
} attr_t;

static attr_t attr_at(const xmlChar **attrs, int i)
{
    const xmlChar **a = attrs + (size_t)i * 5;
    return (attr_t){ (const char *)a[0], (const char *)a[2], (const char *)a[3], (size_t)(a[4] - a[3]) };
}

static void put_escaped(bdg_buf_t *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        switch (s[i]) {
        case '&': bdg_buf_str(out, "&amp;"); break;
        case '<': bdg_buf_str(out, "&lt;"); break;
        case '>': bdg_buf_str(out, "&gt;"); break;
        case '"': bdg_buf_str(out, "&quot;"); break;
        case '\n': case '\t': case '\r': bdg_buf_printf(out, "&#%d;", s[i]); break;
        default: bdg_buf_char(out, s[i]);
        }
}

/* Characters between tags: line breaks stay as they are. */
static void put_text(bdg_buf_t *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        switch (s[i]) {
        case '&': bdg_buf_str(out, "&amp;"); break;
        case '<': bdg_buf_str(out, "&lt;"); break;
        case '>': bdg_buf_str(out, "&gt;"); break;
        case '\r': bdg_buf_str(out, "&#13;"); break;
        default: bdg_buf_char(out, s[i]);
        }
}

static void put_attr(bdg_buf_t *out, const char *prefix, const char *name, const char *value, size_t len)
{
    bdg_buf_printf(out, " %s%s=\"", prefix, name);
    put_escaped(out, value, len);
    bdg_buf_char(out, '"');
}

static void close_tag(clean_t *c)
{
    if (c->tag_open)
        bdg_buf_char(c->out, '>');
    c->tag_open = 0;
}

static void note_ref(void *baton, const char *id, size_t len)
{
    clean_t *c = baton;
    bdg_svg_uses_ref(c->uses, c->depth ? c->stack[c->depth - 1].node : 0, id, len);
}

static void note_sheet_ref(void *baton, const char *selector, size_t selector_len, const char *id, size_t len)
{
    bdg_svg_uses_sheet_ref(((clean_t *)baton)->uses, selector, selector_len, id, len);
}

static int is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (!strcmp(name, *list))
            return 1;
    return 0;
}

/* Returns 0 when the address is not one that may stay. */
static int put_href(clean_t *c, const char *element, const attr_t *a)
{
    static const char *const inner[] = { "use", "textPath", "linearGradient", "radialGradient", "pattern", NULL };
    if (a->len > 1 && a->value[0] == '#' && is_one_of(element, inner) && bdg_svg_name_ok(a->value + 1, a->len - 1, 0))
        note_ref(c, a->value + 1, a->len - 1);
    else if (strcmp(element, "image") || !bdg_svg_data_ok(a->value, a->len, c->pool))
        return 0;
    put_attr(c->out, "xlink:", "href", a->value, a->len);
    return 1;
}

static int put_style(clean_t *c, const attr_t *a)
{
    bdg_buf_t *plain = bdg_buf_make(a->len + 64, c->pool);
    c->info.dropped += bdg_svg_declarations(plain, a->value, a->len, note_ref, c);
    if (plain->len)
        put_attr(c->out, "", "style", plain->data, plain->len);
    return 1;
}

/* Returns 0 when the attribute was left out. */
static int put_known(clean_t *c, const char *element, const attr_t *a)
{
    switch (bdg_svg_attr(a->name)) {
    case BDG_SVG_A_DROP:
        return 0;
    case BDG_SVG_A_HREF:
        return put_href(c, element, a);
    case BDG_SVG_A_STYLE:
        return put_style(c, a);
    case BDG_SVG_A_TEXT:
        break;
    case BDG_SVG_A_NAME:
        if (!strcmp(a->name, "id")) {
            if (!bdg_svg_name_ok(a->value, a->len, 0) || !bdg_svg_uses_id(c->uses, c->stack[c->depth - 1].node, a->value, a->len))
                return 0;
        } else if (!bdg_svg_name_ok(a->value, a->len, 1)) {
            return 0;
        } else if (!strcmp(a->name, "class")) {
            bdg_svg_uses_class(c->uses, c->stack[c->depth - 1].node, a->value, a->len);
        }
        break;
    case BDG_SVG_A_VALUE:
        if (!bdg_svg_value_ok(a->value, a->len, note_ref, c))
            return 0;
        break;
    }
    put_attr(c->out, "", a->name, a->value, a->len);
    return 1;
}

static int put_xml_attr(clean_t *c, const attr_t *a)
{
    int fine = !strcmp(a->name, "lang") ? bdg_svg_name_ok(a->value, a->len, 0)
             : !strcmp(a->name, "space") && ((a->len == 8 && !memcmp(a->value, "preserve", 8)) || (a->len == 7 && !memcmp(a->value, "default", 7)));
    if (fine)
        put_attr(c->out, "xml:", a->name, a->value, a->len);
    return fine;
}

static int has_plain_href(const xmlChar **attrs, int n)
{
    for (int i = 0; i < n; i++) {
        attr_t a = attr_at(attrs, i);
        if (!a.uri && !strcmp(a.name, "href"))
            return 1;
    }
    return 0;
}

static void put_attrs(clean_t *c, const char *element, int is_root, int n, const xmlChar **attrs)
{
    int plain_href = has_plain_href(attrs, n);
    for (int i = 0; i < n; i++) {
        attr_t a = attr_at(attrs, i);
        int kept;
        if (is_root && !a.uri && (!strcmp(a.name, "width") || !strcmp(a.name, "height") || !strcmp(a.name, "viewBox")))
            continue;                    /* written from what was understood */
        if (a.uri && !strcmp(a.uri, XML_NS))
            kept = put_xml_attr(c, &a);
        else if (a.uri && !strcmp(a.uri, XLINK_NS))
            kept = !strcmp(a.name, "href") && !plain_href && put_href(c, element, &a);
        else
            kept = !a.uri && put_known(c, element, &a);
        c->info.dropped += !kept;
    }
}

static bdg_err_t *put_root(clean_t *c, int n, const xmlChar **attrs)
{
    bdg_svg_size_t given = { 0 };
    for (int i = 0; i < n; i++) {
        attr_t a = attr_at(attrs, i);
        if (!a.uri)
            bdg_svg_size_attr(&given, a.name, a.value, a.len);
    }
    BDG_TRY(bdg_svg_size_find(&given, &c->info.width, &c->info.height, c->info.box));
    const double *b = c->info.box;
    bdg_buf_printf(c->out, "<svg xmlns=\"" SVG_NS "\" xmlns:xlink=\"" XLINK_NS "\" width=\"%.8g\" height=\"%.8g\" viewBox=\"%.8g %.8g %.8g %.8g\"",
                   c->info.width, c->info.height, b[0], b[1], b[2], b[3]);
    return NULL;
}

static void on_start(void *baton, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int ns_n, const xmlChar **ns, int n, int n_default,
                     const xmlChar **attrs)
{
    clean_t *c = baton;
    const char *name = (const char *)local;
    (void)prefix; (void)ns_n; (void)ns; (void)n_default;
    if (c->x.err)
        return;
    if (c->skipping) {
        c->skipping++;
        return;
    }
    int is_root = c->info.elements == 0, is_svg = !uri || !strcmp((const char *)uri, SVG_NS);
    if (is_root && (!is_svg || strcmp(name, "svg"))) {
        bdg_svg_xml_stop(&c->x, bdg_err(BDG_E_UNSUPPORTED, "This is not an SVG picture."));
        return;
    }
    frame_t *parent = c->depth ? &c->stack[c->depth - 1] : NULL;
    bdg_svg_element_e what = is_svg ? bdg_svg_element(name) : BDG_SVG_DROP;
    if (what == BDG_SVG_DROP || (parent && parent->what == BDG_SVG_STYLE)) {
        c->skipping = 1;
        c->info.dropped++;
        return;
    }
    if (++c->info.elements > BDG_SVG_ELEMENTS_MAX || c->depth == BDG_SVG_DEPTH_MAX) {
        bdg_svg_xml_stop(&c->x, bdg_err(BDG_E_TOO_LARGE, "This SVG picture is too complicated. Use one with fewer shapes."));
        return;
    }
    frame_t *f = &c->stack[c->depth++];
    if (parent && what == BDG_SVG_UNWRAP) {
        *f = (frame_t){ NULL, parent->what, parent->node };
        c->info.dropped++;
        return;
    }
    *f = (frame_t){ name, what, bdg_svg_uses_open(c->uses, !strcmp(name, "linearGradient") || !strcmp(name, "radialGradient")) };
    if (what == BDG_SVG_STYLE)
        return;
    close_tag(c);
    bdg_err_t *err = NULL;
    if (is_root)
        err = put_root(c, n, attrs);
    else
        bdg_buf_printf(c->out, "<%s", name);
    put_attrs(c, name, is_root, n, attrs);
    c->tag_open = 1;
    if (err || (err = bdg_buf_check(c->out)))
        bdg_svg_xml_stop(&c->x, err);
}

static void put_sheet(clean_t *c)
{
    bdg_buf_t *plain = bdg_buf_make(c->sheet->len * 2 + 64, c->pool);
    if (c->sheet->data)
        c->info.dropped += bdg_svg_stylesheet(plain, c->sheet->data, c->sheet->len, note_sheet_ref, c);
    bdg_buf_clear(c->sheet);
    if (!plain->len || plain->overflowed)
        return;
    close_tag(c);
    bdg_buf_str(c->out, "<style>");
    put_text(c->out, plain->data, plain->len);
    bdg_buf_str(c->out, "</style>");
}

static void on_end(void *baton, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    clean_t *c = baton;
    (void)local; (void)prefix; (void)uri;
    if (c->x.err)
        return;
    if (c->skipping) {
        c->skipping--;
        return;
    }
    frame_t *f = &c->stack[--c->depth];
    if (!f->name)
        return;
    bdg_svg_uses_close(c->uses, f->node);
    if (f->what == BDG_SVG_STYLE)
        put_sheet(c);
    else if (c->tag_open)
        bdg_buf_str(c->out, "/>");
    else
        bdg_buf_printf(c->out, "</%s>", f->name);
    if (f->what != BDG_SVG_STYLE)
        c->tag_open = 0;
}

static void on_text(void *baton, const xmlChar *s, int len)
{
    clean_t *c = baton;
    if (c->x.err || c->skipping || !c->depth || len <= 0)
        return;
    bdg_svg_element_e what = c->stack[c->depth - 1].what;
    if (what == BDG_SVG_STYLE) {
        bdg_buf_add(c->sheet, s, (size_t)len);
    } else if (what == BDG_SVG_TEXT) {
        close_tag(c);
        put_text(c->out, (const char *)s, (size_t)len);
    }
}

static bdg_err_t *clean(bdg_buf_t *out, bdg_svg_info_t *info, const char *svg, size_t len, apr_pool_t *scratch)
{
    static const bdg_svg_events_t events = { on_start, on_end, on_text };
    clean_t *c = apr_pcalloc(scratch, sizeof *c);
    c->pool = scratch;
    c->out = bdg_buf_make(BDG_SVG_MAX, scratch);
    c->sheet = bdg_buf_make(BDG_SVG_MAX, scratch);
    c->uses = bdg_svg_uses_make(scratch);
    BDG_TRY(bdg_svg_xml_read(&c->x, &events, svg, len));
    BDG_TRY(bdg_buf_check(c->out));
    BDG_TRY(bdg_svg_uses_check(c->uses, BDG_SVG_DRAWN_MAX));
    bdg_buf_add(out, c->out->data, c->out->len);
    if (info)
        *info = c->info;
    return bdg_buf_check(out);
}

bdg_err_t *bdg_svg_sanitise(bdg_buf_t *out, bdg_svg_info_t *info, const char *svg, size_t len, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    if (len > BDG_SVG_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This SVG picture is larger than %u KB.", BDG_SVG_MAX >> 10);
    if (apr_pool_create(&scratch, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    bdg_err_t *err = clean(out, info, svg, len, scratch);
    apr_pool_destroy(scratch);
    return err;
}

/* Where the next thing behind white space, declarations and comments begins. */
static const char *skip_prolog(const char *p, const char *end)
{
    for (;;) {
        while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
            p++;
        size_t left = (size_t)(end - p);
        const char *stop = left > 4 && !memcmp(p, "<!--", 4) ? "-->" : left > 2 && !memcmp(p, "<?", 2) ? "?>" : left > 9 && !memcmp(p, "<!DOCTYPE", 9) ? ">" : NULL;
        if (!stop)
            return p;
        p = memmem(p, left, stop, strlen(stop));
        if (!p)
            return end;
        p += strlen(stop);
    }
}

int bdg_svg_is(const void *data, size_t len)
{
    const char *p = data, *end = p + len;
    if (len >= 3 && !memcmp(p, "\xef\xbb\xbf", 3))
        p += 3;
    p = skip_prolog(p, end);
    if (end - p < 5 || *p != '<')
        return 0;
    const char *name = ++p;
    while (p < end && *p != '>' && *p != '/' && *p != ' ' && *p != '\t' && *p != '\r' && *p != '\n')
        p = *p == ':' ? (name = p + 1) : p + 1;
    return p - name == 3 && !memcmp(name, "svg", 3);
}
