/* Accounts: the first administrator, and those that badgesctl makes. */
#ifndef BDG_ACCOUNT_H
#define BDG_ACCOUNT_H
#include "core/actor.h"
#include "store/account.h"

#define BDG_PERSON_NAME_MAX 120         /* characters */

/* A form of four fields: what was typed, what is left of it after cleaning, and what is wrong with each (NULL: nothing). */
typedef struct bdg_new_admin_t {
    const char *organisation;           /* NULL: the one that exists, or default_organisation */
    const char *name, *email, *password;
    const char *default_organisation;   /* what to call one when there is none and none was named; may be NULL */
    const char *organisation_wrong, *name_wrong, *email_wrong, *password_wrong;
} bdg_new_admin_t;

/* Cleans the fields in place and fills those that end in _wrong. How many there are. */
int bdg_new_admin_check(bdg_new_admin_t *form, apr_pool_t *pool);

/* Makes the account an administrator of the organisation, which is made if there is none of that name, and ends all first-run links.
 * form was checked; hash is of its password. link: hash of the first-run link that is used up, or NULL for badgesctl.
 * BDG_E_CONFLICT: the address has an account. BDG_E_GONE: the link is dead, or there is an account already. BDG_E_INVALID: none was named and there are several. */
bdg_err_t *bdg_new_admin_make(bdg_account_t **out, bdg_db_t *db, const bdg_new_admin_t *form, const char *password_hash, const unsigned char *link,
                              const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
