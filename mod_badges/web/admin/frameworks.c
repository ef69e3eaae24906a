/* Skills frameworks: the list, one with its items, bringing one as a file, replacing it with a newer one, archiving it. */
#include "core/framework.h"
#include "base/language.h"
#include "base/id.h"
#include "base/str.h"
#include "store/search.h"
#include "web/admin/framework_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/admin/frameworks"
#define ITEMS 50                 /* on a page */

static const char *href(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, PATH "/", id, rest, NULL); }
static const char *path(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, PATH "/", id, rest, NULL); }

/* A role for single issuers does not reach what serves the whole organisation; those find items where they need them, under Alignments. */
static int whole(const bdg_req_t *req) { return (req->actor.perms & BDG_PERM_BIT(BDG_PERM_BADGES_EDIT)) != 0; }

static const char *state_text(const char *state)
{
    return !strcmp(state, "ready") ? _("In use") : !strcmp(state, "replaced") ? _("Replaced") : _("Archived");
}

/* --- the list */

static json_t *row_model(const bdg_req_t *req, const bdg_framework_row_t *r)
{
    json_t *o = json_object();
    bdg_json_str(o, "name", r->name);
    bdg_words_set(o, "href", whole(req) ? href(req, r->public_id, "") : NULL);
    bdg_words_set(o, "publisher", r->publisher);
    bdg_words_set(o, "version", r->version);
    bdg_json_str(o, "state", !strcmp(r->state, "ready") ? "good" : "none");
    bdg_json_str(o, "state_text", state_text(r->state));
    bdg_words_set(o, "of", r->own ? NULL : r->organisation_name);
    bdg_json_str(o, "items", bdg_words_number(r->item_count, req->pool));
    bdg_words_time(o, "updated", r->updated_at, req->pool);
    return o;
}

static const char *known_state(const char *s)
{
    static const char *const states[] = { "archived", "replaced", NULL };
    for (int i = 0; s && states[i]; i++)
        if (!strcmp(s, states[i]))
            return states[i];
    return NULL;
}

bdg_err_t *bdg_get_frameworks(bdg_req_t *req, bdg_res_t *res)
{
    static const char *const states[] = { "", N_("In use"), "archived", N_("Archived"), "replaced", N_("Replaced"), NULL };
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t n;
    const char *q = bdg_req_arg(req, "q");
    bdg_pager_t pager = bdg_pager_read(req);
    bdg_framework_filter_t f = { .organisation_id = req->scope.organisation_id, .like = bdg_search_like(q, req->pool), .state = known_state(bdg_req_arg(req, "state")),
                                 .cursor = pager.cursor, .newer = pager.newer, .limit = BDG_PAGER_ROWS };
    json_t *m = bdg_json_object(req->pool), *list = json_array(), *filter = json_object(), *options = json_array();
    bdg_json_set(m, "rows", list);
    bdg_json_set(m, "filter", filter);
    bdg_json_str(filter, "q", q ? q : "");
    bdg_json_set(filter, "states", options);
    bdg_json_bool(filter, "any", f.like || f.state);
    for (int i = 0; states[i]; i += 2)
        bdg_parts_option(options, states[i], bdg_tr(states[i + 1]), !strcmp(states[i], f.state ? f.state : ""));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_framework_list(&rows, db, &f, req->pool));
    BDG_TRY(bdg_framework_count(&n, db, &f));
    bdg_pager_trim(&pager, rows, BDG_PAGER_ROWS);
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, row_model(req, &APR_ARRAY_IDX(rows, i, bdg_framework_row_t)));
    bdg_json_bool(m, "may_bring", whole(req));
    bdg_pager_model(m, req, &pager, PATH, rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_framework_row_t).public_id : NULL,
                    rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_framework_row_t).public_id : NULL, bdg_words_count(n, "framework", "frameworks", req->pool));
    return bdg_res_page(res, "admin/frameworks/list", json_incref(m));
}

/* --- one of them */

static bdg_err_t *load(bdg_framework_t **f, bdg_req_t *req)
{
    bdg_db_t *db;
    if (!whole(req))
        return bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_framework_by_public_id(f, db, req->params[0], req->scope.organisation_id, req->pool);
}

static int own(const bdg_req_t *req, const bdg_framework_t *f) { return f->organisation_id == req->scope.organisation_id; }

