/* Custom roles: an organisation makes them, and they can be given in it and below. Those that ship are the same everywhere and are not changed. */
#ifndef BDG_CORE_ROLE_H
#define BDG_CORE_ROLE_H
#include "core/edit.h"
#include "base/language.h"
#include "store/role.h"

#define BDG_ROLE_NAME_MAX 64              /* characters */
#define BDG_ROLE_DISPLAY_NAME_MAX 100
#define BDG_ROLE_DESCRIPTION_MAX 500

/* As typed; NULL is the same as "". */
typedef struct bdg_role_typed_t {
    const char *name;                     /* short, for lists and programs */
    const char *display_name;             /* what people read */
    const char *description;              /* may be blank */
    const char *const *permissions;       /* names of core/permission.h, ends with NULL */
} bdg_role_typed_t;

/* All need roles.assign in the organisation as a whole (BDG_E_FORBIDDEN). Nobody grants or takes what they do not hold: permissions that are added to a role,
 * or go from it, must be among the editor's own (BDG_E_INVALID, field "permission"). BDG_E_INVALID: see edit->check. */
bdg_err_t *bdg_role_create(const char **public_id, const bdg_edit_t *edit, const bdg_role_typed_t *typed) BDG_MUST_CHECK;
/* What changes holds at once for whoever has the role. BDG_E_CONFLICT: somebody else changed it meanwhile, or it is held in groups and would get what
 * a group has no use for. */
bdg_err_t *bdg_role_change(const bdg_edit_t *edit, const bdg_role_typed_t *typed) BDG_MUST_CHECK;
/* next: public id of the role that its holders get instead (one that ships, or of the same organisation or above); NULL while nobody holds it.
 * BDG_E_CONFLICT while somebody does, or when they are more than can be changed at once. */
bdg_err_t *bdg_role_delete(const bdg_edit_t *edit, const char *next) BDG_MUST_CHECK;

#define BDG_ROLE_REPLACE_MAX 10000        /* holders that a deletion moves to another role */
/* The name or description of a role in the language of the thread, if it ships with the product; else as it was typed. */
#define bdg_role_words(text) bdg_tr_in("role", (text))
#endif
