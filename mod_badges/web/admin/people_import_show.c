/* People from a file, once it is read: how far the check is, what was found, how far the work is, what became of each row. */
#include "base/language.h"
#include "web/admin/people_import_model.h"
#include "web/admin/people_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 50

static const struct { const char *title, *tone; } kinds[BDG_IMPORT_VERDICTS] = {
    { N_("To be checked"), "none" }, { N_("To be invited"), "good" }, { N_("Here already, get a place"), "good" }, { N_("Here already, unchanged"), "none" }, { N_("Wrong"), "bad" },
    { N_("Invited"), "good" }, { N_("Given a place"), "good" }, { N_("Refused"), "bad" }, { N_("Taken back"), "none" }, { N_("Not taken back"), "warn" } };
/* What one wants to see comes first. */
static const int order[] = { BDG_IMPORT_LEFT, BDG_IMPORT_REFUSED, BDG_IMPORT_WRONG, BDG_IMPORT_NEW, BDG_IMPORT_ADDS, BDG_IMPORT_INVITED, BDG_IMPORT_ADDED, BDG_IMPORT_BACK, BDG_IMPORT_SAME };
#define ORDERED (int)(sizeof order / sizeof *order)

/* ---------------------------------------------------------------- rows */

static json_t *flaws_model(const char *flaws_json, apr_pool_t *pool)
{
    json_t *list = json_array(), *flaws, *f;
    size_t i;
    bdg_err_t *e = flaws_json ? bdg_json_parse(&flaws, flaws_json, strlen(flaws_json), 65536, pool) : NULL;
    if (flaws_json && !e)
        json_array_foreach(flaws, i, f) {
            json_t *o = json_object();
            bdg_words_set(o, "cell", bdg_json_get_str(f, "cell"));
            bdg_json_str(o, "label", bdg_json_get_str(f, "label"));
            bdg_words_set(o, "value", bdg_json_get_str(f, "value"));
            bdg_json_str(o, "message", bdg_json_get_str(f, "message"));
            bdg_json_add(list, o);
        }
    bdg_err_clear(e);
    return list;
}

static json_t *row_model(const bdg_req_t *req, const bdg_import_row_t *r)
{
    json_t *o = json_object();
    int there = *r->account_public_id && strcmp(r->account_state, "erased") && r->verdict != BDG_IMPORT_BACK;
    bdg_json_str(o, "number", bdg_words_number(r->number, req->pool));
    bdg_words_set(o, "name", *r->name ? r->name : NULL);
    bdg_words_set(o, "email", *r->email ? r->email : NULL);
    bdg_words_set(o, "href", there ? bdg_person_href(req, r->account_public_id, "") : NULL);
    bdg_json_str(o, "state", kinds[r->verdict].tone);
    bdg_json_str(o, "state_text", bdg_tr(kinds[r->verdict].title));
    bdg_json_set(o, "flaws", flaws_model(r->flaws_json, req->pool));
    return o;
}

static const char *number_arg(const bdg_req_t *req, const char *name)
{
    const char *s = bdg_req_arg(req, name);
    return s && *s && strlen(s) < 9 && strspn(s, "0123456789") == strlen(s) ? s : NULL;
}

static int shown_kind(const bdg_req_t *req, const int64_t *counts)
{
    const char *asked = bdg_req_arg(req, "show");
    for (int i = 1; asked && i < BDG_IMPORT_VERDICTS; i++)
        if (!strcmp(bdg_import_verdicts[i], asked) && counts[i])
            return i;
    for (int i = 0; i < ORDERED; i++)
        if (counts[order[i]])
            return order[i];
    return BDG_IMPORT_SAME;
}

static bdg_err_t *rows_model(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_people_import_t *t, const int64_t *counts)
{
    apr_array_header_t *rows;
    int kind = shown_kind(req, counts);
    bdg_pager_t pager = { .cursor = number_arg(req, "newer") };
    json_t *list = json_array();
    bdg_json_set(m, "rows", list);
    pager.newer = pager.cursor != NULL;
    if (!pager.cursor)
        pager.cursor = number_arg(req, "older");
    BDG_TRY(bdg_people_import_rows(&rows, db, t->id, kind, pager.cursor ? atoi(pager.cursor) : 0, pager.newer, ROWS, req->pool));
    bdg_pager_trim(&pager, rows, ROWS);
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, row_model(req, &APR_ARRAY_IDX(rows, i, bdg_import_row_t)));
    int n = rows->nelts;
    bdg_pager_model(m, req, &pager, bdg_import_path(req, t->public_id, ""), n ? apr_itoa(req->pool, APR_ARRAY_IDX(rows, 0, bdg_import_row_t).number) : NULL,
                    n ? apr_itoa(req->pool, APR_ARRAY_IDX(rows, n - 1, bdg_import_row_t).number) : NULL, bdg_words_count(counts[kind], "row", "rows", req->pool));
    bdg_pager_words(m, _("Previous"), _("Next"));
    bdg_json_str(m, "kind", bdg_tr(kinds[kind].title));
    bdg_json_bool(m, "told_nothing", kind == BDG_IMPORT_NEW);
    return NULL;
}

