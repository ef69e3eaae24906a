/* Awards of an organisation and all below it: in which organisations the next ones lie, and how many there are. For store/assertion_list.c. */
#ifndef BDG_STORE_ASSERTION_BELOW_H
#define BDG_STORE_ASSERTION_BELOW_H
#include "store/db.h"
#include <apr_tables.h>

/* The next award of an organisation: its date (of issue, or the last valid day) and its id. */
typedef struct bdg_assertion_head_t { int64_t organisation_id, id; bdg_date_t date; } bdg_assertion_head_t;

/* q: an ASSERTION_BELOW statement of dates, with its n arguments. An array of bdg_assertion_head_t, in order. */
bdg_err_t *bdg_assertion_heads(apr_array_header_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int n, apr_pool_t *pool) BDG_MUST_CHECK;
/* q: one of texts. The ids of the organisations that have any: int64_t, in order. */
bdg_err_t *bdg_assertion_holders(apr_array_header_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int n, apr_pool_t *pool) BDG_MUST_CHECK;
/* q: a COUNT. How many were looked at, and how many of these fit. */
bdg_err_t *bdg_assertion_counted(int64_t *looked, int64_t *fits, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int n) BDG_MUST_CHECK;
#endif
