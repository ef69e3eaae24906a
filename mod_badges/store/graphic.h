/* Rows of graphic: the library of pictures. Their bytes are read through store/picture.h. */
#ifndef BDG_STORE_GRAPHIC_H
#define BDG_STORE_GRAPHIC_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_graphic_t {
    int64_t id, organisation_id;
    const char *public_id, *name, *state;          /* active, archived */
    int width, height;                             /* pixels of the PNG */
    int is_svg;                                    /* an SVG was uploaded; the PNG was drawn from it */
    apr_time_t created_at, updated_at;
    int revision;
    const char *created_by;                        /* name of an account, or "" */
} bdg_graphic_t;

/* What a graphic shows. */
typedef struct bdg_graphic_bytes_t {
    int width, height;
    const void *svg; size_t svg_len;               /* sanitised; NULL when a PNG was uploaded */
    const void *png; size_t png_len;               /* written by badges-render */
    unsigned char sha256[32];                      /* of the SVG, or of the PNG where there is none */
} bdg_graphic_bytes_t;

/* BDG_E_NOT_FOUND when it is not of this organisation. */
bdg_err_t *bdg_graphic_by_id(bdg_graphic_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_graphic_by_public_id(bdg_graphic_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- changing: inside a transaction */
bdg_err_t *bdg_graphic_lock(bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* public_id, organisation_id and name are given. Sets id. */
bdg_err_t *bdg_graphic_insert(bdg_graphic_t *graphic, const bdg_graphic_bytes_t *bytes, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* Stores name and state, and counts the revision up. BDG_E_CONFLICT when it is not graphic->revision. */
bdg_err_t *bdg_graphic_update(bdg_db_t *db, const bdg_graphic_t *graphic) BDG_MUST_CHECK;
/* Another picture in its place; bdg_graphic_update() goes with it. */
bdg_err_t *bdg_graphic_replace(bdg_db_t *db, const bdg_graphic_t *graphic, const bdg_graphic_bytes_t *bytes) BDG_MUST_CHECK;

/* --- lists */
typedef struct bdg_graphic_filter_t {
    int64_t organisation_id;
    const char *like;                              /* bdg_search_like(), or NULL */
    const char *state;                             /* active, archived */
    const char *cursor;                            /* public id of the row at the edge, or NULL for the newest */
    int newer, limit;
} bdg_graphic_filter_t;

typedef struct bdg_graphic_row_t {
    const char *public_id, *name, *state;
    int width, height, is_svg, revision;
    apr_time_t updated_at;
    int64_t uses;                                  /* badge classes that show it */
} bdg_graphic_row_t;

/* An array of bdg_graphic_row_t, newest first; one more than limit when there are more beyond the page (at the end; with newer, at the beginning). */
bdg_err_t *bdg_graphic_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_graphic_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_graphic_count(int64_t *n, bdg_db_t *db, const bdg_graphic_filter_t *filter) BDG_MUST_CHECK;

typedef struct bdg_graphic_use_t { const char *public_id, *name, *state, *kind; } bdg_graphic_use_t;   /* kind: badge, issuer */
/* Where it is shown: up to 50 badge classes and 50 issuers. */
bdg_err_t *bdg_graphic_uses(apr_array_header_t **rows, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
