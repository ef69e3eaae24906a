/* What the verifier's files share. A function named bdg_v_* ends with a check noted in w; an error it returns is ours (memory, database, no place to
 * fetch), never the credential's. */
#ifndef BDG_VERIFY_PRIV_H
#define BDG_VERIFY_PRIV_H
#include "core/openbadges/did.h"
#include "core/openbadges/jws.h"
#include "core/openbadges/verify.h"
#include "io/fetch.h"
#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <string.h>

typedef enum { V_FORMAT, V_SCHEMA, V_PROOF, V_CONTROLLER, V_ISSUER, V_STATUS, V_EXPIRY, V_RECIPIENT, V_CHECKS } bdg_v_check_e;
typedef enum { V_NOT_MADE, V_PASSED, V_FAILED, V_UNCHECKED } bdg_v_result_e;

typedef struct bdg_v_t {
    const bdg_verify_t *env;
    const char *email;                    /* cleaned; NULL when not asked */
    json_t *verdict;
    struct { bdg_v_result_e result; const char *text, *detail; } checks[V_CHECKS];
    int late;                             /* 1: expired, 2: not valid yet (V_EXPIRY failed) */
    int suspended;                        /* V_STATUS failed for that */
    int is_vc;                            /* 3.0: V_CONTROLLER instead of V_ISSUER */
    int is_endorsement;                   /* 3.0: no badge, but somebody's word for something */
    json_t *endorsements;                 /* checks of those that it quotes, as in the verdict; NULL before they are looked at */
    const char *own_award;                /* an address of the award here, when it claims an issuer of this server; NULL else */
    apr_hash_t *documents;                /* by address: bdg_v_doc_t */
    bdg_fetch_rules_t *rules;
    bdg_fetch_t *fetch;
    const char *container;                /* " in a PNG", or "" */
    apr_time_t now;
    apr_pool_t *pool;
} bdg_v_t;

/* Notes a check. The worst counts where there are several of one name: failed, then unchecked, then passed. text, detail: borrowed. */
void bdg_v_note(bdg_v_t *w, bdg_v_check_e check, bdg_v_result_e result, const char *text, const char *detail);
#define PASSED(w, check, text, detail) bdg_v_note((w), (check), V_PASSED, (text), (detail))
#define FAILED(w, check, text, detail) bdg_v_note((w), (check), V_FAILED, (text), (detail))
#define UNCHECKED(w, check, text, detail) bdg_v_note((w), (check), V_UNCHECKED, (text), (detail))

/* For another credential that this one leads to: no checks yet, a verdict that nobody reads, and the same documents. What it opened is taken back afterwards. */
bdg_v_t *bdg_v_apart(bdg_v_t *w);
void bdg_v_rejoin(bdg_v_t *w, const bdg_v_t *apart);

/* --- verify_text.c: what strangers wrote, for people */
const char *bdg_v_words(const bdg_v_t *w, const char *s);                 /* cleaned, at most 500 bytes; NULL for NULL and "" */
void bdg_v_say(bdg_v_t *w, const char *key, const char *s);               /* puts it into the verdict, unless something is there */
void bdg_v_say_url(bdg_v_t *w, const char *key, const char *url);         /* only http(s) */
void bdg_v_say_date(bdg_v_t *w, const char *key, const json_t *moment);   /* the UTC date of a moment as others write it */
/* A string, or the first string of a language map or list, or of "@value". */
const char *bdg_v_text_of(const json_t *value);
/* A moment as others write it: ISO 8601, or (1.x) seconds since 1970. 0: it is none. -1: without a zone. */
int bdg_v_moment(apr_time_t *out, const json_t *value);

/* --- verify_json.c: walking documents */
int bdg_v_has(const json_t *value, const char *word);                     /* value is the string, or a list with it */
int bdg_v_has_type(const json_t *object, const char *type);               /* the same of its "type" (or "@type") */
/* The nth of one or a list; NULL past the end or for n >= 100. */
const json_t *bdg_v_nth(const json_t *value, size_t n);
const char *bdg_v_id_of(const json_t *value);                             /* a string, or the "id" of an object */

