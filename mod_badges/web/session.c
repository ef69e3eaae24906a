#include "web/session.h"
#include "base/id.h"
#include "base/log.h"
#include "base/str.h"
#include "core/access.h"
#include "core/throttle.h"
#include "store/organisation.h"
#include "store/second_factor.h"
#include "store/organisation_tree.h"
#include "store/session.h"
#include <apr_strings.h>
#include <string.h>

#define ORGANISATION_COOKIE "bdg_organisation"
#define AGENT_BYTES_MAX 200
#define CSRF_BYTES 24
#define AWAIT_MINUTES 10      /* for the second factor */

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
    return bdg_base64url(h, CSRF_BYTES, pool);
}

const char *bdg_session_browser(const bdg_req_t *req)
{
    unsigned char h[32];
    if (!req->csrf || !*req->csrf)
        return NULL;
    const char *text = apr_pstrcat(req->pool, "browser:", req->csrf, NULL);
    bdg_sha256(text, strlen(text), h);
    return bdg_base64url(h, sizeof h, req->pool);
}

/* Pages are compressed, and the size of a compressed page tells what repeats in it (BREACH): so each page shows the token under another mask. */
const char *bdg_session_csrf_for_page(const bdg_req_t *req)
{
    unsigned char both[2 * CSRF_BYTES], *token;
    size_t len;
    if (!req->csrf || !*req->csrf || !bdg_base64url_decode(req->csrf, strlen(req->csrf), &token, &len, req->pool) || len != CSRF_BYTES)
        return "";
    bdg_random(both, CSRF_BYTES);
    for (int i = 0; i < CSRF_BYTES; i++)
        both[CSRF_BYTES + i] = both[i] ^ token[i];
    return bdg_base64url(both, sizeof both, req->pool);
}

static const char *unmasked(const char *sent, apr_pool_t *pool)
{
    unsigned char *both;
    size_t len;
    if (!sent || strlen(sent) > CSRF_BYTES * 3 || !bdg_base64url_decode(sent, strlen(sent), &both, &len, pool) || len != 2 * CSRF_BYTES)
        return NULL;
    for (int i = 0; i < CSRF_BYTES; i++)
        both[i] ^= both[CSRF_BYTES + i];
    return bdg_base64url(both, CSRF_BYTES, pool);
}

/* Somebody without a session of ours keeps the organisation that they chose in a cookie. It is only a wish: their roles decide. */
static bdg_err_t *enter_chosen(bdg_req_t *req, bdg_db_t *db)
{
    const char *id = bdg_cookie_get(bdg_req_header(req, "Cookie"), ORGANISATION_COOKIE, req->pool);
    bdg_organisation_t *o;
    if (!bdg_id_valid(id))
        return NULL;
    bdg_err_t *e = bdg_organisation_by_public_id(&o, db, id, req->pool);
    if (!e)
        e = bdg_access_enter(&req->actor, db, o->id, req->pool);
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    return NULL;
}

static bdg_err_t *by_server(bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_access_account(&req->actor, db, req->remote_user, req->pool));
    return enter_chosen(req, db);
}

