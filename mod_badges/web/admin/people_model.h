/* What the pages of people and groups share. */
#ifndef BDG_WEB_PEOPLE_MODEL_H
#define BDG_WEB_PEOPLE_MODEL_H
#include "core/person.h"
#include "store/person_list.h"
#include "web/http.h"

const char *bdg_person_href(const bdg_req_t *req, const char *id, const char *rest);
const char *bdg_people_group_href(const bdg_req_t *req, const char *id, const char *rest);
/* state and state_text. */
void bdg_person_state(json_t *o, bdg_account_state_e state);
/* May the actor administer all people of the organisation shown now, or those of single groups only? */
int bdg_people_whole(const bdg_req_t *req);
/* "312 people"; "2,000 people or more". */
const char *bdg_people_number(int64_t n, int at_least, apr_pool_t *pool);
/* Groups to choose from, by name, at most 200: all of the organisation, or those that the actor administers. */
bdg_err_t *bdg_people_group_choices(apr_array_header_t **out, bdg_req_t *req) BDG_MUST_CHECK;
/* The filter that the address (or, body 1, the form) asks for: q, organisation, role, group, state, sort. For whoever administers single groups only
 * it is always one of these; *nothing: there is none. */
bdg_err_t *bdg_people_filter(bdg_person_filter_t *filter, int *nothing, bdg_req_t *req, int body) BDG_MUST_CHECK;
/* model.places and model.roles: selects for a form with these values ("place", "role"). */
bdg_err_t *bdg_people_form_choices(json_t *model, bdg_req_t *req, const char *place, const char *role) BDG_MUST_CHECK;
/* Place and role that a form names. Flaws go to edit->check, *ok 0. */
bdg_err_t *bdg_people_form_place(bdg_place_t *place, bdg_role_t **role, int *ok, const bdg_edit_t *edit, bdg_req_t *req) BDG_MUST_CHECK;
#endif
