/* One act on many people: what it would touch, doing it, what became of each, undoing it. */
#include "base/id.h"
#include "base/language.h"
#include "core/access.h"
#include "core/people_act.h"
#include "store/search.h"
#include "web/admin/people_model.h"
#include "web/dispatch.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/admin/people"
#define TRIED 25          /* so many are tried before the question is asked */
#define ITEMS 50

typedef struct bulk_t {
    bdg_people_wish_t wish;
    bdg_person_filter_t filter;
    bdg_people_group_t *from, *to;
    int all;
    int64_t n;
    int at_least;                /* nobody counted beyond n */
    const char *const *ids;      /* public ids of those chosen */
} bulk_t;

static const char *list_path(const bdg_req_t *req) { return apr_pstrcat(req->pool, PATH, *req->query ? "?" : "", req->query, NULL); }

/* ---------------------------------------------------------------- what is wanted */

static bdg_err_t *group_of(bdg_people_group_t **g, bdg_req_t *req, const char *id)
{
    bdg_db_t *db;
    *g = NULL;
    if (!id || !bdg_id_valid(id))
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_people_group_by_public_id(g, db, id, req->pool));
    if (*g && (*g)->organisation_id != req->actor.organisation_id)
        *g = NULL;
    return NULL;
}

/* Those chosen, as far as they may be seen; others are passed over, as they would be in the list. */
static bdg_err_t *chosen(bulk_t *b, bdg_req_t *req, bdg_db_t *db)
{
    int64_t *accounts = apr_palloc(req->pool, sizeof *accounts * (size_t)(req->form->n + 1));
    const char **ids = apr_palloc(req->pool, sizeof *ids * (size_t)(req->form->n + 1));
    for (int i = 0; i < req->form->n; i++) {
        bdg_scope_t scope;
        if (strcmp(req->form->fields[i].name, "id") || !bdg_id_valid(req->form->fields[i].value))
            continue;
        bdg_err_t *e = bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_PERSON, req->form->fields[i].value, req->pool);
        if (e && e->code != BDG_E_NOT_FOUND)
            return e;
        int ok = !e && scope.organisation_id == req->actor.organisation_id && (scope.perms & BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE));
        bdg_err_clear(e);
        if (!ok)
            continue;
        ids[b->wish.n] = req->form->fields[i].value;
        accounts[b->wish.n++] = scope.object_id;
    }
    b->wish.accounts = accounts;
    b->ids = ids;
    b->n = b->wish.n;
    return NULL;
}

/* What the form asks for. *trouble: why it cannot be done, or NULL. */
static bdg_err_t *read_wish(bulk_t *b, const char **trouble, bdg_req_t *req)
{
    static const char *const acts[] = { "", "add", "move", "take", "remove", "erase", NULL };
    const char *act = bdg_req_form(req, "act");
    bdg_db_t *db;
    int nothing;
    memset(b, 0, sizeof *b);
    *trouble = NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_people_filter(&b->filter, &nothing, req, 0));
    for (int i = 1; act && acts[i]; i++)
        if (!strcmp(acts[i], act))
            b->wish.kind = (bdg_act_e)i;
    BDG_TRY(group_of(&b->to, req, bdg_req_form(req, "to")));
    BDG_TRY(group_of(&b->from, req, bdg_req_arg(req, "group")));
    b->all = bdg_req_form(req, "all") != NULL;
    if (b->all && !nothing)
        BDG_TRY(bdg_person_count(&b->n, &b->at_least, db, &b->filter, req->pool));
    else if (!b->all)
        BDG_TRY(chosen(b, req, db));
    b->wish.filter = &b->filter;
    if (b->wish.kind == BDG_ACT_ADD || b->wish.kind == BDG_ACT_MOVE)
        b->wish.to_group_id = b->to ? b->to->id : 0;
    if (b->wish.kind == BDG_ACT_MOVE || b->wish.kind == BDG_ACT_TAKE)
        b->wish.from_group_id = b->from ? b->from->id : 0;
    if (!b->n)
        *trouble = "Choose at least one person first.";
    else if (!b->wish.kind)
        *trouble = "Choose what to do with them.";
    else if ((b->wish.kind == BDG_ACT_ADD || b->wish.kind == BDG_ACT_MOVE) && !b->wish.to_group_id)
        *trouble = "Choose the group that they go to.";
    else if ((b->wish.kind == BDG_ACT_MOVE || b->wish.kind == BDG_ACT_TAKE) && !b->wish.from_group_id)
        *trouble = "Show one group first: they leave the group that is shown.";
    else if (b->wish.to_group_id && b->wish.to_group_id == b->wish.from_group_id)
        *trouble = "They are in this group already.";
    return NULL;
}

