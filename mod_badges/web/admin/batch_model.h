/* What the pages of a batch share: addresses, the head with its steps, where it stands, and checking again after a change. */
#ifndef BDG_BATCH_MODEL_H
#define BDG_BATCH_MODEL_H
#include "core/batch.h"
#include "web/http.h"

const char *bdg_batch_path(const bdg_req_t *req, const char *public_id, const char *rest);    /* below the prefix, for redirects */
const char *bdg_batch_href(const bdg_req_t *req, const char *public_id, const char *rest);    /* complete, for links */
const char *bdg_batch_state_text(const char *state);

bdg_err_t *bdg_batch_load_plan(bdg_batch_plan_t **plan, bdg_req_t *req) BDG_MUST_CHECK;       /* the one that the address names */
int bdg_batch_is(const bdg_batch_plan_t *plan, const char *state);
int bdg_batch_open(const bdg_batch_plan_t *plan);          /* it is not issued, nor being issued, nor given up: it can be changed */
/* Redirects and returns 1 when the batch does not stand at this step (1 name, 2 upload, 3 check, 4 review, 5 issue): one cannot go further than it is. */
int bdg_batch_elsewhere(bdg_err_t **e, bdg_req_t *req, bdg_res_t *res, const bdg_batch_plan_t *plan, int step);
/* {batch {id, name, state, state_text, href, revision}, badge {name, image_url, href}, steps}: a model in the request's pool. */
json_t *bdg_batch_page(bdg_req_t *req, const bdg_batch_plan_t *plan, int step);
/* Where the errand goes on: to the questions about the columns, or to the check. Few rows are checked at once, many by a worker. */
bdg_err_t *bdg_batch_go_on(bdg_req_t *req, bdg_res_t *res, bdg_db_t *db, int64_t id, const char *public_id, const char *flash) BDG_MUST_CHECK;
/* The hidden field. */
int bdg_batch_revision(const bdg_req_t *req);
/* "lifeguards.xlsx, sheet Cohort, headings in row 3" */
const char *bdg_batch_file_text(const bdg_batch_plan_t *plan, apr_pool_t *pool);
/* A number in the query, at least 0; or, when it is missing or no number, otherwise. */
int bdg_batch_number(const bdg_req_t *req, const char *name, int otherwise);
#endif
