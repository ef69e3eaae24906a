#include "web/dispatch.h"
#include "base/id.h"
#include "base/log.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/access.h"
#include "core/second_factor.h"
#include "web/body.h"
#include "web/cache.h"
#include "web/language.h"
#include "web/negotiate.h"
#include "web/page.h"
#include "web/session.h"
#include "web/token.h"
#include "web/voice.h"
#include <apr_strings.h>
#include <string.h>

int bdg_status_of(bdg_code_e code)
{
    switch (code) {
    case BDG_E_INVALID: return 422;
    case BDG_E_MALFORMED: return 400;
    case BDG_E_UNAUTHENTICATED: return 401;
    case BDG_E_FORBIDDEN: return 403;
    case BDG_E_NOT_FOUND: return 404;
    case BDG_E_METHOD: return 405;
    case BDG_E_CONFLICT: case BDG_E_DUPLICATE: return 409;
    case BDG_E_GONE: return 410;
    case BDG_E_PRECONDITION: return 412;
    case BDG_E_TOO_LARGE: return 413;
    case BDG_E_UNSUPPORTED: return 415;
    case BDG_E_RATE: return 429;
    case BDG_E_UNAVAILABLE: case BDG_E_UNKNOWN_OUTCOME: case BDG_E_RETRY: return 503;
    default: return 500;
    }
}

/* value lives as long as the request. */
static void set(bdg_res_t *res, const char *name, const char *value) { apr_table_setn(res->headers, name, value); }

static void headers_of_all(bdg_res_t *res, const bdg_route_t *route)
{
    set(res, "X-Content-Type-Options", "nosniff");
    if (!apr_table_get(res->headers, "Content-Security-Policy"))
        set(res, "Content-Security-Policy", BDG_CSP_FORMS);
    bdg_cache_e cache = route ? route->cache : BDG_CACHE_PRIVATE;
    if (route && route->voice != BDG_VOICE_PAGE) {   /* programs of any site: whoever has no token has nothing, and no cookie helps */
        set(res, "Access-Control-Allow-Origin", "*");
        set(res, "Access-Control-Expose-Headers", "ETag, Link, Retry-After, WWW-Authenticate, X-Total-Count");
    }
    if (cache == BDG_CACHE_PRIVATE) {
        if (!apr_table_get(res->headers, "Cache-Control") || res->status >= 400)
            set(res, "Cache-Control", "no-store");
        set(res, "Referrer-Policy", "same-origin");
        set(res, "Cross-Origin-Opener-Policy", "same-origin");
        set(res, "Vary", "Accept-Encoding");
        return;
    }
    set(res, "Referrer-Policy", "strict-origin-when-cross-origin");
    set(res, "Access-Control-Allow-Origin", "*");
    /* Pages are in the language that is asked for; documents are the same for everyone, but where a handler says otherwise. */
    const char *also = apr_table_get(res->headers, "Vary");
    int speaks = (also && !strcmp(also, "Accept-Language")) || (res->content_type && !strncmp(res->content_type, "text/html", 9));
    set(res, "Vary", speaks ? "Accept, Accept-Language, Accept-Encoding" : "Accept, Accept-Encoding");   /* mod_deflate says so too, but not to HEAD, nor with a 304 (RFC 9110, 15.4.5); httpd names each once */
    if (!apr_table_get(res->headers, "Cache-Control"))
        set(res, "Cache-Control", res->status >= 500 ? "no-store" : cache == BDG_CACHE_FOREVER && res->status < 400 ? "public, max-age=31536000, immutable" : cache == BDG_CACHE_IMAGE ? "public, max-age=300" : "public, max-age=60");
}

/* ---------------------------------------------------------------- conditions of entry, in order */

static bdg_err_t *who_asks(bdg_req_t *req, bdg_res_t *res)
{
    if (req->route->entry == BDG_ENTRY_TOKEN)
        return bdg_token_identify(req, res);
    if (req->route->cache != BDG_CACHE_PRIVATE || (req->route->entry == BDG_ENTRY_PUBLIC && req->route->voice != BDG_VOICE_PAGE))
        return NULL;
    bdg_err_t *e = bdg_session_identify(req);
    if (e && e->code == BDG_E_UNAUTHENTICATED && req->route->entry == BDG_ENTRY_PUBLIC) {
        bdg_err_clear(e);
        return NULL;
    }
    return e;
}

