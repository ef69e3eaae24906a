#include "web/form_model.h"
#include "base/language.h"
#include "base/time.h"
#include "store/audit.h"
#include "web/words.h"
#include <apr_strings.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* What is no number is the revision of nothing. */
static int revision_of(const bdg_req_t *req)
{
    const char *s = bdg_req_form(req, "revision");
    if (!s || !*s || strlen(s) > 9 || strspn(s, "0123456789") != strlen(s))
        return -1;
    return atoi(s);
}

bdg_err_t *bdg_form_edit(bdg_edit_t *edit, bdg_req_t *req)
{
    memset(edit, 0, sizeof *edit);
    edit->actor = &req->actor;
    edit->organisation_id = req->scope.organisation_id;
    edit->id = req->scope.object_id;
    edit->revision = revision_of(req);
    edit->check = bdg_check_make(req->pool);
    edit->pool = req->pool;
    return bdg_req_db(req, &edit->db);
}

void bdg_form_typed(json_t *values, const bdg_req_t *req, ...)
{
    va_list ap;
    const char *name;
    va_start(ap, req);
    while ((name = va_arg(ap, const char *)))
        bdg_json_str(values, name, bdg_req_form(req, name) ? bdg_req_form(req, name) : "");
    va_end(ap);
}

int bdg_form_refused(bdg_err_t **e, const bdg_check_t *check, json_t *model)
{
    if (!*e || (*e)->code != BDG_E_INVALID || !bdg_check_count(check))
        return 0;
    for (int i = 0; i < bdg_check_count(check); i++) {
        const bdg_flaw_t *f = bdg_check_at(check, i);
        bdg_problem(model, f->field, f->label, "%s", f->message);
    }
    bdg_err_clear(*e);
    *e = NULL;
    return 1;
}

static json_t *conflict_of(json_t *model)
{
    json_t *c = json_object_get(model, "conflict");
    if (!c)
        json_object_set_new(model, "conflict", c = json_object());
    return c;
}

void bdg_form_differs_in(json_t *model, const char *keys, const char *label, const char *saved, const char *typed)
{
    json_t *c = conflict_of(model), *rows = json_object_get(c, "rows"), *row;
    saved = saved ? saved : "";
    typed = typed ? typed : "";
    if (!strcmp(saved, typed))
        return;
    if (!rows)
        json_object_set_new(c, "rows", rows = json_array());
    row = json_object();
    bdg_json_str(row, "label", bdg_tr(label));
    bdg_words_set(row, "keys", keys);
    bdg_words_set(row, "saved", saved);
    bdg_words_set(row, "typed", typed);
    bdg_json_add(rows, row);
    bdg_json_bool(c, "differs", 1);
}

static const char *text_in(const json_t *values, const char *key)
{
    const json_t *v = json_object_get(values, key);
    return json_is_boolean(v) ? json_is_true(v) ? _("Yes") : _("No") : json_string_value(v);
}

void bdg_form_differs(json_t *model, const json_t *saved, const char *key, const char *label)
{
    bdg_form_differs_in(model, key, label, text_in(saved, key), text_in(json_object_get(model, "values"), key));
}

bdg_err_t *bdg_form_taken(const bdg_req_t *req)
{
    return bdg_req_form(req, "take") ? bdg_err(BDG_E_CONFLICT, "Nothing is saved yet.") : NULL;
}

int bdg_form_takes(const bdg_req_t *req, const char *key)
{
    char *last, *keys = apr_pstrdup(req->pool, bdg_req_form(req, "take") ? bdg_req_form(req, "take") : "");
    for (char *k = apr_strtok(keys, ",", &last); k; k = apr_strtok(NULL, ",", &last))
        if (!strcmp(k, key))
            return 1;
    return 0;
}

/* Rows are named by their place. One that is not saved goes; one that was taken out comes back where it stood. */
static void take_row(json_t *values, const json_t *saved, const char *place)
{
    json_t *rows = json_object_get(values, "rows");
    json_t *theirs = json_array_get(json_object_get(saved, "rows"), (size_t)atoi(place));
    size_t i = (size_t)atoi(place);
    if (strlen(place) > 3 || !rows)
        return;
    if (!theirs)
        json_array_remove(rows, i);
    else if (i < json_array_size(rows))
        json_array_set_new(rows, i, json_deep_copy(theirs));
    else
        bdg_json_add(rows, json_deep_copy(theirs));
}

static void take(json_t *values, const json_t *saved, const bdg_req_t *req)
{
    char *last, *keys = apr_pstrdup(req->pool, bdg_req_form(req, "take") ? bdg_req_form(req, "take") : "");
    for (char *key = apr_strtok(keys, ",", &last); key; key = apr_strtok(NULL, ",", &last)) {
        json_t *theirs = json_object_get(saved, key);
        if (!strncmp(key, "rows.", 5))
            take_row(values, saved, key + 5);
        else if (theirs && json_object_get(values, key))
            json_object_set(values, key, theirs);
    }
}

bdg_err_t *bdg_form_stale(bdg_req_t *req, bdg_res_t *res, json_t *model, const json_t *saved, const char *kind, int64_t id)
{
    json_t *values = json_object_get(model, "values");
    bdg_db_t *db;
    const char *name;
    apr_time_t at;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_audit_last(&name, &at, db, req->scope.organisation_id, kind, id, req->pool));
    json_t *c = conflict_of(model);
    bdg_json_str(c, "who", *name ? name : _("Somebody else"));
    bdg_words_time(c, "at", at, req->pool);
    take(values, saved, req);
    json_object_set(values, "revision", json_object_get(saved, "revision"));
    res->status = bdg_req_form(req, "take") ? 200 : 409;
    return NULL;
}
