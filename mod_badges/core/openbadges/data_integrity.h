/* Data Integrity proofs embedded in a credential (W3C Verifiable Credential Data Integrity 1.0): verification of eddsa-rdfc-2022, of
 * Ed25519Signature2020 before it (W3C Data Integrity EdDSA Cryptosuites 1.0), and of ecdsa-rdfc-2019 with P-256 and P-384 (Data Integrity ECDSA
 * Cryptosuites 1.0). Credentials of VC Data Model 1.1 and 2.0 alike: what they mean is worked out from their contexts (jsonld.h).
 *
 *     bdg_di_proofs()    what proofs are there, and by which keys?
 *     ...                the caller finds each key at its verification_method, and that the issuer controls it for that purpose
 *     bdg_di_current()   purpose and times
 *     bdg_di_verify()    the signature */
#ifndef BDG_DATA_INTEGRITY_H
#define BDG_DATA_INTEGRITY_H
#include "core/openbadges/contexts.h"
#include "io/keypair.h"
#include <apr_tables.h>
#include <apr_time.h>

typedef enum { BDG_DI_UNKNOWN, BDG_DI_EDDSA_RDFC_2022, BDG_DI_ED25519_2020, BDG_DI_ECDSA_RDFC_2019 } bdg_di_suite_e;

#define BDG_DI_PROOFS_MAX 16            /* proofs on one document */
#define BDG_DI_SKEW apr_time_from_sec(300)

typedef struct bdg_di_proof_t {
    const json_t *json;                 /* the proof itself; this and the strings are borrowed from the document */
    bdg_di_suite_e suite;               /* BDG_DI_UNKNOWN: one that is not taken; nothing can be said of the document by it */
    const char *suite_name;             /* cryptosuite, or type where there is none */
    const char *verification_method;    /* the key's address (or the id of one that is written out) */
    const char *purpose;                /* proofPurpose */
    apr_time_t created, expires;        /* 0 when not given */
} bdg_di_proof_t;

/* *proofs: bdg_di_proof_t, in the order of the document, none of them missing what a proof must have (type, verificationMethod, proofPurpose,
 * proofValue; cryptosuite where the type is DataIntegrityProof). No proof at all: an empty array.
 * BDG_E_INVALID: a proof that is not one (the message says why); BDG_E_TOO_LARGE: more than BDG_DI_PROOFS_MAX. */
bdg_err_t *bdg_di_proofs(const apr_array_header_t **proofs, const json_t *doc, apr_pool_t *pool) BDG_MUST_CHECK;

/* Was it made for this purpose ("assertionMethod"), not after now (but for BDG_DI_SKEW), and has it not expired? BDG_E_INVALID says what is not so. */
bdg_err_t *bdg_di_current(const bdg_di_proof_t *proof, const char *purpose, apr_time_t now) BDG_MUST_CHECK;

/* NULL: proof is key's signature of doc (and of the proofs that it names as previousProof). all: what bdg_di_proofs() gave.
 * BDG_E_FORBIDDEN: it is not: the document was changed, or another key signed it. BDG_E_UNSUPPORTED: it cannot be said, as a context or the suite
 * is not known, or the key is of another kind than the suite takes. BDG_E_INVALID: the document or the proof cannot be what was signed: a
 * member without a meaning, a proofValue that is no signature. BDG_E_TOO_LARGE. Messages are sentences for people. */
bdg_err_t *bdg_di_verify(const bdg_di_proof_t *proof, const apr_array_header_t *all, const json_t *doc, const bdg_keypair_t *key, const bdg_contexts_t *contexts,
                         apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
