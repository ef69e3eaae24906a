/* /me/account: the signed-in person's name, addresses, password and devices. */
#include "web/auth/auth.h"
#include "base/language.h"
#include "base/id.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/erasure.h"
#include "core/password.h"
#include "core/preference.h"
#include "core/proof.h"
#include "core/recipient.h"
#include "core/reset.h"
#include "core/throttle.h"
#include "store/preference.h"
#include "store/session.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/me/me.h"
#include "web/session.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* "Firefox on Windows". Order matters: browsers claim to be their ancestors. */
static const char *device_of(const char *agent, apr_pool_t *pool)
{
    static const char *const browsers[][2] = { { "Edg/", "Edge" }, { "OPR/", "Opera" }, { "SamsungBrowser/", "Samsung Internet" }, { "Firefox/", "Firefox" },
        { "FxiOS/", "Firefox" }, { "CriOS/", "Chrome" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" } };
    static const char *const systems[][2] = { { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Android", "Android" }, { "Windows", "Windows" }, { "CrOS", "ChromeOS" },
        { "Macintosh", "Mac" }, { "Linux", "Linux" } };
    const char *browser = NULL, *system = NULL;
    for (size_t i = 0; !browser && i < sizeof browsers / sizeof *browsers; i++)
        browser = strstr(agent, browsers[i][0]) ? browsers[i][1] : NULL;
    for (size_t i = 0; !system && i < sizeof systems / sizeof *systems; i++)
        system = strstr(agent, systems[i][0]) ? systems[i][1] : NULL;
    if (browser && system)
        return bdg_say(pool, "%s on %s", browser, system);
    return browser ? browser : system ? system : *agent ? agent : _("An unknown device");
}

static bdg_err_t *sessions(json_t *m, bdg_req_t *req)
{
    apr_array_header_t *rows;
    bdg_db_t *db;
    unsigned char mine[32] = { 0 };
    json_t *list = json_array();
    bdg_json_set(m, "sessions", list);
    if (!req->session_token)
        return NULL;
    bdg_token_hash(req->session_token, mine);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_session_list(&rows, db, req->actor.account_id, req->site->session_idle_min, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_session_row_t *s = &APR_ARRAY_IDX(rows, i, bdg_session_row_t);
        json_t *o = json_object();
        bdg_json_str(o, "key", bdg_base64url(s->hash, 32, req->pool));
        bdg_json_str(o, "device", device_of(s->user_agent, req->pool));
        bdg_json_str(o, "address", s->address);
        bdg_words_time(o, "seen", s->seen_at, req->pool);
        bdg_json_bool(o, "current", !memcmp(s->hash, mine, 32));
        bdg_json_add(list, o);
    }
    bdg_json_bool(m, "several", rows->nelts > 1);
    return NULL;
}

static bdg_err_t *addresses(json_t *m, bdg_req_t *req, bdg_db_t *db)
{
    apr_array_header_t *mine;
    json_t *list = json_array();
    int main_proven = 0;
    bdg_json_set(m, "addresses", list);
    BDG_TRY(bdg_recipient_identities(&mine, db, req->actor.account_id, req->pool));
    for (int i = 0; i < mine->nelts; i++) {
        const bdg_identity_t *x = &APR_ARRAY_IDX(mine, i, bdg_identity_t);
        json_t *o = json_object();
        int is_main = !strcmp(x->identity, req->actor.email);
        main_proven |= is_main;
        bdg_json_str(o, "key", apr_psprintf(req->pool, "%" APR_INT64_T_FMT, (apr_int64_t)x->id));
        bdg_json_str(o, "address", x->identity);
        bdg_words_time(o, "proven", x->proven_at, req->pool);
        bdg_json_bool(o, "main", is_main);
        bdg_json_bool(o, "removable", !is_main && mine->nelts > 1);
        bdg_json_add(list, o);
    }
    bdg_json_str(m, "unproven", main_proven ? "" : req->actor.email);
    bdg_json_bool(m, "may_add", req->site->auth_local && mine->nelts < BDG_IDENTITIES_MAX);
    return NULL;
}

static void zones(json_t *m, const bdg_req_t *req)
{
    const apr_array_header_t *names = bdg_zone_names(req->pool);
    const char *now = req->actor.time_zone ? req->actor.time_zone : "UTC";
    json_t *list = json_array();
    for (int i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        bdg_json_add(list, bdg_json_bool(bdg_json_str(json_object(), "name", name), "selected", !strcmp(name, now)));
    }
    bdg_json_set(m, "zones", list);
    bdg_json_str(m, "clock", bdg_words_moment(apr_time_now(), req->pool));
}

static bdg_err_t *page(json_t **out, bdg_req_t *req)
{
    json_t *m = bdg_me_model(req, BDG_ME_ACCOUNT), *me = json_object();
    bdg_account_t *a;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_account_by_id(&a, db, req->actor.account_id, req->pool));
    bdg_json_set(m, "me", me);
    bdg_json_str(me, "name", a->name);
    bdg_json_str(me, "email", a->email);
    bdg_json_bool(me, "by_session", req->session_token != NULL);
    bdg_json_bool(me, "by_password", req->session_token && a->password_hash);
    bdg_json_bool(me, "second_factor", req->actor.second_factor);
    bdg_json_set(m, "values", bdg_json_str(bdg_json_str(json_object(), "name", a->name), "email", ""));
    const char *username;
    BDG_TRY(bdg_preference_username(&username, db, req->actor.account_id, req->pool));
    bdg_json_str(json_object_get(m, "values"), "username", username);
    bdg_json_str(m, "name_before", a->name);
    bdg_json_str(m, "username_before", username);
    zones(m, req);
    BDG_TRY(addresses(m, req, db));
    BDG_TRY(sessions(m, req));
    *out = json_incref(m);
    return NULL;
}

bdg_err_t *bdg_get_me_account(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m;
    BDG_TRY(page(&m, req));
    return bdg_res_page(res, "me/account", m);
}

/* ---------------------------------------------------------------- name and addresses */

static bdg_err_t *needs_session(const bdg_req_t *req)
{
    return req->session_token ? NULL : bdg_err(BDG_E_FORBIDDEN, "Your sign-in is kept by your organisation's own service, not here.");
}

/* An administrator, or another window, was quicker. The page has several forms: editing_name or editing_username tells which of them it is. */
static bdg_err_t *conflict(bdg_req_t *req, bdg_res_t *res, const char *field, const char *label, const char *typed)
{
    json_t *m, *saved = bdg_json_object(req->pool);
    BDG_TRY(page(&m, req));
    json_t *values = json_object_get(m, "values");
    json_object_set(saved, field, json_object_get(values, field));
    bdg_json_str(values, field, typed ? typed : "");
    BDG_TRY_ELSE(bdg_form_stale(req, res, m, saved, "account", req->actor.account_id), json_decref(m));
    bdg_form_differs(m, saved, field, label);
    bdg_json_bool(m, apr_pstrcat(req->pool, "editing_", field, NULL), 1);
    return bdg_res_page(res, "me/account", m);
}

bdg_err_t *bdg_post_me_name(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    json_t *m;
    const char *typed = bdg_req_form(req, "name");
    bdg_check_t *check = bdg_check_make(req->pool);
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_recipient_rename(db, &req->actor, bdg_req_form(req, "before"), typed, check, req->pool);
    if (!e)
        return bdg_res_redirect(req, res, "/me/account", "success", "Saved.");
    if (e->code == BDG_E_CONFLICT) {
        bdg_err_clear(e);
        return conflict(req, res, "name", _("Name"), typed);
    }
    if (e->code != BDG_E_INVALID)
        return e;
    BDG_TRY_ELSE(page(&m, req), bdg_err_clear(e));
    bdg_json_str(json_object_get(m, "values"), "name", typed ? typed : "");
    if (!bdg_form_refused(&e, check, m)) {
        json_decref(m);
        return e;
    }
    return bdg_res_form_again(res, "me/account", m);
}

bdg_err_t *bdg_post_me_username(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    json_t *m;
    const char *typed = bdg_req_form(req, "username");
    bdg_check_t *check = bdg_check_make(req->pool);
    BDG_TRY(needs_session(req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_preference_choose_username(db, &req->actor, bdg_req_form(req, "before"), typed, check, req->pool);
    if (!e)
        return bdg_res_redirect(req, res, "/me/account", "success", "Saved.");
    if (e->code == BDG_E_CONFLICT) {
        bdg_err_clear(e);
        return conflict(req, res, "username", _("Username"), typed);
    }
    if (e->code != BDG_E_INVALID)
        return e;
    BDG_TRY_ELSE(page(&m, req), bdg_err_clear(e));
    bdg_json_str(json_object_get(m, "values"), "username", typed ? typed : "");
    if (!bdg_form_refused(&e, check, m)) {
        json_decref(m);
        return e;
    }
    return bdg_res_form_again(res, "me/account", m);
}

bdg_err_t *bdg_post_me_address(bdg_req_t *req, bdg_res_t *res)
{
    const char *email = bdg_req_form(req, "email");
    bdg_db_t *db;
    json_t *m;
    if (!req->site->auth_local)
        return bdg_err(BDG_E_NOT_FOUND, "Addresses are kept by your organisation's own service, not here.");
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_proof_ask(db, email ? email : "", req->actor.account_id, NULL, req->pool);
    if (e && e->code != BDG_E_INVALID && e->code != BDG_E_CONFLICT)
        return e;
    if (e) {
        BDG_TRY_ELSE(page(&m, req), bdg_err_clear(e));
        bdg_json_str(json_object_get(m, "values"), "email", email ? email : "");
        bdg_problem(m, "email", "Email address", "%s", e->message);
        bdg_err_clear(e);
        return bdg_res_form_again(res, "me/account", m);
    }
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    return bdg_res_redirect(req, res, "/me/account", "info", "Look at the mail of that address: a link is on its way. It works for half an hour, on this device.");
}

/* The id of the form; 0, which is nobody's, for what is none. */
static int64_t key_of(const bdg_req_t *req)
{
    const char *s = bdg_req_form(req, "address");
    return s && *s && strlen(s) < 19 && strspn(s, "0123456789") == strlen(s) ? strtoll(s, NULL, 10) : 0;
}

static bdg_err_t *after_address(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const char *said)
{
    if (e && e->code == BDG_E_CONFLICT) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, "/me/account", "warning", why);
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, "/me/account", "success", said);
}

bdg_err_t *bdg_post_me_address_main(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return after_address(req, res, bdg_recipient_make_main(db, &req->actor, key_of(req), req->pool), _("You sign in with this address from now on."));
}

bdg_err_t *bdg_post_me_address_remove(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return after_address(req, res, bdg_recipient_drop(db, &req->actor, key_of(req), req->pool), _("The address is no longer yours here."));
}

/* ---------------------------------------------------------------- password and devices */

/* Is it the present password? Counted like a sign-in, so that a session left open does not help to guess it. */
static bdg_err_t *check_current(bdg_req_t *req, bdg_res_t *res, int *fits, const char *password)
{
    bdg_account_t *a;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_throttle_count(db, BDG_THROTTLE_SIGN_IN_ACCOUNT, req->actor.email, req->pool));
    BDG_TRY(bdg_account_by_id(&a, db, req->actor.account_id, req->pool));
    BDG_TRY(bdg_auth_verify(req, res, fits, NULL, a->password_hash, password));
    if (!*fits)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_throttle_forget(db, BDG_THROTTLE_SIGN_IN_ACCOUNT, req->actor.email, req->pool);
}

static bdg_err_t *change(bdg_req_t *req, bdg_res_t *res, const char *password)
{
    const char *hash;
    bdg_db_t *db;
    BDG_TRY(bdg_auth_hash(req, res, &hash, password));
    BDG_TRY(bdg_req_db(req, &db));
    int64_t organisation = req->actor.organisation_id;
    unsigned char mine[32];
    BDG_TRY(bdg_password_change(db, &req->actor, hash, req->pool));
    BDG_TRY(bdg_session_whole(req, res));
    bdg_token_hash(req->session_token, mine);
    return bdg_session_set_organisation(db, mine, organisation);
}

bdg_err_t *bdg_post_me_password(bdg_req_t *req, bdg_res_t *res)
{
    const char *current = bdg_req_form(req, "current_password"), *password = bdg_req_form(req, "password");
    const char *about[] = { req->actor.email, req->actor.name, req->actor.organisation_name };
    int fits;
    json_t *m;
    BDG_TRY(needs_session(req));
    BDG_TRY(check_current(req, res, &fits, current ? current : ""));
    const char *wrong = bdg_password_problem(password ? password : "", about, 3, req->pool);
    if (fits && !wrong) {
        BDG_TRY(change(req, res, password));
        return bdg_res_redirect(req, res, "/me/account", "success", "Your password was changed, and you were signed out everywhere else.");
    }
    BDG_TRY(page(&m, req));
    if (!fits)
        bdg_problem(m, "current_password", "Present password", "This is not your present password.");
    if (wrong)
        bdg_problem(m, "password", "New password", "%s", wrong);
    return bdg_res_form_again(res, "me/account", m);
}

bdg_err_t *bdg_post_me_session_end(bdg_req_t *req, bdg_res_t *res)
{
    const char *key = bdg_req_form(req, "session");
    unsigned char *hash;
    size_t n;
    bdg_db_t *db;
    BDG_TRY(needs_session(req));
    if (!key || !bdg_base64url_decode(key, strlen(key), &hash, &n, req->pool) || n != 32)
        return bdg_err(BDG_E_NOT_FOUND, "That sign-in has ended already.");
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_session_delete_of(db, hash, req->actor.account_id));
    return bdg_res_redirect(req, res, "/me/account", "success", "That device was signed out.");
}

