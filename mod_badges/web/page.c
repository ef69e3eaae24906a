#include "web/page.h"
#include "base/str.h"
#include "core/access.h"
#include "store/batch.h"
#include "store/organisation_tree.h"
#include "web/dispatch.h"
#include "web/language.h"
#include "web/look_model.h"
#include "web/session.h"
#include <apr_strings.h>
#include <string.h>

#define ANY (~(bdg_perms_t)0)
#define FEW 8         /* organisations that the switcher lists; with more it searches */
#define RECENT 6

/* An entry of the left navigation: shown when the person holds one of perms somewhere in the organisation; active below path. */
static const struct { const char *key, *path; bdg_perms_t perms; } entries[] = {
    { "dashboard", "/admin", ANY },
    { "badges", "/admin/badges", ANY },
    { "graphics", "/admin/graphics", BDG_PERM_BIT(BDG_PERM_GRAPHICS_EDIT) | BDG_PERM_BIT(BDG_PERM_BADGES_EDIT) },
    { "frameworks", "/admin/frameworks", BDG_PERM_BIT(BDG_PERM_BADGES_EDIT) },
    { "issuers", "/admin/issuers", ANY },
    { "endorsements", "/admin/endorsements", BDG_PERM_BIT(BDG_PERM_ISSUERS_EDIT) },
    { "organisations", "/admin/organisations", BDG_PERM_BIT(BDG_PERM_ORGANISATION_MANAGE) },
    { "credentials", "/admin/credentials", BDG_PERM_BIT(BDG_PERM_REPORTS_VIEW) },
    { "batches", "/admin/batches", BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE) },
    { "users", "/admin/people", BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE) },
    { "groups", "/admin/groups", BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE) },
    { "look", "/admin/look", BDG_PERM_BIT(BDG_PERM_BRANDING_MANAGE) },
    { "mail_texts", "/admin/mail-texts", BDG_PERM_BIT(BDG_PERM_BRANDING_MANAGE) },
    { "security", "/admin/security", BDG_PERM_BIT(BDG_PERM_ORGANISATION_MANAGE) },
    { "roles", "/admin/roles", BDG_PERM_BIT(BDG_PERM_ROLES_ASSIGN) },
    { "audit", "/admin/audit", BDG_PERM_BIT(BDG_PERM_AUDIT_VIEW) },
    { "messages", "/admin/messages", BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE) },
};

static int below(const char *path, const char *entry)
{
    size_t n = strlen(entry);
    if (!strcmp(entry, "/admin"))
        return !strcmp(path, entry);
    return !strncmp(path, entry, n) && (path[n] == '/' || !path[n]);
}

static json_t *nav(const bdg_req_t *req)
{
    json_t *o = json_object();
    bdg_perms_t perms = req->actor.perms | req->actor.issuer_perms, group = req->actor.group_perms;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        if ((perms & entries[i].perms) || (entries[i].perms != ANY && (group & entries[i].perms))) {   /* a group's administrator sees the people of it, and nothing else */
            json_t *e = json_object();
            bdg_json_bool(e, "active", below(req->path, entries[i].path));
            bdg_json_set(o, entries[i].key, e);
        }
    return o;
}

/* The first letters of the first and the last word. */
static const char *initials(const char *name, apr_pool_t *pool)
{
    const char *last = strrchr(name, ' ');
    size_t n = 1, m = 1;
    while ((name[n] & 0xC0) == 0x80)
        n++;
    if (!last || !last[1])
        return apr_pstrmemdup(pool, name, *name ? n : 0);
    last++;
    while ((last[m] & 0xC0) == 0x80)
        m++;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, name, n), apr_pstrmemdup(pool, last, m), NULL);
}

static void user(json_t *page, const bdg_req_t *req)
{
    if (req->actor.account_id <= 0)
        return;
    json_t *u = json_object();
    bdg_json_str(u, "name", req->actor.name);
    bdg_json_str(u, "email", req->actor.email);
    if (req->actor.picture)
        bdg_json_str(u, "picture", apr_pstrcat(req->pool, req->site->prefix, "/me/picture?v=", req->actor.picture, NULL));
    bdg_json_str(u, "initials", initials(req->actor.name, req->pool));
    bdg_json_set(page, "user", u);
    if (!req->actor.organisation_id)
        return;
    json_t *o = json_object();
    bdg_json_str(o, "name", req->actor.organisation_name);
    bdg_json_str(o, "slug", req->actor.organisation_slug);
    bdg_json_set(page, "organisation", o);
    bdg_json_set(page, "nav", nav(req));
}

static void add_organisation(json_t *list, const bdg_organisation_t *o, const bdg_req_t *req)
{
    json_t *e = json_object();
    bdg_json_str(e, "id", o->public_id);
    bdg_json_str(e, "name", o->name);
    bdg_json_bool(e, "current", o->id == req->actor.organisation_id);
    bdg_json_add(list, e);
}

