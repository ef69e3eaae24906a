/* /admin/security: what an organisation asks of everybody who signs in to work for it. */
#include "core/second_factor.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/words.h"
#include <apr_strings.h>

#define PATH "/admin/security"

static json_t *values_of(const bdg_req_t *req, int second_factor, int revision)
{
    json_t *v = json_object();
    bdg_json_bool(v, "second_factor", second_factor);
    bdg_json_str(v, "revision", apr_itoa(req->pool, revision));
    return v;
}

static bdg_err_t *page_model(json_t **model, json_t **saved, bdg_req_t *req)
{
    bdg_second_factor_rule_t rule;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_second_factor_rule(&rule, db, req->scope.organisation_id, req->pool));
    json_t *m = *model = bdg_json_object(req->pool), *o = json_object();
    *saved = bdg_json_own(values_of(req, rule.own, rule.revision), req->pool);
    bdg_json_str(o, "above", rule.above);
    bdg_json_bool(o, "mine", req->actor.second_factor);
    bdg_json_str(o, "people", bdg_words_count(rule.people, "person", "people", req->pool));
    bdg_json_int(o, "with", rule.people_with);
    bdg_json_bool(o, "one", rule.people_with == 1);
    bdg_json_set(m, "rule", o);
    return NULL;
}

bdg_err_t *bdg_get_security(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m, *saved;
    BDG_TRY(page_model(&m, &saved, req));
    bdg_json_set(m, "values", json_incref(saved));
    return bdg_res_page(res, "admin/security", json_incref(m));
}

static bdg_err_t *conflict(bdg_req_t *req, bdg_res_t *res, int ask)
{
    json_t *m, *saved;
    BDG_TRY(page_model(&m, &saved, req));
    bdg_json_set(m, "values", values_of(req, ask, 0));
    BDG_TRY(bdg_form_stale(req, res, m, saved, "organisation", req->scope.organisation_id));
    bdg_form_differs(m, saved, "second_factor", _("Two-factor authentication"));
    return bdg_res_page(res, "admin/security", json_incref(m));
}

bdg_err_t *bdg_post_security(bdg_req_t *req, bdg_res_t *res)
{
    int ask = bdg_req_form(req, "second_factor") != NULL;
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_second_factor_demand(edit.db, &req->actor, req->scope.organisation_id, edit.revision, ask, req->pool);
    if (e && e->code == BDG_E_CONFLICT) {
        bdg_err_clear(e);
        return conflict(req, res, ask);
    }
    if (e && e->code == BDG_E_INVALID) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, PATH, "danger", why);
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, PATH, "success", ask ? "From now on everybody here signs in with two factors." : "Two-factor authentication is everybody's own choice now.");
}
