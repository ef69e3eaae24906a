/* A new draft with the wording of a badge class, in the same organisation or in another one. */
#ifndef BDG_BADGE_COPY_H
#define BDG_BADGE_COPY_H
#include "core/badge_class.h"

typedef struct bdg_badge_copy_typed_t {
    const char *name;            /* of the new one */
    const char *organisation;    /* public id; blank: the same */
    const char *form;            /* random id of the form: sent twice, it makes one copy */
} bdg_badge_copy_typed_t;

/* edit: of the badge that is copied (edit->revision does not matter). Issuer and graphic go with it only within its organisation, as another one has its
 * own. BDG_E_INVALID with flaws for name and organisation (one where the person may not edit badges is a flaw like one that does not exist). */
bdg_err_t *bdg_badge_class_copy(const char **public_id, const bdg_edit_t *edit, const bdg_badge_copy_typed_t *typed) BDG_MUST_CHECK;
#endif
