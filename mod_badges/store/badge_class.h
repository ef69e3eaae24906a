/* Rows of badge_class and badge_class_version. */
#ifndef BDG_STORE_BADGE_CLASS_H
#define BDG_STORE_BADGE_CLASS_H
#include "base/json.h"
#include "store/db.h"
#include "store/reach.h"
#include <apr_tables.h>

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
    const char *alignments_json, *related_json;   /* core/alignment.h, core/related.h; NULL for none */
    const char *achievement_json, *translations_json;   /* core/achievement.h, core/translation.h; NULL for none */
    const char *own_language;            /* of one whose words were put in another language (core/translation.h); else NULL */
    const char *endorsements_json;       /* live: the version's endorsements (store/endorsement.h), NULL for none */
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

/* --- changing: inside a transaction */
/* Holds the class and its present version until the end of the transaction. BDG_E_NOT_FOUND when it is not of this organisation. */
bdg_err_t *bdg_badge_class_lock(bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* A new draft with its first version; public_id, organisation_id, issuer_id, graphic_id, duplicate_policy, expiry_months and the version's texts are given. Sets id, version_id, number. */
bdg_err_t *bdg_badge_class_insert(bdg_badge_class_t *badge, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* Writes the texts: into the present version while nothing was awarded under it (used 0), else into a new one; then version_id, number and
 * used are set. bdg_badge_class_update() makes that the present one. */
bdg_err_t *bdg_badge_class_write(bdg_badge_class_t *badge, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* Stores version_id, issuer, graphic, state, policy and expiry, and counts the revision up. publishing: published_at becomes now.
 * BDG_E_CONFLICT when the revision is not badge->revision. */
bdg_err_t *bdg_badge_class_update(bdg_db_t *db, const bdg_badge_class_t *badge, int publishing) BDG_MUST_CHECK;
/* Whoever awards calls this in the same transaction, before the awards are inserted: n awards of badge class id under version_id, which from
 * then on never changes. */
bdg_err_t *bdg_badge_class_awarded(bdg_db_t *db, int64_t id, int64_t version_id, int64_t n) BDG_MUST_CHECK;

/* --- lists */
typedef struct bdg_badge_class_filter_t {
    int64_t organisation_id, account_id;
    int whole;                           /* 0: only those of issuers on which the account has a role */
    const char *like;                    /* bdg_search_like(), or NULL */
    const char *issuer;                  /* public id, or NULL for all */
    const char *state;                   /* NULL: all but archived */
    const char *cursor;                  /* public id of the row at the edge, or NULL for the newest */
    int newer;                           /* those before the cursor (newer), not after it */
    int limit;
    bdg_reach_e reach;                   /* those of the organisations below as well? */
    int64_t counted;                     /* for the list: what bdg_badge_class_count() said of it; it chooses the plan */
} bdg_badge_class_filter_t;

typedef struct bdg_badge_class_row_t {
    const char *public_id, *name, *state, *issuer_name, *graphic_public_id;   /* the last two "" for none */
    int64_t award_count;
    apr_time_t updated_at;
    int graphic_revision;
    int64_t organisation_id;             /* 0: the filter's */
    const char *organisation_name;       /* of another one, else NULL */
} bdg_badge_class_row_t;

/* An array of bdg_badge_class_row_t, newest first; one more than limit when there are more beyond the page (at the end; with newer, at the beginning). */
bdg_err_t *bdg_badge_class_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_badge_class_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
/* Up to BDG_COUNT_MAX + 1 (store/search.h); cursor and limit do not matter. */
bdg_err_t *bdg_badge_class_count(int64_t *n, bdg_db_t *db, const bdg_badge_class_filter_t *filter) BDG_MUST_CHECK;

typedef struct bdg_badge_class_version_row_t { int number, used; const char *name, *by; apr_time_t at; int64_t awards; } bdg_badge_class_version_row_t;
/* The latest 50, newest first. by: name of an account, or "". */
bdg_err_t *bdg_badge_class_versions(apr_array_header_t **rows, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;

/* Organisations in which the account holds this permission (a bit) as a whole: an array, at most 50, the present one first, then by name. */
typedef struct bdg_badge_class_place_t { int64_t id; const char *public_id, *name; } bdg_badge_class_place_t;
bdg_err_t *bdg_badge_class_places(apr_array_header_t **rows, bdg_db_t *db, int64_t account_id, uint64_t permission, const char *like, int64_t present,
                                  apr_pool_t *pool) BDG_MUST_CHECK;
#endif
