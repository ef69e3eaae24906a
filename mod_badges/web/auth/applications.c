/* /me/applications: what the person connected, and the way to withdraw it. */
#include "core/oauth.h"
#include "base/language.h"
#include "core/oauth_redirect.h"
#include "web/handlers.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

static json_t *wishes(bdg_scopes_t scopes)
{
    json_t *list = json_array();
    for (int i = 0; i < BDG_SCOPE_COUNT; i++)
        if ((scopes & BDG_SCOPE_BIT(i)) && i != BDG_SCOPE_OFFLINE)
            bdg_json_add(list, bdg_json_str(json_object(), "words", bdg_scope_words(i)));
    return list;
}

/* Where its answers go: what it called itself, anyone can say. */
static const char *place(const char *metadata_json, apr_pool_t *pool)
{
    json_t *m;
    bdg_err_t *e = bdg_json_parse(&m, metadata_json, strlen(metadata_json), 1 << 20, pool);
    const char *uri = e ? NULL : json_string_value(json_array_get(json_object_get(m, "redirect_uris"), 0));
    bdg_err_clear(e);
    return !uri || bdg_oauth_redirect_native(uri) ? _("An application on a device") : bdg_oauth_host(uri, pool);
}

bdg_err_t *bdg_get_me_applications(bdg_req_t *req, bdg_res_t *res)
{
    apr_array_header_t *rows;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_oauth_applications(&rows, db, req->actor.account_id, req->pool));
    json_t *m = json_object(), *list = json_array();
    bdg_json_set(m, "rows", list);
    bdg_json_bool(m, "has_rows", rows->nelts > 0);
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_oauth_application_t *a = &APR_ARRAY_IDX(rows, i, bdg_oauth_application_t);
        json_t *o = json_object();
        bdg_json_str(o, "id", a->client_public_id);
        bdg_json_str(o, "application", a->name);
        bdg_json_str(o, "place", place(a->metadata_json, req->pool));
        bdg_json_set(o, "wishes", wishes(a->scopes));
        bdg_words_time(o, "since", a->since, req->pool);
        bdg_words_time(o, "used", a->used_at, req->pool);
        bdg_json_add(list, o);
    }
    return bdg_res_page(res, "me/applications", m);
}

bdg_err_t *bdg_post_me_applications_withdraw(bdg_req_t *req, bdg_res_t *res)
{
    const char *id = bdg_req_form(req, "application");
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_oauth_withdraw(db, &req->actor, id, req->pool));
    return bdg_res_redirect(req, res, "/me/applications", "success", "That application has no access any more.");
}
