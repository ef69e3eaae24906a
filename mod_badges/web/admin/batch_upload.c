/* Step 2 of a batch: a file, or cells pasted from a spreadsheet. */
#include "base/str.h"
#include "base/language.h"
#include "web/admin/batch_model.h"
#include "web/admin/column_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>

static void columns_model(json_t *m, const bdg_batch_plan_t *plan)
{
    int targets[BDG_AWARD_FIELDS], n = bdg_template_targets(targets, plan->rules);
    static const struct { int target; const char *text; } guide[] = {
        { BDG_AWARD_NAME, N_("As it will stand on the credential. First and last name may have a column each.") }, { BDG_AWARD_IDENTITY, N_("Where the badge goes.") },
        { BDG_AWARD_ISSUED, N_("Today when empty.") }, { BDG_AWARD_EXPIRES, N_("The last valid day.") }, { BDG_AWARD_NARRATIVE, N_("What this person did.") },
        { BDG_AWARD_EVIDENCE_URL, N_("A web address that shows their work.") }, { BDG_AWARD_EVIDENCE_NARRATIVE, N_("What is to be seen there.") },
        { BDG_AWARD_EXTERNAL_ID, N_("Your own number for the person or the award.") } };
    json_t *list = json_array();
    for (int i = 0; i < n; i++) {
        json_t *o = json_object();
        const char *text = NULL;
        int needed = targets[i] == BDG_AWARD_NAME || targets[i] == BDG_AWARD_IDENTITY || (targets[i] >= BDG_AWARD_FIXED && plan->rules->attributes[targets[i] - BDG_AWARD_FIXED].required);
        for (size_t k = 0; k < sizeof guide / sizeof *guide; k++)
            if (guide[k].target == targets[i])
                text = bdg_tr(guide[k].text);
        if (targets[i] >= BDG_AWARD_FIXED)
            text = *plan->rules->attributes[targets[i] - BDG_AWARD_FIXED].help ? plan->rules->attributes[targets[i] - BDG_AWARD_FIXED].help : _(bdg_attribute_type_words[plan->rules->attributes[targets[i] - BDG_AWARD_FIXED].type]);
        bdg_json_str(o, "title", bdg_target_title(targets[i], plan->rules));
        bdg_words_set(o, "about", text);
        bdg_json_bool(o, "needed", needed);
        bdg_json_add(list, o);
    }
    bdg_json_set(m, "columns", list);
}

static bdg_err_t *page(bdg_req_t *req, bdg_res_t *res, const bdg_batch_plan_t *plan, json_t *m, const char *pasted)
{
    json_t *v = json_object(), *sheets = json_array(), *known = json_object_get(plan->file, "sheets"), *s;
    size_t i;
    const char *sheet = bdg_req_form(req, "sheet") ? bdg_req_form(req, "sheet") : bdg_req_arg(req, "sheet");
    bdg_json_str(v, "pasted", pasted ? pasted : "");
    bdg_json_set(m, "values", v);
    columns_model(m, plan);
    json_array_foreach(known, i, s)
        bdg_parts_option(sheets, json_string_value(s), json_string_value(s), sheet && !strcmp(sheet, json_string_value(s)));
    bdg_json_bool(m, "has_sheets", json_array_size(known) > 1);
    bdg_json_set(m, "sheets", sheets);
    bdg_json_str(m, "template_href", apr_pstrcat(req->pool, req->site->prefix, "/admin/badges/", plan->badge->public_id, "/template.csv", NULL));
    bdg_json_str(m, "max_size", apr_psprintf(req->pool, "%ld MB", (long)(req->site->max_upload_bytes >> 20)));
    bdg_json_str(m, "max_rows", bdg_words_number(req->site->max_rows_n, req->pool));
    bdg_words_set(m, "present", plan->batch->file_name);
    bdg_json_str(m, "present_rows", bdg_words_number(plan->batch->row_count, req->pool));
    return bdg_res_page(res, "admin/batches/upload", json_incref(m));
}

