#include "web/session.h"
#include "base/id.h"
#include "base/log.h"
#include "base/str.h"
#include "core/access.h"
#include "core/throttle.h"
#include <apr_strings.h>
#include <string.h>

/* __Host- cookies need Secure and Path=/ (RFC 6265bis, 4.1.3.2); without TLS there is no such promise to make. */
static const char *cookie_name(const bdg_site_t *site, int anonymous)
{
    return site->https ? anonymous ? "__Host-bdg_form" : "__Host-bdg_session" : anonymous ? "bdg_form" : "bdg_session";
}

static void set_cookie(bdg_req_t *req, bdg_res_t *res, int anonymous, const char *value, int max_age)
{
    apr_table_add(res->headers, "Set-Cookie",
                  apr_psprintf(req->pool, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", cookie_name(req->site, anonymous), value, req->site->https ? "; Secure" : "",
                               max_age < 0 ? "" : apr_psprintf(req->pool, "; Max-Age=%d", max_age)));
}

static const char *cookie(const bdg_req_t *req, int anonymous)
{
    const char *v = bdg_cookie_get(bdg_req_header(req, "Cookie"), cookie_name(req->site, anonymous), req->pool);
    return v && strlen(v) >= 20 && strlen(v) <= 100 ? v : NULL;
}

/* Bound to the cookie: worthless without it, and never stored. */
static const char *csrf_of(const char *secret, apr_pool_t *pool)
{
    unsigned char h[32];
    const char *text = apr_pstrcat(pool, "csrf:", secret, NULL);
    bdg_sha256(text, strlen(text), h);
    return bdg_base64url(h, 24, pool);
}

static bdg_err_t *by_server(bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_access_account(&req->actor, db, req->remote_user, req->pool));
    return NULL;
}

bdg_err_t *bdg_session_identify(bdg_req_t *req)
{
    bdg_db_t *db;
    const char *token = cookie(req, 0), *form = cookie(req, 1);
    req->csrf = form ? csrf_of(form, req->pool) : "";
    req->actor.address = req->address;
    if (token) {
        BDG_TRY(bdg_req_db(req, &db));
        bdg_err_t *e = bdg_access_session(&req->actor, db, req->site, token, req->pool);
        if (!e) {
            req->session_token = token;
            req->csrf = csrf_of(token, req->pool);
            return NULL;
        }
        if (e->code != BDG_E_UNAUTHENTICATED)
            return e;
        bdg_err_clear(e);
    }
    if (req->site->auth_apache && req->remote_user)
        return by_server(req);
    return bdg_err(BDG_E_UNAUTHENTICATED, "Please sign in.");
}

bdg_err_t *bdg_session_anonymous(bdg_req_t *req, bdg_res_t *res)
{
    if (req->csrf && *req->csrf)
        return NULL;
    unsigned char hash[32];
    const char *token = bdg_token_new(hash, req->pool);
    set_cookie(req, res, 1, token, -1);
    req->csrf = csrf_of(token, req->pool);
    return NULL;
}

static bdg_err_t *refused(void)
{
    return bdg_err(BDG_E_FORBIDDEN, "This form was not sent from our pages, or it is too old. Go back, load the page again and send it once more.");
}

int bdg_session_from_our_pages(const bdg_req_t *req)
{
    const char *origin = bdg_req_header(req, "Origin"), *site = bdg_req_header(req, "Sec-Fetch-Site");
    return origin ? !strcmp(origin, req->site->origin) : site && !strcmp(site, "same-origin");
}

bdg_err_t *bdg_session_check_csrf(bdg_req_t *req)
{
    const char *origin = bdg_req_header(req, "Origin"), *site = bdg_req_header(req, "Sec-Fetch-Site");
    if (origin && strcmp(origin, req->site->origin))
        return bdg_err_detail(refused(), "Origin %s", origin);
    if (site && strcmp(site, "same-origin") && strcmp(site, "none"))
        return bdg_err_detail(refused(), "Sec-Fetch-Site %s", site);
    const char *sent = bdg_req_form(req, "_csrf");
    if (!sent)
        sent = bdg_req_header(req, "X-CSRF-Token");
    if (!sent || !req->csrf || !*req->csrf || strlen(sent) != strlen(req->csrf) || !bdg_equal_ct(sent, req->csrf, strlen(sent)))
        return bdg_err_detail(refused(), "token");
    return NULL;
}

bdg_err_t *bdg_session_check_rate(bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_throttle_count(db, req->route->rate == BDG_RATE_SIGN_IN ? BDG_THROTTLE_SIGN_IN_ADDRESS : BDG_THROTTLE_CHECK_ADDRESS, req->address, req->pool);
}

bdg_err_t *bdg_session_start(bdg_req_t *req, bdg_res_t *res, int64_t account_id)
{
    unsigned char hash[32], old[32];
    bdg_db_t *db;
    const char *agent = bdg_req_header(req, "User-Agent");
    BDG_TRY(bdg_req_db(req, &db));
    if (cookie(req, 0)) {
        bdg_token_hash(cookie(req, 0), old);
        BDG_TRY(bdg_db_exec(db, BDG_Q_SESSION_DELETE, BDG_ARGS(BDG_BYTES(old, 32)), NULL, NULL));
    }
    const char *token = bdg_token_new(hash, req->pool);
    agent = bdg_text_clean(agent && bdg_utf8_valid(agent, strlen(agent), NULL) ? agent : "", agent ? strlen(agent) : 0, 0, req->pool);
    BDG_TRY(bdg_db_exec(db, BDG_Q_SESSION_INSERT, BDG_ARGS(BDG_BYTES(hash, 32), BDG_INT(account_id), BDG_INT(0), BDG_INT(req->site->session_max_min),
                        BDG_STR(req->address), BDG_STR(apr_pstrndup(req->pool, agent, 50))), NULL, NULL));
    req->session_token = token;
    req->csrf = csrf_of(token, req->pool);
    set_cookie(req, res, 0, token, -1);
    return NULL;
}

bdg_err_t *bdg_session_end(bdg_req_t *req, bdg_res_t *res)
{
    unsigned char hash[32];
    bdg_db_t *db;
    if (req->session_token) {
        BDG_TRY(bdg_req_db(req, &db));
        bdg_token_hash(req->session_token, hash);
        BDG_TRY(bdg_db_exec(db, BDG_Q_SESSION_DELETE, BDG_ARGS(BDG_BYTES(hash, 32)), NULL, NULL));
    }
    set_cookie(req, res, 0, "", 0);
    return NULL;
}
