/* /admin/organisations: the tree, opened where the address says, or what a search found in it. */
#include "base/id.h"
#include "base/language.h"
#include "base/str.h"
#include "core/access.h"
#include "web/admin/organisation_model.h"
#include "web/auth/auth.h"
#include "web/handlers.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define LEVEL_ROWS 50
#define TOPS 200
#define FOUND_ROWS 25
#define RECENT_ROWS 6

static const char *after_of(const bdg_req_t *req)
{
    const char *after = bdg_req_arg(req, "after");
    return after && bdg_id_valid(after) ? after : NULL;
}

/* --- one level */

/* Rows of a level as nodes; what is beyond the page, as "more". */
static bdg_err_t *level(json_t *m, bdg_req_t *req, const bdg_organisation_t *parent, const char *after, int depth)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    bdg_json_set(m, "nodes", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_level(&rows, db, parent->id, "active", after, LEVEL_ROWS, req->pool));
    int n = rows->nelts < LEVEL_ROWS ? rows->nelts : LEVEL_ROWS;
    for (int i = 0; i < n; i++)
        bdg_json_add(list, bdg_organisation_node(req, &APR_ARRAY_IDX(rows, i, bdg_organisation_t), depth));
    if (rows->nelts <= LEVEL_ROWS)
        return NULL;
    const char *last = APR_ARRAY_IDX(rows, n - 1, bdg_organisation_t).public_id;
    json_t *more = json_object();
    bdg_json_str(more, "text", bdg_say(req->pool, "The next of the organisations directly below %s", parent->name));
    bdg_json_str(more, "href", apr_pstrcat(req->pool, req->site->prefix, BDG_ORGANISATIONS_PATH "?at=", parent->public_id, "&after=", last, NULL));
    bdg_json_str(more, "level_href", bdg_organisation_href(req, parent->public_id, apr_pstrcat(req->pool, "/level?after=", last, NULL)));
    bdg_json_int(more, "depth", depth);
    bdg_json_set(m, "more", more);
    return NULL;
}

/* A level by itself, for the tree to put in its place. */
bdg_err_t *bdg_get_organisation_level(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_organisation_t *o;
    const char *after = after_of(req);
    if (!bdg_req_htmx(req))
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, BDG_ORGANISATIONS_PATH "?at=", req->params[0], after ? "&after=" : "", after ? after : "", NULL), NULL, NULL);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_by_id(&o, db, req->scope.object_id, req->pool));
    json_t *m = bdg_json_object(req->pool);
    bdg_json_bool(m, "follows", after != NULL);
    BDG_TRY(level(m, req, o, after, 0));
    return bdg_res_page(res, "admin/organisations/level", json_incref(m));
}

/* --- the tree */

static bdg_err_t *tops(json_t *m, bdg_req_t *req)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    bdg_json_set(m, "nodes", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_tops(&rows, db, req->actor.account_id, TOPS, req->pool));
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, bdg_organisation_node(req, &APR_ARRAY_IDX(rows, i, bdg_organisation_t), 0));
    /* One place alone is opened at once. */
    if (rows->nelts != 1)
        return NULL;
    json_t *chain = json_array();
    json_array_append(chain, json_array_get(list, 0));
    bdg_json_set(m, "chain", chain);
    return level(m, req, &APR_ARRAY_IDX(rows, 0, bdg_organisation_t), after_of(req), 1);
}

/* The way down to one organisation, and the level below it. 0 in *done when the person does not see it. */
static bdg_err_t *opened(int *done, json_t *m, bdg_req_t *req, const char *at)
{
    bdg_db_t *db;
    bdg_scope_t scope;
    apr_array_header_t *path;
    *done = 0;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_ORGANISATION, at, req->pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    BDG_TRY(bdg_organisation_path(&path, db, scope.object_id, req->actor.account_id, req->pool));
    json_t *chain = json_array();
    bdg_json_set(m, "chain", chain);
    const char *above = BDG_ORGANISATIONS_PATH;
    for (int i = 0; i < path->nelts; i++) {
        const bdg_organisation_t *o = &APR_ARRAY_IDX(path, i, bdg_organisation_t);
        json_t *node = bdg_organisation_node(req, o, i);
        bdg_json_add(chain, node);
        bdg_json_str(node, "fold_href", apr_pstrcat(req->pool, req->site->prefix, above, NULL));
        above = apr_pstrcat(req->pool, BDG_ORGANISATIONS_PATH "?at=", o->public_id, NULL);
    }
    *done = path->nelts > 0;
    return path->nelts ? level(m, req, &APR_ARRAY_IDX(path, path->nelts - 1, bdg_organisation_t), after_of(req), path->nelts) : NULL;
}

/* --- a search */

/* The first n rows, each with where it lies. */
static bdg_err_t *add_placed(json_t *list, bdg_req_t *req, const apr_array_header_t *rows, int n)
{
    for (int i = 0; i < n; i++) {
        const bdg_organisation_t *o = &APR_ARRAY_IDX(rows, i, bdg_organisation_t);
        json_t *node = bdg_organisation_node(req, o, 0);
        const char *where;
        bdg_json_add(list, node);
        BDG_TRY(bdg_organisation_where(&where, req, o->id));
        bdg_json_str(node, "where", where);
    }
    return NULL;
}