static bdg_err_t *what_on(bdg_req_t *req)
{
    static const bdg_object_e object[BDG_ON_KINDS] = { [BDG_ON_ISSUER] = BDG_OBJECT_ISSUER, [BDG_ON_GRAPHIC] = BDG_OBJECT_GRAPHIC,
        [BDG_ON_BADGE_CLASS] = BDG_OBJECT_BADGE_CLASS, [BDG_ON_ASSERTION] = BDG_OBJECT_ASSERTION, [BDG_ON_BATCH] = BDG_OBJECT_BATCH,
        [BDG_ON_OUTBOX] = BDG_OBJECT_OUTBOX, [BDG_ON_ENDORSEMENT] = BDG_OBJECT_ENDORSEMENT,
        [BDG_ON_ORGANISATION_NODE] = BDG_OBJECT_ORGANISATION,

        [BDG_ON_PEOPLE_GROUP] = BDG_OBJECT_PEOPLE_GROUP, [BDG_ON_PERSON] = BDG_OBJECT_PERSON,
        [BDG_ON_ROLE] = BDG_OBJECT_ROLE, [BDG_ON_OWN_ROLE] = BDG_OBJECT_OWN_ROLE };
    const bdg_route_t *r = req->route;
    bdg_db_t *db;
    if (r->on == BDG_ON_NOTHING)
        return NULL;
    if (r->on >= BDG_ON_MY_CREDENTIAL) {
        BDG_TRY(bdg_req_db(req, &db));
        return bdg_access_mine(&req->scope, db, &req->actor, (bdg_mine_e)(r->on - BDG_ON_MY_CREDENTIAL), req->params[0]);
    }
    if (r->on == BDG_ON_ORGANISATION) {
        if (!req->actor.organisation_id)
            return bdg_err(BDG_E_FORBIDDEN, "You have no role in any organisation yet. Ask an administrator to add you.");
        req->scope.organisation_id = req->actor.organisation_id;
        /* Roles for single groups open what asks for one of their permissions, and no more. */
        req->scope.perms = req->actor.perms | req->actor.issuer_perms | (r->permission == BDG_PERM_NONE ? 0 : req->actor.group_perms);
    } else {
        BDG_TRY(bdg_req_db(req, &db));
        BDG_TRY(bdg_access_object(&req->scope, db, &req->actor, object[r->on], req->params[0], req->pool));
    }
    if (!req->scope.perms)
        return bdg_err(BDG_E_FORBIDDEN, "Your role does not include this part of the interface.");
    return bdg_access_ask(req->scope.perms, r->permission);
}

/* *sent_away: the page of somebody whose organisation asks for a second factor that they do not have: they are led to where they set it up. */
static bdg_err_t *with_second_factor(int *sent_away, bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    *sent_away = 0;
    if (req->route->on == BDG_ON_NOTHING || req->route->on >= BDG_ON_MY_CREDENTIAL || req->actor.second_factor)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_second_factor_required(db, &req->actor, req->scope.organisation_id);
    if (!e || e->code != BDG_E_FORBIDDEN || strcmp(req->method, "GET") || bdg_req_htmx(req))
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    bdg_err_clear(e);
    *sent_away = 1;
    return bdg_res_redirect(req, res, "/me/second-factor", "warning", why);
}

/* OPTIONS of an address that is there. Scripts of other sites may read what is open, with any harmless header (Fetch, CORS preflight), and may
 * ask what is for programs, by its methods. */
static bdg_err_t *options(bdg_req_t *req, bdg_res_t *res, const char *methods)
{
    const char *allow, *wanted = bdg_req_header(req, "Access-Control-Request-Method");
    bdg_err_clear(bdg_route_find(&req->route, req->params, &allow, wanted ? wanted : "GET", req->path, req->pool));
    res->status = 204;
    if (!req->route || (req->route->cache == BDG_CACHE_PRIVATE && req->route->voice == BDG_VOICE_PAGE))
        return NULL;
    set(res, "Access-Control-Allow-Methods", req->route->voice == BDG_VOICE_PAGE ? "GET, HEAD" : methods);
    set(res, "Access-Control-Allow-Headers", "Accept, Accept-Language, Authorization, Cache-Control, Content-Type, If-Modified-Since, If-None-Match, Range");
    set(res, "Access-Control-Max-Age", "86400");
    return NULL;
}