static void sums_model(json_t *m, const bdg_req_t *req, const bdg_people_import_t *t, const int64_t *counts)
{
    json_t *list = json_array();
    for (int i = 0; i < ORDERED; i++) {
        json_t *o = json_object();
        int k = order[i];
        bdg_json_str(o, "label", bdg_tr(kinds[k].title));
        bdg_json_str(o, "count", bdg_words_number(counts[k], req->pool));
        bdg_json_bool(o, "bad", !strcmp(kinds[k].tone, "bad"));
        bdg_json_str(o, "href", apr_pstrcat(req->pool, req->site->prefix, bdg_import_path(req, t->public_id, "?show="), bdg_import_verdicts[k], NULL));
        if (counts[k])
            bdg_json_add(list, o);
        else
            json_decref(o);
    }
    bdg_json_set(m, "sums", list);
}

/* ---------------------------------------------------------------- the page */

static void progress(json_t *m, const bdg_req_t *req, const bdg_people_import_t *t, const int64_t *counts)
{
    int undoing = bdg_import_is(t, "undoing"), checking = bdg_import_is(t, "checking");
    int64_t done = counts[BDG_IMPORT_INVITED] + counts[BDG_IMPORT_ADDED] + counts[BDG_IMPORT_REFUSED], all = done + counts[BDG_IMPORT_NEW] + counts[BDG_IMPORT_ADDS];
    json_t *p = json_object();
    if (checking) {
        all = t->rows;
        done = all - counts[BDG_IMPORT_UNCHECKED];
    } else if (undoing) {
        done = counts[BDG_IMPORT_BACK] + counts[BDG_IMPORT_LEFT];
        all = done + counts[BDG_IMPORT_INVITED] + counts[BDG_IMPORT_ADDED];
    }
    bdg_json_str(p, "id", "people-import");
    bdg_json_str(p, "title", checking ? _("Checking the rows") : undoing ? _("Taking it back") : _("Inviting and adding"));
    bdg_json_str(p, "value", apr_psprintf(req->pool, "%ld", (long)done));
    bdg_json_str(p, "max", apr_psprintf(req->pool, "%ld", (long)(all ? all : 1)));
    bdg_json_str(p, "text", bdg_say(req->pool, "%s of %s", bdg_words_number(done, req->pool), bdg_words_number(all, req->pool)));
    bdg_json_bool(p, "estimate", 0);
    bdg_json_str(p, "href", apr_pstrcat(req->pool, req->site->prefix, bdg_import_path(req, t->public_id, ""), NULL));
    bdg_json_bool(p, "running", 1);
    bdg_json_set(m, "progress", p);
}

static void details_model(json_t *m, const bdg_req_t *req, const bdg_people_import_t *t)
{
    json_t *d = json_array();
    bdg_json_set(m, "details", d);
    bdg_parts_detail(d, "Place", *t->group_name ? t->group_name : t->place_name, NULL, NULL);
    bdg_parts_detail(d, "Role", bdg_tr(t->role_name), NULL, NULL);
    bdg_parts_detail(d, "Uploaded by", t->created_by_name, NULL, NULL);
    bdg_parts_detail(d, "On", bdg_date_words(bdg_date_of(t->created_at), req->pool), NULL, bdg_time_iso(t->created_at, req->pool));
}

/* "Invite 2,995 people and add 3" */
static const char *begin_text(const bdg_req_t *req, const int64_t *counts)
{
    int64_t invite = counts[BDG_IMPORT_NEW], add = counts[BDG_IMPORT_ADDS];
    const char *who = bdg_words_count(invite ? invite : add, "person", "people", req->pool);
    if (!invite && !add)
        return NULL;
    if (!add)
        return bdg_say(req->pool, "Invite %s", who);
    return invite ? bdg_say(req->pool, "Invite %s and add %s", who, bdg_words_number(add, req->pool)) : bdg_say(req->pool, "Add %s", who);
}

static const char *heading(const bdg_people_import_t *t)
{
    if (bdg_import_is(t, "done"))
        return _("What became of the people of the file");
    return bdg_import_is(t, "undone") ? _("What was taken back") : bdg_import_is(t, "checked") ? _("What was found in the file") : _("People from a file");
}

