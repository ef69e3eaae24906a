/* XML from strangers, read as a stream (libxml2's push parser, tamed): no DOCTYPE, no entities but the five of XML itself, no network,
 * UTF-8 or UTF-16 only, a cap on depth. Nothing is kept: memory does not grow with the document. */
#ifndef BDG_SAX_H
#define BDG_SAX_H
#include "base/err.h"
#include <apr_pools.h>
#include <stddef.h>

#define BDG_SAX_DEPTH 64

typedef struct bdg_sax_t bdg_sax_t;
typedef struct bdg_sax_attrs_t bdg_sax_attrs_t;

/* depth counts from 1 (the root). name is the local name; prefixes and namespaces are not told. text comes in pieces, UTF-8. */
typedef struct bdg_sax_handler_t {
    bdg_err_t *(*start)(void *baton, int depth, const char *name, const bdg_sax_attrs_t *attrs);
    bdg_err_t *(*end)(void *baton, int depth, const char *name);
    bdg_err_t *(*text)(void *baton, int depth, const char *data, size_t len);      /* may be NULL */
} bdg_sax_handler_t;

/* An error of a handler stops the parser and comes back from feed. handler must outlive the parser, which is freed with pool. */
bdg_err_t *bdg_sax_open(bdg_sax_t **out, const bdg_sax_handler_t *handler, void *baton, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_MALFORMED for anything that is not well-formed or not allowed (detail has line and reason). */
bdg_err_t *bdg_sax_feed(bdg_sax_t *sax, const char *data, size_t len) BDG_MUST_CHECK;
bdg_err_t *bdg_sax_finish(bdg_sax_t *sax) BDG_MUST_CHECK;                           /* the document must be complete */

/* Value of an attribute by local name (the first of that name), decoded but for ampersands, which stay "&#38;"; not NUL-terminated; NULL when
 * missing. Good within start only. The copy that dup makes is decoded wholly. */
const char *bdg_sax_attr(const bdg_sax_attrs_t *attrs, const char *name, size_t *len);
const char *bdg_sax_attr_dup(const bdg_sax_attrs_t *attrs, const char *name, apr_pool_t *pool);   /* NULL when missing */
int bdg_sax_attr_is(const bdg_sax_attrs_t *attrs, const char *name, const char *value);
int bdg_sax_attr_true(const bdg_sax_attrs_t *attrs, const char *name);                            /* "1" or "true" */
/* A decimal number from 0 to max; fallback when it is missing or is none. */
int bdg_sax_attr_int(const bdg_sax_attrs_t *attrs, const char *name, int max, int fallback);
#endif
