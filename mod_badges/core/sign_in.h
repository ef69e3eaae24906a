/* Signing in with address and password, in two halves: between them the caller checks the password (io/argon.h), holding no connection.
 *
 * The address's counter is raised before the password is looked at, so that guesses at the same time count too, and forgotten after a success.
 * An address without an account is counted and checked just so: neither answer nor time tells the two apart. */
#ifndef BDG_SIGN_IN_H
#define BDG_SIGN_IN_H
#include "core/actor.h"
#include "store/account.h"

typedef struct bdg_sign_in_t {
    const char *email;              /* normalised */
    const bdg_account_t *account;   /* NULL: nobody who may sign in by password */
    const char *hash;               /* of the account's password; NULL for nobody: bdg_argon_verify() takes that */
    const char *address;            /* of the client */
} bdg_sign_in_t;

/* name: a mail address, or a username (core/person.h), as typed. BDG_E_RATE: too many attempts at this account; BDG_E_INVALID: nothing that could have an account. */
bdg_err_t *bdg_sign_in_begin(bdg_sign_in_t *s, bdg_db_t *db, const char *name, const char *address, apr_pool_t *pool) BDG_MUST_CHECK;
/* fits: what bdg_argon_verify() said. new_hash: the same password with today's parameters, or NULL. BDG_E_UNAUTHENTICATED when it does not fit. */
bdg_err_t *bdg_sign_in_end(const bdg_sign_in_t *s, bdg_db_t *db, int fits, const char *new_hash, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