static bdg_err_t *run(bdg_req_t *req, bdg_res_t *res)
{
    const char *allow = NULL;
    bdg_err_t *e = bdg_route_find(&req->route, req->params, &allow, req->method, req->path, req->pool);
    if (allow)
        set(res, "Allow", apr_pstrcat(req->pool, allow, ", OPTIONS", NULL));
    if (allow && !strcmp(req->method, "OPTIONS")) {
        bdg_err_clear(e);
        return options(req, res, allow);
    }
    BDG_TRY(e);
    BDG_TRY(bdg_form_parse(&req->args, req->query, strlen(req->query), req->pool));
    BDG_TRY(bdg_body_check_length(req));
    bdg_err_t *stranger = who_asks(req, res);
    bdg_req_language_choose(req, res);
    bdg_zone_use(req->actor.time_zone);
    BDG_TRY(stranger);
    BDG_TRY(bdg_body_read(req));
    if (bdg_route_csrf(req->route))
        BDG_TRY(bdg_session_check_csrf(req));
    BDG_TRY(what_on(req));
    int sent_away;
    BDG_TRY(with_second_factor(&sent_away, req, res));
    if (sent_away)
        return NULL;
    if (req->route->rate != BDG_RATE_NONE)
        BDG_TRY(bdg_session_check_rate(req));
    return req->route->handler(req, res);
}

/* ---------------------------------------------------------------- answers */

static int wants_json(const bdg_req_t *req)
{
    size_t n = strlen(req->path);
    if (n > 5 && !strcmp(req->path + n - 5, ".json"))
        return 1;
    const char *accept = bdg_req_header(req, "Accept");
    return !accept || bdg_negotiate(accept) != BDG_WANT_HTML;
}

static void problem_json(bdg_req_t *req, bdg_res_t *res, const bdg_err_t *e)
{
    json_t *p = bdg_json_object(req->pool);
    bdg_json_str(p, "type", "about:blank");
    bdg_json_str(p, "title", bdg_err_english(e));   /* programs may compare it */
    bdg_json_int(p, "status", res->status);
    bdg_json_str(p, "code", bdg_code_name(e->code));
    res->content_type = "application/problem+json";
    bdg_json_write(res->body, p);
}

#define USUAL_PAGE (16 << 10)

static bdg_err_t *finish_page(bdg_req_t *req, bdg_res_t *res)
{
    bdg_json_own(res->model, req->pool);
    if (!req->server->view)   /* badgesctl reads documents; there are no pages for it */
        return bdg_err(BDG_E_NOT_FOUND, "There is no document at this address.");
    BDG_TRY(bdg_page_add(req, res, res->model));
    bdg_req_db_release(req);
    res->content_type = "text/html; charset=utf-8";
    bdg_buf_room(res->body, USUAL_PAGE);
    size_t quote = res->etag ? strlen(res->etag) - 1 : 0;
    if (quote && bdg_language_now()->index)
        res->etag = apr_psprintf(req->pool, "%.*s.%s\"", (int)quote, res->etag, bdg_language_now()->tag);
    return bdg_view_render(req->server->view, res->template_name, res->model, res->body);
}

static void reset(bdg_res_t *res)
{
    bdg_buf_clear(res->body);
    res->bytes = NULL;
    res->produce = NULL;
    res->template_name = NULL;
    res->etag = res->cache_key = NULL;
}

