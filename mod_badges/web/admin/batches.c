/* Batches: the list, a new one, its name and badge, and throwing one away before anything was issued. */
#include "base/str.h"
#include "base/language.h"
#include "core/access.h"
#include "store/search.h"
#include "web/admin/batch_model.h"
#include "web/admin/graphic_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/reach.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/batches"
#define ISSUE BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE)

/* --- the list */

static const char *known_state(const char *s)
{
    static const char *const states[] = { "named", "uploaded", "checking", "checked", "issuing", "issued", "cancelled", NULL };
    for (int i = 0; s && states[i]; i++)
        if (!strcmp(s, states[i]))
            return states[i];
    return NULL;
}

static void filter_model(json_t *m, const bdg_req_t *req, const bdg_batch_filter_t *f)
{
    static const char *const states[] = { "", N_("Any state"), "checked", N_("Checked"), "issuing", N_("Being issued"), "issued", N_("Issued"), "cancelled", N_("Cancelled"), "uploaded", N_("Uploaded"), "named", N_("Not begun"), NULL };
    json_t *o = json_object(), *list = json_array();
    const char *q = bdg_req_arg(req, "q");
    for (int i = 0; states[i]; i += 2)
        bdg_parts_option(list, states[i], bdg_tr(states[i + 1]), !strcmp(states[i], f->state ? f->state : ""));
    bdg_json_str(o, "q", q ? q : "");
    bdg_json_set(o, "states", list);
    bdg_words_set(o, "badge", f->badge);
    bdg_json_bool(o, "any", bdg_reach_model(o, req, f->reach) || f->like || f->state || f->badge);
    bdg_json_set(m, "filter", o);
}

/* What there is to say about a batch in a list. */
static const char *counts_text(const bdg_batch_row_t *r, apr_pool_t *pool)
{
    if (!strcmp(r->state, "issued") || !strcmp(r->state, "cancelled") || !strcmp(r->state, "issuing"))
        return bdg_say(pool, "%s of %s issued", bdg_words_number(r->issued_count, pool), bdg_words_number(r->row_count, pool));
    if (!strcmp(r->state, "checked"))
        return r->error_count ? bdg_say(pool, "%s ready, %s with errors", bdg_words_number(r->ready_count, pool), bdg_words_number(r->error_count, pool)) : bdg_say(pool, "%s ready", bdg_words_number(r->ready_count, pool));
    return r->row_count ? bdg_words_count(r->row_count, "row", "rows", pool) : _("No file yet");
}

static json_t *row_model(const bdg_req_t *req, const bdg_batch_row_t *r)
{
    json_t *o = json_object();
    bdg_json_str(o, "name", r->name);
    bdg_json_str(o, "href", bdg_batch_href(req, r->public_id, ""));
    bdg_json_str(o, "badge_name", r->badge_name);
    bdg_words_set(o, "image_url", bdg_graphic_src(req, r->graphic_public_id, r->graphic_revision));
    bdg_json_str(o, "state", r->state);
    bdg_json_str(o, "state_text", bdg_batch_state_text(r->state));
    bdg_reach_row(o, req, r->organisation_id, r->organisation_name);
    bdg_json_str(o, "counts", counts_text(r, req->pool));
    bdg_words_set(o, "by", r->created_by_name);
    bdg_words_time(o, "created", r->created_at, req->pool);
    return o;
}

bdg_err_t *bdg_get_batches(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t n;
    bdg_pager_t pager = bdg_pager_read(req);
    const char *badge = bdg_req_arg(req, "badge");
    bdg_batch_filter_t f = { .organisation_id = req->scope.organisation_id, .account_id = req->actor.account_id, .whole = (req->actor.perms & ISSUE) != 0,
                             .like = bdg_search_like(bdg_req_arg(req, "q"), req->pool), .state = known_state(bdg_req_arg(req, "state")),
                             .badge = bdg_is_blank(badge) ? NULL : badge, .cursor = pager.cursor, .newer = pager.newer, .limit = BDG_PAGER_ROWS };
    json_t *m = bdg_json_object(req->pool), *list = json_array();
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_reach_read(&f.reach, req));
    BDG_TRY(bdg_batch_list(&rows, db, &f, req->pool));
    BDG_TRY(bdg_batch_count(&n, db, &f));
    filter_model(m, req, &f);
    bdg_pager_trim(&pager, rows, BDG_PAGER_ROWS);
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, row_model(req, &APR_ARRAY_IDX(rows, i, bdg_batch_row_t)));
    bdg_pager_model(m, req, &pager, PATH, rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_batch_row_t).public_id : NULL,
                    rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_batch_row_t).public_id : NULL, bdg_words_count(n, "batch", "batches", req->pool));
    return bdg_res_page(res, "admin/batches/list", json_incref(m));
}

