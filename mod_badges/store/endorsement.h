/* Rows of endorsement: one issuer's word for a badge class, an issuer or an award (Open Badges 2.0, Endorsement; 3.0, EndorsementCredential).
 *
 * An endorsement is of one version of what it endorses. The live ones of a version are also written where its documents are made from, so that
 * these need no query: badge_class_version.endorsements_json, issuer_version.endorsements_json, assertion.details_json.endorsements, each an
 * array of strings, in order: the public id of one made here (its address is /endorsements/{id}), or the address of one made elsewhere. */
#ifndef BDG_STORE_ENDORSEMENT_H
#define BDG_STORE_ENDORSEMENT_H
#include "base/id.h"
#include "store/db.h"
#include <apr_tables.h>

#define BDG_ENDORSEMENTS_LIVE_MAX 20     /* of one version */

typedef enum { BDG_ENDORSED_BADGE_CLASS, BDG_ENDORSED_ISSUER, BDG_ENDORSED_ASSERTION } bdg_endorsed_e;
extern const char *const bdg_endorsed_kinds[];     /* "badge_class", "issuer", "assertion"; ends with NULL */

typedef struct bdg_endorsement_t {
    int64_t id;
    const char *public_id;
    /* what is endorsed */
    int64_t organisation_id;
    bdg_endorsed_e kind;
    int64_t subject_id, subject_version_id;   /* of an assertion: the version of the badge class that it was awarded under */
    int subject_version;                 /* its number */
    const char *subject_public_id;
    const char *subject_name;            /* of that version; of an assertion: its badge's */
    const char *recipient_name;          /* of an assertion, else NULL */
    /* who endorses; 0 and NULL for one made elsewhere */
    int64_t endorser_organisation_id, issuer_id, issuer_version_id;   /* issuer_version_id 0 while it is only asked for */
    const char *issuer_public_id, *issuer_name;   /* name: when it was made, else the present one */
    const char *external_url, *external_name;     /* made elsewhere: its address, and who is said to endorse; else NULL */
    /* the endorsement */
    const char *state;                   /* asked made declined withdrawn removed revoked */
    const char *message;                 /* from those who ask, for the endorser only; may be NULL */
    const char *comment, *language;      /* endorsementComment (Markdown) and its language; NULL before it is made */
    apr_time_t created_at, made_at, ended_at;     /* 0: not yet */
    const char *reason;                  /* of a declined or revoked one, may be NULL */
    int revision;
} bdg_endorsement_t;

/* BDG_E_NOT_FOUND. */
bdg_err_t *bdg_endorsement_by_id(bdg_endorsement_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_endorsement_by_public_id(bdg_endorsement_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The live ones (made) of a version, oldest first, at most BDG_ENDORSEMENTS_LIVE_MAX: an array of bdg_endorsement_t. version_id 0: of any version. */
bdg_err_t *bdg_endorsements_live(apr_array_header_t **out, bdg_db_t *db, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Has the version of a badge class, or that of an issuer, any live ones? */
bdg_err_t *bdg_endorsements_of_wording(int *any, bdg_db_t *db, int64_t badge_class_version_id, int64_t issuer_version_id) BDG_MUST_CHECK;
/* Asked for, or live of this version, oldest first, at most 100. */
bdg_err_t *bdg_endorsements_open(apr_array_header_t **out, bdg_db_t *db, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* All of a subject, newest first, at most 100. */
bdg_err_t *bdg_endorsements_of(apr_array_header_t **out, bdg_db_t *db, bdg_endorsed_e kind, int64_t subject_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- changing: inside a transaction that holds the subject */
/* A new one, asked for or (external_url) made. Sets id. */
bdg_err_t *bdg_endorsement_insert(bdg_endorsement_t *e, bdg_db_t *db, int64_t account_id) BDG_MUST_CHECK;
/* asked -> made, with version, profile, comment and language of e. BDG_E_CONFLICT when it is not asked any more, or its revision is another. */
bdg_err_t *bdg_endorsement_make(bdg_db_t *db, const bdg_endorsement_t *e, int64_t account_id) BDG_MUST_CHECK;
/* from -> to (declined, withdrawn, removed, revoked), with a reason or NULL. BDG_E_CONFLICT when it is not in `from`, or its revision is another. */
bdg_err_t *bdg_endorsement_end(bdg_db_t *db, const bdg_endorsement_t *e, const char *from, const char *to, const char *reason, int64_t account_id) BDG_MUST_CHECK;
/* Writes the live ones anew to where the documents of the version are made from, and tells the caches. */
bdg_err_t *bdg_endorsements_publish(bdg_db_t *db, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id, apr_pool_t *scratch_pool) BDG_MUST_CHECK;

/* --- what an organisation's issuers were asked for, and made */
typedef struct bdg_endorsement_filter_t {
    int64_t endorser_organisation_id, account_id;
    int whole;                           /* 0: only of issuers on which the account has a role */
    const char *state;
    const char *cursor;                  /* public id of the row at the edge, or NULL for the newest */
    int newer;                           /* those before the cursor (newer), not after it */
    int limit;
} bdg_endorsement_filter_t;
/* An array of bdg_endorsement_t, newest first; one more than limit when there are more beyond the page (at the end; with newer, at the beginning). */
bdg_err_t *bdg_endorsement_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_endorsement_filter_t *filter, apr_pool_t *pool) BDG_MUST_CHECK;
/* Up to BDG_COUNT_MAX + 1 (store/search.h); cursor and limit do not matter. */
bdg_err_t *bdg_endorsement_count(int64_t *n, bdg_db_t *db, const bdg_endorsement_filter_t *filter) BDG_MUST_CHECK;
#endif