/* An error becomes an answer: a page for people, problem+json for programs, the sign-in for those who must. */
static void answer_error(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e)
{
    int status = bdg_status_of(e->code);
    bdg_log_level_e level = status >= 500 && status != 503 ? BDG_LOG_ERROR : status == 503 ? BDG_LOG_WARN : BDG_LOG_DEBUG;
    bdg_log_err(level, status == 503 ? "BDG0002" : "BDG0001", e, apr_pstrcat(req->pool, req->method, " ", req->path, NULL));
    reset(res);
    res->status = status;
    if (status == 503)
        set(res, "Retry-After", "5");
    if (status == 429 && !apr_table_get(res->headers, "Retry-After"))
        set(res, "Retry-After", "60");
    bdg_err_t *again = NULL;
    bdg_voice_e voice = bdg_route_voice(req->route, req->path);
    if (voice == BDG_VOICE_API) {
        problem_json(req, res, e);
    } else if (voice != BDG_VOICE_PAGE) {
        bdg_voice_error(req, res, e, voice);
    } else if (wants_json(req) && !bdg_req_htmx(req)) {
        problem_json(req, res, e);
    } else {
        again = bdg_page_error(req, res, e);
        if (!again && res->template_name)
            again = finish_page(req, res);
    }
    if (again) {   /* not even the error page: plain words */
        bdg_log_err(BDG_LOG_ERROR, "BDG0003", again, "error page");
        reset(res);
        res->status = status;
        res->content_type = "text/plain; charset=utf-8";
        bdg_buf_str(res->body, e->message);
    }
    bdg_err_clear(again);
    bdg_err_clear(e);
}

/* RFC 9110 13.1.2, weak comparison. */
static int etag_matches(const char *header, const char *etag)
{
    if (!header || !etag)
        return 0;
    if (!strcmp(header, "*"))
        return 1;
    const char *bare = !strncmp(etag, "W/", 2) ? etag + 2 : etag;
    return strstr(header, bare) != NULL;
}

static void conditional(bdg_req_t *req, bdg_res_t *res)
{
    if (!res->etag)
        return;
    set(res, "ETag", res->etag);
    if ((res->status == 200) && !strcmp(req->method, "GET") && etag_matches(bdg_req_header(req, "If-None-Match"), res->etag)) {
        res->status = 304;
        res->bytes = "";
        res->bytes_len = 0;
        res->produce = NULL;
    }
}

void bdg_dispatch(bdg_req_t *req, bdg_res_t *res)
{
    bdg_req_language_asked(req);
    bdg_err_t *e = run(req, res);
    if (e && e->code == BDG_E_UNAVAILABLE && !strcmp(req->method, "GET") && req->db_ && bdg_db_broken(req->db_)) {
        /* a connection that died while it lay idle: one more try on another */
        bdg_err_clear(e);
        bdg_req_db_release(req);
        reset(res);
        e = run(req, res);
    }
    if (!e && res->template_name)
        e = finish_page(req, res);
    if (!e)
        e = bdg_buf_check(res->body);
    bdg_req_db_release(req);
    if (e)
        answer_error(req, res, e);
    bdg_req_db_release(req);
    headers_of_all(res, req->route);
    if (res->cache_key && req->server->cache && !res->produce)
        bdg_cache_put(req->server->cache, res->cache_key, res->shard, req->cache_revision, res);
    conditional(req, res);
    bdg_language_use(NULL);
    bdg_zone_use(NULL);
}

int bdg_dispatch_cached(bdg_req_t *req, bdg_res_t *res)
{
    if (!req->server->cache || strcmp(req->method, "GET") || *req->query)
        return 0;
    if (strncmp(req->path, "/assertions/", 12) && strncmp(req->path, "/badges/", 8) && strncmp(req->path, "/issuers/", 9))
        return 0;
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    const bdg_language_t *language = bdg_languages_accepted(bdg_req_languages(req), want == BDG_WANT_HTML ? bdg_req_header(req, "Accept-Language") : NULL);
    /* A page says whether an award is over, which time alone may change: each day has its own, in each language. */
    req->cache_key = want == BDG_WANT_HTML ? apr_psprintf(req->pool, "%c%d%s%s", want, bdg_date_of(apr_time_now()), language->index ? language->tag : "", req->path)
                                           : apr_pstrcat(req->pool, (const char[]){ (char)want, 0 }, req->path, NULL);
    if (!bdg_cache_get(req->server->cache, req->cache_key, res, &req->server->db, req->pool))
        return 0;
    conditional(req, res);
    return 1;
}
