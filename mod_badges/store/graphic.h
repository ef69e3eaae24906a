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
    const char *design;                            /* JSON of core/design/design.h, or NULL for an uploaded picture */
    const char *tags;                              /* "logo, water", or "" */
} bdg_graphic_t;

/* What a graphic shows. */
typedef struct bdg_graphic_bytes_t {
    int width, height;
    const void *svg; size_t svg_len;               /* sanitised; NULL when a PNG was uploaded */
    const void *png; size_t png_len;               /* written by badges-render */
    unsigned char sha256[32];                      /* of the SVG, or of the PNG where there is none */
    const char *design;                            /* what it was drawn from, or NULL */
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

/* Its tags are these now: an array of const char *. */
bdg_err_t *bdg_graphic_set_tags(bdg_db_t *db, const bdg_graphic_t *graphic, const apr_array_header_t *tags) BDG_MUST_CHECK;

/* --- lists */
typedef enum { BDG_GRAPHIC_BY_NEW, BDG_GRAPHIC_BY_NAME, BDG_GRAPHIC_BY_CHANGE } bdg_graphic_order_e;   /* newest first; by name; changed last first */
typedef struct bdg_graphic_filter_t {
    int64_t organisation_id;
    const char *like;                              /* bdg_search_like(), or NULL: in the name or a tag */
    const char *tag;                               /* exactly this one, or NULL */
    const char *state;                             /* active, archived */
    bdg_graphic_order_e order;
    const char *cursor;                            /* public id of the row at the edge, or NULL for the beginning */
    int newer, limit;
} bdg_graphic_filter_t;

typedef struct bdg_graphic_row_t {
    const char *public_id, *name, *state;
    int width, height, is_svg, is_drawn, revision;
    apr_time_t updated_at;
    int64_t uses;                                  /* badge classes that show it */
    const char *tags;
} bdg_graphic_row_t;

/* An array of bdg_graphic_row_t in that order; one more than limit when there are more beyond the page (at the end; with newer, at the beginning). */
bdg_err_t *bdg_graphic_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_graphic_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_graphic_count(int64_t *n, bdg_db_t *db, const bdg_graphic_filter_t *filter) BDG_MUST_CHECK;

typedef struct bdg_graphic_tag_t { const char *tag; int64_t n; } bdg_graphic_tag_t;
/* Tags of an organisation's graphics of that state, with how many have each: at most 200 bdg_graphic_tag_t, sorted. */
bdg_err_t *bdg_graphic_tags(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, const char *state, apr_pool_t *pool) BDG_MUST_CHECK;

typedef struct bdg_graphic_use_t { const char *public_id, *name, *state, *kind; int64_t awards; } bdg_graphic_use_t;   /* kind: badge, issuer */
/* How many badge classes show it, and how many awards of them. */
bdg_err_t *bdg_graphic_use_count(int64_t *badges, int64_t *awards, bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* Where it is shown: up to 50 badge classes and 50 issuers. */
bdg_err_t *bdg_graphic_uses(apr_array_header_t **rows, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