bdg_err_t *bdg_session_identify(bdg_req_t *req)
{
    bdg_db_t *db;
    const char *token = cookie(req, 0), *form = cookie(req, 1);
    req->csrf = form ? csrf_of(form, req->pool) : "";
    req->actor.address = req->address;
    if (token && req->site->auth_local) {
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
        unsigned char hash[32];
        bdg_token_hash(token, hash);
        BDG_TRY(bdg_session_awaiting(&req->awaits, db, hash));
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

static int token_fits(const char *sent, const char *token)
{
    return sent && token && *token && strlen(sent) == strlen(token) && bdg_equal_ct(sent, token, strlen(sent));
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
    sent = unmasked(sent ? sent : bdg_req_header(req, "X-CSRF-Token"), req->pool);
    if (token_fits(sent, req->csrf))
        return NULL;
    /* A sign-in form that was opened before the session began, in another tab, is still ours. */
    const char *form = cookie(req, 1);
    if (req->route->entry == BDG_ENTRY_PUBLIC && form && token_fits(sent, csrf_of(form, req->pool)))
        return NULL;
    return bdg_err_detail(refused(), "token");
}

bdg_err_t *bdg_session_check_rate(bdg_req_t *req)
{
    static const bdg_throttle_e kinds[] = { [BDG_RATE_SIGN_IN] = BDG_THROTTLE_SIGN_IN_ADDRESS, [BDG_RATE_CHECK] = BDG_THROTTLE_CHECK_ADDRESS,
        [BDG_RATE_REGISTER] = BDG_THROTTLE_REGISTER, [BDG_RATE_TOKEN] = BDG_THROTTLE_TOKEN, [BDG_RATE_API] = BDG_THROTTLE_API, [BDG_RATE_UPSERT] = BDG_THROTTLE_UPSERT };
    bdg_rate_e rate = req->route->rate;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    int by_account = rate == BDG_RATE_API || rate == BDG_RATE_UPSERT;
    BDG_TRY(bdg_throttle_count(db, kinds[rate], by_account ? req->actor.account_public_id : req->address, req->pool));
    return rate == BDG_RATE_REGISTER ? bdg_throttle_count(db, BDG_THROTTLE_REGISTER_ALL, "", req->pool) : NULL;
}

/* What the browser calls itself, cut to what is kept, never inside a character. */
static const char *agent_of(const bdg_req_t *req)
{
    const char *agent = bdg_req_header(req, "User-Agent");
    if (!agent || !bdg_utf8_valid(agent, strlen(agent), NULL))
        return "";
    char *s = apr_pstrdup(req->pool, bdg_text_clean(agent, strlen(agent), 0, req->pool));
    size_t n = strlen(s);
    if (n > AGENT_BYTES_MAX)
        for (n = AGENT_BYTES_MAX; n && (s[n] & 0xC0) == 0x80; n--)
            ;
    s[n] = 0;
    return s;
}

static bdg_err_t *start(bdg_req_t *req, bdg_res_t *res, int64_t account_id, int awaits)
{
    unsigned char hash[32], old[32];
    bdg_db_t *db;
    int64_t organisation_id = 0;
    BDG_TRY(bdg_req_db(req, &db));
    if (cookie(req, 0)) {   /* the one before ends; the same person goes on in the organisation where they were */
        bdg_token_hash(cookie(req, 0), old);
        BDG_TRY(bdg_session_organisation(&organisation_id, db, old, account_id));
        BDG_TRY(bdg_session_delete(db, old));
    }
    const char *token = bdg_token_new(hash, req->pool);
    BDG_TRY(bdg_session_insert(db, hash, account_id, organisation_id, awaits, awaits ? AWAIT_MINUTES : req->site->session_max_min, req->address, agent_of(req)));
    set_cookie(req, res, 0, token, -1);
    req->awaits = awaits ? account_id : 0;
    if (awaits)
        return bdg_session_anonymous(req, res);
    req->session_token = token;
    req->csrf = csrf_of(token, req->pool);
    return NULL;
}

bdg_err_t *bdg_session_start(bdg_req_t *req, bdg_res_t *res, int64_t account_id)
{
    bdg_db_t *db;
    int on;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_second_factor_on(&on, db, account_id));
    return start(req, res, account_id, on);
}

bdg_err_t *bdg_session_whole(bdg_req_t *req, bdg_res_t *res) { return start(req, res, req->awaits ? req->awaits : req->actor.account_id, 0); }

bdg_err_t *bdg_session_end(bdg_req_t *req, bdg_res_t *res)
{
    unsigned char hash[32];
    bdg_db_t *db;
    if (cookie(req, 0)) {
        BDG_TRY(bdg_req_db(req, &db));
        bdg_token_hash(cookie(req, 0), hash);
        BDG_TRY(bdg_session_delete(db, hash));
    }
    set_cookie(req, res, 0, "", 0);
    return NULL;
}

bdg_err_t *bdg_session_choose(bdg_req_t *req, bdg_res_t *res, const char *public_id)
{
    unsigned char hash[32];
    bdg_organisation_t *o;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    if (!bdg_id_valid(public_id))
        return bdg_err(BDG_E_NOT_FOUND, "There is no such organisation here.");
    BDG_TRY(bdg_organisation_by_public_id(&o, db, public_id, req->pool));
    BDG_TRY(bdg_access_enter(&req->actor, db, o->id, req->pool));
    BDG_TRY(bdg_organisation_visit(db, req->actor.account_id, o->id));
    if (!req->session_token) {
        apr_table_add(res->headers, "Set-Cookie", apr_psprintf(req->pool, ORGANISATION_COOKIE "=%s; Path=%s/; HttpOnly; SameSite=Lax%s", o->public_id,
                                                               req->site->prefix, req->site->https ? "; Secure" : ""));
        return NULL;
    }
    bdg_token_hash(req->session_token, hash);
    return bdg_session_set_organisation(db, hash, o->id);
}
