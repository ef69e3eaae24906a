/* Who works for an issuer: owner, editor or staff. Administrators of its organisation, and of those above, own it without being named. */
#ifndef BDG_STAFF_H
#define BDG_STAFF_H
#include "core/edit.h"

/* The roles: "issuer_owner", "issuer_editor", "issuer_staff"; ends with NULL. */
extern const char *const bdg_staff_roles[];

/* person: public id of somebody who belongs to the organisation or below it, or works for the issuer already. role: one of bdg_staff_roles; NULL: no longer.
 * seen: the role that the editor saw, "" for none. edit->id: the issuer. BDG_E_NOT_FOUND: no such person here. BDG_E_INVALID: no such role. BDG_E_FORBIDDEN: the
 * actor may not (issuers.staff), or holds less. BDG_E_CONFLICT: another role than the seen one, or the last owner of an issuer without administrators. */
bdg_err_t *bdg_staff_set(const bdg_edit_t *edit, const char *person, const char *role, const char *seen) BDG_MUST_CHECK;
#endif