bdg_err_t *bdg_post_me_sign_out(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(needs_session(req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_session_delete_all(db, req->actor.account_id));
    BDG_TRY(bdg_session_end(req, res));
    return bdg_res_redirect(req, res, "/login", "success", "You were signed out everywhere.");
}

/* Whoever never had a password chooses one by the link that a forgotten one would bring. */
bdg_err_t *bdg_post_me_password_first(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(needs_session(req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_reset_ask(db, req->actor.email, req->pool));
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    return bdg_res_redirect(req, res, "/me/account", "info", bdg_say(req->pool, "A link to choose a password is on its way to %s.", req->actor.email));
}

/* ---------------------------------------------------------------- the end */

bdg_err_t *bdg_get_me_erase(bdg_req_t *req, bdg_res_t *res)
{
    bdg_me_confirm_t c = { .heading = _("Erase your account?"), .text = _("You take your account away from here, for good."),
        .points = { _("You are signed out everywhere. Your addresses, your collections and the badges that you brought from elsewhere are deleted."),
                    _("Credentials that were awarded to you stay as they are: they belong to the records of those who awarded them. Ask them if you want these to go."),
                    _("You can come back with a mailed link, and begin anew.") },
        .action = "/me/account/erase", .button = _("Erase my account"), .back = "/me/account", .dangerous = 1 };
    return bdg_me_confirm(req, res, BDG_ME_ACCOUNT, &c);
}

bdg_err_t *bdg_post_me_erase(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_erase_account(db, &req->actor, req->pool);
    if (e && e->code == BDG_E_CONFLICT) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, "/me/account", "warning", why);
    }
    BDG_TRY(e);
    BDG_TRY(bdg_session_end(req, res));
    return bdg_res_redirect(req, res, "/", "success", "Your account is erased.");
}
