/* /login, /logout, and the sign-in in the middle of something else. */
#include "web/auth/auth.h"
#include "base/language.h"
#include "base/str.h"
#include "core/second_factor.h"
#include "core/sign_in.h"
#include "core/throttle.h"
#include "web/handlers.h"
#include "web/page.h"
#include "web/session.h"
#include <apr_strings.h>
#include <string.h>

static json_t *model(const char *email, const char *next, const char *resume, apr_pool_t *pool)
{
    json_t *m = json_object(), *values = json_object();
    bdg_json_str(values, "email", email ? email : "");
    bdg_json_str(values, "next", next ? next : "");
    if (next && *next)
        bdg_json_str(values, "next_escaped", bdg_url_escape(next, pool));
    bdg_json_str(values, "resume", resume);
    bdg_json_set(m, "values", values);
    return m;
}

/* Shown instead of the form where the server's own sign-in is the only one. */
static bdg_err_t *not_here(const bdg_req_t *req)
{
    if (req->remote_user)
        return bdg_err(BDG_E_FORBIDDEN, "You are signed in to this server, but have no account here. Ask an administrator of your organisation to add you.");
    return bdg_err(BDG_E_FORBIDDEN, "Signing in is done by your organisation's own service, and you are not signed in there.");
}

static const char *where_to(bdg_req_t *req, const char *next)
{
    const char *path = bdg_local_path(next, req->pool);
    return path ? path : "/";
}

/* Whoever holds no role anywhere is here for what they were awarded. */
bdg_err_t *bdg_home_of(const char **path, bdg_req_t *req, int64_t account_id)
{
    bdg_db_t *db;
    int where;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_account_works(&where, db, account_id));
    *path = where == 2 ? "/admin" : where ? "/admin/people" : "/me";
    return NULL;
}

bdg_err_t *bdg_get_login(bdg_req_t *req, bdg_res_t *res)
{
    const char *next = bdg_req_arg(req, "next");
    if (req->actor.account_id > 0)
        return bdg_res_redirect(req, res, where_to(req, next), NULL, NULL);
    if (!req->site->auth_local)
        return not_here(req);
    BDG_TRY(bdg_session_anonymous(req, res));
    return bdg_res_page(res, req->awaits ? "auth/code" : "auth/login", model("", bdg_local_path(next, req->pool), NULL, req->pool));
}

/* The form once more, with a sentence above it. The same for every address. */
static bdg_err_t *again(bdg_req_t *req, bdg_res_t *res, int status, const char *field, const char *text)
{
    const char *email = bdg_req_form(req, "email");
    json_t *m = model(email, bdg_local_path(bdg_req_form(req, "next"), req->pool), bdg_req_form(req, "resume"), req->pool);
    bdg_problem(m, field, "Sign in", "%s", text);
    BDG_TRY(bdg_session_anonymous(req, res));
    BDG_TRY(bdg_res_form_again(res, "auth/login", m));
    res->status = status;
    return NULL;
}

static bdg_err_t *sign_in(int64_t *account_id, bdg_req_t *req, bdg_res_t *res, const char *email, const char *password)
{
    bdg_sign_in_t s;
    bdg_db_t *db;
    int fits;
    const char *new_hash;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_sign_in_begin(&s, db, email, req->address, req->pool));
    BDG_TRY(bdg_auth_verify(req, res, &fits, &new_hash, s.hash, password));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_sign_in_end(&s, db, fits, new_hash, req->pool));
    BDG_TRY(bdg_throttle_refund(db, BDG_THROTTLE_SIGN_IN_ADDRESS, req->address, req->pool));
    *account_id = s.account->id;
    return bdg_session_start(req, res, s.account->id);
}

/* To where they were: a form that was being filled, the page that was asked for, or home. */
static bdg_err_t *go_on(bdg_req_t *req, bdg_res_t *res, int64_t account)
{
    if (bdg_resume_page(req, res, bdg_req_form(req, "resume")))
        return NULL;
    const char *next = bdg_local_path(bdg_req_form(req, "next"), req->pool);
    if (!next)
        BDG_TRY(bdg_home_of(&next, req, account));
    return bdg_res_redirect(req, res, next, NULL, NULL);
}

