/* One act on many people, each once, whatever dies meanwhile: into a group, from one to another, out of one, out of the organisation, erased.
 *
 * bdg_people_act_start() writes what is wanted, together with a job; bdg_people_act_step() does a piece of it: it collects (500 people at a time, all
 * before anything is changed), then does it, person by person, each in a transaction of its own with what became of them. What is not permitted for
 * one person (core/place.h, core/person.h) is refused for that one, and the others go on. The rights are those that the actor has at that moment.
 * What happened in groups can be undone, once: that is another act. */
#ifndef BDG_CORE_PEOPLE_ACT_H
#define BDG_CORE_PEOPLE_ACT_H
#include "core/edit.h"
#include "store/people_act.h"
#include "store/person_list.h"

#define BDG_PEOPLE_ACT_MAX 100000     /* people in one act */
#define BDG_PEOPLE_ACT_AT_ONCE 50     /* up to so many are done before the request is answered */
#define BDG_PEOPLE_ACT_JOB "people.act"

typedef struct bdg_people_wish_t {
    bdg_act_e kind;
    int64_t from_group_id, to_group_id;          /* of the organisation; 0 where the kind has none */
    const int64_t *accounts; int n;              /* those that were chosen; or n 0, and all that fit filter */
    const bdg_person_filter_t *filter;
} bdg_people_wish_t;

/* edit: organisation, actor. *public_id names the act. */
bdg_err_t *bdg_people_act_start(const char **public_id, int64_t *id, const bdg_edit_t *edit, const bdg_people_wish_t *wish) BDG_MUST_CHECK;
/* Another act that brings back what this one did. BDG_E_CONFLICT: it is not done, was undone already, or is of a kind that cannot be. */
bdg_err_t *bdg_people_act_undo(const char **public_id, int64_t *id, const bdg_edit_t *edit, const bdg_people_act_t *act) BDG_MUST_CHECK;
/* Can it be undone now? */
int bdg_people_act_can_undo(const bdg_people_act_t *act);
/* One piece. *done: there is nothing left. */
bdg_err_t *bdg_people_act_step(int *done, bdg_db_t *db, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* What would become of one person: done, taken back again. *outcome: BDG_ACT_DONE, _SAME, _REFUSED with *why. */
bdg_err_t *bdg_people_act_try(int *outcome, const char **why, const bdg_edit_t *edit, const bdg_people_wish_t *wish, int64_t account_id) BDG_MUST_CHECK;
#endif
