#include "io/svg_xml.h"
#include <apr_strings.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

void bdg_svg_xml_stop(bdg_svg_xml_t *x, bdg_err_t *err)
{
    if (x->err)
        bdg_err_clear(err);
    else
        x->err = err;
    xmlStopParser(x->ctxt);
}

static void on_declaration(bdg_svg_xml_t *x)
{
    bdg_svg_xml_stop(x, bdg_err(BDG_E_INVALID, "This SVG file declares entities, which are not allowed here. Save it as plain SVG and send the new file."));
}

static void on_entity(void *baton, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id, xmlChar *content)
{
    (void)name; (void)type; (void)public_id; (void)system_id; (void)content;
    on_declaration(baton);
}

static void on_unparsed(void *baton, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id, const xmlChar *notation)
{
    (void)name; (void)public_id; (void)system_id; (void)notation;
    on_declaration(baton);
}

static void on_attlist(void *baton, const xmlChar *elem, const xmlChar *name, int type, int def, const xmlChar *value, xmlEnumerationPtr tree)
{
    (void)elem; (void)name; (void)type; (void)def; (void)value;
    xmlFreeEnumeration(tree);
    on_declaration(baton);
}

/* iconv would read UTF-7 and its kin, in which "<" can be hidden from anyone who looks at the bytes. */
static void on_document(void *baton)
{
    static const char *const plain[] = { "UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ISO-8859-1", "windows-1252" };
    bdg_svg_xml_t *x = baton;
    const char *name = (const char *)x->ctxt->encoding;
    if (!name && x->ctxt->input)
        name = (const char *)x->ctxt->input->encoding;      /* where libxml2 keeps it once iconv has been set to work */
    for (size_t i = 0; name && i < sizeof plain / sizeof *plain; i++)
        if (!strcasecmp(name, plain[i]))
            name = NULL;
    if (name)
        bdg_svg_xml_stop(x, bdg_err(BDG_E_INVALID, "This SVG file is in an unusual encoding. Save it as UTF-8 and send the new file."));
}

static void on_complaint(void *baton, xmlErrorPtr e)
{
    bdg_svg_xml_t *x = baton;
    if (x->line || e->level < XML_ERR_ERROR || e->domain == XML_FROM_NAMESPACE)
        return;
    x->line = e->line > 0 ? e->line : 1;
    apr_cpystrn(x->complaint, e->message ? e->message : "", sizeof x->complaint);
}

bdg_err_t *bdg_svg_xml_read(bdg_svg_xml_t *x, const bdg_svg_events_t *events, const char *svg, size_t len)
{
    xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC, .startDocument = on_document, .entityDecl = on_entity, .unparsedEntityDecl = on_unparsed,
        .attributeDecl = on_attlist, .startElementNs = events->start, .endElementNs = events->end, .characters = events->text,
        .cdataBlock = events->text, .ignorableWhitespace = events->text, .serror = on_complaint };
    if (len < 4 || len > INT_MAX)
        return bdg_err(BDG_E_UNSUPPORTED, "This is not an SVG picture.");
    x->err = NULL;
    x->line = 0;
    x->complaint[0] = 0;
    x->ctxt = xmlCreateMemoryParserCtxt(svg, (int)len);
    if (!x->ctxt)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    *x->ctxt->sax = sax;
    x->ctxt->userData = x;
    /* NOENT: character references in attributes come decoded. There are no entities that it could expand. */
    xmlCtxtUseOptions(x->ctxt, XML_PARSE_NOENT | XML_PARSE_NONET);
    xmlParseDocument(x->ctxt);
    int well_formed = x->ctxt->wellFormed;
    if (x->ctxt->myDoc)
        xmlFreeDoc(x->ctxt->myDoc);
    x->ctxt->myDoc = NULL;
    xmlFreeParserCtxt(x->ctxt);
    x->ctxt = NULL;
    if (x->err)
        return x->err;
    if (!well_formed)
        return bdg_err_detail(bdg_err(BDG_E_MALFORMED, "This SVG file is broken at line %d. Save it again and send the new file.", x->line),
                              "%s", x->complaint);
    return NULL;
}
