/* libxml2's SAX parser behind bars, for io/svg*.c: no network, no entities, no declarations, plain encodings. */
#ifndef BDG_SVG_XML_H
#define BDG_SVG_XML_H
#include "base/err.h"
#include <libxml/parser.h>

/* The first member of every baton. */
typedef struct bdg_svg_xml_t {
    xmlParserCtxtPtr ctxt;
    bdg_err_t *err;             /* set by bdg_svg_xml_stop */
    int line;                   /* of the first complaint of the parser, 0 for none */
    char complaint[200];
} bdg_svg_xml_t;

/* The callbacks that the readers use; NULL where not wanted. len of attributes: as in libxml2's startElementNsSAX2Func. */
typedef struct bdg_svg_events_t {
    startElementNsSAX2Func start;
    endElementNsSAX2Func end;
    charactersSAXFunc text;     /* CDATA comes here too */
} bdg_svg_events_t;

/* Reads the whole of it. BDG_E_MALFORMED (with the line), BDG_E_INVALID (entities, odd encoding), or what the callbacks gave to stop. */
bdg_err_t *bdg_svg_xml_read(bdg_svg_xml_t *x, const bdg_svg_events_t *events, const char *svg, size_t len) BDG_MUST_CHECK;
/* From within a callback: ends the parsing; err is owned from now on. Callbacks may still come: they must look at x->err. */
void bdg_svg_xml_stop(bdg_svg_xml_t *x, bdg_err_t *err);
#endif
