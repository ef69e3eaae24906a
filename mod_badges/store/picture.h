/* The bytes of pictures, for those who serve them (the noun itself is graphic). */
#ifndef BDG_STORE_PICTURE_H
#define BDG_STORE_PICTURE_H
#include "store/db.h"
typedef struct bdg_picture_t {
    int64_t graphic_id;
    int revision;
    const char *png; size_t png_len;
    const char *svg; size_t svg_len;     /* NULL when a PNG was uploaded */
} bdg_picture_t;
/* The live graphic of a badge class. BDG_E_NOT_FOUND when it has none, or was never published. */
bdg_err_t *bdg_picture_of_badge(bdg_picture_t **out, bdg_db_t *db, int64_t badge_class_id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_picture_by_id(bdg_picture_t **out, bdg_db_t *db, int64_t graphic_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Only the graphic's id and revision, for an ETag. */
bdg_err_t *bdg_picture_revision(int64_t *graphic_id, int *revision, bdg_db_t *db, int64_t badge_class_id) BDG_MUST_CHECK;
/* The card for link previews, made on first use and kept with what it was made from. BDG_E_NOT_FOUND when there is none for these. */
bdg_err_t *bdg_card_get(const char **png, size_t *len, bdg_db_t *db, int64_t badge_class_version_id, int64_t graphic_id, int graphic_revision, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_card_put(bdg_db_t *db, int64_t badge_class_version_id, int64_t graphic_id, int graphic_revision, const void *png, size_t len) BDG_MUST_CHECK;
#endif
