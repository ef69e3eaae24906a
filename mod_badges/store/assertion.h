/* Rows of assertion. */
#ifndef BDG_STORE_ASSERTION_H
#define BDG_STORE_ASSERTION_H
#include "base/id.h"
#include "store/db.h"

typedef enum { BDG_RECIPIENT_EMAIL, BDG_RECIPIENT_URL, BDG_RECIPIENT_TELEPHONE, BDG_RECIPIENT_ID } bdg_recipient_e;
typedef enum { BDG_SOURCE_MANUAL, BDG_SOURCE_BATCH, BDG_SOURCE_API, BDG_SOURCE_RULE, BDG_SOURCE_PATHWAY, BDG_SOURCE_SYNC } bdg_source_e;
enum { BDG_ASSERTION_ISSUED = 0, BDG_ASSERTION_REVOKED = 1 };

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
    const char *revocation_reason;
    int revision;
} bdg_assertion_t;

/* "The same recipient": first 16 bytes of SHA-256("<type digit>:" normalised identity). Mail addresses by bdg_email_normalise(). */
void bdg_recipient_key(unsigned char key[16], bdg_recipient_e type, const char *normalised);

bdg_err_t *bdg_assertion_by_public_id(bdg_assertion_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Inserts n awards in one round trip (array binding), as part of the caller's transaction. id is set by the database. */
bdg_err_t *bdg_assertion_insert(bdg_db_t *db, const bdg_assertion_t *rows, int n, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
