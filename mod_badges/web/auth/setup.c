/* /setup: the first administrator, in the browser. */
#include "web/auth/auth.h"
#include "base/id.h"
#include "core/account.h"
#include "store/link.h"
#include "web/handlers.h"
#include "web/session.h"

static json_t *model(const char *token, const bdg_new_admin_t *f)
{
    json_t *m = json_object(), *values = json_object();
    bdg_json_set(m, "first", bdg_json_str(json_object(), "token", token));
    bdg_json_str(values, "organisation", f->organisation ? f->organisation : "");
    bdg_json_str(values, "name", f->name ? f->name : "");
    bdg_json_str(values, "email", f->email ? f->email : "");
    return bdg_json_set(m, "values", values);
}

static bdg_err_t *look(bdg_req_t *req, const char *token, unsigned char hash[32])
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_token_hash(token ? token : "", hash);
    bdg_err_t *e = bdg_link_load_first_run(db, hash);
    if (e && e->code == BDG_E_GONE)
        return bdg_err_wrap(e, BDG_E_GONE, "This address was used already, or is too old. While there is no account yet, badgesctl setup-link gives another.");
    return e;
}

bdg_err_t *bdg_get_setup(bdg_req_t *req, bdg_res_t *res)
{
    const char *token = bdg_req_arg(req, "token");
    unsigned char hash[32];
    BDG_TRY(look(req, token, hash));
    BDG_TRY(bdg_session_anonymous(req, res));
    return bdg_res_page(res, "auth/first-run", model(token, &(bdg_new_admin_t){ 0 }));
}

static bdg_err_t *form_again(bdg_res_t *res, const char *token, const bdg_new_admin_t *f)
{
    json_t *m = model(token, f);
    if (f->organisation_wrong)
        bdg_problem(m, "organisation", "Your organisation", "%s", f->organisation_wrong);
    if (f->name_wrong)
        bdg_problem(m, "name", "Your name", "%s", f->name_wrong);
    if (f->email_wrong)
        bdg_problem(m, "email", "Your email address", "%s", f->email_wrong);
    if (f->password_wrong)
        bdg_problem(m, "password", "Password", "%s", f->password_wrong);
    return bdg_res_form_again(res, "auth/first-run", m);
}

bdg_err_t *bdg_post_setup(bdg_req_t *req, bdg_res_t *res)
{
    const char *token = bdg_req_form(req, "token"), *organisation = bdg_req_form(req, "organisation"), *hash;
    bdg_new_admin_t f = { .organisation = organisation ? organisation : "", .name = bdg_req_form(req, "name"), .email = bdg_req_form(req, "email"),
        .password = bdg_req_form(req, "password") };
    unsigned char link[32];
    bdg_account_t *account;
    bdg_db_t *db;
    BDG_TRY(look(req, token, link));
    if (bdg_new_admin_check(&f, req->pool))
        return form_again(res, token, &f);
    BDG_TRY(bdg_auth_hash(req, res, &hash, f.password));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_new_admin_make(&account, db, &f, hash, link, &req->actor, req->pool));
    if (!req->site->auth_local)
        return bdg_res_redirect(req, res, "/", "success", "The account was made.");
    BDG_TRY(bdg_session_start(req, res, account->id));
    return bdg_res_redirect(req, res, "/admin", "success", "Welcome. This is where you will work.");
}
