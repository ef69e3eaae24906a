/* Making the table of an active context out of a local one (JSON-LD 1.1 Algorithms, section 4.2). For jsonld_context.c alone. */
#ifndef BDG_JSONLD_DEFINE_H
#define BDG_JSONLD_DEFINE_H
#include "core/openbadges/jsonld_context.h"

/* A new table with room for count terms, upon below (whose vocabulary, language and so on it takes over). */
bdg_ldctx_t *bdg_ldctx_table(const bdg_ldctx_t *below, uint32_t count, apr_pool_t *pool);
/* Where the term of that name goes; it must not be there yet. */
bdg_ldterm_t *bdg_ldctx_slot(bdg_ldctx_t *ctx, const char *name, size_t len, uint32_t hash);
/* local upon ctx. override: protected terms may be defined anew. */
bdg_err_t *bdg_ldctx_define(const bdg_ldctx_t **out, bdg_ldenv_t *env, const bdg_ldctx_t *ctx, const bdg_ldlocal_t *local, const bdg_ldctx_t *previous, int override) BDG_MUST_CHECK;
/* Two texts put together, charged to env. */
bdg_err_t *bdg_ld_joined(const char **out, bdg_ldenv_t *env, const char *head, const char *tail) BDG_MUST_CHECK;
#endif
