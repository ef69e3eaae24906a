/* Groups of people of an organisation: made, named, filled, emptied, deleted. */
#ifndef BDG_CORE_PEOPLE_GROUP_H
#define BDG_CORE_PEOPLE_GROUP_H
#include "core/person.h"

#define BDG_GROUP_NAME_MAX 100           /* characters */
#define BDG_GROUP_DESCRIPTION_MAX 500
#define BDG_GROUP_PASTE_MAX 500          /* addresses at once; more come by a file */

/* Needs people.manage in the organisation as a whole (BDG_E_FORBIDDEN). Flaws in "name", "description". BDG_E_CONFLICT: another revision. */
bdg_err_t *bdg_people_group_create(const char **public_id, const bdg_edit_t *edit, const char *name, const char *description) BDG_MUST_CHECK;
bdg_err_t *bdg_people_group_change(const bdg_edit_t *edit, const char *name, const char *description) BDG_MUST_CHECK;
/* Its members stay where else they belong; those who were only invited to it are invited to its organisation instead. BDG_E_CONFLICT: more than
 * BDG_GROUP_DELETE_MAX members, who have to be taken out first. */
#define BDG_GROUP_DELETE_MAX 1000
bdg_err_t *bdg_people_group_end(const bdg_edit_t *edit) BDG_MUST_CHECK;

typedef struct bdg_group_added_t { int added, already, unknown, wrong; const char *unknown_list; } bdg_group_added_t;
/* People of the organisation (or below it) by their addresses, separated by anything: they get the role User in the group. Addresses of nobody who is here
 * are counted, and listed (the first ten). edit: the group. BDG_E_INVALID: nothing that is an address, or too many. */
bdg_err_t *bdg_people_group_add(bdg_group_added_t *out, const bdg_edit_t *edit, const char *text) BDG_MUST_CHECK;
#endif
