/* Rows of assertion. */
#ifndef BDG_STORE_ASSERTION_H
#define BDG_STORE_ASSERTION_H
#include "base/id.h"
#include "store/db.h"
#include <apr_tables.h>

typedef enum { BDG_RECIPIENT_EMAIL, BDG_RECIPIENT_URL, BDG_RECIPIENT_TELEPHONE, BDG_RECIPIENT_ID } bdg_recipient_e;
typedef enum { BDG_SOURCE_MANUAL, BDG_SOURCE_BATCH, BDG_SOURCE_API, BDG_SOURCE_RULE, BDG_SOURCE_PATHWAY, BDG_SOURCE_SYNC } bdg_source_e;
enum { BDG_ASSERTION_ISSUED = 0, BDG_ASSERTION_REVOKED = 1 };
enum { BDG_UNCLAIMED = 0, BDG_ACCEPTED = 1, BDG_REJECTED = 2 };     /* acceptance: what the recipient decided */

typedef struct bdg_assertion_t {
    int64_t id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id;
    const char *public_id;
    int64_t batch_id;                    /* 0: none */
    int batch_row;                       /* ordinal of the data row in its batch */
    int state, acceptance;
    bdg_recipient_e recipient_type;
    const char *recipient_identity, *recipient_name;
    unsigned char recipient_key[16];     /* bdg_recipient_key() */
    bdg_date_t issued_on, expires_on;    /* expires_on: the last valid day, or BDG_DATE_NONE */
    const char *external_id, *details_json;   /* may be NULL */
    bdg_source_e source;
    int64_t created_by;
    apr_time_t created_at, revoked_at;
    int64_t revoked_by;                  /* account; 0: not revoked */
    const char *revocation_reason;
    int revision;
} bdg_assertion_t;

/* "The same recipient": first 16 bytes of SHA-256("<type digit>:" normalised identity). Mail addresses by bdg_email_normalise(). */
void bdg_recipient_key(unsigned char key[16], bdg_recipient_e type, const char *normalised);

bdg_err_t *bdg_assertion_by_public_id(bdg_assertion_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* What a public address shows: public_id, the two versions, state, recipient's type, identity and name, dates, details, revision, acceptance; the rest is 0 and
 * NULL. A revoked one is read whole. */
bdg_err_t *bdg_assertion_shown(bdg_assertion_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same with id and created_at: for Open Badges 3.0. */
bdg_err_t *bdg_assertion_credential(bdg_assertion_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
typedef struct bdg_listed_t { int64_t id; apr_time_t at; const char *public_id, *reason; } bdg_listed_t;
/* The revoked ones among an issuer's awards number from to to: an array of bdg_listed_t, in any order. whole: with public_id and reason (or NULL), by
 * number; for some thousand numbers at a time. */
bdg_err_t *bdg_assertion_revoked_of(apr_array_header_t **out, bdg_db_t *db, int64_t issuer_id, int64_t from, int64_t to, int whole, apr_pool_t *pool) BDG_MUST_CHECK;
/* The latest, newest first: an array of bdg_assertion_t. */
bdg_err_t *bdg_assertion_latest(apr_array_header_t **out, bdg_db_t *db, int limit, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_assertion_last_id(int64_t *id, bdg_db_t *db) BDG_MUST_CHECK;       /* the highest number; 0 while there is none */
bdg_err_t *bdg_assertion_by_id(bdg_assertion_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* What an account holds by its proven addresses (core/recipient.h), of all organisations: an array of bdg_assertion_t, newest first, of those neither
 * rejected nor revoked that were made at or after since (0: all). limit: 1 to 1000. *total (may be NULL): how many there are without limit and offset. */
bdg_err_t *bdg_assertion_of_account(apr_array_header_t **out, int64_t *total, bdg_db_t *db, int64_t account_id, apr_time_t since, int limit, int64_t offset,
                                    apr_pool_t *pool) BDG_MUST_CHECK;
/* 0 when there is none of this badge class. */
bdg_err_t *bdg_assertion_id_of(int64_t *id, bdg_db_t *db, const char *public_id, int64_t badge_class_id) BDG_MUST_CHECK;
/* Holds it until the end of the transaction. BDG_E_NOT_FOUND when it is not of this organisation. */
bdg_err_t *bdg_assertion_lock(bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* What a recipient holds of a badge class (not revoked, not expired), newest first, at most 100: bdg_assertion_t with id, public_id, dates and name. */
bdg_err_t *bdg_assertion_held(apr_array_header_t **out, bdg_db_t *db, int64_t badge_class_id, const unsigned char key[16], bdg_date_t today, apr_pool_t *pool) BDG_MUST_CHECK;
/* Revokes those that are not revoked yet (id and public_id are needed), and tells the caches. Part of the caller's transaction, which holds the rows. */
bdg_err_t *bdg_assertion_revoke(bdg_db_t *db, int64_t organisation_id, const bdg_assertion_t *const *rows, int n, int64_t account_id, const char *reason,
                                apr_pool_t *scratch_pool) BDG_MUST_CHECK;
typedef struct bdg_history_t { apr_time_t at; const char *action, *name /* "" for no account */; int64_t account_id; const char *after_json; } bdg_history_t;
/* What the audit log says of an award, newest first: an array of bdg_history_t. */
bdg_err_t *bdg_assertion_history(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Inserts n awards in one round trip (array binding), as part of the caller's transaction. id is set by the database. */
bdg_err_t *bdg_assertion_insert(bdg_db_t *db, const bdg_assertion_t *rows, int n, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
