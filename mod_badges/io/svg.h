/* SVG: what is uploaded is read by libxml2's SAX parser and written anew from an allow-list, so that nothing gets through that is
 * not understood. Baking and reading of baked credentials: Open Badges 2.0 "Baking", 3.0 section 5.3.
 * xmlInitParser() must have run once before threads start. */
#ifndef BDG_SVG_H
#define BDG_SVG_H
#include "base/buf.h"

#define BDG_SVG_MAX (1u << 20)          /* bytes, before and after */
#define BDG_SVG_ELEMENTS_MAX 10000      /* as written */
#define BDG_SVG_DRAWN_MAX 20000         /* as drawn: every use, pattern, mask, marker and clip path counted out */
#define BDG_SVG_DEPTH_MAX 64
#define BDG_SVG_BAKED_MAX (2u << 20)    /* bytes of an SVG with a credential in it */

typedef struct bdg_svg_info_t {
    double width, height;               /* pixels (CSS, 96 to the inch); from the viewBox where the file gives none */
    double box[4];                      /* the viewBox: x, y, width, height in the picture's own units */
    int elements;                       /* written */
    int dropped;                        /* elements and attributes that were left out */
} bdg_svg_info_t;

/* Does it look like an SVG (after a byte order mark, white space, an XML declaration, comments, a DOCTYPE)? For telling kinds of upload apart. */
int bdg_svg_is(const void *data, size_t len);

/* Writes a clean copy to out: UTF-8, no declaration, no DOCTYPE, comments or processing instructions, first byte "<".
 * Left out silently: scripts, event attributes, foreignObject, animations, links (their content stays), metadata, editors' own
 * elements, outside references, style rules that are not plain. href points to "#id" or holds a PNG or JPEG as data: (whose
 * header is held against the caps of io/png.h). A viewBox is added where only width and height exist. Same input, same output.
 * info may be NULL. BDG_E_UNSUPPORTED: no SVG; BDG_E_MALFORMED: not well-formed XML (message has the line);
 * BDG_E_INVALID: declares entities, has no size, or draws itself; BDG_E_TOO_LARGE: over a cap. */
bdg_err_t *bdg_svg_sanitise(bdg_buf_t *out, bdg_svg_info_t *info, const char *svg, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;

typedef enum { BDG_SVG_OB2, BDG_SVG_OB3 } bdg_svg_form_e;

/* Puts a credential directly behind the start tag of <svg>. svg is what bdg_svg_sanitise wrote (so it holds no credential yet).
 * OB2 hosted: verify = address of the assertion, json = its document. OB2 signed: verify = the JWS, json = NULL.
 * OB3 VC-JWT: verify = the JWS, json = NULL. OB3 with an embedded proof: verify = NULL, json = the document.
 * json is JSON text in UTF-8; it goes into one CDATA section (a "]]>" within a string is written as an escape, which reads the same).
 * BDG_E_INTERNAL when svg is not of our writing. */
bdg_err_t *bdg_svg_bake(bdg_buf_t *out, const char *svg, size_t len, bdg_svg_form_e form, const char *verify, const char *json) BDG_MUST_CHECK;

typedef struct bdg_svg_baked_t {
    const char *verify, *json;          /* as found in the file (hostile), UTF-8, white space trimmed; NULL where absent; in pool */
} bdg_svg_baked_t;

/* Reads the credential of that form from anyone's SVG (at most BDG_SVG_BAKED_MAX bytes). Both members NULL, without an error, when there
 * is none. The prefix "openbadges:" is enough, whatever namespace it is bound to, as the files in the wild differ. */
bdg_err_t *bdg_svg_extract(bdg_svg_baked_t *baked, const char *svg, size_t len, bdg_svg_form_e form, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
