/* "/", and the switch between organisations. */
#include "store/account.h"
#include "base/language.h"
#include "web/auth/auth.h"
#include "web/handlers.h"
#include "web/session.h"
#include <apr_strings.h>

bdg_err_t *bdg_get_home(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    int any;
    bdg_perms_t perms = req->actor.perms | req->actor.issuer_perms;
    if (req->actor.account_id > 0)   /* whoever may do nothing in the organisation is there for their own credentials */
        return bdg_res_redirect(req, res, perms ? "/admin" : req->actor.group_perms ? "/admin/people" : "/me", NULL, NULL);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_account_any(&any, db));
    json_t *home = json_object();
    bdg_json_bool(home, "empty", !any);
    bdg_json_bool(home, "by_password", req->site->auth_local);
    return bdg_res_page(res, "public/home", bdg_json_set(json_object(), "home", home));
}

bdg_err_t *bdg_post_organisation(bdg_req_t *req, bdg_res_t *res)
{
    const char *id = bdg_req_form(req, "organisation"), *back = bdg_local_path(bdg_req_form(req, "back"), req->pool);
    BDG_TRY(bdg_session_choose(req, res, id));
    /* A thing of the other organisation is not to be seen in this one: lists are, things are not. */
    const bdg_route_t *route;
    const char *params[4], *allow;
    bdg_err_t *e = back ? bdg_route_find(&route, params, &allow, "GET", back, req->pool) : NULL;
    int ok = back && !e && (route->on == BDG_ON_ORGANISATION || route->on == BDG_ON_NOTHING);
    bdg_err_clear(e);
    return bdg_res_redirect(req, res, ok ? back : "/admin", "success", bdg_say(req->pool, "You see %s now.", req->actor.organisation_name));
}