static bdg_err_t *load_own(bdg_framework_t **f, bdg_req_t *req)
{
    BDG_TRY(load(f, req));
    return own(req, *f) ? NULL : bdg_err(BDG_E_FORBIDDEN, "This framework is kept by %s. It can only be changed there.", (*f)->organisation_name);
}

json_t *bdg_framework_item_model(const bdg_framework_found_t *i, int with_framework, apr_pool_t *p)
{
    json_t *o = json_object();
    const char *about = i->kind ? i->kind : "";
    if (*i->parent_name)
        about = apr_pstrcat(p, about, *about ? ", below " : "Below ", i->parent_name, NULL);
    if (with_framework)
        about = apr_pstrcat(p, i->framework_name, *about ? ": " : "", about, NULL);
    bdg_json_str(o, "value", apr_psprintf(p, "%s.%d", i->framework, i->number));
    bdg_json_str(o, "name", i->name);
    bdg_words_set(o, "code", i->code);
    bdg_words_set(o, "about", about);
    bdg_words_set(o, "description", i->description);
    bdg_words_set(o, "href", i->url);
    return o;
}

static bdg_err_t *items_model(json_t *m, bdg_req_t *req, const bdg_framework_t *f)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    const char *q = bdg_req_arg(req, "q"), *from = bdg_req_arg(req, "after");
    int after = from && strlen(from) < 8 && strspn(from, "0123456789") == strlen(from) ? atoi(from) : 0;
    bdg_json_set(m, "items", list);
    bdg_json_str(m, "q", q ? q : "");
    BDG_TRY(bdg_req_db(req, &db));
    if (bdg_is_blank(q))
        BDG_TRY(bdg_framework_items(&rows, db, f->id, after, ITEMS, req->pool));
    else
        BDG_TRY(bdg_framework_find_within(&rows, db, f->id, q, ITEMS, req->pool));
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, bdg_framework_item_model(&APR_ARRAY_IDX(rows, i, bdg_framework_found_t), 0, req->pool));
    int last = rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_framework_found_t).number : 0;
    bdg_json_bool(m, "has_items", rows->nelts);
    bdg_json_bool(m, "only_some", !bdg_is_blank(q) && rows->nelts == ITEMS);
    bdg_json_str(m, "more", bdg_is_blank(q) && rows->nelts == ITEMS ? href(req, f->public_id, apr_psprintf(req->pool, "?after=%d", last)) : "");
    bdg_json_str(m, "back", after ? href(req, f->public_id, after > ITEMS ? apr_psprintf(req->pool, "?after=%d", after - ITEMS) : "") : "");
    return NULL;
}

static json_t *page(const bdg_req_t *req, const bdg_framework_t *f)
{
    json_t *m = bdg_json_object(req->pool), *o = json_object();
    bdg_json_set(m, "framework", o);
    bdg_json_str(o, "name", f->name);
    bdg_json_str(o, "href", href(req, f->public_id, ""));
    bdg_json_str(o, "state", !strcmp(f->state, "ready") ? "good" : "none");
    bdg_json_str(o, "state_text", state_text(f->state));
    bdg_json_bool(o, "ready", !strcmp(f->state, "ready"));
    bdg_json_bool(o, "archived", !strcmp(f->state, "archived"));
    bdg_json_bool(o, "own", own(req, f));
    bdg_json_int(o, "revision", f->revision);
    return m;
}

static bdg_err_t *show(bdg_req_t *req, bdg_res_t *res, const bdg_framework_t *f, const char *trouble)
{
    json_t *m = page(req, f), *d = json_array();
    bdg_json_set(m, "details", d);
    bdg_words_set(m, "trouble", trouble);
    bdg_parts_detail(d, "Publisher", f->publisher, NULL, NULL);
    bdg_parts_detail(d, "Version", f->version, NULL, NULL);
    bdg_parts_detail(d, "Web address", f->url, f->url, NULL);
    bdg_parts_detail(d, "Items", bdg_words_number(f->item_count, req->pool), NULL, NULL);
    bdg_parts_detail(d, "File", !strcmp(f->kind, "case") ? "CASE" : _("Spreadsheet"), NULL, NULL);
    bdg_parts_detail(d, "Kept by", own(req, f) ? NULL : f->organisation_name, NULL, NULL);
    bdg_parts_detail(d, "Brought", bdg_date_words(bdg_date_of(f->created_at), req->pool), NULL, bdg_time_iso(f->created_at, req->pool));
    bdg_parts_detail(d, "By", f->by, NULL, NULL);
    BDG_TRY(items_model(m, req, f));
    return bdg_res_page(res, "admin/frameworks/show", json_incref(m));
}