static bdg_err_t *show(bdg_req_t *req, bdg_res_t *res, const bdg_people_import_t *t, const char *trouble)
{
    bdg_db_t *db;
    int64_t counts[BDG_IMPORT_VERDICTS];
    int checked = bdg_import_is(t, "checked"), done = bdg_import_is(t, "done"), running = !checked && !done && !bdg_import_is(t, "undone");
    json_t *m = bdg_import_page(req, t, checked || bdg_import_is(t, "checking") ? 2 : 3);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_people_import_counts(counts, db, t->id));
    int gave = counts[BDG_IMPORT_INVITED] + counts[BDG_IMPORT_ADDED] > 0, wrong = counts[BDG_IMPORT_WRONG] + counts[BDG_IMPORT_REFUSED] > 0;
    bdg_json_str(m, "heading", heading(t));
    bdg_words_set(m, "trouble", trouble);
    bdg_json_bool(m, "checked", checked);
    bdg_json_bool(m, "running", running);
    bdg_json_bool(m, "can_undo", done && gave);
    bdg_json_bool(m, "wrong", wrong && !bdg_import_is(t, "checking"));
    bdg_words_set(m, "wrong_text", bdg_words_count(counts[BDG_IMPORT_WRONG] + counts[BDG_IMPORT_REFUSED], "row", "rows", req->pool));
    bdg_words_set(m, "begin_text", checked ? begin_text(req, counts) : NULL);
    bdg_json_str(m, "rows_text", bdg_words_count(t->rows, "row", "rows", req->pool));
    sums_model(m, req, t, counts);
    details_model(m, req, t);
    if (running)
        progress(m, req, t, counts);
    BDG_TRY(rows_model(m, req, db, t, counts));
    return bdg_res_page(res, "admin/people/import", json_incref(m));
}

bdg_err_t *bdg_get_people_import(bdg_req_t *req, bdg_res_t *res)
{
    bdg_people_import_t *t;
    BDG_TRY(bdg_import_load(&t, req));
    if (bdg_import_is(t, "columns"))
        return bdg_res_redirect(req, res, bdg_import_path(req, t->public_id, "/columns"), NULL, NULL);
    return show(req, res, t, NULL);
}

/* ---------------------------------------------------------------- what is decided there */

typedef bdg_err_t *turn_fn(const bdg_edit_t *edit, const bdg_people_import_t *import);

static bdg_err_t *turn(bdg_req_t *req, bdg_res_t *res, turn_fn *fn)
{
    bdg_edit_t edit;
    bdg_people_import_t *t;
    BDG_TRY(bdg_import_load(&t, req));
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = fn(&edit, t);
    if (!e)
        return bdg_import_go_on(req, res, t, NULL);
    if (e->code != BDG_E_CONFLICT)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    bdg_err_clear(e);
    BDG_TRY(bdg_import_load(&t, req));
    if (bdg_import_is(t, "columns"))
        return bdg_res_redirect(req, res, bdg_import_path(req, t->public_id, "/columns"), "warning", why);
    res->status = 409;
    return show(req, res, t, why);
}

bdg_err_t *bdg_post_people_import_begin(bdg_req_t *req, bdg_res_t *res) { return turn(req, res, bdg_people_import_begin); }
bdg_err_t *bdg_post_people_import_undo(bdg_req_t *req, bdg_res_t *res) { return turn(req, res, bdg_people_import_undo); }

bdg_err_t *bdg_post_people_import_discard(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_people_import_t *t;
    BDG_TRY(bdg_import_load(&t, req));
    BDG_TRY(bdg_form_edit(&edit, req));
    BDG_TRY(bdg_people_import_discard(&edit, t));
    return bdg_res_redirect(req, res, "/admin/people/imports", "success", "The file was thrown away. Nobody was invited.");
}

/* ---------------------------------------------------------------- downloads */

typedef bdg_err_t *piece_fn(bdg_buf_t *out, const bdg_import_plan_t *plan, bdg_db_t *db, int *after, int *done, apr_pool_t *pool);
typedef struct stream_t { const bdg_server_t *server; const bdg_import_plan_t *plan; piece_fn *fn; int after; apr_pool_t *piece; } stream_t;

/* A piece at a time, each with a connection of its own. */
static bdg_err_t *produce(void *baton, bdg_buf_t *out, int *done)
{
    stream_t *s = baton;
    bdg_db_t *db;
    apr_pool_clear(s->piece);
    BDG_TRY(s->server->db.get(&db, s->server->db.baton));
    bdg_err_t *e = s->fn(out, s->plan, db, &s->after, done, s->piece);
    s->server->db.put(db, bdg_db_broken(db), s->server->db.baton);
    return e;
}

static bdg_err_t *stream(bdg_req_t *req, bdg_res_t *res, piece_fn *fn, const char *name)
{
    stream_t *s = apr_pcalloc(req->pool, sizeof *s);
    bdg_people_import_t *t;
    bdg_import_plan_t *plan;
    BDG_TRY(bdg_import_load(&t, req));
    if (bdg_import_is(t, "columns") || bdg_import_is(t, "checking"))
        return bdg_err(BDG_E_CONFLICT, "The rows are not checked yet.");
    BDG_TRY(bdg_import_plan(&plan, t, req->pool));
    if (apr_pool_create(&s->piece, req->pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    s->server = req->server;
    s->plan = plan;
    s->fn = fn;
    res->content_type = "text/csv; charset=utf-8";
    res->produce = produce;
    res->produce_baton = s;
    return bdg_res_attachment(res, apr_pstrcat(req->pool, t->file_name, ", ", name, ".csv", NULL), req->pool);
}

bdg_err_t *bdg_get_people_import_wrong(bdg_req_t *req, bdg_res_t *res) { return stream(req, res, bdg_import_wrong_csv, _("to correct")); }
bdg_err_t *bdg_get_people_import_results(bdg_req_t *req, bdg_res_t *res) { return stream(req, res, bdg_import_results_csv, _("results")); }