bdg_err_t *bdg_get_batch_upload(bdg_req_t *req, bdg_res_t *res)
{
    bdg_batch_plan_t *plan;
    bdg_err_t *e = NULL;
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    if (bdg_batch_elsewhere(&e, req, res, plan, 2))
        return e;
    return page(req, res, plan, bdg_batch_page(req, plan, 2), NULL);
}

/* Pasted cells go the way of a file. */
static bdg_err_t *spool(const char **path, const bdg_req_t *req, const char *text)
{
    apr_file_t *f;
    char *name = apr_pstrcat(req->pool, req->site->tmp_dir, "/bdg-paste-XXXXXX", NULL);
    apr_status_t rv = apr_file_mktemp(&f, name, APR_FOPEN_CREATE | APR_FOPEN_READ | APR_FOPEN_WRITE | APR_FOPEN_EXCL | APR_FOPEN_DELONCLOSE | APR_FOPEN_BINARY, req->pool);
    if (rv == APR_SUCCESS)
        rv = apr_file_write_full(f, text, strlen(text), NULL);
    if (rv != APR_SUCCESS) {
        char why[120];
        return bdg_err_detail(bdg_err(BDG_E_UNAVAILABLE, "The pasted cells could not be kept. Please try again."), "%s: %s", name, apr_strerror(rv, why, sizeof why));
    }
    *path = name;
    return NULL;
}

/* Somebody else uploaded one meanwhile, which this one would have replaced; or it is too late for any, and e (taken) says so. */
static bdg_err_t *quicker(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const char *ours)
{
    bdg_batch_plan_t *now;
    BDG_TRY_ELSE(bdg_batch_load_plan(&now, req), bdg_err_clear(e));
    if (now->batch->revision == bdg_batch_revision(req) || !bdg_batch_open(now))
        return e;
    bdg_err_clear(e);
    json_t *m = bdg_batch_page(req, now, 2);
    BDG_TRY(bdg_form_stale(req, res, m, NULL, "batch", now->batch->id));
    bdg_form_differs_in(m, NULL, _("File"), now->batch->file_name, ours);
    return page(req, res, now, m, bdg_req_form(req, "pasted"));
}

bdg_err_t *bdg_post_batch_upload(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_batch_plan_t *plan;
    const bdg_upload_t *file = bdg_req_upload(req, "file");
    const char *pasted = bdg_req_form(req, "pasted"), *sheet = bdg_req_form(req, "sheet"), *path = file ? file->path : NULL;
    bdg_table_limits_t limits = { .rows = (int)req->site->max_rows_n + 20 };   /* what stands above the headings does not count */
    BDG_TRY(bdg_batch_load_plan(&plan, req));
    json_t *m = bdg_batch_page(req, plan, 2);
    if (!file && !bdg_is_blank(pasted))
        BDG_TRY(spool(&path, req, pasted));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = path ? bdg_batch_load(db, &req->actor, plan->batch->id, bdg_batch_revision(req), path, file ? file->filename : _("Pasted cells"), bdg_is_blank(sheet) ? NULL : sheet, &limits, req->pool)
                        : bdg_err(BDG_E_INVALID, "Choose a file, or paste the cells.");
    if (e && bdg_is_about_file(e)) {
        bdg_problem(m, file || !path ? "file" : "pasted", file || !path ? "File" : "Pasted cells", "%s", e->message);
        bdg_err_clear(e);
        res->status = 422;
        return page(req, res, plan, m, pasted);
    }
    if (e && e->code == BDG_E_CONFLICT)
        return quicker(req, res, e, file ? _("The file that you chose; choose it again") : pasted);
    BDG_TRY(e);
    return bdg_batch_go_on(req, res, db, plan->batch->id, plan->batch->public_id, NULL);
}

bdg_err_t *bdg_get_badge_template(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_badge_class_t *badge;
    bdg_award_rules_t *rules;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_badge_class_by_id(&badge, db, req->scope.object_id, req->pool));
    BDG_TRY(bdg_award_rules_make(&rules, badge, req->pool));
    res->content_type = "text/csv; charset=utf-8";
    bdg_batch_template_csv(res->body, rules);
    return bdg_res_attachment(res, apr_pstrcat(req->pool, badge->name, ".csv", NULL), req->pool);
}
