/* Making of Data Integrity proofs: eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2). Verification: data_integrity.h. */
#ifndef BDG_DI_SIGN_H
#define BDG_DI_SIGN_H
#include "core/openbadges/nquads.h"
#include "io/keypair.h"

/* The proof's options; all of them are part of what is signed. The purpose is assertionMethod. */
typedef struct bdg_di_options_t {
    const char *created;               /* XML Schema dateTime with a zone: "2026-11-22T10:02:03Z" */
    const char *verification_method;   /* the key's address: an absolute IRI */
} bdg_di_options_t;

/* Appends the canonical N-Quads of the proof without its proofValue (section 3.2.5, over the terms of the VC 2.0 context). */
void bdg_di_proof_canon(bdg_buf_t *out, const bdg_di_options_t *options);
/* SHA-256 of the canonical proof, then of the canonical document: what is signed (section 3.2.4). */
bdg_err_t *bdg_di_hash(unsigned char out[64], const void *proof, size_t proof_len, const void *doc, size_t doc_len, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* Appends the whole proof as a JSON object: {"type","created","verificationMethod","cryptosuite","proofPurpose","proofValue"}. quads: of the document
 * without its proof. The same arguments give the same bytes. BDG_E_INVALID when key is not Ed25519 or has no secret; BDG_E_TOO_LARGE. */
bdg_err_t *bdg_di_sign(bdg_buf_t *out, const bdg_quads_t *quads, const bdg_di_options_t *options, const bdg_keypair_t *key, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* Appends the document, a JSON object, with that proof as its last member: "proof":[{...}]. */
bdg_err_t *bdg_di_secure(bdg_buf_t *out, const bdg_buf_t *json, const bdg_quads_t *quads, const bdg_di_options_t *options, const bdg_keypair_t *key,
                         apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* The same for a document that is to stand inside another one: what its proof means there is added to quads, a graph of its own that id points to (VC 2.0's
 * context has "proof" as a container of graphs). blanks: what its two blank nodes are called by, unlike all others of the whole. Texts lie in pool. */
bdg_err_t *bdg_di_secure_inner(bdg_buf_t *out, const bdg_buf_t *json, bdg_quads_t *quads, const char *id, const char *blanks, const bdg_di_options_t *options,
                               const bdg_keypair_t *key, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
