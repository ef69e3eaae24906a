/* One message catalogue: a .mo file of GNU gettext ("The Format of GNU MO Files" in its manual), read with hard caps. For base/language.c alone. */
#ifndef BDG_CATALOGUE_H
#define BDG_CATALOGUE_H
#include "base/err.h"
#include <apr_pools.h>

typedef struct bdg_catalogue_t bdg_catalogue_t;

/* Copies what it needs. name is for messages. BDG_E_MALFORMED: no such file, texts that are not UTF-8, out of order, a rule of plurals that cannot be
 * read; BDG_E_TOO_LARGE. */
bdg_err_t *bdg_catalogue_read(bdg_catalogue_t **out, const char *name, const void *mo, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
/* NULL: there is none, or it is empty. key: the sentence, or context, 0x04, sentence. */
const char *bdg_catalogue_find(const bdg_catalogue_t *c, const char *key);
/* The form of a sentence with several for n. */
const char *bdg_catalogue_find_n(const bdg_catalogue_t *c, const char *one, unsigned long n);
/* A line of its header, by name; NULL. */
const char *bdg_catalogue_header(const bdg_catalogue_t *c, const char *name, apr_pool_t *pool);

/* The rule of a language for plurals: "nplurals=2; plural=(n != 1);". */
typedef struct bdg_plural_t bdg_plural_t;
bdg_err_t *bdg_plural_parse(bdg_plural_t **out, const char *rule, apr_pool_t *pool) BDG_MUST_CHECK;
unsigned bdg_plural_form(const bdg_plural_t *p, unsigned long n);      /* 0 .. nplurals - 1 */
#endif
