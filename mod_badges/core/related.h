/* Related badges: the same badge in another language, an earlier edition (Open Badges 2.0, "related"; 3.0, Related). Part of a badge class's
 * version, as badge_class_version.related_json: [{"url","language"?,"version"?}], in the order chosen. */
#ifndef BDG_RELATED_H
#define BDG_RELATED_H
#include "core/check.h"

#define BDG_RELATED_MAX 20
#define BDG_RELATED_VERSION_MAX 50         /* characters */

typedef struct bdg_related_t {
    const char *url;                       /* id of the other badge class: always there */
    const char *language, *version;        /* BCP 47 tag; as its issuer counts; NULL for none */
} bdg_related_t;

/* What is stored; json NULL is none. *list lies in pool. BDG_E_INTERNAL when it is not of our writing. */
bdg_err_t *bdg_related_read(bdg_related_t **list, int *n, const char *json, apr_pool_t *pool) BDG_MUST_CHECK;
/* NULL for none. */
const char *bdg_related_write(const bdg_related_t *list, int n, apr_pool_t *pool);

/* One row of the form, as typed. */
typedef struct bdg_related_typed_t { const char *url, *language, *version; } bdg_related_typed_t;
/* Checks rows: those that are wholly blank are left out; the same address twice is a flaw. Flaws are named by row from 0: "url_2", "language_2",
 * "version_2". *list has at most nrows members and lies in check's pool. */
void bdg_related_check(bdg_related_t **list, int *n, bdg_check_t *check, const bdg_related_typed_t *rows, int nrows);
#endif
