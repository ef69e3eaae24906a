/* What hosted and signed Open Badges 1.1 and 2.0 share. */
#ifndef BDG_VERIFY_OB2_H
#define BDG_VERIFY_OB2_H
#include "core/openbadges/verify_priv.h"

typedef struct bdg_v_names_t {
    int version;                        /* 11, 20 */
    const char *label, *verification;   /* the member that says how to verify */
    bdg_v_shape_e assertion, badge, issuer;
} bdg_v_names_t;
extern const bdg_v_names_t bdg_v_names_20, bdg_v_names_11;

typedef struct bdg_v_ob2_t {
    const bdg_v_names_t *names;
    int is_signed;
    const char *url;                    /* where it is published, when hosted */
    const json_t *assertion, *badge, *issuer;   /* badge, issuer: NULL while not found */
    const char *issuer_id;
} bdg_v_ob2_t;

/* By @context; NULL when it is neither. */
const bdg_v_names_t *bdg_v_ob2_names(const json_t *doc);
/* names: those of the document. from_url: where it was found, or NULL. */
bdg_err_t *bdg_v_ob2(bdg_v_t *w, const bdg_v_names_t *names, const json_t *given, const char *from_url) BDG_MUST_CHECK;
bdg_err_t *bdg_v_ob2_signed(bdg_v_t *w, const bdg_v_names_t *names, const bdg_jws_t *jws, const json_t *claims) BDG_MUST_CHECK;
bdg_err_t *bdg_v_ob2_gone(bdg_v_t *w, const bdg_v_doc_t *doc) BDG_MUST_CHECK;      /* an address that says 410 */

/* What both do. */
bdg_err_t *bdg_v_ob2_part(const json_t **doc, const char **why, int *unsure, bdg_v_t *w, const json_t *value, int trusted) BDG_MUST_CHECK;
/* Finds badge and issuer of o->assertion and holds them against their shapes. V_ISSUER is noted only when that fails. */
bdg_err_t *bdg_v_ob2_chain(bdg_v_ob2_t *o, bdg_v_t *w) BDG_MUST_CHECK;
void bdg_v_ob2_describe(const bdg_v_ob2_t *o, bdg_v_t *w, int revoked);    /* for the verdict; V_EXPIRY too, unless it is revoked */
void bdg_v_ob2_recipient(const bdg_v_ob2_t *o, bdg_v_t *w);
#endif
