/* From a form to a core function that takes a bdg_edit_t, and from its answer back to the form: what was typed is never lost. */
#ifndef BDG_FORM_MODEL_H
#define BDG_FORM_MODEL_H
#include "core/edit.h"
#include "web/http.h"

/* Who asks, on what, from which revision (the form's hidden field), with a check of its own. */
bdg_err_t *bdg_form_edit(bdg_edit_t *edit, bdg_req_t *req) BDG_MUST_CHECK;

/* Copies these fields of the body into values (a NULL ends the list). */
void bdg_form_typed(json_t *values, const bdg_req_t *req, ...) __attribute__((sentinel));

/* e is BDG_E_INVALID with flaws: they go to model.problems and model.errors, e is cleared, and 1 comes back. */
int bdg_form_refused(bdg_err_t **e, const bdg_check_t *check, json_t *model);

/* Somebody else saved the object meanwhile: the form is shown again (409) with what was typed, the revision it has now, and, in model.conflict
 * (partials/conflict), who saved it when, and what is saved beside what was typed. kind and id: as in the audit log. */
bdg_err_t *bdg_form_conflict(bdg_req_t *req, bdg_res_t *res, json_t *model, const char *kind, int64_t id) BDG_MUST_CHECK;
/* One field of it, left out where both are the same. NULL is the same as "". */
void bdg_form_differs(json_t *model, const char *label, const char *saved, const char *typed);
/* The same with a button beside it, "Use what is saved": it sends the form (id "edit") with take=keys, and bdg_form_take() does it. keys: the names of the
 * form's fields that the line is about, with commas between them; "rows.2" is a whole row (web/admin/form_rows.h). saved and typed are in words. */
void bdg_form_differs_in(json_t *model, const char *keys, const char *label, const char *saved, const char *typed);
/* Was such a button pressed? Then nothing is to be saved: the form comes again, with the revision of now and what still differs. */
int bdg_form_takes(const bdg_req_t *req);
/* Puts what is saved into values where the pressed button says so; the rest stays as typed. */
void bdg_form_take(json_t *values, const json_t *saved, const bdg_req_t *req);
#endif