/* "Move 12 people from Year 7 to Year 8" */
static const char *in_words(const bulk_t *b, const bdg_req_t *req)
{
    const char *who = bdg_people_number(b->n, b->at_least, req->pool), *from = b->from ? b->from->name : "", *to = b->to ? b->to->name : "";
    switch (b->wish.kind) {
    case BDG_ACT_ADD: return bdg_say(req->pool, "Add %s to %s", who, to);
    case BDG_ACT_MOVE: return bdg_say(req->pool, "Move %s from %s to %s", who, from, to);
    case BDG_ACT_TAKE: return bdg_say(req->pool, "Take %s out of %s", who, from);
    case BDG_ACT_REMOVE: return bdg_say(req->pool, "Take %s out of %s", who, req->actor.organisation_name);
    default: return bdg_say(req->pool, "Erase %s", who);
    }
}

static bdg_err_t *first_ones(int64_t *ids, int *n, bulk_t *b, bdg_db_t *db, apr_pool_t *pool)
{
    apr_array_header_t *rows;
    bdg_person_filter_t f = b->filter;
    *n = 0;
    for (int i = 0; i < b->wish.n && *n < TRIED; i++)
        ids[(*n)++] = b->wish.accounts[i];
    if (!b->all)
        return NULL;
    f.limit = TRIED;
    BDG_TRY(bdg_person_list(&rows, db, &f, pool));
    for (int i = 0; i < rows->nelts && i < TRIED; i++)
        ids[(*n)++] = APR_ARRAY_IDX(rows, i, bdg_person_row_t).id;
    return NULL;
}

/* The first of them are tried, and taken back: what would be refused is said by those who refuse it. */
static bdg_err_t *preview(json_t *m, bdg_req_t *req, bulk_t *b)
{
    static const char *const states[] = { "", "ready", "none", "failed" }, *const texts[] = { "", "Will be done", "Nothing to do", "Not possible" };
    bdg_edit_t edit;
    int64_t ids[TRIED];
    int n, refused = 0;
    json_t *rows = json_array();
    bdg_json_set(m, "rows", rows);
    BDG_TRY(bdg_form_edit(&edit, req));
    BDG_TRY(first_ones(ids, &n, b, edit.db, req->pool));
    for (int i = 0; i < n; i++) {
        int outcome;
        const char *why;
        bdg_person_t *p;
        json_t *o = json_object();
        bdg_json_add(rows, o);
        BDG_TRY(bdg_person_by_id(&p, edit.db, ids[i], req->pool));
        BDG_TRY(bdg_people_act_try(&outcome, &why, &edit, &b->wish, ids[i]));
        bdg_json_str(o, "name", p->name);
        bdg_json_str(o, "email", p->email);
        bdg_json_str(o, "href", bdg_person_href(req, p->public_id, ""));
        bdg_json_str(o, "state", states[outcome]);
        bdg_json_str(o, "state_text", texts[outcome]);
        bdg_words_set(o, "why", why);
        refused += outcome == BDG_ACT_REFUSED;
    }
    bdg_words_set(m, "more", b->n > n ? bdg_say(req->pool, "These are the first %d of %s.", n, bdg_people_number(b->n, b->at_least, req->pool)) : NULL);
    bdg_words_set(m, "refused", refused ? apr_psprintf(req->pool, "%d of %s cannot be done. The others are.", refused, b->n > n ? "these" : "them") : NULL);
    return NULL;
}

static void add_field(json_t *fields, const char *name, const char *value)
{
    bdg_json_add(fields, bdg_json_str(bdg_json_str(json_object(), "name", name), "value", value));
}

