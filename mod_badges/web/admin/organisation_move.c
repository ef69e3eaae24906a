/* Where an organisation hangs: to another place, with what that does for people said before; and out of the tree. */
#include "base/id.h"
#include "base/str.h"
#include "core/access.h"
#include "core/organisation.h"
#include "web/admin/organisation_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define CHOICES 20
#define SIGHT_ROWS 50

/* --- step 1: where to */

static bdg_err_t *choices(json_t *m, bdg_req_t *req, const bdg_organisation_t *o)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    const char *q = bdg_req_arg(req, "q"), *after = bdg_req_arg(req, "after");
    bdg_organisation_filter_t f = { .q = q, .account_id = req->actor.account_id, .perms = BDG_PERM_BIT(BDG_PERM_ORGANISATION_MANAGE), .except_id = o->id,
                                    .after = after && bdg_id_valid(after) ? after : NULL, .limit = CHOICES };
    bdg_json_set(m, "choices", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_search(&rows, db, &f, req->pool));
    int n = rows->nelts < CHOICES ? rows->nelts : CHOICES;
    for (int i = 0; i < n; i++) {
        const bdg_organisation_t *c = &APR_ARRAY_IDX(rows, i, bdg_organisation_t);
        const char *where;
        json_t *node = bdg_organisation_node(req, c, 0);
        bdg_json_add(list, node);
        BDG_TRY(bdg_organisation_where(&where, req, c->id));
        bdg_json_str(node, "where", where);
        bdg_json_bool(node, "here", c->id == o->parent_id);
        bdg_json_str(node, "to_href", bdg_organisation_href(req, o->public_id, apr_pstrcat(req->pool, "/move?to=", c->public_id, NULL)));
    }
    bdg_json_bool(m, "has_choices", n > 0);
    bdg_json_str(m, "q", q ? q : "");
    bdg_words_set(m, "more_href", rows->nelts > n ? bdg_organisation_href(req, o->public_id,
        apr_pstrcat(req->pool, "/move?after=", APR_ARRAY_IDX(rows, n - 1, bdg_organisation_t).public_id, "&q=", bdg_url_escape(q ? q : "", req->pool), NULL)) : NULL);
    return NULL;
}

/* --- step 2: what it does */

static bdg_err_t *sight(json_t *m, bdg_req_t *req, const char *key, int64_t from, int64_t to, int *unseen)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    int hidden;
    bdg_json_set(m, key, list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_sight(&rows, &hidden, db, from, to, req->actor.account_id, SIGHT_ROWS, req->pool));
    *unseen |= hidden;
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_organisation_sight_t *s = &APR_ARRAY_IDX(rows, i, bdg_organisation_sight_t);
        json_t *p = json_object();
        bdg_json_str(p, "name", s->name);
        bdg_json_str(p, "email", s->email);
        bdg_json_str(p, "role", s->role);
        bdg_json_str(p, "place", s->place);
        bdg_json_add(list, p);
    }
    bdg_json_bool(m, apr_pstrcat(req->pool, "has_", key, NULL), rows->nelts > 0);
    bdg_json_bool(m, apr_pstrcat(req->pool, "many_", key, NULL), rows->nelts == SIGHT_ROWS);
    return NULL;
}

static bdg_err_t *preview(json_t *m, bdg_req_t *req, const bdg_organisation_t *o, const bdg_organisation_t *to)
{
    bdg_db_t *db;
    bdg_organisation_t *from;
    int64_t below;
    int unseen = 0;
    const char *where;
    json_t *t = json_object();
    BDG_TRY_ELSE(bdg_req_db(req, &db), json_decref(t));
    bdg_json_set(m, "to", t);
    BDG_TRY(bdg_organisation_by_id(&from, db, o->parent_id, req->pool));
    BDG_TRY(bdg_organisation_below(&below, db, o->id));
    BDG_TRY(bdg_organisation_where(&where, req, to->id));
    bdg_json_str(t, "id", to->public_id);
    bdg_json_str(t, "name", to->name);
    bdg_json_str(t, "from", from->name);
    bdg_json_str(t, "where", where);
    bdg_words_set(t, "below", below ? bdg_words_count(below, "organisation", "organisations", req->pool) : NULL);
    BDG_TRY(sight(m, req, "losing", from->id, to->id, &unseen));
    BDG_TRY(sight(m, req, "gaining", to->id, from->id, &unseen));
    bdg_json_bool(m, "unseen", unseen);
    return NULL;
}

