/* Rows of imported_badge as the Open Badges 3.0 API tells them: credentials of Open Badges 3.0 that came as text (JSON, or a JWS), not in pictures. */
#ifndef BDG_STORE_OB_CREDENTIAL_H
#define BDG_STORE_OB_CREDENTIAL_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_ob_told_t { int64_t id; int jws; } bdg_ob_told_t;

/* Those that came, or were replaced, at or after since (0: all), newest first: an array of bdg_ob_told_t. */
bdg_err_t *bdg_ob_credential_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_time_t since, int limit, int64_t offset, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_ob_credential_count(int64_t *n, bdg_db_t *db, int64_t account_id, apr_time_t since) BDG_MUST_CHECK;
/* The text of one, with a NUL after it. *data NULL: it went meanwhile. */
bdg_err_t *bdg_ob_credential_data(const char **data, size_t *len, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