/* All that the person may switch to, where these are few; else the ones that they saw last, and a search for the rest. */
static bdg_err_t *organisations(json_t *page, bdg_req_t *req)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_few(&rows, db, req->actor.account_id, FEW + 1, req->pool));
    if (rows->nelts < 2)
        return NULL;
    int many = rows->nelts > FEW;
    if (many)
        BDG_TRY(bdg_organisation_recent(&rows, db, req->actor.account_id, RECENT, req->pool));
    json_t *list = json_array();
    bdg_json_set(page, "organisations", list);
    bdg_json_bool(page, "several_organisations", 1);
    bdg_json_bool(page, "many_organisations", many);
    for (int i = 0; i < rows->nelts; i++)
        add_organisation(list, &APR_ARRAY_IDX(rows, i, bdg_organisation_t), req);
    return NULL;
}

/* Batches that are being checked or issued just now. */
static bdg_err_t *running(json_t *page, bdg_req_t *req)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    if (!(req->actor.perms & BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE)))
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_batch_running(&rows, db, req->actor.organisation_id, req->pool));
    if (!rows->nelts)
        return NULL;
    json_t *o = json_object();
    const bdg_batch_row_t *first = &APR_ARRAY_IDX(rows, 0, bdg_batch_row_t);
    int one = rows->nelts == 1;
    bdg_json_int(o, "count", rows->nelts);
    bdg_json_str(o, "text", one ? bdg_say(req->pool, "Under way: %s", first->name) : bdg_say_n(req->pool, "%d batch is under way", "%d batches are under way", rows->nelts, rows->nelts));
    bdg_json_str(o, "href", apr_pstrcat(req->pool, req->site->prefix, "/admin/batches", one ? "/" : "", one ? first->public_id : "", NULL));
    bdg_json_set(page, "running", o);
    return NULL;
}

/* The one-time message that the page before left in a cookie. */
static void flash(json_t *page, const bdg_req_t *req, bdg_res_t *res)
{
    unsigned char *text;
    size_t n;
    const char *v = bdg_cookie_get(bdg_req_header(req, "Cookie"), "bdg_flash", req->pool);
    if (!v || !*v || strlen(v) > 2000 || !bdg_base64url_decode(v, strlen(v), &text, &n, req->pool) || !bdg_utf8_valid((char *)text, n, NULL))
        return;
    const char *s = apr_pstrmemdup(req->pool, (char *)text, n), *colon = strchr(s, ':');
    static const char *const kinds[] = { "success", "info", "warning", "danger" };
    for (int i = 0; colon && i < 4; i++)
        if (strlen(kinds[i]) == (size_t)(colon - s) && !strncmp(kinds[i], s, strlen(kinds[i]))) {
            json_t *f = json_object();
            bdg_json_str(f, "kind", kinds[i]);
            bdg_json_str(f, "text", colon + 1);
            bdg_json_bool(f, kinds[i], 1);
            bdg_json_set(page, "flash", f);
        }
    if (res->status < 300 && !bdg_req_htmx(req))
        apr_table_add(res->headers, "Set-Cookie", apr_psprintf(req->pool, "bdg_flash=; Path=%s/; Max-Age=0; HttpOnly; SameSite=Lax", req->site->prefix));
}

bdg_err_t *bdg_page_add(bdg_req_t *req, bdg_res_t *res, json_t *model)
{
    json_t *page = json_object();
    bdg_json_set(model, "page", page);
    bdg_json_str(page, "base", req->site->prefix);
    bdg_json_str(page, "site", req->site->base);
    bdg_json_str(page, "host", req->site->host);
    bdg_json_str(page, "static", apr_pstrcat(req->pool, req->site->prefix, "/static/-", req->site->static_hash, NULL));
    bdg_json_str(page, "path", req->path);
    bdg_json_str(page, "product", "Badges");
    bdg_page_languages(page, req, res);
    if (req->route && req->route->cache != BDG_CACHE_PRIVATE)
        return NULL;
    /* Whoever the server's own authentication names has no session of ours: their forms are bound to the cookie of forms. */
    if (req->actor.account_id > 0 && (!req->csrf || !*req->csrf))
        BDG_TRY(bdg_session_anonymous(req, res));
    bdg_json_str(page, "csrf", bdg_session_csrf_for_page(req));
    flash(page, req, res);
    user(page, req);
    /* A lost database must not take the error page with it. */
    if (!req->actor.organisation_id || res->status >= 500)
        return NULL;
    BDG_TRY(bdg_look_page(page, req));
    BDG_TRY(running(page, req));
    return organisations(page, req);
}

bdg_err_t *bdg_page_error(bdg_req_t *req, bdg_res_t *res, const bdg_err_t *e)
{
    if (e->code == BDG_E_UNAUTHENTICATED && !bdg_req_htmx(req)) {
        if (!strcmp(req->method, "GET")) {
            const char *next = apr_pstrcat(req->pool, req->path, *req->query ? "?" : "", req->query, NULL);
            return bdg_res_redirect(req, res, apr_pstrcat(req->pool, "/login?next=", bdg_url_escape(next, req->pool), NULL), NULL, NULL);
        }
        return bdg_page_sign_in_again(req, res);
    }
    json_t *m = json_object(), *err = json_object();
    bdg_json_int(err, "status", res->status);
    bdg_json_str(err, "message", e->message);
    bdg_json_bool(err, apr_psprintf(req->pool, "s%d", res->status), 1);
    bdg_json_bool(err, res->status >= 500 ? "ours" : "yours", 1);
    bdg_json_set(m, "error", err);
    return bdg_res_page(res, "errors/error", m);
}
