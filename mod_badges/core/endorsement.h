/* Endorsements: an issuer stands by a badge class, another issuer, or an award (Open Badges 2.0, Endorsement). Who is responsible for what is
 * endorsed asks; somebody of the endorsing issuer, on this server but maybe of another organisation, writes the comment, or declines.
 *
 *     asked -> made -> revoked (endorser) | removed (from the pages of what is endorsed; the endorsement itself stands)
 *     asked -> declined (endorser) | withdrawn (who asked)
 *
 * An endorsement is of the wording, or profile, that the endorser saw: as of then that version never changes, and a later one is not endorsed
 * by it. One that was made elsewhere can be named by its address; it is shown as such, and nobody here has checked it.
 *
 * All functions that take a bdg_edit_t: BDG_E_INVALID with flaws in edit->check, BDG_E_CONFLICT when somebody was quicker. */
#ifndef BDG_CORE_ENDORSEMENT_H
#define BDG_CORE_ENDORSEMENT_H
#include "base/site.h"
#include "core/edit.h"
#include "store/endorsement.h"

#define BDG_ENDORSEMENT_COMMENT_MAX 2000     /* characters */
#define BDG_ENDORSEMENT_MESSAGE_MAX 1000
#define BDG_ENDORSEMENT_REASON_MAX 500
#define BDG_ENDORSEMENT_NAME_MAX 200

/* What can be endorsed, as it is now. */
typedef struct bdg_endorsed_t {
    bdg_endorsed_e kind;
    int64_t id, organisation_id, issuer_id;      /* issuer_id: its own issuer; of an issuer, itself; 0 for none */
    int64_t version_id;                          /* as in store/endorsement.h */
    int version, revision;                       /* revision: of the badge class, issuer or award */
    const char *public_id, *name;
    const char *recipient_name;                  /* of an award, else NULL */
    const char *cannot;                          /* why it cannot be endorsed just now, a sentence; NULL when it can */
} bdg_endorsed_t;
/* BDG_E_NOT_FOUND. */
bdg_err_t *bdg_endorsed_load(bdg_endorsed_t **out, bdg_db_t *db, bdg_endorsed_e kind, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;

/* --- those who are responsible for what is endorsed. edit: organisation and id of it */
/* issuer: the address of its public page here, or its public id. Flaws: "issuer", "message". BDG_E_CONFLICT: it cannot be endorsed just now. */
bdg_err_t *bdg_endorse_ask(const bdg_edit_t *edit, const bdg_site_t *site, bdg_endorsed_e kind, const char *issuer, const char *message) BDG_MUST_CHECK;
/* One made elsewhere. Flaws: "url", "name". */
bdg_err_t *bdg_endorse_record(const bdg_edit_t *edit, bdg_endorsed_e kind, const char *name, const char *url) BDG_MUST_CHECK;
/* Takes the request back, or the endorsement off the pages. BDG_E_NOT_FOUND: not an endorsement of this. */
bdg_err_t *bdg_endorse_take_back(const bdg_edit_t *edit, bdg_endorsed_e kind, const char *public_id) BDG_MUST_CHECK;

/* --- the endorser. edit: the endorser's organisation, id and revision of the endorsement */
/* subject_revision: of what the person saw (bdg_endorsed_t). Flaws: "comment", "language". */
bdg_err_t *bdg_endorse_make(const bdg_edit_t *edit, int subject_revision, const char *comment, const char *language) BDG_MUST_CHECK;
/* reason: for those who asked; may be blank. */
bdg_err_t *bdg_endorse_decline(const bdg_edit_t *edit, const char *reason) BDG_MUST_CHECK;
/* For good. The reason is public, and needed. */
bdg_err_t *bdg_endorse_revoke(const bdg_edit_t *edit, const char *reason) BDG_MUST_CHECK;
#endif
