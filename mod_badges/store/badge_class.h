/* Rows of badge_class and badge_class_version. */
#ifndef BDG_STORE_BADGE_CLASS_H
#define BDG_STORE_BADGE_CLASS_H
#include "base/json.h"
#include "store/db.h"

typedef struct bdg_badge_class_t {       /* a badge class with one of its versions */
    int64_t id, organisation_id, issuer_id, graphic_id, version_id;   /* issuer_id, graphic_id 0 while not chosen */
    const char *public_id, *state, *duplicate_policy;                 /* draft published withdrawn archived; deny allow replace skip */
    int expiry_months;                   /* 0: does not expire */
    int64_t award_count;
    int revision;
    apr_time_t created_at, updated_at, published_at;
    /* of the version */
    int number, used;                    /* used: something was awarded under it, so it never changes again */
    const char *name, *description, *language, *criteria_text, *criteria_url;   /* the last two may be NULL */
    const char *tags_json, *attributes_json;
    /* of the graphic: 0 and NULL while there is none */
    const char *graphic_public_id;
    int graphic_revision;
} bdg_badge_class_t;

/* With the version that the next award gets. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_badge_class_by_id(bdg_badge_class_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_badge_class_by_public_id(bdg_badge_class_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* With the version that an award was made under. */
bdg_err_t *bdg_badge_class_by_version(bdg_badge_class_t **out, bdg_db_t *db, int64_t version_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* With version number n of it. */
bdg_err_t *bdg_badge_class_by_number(bdg_badge_class_t **out, bdg_db_t *db, const char *public_id, int number, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
