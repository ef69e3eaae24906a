/* Copying a badge: its wording as a new draft, here or in another organisation. */
#include "core/badge_copy.h"
#include "base/language.h"
#include "base/id.h"
#include "base/str.h"
#include "web/admin/badge_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *places(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b, const char *chosen)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    bdg_json_set(m, "places", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_badge_class_places(&rows, db, req->actor.account_id, BDG_PERM_BIT(BDG_PERM_BADGES_EDIT), NULL, b->organisation_id, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_badge_class_place_t *p = &APR_ARRAY_IDX(rows, i, bdg_badge_class_place_t);
        bdg_parts_option(list, p->public_id, p->name, chosen && *chosen ? !strcmp(chosen, p->public_id) : p->id == b->organisation_id);
    }
    bdg_json_bool(m, "several", rows->nelts > 1);
    return NULL;
}

static bdg_err_t *page(bdg_req_t *req, bdg_res_t *res, const bdg_badge_class_t *b, json_t *m, json_t *v)
{
    bdg_json_set(m, "values", v);
    BDG_TRY(places(m, req, b, bdg_json_get_str(v, "organisation")));
    return bdg_res_page(res, "admin/badges/copy", json_incref(m));
}

bdg_err_t *bdg_get_badge_copy(bdg_req_t *req, bdg_res_t *res)
{
    bdg_badge_class_t *b;
    char form[BDG_ID_LEN + 1];
    BDG_TRY(bdg_badge_load(&b, req));
    json_t *v = json_object();
    bdg_id_new(form);
    bdg_json_str(v, "form", form);
    bdg_json_str(v, "name", bdg_utf8_count(b->name) + 8 > BDG_BADGE_NAME_MAX ? b->name : bdg_say(req->pool, "Copy of %s", b->name));
    return page(req, res, b, bdg_badge_page(req, b, "/copy"), v);
}

bdg_err_t *bdg_post_badge_copy(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_badge_class_t *b;
    const char *id;
    bdg_badge_copy_typed_t typed = { bdg_req_form(req, "name"), bdg_req_form(req, "organisation"), bdg_req_form(req, "form") };
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_badge_class_copy(&id, &edit, &typed);
    BDG_TRY_ELSE(bdg_badge_load(&b, req), bdg_err_clear(e));
    json_t *m = bdg_badge_page(req, b, "/copy");
    if (bdg_form_refused(&e, edit.check, m)) {
        json_t *v = json_object();
        bdg_form_typed(v, req, "name", "organisation", "form", NULL);
        res->status = 422;
        return page(req, res, b, m, v);
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, bdg_badge_path(req, id, "/details"), "success", "Copied. This is the new badge, a draft: change what is different about it.");
}
