/* Verification of credentials, whoever issued them: Open Badges 1.1; 2.0 hosted and signed; 3.0 (W3C Verifiable Credentials, data model 1.1 and 2.0) as
 * VC-JWT and with embedded proofs. The verdict comes check by check, and each check is passed, failed, or could not be made: what could not be
 * looked at never makes a credential valid.
 *
 * Everything in a verdict that came from the credential is text of strangers: valid UTF-8, cleaned, shortened, and nothing more. Addresses in it are
 * http or https. */
#ifndef BDG_VERIFY_H
#define BDG_VERIFY_H
#include "base/json.h"
#include "base/site.h"
#include "core/openbadges/contexts.h"

#define BDG_VERIFY_MAX (4u << 20)      /* bytes of a file or document */
#define BDG_VERIFY_JSON_MAX (1u << 20) /* bytes of a credential's text, however it came, and of documents of others */
#define BDG_OWN_JSON_MAX (32u << 20)   /* bytes of a document of this server: lists of what was revoked grow */

/* A document of this server, as anyone gets it by GET. */
typedef struct bdg_own_document_t { int status; const char *body; size_t len; } bdg_own_document_t;

typedef struct bdg_verify_t {
    const bdg_site_t *site;            /* BadgesVerify*, and the base address; NULL: nothing is of this server, and documents are fetched by default rules */
    /* Documents below site->base are asked here and never over HTTP. NULL: they cannot be had. Errors: the database's. */
    bdg_err_t *(*own)(bdg_own_document_t *out, void *baton, const char *url, const char *accept, apr_pool_t *pool);
    void *own_baton;
    const bdg_contexts_t *contexts;    /* for embedded proofs; NULL: these cannot be checked */
} bdg_verify_t;

typedef struct bdg_verify_input_t {
    const char *url;                   /* an address, or NULL */
    const void *data; size_t len;      /* else: a document (JSON), a JWS, an address as text, or a baked PNG or SVG */
    const char *email;                 /* whose should it be? NULL or "": not asked */
} bdg_verify_input_t;

/* *verdict (owned by pool):
 *   "valid": true|false
 *   "outcome": "valid" | "invalid" (something failed) | "revoked" (or suspended) | "expired" (or not yet valid) | "unknown" (nothing failed, but something
 *              could not be checked)
 *   "text": the same as a sentence
 *   "format": "Open Badges 2.0, hosted" ..., once it is known
 *   "checks": [{"check": "format"|"schema"|"proof"|"controller"|"issuer"|"status"|"expiry"|"recipient", "result": "passed"|"failed"|"unchecked",
 *              "text", "detail"?}], in this order, each name at most once; then, for each endorsement that a credential of 3.0 quotes, {"check": "endorsement", ...},
 *              with what it says, or why it does not hold: these say nothing of the credential around them, and do not count for the outcome
 *   "kind": "endorsement", of an EndorsementCredential of 3.0: then "name" is its own, "issuer" who endorses, "endorses" the id of what is endorsed,
 *           "comment" what is said of it
 *   and what the credential says, as far as it was found: "id", "name", "description", "issuer", "issuer_id" (3.0), "issuer_url", "recipient_name", "issued_on",
 *   "expires_on" (dates, UTC); "own": true when this server issued it, beyond doubt; then "assertion" is an address of the award here.
 * An unreadable input is a verdict too. BDG_E_INVALID: nothing was given; BDG_E_TOO_LARGE; BDG_E_UNAVAILABLE: too many verifications fetch just now, or
 * the database is away. No connection to the database is needed while documents are fetched: give yours back before. */
bdg_err_t *bdg_verify(json_t **verdict, const bdg_verify_t *env, const bdg_verify_input_t *in, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
