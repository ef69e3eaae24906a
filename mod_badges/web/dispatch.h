#ifndef BDG_DISPATCH_H
#define BDG_DISPATCH_H
#include "web/http.h"
#include "web/routes.h"
/* Runs a request to its answer. Never fails: errors become answers, and are logged here, once. After it returns the connection has gone back. */
void bdg_dispatch(bdg_req_t *req, bdg_res_t *res);
/* The one mapping from an error code to an HTTP status. */
int bdg_status_of(bdg_code_e code);
/* What the in-process cache holds for this request, without route table, database or rendering; 0 when it holds nothing. Fills res. */
int bdg_dispatch_cached(bdg_req_t *req, bdg_res_t *res);
#endif
