/* People from a file, until it is checked: the list of imports, the upload, the columns. */
#include "base/language.h"
#include "base/str.h"
#include "web/admin/column_model.h"
#include "web/admin/people_import_model.h"
#include "web/admin/people_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/language.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/people/imports"

const char *bdg_import_path(const bdg_req_t *req, const char *public_id, const char *rest) { return apr_pstrcat(req->pool, PATH "/", public_id, rest, NULL); }
static const char *href(const bdg_req_t *req, const char *public_id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, bdg_import_path(req, public_id, rest), NULL); }
int bdg_import_is(const bdg_people_import_t *t, const char *state) { return !strcmp(t->state, state); }

static int64_t only_mine(const bdg_req_t *req) { return bdg_people_whole(req) ? 0 : req->actor.account_id; }

bdg_err_t *bdg_import_load(bdg_people_import_t **t, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_people_import_by_public_id(t, db, req->params[0], req->actor.organisation_id, req->pool));
    return !only_mine(req) || (*t)->created_by == req->actor.account_id ? NULL : bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
}

const char *bdg_import_state_text(const char *state)
{
    static const char *const words[] = { "columns", N_("Columns to be named"), "checking", N_("Being checked"), "checked", N_("Checked"), "working", N_("Under way"), "done", N_("Done"),
                                         "undoing", N_("Being taken back"), "undone", N_("Taken back"), NULL };
    for (int i = 0; words[i]; i += 2)
        if (!strcmp(words[i], state))
            return bdg_tr(words[i + 1]);
    return "";
}

json_t *bdg_import_page(const bdg_req_t *req, const bdg_people_import_t *t, int step)
{
    static const char *const titles[] = { N_("Upload"), N_("Check"), N_("Import") };
    json_t *m = bdg_json_object(req->pool), *o = json_object(), *steps = json_array();
    int over = t && (bdg_import_is(t, "done") || bdg_import_is(t, "undone"));
    for (int i = 0; i < 3; i++) {
        json_t *s = json_object();
        bdg_json_str(s, "title", bdg_tr(titles[i]));
        bdg_json_str(s, "state", i + 1 < step || over ? "done" : i + 1 == step ? "current" : "todo");
        bdg_words_set(s, "href", i == 0 && step == 2 ? apr_pstrcat(req->pool, req->site->prefix, PATH "/new", NULL) : NULL);
        bdg_json_add(steps, s);
    }
    bdg_json_set(m, "steps", steps);
    if (!t)
        return m;
    bdg_json_str(o, "name", t->file_name);
    bdg_json_str(o, "href", href(req, t->public_id, ""));
    bdg_json_int(o, "revision", t->revision);
    bdg_json_set(m, "import", o);
    return m;
}

bdg_err_t *bdg_import_go_on(bdg_req_t *req, bdg_res_t *res, const bdg_people_import_t *t, const char *flash)
{
    bdg_db_t *db;
    apr_pool_t *iter;
    bdg_import_left_e left = BDG_IMPORT_MORE;
    BDG_TRY(bdg_req_db(req, &db));
    if (apr_pool_create(&iter, req->pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    while (t->rows <= BDG_PEOPLE_IMPORT_AT_ONCE && left == BDG_IMPORT_MORE) {
        apr_pool_clear(iter);
        BDG_TRY(bdg_people_import_step(&left, db, t->id, bdg_req_languages(req), iter));
    }
    if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    return bdg_res_redirect(req, res, bdg_import_path(req, t->public_id, ""), flash ? "success" : NULL, flash);
}

/* ---------------------------------------------------------------- the list */

bdg_err_t *bdg_get_people_imports(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t n;
    bdg_pager_t pager = bdg_pager_read(req);
    json_t *m = bdg_json_object(req->pool), *list = json_array();
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_people_import_list(&rows, db, req->actor.organisation_id, only_mine(req), pager.cursor, pager.newer, BDG_PAGER_ROWS, req->pool));
    BDG_TRY(bdg_people_import_count(&n, db, req->actor.organisation_id, only_mine(req)));
    bdg_pager_trim(&pager, rows, BDG_PAGER_ROWS);
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_people_import_t *t = &APR_ARRAY_IDX(rows, i, bdg_people_import_t);
        json_t *o = json_object();
        int over = bdg_import_is(t, "done") || bdg_import_is(t, "undone");
        bdg_json_str(o, "file", t->file_name);
        bdg_json_str(o, "href", href(req, t->public_id, ""));
        bdg_json_str(o, "by", t->created_by_name);
        bdg_json_str(o, "people", bdg_words_number(t->rows, req->pool));
        bdg_json_str(o, "state", over ? "good" : bdg_import_is(t, "columns") || bdg_import_is(t, "checked") ? "warn" : "info");
        bdg_json_str(o, "state_text", bdg_import_state_text(t->state));
        bdg_words_time(o, "uploaded", t->created_at, req->pool);
        bdg_json_add(list, o);
    }
    bdg_pager_model(m, req, &pager, PATH, rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_people_import_t).public_id : NULL,
                    rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_people_import_t).public_id : NULL, bdg_words_count(n, "file", "files", req->pool));
    return bdg_res_page(res, "admin/people/imports", json_incref(m));
}

