/* Alignments: to what of a framework, standard or curriculum a badge class counts (Open Badges 2.0, AlignmentObject; 3.0, Alignment). They are part
 * of a badge class's version, as badge_class_version.alignments_json: [{"name","url","description"?,"framework"?,"code"?}], in the order chosen. */
#ifndef BDG_ALIGNMENT_H
#define BDG_ALIGNMENT_H
#include "core/check.h"

#define BDG_ALIGNMENTS_MAX 30
#define BDG_ALIGNMENT_NAME_MAX 200         /* characters */
#define BDG_ALIGNMENT_DESCRIPTION_MAX 1000
#define BDG_ALIGNMENT_FRAMEWORK_MAX 200
#define BDG_ALIGNMENT_CODE_MAX 100

typedef struct bdg_alignment_t {
    const char *name, *url;                              /* targetName, targetUrl: always there */
    const char *description, *framework, *code;          /* targetDescription, targetFramework, targetCode; NULL for none */
} bdg_alignment_t;

/* What is stored; json NULL is none. *list lies in pool. BDG_E_INTERNAL when it is not of our writing. */
bdg_err_t *bdg_alignments_read(bdg_alignment_t **list, int *n, const char *json, apr_pool_t *pool) BDG_MUST_CHECK;
/* NULL for none. */
const char *bdg_alignments_write(const bdg_alignment_t *list, int n, apr_pool_t *pool);

/* One row of the form, as typed. */
typedef struct bdg_alignment_typed_t { const char *name, *url, *description, *framework, *code; } bdg_alignment_typed_t;
/* Checks rows: those that are wholly blank are left out, and the same target twice is a flaw (two that are the same could not be told apart in a
 * signed document). Flaws are named by row from 0: "name_2", "url_2", ... *list has at most nrows members and lies in check's pool. */
void bdg_alignments_check(bdg_alignment_t **list, int *n, bdg_check_t *check, const bdg_alignment_typed_t *rows, int nrows);
#endif
