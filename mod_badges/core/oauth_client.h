/* Registration of applications: RFC 7591, without an initial token, as the Open Badges API wants it (section Dynamic Client Registration).
 * Anyone may register anything, so nothing that is said here is believed: the person who is asked sees where an answer would be sent. */
#ifndef BDG_OAUTH_CLIENT_H
#define BDG_OAUTH_CLIENT_H
#include "base/json.h"
#include "core/oauth.h"
#include "core/oauth_redirect.h"

#define BDG_OAUTH_REDIRECTS_MAX 10

/* metadata: an object of RFC 7591, section 2; members that we do not know are passed over. *answer: that of section 3.2.1, with the secret, which is shown
 * this once (owned by pool). Refused: invalid_redirect_uri, invalid_client_metadata. address: who asks. */
bdg_err_t *bdg_oauth_register(json_t **answer, bdg_oauth_refusal_t *refused, bdg_db_t *db, const json_t *metadata, const char *address, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
