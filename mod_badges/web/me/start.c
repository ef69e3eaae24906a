/* /me/start, /me/proof: in by a mailed link, without a password. */
#include "base/str.h"
#include "base/language.h"
#include "core/proof.h"
#include "web/auth/auth.h"
#include "web/handlers.h"
#include "web/me/me.h"
#include "web/session.h"
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *local_only(const bdg_req_t *req)
{
    return req->site->auth_local ? NULL : bdg_err(BDG_E_NOT_FOUND, "Signing in is done by your organisation's own service, not by mailed links.");
}

/* next: a path of ours that the person was on the way to, or NULL. */
static json_t *start_model(const char *email, const char *next, apr_pool_t *pool)
{
    json_t *values = bdg_json_str(json_object(), "email", email ? email : "");
    if (next)
        bdg_json_str(bdg_json_str(values, "next", next), "next_escaped", bdg_url_escape(next, pool));
    return bdg_json_set(json_object(), "values", values);
}

bdg_err_t *bdg_get_me_start(bdg_req_t *req, bdg_res_t *res)
{
    const char *next = bdg_local_path(bdg_req_arg(req, "next"), req->pool);
    if (req->actor.account_id > 0)
        return bdg_res_redirect(req, res, next ? next : "/me", NULL, NULL);
    BDG_TRY(local_only(req));
    BDG_TRY(bdg_session_anonymous(req, res));
    return bdg_res_page(res, "me/start", start_model("", next, req->pool));
}

/* The same answer for every address that is one. */
bdg_err_t *bdg_post_me_start(bdg_req_t *req, bdg_res_t *res)
{
    const char *email = bdg_req_form(req, "email");
    bdg_proof_next_t next = { bdg_local_path(bdg_req_form(req, "next"), req->pool), bdg_session_browser(req) };
    bdg_db_t *db;
    BDG_TRY(local_only(req));
    BDG_TRY(bdg_req_db(req, &db));
    json_t *m = start_model(email, next.path, req->pool);
    bdg_err_t *e = bdg_proof_ask(db, email ? email : "", 0, &next, req->pool);
    if (e && e->code == BDG_E_INVALID) {
        bdg_problem(m, "email", "Email address", "%s", e->message);
        bdg_err_clear(e);
        return bdg_res_form_again(res, "me/start", m);
    }
    if (e) {
        json_decref(m);
        return e;
    }
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    bdg_json_bool(m, "sent", 1);
    return bdg_res_page(res, "me/start", m);
}

/* A link that does not work leads to asking for another. */
static bdg_err_t *dead(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e)
{
    if (e->code != BDG_E_GONE && e->code != BDG_E_CONFLICT)
        return e;
    json_t *m = start_model("", NULL, req->pool);
    int status = e->code == BDG_E_GONE ? 410 : 409;
    bdg_problem(m, "form", "Link", e->code == BDG_E_GONE ? "%s You can ask for another one here." : "%s", e->message);
    bdg_err_clear(e);
    BDG_TRY(bdg_session_anonymous(req, res));
    BDG_TRY(bdg_res_page(res, "me/start", m));
    res->status = status;
    return NULL;
}

/* Where it leads to, in this browser; else NULL. */
static const char *next_of(const bdg_req_t *req, const bdg_proof_t *proof)
{
    const char *browser = bdg_session_browser(req);
    return browser && proof->browser && !strcmp(browser, proof->browser) ? bdg_local_path(proof->next, req->pool) : NULL;
}

/* Only looks: what opens the links of mails before people do must not use them up. */
bdg_err_t *bdg_get_me_proof(bdg_req_t *req, bdg_res_t *res)
{
    const char *token = bdg_req_arg(req, "token");
    bdg_proof_t proof;
    bdg_db_t *db;
    BDG_TRY(local_only(req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_proof_look(&proof, db, token ? token : "", req->pool);
    if (e)
        return dead(req, res, e);
    int mine = proof.account_id && proof.account_id == req->actor.account_id;
    json_t *o = json_object();
    bdg_json_str(o, "email", proof.email);
    bdg_json_str(o, "token", token);
    bdg_json_bool(o, "add", proof.account_id != 0);
    bdg_json_bool(o, "goes_on", next_of(req, &proof) != NULL);
    bdg_json_bool(o, "stranger", proof.account_id && !mine);
    bdg_json_str(o, "name", mine || !proof.account_id ? proof.account_name : NULL);
    bdg_json_str(o, "next", bdg_url_escape(apr_pstrcat(req->pool, req->path, "?", req->query, NULL), req->pool));
    BDG_TRY(bdg_session_anonymous(req, res));
    return bdg_res_page(res, "me/proof", bdg_json_set(json_object(), "proof", o));
}

bdg_err_t *bdg_post_me_proof(bdg_req_t *req, bdg_res_t *res)
{
    const char *token = bdg_req_form(req, "token");
    int64_t account;
    bdg_proof_t proof;
    bdg_db_t *db;
    BDG_TRY(local_only(req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_proof_look(&proof, db, token ? token : "", req->pool);
    if (!e)
        e = bdg_proof_use(&account, db, token, &req->actor, req->pool);
    if (e)
        return dead(req, res, e);
    if (proof.account_id)
        return bdg_res_redirect(req, res, "/me/account", "success", apr_pstrcat(req->pool, proof.email, " is yours now. What was awarded to it stands among your credentials.", NULL));
    const char *next = next_of(req, &proof);
    if (req->actor.account_id != account)
        BDG_TRY(bdg_session_start(req, res, account));
    return bdg_res_redirect(req, res, next ? next : "/me", NULL, NULL);
}
