/* Issuers: who stands behind a badge (Open Badges 2.0, Profile). What was awarded keeps the profile as it was: every change of the profile
 * makes a new version, and awards name theirs (domain.md, Always true 2). */
#ifndef BDG_CORE_ISSUER_H
#define BDG_CORE_ISSUER_H
#include "core/edit.h"
#include "store/issuer.h"

#define BDG_ISSUER_NAME_MAX 200           /* characters */
#define BDG_ISSUER_DESCRIPTION_MAX 2000

/* As typed; NULL is the same as "". */
typedef struct bdg_issuer_typed_t {
    const char *name, *url, *email;       /* needed */
    const char *description, *telephone;
    const char *language;                 /* of these texts, BCP 47; "" when it is not said */
    const char *logo;                     /* public id of a graphic of the organisation */
} bdg_issuer_typed_t;

/* Needs issuers.edit in the whole organisation (BDG_E_FORBIDDEN). BDG_E_INVALID: see edit->check. */
bdg_err_t *bdg_issuer_create(const char **public_id, const bdg_edit_t *edit, const bdg_issuer_typed_t *typed) BDG_MUST_CHECK;
/* Changes the profile; nothing is written where nothing differs. BDG_E_CONFLICT: somebody else changed it meanwhile. */
bdg_err_t *bdg_issuer_change(const bdg_edit_t *edit, const bdg_issuer_typed_t *typed) BDG_MUST_CHECK;
/* No badge can be made or published for it any more; what was awarded stays. BDG_E_CONFLICT while badges of it are published. */
bdg_err_t *bdg_issuer_archive(const bdg_edit_t *edit) BDG_MUST_CHECK;
bdg_err_t *bdg_issuer_restore(const bdg_edit_t *edit) BDG_MUST_CHECK;
#endif
