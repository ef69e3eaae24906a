#include "web/language.h"
#include "base/str.h"
#include "core/preference.h"
#include "web/auth/auth.h"
#include "web/handlers.h"
#include "web/routes.h"
#include <apr_strings.h>
#include <string.h>

#define COOKIE "bdg_lang"

const bdg_languages_t *bdg_req_languages(const bdg_req_t *req)
{
    return req->server->view ? bdg_view_languages(req->server->view) : &bdg_only_english;
}

void bdg_req_language_asked(bdg_req_t *req)
{
    const bdg_languages_t *all = bdg_req_languages(req);
    bdg_language_use(all->count > 1 ? bdg_languages_accepted(all, bdg_req_header(req, "Accept-Language")) : NULL);
}

void bdg_req_language_choose(bdg_req_t *req, bdg_res_t *res)
{
    const bdg_languages_t *all = bdg_req_languages(req);
    const bdg_route_t *r = req->route;
    if (all->count < 2)
        return;
    if (r->voice != BDG_VOICE_PAGE || r->cache == BDG_CACHE_IMAGE) {
        bdg_language_use(NULL);
        return;
    }
    const bdg_language_t *asked = bdg_languages_find(all, bdg_req_arg(req, "lang")), *l = asked;
    if (!l && req->actor.account_id > 0)
        l = bdg_languages_find(all, req->actor.language);
    else if (!l && r->cache == BDG_CACHE_PRIVATE)
        l = bdg_languages_find(all, bdg_cookie_get(bdg_req_header(req, "Cookie"), COOKIE, req->pool));
    if (l)
        bdg_language_use(l);
    if (asked && r->cache == BDG_CACHE_PRIVATE && req->actor.account_id <= 0)
        apr_table_add(res->headers, "Set-Cookie", apr_psprintf(req->pool, "%s=%s; Path=%s/; Max-Age=31536000; HttpOnly; SameSite=Lax%s", COOKIE, asked->tag,
                                                               req->site->prefix, req->site->https ? "; Secure" : ""));
}

/* A path as it was decoded, for an address again. */
static const char *path_escaped(const char *path, apr_pool_t *pool)
{
    const char *out = "";
    for (;;) {
        size_t n = strcspn(path, "/");
        out = apr_pstrcat(pool, out, bdg_url_escape(apr_pstrmemdup(pool, path, n), pool), path[n] ? "/" : "", NULL);
        if (!path[n])
            return out;
        path += n + 1;
    }
}

/* The query without its lang. */
static const char *other_arguments(const bdg_req_t *req)
{
    const char *out = "", *p = req->query;
    while (*p) {
        size_t n = strcspn(p, "&");
        if (n && strncmp(p, "lang=", 5))
            out = apr_pstrcat(req->pool, out, apr_pstrmemdup(req->pool, p, n), "&", NULL);
        p += n + (p[n] == '&');
    }
    return out;
}

void bdg_page_languages(json_t *page, const bdg_req_t *req, const bdg_res_t *res)
{
    const bdg_languages_t *all = bdg_req_languages(req);
    const bdg_language_t *now = bdg_language_now();
    bdg_json_str(page, "lang", now->tag);
    if (strcmp(now->direction, "ltr"))
        bdg_json_str(page, "dir", now->direction);
    if (all->count < 2 || res->status >= 400)      /* the address of a refusal leads nowhere, and is not repeated */
        return;
    json_t *o = json_object(), *list = json_array();
    const char *rest = other_arguments(req);
    for (int i = 0; i < all->count; i++) {
        const bdg_language_t *l = all->list[i];
        json_t *e = json_object();
        bdg_json_str(e, "tag", l->tag);
        bdg_json_str(e, "name", l->name);
        bdg_json_bool(e, "current", l == now);
        bdg_json_str(e, "href", apr_pstrcat(req->pool, req->site->prefix, path_escaped(req->path, req->pool), "?", rest, "lang=", l->tag, NULL));
        bdg_json_add(list, e);
    }
    bdg_json_set(o, "list", list);
    bdg_json_set(page, "languages", o);
}

bdg_err_t *bdg_post_me_time_zone(bdg_req_t *req, bdg_res_t *res)
{
    const char *zone = bdg_req_form(req, "time_zone");
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_preference_choose_zone(db, &req->actor, zone ? zone : "", req->pool));
    return bdg_res_redirect(req, res, "/me/account", "success", "Saved.");
}

bdg_err_t *bdg_post_me_language(bdg_req_t *req, bdg_res_t *res)
{
    const char *tag = bdg_req_form(req, "language"), *back = bdg_local_path(bdg_req_form(req, "back"), req->pool);
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_preference_choose_language(db, &req->actor, bdg_req_languages(req), tag ? tag : "", req->pool));
    return bdg_res_redirect(req, res, back ? back : "/", NULL, NULL);
}
