/* Single awards: made by hand, told of again, revoked (domain.md, Life cycles). Batches: core/batch.h. Many revoked at once: core/revocation.h.
 *
 * An award made by hand happens once for each form: its public id is worked out from the form's random id and everything typed, so that the same
 * form sent twice, or by a hundred connections at once, meets the award that is there already. */
#ifndef BDG_CORE_ASSERTION_H
#define BDG_CORE_ASSERTION_H
#include "core/award.h"
#include "core/edit.h"

#define BDG_EVIDENCE_MAX 5
#define BDG_REASON_MAX 500        /* characters */

typedef struct bdg_evidence_typed_t { const char *url, *name, *narrative; } bdg_evidence_typed_t;

typedef struct bdg_award_typed_t {          /* as typed; NULL is the same as "" */
    const char *fields[BDG_AWARD_FIELDS];   /* by bdg_award_field_e, then the attributes in the badge's order; the evidence in it is the first */
    bdg_evidence_typed_t evidence[BDG_EVIDENCE_MAX - 1];   /* the second and so on */
    const char *form;                       /* random id of the form */
    int mail;                               /* send the recipient a mail */
    int again;                              /* though the recipient holds it: award once more, or replace, as the badge's policy says */
    const char *sure_of;                    /* the address that looks mistyped and is meant so */
} bdg_award_typed_t;

typedef enum {
    BDG_AWARDED,           /* public_id */
    BDG_AWARDED_BEFORE,    /* the same form was sent before: public_id is what it made */
    BDG_AWARD_HELD         /* nothing was awarded: they hold `held`, and the policy is deny or skip, or asks (allow, replace: see `again`) */
} bdg_award_outcome_e;

typedef struct bdg_award_result_t {
    bdg_award_outcome_e outcome;
    const char *public_id;
    const bdg_assertion_t *held;            /* the newest of them: public_id, dates, name */
    int replaced;                           /* how many were revoked for it */
    int mailed;
} bdg_award_result_t;

/* Field names of flaws: bdg_award_field_keys, "a_" and the attribute's key, "evidence_url_2" and so on.
 * edit: organisation and id of the badge class. BDG_E_CONFLICT: the badge cannot be awarded just now. */
bdg_err_t *bdg_assertion_award(bdg_award_result_t *result, const bdg_edit_t *edit, const bdg_award_typed_t *typed) BDG_MUST_CHECK;
/* Only the check, for a preview: award as it would be. Flaws go to edit->check. */
bdg_err_t *bdg_assertion_preview(bdg_award_t *award, const bdg_edit_t *edit, const bdg_badge_class_t *badge, const bdg_award_typed_t *typed) BDG_MUST_CHECK;

/* For good. reason is shown to the public. edit: organisation and id of the award. BDG_E_CONFLICT: it is revoked already. */
bdg_err_t *bdg_assertion_withdraw(const bdg_edit_t *edit, const char *reason) BDG_MUST_CHECK;
/* The reason as it is kept; a flaw in "reason" when there is none, or it is too long. */
const char *bdg_revocation_reason(bdg_check_t *check, const char *typed);

/* Puts the award's mail into the outbox once more. *under_way: one is waiting already, and is sent now. BDG_E_CONFLICT: revoked, or no mail address. */
bdg_err_t *bdg_assertion_mail_again(int *under_way, const bdg_edit_t *edit) BDG_MUST_CHECK;
/* "award:" and the public id: job_key of the first mail of an award. */
const char *bdg_assertion_mail_key(const char *public_id, apr_pool_t *pool);
#endif
