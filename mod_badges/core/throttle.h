/* Failed attempts, and what may not be done too often, counted in the database so that they survive restarts and hold across nodes. */
#ifndef BDG_THROTTLE_H
#define BDG_THROTTLE_H
#include "store/db.h"

typedef enum {
    BDG_THROTTLE_SIGN_IN_ACCOUNT,   /* value: normalised address of the account; 10 failures in 15 minutes block it for 15 */
    BDG_THROTTLE_SIGN_IN_ADDRESS,   /* value: client address; 100 failures in 15 minutes */
    BDG_THROTTLE_RESET,             /* value: mail address; 3 links an hour */
    BDG_THROTTLE_PROOF,             /* value: mail address; 4 links an hour */
    BDG_THROTTLE_PROOF_ACCOUNT,     /* value: id of the account that asks for links to other addresses; 10 an hour */
    BDG_THROTTLE_DRAW,              /* value: client address; 30 certificates drawn in 10 minutes */
    BDG_THROTTLE_IMPORT,            /* value: id of the account; 30 imports and checks in 10 minutes */
    BDG_THROTTLE_CHECK_ADDRESS,     /* value: client address; 60 checks in 10 minutes */
    BDG_THROTTLE_REGISTER,          /* value: client address; 20 applications an hour */
    BDG_THROTTLE_REGISTER_ALL,      /* value: ""; 1,000 applications an hour by all together */
    BDG_THROTTLE_TOKEN,             /* value: client address (of an application's server: many people's); 2,000 in 10 minutes */
    BDG_THROTTLE_API,               /* value: account; 3,000 reads in 10 minutes */
    BDG_THROTTLE_UPSERT,            /* value: account; 300 writes in 10 minutes */
    BDG_THROTTLE_SECOND_FACTOR      /* value: id of the account; 10 codes in 15 minutes block it for 15 */
} bdg_throttle_e;

/* BDG_E_RATE while value is blocked; counts nothing. */
bdg_err_t *bdg_throttle_ask(bdg_db_t *db, bdg_throttle_e kind, const char *value, apr_pool_t *pool) BDG_MUST_CHECK;
/* Counts one; BDG_E_RATE once over the limit. Safe in any number of threads and nodes. */
bdg_err_t *bdg_throttle_count(bdg_db_t *db, bdg_throttle_e kind, const char *value, apr_pool_t *pool) BDG_MUST_CHECK;
/* Takes one count back: it was no failure after all. */
bdg_err_t *bdg_throttle_refund(bdg_db_t *db, bdg_throttle_e kind, const char *value, apr_pool_t *pool) BDG_MUST_CHECK;
/* After a success: forgets. */
bdg_err_t *bdg_throttle_forget(bdg_db_t *db, bdg_throttle_e kind, const char *value, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
