/* Verification of credentials that this server issued: Open Badges 2.0, hosted. What others issued is said to be unknown, never valid. */
#ifndef BDG_VERIFY_H
#define BDG_VERIFY_H
#include "base/json.h"
#include "base/site.h"
#include "store/db.h"

#define BDG_VERIFY_MAX (4u << 20)      /* bytes of a file or document */

typedef struct bdg_verify_input_t {
    const char *url;                   /* an address, or NULL */
    const void *data; size_t len;      /* else: a document (JSON) or a baked PNG or SVG */
    const char *email;                 /* whose should it be? NULL or "": not asked */
} bdg_verify_input_t;

/* *verdict (owned by pool): {"valid", "outcome": "valid"|"expired"|"revoked"|"invalid"|"unknown", "text", "format",
 *   "checks": [{"check": "format"|"issuer"|"document"|"revocation"|"expiry"|"recipient", "ok", "text", "detail"?}],
 *   and, when it was found here, "assertion" (address), "name", "recipient_name", "issuer", "issued_on", "expires_on"?, "badge", "image"}.
 * An unreadable input is a verdict too. BDG_E_INVALID: nothing was given; BDG_E_TOO_LARGE; the database's errors. */
bdg_err_t *bdg_verify(json_t **verdict, bdg_db_t *db, const bdg_site_t *site, const bdg_verify_input_t *in, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
