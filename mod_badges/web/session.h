/* Who asks: session cookies, r->user, CSRF tokens, rates. */
#ifndef BDG_SESSION_H
#define BDG_SESSION_H
#include "web/routes.h"
/* Fills actor, csrf and session_token from the cookie or from remote_user. BDG_E_UNAUTHENTICATED for nobody. */
bdg_err_t *bdg_session_identify(bdg_req_t *req) BDG_MUST_CHECK;
/* BDG_E_FORBIDDEN unless _csrf fits the cookie and Origin (where sent) is ours. */
bdg_err_t *bdg_session_check_csrf(bdg_req_t *req) BDG_MUST_CHECK;
/* What forms carry in _csrf: req->csrf under a random mask, another in each page. "" for nobody. */
const char *bdg_session_csrf_for_page(const bdg_req_t *req);
/* What tells this browser's form cookie (or session) from all others, without telling what it is: 43 characters; NULL for a browser without one. */
const char *bdg_session_browser(const bdg_req_t *req);
/* 1 when the browser says that a page of ours sent this (Origin, or Sec-Fetch-Site where there is none). Saying nothing is 0. */
int bdg_session_from_our_pages(const bdg_req_t *req);
bdg_err_t *bdg_session_check_rate(bdg_req_t *req) BDG_MUST_CHECK;
/* Starts a session for the account: new token, cookie on res. The old session of this browser ends. Where the account has a second factor, the session
 * opens nothing yet, and req->awaits says so: whatever page is asked for leads to the sign-in, which asks for the code. */
bdg_err_t *bdg_session_start(bdg_req_t *req, bdg_res_t *res, int64_t account_id) BDG_MUST_CHECK;
/* The second factor was given (req->awaits), or somebody who is signed in goes on under a new token: a session that opens everything. */
bdg_err_t *bdg_session_whole(bdg_req_t *req, bdg_res_t *res) BDG_MUST_CHECK;
/* Ends this session, cookie included. */
bdg_err_t *bdg_session_end(bdg_req_t *req, bdg_res_t *res) BDG_MUST_CHECK;
/* Shows another organisation from now on. BDG_E_NOT_FOUND when no role of the actor reaches it, or it does not exist. */
bdg_err_t *bdg_session_choose(bdg_req_t *req, bdg_res_t *res, const char *public_id) BDG_MUST_CHECK;
/* A cookie and token for forms of people who are not signed in (sign-in, forgotten password): fills req->csrf. */
bdg_err_t *bdg_session_anonymous(bdg_req_t *req, bdg_res_t *res) BDG_MUST_CHECK;
#endif
