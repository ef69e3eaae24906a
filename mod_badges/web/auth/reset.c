/* /forgot, /reset: a new password by a link that works once. */
#include "web/auth/auth.h"
#include "core/password.h"
#include "core/reset.h"
#include "web/handlers.h"
#include "web/session.h"
#include <apr_strings.h>

static bdg_err_t *local_only(const bdg_req_t *req)
{
    return req->site->auth_local ? NULL : bdg_err(BDG_E_NOT_FOUND, "Passwords are kept by your organisation's own service, not here.");
}

static json_t *forgot_model(const char *email)
{
    return bdg_json_set(json_object(), "values", bdg_json_str(json_object(), "email", email ? email : ""));
}

bdg_err_t *bdg_get_forgot(bdg_req_t *req, bdg_res_t *res)
{
    BDG_TRY(local_only(req));
    BDG_TRY(bdg_session_anonymous(req, res));
    return bdg_res_page(res, "auth/forgot", forgot_model(""));
}

/* The same answer for every address that is one. */
bdg_err_t *bdg_post_forgot(bdg_req_t *req, bdg_res_t *res)
{
    const char *email = bdg_req_form(req, "email");
    bdg_db_t *db;
    BDG_TRY(local_only(req));
    BDG_TRY(bdg_req_db(req, &db));
    json_t *m = forgot_model(email);
    bdg_err_t *e = bdg_reset_ask(db, email ? email : "", req->pool);
    if (e && e->code == BDG_E_INVALID) {
        bdg_problem(m, "email", "Email address", "%s", e->message);
        bdg_err_clear(e);
        return bdg_res_form_again(res, "auth/forgot", m);
    }
    if (e) {
        json_decref(m);
        return e;
    }
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    bdg_json_bool(m, "sent", 1);
    return bdg_res_page(res, "auth/forgot", m);
}

/* A link that does not work leads to asking for another. */
static bdg_err_t *dead(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e)
{
    if (e->code != BDG_E_GONE)
        return e;
    json_t *m = forgot_model("");
    bdg_problem(m, "form", "Link", "%s You can ask for another one here.", e->message);
    bdg_err_clear(e);
    BDG_TRY(bdg_session_anonymous(req, res));
    BDG_TRY(bdg_res_page(res, "auth/forgot", m));
    res->status = 410;
    return NULL;
}

static json_t *reset_model(const bdg_account_t *a, int first, const char *token)
{
    json_t *reset = bdg_json_str(bdg_json_str(json_object(), "email", a->email), "token", token);
    bdg_json_bool(reset, "first", first);
    return bdg_json_set(json_object(), "reset", reset);
}

bdg_err_t *bdg_get_reset(bdg_req_t *req, bdg_res_t *res)
{
    const char *token = bdg_req_arg(req, "token");
    bdg_account_t *a;
    bdg_db_t *db;
    int first;
    BDG_TRY(local_only(req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_reset_look(&a, &first, db, token ? token : "", req->pool);
    if (e)
        return dead(req, res, e);
    BDG_TRY(bdg_session_anonymous(req, res));
    return bdg_res_page(res, "auth/reset", reset_model(a, first, token));
}

static bdg_err_t *use(bdg_req_t *req, bdg_res_t *res, const bdg_account_t *a, const char *token, const char *password)
{
    bdg_db_t *db;
    const char *hash;
    BDG_TRY(bdg_auth_hash(req, res, &hash, password));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_reset_use(db, token, hash, req->address, req->pool));
    return bdg_session_start(req, res, a->id);
}

bdg_err_t *bdg_post_reset(bdg_req_t *req, bdg_res_t *res)
{
    const char *token = bdg_req_form(req, "token"), *password = bdg_req_form(req, "password");
    bdg_account_t *a;
    bdg_db_t *db;
    int first;
    BDG_TRY(local_only(req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_reset_look(&a, &first, db, token ? token : "", req->pool);
    if (e)
        return dead(req, res, e);
    const char *about[] = { a->email, a->name };
    const char *wrong = bdg_password_problem(password ? password : "", about, 2, req->pool);
    if (wrong) {
        json_t *m = reset_model(a, first, token);
        bdg_problem(m, "password", "Password", "%s", wrong);
        return bdg_res_form_again(res, "auth/reset", m);
    }
    e = use(req, res, a, token, password);
    if (e)
        return dead(req, res, e);
    const char *home;
    BDG_TRY(bdg_home_of(&home, req, a->id));
    return bdg_res_redirect(req, res, home, "success", first ? "Welcome. Your password is set." : "Your password was changed, and you were signed out everywhere else.");
}
