/* The words of a badge in other languages than its own. Part of a badge class's version, as badge_class_version.translations_json: so an award keeps them as
 * it keeps the rest of its wording. Each is a BadgeClass of its own to the world (Open Badges 2.0, "related" with @language: section "Internationalization
 * and multilingual badge objects"), at /badges/{id}/versions/{n}/languages/{tag}; awards are made under the badge's own language. */
#ifndef BDG_TRANSLATION_H
#define BDG_TRANSLATION_H
#include "core/check.h"
#include "core/related.h"
#include "store/badge_class.h"

#define BDG_TRANSLATIONS_MAX 20

typedef struct bdg_translation_t {
    const char *language, *name, *description;           /* BCP 47 tag; always there */
    const char *criteria_text, *criteria_url;            /* NULL: as in the badge's own language */
} bdg_translation_t;

/* What is stored; json NULL is none. *list lies in pool. BDG_E_INTERNAL when it is not of our writing. */
bdg_err_t *bdg_translations_read(bdg_translation_t **list, int *n, const char *json, apr_pool_t *pool) BDG_MUST_CHECK;
/* NULL for none. */
const char *bdg_translations_write(const bdg_translation_t *list, int n, apr_pool_t *pool);

/* The badge with its words in that language (compared without case) in place of its own: a copy in pool, which shares the rest. *out NULL: it has no such words. */
bdg_err_t *bdg_translation_apply(bdg_badge_class_t **out, const bdg_badge_class_t *badge, const char *language, apr_pool_t *pool) BDG_MUST_CHECK;
/* What the document of this badge names as related: its other languages, each at id (its address in its own language) and "/languages/{tag}", then what was typed
 * (core/related.h). *list lies in pool. */
bdg_err_t *bdg_translation_related(bdg_related_t **list, int *n, const bdg_badge_class_t *badge, const char *id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The language, of those that the badge has words in, that suits who sent this Accept-Language best (RFC 4647, lookup); its own one when none does, or
 * header is NULL. The tag as it is stored. */
const char *bdg_translation_choose(const bdg_badge_class_t *badge, const char *accept_language, apr_pool_t *pool);

/* One row of the form, as typed. */
typedef struct bdg_translation_typed_t { const char *language, *name, *description, *criteria_text, *criteria_url; } bdg_translation_typed_t;
/* Checks rows: those without any text are left out; a language twice, or the badge's own one, is a flaw. Flaws are named by row from 0: "language_2", "name_2", ...
 * *list has at most nrows members and lies in check's pool. */
void bdg_translations_check(bdg_translation_t **list, int *n, bdg_check_t *check, const bdg_translation_typed_t *rows, int nrows, const char *own_language);
#endif
