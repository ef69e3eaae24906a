/* /me/collections: what a person shows together, in their own order and words. */
#include "core/collection.h"
#include "base/language.h"
#include "core/imported.h"
#include "store/recipient.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/me/collection_items.h"
#include "web/me/me.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

static const char *const audience_texts[] = { N_("Only you"), N_("Anyone who has its address"), N_("Anyone; search engines may list it") };

static const char *page_of(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, "/me/collections/", id, rest, NULL); }

static json_t *shown(const bdg_req_t *req, const bdg_collection_t *c)
{
    json_t *o = json_object();
    apr_pool_t *p = req->pool;
    bdg_json_str(o, "id", c->public_id);
    bdg_json_str(o, "name", c->name);
    bdg_json_str(o, "description", c->description);
    bdg_json_str(o, "href", apr_pstrcat(p, req->site->prefix, page_of(req, c->public_id, ""), NULL));
    bdg_json_str(o, "count", bdg_words_count(c->items, "credential", "credentials", p));
    bdg_json_str(o, "audience", bdg_tr(audience_texts[c->audience]));
    bdg_json_str(o, "state", c->audience == BDG_AUDIENCE_PRIVATE ? "none" : "good");
    bdg_json_str(o, "state_text", c->audience == BDG_AUDIENCE_PRIVATE ? _("Private") : c->audience == BDG_AUDIENCE_LINK ? _("Shared") : _("Public"));
    bdg_words_set(o, "public_href", c->audience == BDG_AUDIENCE_PRIVATE ? NULL : bdg_site_url(req->site, p, "/collections/%s", c->public_id));
    bdg_words_time(o, "updated", c->updated_at, p);
    return o;
}

bdg_err_t *bdg_get_me_collections(bdg_req_t *req, bdg_res_t *res)
{
    apr_array_header_t *list;
    bdg_db_t *db;
    json_t *m = bdg_me_model(req, BDG_ME_COLLECTIONS), *rows = json_array();
    bdg_json_set(m, "rows", rows);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_collection_list(&list, db, req->actor.account_id, 0, 0, req->pool));
    for (int i = 0; i < list->nelts; i++)
        bdg_json_add(rows, shown(req, &APR_ARRAY_IDX(list, i, bdg_collection_t)));
    bdg_json_bool(m, "has_rows", list->nelts > 0);
    return bdg_res_page(res, "me/collections/list", json_incref(m));
}

/* ---------------------------------------------------------------- the form */

static json_t *form_values(const bdg_req_t *req, const char *name, const char *description, const char *audience, int revision)
{
    json_t *v = json_object();
    bdg_json_str(v, "name", name ? name : "");
    bdg_json_str(v, "description", description ? description : "");
    bdg_json_str(v, "audience", audience ? audience : "");
    bdg_json_str(v, "revision", apr_itoa(req->pool, revision));
    return v;
}

static void audiences_model(json_t *m)
{
    json_t *choices = json_array();
    const char *audience = bdg_json_get_str(json_object_get(m, "values"), "audience");
    bdg_json_set(m, "audiences", choices);
    for (int i = 0; bdg_audience_words[i]; i++)
        bdg_parts_option(choices, bdg_audience_words[i], bdg_tr(audience_texts[i]), !strcmp(audience, bdg_audience_words[i]));
}

static const char *audience_text(const json_t *values)
{
    const char *audience = bdg_json_get_str(values, "audience");
    for (int i = 0; bdg_audience_words[i]; i++)
        if (!strcmp(audience, bdg_audience_words[i]))
            return bdg_tr(audience_texts[i]);
    return audience;
}

/* In another window, or on another device: the same person, but what was saved there is not lost without a word either. */
static bdg_err_t *conflict(json_t *m, bdg_req_t *req, bdg_res_t *res, const bdg_collection_t *c)
{
    json_t *saved = bdg_json_own(form_values(req, c->name, c->description, bdg_audience_words[c->audience], c->revision), req->pool);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "collection", c->id));
    audiences_model(m);
    bdg_form_differs(m, saved, "name", _("Name"));
    bdg_form_differs(m, saved, "description", _("Text"));
    bdg_form_differs_in(m, "audience", _("Who may see it"), audience_text(saved), audience_text(json_object_get(m, "values")));
    return bdg_res_page(res, "me/collections/form", json_incref(m));
}