bdg_err_t *bdg_post_login(bdg_req_t *req, bdg_res_t *res)
{
    const char *email = bdg_req_form(req, "email"), *password = bdg_req_form(req, "password");
    if (!req->site->auth_local)
        return not_here(req);
    if (!email || !*email || !password || !*password)
        return again(req, res, 422, email && *email ? "password" : "email", email && *email ? _("Type your password.") : _("Type your email address."));
    int64_t account;
    bdg_err_t *e = sign_in(&account, req, res, email, password);
    if (e && (e->code == BDG_E_INVALID || e->code == BDG_E_UNAUTHENTICATED || e->code == BDG_E_RATE)) {
        int status = e->code == BDG_E_RATE ? 429 : 422;
        const char *text = apr_pstrdup(req->pool, e->message), *field = e->code == BDG_E_INVALID ? "email" : "form";
        bdg_err_clear(e);
        if (status == 429 && !apr_table_get(res->headers, "Retry-After"))
            apr_table_set(res->headers, "Retry-After", "900");
        return again(req, res, status, field, text);
    }
    BDG_TRY(e);
    if (req->awaits)
        return bdg_res_page(res, "auth/code", model(email, bdg_local_path(bdg_req_form(req, "next"), req->pool), bdg_req_form(req, "resume"), req->pool));
    return go_on(req, res, account);
}

/* ---------------------------------------------------------------- the second factor */

static bdg_err_t *code_again(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e)
{
    int status = e->code == BDG_E_RATE ? 429 : 422;
    json_t *m = model("", bdg_local_path(bdg_req_form(req, "next"), req->pool), bdg_req_form(req, "resume"), req->pool);
    bdg_problem(m, "code", "Code", "%s", e->message);
    bdg_err_clear(e);
    if (status == 429 && !apr_table_get(res->headers, "Retry-After"))
        apr_table_set(res->headers, "Retry-After", "900");
    BDG_TRY(bdg_session_anonymous(req, res));
    BDG_TRY(bdg_res_form_again(res, "auth/code", m));
    res->status = status;
    return NULL;
}

bdg_err_t *bdg_post_login_code(bdg_req_t *req, bdg_res_t *res)
{
    const char *code = bdg_req_form(req, "code");
    bdg_db_t *db;
    if (!req->awaits || bdg_req_form(req, "cancel")) {
        BDG_TRY(bdg_session_end(req, res));
        return bdg_res_redirect(req, res, "/login", "info", req->awaits ? "You are not signed in." : "That took too long. Please sign in again.");
    }
    BDG_TRY(bdg_req_db(req, &db));
    int64_t account = req->awaits;
    bdg_err_t *e = bdg_second_factor_check(db, req->site, account, req->address, code ? code : "", req->pool);
    if (e && (e->code == BDG_E_INVALID || e->code == BDG_E_RATE))
        return code_again(req, res, e);
    BDG_TRY(e);
    BDG_TRY(bdg_throttle_refund(db, BDG_THROTTLE_SIGN_IN_ADDRESS, req->address, req->pool));
    BDG_TRY(bdg_session_whole(req, res));
    return go_on(req, res, account);
}

bdg_err_t *bdg_post_logout(bdg_req_t *req, bdg_res_t *res)
{
    int by_server = !req->session_token;
    BDG_TRY(bdg_session_end(req, res));
    if (by_server)
        return bdg_res_redirect(req, res, "/", "info", "You are signed in by your organisation's own service. Sign out there, or close the browser.");
    return bdg_res_redirect(req, res, "/login", "success", "You were signed out.");
}

/* A form that arrived without a session. Where it cannot be kept, the page it belongs to is where the sign-in leads. */
bdg_err_t *bdg_page_sign_in_again(bdg_req_t *req, bdg_res_t *res)
{
    const bdg_route_t *page;
    const char *params[4], *allow;
    int files;
    if (!req->site->auth_local)
        return not_here(req);
    bdg_err_t *e = bdg_route_find(&page, params, &allow, "GET", req->path, req->pool);
    const char *next = e || !strcmp(req->path, "/logout") ? "/admin" : apr_pstrcat(req->pool, req->path, *req->query ? "?" : "", req->query, NULL);
    const char *resume = bdg_resume_pack(req, &files);
    bdg_err_clear(e);
    json_t *m = model("", bdg_local_path(next, req->pool), resume, req->pool);
    bdg_json_str(m, "notice", !resume ? _("You were signed out meanwhile. Please sign in again.")
                              : !files ? _("You were signed out meanwhile. Sign in again: what you typed is kept.")
                              : _("You were signed out meanwhile. Sign in again: what you typed is kept, only files have to be chosen once more."));
    BDG_TRY(bdg_session_anonymous(req, res));
    return bdg_res_page(res, req->awaits ? "auth/code" : "auth/login", m);
}
