/* What a password must be (OWASP ASVS 5.0, 6.2). Hashing is io/argon.h's. */
#ifndef BDG_PASSWORD_H
#define BDG_PASSWORD_H
#include "base/err.h"
#include <apr_pools.h>

#define BDG_PASSWORD_MIN 10       /* characters (code points) */
#define BDG_PASSWORD_MAX 1024     /* bytes of UTF-8 */

/* NULL when it may be used, else a sentence for the field. It is taken as typed: never trimmed, cut, folded or normalised.
 * Refused: too short, too long, not UTF-8, common, one thing over and over, and what anybody would try for this person: about, a list of up to
 * nabout texts (address, name, organisation; NULLs are passed over). */
const char *bdg_password_problem(const char *password, const char *const *about, int nabout, apr_pool_t *scratch_pool);
/* Can be a password at all: for sign-in, so that nothing longer is hashed. */
int bdg_password_possible(const char *password);
#endif
