/* Rows of organisation_look and organisation_picture: the colours, the logo and the icon of an organisation, and what it takes from those above it. */
#ifndef BDG_STORE_LOOK_H
#define BDG_STORE_LOOK_H
#include "base/id.h"
#include "store/db.h"

typedef struct bdg_look_picture_t { int64_t id; const char *public_id; int width, height; } bdg_look_picture_t;   /* id 0: none */

/* What one organisation has set. */
typedef struct bdg_look_t {
    int64_t organisation_id;
    const char *organisation_name;
    int revision;                              /* 0: nothing was ever set */
    const char *colours;                       /* inherited, own, original */
    const char *nav, *nav_text, *highlight;    /* "#rrggbb", NULL unless own */
    bdg_look_picture_t logo, icon;
} bdg_look_t;

/* An organisation's own, and what holds for it: of itself or of the nearest above that has it. */
typedef struct bdg_looks_t {
    bdg_look_t own;
    const bdg_look_t *colours, *logo, *icon;             /* NULL: nobody has set any. colours may be "original", which is as if nobody had */
    const bdg_look_t *above_colours, *above_logo, *above_icon;   /* what would hold without its own */
} bdg_looks_t;
bdg_err_t *bdg_looks_of(bdg_looks_t **out, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* Inside a transaction: stores it, and counts its revision up. BDG_E_CONFLICT when it is not look->revision (0: there must be none). */
bdg_err_t *bdg_look_put(bdg_db_t *db, const bdg_look_t *look) BDG_MUST_CHECK;

typedef struct bdg_look_bytes_t { const char *public_id, *media_type; int width, height; const void *data; size_t len; } bdg_look_bytes_t;
/* Sets *id; the same bytes of the same organisation are kept once. */
bdg_err_t *bdg_look_picture_put(int64_t *id, bdg_db_t *db, int64_t organisation_id, int64_t account_id, const bdg_look_bytes_t *picture) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND. Public: whoever has the address may see it. */
bdg_err_t *bdg_look_picture_get(bdg_look_bytes_t *out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_NOT_FOUND when it is not of this organisation. */
bdg_err_t *bdg_look_picture_of(bdg_look_picture_t *out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Removes those that nothing of the organisation shows any more. */
bdg_err_t *bdg_look_picture_sweep(bdg_db_t *db, int64_t organisation_id) BDG_MUST_CHECK;
#endif
