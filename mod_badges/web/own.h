/* Documents of this server as anyone gets them, without a request: for the verifier, which must not ask itself over HTTP. */
#ifndef BDG_OWN_H
#define BDG_OWN_H
#include "core/openbadges/verify.h"
#include "web/http.h"

#define BDG_API_VERIFY_MAX (6 << 20)   /* bytes of a request to the API: BDG_VERIFY_MAX in base64, and room */

/* GET of an address below the base address, by the route table, as nobody. baton: bdg_server_t. What is no document has status 404.
 * BDG_E_UNAVAILABLE: the database is away. */
bdg_err_t *bdg_own_get(bdg_own_document_t *out, void *baton, const char *url, const char *accept, apr_pool_t *pool) BDG_MUST_CHECK;

/* bdg_verify() for this server: its own documents, contexts and settings. To the verdict on what was issued here it adds "badge" and "image" (addresses),
 * makes "assertion" the award's address, and says the "recipient_name", unless it was revoked: no more than the award's page. Give your connection back
 * before. */
bdg_err_t *bdg_own_verify(json_t **verdict, const bdg_server_t *server, const bdg_verify_input_t *in, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
