#include "io/sax.h"
#include <apr_strings.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>
#include <strings.h>

struct bdg_sax_t {
    const bdg_sax_handler_t *handler;
    void *baton;
    xmlParserCtxtPtr ctxt;
    int depth;
    bdg_err_t *err;                 /* of a handler, or of what is not allowed; owned until fed back */
};

struct bdg_sax_attrs_t {
    int n;
    const xmlChar **v;              /* local name, prefix, URI, value, end of value */
};

static bdg_err_t *damaged(const char *why, int line)
{
    return bdg_err_detail(bdg_err(BDG_E_MALFORMED, "This file is damaged and cannot be read. Open it in your spreadsheet program, save it again and "
                                                   "upload that."), "xml: %s (line %d)", why, line);
}

static void stop(bdg_sax_t *s, bdg_err_t *err)
{
    if (!err)
        return;
    if (s->err)
        bdg_err_clear(err);
    else
        s->err = err;
    xmlStopParser(s->ctxt);
}

static void on_document(void *ctx)
{
    bdg_sax_t *s = ctx;
    const xmlChar *enc = s->ctxt->encoding;
    if (!enc && s->ctxt->input)
        enc = s->ctxt->input->encoding;
    if (enc && strcasecmp((const char *)enc, "UTF-8") && strncasecmp((const char *)enc, "UTF-16", 6))
        stop(s, damaged("an encoding other than UTF-8 and UTF-16", 1));
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    (void)name, (void)id, (void)system;
    stop(ctx, bdg_err(BDG_E_MALFORMED, "This file holds a document type declaration, which is not allowed."));
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nns, const xmlChar **ns, int n, int ndef,
                     const xmlChar **v)
{
    bdg_sax_t *s = ctx;
    bdg_sax_attrs_t attrs = { n, v };
    (void)prefix, (void)uri, (void)nns, (void)ns, (void)ndef;
    if (s->err)
        return;
    if (++s->depth > BDG_SAX_DEPTH)
        stop(s, damaged("nested too deep", 0));
    else
        stop(s, s->handler->start(s->baton, s->depth, (const char *)name, &attrs));
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    bdg_sax_t *s = ctx;
    (void)prefix, (void)uri;
    if (!s->err)
        stop(s, s->handler->end(s->baton, s->depth--, (const char *)name));
}

static void on_text(void *ctx, const xmlChar *data, int len)
{
    bdg_sax_t *s = ctx;
    if (!s->err && s->handler->text && len > 0)
        stop(s, s->handler->text(s->baton, s->depth, (const char *)data, (size_t)len));
}

static void silent(void *ctx, xmlErrorPtr error) { (void)ctx, (void)error; }

static apr_status_t sax_free(void *p)
{
    bdg_sax_t *s = p;
    xmlFreeParserCtxt(s->ctxt);
    bdg_err_clear(s->err);
    return APR_SUCCESS;
}

bdg_err_t *bdg_sax_open(bdg_sax_t **out, const bdg_sax_handler_t *handler, void *baton, apr_pool_t *pool)
{
    bdg_sax_t *s = apr_pcalloc(pool, sizeof *s);
    /* the same function for both kinds of text, or libxml2 guesses which white space matters */
    xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC, .startDocument = on_document, .internalSubset = on_doctype, .startElementNs = on_start,
                          .endElementNs = on_end, .characters = on_text, .ignorableWhitespace = on_text, .cdataBlock = on_text, .serror = silent };
    s->handler = handler;
    s->baton = baton;
    s->ctxt = xmlCreatePushParserCtxt(&sax, s, NULL, 0, NULL);
    if (!s->ctxt)
        return bdg_err(BDG_E_NOMEM, "There is not enough memory to read this file.");
    apr_pool_cleanup_register(pool, s, sax_free, apr_pool_cleanup_null);
    xmlCtxtUseOptions(s->ctxt, XML_PARSE_NONET);
    *out = s;
    return NULL;
}

static bdg_err_t *push(bdg_sax_t *s, const char *data, size_t len, int last)
{
    while (!s->err && (len || last)) {
        int n = len > 1 << 30 ? 1 << 30 : (int)len;
        xmlParseChunk(s->ctxt, data, n, last && (size_t)n == len);
        data += n;
        len -= (size_t)n;
        if (!s->err && !s->ctxt->wellFormed) {
            const xmlError *e = xmlCtxtGetLastError(s->ctxt);
            return damaged(e && e->message ? e->message : "not well-formed", e ? e->line : 0);
        }
        if (!len)
            break;
    }
    bdg_err_t *err = s->err;
    s->err = NULL;
    return err;
}

bdg_err_t *bdg_sax_feed(bdg_sax_t *s, const char *data, size_t len) { return push(s, data, len, 0); }
bdg_err_t *bdg_sax_finish(bdg_sax_t *s) { return push(s, "", 0, 1); }

/* --- attributes */

const char *bdg_sax_attr(const bdg_sax_attrs_t *attrs, const char *name, size_t *len)
{
    for (int i = 0; i < attrs->n; i++) {
        const xmlChar **a = attrs->v + 5 * i;
        if (!strcmp((const char *)a[0], name)) {
            *len = (size_t)(a[4] - a[3]);
            return (const char *)a[3];
        }
    }
    return NULL;
}

const char *bdg_sax_attr_dup(const bdg_sax_attrs_t *attrs, const char *name, apr_pool_t *pool)
{
    size_t len;
    const char *v = bdg_sax_attr(attrs, name, &len);
    if (!v)
        return NULL;
    char *out = apr_pstrmemdup(pool, v, len), *to = out;
    for (const char *p = out; *p; p++) {
        *to++ = *p;
        if (!strncmp(p, "&#38;", 5))            /* libxml2 hands every ampersand over like this */
            p += 4;
    }
    *to = 0;
    return out;
}

int bdg_sax_attr_is(const bdg_sax_attrs_t *attrs, const char *name, const char *value)
{
    size_t len;
    const char *v = bdg_sax_attr(attrs, name, &len);
    return v && len == strlen(value) && !memcmp(v, value, len);
}

int bdg_sax_attr_true(const bdg_sax_attrs_t *attrs, const char *name)
{
    return bdg_sax_attr_is(attrs, name, "1") || bdg_sax_attr_is(attrs, name, "true");
}

int bdg_sax_attr_int(const bdg_sax_attrs_t *attrs, const char *name, int max, int fallback)
{
    size_t len;
    const char *v = bdg_sax_attr(attrs, name, &len);
    int n = 0;
    if (!v || !len)
        return fallback;
    for (size_t i = 0; i < len; i++) {
        int d = v[i] - '0';
        if (d < 0 || d > 9 || n > (max - d) / 10)
            return fallback;
        n = n * 10 + d;
    }
    return n;
}
