/* /me/second-factor: two-factor authentication of the signed-in person. */
#include "core/second_factor.h"
#include "io/qr.h"
#include "web/handlers.h"
#include "web/me/me.h"
#include "web/words.h"
#include <apr_strings.h>

#define PATH "/me/second-factor"

static bdg_err_t *needs_session(const bdg_req_t *req)
{
    return req->session_token ? NULL : bdg_err(BDG_E_FORBIDDEN, "Your sign-in is kept by your organisation's own service, not here.");
}

/* *out NULL: none, and none is being set up. */
static bdg_err_t *load(bdg_second_factor_t **out, bdg_req_t *req)
{
    bdg_db_t *db;
    *out = NULL;
    BDG_TRY(needs_session(req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_second_factor_get(out, db, req->actor.account_id, req->pool);
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    return NULL;
}

static bdg_err_t *set_up_model(json_t *o, bdg_req_t *req)
{
    const char *text, *url, *path;
    int side;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_second_factor_show(&text, &url, db, req->site, &req->actor, req->pool));
    BDG_TRY(bdg_qr(&side, &path, url, req->pool));
    json_t *qr = json_object();
    bdg_json_int(qr, "side", side);
    bdg_json_str(qr, "path", path);
    bdg_json_str(qr, "text", text);
    bdg_json_str(qr, "url", url);
    bdg_json_set(o, "set_up", qr);
    return NULL;
}

static bdg_err_t *page(json_t **out, bdg_req_t *req)
{
    bdg_second_factor_t *f;
    json_t *m = bdg_me_model(req, BDG_ME_ACCOUNT), *o = json_object();
    bdg_json_set(m, "factor", o);
    BDG_TRY(load(&f, req));
    bdg_json_bool(o, "none", !f);
    bdg_json_bool(o, "possible", req->site->secret != NULL);
    if (f && f->confirmed) {
        json_t *on = json_object();
        bdg_words_time(on, "since", f->confirmed_at, req->pool);
        bdg_json_int(on, "left", f->codes_left);
        bdg_json_bool(on, "few", f->codes_left < 3);
        bdg_json_str(on, "left_text", bdg_words_count(f->codes_left, "recovery code", "recovery codes", req->pool));
        bdg_json_set(o, "on", on);
    } else if (f) {
        BDG_TRY(set_up_model(o, req));
    }
    *out = json_incref(m);
    return NULL;
}

bdg_err_t *bdg_get_me_second_factor(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m;
    BDG_TRY(page(&m, req));
    return bdg_res_page(res, "me/second-factor", m);
}

/* A code that does not fit, beside the field that it was typed into. */
static bdg_err_t *again(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const char *field)
{
    json_t *m;
    int status = e->code == BDG_E_RATE ? 429 : 422;
    if (e->code != BDG_E_INVALID && e->code != BDG_E_RATE)
        return e;
    BDG_TRY_ELSE(page(&m, req), bdg_err_clear(e));
    bdg_problem(m, field, "Code", "%s", e->message);
    bdg_err_clear(e);
    BDG_TRY(bdg_res_form_again(res, "me/second-factor", m));
    res->status = status;
    return NULL;
}

/* Shown once, in the answer itself: it is kept nowhere. */
static bdg_err_t *show_codes(bdg_req_t *req, bdg_res_t *res, const bdg_recovery_codes_t *codes, int first)
{
    json_t *m = bdg_me_model(req, BDG_ME_ACCOUNT), *list = json_array();
    for (int i = 0; i < BDG_RECOVERY_CODES; i++)
        bdg_json_add(list, json_string(codes->code[i]));
    bdg_json_set(m, "codes", list);
    bdg_json_bool(m, "first", first);
    return bdg_res_page(res, "me/recovery-codes", json_incref(m));
}

bdg_err_t *bdg_post_me_second_factor_begin(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(needs_session(req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_second_factor_begin(db, req->site, &req->actor, req->pool));
    return bdg_res_redirect(req, res, PATH, NULL, NULL);
}

bdg_err_t *bdg_post_me_second_factor_finish(bdg_req_t *req, bdg_res_t *res)
{
    const char *code = bdg_req_form(req, "code");
    bdg_recovery_codes_t codes;
    bdg_db_t *db;
    BDG_TRY(needs_session(req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_second_factor_finish(&codes, db, req->site, &req->actor, code ? code : "", req->pool);
    if (e && e->code == BDG_E_NOT_FOUND) {       /* done in another tab */
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, PATH, NULL, NULL);
    }
    return e ? again(req, res, e, "code") : show_codes(req, res, &codes, 1);
}

bdg_err_t *bdg_post_me_second_factor_codes(bdg_req_t *req, bdg_res_t *res)
{
    const char *code = bdg_req_form(req, "code");
    bdg_recovery_codes_t codes;
    bdg_db_t *db;
    BDG_TRY(needs_session(req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_second_factor_new_codes(&codes, db, req->site, &req->actor, code ? code : "", req->pool);
    return e ? again(req, res, e, "codes_code") : show_codes(req, res, &codes, 0);
}

bdg_err_t *bdg_post_me_second_factor_end(bdg_req_t *req, bdg_res_t *res)
{
    const char *code = bdg_req_form(req, "code");
    bdg_db_t *db;
    BDG_TRY(needs_session(req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_second_factor_end(db, req->site, &req->actor, code ? code : "", req->pool);
    return e ? again(req, res, e, "end_code") : bdg_res_redirect(req, res, "/me/account", "success", "Two-factor authentication is off. Your password alone signs you in.");
}
