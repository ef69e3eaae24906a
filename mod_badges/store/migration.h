/* Rows of schema_migration: which migrations this database has, and who is applying one. */
#ifndef BDG_STORE_MIGRATION_H
#define BDG_STORE_MIGRATION_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_migration_row_t {
    int version;
    const char *name;
    unsigned char checksum[32];
    int done;                /* all steps */
    int steps;               /* so many were done */
    int held;                /* somebody is at it, by the lease */
    const char *held_by;     /* "host, process 123" or NULL */
} bdg_migration_row_t;

/* By version. */
bdg_err_t *bdg_migration_all(apr_array_header_t **out, bdg_db_t *db, apr_pool_t *pool) BDG_MUST_CHECK;
/* Whom the database takes us for: "badges@localhost". Without the account of the option file that is whoever runs the program. */
bdg_err_t *bdg_migration_account(const char **out, bdg_db_t *db, apr_pool_t *pool) BDG_MUST_CHECK;
/* Takes the lease of a minute: for one that nobody has begun, or whose beginner let go or died. *got: 0 when somebody was quicker. */
bdg_err_t *bdg_migration_claim(int *got, bdg_db_t *db, const bdg_migration_row_t *m, int begun, const unsigned char owner[16], const char *who) BDG_MUST_CHECK;
/* These give BDG_E_CONFLICT when the lease is somebody else's by now. */
bdg_err_t *bdg_migration_extend(bdg_db_t *db, int version, const unsigned char owner[16]) BDG_MUST_CHECK;
bdg_err_t *bdg_migration_step(bdg_db_t *db, int version, const unsigned char owner[16], int steps_done) BDG_MUST_CHECK;
bdg_err_t *bdg_migration_done(bdg_db_t *db, int version, const unsigned char owner[16]) BDG_MUST_CHECK;
/* Lets go after a failure, so that the next try need not wait. */
bdg_err_t *bdg_migration_release(bdg_db_t *db, int version, const unsigned char owner[16]) BDG_MUST_CHECK;
#endif
