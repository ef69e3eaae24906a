/* In what language and time zone somebody is spoken to: columns of account and organisation. */
#ifndef BDG_STORE_PREFERENCE_H
#define BDG_STORE_PREFERENCE_H
#include "store/db.h"

/* A tag of BCP 47 for which there is a catalogue ("de"), a name of the tz database ("Europe/Vienna"); NULL: not chosen, or not known. */
typedef struct bdg_preference_t { const char *language, *time_zone; } bdg_preference_t;

bdg_err_t *bdg_preference_set(bdg_db_t *db, int64_t account_id, const bdg_preference_t *p) BDG_MUST_CHECK;
/* NULL: what the browser asks for. */
bdg_err_t *bdg_preference_set_language(bdg_db_t *db, int64_t account_id, const char *language) BDG_MUST_CHECK;
/* NULL: UTC. */
bdg_err_t *bdg_preference_set_zone(bdg_db_t *db, int64_t account_id, const char *time_zone) BDG_MUST_CHECK;
/* *username: "" for none. */
bdg_err_t *bdg_preference_username(const char **username, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* NULL: none. BDG_E_DUPLICATE: somebody has it. */
bdg_err_t *bdg_preference_set_username(bdg_db_t *db, int64_t account_id, const char *username) BDG_MUST_CHECK;
/* Of whom a mail goes to: the person who signs in with email (normalised) or has proven it, else the organisation's (0: none). Members may be NULL. */
bdg_err_t *bdg_preference_of_recipient(bdg_preference_t *out, bdg_db_t *db, const char *email, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
