/* Rows of `outbox`: effects outside the database. */
#ifndef BDG_STORE_OUTBOX_H
#define BDG_STORE_OUTBOX_H
#include "store/db.h"

typedef struct bdg_outbox_t {
    int64_t id, organisation_id, assertion_id;   /* assertion_id 0: none */
    const char *kind, *job_key, *address, *payload_json;   /* payload_json may be NULL */
    int attempts;                                 /* this one included */
    apr_time_t created_at;
} bdg_outbox_t;

/* Puts a row as part of the caller's transaction; once per job_key (the second is silently the first). 0 ids become NULL. */
bdg_err_t *bdg_outbox_put(bdg_db_t *db, int64_t organisation_id, const char *kind, const char *job_key, int64_t assertion_id, int64_t batch_id,
                          const char *address, const char *payload_json) BDG_MUST_CHECK;
/* What waits for this award is due at once. waiting: how many wait or are under way; all: how many it ever had. */
bdg_err_t *bdg_outbox_hurry(int64_t *waiting, int64_t *all, bdg_db_t *db, int64_t assertion_id) BDG_MUST_CHECK;
#define BDG_OUTBOX_CLAIM 20
/* Claims up to BDG_OUTBOX_CLAIM due rows for token (inside a transaction). */
bdg_err_t *bdg_outbox_claim(bdg_db_t *db, const unsigned char token[16], int64_t ids[BDG_OUTBOX_CLAIM], int *n) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND: the lease was lost. */
bdg_err_t *bdg_outbox_load(bdg_outbox_t **out, bdg_db_t *db, int64_t id, const unsigned char token[16], apr_pool_t *pool) BDG_MUST_CHECK;
#endif