bdg_err_t *bdg_get_framework(bdg_req_t *req, bdg_res_t *res)
{
    bdg_framework_t *f;
    BDG_TRY(load(&f, req));
    return show(req, res, f, NULL);
}

/* --- bringing one, or a newer one in its place */

static bdg_err_t *form_page(bdg_req_t *req, bdg_res_t *res, const bdg_framework_t *old, json_t *m)
{
    bdg_json_str(m, "action", old ? href(req, old->public_id, "/replace") : apr_pstrcat(req->pool, req->site->prefix, PATH "/new", NULL));
    return bdg_res_page(res, "admin/frameworks/form", json_incref(m));
}

static void put_saved(json_t *v, const bdg_req_t *req, const bdg_framework_t *old)
{
    bdg_json_str(v, "revision", apr_itoa(req->pool, old->revision));
    bdg_json_str(v, "name", old->name);
    bdg_json_str(v, "url", old->url ? old->url : "");
    bdg_json_str(v, "publisher", old->publisher ? old->publisher : "");
}

static bdg_err_t *ask(bdg_req_t *req, bdg_res_t *res, const bdg_framework_t *old)
{
    json_t *m = old ? page(req, old) : bdg_json_object(req->pool), *v = json_object();
    char form[BDG_ID_LEN + 1];
    bdg_id_new(form);
    bdg_json_set(m, "values", v);
    bdg_json_str(v, "form", form);
    if (old)
        put_saved(v, req, old);
    return form_page(req, res, old, m);
}

/* Somebody else replaced it, or archived it, meanwhile. The file is not kept: it has to be chosen again. */
static bdg_err_t *conflict(json_t *m, bdg_req_t *req, bdg_res_t *res)
{
    bdg_framework_t *now;
    json_t *saved = bdg_json_object(req->pool);
    BDG_TRY(load(&now, req));
    put_saved(saved, req, now);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "framework", now->id));
    bdg_form_differs(m, saved, "name", _("Name"));
    bdg_form_differs(m, saved, "url", _("Address"));
    bdg_form_differs(m, saved, "publisher", _("Publisher"));
    if (bdg_req_upload(req, "file"))
        bdg_form_differs_in(m, NULL, _("File"), _("The skills that are here now"), _("The file that you chose; choose it again"));
    return NULL;
}

bdg_err_t *bdg_get_framework_new(bdg_req_t *req, bdg_res_t *res)
{
    return whole(req) ? ask(req, res, NULL) : bdg_err(BDG_E_FORBIDDEN, "You may not do this here. Ask an administrator of the organisation for a role that allows it.");
}

/* What is wrong with the file is said beside it. */
static bdg_err_t *read_file(bdg_framework_file_t **file, bdg_req_t *req, bdg_check_t *check)
{
    const bdg_upload_t *u = bdg_req_upload(req, "file");
    *file = NULL;
    if (!u) {
        bdg_check_add(check, "file", "File", "Choose the file with the framework.");
        return NULL;
    }
    bdg_req_db_release(req);
    bdg_err_t *e = bdg_framework_file_open(file, u->path, req->pool);
    if (e && e->code != BDG_E_INTERNAL && e->code != BDG_E_NOMEM) {
        bdg_check_add(check, "file", "File", "%s", e->message);
        bdg_err_clear(e);
        *file = NULL;
        return NULL;
    }
    return e;
}

