/* People as those who administer them see them: inviting, changing, suspending, erasing, taking out of a place.
 *
 * A person may belong to several organisations. Where they belong to one that the editor does not reach, the editor may change what is their own
 * organisation's (places, external id), but neither name nor username, and may neither suspend nor erase. Nobody suspends or erases somebody who may do
 * more than they may (core/place.h), nor themselves, nor the last administrator of an organisation. */
#ifndef BDG_CORE_PERSON_H
#define BDG_CORE_PERSON_H
#include "core/edit.h"
#include "core/place.h"
#include "store/people_group.h"
#include "store/person.h"

#define BDG_PERSON_PART_MAX 80           /* characters of first and of last name */
#define BDG_USERNAME_MAX 64
#define BDG_EXTERNAL_ID_MAX 100
#define BDG_ANY_REVISION (-2)             /* in bdg_edit_t: whatever they are by now */

/* As typed; NULL is the same as "". */
typedef struct bdg_person_typed_t { const char *email, *first_name, *last_name, *username, *external_id; } bdg_person_typed_t;

/* Letters of any script, digits, dots, dashes and underscores, in lower case; "" for none. Never an address: it has no "@". */
const char *bdg_person_username(bdg_check_t *check, const char *typed);
/* What is left of it after cleaning; flaws go to check. email: normalised; username: lower case. with_email 0: it is not asked for. */
void bdg_person_check(bdg_person_typed_t *clean, bdg_check_t *check, const bdg_person_typed_t *typed, int with_email);

/* edit->organisation_id: of the place, or above it: whoever belongs below it is known to the editor (who administers a group only knows those in it). Nobody of that address there: they are invited, with
 * the role at the place. Somebody is: *known is that person, and with join they get the role at the place; without, it is BDG_E_INVALID ("email").
 * *out: whom it is about. BDG_E_FORBIDDEN, BDG_E_CONFLICT: as bdg_place_give(). */
bdg_err_t *bdg_person_invite(bdg_person_t **out, bdg_person_t **known, const bdg_edit_t *edit, const bdg_person_typed_t *typed, const bdg_place_t *place,
                             const bdg_role_t *role, int join) BDG_MUST_CHECK;
/* The same inside the caller's transaction, with what bdg_person_check() left; *invited: somebody new. mail 0: without a mail. */
bdg_err_t *bdg_person_invite_tx(bdg_person_t **out, int *invited, bdg_db_t *db, const bdg_edit_t *edit, const bdg_person_typed_t *clean, const bdg_place_t *place,
                                const bdg_role_t *role, int mail, apr_pool_t *pool) BDG_MUST_CHECK;

/* Whom the actor knows by this address (normalised): of the whole organisation, or of the one group that they administer; *out NULL for nobody. */
bdg_err_t *bdg_person_known(bdg_person_t **out, bdg_db_t *db, const bdg_edit_t *edit, const char *email, const bdg_place_t *place, apr_pool_t *pool) BDG_MUST_CHECK;
/* Has somebody else than id (0: anybody) this username, or this external id in the organisation? Flaws go to check, and are BDG_E_INVALID. Asked before they
 * are written, as a duplicate would end the transaction. */
bdg_err_t *bdg_person_check_taken(bdg_db_t *db, bdg_check_t *check, const bdg_person_typed_t *clean, int64_t organisation_id, int64_t id) BDG_MUST_CHECK;

/* The following: edit->id is the person, edit->organisation_id the organisation from which they are seen (bdg_scope_t). */
/* Names and username are left as they are where the person belongs elsewhere too. BDG_E_CONFLICT: another revision. */
bdg_err_t *bdg_person_change(const bdg_edit_t *edit, const bdg_person_typed_t *typed) BDG_MUST_CHECK;
/* Is the person known to organisations that this one does not reach? */
bdg_err_t *bdg_person_is_shared(int *shared, bdg_db_t *db, int64_t id, int64_t organisation_id) BDG_MUST_CHECK;
/* Sends the invitation again. BDG_E_CONFLICT: they have an account, or it was sent within the last minute. */
bdg_err_t *bdg_person_remind(const bdg_edit_t *edit) BDG_MUST_CHECK;
/* No more signing in; all sessions end. And back. Fine when it is so already. BDG_E_CONFLICT, BDG_E_FORBIDDEN: see above. */
bdg_err_t *bdg_person_stop(const bdg_edit_t *edit) BDG_MUST_CHECK;
bdg_err_t *bdg_person_go_on(const bdg_edit_t *edit) BDG_MUST_CHECK;
/* Nothing of the person is left but the awards they hold, which are their issuers' records, and that there was somebody. */
bdg_err_t *bdg_person_erase(const bdg_edit_t *edit) BDG_MUST_CHECK;
bdg_err_t *bdg_person_erase_tx(bdg_db_t *db, const bdg_edit_t *edit, apr_pool_t *pool) BDG_MUST_CHECK;
/* Out of the place. An invitation to nowhere goes. seen: as in bdg_place_take(). */
bdg_err_t *bdg_person_remove(const bdg_edit_t *edit, const bdg_place_t *place, int64_t seen) BDG_MUST_CHECK;
bdg_err_t *bdg_person_remove_tx(bdg_db_t *db, const bdg_edit_t *edit, const bdg_place_t *place, int64_t seen, apr_pool_t *pool) BDG_MUST_CHECK;
/* Into the place, or another role there. */
bdg_err_t *bdg_person_give(const bdg_edit_t *edit, const bdg_place_t *place, const bdg_role_t *role, int64_t seen) BDG_MUST_CHECK;

/* A place by what a form says: the public id of an organisation, or "group:" and that of a group; at or below organisation_id. BDG_E_INVALID. */
bdg_err_t *bdg_person_place_named(bdg_place_t *place, bdg_db_t *db, const char *named, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
