/* Mustache (the public specification, with the optional inheritance): text with tags + a JSON model -> bytes.
 *
 * Templates are compiled once into a set and linked; after that a set is never changed, and any number of threads may render from
 * it at once. What the specification leaves open:
 *  - false, null, "", 0, [] and a missing name are false to a section; everything else, {} too, is true;
 *  - an object or array as a value shows nothing; true and false show as words;
 *  - a block's content belongs to the template that wrote it: {{$title}} given to a page's layout does not reach a {{$title}} of
 *    another parent that the page's own content calls. */
#ifndef BDG_MUSTACHE_H
#define BDG_MUSTACHE_H
#include "base/buf.h"
#include <jansson.h>

typedef struct bdg_mustache_set_t bdg_mustache_set_t;
typedef struct bdg_mustache_t bdg_mustache_t;    /* one compiled template */

typedef struct bdg_mustache_opt_t {
    /* Which names {{{name}}} and {{&name}} are for: NULL-terminated, whole dotted names or "*ending"; NULL: none. */
    const char *const *raw;
    int no_partials;          /* {{>x}} and {{<x}} are refused: for templates that administrators write */
    const char *const *names; /* NULL-terminated: the only names, whole and dotted, that values and sections may have; NULL: any. With it there are no blocks either */
    int missing_is_empty;     /* a partial that does not exist shows nothing, else bdg_mustache_link() refuses it */
    unsigned max_steps;       /* tags and texts that one rendering may go through, loops counted; 0: 2 million */
    unsigned max_depth;       /* partials, sections and blocks inside each other while rendering; 0: 100, at most 100 */
} bdg_mustache_opt_t;

/* raw must live as long as the set. */
bdg_mustache_set_t *bdg_mustache_set_make(const bdg_mustache_opt_t *opt, apr_pool_t *pool);

/* Compiles one template (UTF-8, at most 1 MiB; copied). name is what {{>name}} calls it; file is for messages, and NULL for
 * a text without a file (messages then begin "Line 3: "). escape: {{x}} writes & < > " ' as HTML entities.
 * BDG_E_MALFORMED with file and line for a broken tag, BDG_E_INVALID for a tag that is not allowed here, BDG_E_TOO_LARGE. */
bdg_err_t *bdg_mustache_add(bdg_mustache_set_t *set, const char *name, const char *file, const char *text, size_t len, int escape,
                            apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* Finds every partial and parent; call once, after the last add. BDG_E_NOT_FOUND names file, line and partial. */
bdg_err_t *bdg_mustache_link(bdg_mustache_set_t *set) BDG_MUST_CHECK;

const bdg_mustache_t *bdg_mustache_get(const bdg_mustache_set_t *set, const char *name);   /* NULL when there is none */

/* Appends to out; after an error out holds a part. BDG_E_TOO_LARGE when out is full, or a cap of the set was hit. */
bdg_err_t *bdg_mustache_render(const bdg_mustache_t *t, const json_t *model, bdg_buf_t *out) BDG_MUST_CHECK;
#endif