/* --- name and badge */

static bdg_err_t *badge_choices(json_t *m, bdg_req_t *req, const char *chosen)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    bdg_json_set(m, "badges", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_batch_badges(&rows, db, req->scope.organisation_id, (req->actor.perms & ISSUE) != 0, req->actor.account_id, req->pool));
    bdg_json_bool(m, "has_badges", rows->nelts > 0);
    if (rows->nelts > 1)
        bdg_parts_option(list, "", _("Choose a badge"), !chosen);
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_batch_badge_t *b = &APR_ARRAY_IDX(rows, i, bdg_batch_badge_t);
        const char *of = b->organisation_id == req->scope.organisation_id ? "" : apr_pstrcat(req->pool, ", ", b->organisation_name, NULL);
        bdg_parts_option(list, b->public_id, apr_pstrcat(req->pool, b->name, " – ", b->issuer_name, of, NULL), chosen && !strcmp(chosen, b->public_id));
    }
    return NULL;
}

/* The badge that the form names, when this person may issue it. */
static bdg_err_t *chosen_badge(bdg_badge_class_t **badge, bdg_req_t *req, json_t *m)
{
    bdg_db_t *db;
    bdg_scope_t scope;
    const char *id = bdg_req_form(req, "badge");
    *badge = NULL;
    if (bdg_is_blank(id)) {
        bdg_problem(m, "badge", "Badge", "Choose the badge that will be issued.");
        return NULL;
    }
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_BADGE_CLASS, id, req->pool));
    BDG_TRY(bdg_access_ask(scope.perms, BDG_PERM_ASSERTIONS_ISSUE));
    return bdg_badge_class_by_id(badge, db, scope.object_id, req->pool);
}

static json_t *name_values(const bdg_req_t *req, const char *name, const char *badge, int revision)
{
    json_t *v = bdg_json_object(req->pool);
    bdg_json_str(v, "name", name ? name : "");
    bdg_json_str(v, "badge", badge ? badge : "");
    bdg_json_str(v, "revision", apr_itoa(req->pool, revision));
    return v;
}

static bdg_err_t *name_page(bdg_req_t *req, bdg_res_t *res, json_t *m, const char *name, const char *badge)
{
    const json_t *conflict = json_object_get(m, "conflict"), *batch = json_object_get(m, "batch");
    if (!conflict)
        bdg_json_set(m, "values", json_incref(name_values(req, name, badge, (int)json_integer_value(json_object_get(batch, "revision")))));
    BDG_TRY(badge_choices(m, req, conflict ? bdg_json_get_str(json_object_get(m, "values"), "badge") : badge));
    return bdg_res_page(res, "admin/batches/name", json_incref(m));
}

/* INVALID is about the name, CONFLICT about the badge or the batch. */
static int refused(bdg_err_t **e, json_t *m)
{
    if (*e && (*e)->code == BDG_E_INVALID)
        bdg_problem(m, "name", "Name", "%s", (*e)->message);
    else if (*e && (*e)->code == BDG_E_CONFLICT)
        bdg_problem(m, "badge", "Badge", "%s", (*e)->message);
    else
        return 0;
    bdg_err_clear(*e);
    *e = NULL;
    return 1;
}

static json_t *new_model(bdg_req_t *req)
{
    static const char *const titles[] = { N_("Name and badge"), N_("Upload"), N_("Check"), N_("Review"), N_("Issue") };
    json_t *m = bdg_json_object(req->pool), *steps = json_array();
    for (int i = 0; i < 5; i++) {
        json_t *o = json_object();
        bdg_json_str(o, "title", _(titles[i]));
        bdg_json_str(o, "state", i ? "todo" : "current");
        bdg_json_bool(o, "href", 0);
        bdg_json_add(steps, o);
    }
    bdg_json_set(m, "steps", steps);
    bdg_json_str(m, "action", apr_pstrcat(req->pool, req->site->prefix, PATH "/new", NULL));
    return m;
}

bdg_err_t *bdg_get_batch_new(bdg_req_t *req, bdg_res_t *res) { return name_page(req, res, new_model(req), bdg_req_arg(req, "name"), bdg_req_arg(req, "badge")); }

