/* The columns of an uploaded file, as the pages ask about them: of a batch, and of people. Template partials/columns. */
#ifndef BDG_WEB_COLUMN_MODEL_H
#define BDG_WEB_COLUMN_MODEL_H
#include "core/batch_columns.h"
#include "web/http.h"
/* {index, letter, heading, samples, sure, tone, targets, dates: false, orders: []}, a new reference. targets: the options, taken over. */
json_t *bdg_column_model(const bdg_req_t *req, const bdg_column_t *column, int i, json_t *targets);
/* Adds {question, field} to a list of what has to be asked. */
void bdg_column_ask(json_t *list, const bdg_columns_t *cols, const bdg_question_t *question, const char *text, apr_pool_t *pool);
/* In words, unless it is about the order of dates; title: what the target is called. */
const char *bdg_column_question(const bdg_question_t *question, const char *title, apr_pool_t *pool);
/* Is the error of a reader one that its file has, to be told beside the field? */
int bdg_is_about_file(const bdg_err_t *e);
#endif
