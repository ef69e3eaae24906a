#include "web/admin/batch_model.h"
#include "base/language.h"
#include "web/admin/graphic_model.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/admin/batches"
#define CHECK_AT_ONCE 2000    /* rows: well under a second */

const char *bdg_batch_path(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, PATH "/", id, rest, NULL); }
const char *bdg_batch_href(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, PATH "/", id, rest, NULL); }

const char *bdg_batch_state_text(const char *state)
{
    static const char *const words[] = { "named", N_("Not begun"), "uploaded", N_("Uploaded"), "checking", N_("Being checked"), "checked", N_("Checked"), "issuing", N_("Being issued"), "issued", N_("Issued"),
        "cancelled", N_("Cancelled"), NULL };
    for (int i = 0; words[i]; i += 2)
        if (!strcmp(words[i], state))
            return _(words[i + 1]);
    return state;
}

bdg_err_t *bdg_batch_load_plan(bdg_batch_plan_t **plan, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_batch_plan(plan, db, req->scope.object_id, req->pool);
}

int bdg_batch_is(const bdg_batch_plan_t *plan, const char *state) { return !strcmp(plan->batch->state, state); }

static int finished(const bdg_batch_plan_t *plan) { return bdg_batch_is(plan, "issued") || bdg_batch_is(plan, "cancelled"); }

int bdg_batch_open(const bdg_batch_plan_t *plan) { return !bdg_batch_is(plan, "issuing") && !finished(plan); }

/* The furthest step that can be looked at. */
static int reached(const bdg_batch_plan_t *plan)
{
    if (bdg_batch_is(plan, "named"))
        return 2;
    if (bdg_batch_is(plan, "checked"))
        return plan->batch->ready_count && (!plan->batch->error_count || plan->options.skip_errors) ? 4 : 3;
    return bdg_batch_is(plan, "issuing") || finished(plan) ? 5 : 3;
}

int bdg_batch_elsewhere(bdg_err_t **e, bdg_req_t *req, bdg_res_t *res, const bdg_batch_plan_t *plan, int step)
{
    static const char *const steps[] = { "", "/name", "/upload", "/check", "/review", "/progress" };
    int at = reached(plan);
    if (at == 5 ? step == 5 : step <= at)
        return 0;
    *e = bdg_res_redirect(req, res, bdg_batch_path(req, plan->batch->public_id, finished(plan) ? "" : steps[at]), NULL, NULL);
    return 1;
}

static json_t *steps_model(const bdg_req_t *req, const bdg_batch_plan_t *plan, int step)
{
    static const struct { const char *title, *rest; } steps[] = { { N_("Name and badge"), "/name" }, { N_("Upload"), "/upload" }, { N_("Check"), "/check" }, { N_("Review"), "/review" }, { N_("Issue"), "/progress" } };
    json_t *list = json_array();
    int at = reached(plan);
    for (int i = 0; i < 5; i++) {
        json_t *o = json_object();
        int can = at < 5 && i + 1 <= at && i + 1 != step;
        bdg_json_str(o, "title", bdg_tr(steps[i].title));
        bdg_json_str(o, "state", i + 1 < step || finished(plan) ? "done" : i + 1 == step ? "current" : "todo");
        bdg_words_set(o, "href", can ? bdg_batch_href(req, plan->batch->public_id, steps[i].rest) : NULL);
        bdg_json_add(list, o);
    }
    return list;
}

json_t *bdg_batch_page(bdg_req_t *req, const bdg_batch_plan_t *plan, int step)
{
    json_t *m = bdg_json_object(req->pool), *o = json_object(), *badge = json_object();
    const bdg_batch_t *b = plan->batch;
    bdg_json_str(o, "id", b->public_id);
    bdg_json_str(o, "name", b->name);
    bdg_json_str(o, "state", b->state);
    bdg_json_str(o, "state_text", bdg_batch_state_text(b->state));
    bdg_json_str(o, "href", bdg_batch_href(req, b->public_id, ""));
    bdg_json_int(o, "revision", b->revision);
    bdg_json_set(m, "batch", o);
    bdg_json_str(badge, "name", plan->badge->name);
    bdg_words_set(badge, "image_url", bdg_graphic_src(req, plan->badge->graphic_public_id, plan->badge->graphic_revision));
    bdg_json_str(badge, "href", apr_pstrcat(req->pool, req->site->prefix, "/admin/badges/", plan->badge->public_id, NULL));
    bdg_json_str(badge, "id", plan->badge->public_id);
    bdg_json_set(m, "badge", badge);
    bdg_json_set(m, "steps", steps_model(req, plan, step));
    return m;
}

bdg_err_t *bdg_batch_go_on(bdg_req_t *req, bdg_res_t *res, bdg_db_t *db, int64_t id, const char *public_id, const char *flash)
{
    int started;
    bdg_batch_t *b;
    BDG_TRY(bdg_batch_by_id(&b, db, id, req->pool));
    int now = b->row_count <= CHECK_AT_ONCE;
    BDG_TRY(bdg_batch_check_start(db, id, !now, &started, req->pool));
    if (started && now)
        BDG_TRY(bdg_batch_check_now(db, id, req->pool));
    else if (started && req->server->wake)
        req->server->wake(req->server->wake_baton);
    return bdg_res_redirect(req, res, bdg_batch_path(req, public_id, started ? "/check" : "/columns"), flash ? "success" : NULL, flash);
}

int bdg_batch_revision(const bdg_req_t *req)
{
    const char *s = bdg_req_form(req, "revision");
    return s && *s && strlen(s) <= 9 && strspn(s, "0123456789") == strlen(s) ? atoi(s) : 0;
}

int bdg_batch_number(const bdg_req_t *req, const char *name, int otherwise)
{
    const char *s = bdg_req_arg(req, name);
    return s && *s && strlen(s) <= 9 && strspn(s, "0123456789") == strlen(s) ? atoi(s) : otherwise;
}

const char *bdg_batch_file_text(const bdg_batch_plan_t *plan, apr_pool_t *pool)
{
    const char *sheet = bdg_json_get_str(plan->file, "sheet"), *encoding = bdg_json_get_str(plan->file, "encoding"), *delimiter = bdg_json_get_str(plan->file, "delimiter");
    const char *text = plan->batch->file_name ? plan->batch->file_name : "";
    if (sheet)
        text = bdg_say(pool, "%s, sheet “%s”", text, sheet);
    else if (encoding && delimiter)
        text = apr_pstrcat(pool, text, ", ", encoding, *delimiter == ',' ? _(", commas") : *delimiter == ';' ? _(", semicolons") : *delimiter == '\t' ? _(", tabs") : "", NULL);
    if (plan->cols->header_number)
        return bdg_say(pool, "%s, headings in row %d", text, plan->cols->header_number);
    return apr_pstrcat(pool, text, ", no headings", NULL);
}
