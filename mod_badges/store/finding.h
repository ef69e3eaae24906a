/* The search over everything: badges, issuers and batches by name or id. Credentials: store/assertion_list.h. */
#ifndef BDG_STORE_FINDING_H
#define BDG_STORE_FINDING_H
#include "store/db.h"
#include <apr_tables.h>

typedef enum { BDG_FIND_BADGES, BDG_FIND_ISSUERS, BDG_FIND_BATCHES, BDG_FIND_KINDS } bdg_find_e;
typedef struct bdg_found_t { const char *public_id, *name, *state; int graphic_revision; } bdg_found_t;

/* At most 6, of the organisation: text stands in the name, or is the public id. whole 0: only of issuers on which the account's roles hold a bit of
 * perms. An array of bdg_found_t. */
bdg_err_t *bdg_find(apr_array_header_t **out, bdg_db_t *db, bdg_find_e kind, const char *text, int64_t organisation_id, int whole, int64_t account_id,
                    uint64_t perms, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