static bdg_err_t *bring(bdg_req_t *req, bdg_res_t *res, const bdg_framework_t *old)
{
    bdg_edit_t edit;
    bdg_framework_file_t *file;
    const char *id = NULL;
    bdg_framework_typed_t typed = { bdg_req_form(req, "name"), bdg_req_form(req, "url"), bdg_req_form(req, "publisher"), bdg_req_form(req, "version"), bdg_req_form(req, "form") };
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_framework_t seen = old ? *old : (bdg_framework_t){ 0 };
    seen.revision = edit.revision;
    BDG_TRY(read_file(&file, req, edit.check));
    BDG_TRY(bdg_req_db(req, &edit.db));
    int late = old && !strcmp(old->state, "ready") && (edit.revision != old->revision || bdg_req_form(req, "take"));   /* else it is over, and e says how */
    bdg_err_t *e = late ? bdg_err(BDG_E_CONFLICT, "Somebody else changed this framework at the same time.") : file ? bdg_framework_bring(&id, &edit, file, &typed, old ? &seen : NULL) : bdg_check_result(edit.check);
    json_t *m = old ? page(req, old) : bdg_json_object(req->pool);
    json_t *v = json_object();
    bdg_json_set(m, "values", v);
    bdg_form_typed(v, req, "name", "url", "publisher", "version", "form", "revision", NULL);
    if (late && e && e->code == BDG_E_CONFLICT) {
        bdg_err_clear(e);
        BDG_TRY(conflict(m, req, res));
    } else if (e && e->code == BDG_E_CONFLICT) {
        bdg_problem(m, "file", "File", "%s", e->message);
        bdg_err_clear(e);
        res->status = 409;
    } else if (bdg_form_refused(&e, edit.check, m)) {
        res->status = 422;
    } else {
        BDG_TRY(e);
        const bdg_framework_about_t *about = bdg_framework_file_about(file);
        const char *skipped = about->skipped ? apr_psprintf(req->pool, " %s without a name %s left out.", bdg_words_number(about->skipped, req->pool),
                                                            about->skipped == 1 ? "was" : "were") : "";
        return bdg_res_redirect(req, res, path(req, id, ""), "success",
                                apr_pstrcat(req->pool, "The framework is here, with ", bdg_words_count(about->items, "item", "items", req->pool), ".", skipped, NULL));
    }
    return form_page(req, res, old, m);
}

bdg_err_t *bdg_post_framework_new(bdg_req_t *req, bdg_res_t *res)
{
    return whole(req) ? bring(req, res, NULL) : bdg_err(BDG_E_FORBIDDEN, "You may not do this here. Ask an administrator of the organisation for a role that allows it.");
}

bdg_err_t *bdg_get_framework_replace(bdg_req_t *req, bdg_res_t *res)
{
    bdg_framework_t *f;
    BDG_TRY(load_own(&f, req));
    return ask(req, res, f);
}

bdg_err_t *bdg_post_framework_replace(bdg_req_t *req, bdg_res_t *res)
{
    bdg_framework_t *f;
    BDG_TRY(load_own(&f, req));
    return bring(req, res, f);
}

/* --- its life */

bdg_err_t *bdg_get_framework_archive(bdg_req_t *req, bdg_res_t *res)
{
    bdg_framework_t *f;
    BDG_TRY(load_own(&f, req));
    json_t *m = json_object();
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = f->name, .back = href(req, f->public_id, ""), .action = href(req, f->public_id, "/archive"), .revision = f->revision,
        .heading = bdg_say(req->pool, "Archive %s", f->name), .text = "Its skills can no longer be chosen for badges, here and in the organisations below.",
        .points = { "Badges that name some of them keep them." }, .undo = "You can bring it back at any time.", .button = "Archive the framework" });
    return bdg_res_page(res, "admin/confirm", m);
}

static bdg_err_t *act(bdg_req_t *req, bdg_res_t *res, bdg_err_t *(*change)(const bdg_edit_t *, const bdg_framework_t *), const char *flash)
{
    bdg_edit_t edit;
    bdg_framework_t *f;
    BDG_TRY(load_own(&f, req));
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = change(&edit, f);
    if (!e)
        return bdg_res_redirect(req, res, path(req, f->public_id, ""), "success", flash);
    if (e->code != BDG_E_CONFLICT)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    bdg_err_clear(e);
    BDG_TRY(load(&f, req));
    res->status = 409;
    return show(req, res, f, why);
}

bdg_err_t *bdg_post_framework_archive(bdg_req_t *req, bdg_res_t *res) { return act(req, res, bdg_framework_archive, "Archived. Its skills can no longer be chosen."); }
bdg_err_t *bdg_post_framework_restore(bdg_req_t *req, bdg_res_t *res) { return act(req, res, bdg_framework_restore, "The framework is back."); }