/* ---------------------------------------------------------------- the upload */

static bdg_err_t *ask(bdg_req_t *req, bdg_res_t *res, json_t *m)
{
    static const struct { int target; const char *text; int needed; } guide[] = {
        { BDG_AWARD_IDENTITY, N_("Where the invitation goes."), 1 }, { BDG_TARGET_FIRST_NAME, N_("Or one column with the whole name."), 1 }, { BDG_TARGET_LAST_NAME, NULL, 0 },
        { BDG_IMPORT_USERNAME, N_("Another way to sign in."), 0 }, { BDG_AWARD_EXTERNAL_ID, N_("Your own number for the person."), 0 },
        { BDG_IMPORT_GROUPS, N_("Names of groups that exist already, with semicolons between them."), 0 }, { BDG_IMPORT_ROLE, N_("Where it is empty, the role chosen here counts."), 0 } };
    const char *group = bdg_req_arg(req, "group"), *place = bdg_req_form(req, "place");
    json_t *list = json_array();
    long max = req->site->max_rows_n < BDG_PEOPLE_IMPORT_MAX ? (long)req->site->max_rows_n : BDG_PEOPLE_IMPORT_MAX;
    for (size_t i = 0; i < sizeof guide / sizeof *guide; i++) {
        json_t *o = json_object();
        bdg_json_str(o, "title", bdg_import_target_title(guide[i].target));
        bdg_words_set(o, "about", bdg_tr(guide[i].text));
        bdg_json_bool(o, "needed", guide[i].needed);
        bdg_json_add(list, o);
    }
    bdg_json_set(m, "columns", list);
    bdg_json_str(m, "max_size", apr_psprintf(req->pool, "%ld MB", (long)(req->site->max_upload_bytes >> 20)));
    bdg_json_str(m, "max_rows", bdg_words_number(max, req->pool));
    BDG_TRY(bdg_people_form_choices(m, req, place ? place : group ? apr_pstrcat(req->pool, "group:", group, NULL) : NULL, bdg_req_form(req, "role")));
    return bdg_res_page(res, "admin/people/import-new", json_incref(m));
}

bdg_err_t *bdg_get_people_import_new(bdg_req_t *req, bdg_res_t *res) { return ask(req, res, bdg_import_page(req, NULL, 1)); }

static bdg_err_t *take_file(bdg_people_import_t **t, const bdg_edit_t *edit, bdg_req_t *req)
{
    const bdg_upload_t *u = bdg_req_upload(req, "file");
    bdg_place_t place;
    bdg_role_t *role;
    int ok;
    BDG_TRY(bdg_people_form_place(&place, &role, &ok, edit, req));
    bdg_err_t *may = ok ? bdg_place_may(edit->db, edit->actor, &place, NULL, role) : NULL;
    if (may && may->code != BDG_E_FORBIDDEN)
        return may;
    if (may)
        bdg_check_add(edit->check, "role", "Role", "%s", may->message);
    bdg_err_clear(may);
    if (!u)
        bdg_check_add(edit->check, "file", "File", "Choose the file with the people.");
    BDG_TRY(bdg_check_result(edit->check));
    bdg_import_file_t file = { u->path, u->filename, NULL, req->site->max_rows_n < BDG_PEOPLE_IMPORT_MAX ? (int)req->site->max_rows_n : BDG_PEOPLE_IMPORT_MAX };
    bdg_err_t *e = bdg_people_import_load(t, edit, &file, &place, role);
    if (!e || !bdg_is_about_file(e))
        return e;
    bdg_check_add(edit->check, "file", "File", "%s", e->message);
    bdg_err_clear(e);
    return bdg_check_result(edit->check);
}

