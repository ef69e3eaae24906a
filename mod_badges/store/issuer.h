/* Rows of issuer and issuer_version. */
#ifndef BDG_STORE_ISSUER_H
#define BDG_STORE_ISSUER_H
#include "store/db.h"

typedef struct bdg_issuer_t {            /* an issuer with one of its versions */
    int64_t id, organisation_id, version_id;
    const char *public_id, *state;       /* state: active, archived */
    int revision, number;                /* number: of the version */
    const char *name, *url, *email, *description, *telephone;   /* description, telephone may be NULL */
    int64_t logo_graphic_id;
    apr_time_t created_at, updated_at;
} bdg_issuer_t;

/* With its present version. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_issuer_by_id(bdg_issuer_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_issuer_by_public_id(bdg_issuer_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* With the version that an award was made under. */
bdg_err_t *bdg_issuer_by_version(bdg_issuer_t **out, bdg_db_t *db, int64_t version_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
