/* What a sanitised SVG may hold. Used by io/svg.c; the tests hold the output against the same tables and against their own list. */
#ifndef BDG_SVG_RULES_H
#define BDG_SVG_RULES_H
#include "base/buf.h"

typedef enum {
    BDG_SVG_DROP,        /* the element and all in it */
    BDG_SVG_UNWRAP,      /* the tag goes, its content stays (a, switch) */
    BDG_SVG_KEEP,
    BDG_SVG_TEXT,        /* kept, and so are the characters in it */
    BDG_SVG_STYLE        /* kept where its rules are plain */
} bdg_svg_element_e;
bdg_svg_element_e bdg_svg_element(const char *name);

typedef enum {
    BDG_SVG_A_DROP,
    BDG_SVG_A_TEXT,      /* words for people */
    BDG_SVG_A_NAME,      /* id, class */
    BDG_SVG_A_VALUE,     /* numbers, paths, colours, functions of the list, url(#id) */
    BDG_SVG_A_STYLE,     /* declarations */
    BDG_SVG_A_HREF
} bdg_svg_attr_e;
bdg_svg_attr_e bdg_svg_attr(const char *name);

/* Called with each id that a url(#id) names. */
typedef void bdg_svg_ref_fn(void *baton, const char *id, size_t len);

/* Is this value of an attribute or a property harmless? ref may be NULL. */
int bdg_svg_value_ok(const char *s, size_t len, bdg_svg_ref_fn *ref, void *baton);
int bdg_svg_name_ok(const char *s, size_t len, int spaces);
/* Writes the plain declarations of "fill:red; x:y" to out, and leaves out the others (their number is returned). */
int bdg_svg_declarations(bdg_buf_t *out, const char *s, size_t len, bdg_svg_ref_fn *ref, void *baton);
/* The same for a style sheet: plain selectors (names, classes, ids) with plain declarations. Called with the selector of each url(#id), too. */
typedef void bdg_svg_sheet_ref_fn(void *baton, const char *selector, size_t selector_len, const char *id, size_t len);
int bdg_svg_stylesheet(bdg_buf_t *out, const char *s, size_t len, bdg_svg_sheet_ref_fn *ref, void *baton);

/* A data: address of a PNG or JPEG within the caps? */
int bdg_svg_data_ok(const char *href, size_t len, apr_pool_t *pool);
#endif