static json_t *form_model(bdg_req_t *req, const char *name, const char *description, const char *audience, int revision)
{
    json_t *m = bdg_me_model(req, BDG_ME_COLLECTIONS);
    bdg_json_set(m, "values", form_values(req, name, description, audience, revision));
    audiences_model(m);
    return m;
}

static bdg_collection_typed_t typed(const bdg_req_t *req)
{
    return (bdg_collection_typed_t){ bdg_req_form(req, "name"), bdg_req_form(req, "description"), bdg_req_form(req, "audience") };
}

static bdg_err_t *form_again(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const bdg_check_t *check, const bdg_collection_t *c)
{
    bdg_collection_typed_t t = typed(req);
    json_t *m = form_model(req, t.name, t.description, t.audience, c ? c->revision : 0);
    if (c)
        bdg_json_set(m, "collection", shown(req, c));
    int full = e->code == BDG_E_CONFLICT;
    if (full && c) {
        bdg_err_clear(e);
        return conflict(m, req, res, c);
    }
    if (full)
        bdg_problem(m, "form", "Collection", "%s", e->message);
    else if (!bdg_form_refused(&e, check, m))
        return e;
    bdg_err_clear(e);
    BDG_TRY(bdg_res_form_again(res, "me/collections/form", json_incref(m)));
    res->status = full ? 409 : 422;
    return NULL;
}

bdg_err_t *bdg_get_me_collection_new(bdg_req_t *req, bdg_res_t *res)
{
    return bdg_res_page(res, "me/collections/form", json_incref(form_model(req, "", "", "link", 0)));
}

bdg_err_t *bdg_post_me_collection_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_collection_t *c;
    bdg_collection_typed_t t = typed(req);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_collection_make(&c, &edit, &t);
    if (e)
        return form_again(req, res, e, edit.check, NULL);
    return bdg_res_redirect(req, res, page_of(req, c->public_id, ""), "success", "The collection is there. Put credentials into it from their own pages.");
}

static bdg_err_t *load(bdg_collection_t **c, bdg_db_t **db, bdg_req_t *req)
{
    BDG_TRY(bdg_req_db(req, db));
    return bdg_collection_get(c, *db, req->actor.account_id, req->scope.object_id, req->pool);
}

bdg_err_t *bdg_get_me_collection_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_collection_t *c;
    bdg_db_t *db;
    BDG_TRY(load(&c, &db, req));
    json_t *m = form_model(req, c->name, c->description, bdg_audience_words[c->audience], c->revision);
    bdg_json_set(m, "collection", shown(req, c));
    return bdg_res_page(res, "me/collections/form", json_incref(m));
}

bdg_err_t *bdg_post_me_collection_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_collection_t *c;
    bdg_db_t *db;
    bdg_collection_typed_t t = typed(req);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_collection_change(&edit, &t);
    if (!e)
        return bdg_res_redirect(req, res, page_of(req, req->params[0], ""), "success", "Saved.");
    BDG_TRY_ELSE(load(&c, &db, req), bdg_err_clear(e));
    return form_again(req, res, e, edit.check, c);
}

/* ---------------------------------------------------------------- one of them */

bdg_err_t *bdg_get_me_collection(bdg_req_t *req, bdg_res_t *res)
{
    bdg_collection_t *c;
    bdg_db_t *db;
    json_t *m = bdg_me_model(req, BDG_ME_COLLECTIONS), *items;
    BDG_TRY(load(&c, &db, req));
    bdg_json_set(m, "collection", shown(req, c));
    BDG_TRY(bdg_collection_items_model(&items, req, db, c, BDG_ITEMS_OF_OWNER));
    bdg_json_set(m, "items", items);
    bdg_json_bool(m, "has_items", json_array_size(items) > 0);
    return bdg_res_page(res, "me/collections/show", json_incref(m));
}