bdg_err_t *bdg_post_batch_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_badge_class_t *badge;
    bdg_batch_t *batch = NULL;
    json_t *m = new_model(req);
    BDG_TRY(chosen_badge(&badge, req, m));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = badge ? bdg_batch_create(&batch, db, &req->actor, badge, bdg_req_form(req, "name"), req->pool) : NULL;
    if (!badge && bdg_is_blank(bdg_req_form(req, "name")))
        bdg_problem(m, "name", "Name", "Give the batch a name. Only your organisation sees it.");
    if (refused(&e, m) || !badge) {
        res->status = 422;
        return name_page(req, res, m, bdg_req_form(req, "name"), bdg_req_form(req, "badge"));
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, bdg_batch_path(req, batch->public_id, "/upload"), NULL, NULL);
}

static json_t *rename_model(bdg_req_t *req, const bdg_batch_plan_t *plan)
{
    json_t *m = bdg_batch_page(req, plan, 1);
    bdg_json_str(m, "action", bdg_batch_href(req, plan->batch->public_id, "/name"));
    return m;
}

bdg_err_t *bdg_get_batch_name(bdg_req_t *req, bdg_res_t *res)
{
    bdg_batch_plan_t *plan;
    bdg_err_t *e = NULL;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_elsewhere(&e, req, res, plan, 1))
        return e;
    return name_page(req, res, rename_model(req, plan), plan->batch->name, plan->badge->public_id);
}

/* Somebody else named it otherwise, or went on with it, meanwhile. badge: what was chosen here, or NULL. */
static bdg_err_t *name_conflict(bdg_req_t *req, bdg_res_t *res, json_t *m, const bdg_badge_class_t *badge)
{
    bdg_batch_plan_t *now;
    BDG_TRY(bdg_batch_load_plan(&now, req));
    json_t *saved = name_values(req, now->batch->name, now->badge->public_id, now->batch->revision);
    bdg_json_set(m, "values", json_incref(name_values(req, bdg_req_form(req, "name"), bdg_req_form(req, "badge"), 0)));
    BDG_TRY(bdg_form_stale(req, res, m, saved, "batch", now->batch->id));
    bdg_form_differs(m, saved, "name", _("Name of the batch"));
    bdg_form_differs_in(m, "badge", _("Badge"), now->badge->name, bdg_form_takes(req, "badge") || !badge ? now->badge->name : badge->name);
    return name_page(req, res, m, NULL, NULL);
}

bdg_err_t *bdg_post_batch_name(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    bdg_badge_class_t *badge;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    json_t *m = rename_model(req, plan);
    BDG_TRY(chosen_badge(&badge, req, m));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_form_taken(req);
    if (bdg_batch_open(plan) && (e || plan->batch->revision != bdg_batch_revision(req))) {
        bdg_err_clear(e);
        return name_conflict(req, res, m, badge);
    }
    bdg_err_clear(e);
    e = badge ? bdg_batch_rename_to(db, &req->actor, plan->batch->id, bdg_batch_revision(req), badge, bdg_req_form(req, "name"), req->pool) : NULL;
    if (refused(&e, m) || !badge) {
        res->status = 422;
        return name_page(req, res, m, bdg_req_form(req, "name"), bdg_req_form(req, "badge"));
    }
    BDG_TRY(e);
    if (bdg_batch_is(plan, "named"))
        return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, "/upload"), NULL, NULL);
    if (badge->id == plan->badge->id)
        return bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, "/check"), NULL, NULL);
    return bdg_batch_go_on(req, res, db, plan->batch->id, plan->batch->public_id, NULL);
}

/* --- throwing it away */

bdg_err_t *bdg_get_batch_delete(bdg_req_t *req, bdg_res_t *res)
{
    bdg_batch_plan_t *plan;
    bdg_err_t *e = NULL;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_elsewhere(&e, req, res, plan, 1))
        return e;
    json_t *m = json_object();
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = plan->batch->name, .back = bdg_batch_href(req, plan->batch->public_id, ""), .action = bdg_batch_href(req, plan->batch->public_id, "/delete"),
        .revision = plan->batch->revision, .heading = bdg_say(req->pool, "Delete %s", plan->batch->name),
        .text = "The uploaded rows and the corrections that you made here are removed.", .points = { "Nothing was issued, and nobody was written to." },
        .undo = "This cannot be undone. Your own file stays where it is.", .button = "Delete the batch" });
    return bdg_res_page(res, "admin/confirm", m);
}

bdg_err_t *bdg_post_batch_delete(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_batch_discard(db, &req->actor, req->scope.object_id, bdg_batch_revision(req), req->pool));
    return bdg_res_redirect(req, res, PATH, "success", "The batch was deleted.");
}
