/* Rows of organisation_landing: the page at /o/{slug}. */
#ifndef BDG_STORE_LANDING_H
#define BDG_STORE_LANDING_H
#include "store/look.h"
#include <apr_tables.h>

typedef struct bdg_landing_t {
    int64_t organisation_id;
    int revision;                                        /* 0: never saved */
    int published, show_issuers, show_badges;
    const char *title, *lead, *body, *language, *picture_alt;   /* body: Markdown */
    bdg_look_picture_t picture;
    apr_time_t updated_at;
} bdg_landing_t;

/* BDG_E_NOT_FOUND: never saved. */
bdg_err_t *bdg_landing_of(bdg_landing_t **out, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Inside a transaction; counts the revision up. BDG_E_CONFLICT when it is not landing->revision. */
bdg_err_t *bdg_landing_put(bdg_db_t *db, const bdg_landing_t *landing) BDG_MUST_CHECK;

/* What is shown there besides: id is a public id, or a slug for BDG_LANDING_BELOW. has_picture: of issuers. */
typedef enum { BDG_LANDING_BADGES, BDG_LANDING_ISSUERS, BDG_LANDING_BELOW } bdg_landing_list_e;
typedef struct bdg_landing_row_t { const char *id, *name, *text; int has_picture; } bdg_landing_row_t;
bdg_err_t *bdg_landing_list(apr_array_header_t **rows, bdg_db_t *db, bdg_landing_list_e what, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
