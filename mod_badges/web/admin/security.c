/* /admin/security: what an organisation asks of everybody who signs in to work for it. */
#include "core/second_factor.h"
#include "web/handlers.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>

#define PATH "/admin/security"

bdg_err_t *bdg_get_security(bdg_req_t *req, bdg_res_t *res)
{
    bdg_second_factor_rule_t rule;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_second_factor_rule(&rule, db, req->scope.organisation_id, req->pool));
    json_t *m = json_object(), *o = json_object();
    bdg_json_bool(o, "own", rule.own);
    bdg_json_int(o, "revision", rule.revision);
    bdg_json_str(o, "above", rule.above);
    bdg_json_bool(o, "mine", req->actor.second_factor);
    bdg_json_str(o, "people", bdg_words_count(rule.people, "person", "people", req->pool));
    bdg_json_int(o, "with", rule.people_with);
    bdg_json_bool(o, "one", rule.people_with == 1);
    bdg_json_set(m, "rule", o);
    return bdg_res_page(res, "admin/security", m);
}

bdg_err_t *bdg_post_security(bdg_req_t *req, bdg_res_t *res)
{
    const char *revision = bdg_req_form(req, "revision");
    int ask = bdg_req_form(req, "second_factor") != NULL;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_second_factor_demand(db, &req->actor, req->scope.organisation_id, revision ? atoi(revision) : 0, ask, req->pool);
    if (e && (e->code == BDG_E_INVALID || e->code == BDG_E_CONFLICT)) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, PATH, "danger", why);
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, PATH, "success", ask ? "From now on everybody here signs in with two factors." : "Two-factor authentication is everybody's own choice now.");
}
