/* Rows of a form that are added, removed and moved by buttons of the form itself, so that it works without scripts and keeps what was typed.
 *
 * Row i sends its members as "<member>_<i>", and the field "rows" says how many there are. The buttons are "add", and "take_out", "up" and "down" with
 * the row's number as their value. */
#ifndef BDG_FORM_ROWS_H
#define BDG_FORM_ROWS_H
#include "web/http.h"

typedef struct bdg_form_rows_t {
    const char *const *members;      /* names, ends with NULL */
    int max;                         /* rows that the thing can have; one more is read, so that the rule can say so beside the form */
    const char *legend;              /* N_("Attribute %d"): what a row is called, by its number */
} bdg_form_rows_t;

int bdg_form_rows_count(const bdg_req_t *req, const bdg_form_rows_t *rows);
const char *bdg_form_rows_member(const bdg_req_t *req, const char *member, int row);    /* as typed; "" when it was not sent */
int bdg_form_rows_pressed(const bdg_req_t *req);                                        /* one of the buttons, not the one that saves */
/* values.rows as typed, and as the pressed button wants them. */
void bdg_form_rows_typed(json_t *values, const bdg_req_t *req, const bdg_form_rows_t *rows);
/* What the template needs around them: in each row its legend, row, first, last and error_<member>; values.count, any and full. */
void bdg_form_rows_furnish(json_t *model, bdg_req_t *req, const bdg_form_rows_t *rows);
const char *bdg_form_rows_value(const json_t *row, const char *member);                 /* of values.rows; "" when it is not there */
/* Two editors: rows of saved beside those of model.values, one line each, by its legend, in words; each can be taken (web/form_model.h). */
void bdg_form_rows_differ(json_t *model, bdg_req_t *req, const json_t *saved, const bdg_form_rows_t *rows, const char *(*words)(const json_t *row, apr_pool_t *pool));
#endif
