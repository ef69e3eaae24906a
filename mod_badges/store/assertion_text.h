/* What somebody types to find an award, as the list's statements take it (store/assertion_list.h). All answers lie in the pool. */
#ifndef BDG_STORE_ASSERTION_TEXT_H
#define BDG_STORE_ASSERTION_TEXT_H
#include <apr_pools.h>

const char *bdg_assertion_id_in(const char *text, apr_pool_t *pool);             /* the public id that it is, or whose address it is; NULL for none */
const char *bdg_assertion_identity_text(const char *text, apr_pool_t *pool);     /* as addresses are stored */
const char *bdg_assertion_prefix(const char *text, apr_pool_t *pool);            /* for LIKE: what begins so */
#endif
