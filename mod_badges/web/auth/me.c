/* /me: the signed-in person's own settings. */
#include "web/auth/auth.h"
#include "base/id.h"
#include "base/str.h"
#include "core/password.h"
#include "core/reset.h"
#include "core/throttle.h"
#include "store/session.h"
#include "web/handlers.h"
#include "web/session.h"
#include "web/words.h"
#include <apr_strings.h>
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
        return apr_psprintf(pool, "%s on %s", browser, system);
    return browser ? browser : system ? system : *agent ? agent : "An unknown device";
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

static bdg_err_t *page(json_t **out, bdg_req_t *req)
{
    json_t *m = json_object(), *me = json_object();
    bdg_json_str(me, "name", req->actor.name);
    bdg_json_str(me, "email", req->actor.email);
    bdg_json_bool(me, "by_password", req->session_token != NULL);
    bdg_json_set(m, "me", me);
    BDG_TRY_ELSE(sessions(m, req), json_decref(m));
    *out = m;
    return NULL;
}

bdg_err_t *bdg_get_me(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m;
    BDG_TRY(page(&m, req));
    return bdg_res_page(res, "me/settings", m);
}

static bdg_err_t *needs_session(const bdg_req_t *req)
{
    return req->session_token ? NULL : bdg_err(BDG_E_FORBIDDEN, "Your sign-in is kept by your organisation's own service, not here.");
}

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
    BDG_TRY(bdg_session_start(req, res, req->actor.account_id));
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
        return bdg_res_redirect(req, res, "/me", "success", "Your password was changed, and you were signed out everywhere else.");
    }
    BDG_TRY(page(&m, req));
    if (!fits)
        bdg_problem(m, "current_password", "Present password", "This is not your present password.");
    if (wrong)
        bdg_problem(m, "password", "New password", "%s", wrong);
    return bdg_res_form_again(res, "me/settings", m);
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
    return bdg_res_redirect(req, res, "/me", "success", "That device was signed out.");
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