/* --- verify_source.c: documents by address */
typedef struct bdg_v_doc_t {
    const char *url;                      /* that was asked, without fragment */
    const char *final_url;                /* that answered, after redirects; NULL: the same */
    int own, status;                      /* status 0: it could not be had */
    const char *body; size_t len;
    json_t *json;                         /* the body, when it is JSON */
    const char *problem;                  /* why status is 0, or why it is no good (not 200, not JSON): a sentence; NULL when json is there and status 200 */
    int unsure;                           /* another time it might be had: not reached, busy, server's error */
} bdg_v_doc_t;
/* Each address is asked once. json and problem are filled in. */
bdg_err_t *bdg_v_get(bdg_v_doc_t **out, bdg_v_t *w, const char *url) BDG_MUST_CHECK;
int bdg_v_is_own(const bdg_v_t *w, const char *url);                      /* an address or did:web of this server */
bdg_key_get_fn bdg_v_key_document;        /* baton: bdg_v_t */

/* --- verify_input.c: what was given */
typedef struct bdg_v_input_t {
    enum { V_IN_NOTHING, V_IN_URL, V_IN_JSON, V_IN_JWS } kind;
    const char *text; size_t len;         /* the address or JWS */
    json_t *json;
    const char *why;                      /* V_IN_NOTHING: a sentence */
} bdg_v_input_t;
bdg_err_t *bdg_v_read(bdg_v_input_t *out, bdg_v_t *w, const void *data, size_t len) BDG_MUST_CHECK;

/* --- verify_schema.c: structure */
typedef enum { V_ASSERTION_11, V_ASSERTION_20, V_BADGE_11, V_BADGE_20, V_ISSUER_11, V_ISSUER_20, V_CREDENTIAL_11, V_CREDENTIAL_20,
               V_ENDORSEMENT_11, V_ENDORSEMENT_20 } bdg_v_shape_e;
/* Holds doc against the shape; several calls add up to one check. what: said before the path ("badge"), or "". */
void bdg_v_schema(bdg_v_t *w, bdg_v_shape_e shape, const json_t *doc, const char *what);

/* --- verify_recipient.c */
/* One identity of a credential against the asked address: 1 it is, 0 it is not, -1 it cannot be said (another kind of hash or identity).
 * hashed: identity is "algorithm$hex". salt may be NULL. */
int bdg_v_identity_fits(const bdg_v_t *w, const char *identity, int hashed, const char *salt);
void bdg_v_recipient(bdg_v_t *w, int fits);

/* --- verify_time.c */
/* from, until: as in the document, NULL when not there. zone: one must be given. */
void bdg_v_times(bdg_v_t *w, const json_t *from, const json_t *until);

/* --- the families: verify_ob2.h, and */
bdg_err_t *bdg_v_ob3_jwt(bdg_v_t *w, const bdg_jws_t *jws, const json_t *claims) BDG_MUST_CHECK;
bdg_err_t *bdg_v_ob3(bdg_v_t *w, const json_t *credential) BDG_MUST_CHECK;

/* verify_vc_proof.c: V_PROOF and V_CONTROLLER of any Verifiable Credential. */
bdg_err_t *bdg_v_vc_jwt(bdg_v_t *w, const json_t *credential, const bdg_jws_t *jws) BDG_MUST_CHECK;
bdg_err_t *bdg_v_vc_embedded(bdg_v_t *w, const json_t *credential) BDG_MUST_CHECK;
/* found, from address, against the issuer. */
bdg_err_t *bdg_v_vc_controller(bdg_v_t *w, const char *issuer, const bdg_key_found_t *found, const char *address) BDG_MUST_CHECK;
/* verify_vc_claims.c: the claims of a VC-JWT as a credential: those of data model 1.1 have it below "vc". *why: how the two contradict
 * each other; NULL when they do not. */
const json_t *bdg_v_vc_of_claims(const char **why, const json_t *claims, apr_pool_t *pool);
/* verify_endorsement.c */
int bdg_v_is_endorsement(const json_t *credential);
bdg_err_t *bdg_v_endorsement(bdg_v_t *w, const json_t *endorsement, const bdg_jws_t *jws) BDG_MUST_CHECK;     /* given by itself; jws: NULL for an embedded proof */
bdg_err_t *bdg_v_endorsements(bdg_v_t *w, const json_t *credential) BDG_MUST_CHECK;                           /* that it quotes */
/* verify_status.c */
bdg_err_t *bdg_v_vc_status(bdg_v_t *w, const json_t *credential, const char *issuer) BDG_MUST_CHECK;
#endif
