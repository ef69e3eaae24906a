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

/* The second of two editors. Every form of something that others may change goes this way:
 *
 *   1. it carries the revision that it began with; the core function answers BDG_E_CONFLICT when that is no longer the present one;
 *   2. the handler puts what was typed into model.values, asks bdg_form_stale(), then names each field with bdg_form_differs() or bdg_form_differs_in();
 *      what the page works out of values (choices, previews) comes after that;
 *   3. the page (409) has partials/conflict: who saved when, what is saved beside what was typed, and for each line "Use what is saved". That sends the form
 *      (id "edit") with take=..., which bdg_form_taken() tells before anything would be saved; 2 happens again, with that value in the form.
 */
bdg_err_t *bdg_form_stale(bdg_req_t *req, bdg_res_t *res, json_t *model, const json_t *saved, const char *kind, int64_t id) BDG_MUST_CHECK;
/* saved: what model.values would be if the form were opened now, with its revision, which the form has from here on. kind and id: as in the audit log. */

/* A line about a field whose value is what people read; left out where both are the same. */
void bdg_form_differs(json_t *model, const json_t *saved, const char *key, const char *label);
/* The same in words (NULL is ""). keys: the names of the fields that the line is about, with commas between them; "rows.2" is a whole row
 * (web/admin/form_rows.h); NULL for what a form cannot be given, as a file: such a line has no button. */
void bdg_form_differs_in(json_t *model, const char *keys, const char *label, const char *saved, const char *typed);

/* "Use what is saved" was pressed: nothing is to be saved, and this is BDG_E_CONFLICT. Else NULL. */
bdg_err_t *bdg_form_taken(const bdg_req_t *req) BDG_MUST_CHECK;
/* Is the button about this field? For a form that makes its values in its own way (the designer). */
int bdg_form_takes(const bdg_req_t *req, const char *key);
#endif
