/* Credentials in SVG: put in by writing into what we sanitised, read by parsing what anyone made. */
#include "base/str.h"
#include "io/svg.h"
#include "io/svg_xml.h"
#include <apr_strings.h>
#include <string.h>

static const struct form_t { const char *uri, *element; } forms[] = {
    [BDG_SVG_OB2] = { "http://openbadges.org", "assertion" },
    [BDG_SVG_OB3] = { "https://purl.imsglobal.org/ob/v3p0", "credential" },
};

static void put_value(bdg_buf_t *out, const char *s)
{
    for (; *s; s++)
        switch (*s) {
        case '&': bdg_buf_str(out, "&amp;"); break;
        case '<': bdg_buf_str(out, "&lt;"); break;
        case '>': bdg_buf_str(out, "&gt;"); break;
        case '"': bdg_buf_str(out, "&quot;"); break;
        default: bdg_buf_char(out, *s);
        }
}

/* What XML cannot hold stands in JSON only within strings, so it can be written as JSON's own escape: "]]>" would end the section,
 * and U+FFFE and U+FFFF are no characters of XML. */
static void put_cdata(bdg_buf_t *out, const char *json)
{
    bdg_buf_str(out, "<![CDATA[");
    for (const char *p = json; *p; p++)
        if (*p == '>' && p - json >= 2 && p[-1] == ']' && p[-2] == ']') {
            bdg_buf_str(out, "\\u003e");
        } else if (!strncmp(p, "\xef\xbf\xbe", 3) || !strncmp(p, "\xef\xbf\xbf", 3)) {
            bdg_buf_str(out, p[2] == '\xbe' ? "\\ufffe" : "\\uffff");
            p += 2;
        } else {
            bdg_buf_char(out, *p);
        }
    bdg_buf_str(out, "]]>");
}

/* UTF-8 without control characters (white space of JSON apart). */
static bdg_err_t *check_text(const char *s)
{
    if (!s)
        return NULL;
    for (const char *p = s; *p; p++)
        if ((unsigned char)*p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r')
            return bdg_err(BDG_E_INVALID, "The credential holds a character that cannot be put into a picture.");
    if (!bdg_utf8_valid(s, strlen(s), NULL))
        return bdg_err(BDG_E_INVALID, "The credential holds a character that cannot be put into a picture.");
    return NULL;
}

bdg_err_t *bdg_svg_bake(bdg_buf_t *out, const char *svg, size_t len, bdg_svg_form_e form, const char *verify, const char *json)
{
    static const char start[] = "<svg xmlns=";
    const struct form_t *f = &forms[form];
    const char *close = memchr(svg, '>', len);        /* our writing escapes ">" within attributes */
    if (!close || len < sizeof start || memcmp(svg, start, sizeof start - 1) || memmem(svg, len, "<openbadges:", 12) || (!verify && !json))
        return bdg_err(BDG_E_INTERNAL, "The badge could not be put into its picture.");
    BDG_TRY(check_text(verify));
    BDG_TRY(check_text(json));
    int empty = close[-1] == '/';
    bdg_buf_printf(out, "<svg xmlns:openbadges=\"%s\"", f->uri);
    bdg_buf_add(out, svg + 4, (size_t)(close - svg - 4 - empty));
    bdg_buf_printf(out, "><openbadges:%s", f->element);
    if (verify) {
        bdg_buf_str(out, " verify=\"");
        put_value(out, verify);
        bdg_buf_char(out, '"');
    }
    if (json) {
        bdg_buf_char(out, '>');
        put_cdata(out, json);
        bdg_buf_printf(out, "</openbadges:%s>", f->element);
    } else {
        bdg_buf_str(out, "/>");
    }
    bdg_buf_add(out, close + 1, (size_t)(svg + len - close - 1));
    if (empty)
        bdg_buf_str(out, "</svg>");
    return bdg_buf_check(out);
}

typedef struct reader_t {
    bdg_svg_xml_t x;                    /* first */
    const struct form_t *form;
    bdg_buf_t *body;
    bdg_svg_baked_t *baked;
    int depth, found_at;                /* found_at: depth of the credential while within it; 0 before, -1 after */
    apr_pool_t *pool;
} reader_t;

static void on_start(void *baton, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int ns_n, const xmlChar **ns, int n, int n_default,
                     const xmlChar **attrs)
{
    reader_t *r = baton;
    (void)ns_n; (void)ns; (void)n_default;
    r->depth++;
    if (r->x.err)
        return;
    if (r->depth == 1 && strcmp((const char *)local, "svg")) {
        bdg_svg_xml_stop(&r->x, bdg_err(BDG_E_UNSUPPORTED, "This is not an SVG picture."));
        return;
    }
    int ours = (prefix && !strcmp((const char *)prefix, "openbadges")) || (uri && !strcmp((const char *)uri, r->form->uri));
    if (r->found_at || r->depth < 2 || !ours || strcmp((const char *)local, r->form->element))
        return;
    r->found_at = r->depth;
    for (int i = 0; i < n; i++, attrs += 5)
        if (!strcmp((const char *)attrs[0], "verify") && !attrs[1])
            r->baked->verify = apr_pstrmemdup(r->pool, (const char *)attrs[3], (size_t)(attrs[4] - attrs[3]));
}

static void on_end(void *baton, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    reader_t *r = baton;
    (void)local; (void)prefix; (void)uri;
    if (r->found_at == r->depth)
        r->found_at = -1;
    r->depth--;
}

static void on_text(void *baton, const xmlChar *s, int len)
{
    reader_t *r = baton;
    if (r->found_at == r->depth && r->depth && len > 0)
        bdg_buf_add(r->body, s, (size_t)len);
}

/* A copy without white space at both ends; NULL when nothing is left. */
static const char *trimmed(const char *s, apr_pool_t *pool)
{
    static const char white[] = " \t\r\n";
    if (!s)
        return NULL;
    s += strspn(s, white);
    size_t n = strlen(s);
    while (n && strchr(white, s[n - 1]))
        n--;
    return n ? apr_pstrmemdup(pool, s, n) : NULL;
}

bdg_err_t *bdg_svg_extract(bdg_svg_baked_t *baked, const char *svg, size_t len, bdg_svg_form_e form, apr_pool_t *pool)
{
    static const bdg_svg_events_t events = { on_start, on_end, on_text };
    reader_t *r = apr_pcalloc(pool, sizeof *r);
    *baked = (bdg_svg_baked_t){ NULL, NULL };
    if (len > BDG_SVG_BAKED_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This SVG picture is larger than %u KB.", BDG_SVG_BAKED_MAX >> 10);
    r->form = &forms[form];
    r->body = bdg_buf_make(BDG_SVG_BAKED_MAX, pool);
    r->baked = baked;
    r->pool = pool;
    BDG_TRY(bdg_svg_xml_read(&r->x, &events, svg, len));
    BDG_TRY(bdg_buf_check(r->body));
    baked->verify = trimmed(baked->verify, pool);
    baked->json = trimmed(r->body->data, pool);
    return NULL;
}
