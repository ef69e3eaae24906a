/* What an OpenBadgeCredential of ours must be before a key touches it: a signature cannot be taken back. Our own rules, narrower than the official
 * schema: required members there, none that the contexts do not know (a verifier would refuse the badge, or drop what it says), nothing null, empty
 * or blank, arrays where the specification has 0..* or 1..*, times with their zone, absolute addresses, and an id for one thing only. */
#ifndef BDG_OB3_LINT_H
#define BDG_OB3_LINT_H
#include "base/json.h"

/* doc: a credential as bdg_ob3_write() makes it, or with its proof, or as the payload of a VC-JWT. BDG_E_INVALID names the member by its path. */
bdg_err_t *bdg_ob3_lint(const json_t *doc, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* The same for an EndorsementCredential. */
bdg_err_t *bdg_ob3_lint_endorsement(const json_t *doc, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