static bdg_err_t *found(json_t *m, bdg_req_t *req, const char *q)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t count;
    json_t *list = json_array();
    bdg_organisation_filter_t f = { .q = q, .account_id = req->actor.account_id, .perms = BDG_ANY_PERMS, .after = after_of(req), .limit = FOUND_ROWS };
    bdg_json_set(m, "found", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_search(&rows, db, &f, req->pool));
    BDG_TRY(bdg_organisation_search_count(&count, db, &f, req->pool));
    int n = rows->nelts < FOUND_ROWS ? rows->nelts : FOUND_ROWS;
    BDG_TRY(add_placed(list, req, rows, n));
    json_t *pager = json_object();
    bdg_json_str(pager, "text", bdg_words_count(count, "organisation", "organisations", req->pool));
    bdg_words_set(pager, "newer", f.after ? apr_pstrcat(req->pool, req->site->prefix, BDG_ORGANISATIONS_PATH "?q=", bdg_url_escape(q, req->pool), NULL) : NULL);
    bdg_json_str(pager, "newer_text", _("From the beginning"));
    bdg_words_set(pager, "older", rows->nelts > n ? apr_pstrcat(req->pool, req->site->prefix, BDG_ORGANISATIONS_PATH "?q=", bdg_url_escape(q, req->pool), "&after=",
                                                                APR_ARRAY_IDX(rows, n - 1, bdg_organisation_t).public_id, NULL) : NULL);
    bdg_json_str(pager, "older_text", _("Next"));
    if (n)
        bdg_json_set(m, "pager", pager);
    return NULL;
}

/* --- the switcher as a page: for people with many, and for its search */

static bdg_err_t *choices(json_t *m, const char *key, bdg_req_t *req, const apr_array_header_t *rows, int n)
{
    json_t *list = json_array();
    bdg_json_set(m, key, list);
    BDG_TRY(add_placed(list, req, rows, n));
    bdg_json_bool(m, apr_pstrcat(req->pool, "has_", key, NULL), n > 0);
    return NULL;
}

bdg_err_t *bdg_get_organisation_choose(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    const char *q = bdg_req_arg(req, "q"), *back = bdg_local_path(bdg_req_arg(req, "back"), req->pool);
    bdg_organisation_filter_t f = { .q = q, .account_id = req->actor.account_id, .after = after_of(req), .limit = FOUND_ROWS };
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(bdg_req_db(req, &db));
    if (bdg_is_blank(q) && !f.after) {
        BDG_TRY(bdg_organisation_recent(&rows, db, req->actor.account_id, RECENT_ROWS, req->pool));
        BDG_TRY(choices(m, "recent", req, rows, rows->nelts));
    }
    BDG_TRY(bdg_organisation_choose(&rows, db, &f, req->pool));
    int n = rows->nelts < FOUND_ROWS ? rows->nelts : FOUND_ROWS;
    BDG_TRY(choices(m, "found", req, rows, n));
    bdg_json_str(m, "q", q ? q : "");
    bdg_json_str(m, "back", back ? back : "/admin");
    bdg_words_set(m, "more_href", rows->nelts > n ? apr_pstrcat(req->pool, req->site->prefix, BDG_ORGANISATIONS_PATH "/choose?q=", bdg_url_escape(q ? q : "", req->pool), "&back=",
                                                                bdg_url_escape(back ? back : "/admin", req->pool), "&after=",
                                                                APR_ARRAY_IDX(rows, n - 1, bdg_organisation_t).public_id, NULL) : NULL);
    return bdg_res_page(res, "admin/organisations/choose", json_incref(m));
}

/* --- the page of the tree */

bdg_err_t *bdg_get_organisations(bdg_req_t *req, bdg_res_t *res)
{
    const char *q = bdg_req_arg(req, "q"), *at = bdg_req_arg(req, "at");
    json_t *m = bdg_json_object(req->pool), *f = json_object();
    int done = 0, searched = !bdg_is_blank(q);
    bdg_json_str(f, "q", searched ? q : "");
    bdg_json_bool(f, "any", searched);
    bdg_json_set(m, "filter", f);
    bdg_json_bool(m, "searched", searched);
    if (searched) {
        BDG_TRY(found(m, req, q));
        bdg_json_bool(m, "has_found", json_array_size(json_object_get(m, "found")) > 0);
        return bdg_res_page(res, "admin/organisations/tree", json_incref(m));
    }
    if (at && bdg_id_valid(at))
        BDG_TRY(opened(&done, m, req, at));
    if (!done)
        BDG_TRY(tops(m, req));
    bdg_json_bool(m, "has_nodes", json_array_size(json_object_get(m, "nodes")) > 0 || json_array_size(json_object_get(m, "chain")) > 0);
    return bdg_res_page(res, "admin/organisations/tree", json_incref(m));
}