/* "up a0123..." : what to do, and with which; a for an award, i for an imported badge. */
static bdg_err_t *item_of(bdg_collection_item_t *item, const bdg_req_t *req, bdg_db_t *db, const char *key)
{
    int64_t organisation;
    *item = (bdg_collection_item_t){ 0, 0, 0 };
    if (key && *key == 'a')
        return bdg_held_scope(&organisation, &item->assertion_id, db, req->actor.account_id, key + 1);
    return bdg_imported_scope(&item->imported_badge_id, db, req->actor.account_id, key && *key ? key + 1 : "");
}

bdg_err_t *bdg_post_me_collection_items(bdg_req_t *req, bdg_res_t *res)
{
    static const char *const acts[] = { "up", "down", "out" };
    bdg_edit_t edit;
    bdg_collection_item_t item;
    const char *act = bdg_req_form(req, "act"), *back = page_of(req, req->params[0], "#items");
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = item_of(&item, req, edit.db, bdg_req_form(req, "item"));
    if (e && e->code == BDG_E_NOT_FOUND) {   /* gone meanwhile: the page shows what is there */
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, back, NULL, NULL);
    }
    BDG_TRY(e);
    for (int i = 0; act && i < 3; i++)
        if (!strcmp(act, acts[i]))
            BDG_TRY(bdg_collection_move(&edit, &item, (bdg_item_act_e)i));
    return bdg_res_redirect(req, res, back, NULL, NULL);
}

bdg_err_t *bdg_get_me_collection_delete(bdg_req_t *req, bdg_res_t *res)
{
    bdg_collection_t *c;
    bdg_db_t *db;
    BDG_TRY(load(&c, &db, req));
    bdg_me_confirm_t confirm = { .heading = _("Delete this collection?"), .text = bdg_say(req->pool, "You delete the collection \xe2\x80\x9c%s\xe2\x80\x9d.", c->name),
        .points = { _("Its public address stops working, for good."), _("The credentials in it stay where they are.") },
        .action = page_of(req, req->params[0], "/delete"), .button = _("Delete the collection"), .back = page_of(req, req->params[0], ""), .dangerous = 1 };
    return bdg_me_confirm(req, res, BDG_ME_COLLECTIONS, &confirm);
}

bdg_err_t *bdg_post_me_collection_delete(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    BDG_TRY(bdg_collection_remove(&edit));
    return bdg_res_redirect(req, res, "/me/collections", "success", "The collection is deleted.");
}

/* ---------------------------------------------------------------- putting something in, from its own page */

/* The collection that was chosen, or a new one by the name that was typed. */
static bdg_err_t *target(const char **public_id, bdg_edit_t *edit, bdg_req_t *req)
{
    const char *chosen = bdg_req_form(req, "collection"), *name = bdg_req_form(req, "name");
    bdg_collection_t *c;
    if (name && *name) {
        bdg_collection_typed_t t = { name, "", "link" };
        BDG_TRY(bdg_collection_make(&c, edit, &t));
        edit->id = c->id;
        *public_id = c->public_id;
        return NULL;
    }
    *public_id = chosen ? chosen : "";
    return bdg_collection_scope(&edit->id, edit->db, req->actor.account_id, *public_id);
}

static bdg_err_t *collect(bdg_req_t *req, bdg_res_t *res, const char *from, const bdg_collection_item_t *item)
{
    bdg_edit_t edit;
    const char *id = "";
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = target(&id, &edit, req);
    if (!e)
        e = bdg_collection_add(&edit, item);
    if (e && (e->code == BDG_E_NOT_FOUND || e->code == BDG_E_INVALID || e->code == BDG_E_CONFLICT)) {
        const char *why = e->code == BDG_E_NOT_FOUND ? _("Choose one of your collections, or type a name for a new one.") : apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, from, req->params[0], NULL), "warning", why);
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, page_of(req, id, ""), "success", "It is in the collection.");
}

bdg_err_t *bdg_post_me_credential_collect(bdg_req_t *req, bdg_res_t *res)
{
    return collect(req, res, "/me/credentials/", &(bdg_collection_item_t){ req->scope.object_id, 0, 0 });
}

bdg_err_t *bdg_post_me_imported_collect(bdg_req_t *req, bdg_res_t *res)
{
    return collect(req, res, "/me/imported/", &(bdg_collection_item_t){ 0, req->scope.object_id, 0 });
}
