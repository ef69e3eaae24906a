/* The tab Staff of an issuer: who works for it, and as what. */
#include "core/staff.h"
#include "base/language.h"
#include "base/str.h"
#include "store/staff.h"
#include "store/search.h"
#include "web/admin/issuer_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

static const char *const shown[] = { "Owner", "Editor", "Staff" };

static json_t *role_options(const char *now)
{
    json_t *list = json_array();
    for (int i = 0; bdg_staff_roles[i]; i++)
        bdg_parts_option(list, bdg_staff_roles[i], bdg_tr(shown[i]), !strcmp(now, bdg_staff_roles[i]));
    return list;
}

static json_t *person_model(const bdg_staff_t *s, const char *role, apr_pool_t *pool)
{
    static const char *const states[] = { "invited", "verified", "suspended", "erased" }, *const texts[] = { N_("Invited"), "", N_("Suspended"), "" };
    json_t *o = json_object();
    bdg_json_str(o, "id", s->public_id);
    bdg_json_str(o, "who", s->name);
    bdg_json_str(o, "email", s->email);
    bdg_json_str(o, "state", states[s->state & 3]);
    bdg_json_str(o, "state_text", texts[s->state & 3]);
    bdg_json_set(o, "roles", role_options(role));
    bdg_json_str(o, "now", role);
    bdg_words_time(o, "since", s->since, pool);
    return o;
}

static bdg_err_t *find(json_t *m, bdg_req_t *req, bdg_db_t *db)
{
    apr_array_header_t *rows;
    const char *q = bdg_req_arg(req, "q");
    json_t *list = json_array();
    q = q ? bdg_text_clean(q, strlen(q), 0, req->pool) : "";
    bdg_json_set(m, "found", list);
    bdg_json_str(m, "q", q);
    if (!*q)
        return NULL;
    const char *like = bdg_search_like(q, req->pool) + 1;      /* from the beginning on */
    BDG_TRY(bdg_staff_candidates(&rows, db, req->scope.object_id, req->scope.organisation_id, bdg_email_normalise(q, req->pool), like, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        bdg_staff_t *s = &APR_ARRAY_IDX(rows, i, bdg_staff_t);
        s->state = BDG_ACCOUNT_VERIFIED;
        s->since = 0;
        bdg_json_add(list, person_model(s, "issuer_staff", req->pool));
    }
    bdg_json_bool(m, "nobody", !rows->nelts);
    return NULL;
}

static bdg_err_t *page(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_db_t *db;
    bdg_issuer_t *i;
    bdg_graphic_t *logo;
    apr_array_header_t *rows;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_issuer_load(&i, &logo, req));
    json_t *m = bdg_json_own(bdg_issuer_model(req, i, logo, "/staff"), req->pool), *list = json_array();
    bdg_json_set(m, "staff", list);
    BDG_TRY(bdg_staff_list(&rows, db, i->id, i->organisation_id, req->pool));
    for (int n = 0; n < rows->nelts; n++) {
        const bdg_staff_t *s = &APR_ARRAY_IDX(rows, n, bdg_staff_t);
        bdg_json_add(list, person_model(s, s->role, req->pool));
    }
    bdg_json_bool(m, "has_staff", rows->nelts > 0);
    BDG_TRY(find(m, req, db));
    bdg_words_set(m, "trouble", trouble);
    return bdg_res_page(res, "admin/issuers/staff", json_incref(m));
}

bdg_err_t *bdg_get_issuer_staff(bdg_req_t *req, bdg_res_t *res) { return page(req, res, NULL); }

bdg_err_t *bdg_post_issuer_staff(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *act = bdg_req_form(req, "act"), *role = bdg_req_form(req, "role");
    int remove = act && !strcmp(act, "remove");
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_staff_set(&edit, bdg_req_form(req, "person"), remove ? NULL : role ? role : "", bdg_req_form(req, "seen"));
    if (!e)
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, "/admin/issuers/", req->params[0], "/staff", NULL), "success",
                                remove ? "They no longer work for this issuer." : "Saved. It holds at once.");
    if (e->code != BDG_E_CONFLICT && e->code != BDG_E_INVALID)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    res->status = e->code == BDG_E_CONFLICT ? 409 : 422;
    bdg_err_clear(e);
    return page(req, res, why);
}