bdg_err_t *bdg_post_people_chosen(bdg_req_t *req, bdg_res_t *res)
{
    bulk_t b;
    const char *trouble;
    json_t *m = bdg_json_object(req->pool), *fields = json_array();
    bdg_json_set(m, "fields", fields);
    BDG_TRY(read_wish(&b, &trouble, req));
    if (!trouble && b.n > BDG_COUNT_MAX && b.wish.kind == BDG_ACT_ERASE)
        trouble = "More than 10,000 people match. Narrow the list down, and erase them in parts.";
    if (trouble)
        return bdg_res_redirect(req, res, list_path(req), "warning", trouble);
    BDG_TRY(preview(m, req, &b));
    add_field(fields, "act", bdg_req_form(req, "act"));
    if (b.to)
        add_field(fields, "to", b.to->public_id);
    if (b.all)
        add_field(fields, "all", "1");
    add_field(fields, "expected", apr_psprintf(req->pool, "%ld", (long)b.n));
    for (int i = 0; i < b.wish.n; i++)
        add_field(fields, "id", b.ids[i]);
    bdg_json_str(m, "heading", in_words(&b, req));
    bdg_json_str(m, "back", apr_pstrcat(req->pool, req->site->prefix, list_path(req), NULL));
    bdg_json_str(m, "action", apr_pstrcat(req->pool, req->site->prefix, PATH "/acts", *req->query ? "?" : "", req->query, NULL));
    bdg_json_bool(m, "dangerous", b.wish.kind >= BDG_ACT_REMOVE);
    bdg_json_bool(m, "erase", b.wish.kind == BDG_ACT_ERASE);
    bdg_json_bool(m, "can_undo", b.wish.kind <= BDG_ACT_TAKE);
    return bdg_res_page(res, "admin/people/preview", json_incref(m));
}

/* ---------------------------------------------------------------- doing it */

static bdg_err_t *begin(bdg_req_t *req, bdg_res_t *res, bdg_db_t *db, const char *public_id, int64_t id, int64_t n)
{
    int done = 0;
    apr_pool_t *iter;
    if (n <= BDG_PEOPLE_ACT_AT_ONCE) {
        if (apr_pool_create(&iter, req->pool) != APR_SUCCESS)
            return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
        while (!done) {
            apr_pool_clear(iter);
            BDG_TRY(bdg_people_act_step(&done, db, id, iter));
        }
    } else if (req->server->wake) {
        req->server->wake(req->server->wake_baton);
    }
    return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/acts/", public_id, NULL), NULL, NULL);
}

bdg_err_t *bdg_post_people_acts(bdg_req_t *req, bdg_res_t *res)
{
    bulk_t b;
    bdg_edit_t edit;
    const char *trouble, *public_id, *expected = bdg_req_form(req, "expected");
    int64_t id;
    BDG_TRY(read_wish(&b, &trouble, req));
    if (!trouble && (!expected || atoll(expected) != b.n))
        trouble = "The number of people has changed meanwhile. Look at it again, please.";
    if (trouble)
        return bdg_res_redirect(req, res, list_path(req), "warning", trouble);
    BDG_TRY(bdg_form_edit(&edit, req));
    BDG_TRY(bdg_people_act_start(&public_id, &id, &edit, &b.wish));
    return begin(req, res, edit.db, public_id, id, b.n);
}

/* ---------------------------------------------------------------- what became of them */

/* Of the organisation shown; whoever administers groups only sees their own. */
static bdg_err_t *load(bdg_people_act_t **t, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_people_act_by_public_id(t, db, req->params[0], req->actor.organisation_id, req->pool));
    return bdg_people_whole(req) || (*t)->created_by == req->actor.account_id ? NULL : bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
}

static const char *act_words(const bdg_people_act_t *t, const bdg_req_t *req)
{
    const char *who = bdg_words_count(t->done, "person", "people", req->pool);
    switch (t->kind) {
    case BDG_ACT_ADD: return bdg_say(req->pool, "%s added to %s", who, t->to_group_name);
    case BDG_ACT_MOVE: return bdg_say(req->pool, "%s moved from %s to %s", who, t->from_group_name, t->to_group_name);
    case BDG_ACT_TAKE: return bdg_say(req->pool, "%s taken out of %s", who, t->from_group_name);
    case BDG_ACT_REMOVE: return bdg_say(req->pool, "%s taken out of %s", who, req->actor.organisation_name);
    case BDG_ACT_UNDO: return bdg_say(req->pool, "Undone for %s", who);
    default: return bdg_say(req->pool, "%s erased", who);
    }
}