bdg_err_t *bdg_post_people_import_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_people_import_t *t;
    json_t *m = bdg_import_page(req, NULL, 1);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = take_file(&t, &edit, req);
    if (bdg_form_refused(&e, edit.check, m)) {
        res->status = 422;
        return ask(req, res, m);
    }
    BDG_TRY(e);
    if (bdg_import_is(t, "columns"))
        return bdg_res_redirect(req, res, bdg_import_path(req, t->public_id, "/columns"), NULL, NULL);
    return bdg_import_go_on(req, res, t, NULL);
}

bdg_err_t *bdg_get_people_import_template(bdg_req_t *req, bdg_res_t *res)
{
    res->content_type = "text/csv; charset=utf-8";
    bdg_import_template_csv(res->body);
    return bdg_res_attachment(res, _("People.csv"), req->pool);
}

/* ---------------------------------------------------------------- the columns */

static json_t *options(const bdg_req_t *req, const bdg_import_plan_t *plan, int now)
{
    json_t *list = json_array();
    bdg_parts_option(list, "", _("Do not use this column"), now == BDG_TARGET_NONE || now == BDG_TARGET_REASONS);
    for (int i = 0; i < BDG_IMPORT_TARGETS; i++)
        bdg_parts_option(list, bdg_target_key(bdg_import_targets[i], plan->rules, req->pool), bdg_import_target_title(bdg_import_targets[i]), now == bdg_import_targets[i]);
    return list;
}

bdg_err_t *bdg_get_people_import_columns(bdg_req_t *req, bdg_res_t *res)
{
    bdg_people_import_t *t;
    bdg_import_plan_t *plan;
    json_t *columns = json_array(), *questions = json_array();
    BDG_TRY_ELSE(bdg_import_load(&t, req), (json_decref(columns), json_decref(questions)));
    json_t *m = bdg_import_page(req, t, 2);
    bdg_json_set(m, "columns", columns);
    bdg_json_set(m, "questions", questions);
    if (!bdg_import_is(t, "columns") && !bdg_import_is(t, "checked"))
        return bdg_res_redirect(req, res, bdg_import_path(req, t->public_id, ""), NULL, NULL);
    BDG_TRY(bdg_import_plan(&plan, t, req->pool));
    for (int i = 0; i < plan->cols->n; i++)
        bdg_json_add(columns, bdg_column_model(req, &plan->cols->c[i], i, options(req, plan, plan->cols->c[i].target)));
    for (int i = 0; i < plan->nquestions; i++)
        bdg_column_ask(questions, plan->cols, &plan->questions[i], bdg_column_question(&plan->questions[i], bdg_import_target_title(plan->questions[i].target), req->pool), req->pool);
    bdg_json_bool(m, "has_questions", plan->nquestions > 0);
    bdg_json_str(m, "rows_text", bdg_words_count(t->rows, "row", "rows", req->pool));
    bdg_json_bool(m, "can_go_back", bdg_import_is(t, "checked"));
    return bdg_res_page(res, "admin/people/import-columns", json_incref(m));
}

bdg_err_t *bdg_post_people_import_columns(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_people_import_t *t;
    bdg_import_plan_t *plan;
    BDG_TRY(bdg_import_load(&t, req));
    BDG_TRY(bdg_import_plan(&plan, t, req->pool));
    BDG_TRY(bdg_form_edit(&edit, req));
    int *targets = apr_palloc(req->pool, sizeof *targets * (size_t)(plan->cols->n + 1));
    for (int i = 0; i < plan->cols->n; i++) {
        const char *key = bdg_req_form(req, apr_psprintf(req->pool, "column-%d", i));
        int now = plan->cols->c[i].target;
        targets[i] = !key ? now : *key ? bdg_target_by_key(key, plan->rules) : now == BDG_TARGET_REASONS ? now : BDG_TARGET_NONE;
    }
    BDG_TRY(bdg_people_import_columns(&edit, plan, targets));
    BDG_TRY(bdg_import_load(&t, req));
    if (bdg_import_is(t, "columns"))
        return bdg_res_redirect(req, res, bdg_import_path(req, t->public_id, "/columns"), NULL, NULL);
    return bdg_import_go_on(req, res, t, NULL);
}