/* The chosen place; NULL when it is none to choose, or none was chosen. */
static bdg_err_t *chosen(bdg_organisation_t **to, bdg_req_t *req, const bdg_organisation_t *o)
{
    bdg_db_t *db;
    bdg_perms_t perms;
    int below;
    const char *id = bdg_req_arg(req, "to");
    *to = NULL;
    if (!id || !bdg_id_valid(id))
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_organisation_by_public_id(to, db, id, req->pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    BDG_TRY(bdg_access_at(&perms, db, &req->actor, (*to)->id, 0, 0));
    BDG_TRY(bdg_organisation_is_below(&below, db, (*to)->id, o->id));
    if (below || strcmp((*to)->state, "active") || (*to)->id == o->parent_id || !(perms & BDG_PERM_BIT(BDG_PERM_ORGANISATION_MANAGE)))
        *to = NULL;
    return NULL;
}

static bdg_err_t *move_page(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_db_t *db;
    json_t *m;
    bdg_organisation_t *o, *to = NULL;
    const char *why;
    BDG_TRY(bdg_organisation_page(&m, &o, req, "/move"));
    bdg_json_own(m, req->pool);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_may_leave(&why, db, &req->actor, o));
    bdg_words_set(m, "why", why);
    bdg_words_set(m, "trouble", trouble);
    if (!why)
        BDG_TRY(chosen(&to, req, o));
    if (to)
        BDG_TRY(preview(m, req, o, to));
    else if (!why)
        BDG_TRY(choices(m, req, o));
    return bdg_res_page(res, to ? "admin/organisations/move-preview" : "admin/organisations/move", json_incref(m));
}

bdg_err_t *bdg_get_organisation_move(bdg_req_t *req, bdg_res_t *res) { return move_page(req, res, NULL); }

bdg_err_t *bdg_post_organisation_move(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_organisation_move(&edit, bdg_req_form(req, "to"));
    if (!e)
        return bdg_res_redirect(req, res, bdg_organisation_path_of(req, req->params[0], ""), "success", "Moved, with all that lies below it.");
    if (e->code != BDG_E_CONFLICT && e->code != BDG_E_INVALID)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    res->status = e->code == BDG_E_CONFLICT ? 409 : 422;
    bdg_err_clear(e);
    return move_page(req, res, why);
}

/* --- out of the tree */

static bdg_err_t *remove_page(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_db_t *db;
    json_t *m, *list = json_array();
    bdg_organisation_t *o;
    bdg_organisation_holds_t h;
    const char *why;
    BDG_TRY_ELSE(bdg_organisation_page(&m, &o, req, "/remove"), json_decref(list));
    bdg_json_own(m, req->pool);
    bdg_json_set(m, "left", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_may_leave(&why, db, &req->actor, o));
    BDG_TRY(bdg_organisation_holds(&h, db, o->id));
    apr_array_header_t *left = bdg_organisation_in_the_way(&h, req->pool);
    for (int i = 0; i < left->nelts; i++)
        bdg_json_add(list, json_string(APR_ARRAY_IDX(left, i, const char *)));
    bdg_words_set(m, "why", why);
    bdg_words_set(m, "trouble", trouble);
    bdg_json_bool(m, "in_the_way", left->nelts > 0);
    bdg_json_bool(m, "ready", !why && !left->nelts);
    bdg_words_set(m, "people", h.people ? bdg_words_count(h.people, "person has", "people have", req->pool) : NULL);
    bdg_words_set(m, "awards", h.awards ? bdg_words_count(h.awards, "credential", "credentials", req->pool) : NULL);
    return bdg_res_page(res, "admin/organisations/remove", json_incref(m));
}

bdg_err_t *bdg_get_organisation_remove(bdg_req_t *req, bdg_res_t *res) { return remove_page(req, res, NULL); }

bdg_err_t *bdg_post_organisation_remove(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_organisation_remove(&edit);
    if (!e)
        return bdg_res_redirect(req, res, bdg_organisation_path_of(req, req->params[0], ""), "success", "Removed. You can bring it back here at any time.");
    if (e->code != BDG_E_CONFLICT)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    bdg_err_clear(e);
    res->status = 409;
    return remove_page(req, res, why);
}