static void progress(json_t *m, const bdg_req_t *req, const bdg_people_act_t *t)
{
    json_t *p = json_object();
    int done = t->done + t->same + t->refused, collecting = !strcmp(t->state, "collecting");
    bdg_json_str(p, "id", "people-work");
    bdg_json_str(p, "title", collecting ? "Collecting the people" : "Under way");
    bdg_json_int(p, "value", done);
    bdg_json_int(p, "max", t->total ? t->total : 1);
    bdg_json_str(p, "text", apr_psprintf(req->pool, "%s of %s", bdg_words_number(done, req->pool), bdg_words_number(t->total, req->pool)));
    bdg_json_str(p, "href", apr_pstrcat(req->pool, req->site->prefix, PATH "/acts/", t->public_id, NULL));
    bdg_json_bool(p, "running", 1);
    bdg_json_set(m, "progress", p);
}

static bdg_err_t *items(json_t *m, bdg_req_t *req, const bdg_people_act_t *t)
{
    static const int order[] = { BDG_ACT_REFUSED, BDG_ACT_DONE, BDG_ACT_SAME };
    static const char *const states[] = { "waiting", "issued", "none", "failed" }, *const texts[] = { "To do", "Done", "Nothing to do", "Refused" };
    bdg_db_t *db;
    json_t *list = json_array();
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    for (int k = 0; k < 3 && json_array_size(list) < ITEMS; k++) {
        apr_array_header_t *rows;
        BDG_TRY(bdg_people_act_items(&rows, db, t->id, order[k], 0, ITEMS - (int)json_array_size(list), req->pool));
        for (int i = 0; i < rows->nelts; i++) {
            const bdg_people_act_item_t *r = &APR_ARRAY_IDX(rows, i, bdg_people_act_item_t);
            int gone = !strcmp(r->state, "erased");
            json_t *o = json_object();
            bdg_json_str(o, "name", r->name);
            bdg_json_str(o, "email", gone ? "" : r->email);
            bdg_words_set(o, "href", gone ? NULL : bdg_person_href(req, r->public_id, ""));
            bdg_json_str(o, "state", states[order[k]]);
            bdg_json_str(o, "state_text", texts[order[k]]);
            bdg_words_set(o, "why", r->why);
            bdg_json_add(list, o);
        }
    }
    bdg_words_set(m, "more", t->total > (int)json_array_size(list) ? bdg_say(req->pool, "These are %d of %s.", (int)json_array_size(list),
                  bdg_words_count(t->total, "person", "people", req->pool)) : NULL);
    bdg_json_bool(m, "has_rows", json_array_size(list) > 0);
    return NULL;
}

static bdg_err_t *show(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_people_act_t *t;
    json_t *m = bdg_json_object(req->pool), *details = json_array();
    BDG_TRY(load(&t, req));
    int done = !strcmp(t->state, "done");
    bdg_json_set(m, "details", details);
    bdg_json_str(m, "heading", done ? act_words(t, req) : "Under way");
    bdg_json_bool(m, "done", done);
    bdg_words_set(m, "trouble", trouble);
    bdg_words_set(m, "undo_href", bdg_people_act_can_undo(t) ? apr_pstrcat(req->pool, req->site->prefix, PATH "/acts/", t->public_id, "/undo", NULL) : NULL);
    bdg_words_set(m, "undone_href", *t->undone_by ? apr_pstrcat(req->pool, req->site->prefix, PATH "/acts/", t->undone_by, NULL) : NULL);
    bdg_parts_detail(details, "Done", bdg_words_number(t->done, req->pool), NULL, NULL);
    bdg_parts_detail(details, "Nothing to do", t->same ? bdg_words_number(t->same, req->pool) : NULL, NULL, NULL);
    bdg_parts_detail(details, "Refused", t->refused ? bdg_words_number(t->refused, req->pool) : NULL, NULL, NULL);
    bdg_parts_detail(details, "By", t->created_by_name, NULL, NULL);
    bdg_parts_detail(details, "On", bdg_date_words(bdg_date_of(t->created_at), req->pool), NULL, bdg_time_iso(t->created_at, req->pool));
    if (!done)
        progress(m, req, t);
    BDG_TRY(items(m, req, t));
    return bdg_res_page(res, "admin/people/act", json_incref(m));
}

bdg_err_t *bdg_get_people_act(bdg_req_t *req, bdg_res_t *res) { return show(req, res, NULL); }

bdg_err_t *bdg_post_people_act_undo(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_people_act_t *t;
    const char *public_id;
    int64_t id;
    BDG_TRY(load(&t, req));
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_people_act_undo(&public_id, &id, &edit, t);
    if (!e)
        return begin(req, res, edit.db, public_id, id, t->done);
    if (e->code != BDG_E_CONFLICT)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    bdg_err_clear(e);
    res->status = 409;
    return show(req, res, why);
}
