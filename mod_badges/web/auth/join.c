/* /join: an invitation is answered, by the link of its mail. */
#include "web/auth/auth.h"
#include "base/language.h"
#include "core/invitation.h"
#include "core/password.h"
#include "web/handlers.h"
#include "web/session.h"
#include <apr_strings.h>

static bdg_err_t *dead(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e)
{
    if (e->code != BDG_E_GONE)
        return e;
    json_t *m = bdg_json_str(json_object(), "dead", e->message);
    bdg_err_clear(e);
    BDG_TRY(bdg_session_anonymous(req, res));
    BDG_TRY(bdg_res_page(res, "auth/join", m));
    res->status = 410;
    return NULL;
}

/* Passwords may be kept by another service, and then there is none to choose. */
static int chooses(const bdg_req_t *req, const bdg_invitation_t *i) { return !i->account && req->site->auth_local; }

static json_t *model(const bdg_req_t *req, const bdg_invitation_t *i, const char *token)
{
    json_t *join = bdg_json_str(bdg_json_str(bdg_json_str(json_object(), "organisation", i->organisation), "email", i->person->email), "token", token);
    bdg_json_bool(join, "choose", chooses(req, i));
    bdg_json_bool(join, "known", i->account != NULL);
    return bdg_json_set(json_object(), "join", join);
}

bdg_err_t *bdg_get_join(bdg_req_t *req, bdg_res_t *res)
{
    const char *token = bdg_req_arg(req, "token");
    bdg_invitation_t i;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_invitation_look(&i, db, token ? token : "", req->pool);
    if (e)
        return dead(req, res, e);
    BDG_TRY(bdg_session_anonymous(req, res));
    return bdg_res_page(res, "auth/join", model(req, &i, token));
}

static bdg_err_t *answer(int64_t *account_id, bdg_req_t *req, bdg_res_t *res, const char *token, const char *password)
{
    bdg_db_t *db;
    const char *hash = NULL;
    if (password)
        BDG_TRY(bdg_auth_hash(req, res, &hash, password));
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_invitation_use(account_id, db, token, hash, req->address, req->pool);
}

bdg_err_t *bdg_post_join(bdg_req_t *req, bdg_res_t *res)
{
    const char *token = bdg_req_form(req, "token"), *password = bdg_req_form(req, "password"), *home;
    bdg_invitation_t i;
    bdg_db_t *db;
    int64_t account_id;
    token = token ? token : "";
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_invitation_look(&i, db, token, req->pool);
    if (e)
        return dead(req, res, e);
    const char *about[] = { i.person->email, i.person->name, i.organisation };
    const char *wrong = chooses(req, &i) ? bdg_password_problem(password ? password : "", about, 3, req->pool) : NULL;
    if (wrong) {
        json_t *m = model(req, &i, token);
        bdg_problem(m, "password", "Password", "%s", wrong);
        return bdg_res_form_again(res, "auth/join", m);
    }
    e = answer(&account_id, req, res, token, chooses(req, &i) ? password : NULL);
    if (e)
        return dead(req, res, e);
    /* Who reads the mail may join; signing in to an account that was there before takes what it always takes. */
    if (!chooses(req, &i) && req->actor.account_id != account_id)
        return bdg_res_redirect(req, res, "/login", "success", bdg_say(req->pool, "You have joined %s. Sign in to begin.", i.organisation));
    if (chooses(req, &i))
        BDG_TRY(bdg_session_start(req, res, account_id));
    BDG_TRY(bdg_home_of(&home, req, account_id));
    return bdg_res_redirect(req, res, home, "success", bdg_say(req->pool, "Welcome to %s.", i.organisation));
}
