/* POST /ims/ob/v3p0/credentials: a credential that was awarded elsewhere is verified, and kept among the badges that the person brought (Open Badges 3.0,
 * upsertCredential). One that is there already (the same issuer and id) is replaced. */
#include "core/imported.h"
#include "core/ob_credential.h"
#include "web/handlers.h"
#include "web/me/me.h"
#include <string.h>

static int is_type(const char *type, const char *want)
{
    size_t n = strlen(want);
    return type && !strncasecmp(type, want, n) && (!type[n] || type[n] == ';' || type[n] == ' ');
}

/* The answer has the type of the request (section upsertCredential); 1 in *jws for text/plain. */
static bdg_err_t *check_type(const char **type, int *jws, const bdg_req_t *req)
{
    static const char *const types[] = { "text/plain", "application/json", "application/vc+ld+json", "application/vc", "application/ld+json" };
    const char *given = bdg_req_header(req, "Content-Type");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (is_type(given, types[i])) {
            *type = types[i];
            *jws = !i;
            return NULL;
        }
    return bdg_err(BDG_E_UNSUPPORTED, "A credential is sent as application/json or application/vc+ld+json, or as text/plain when it is a compact JWS.");
}

bdg_err_t *bdg_post_ob_credentials(bdg_req_t *req, bdg_res_t *res)
{
    bdg_ob_credential_t c;
    bdg_import_t import = { 0 };
    const char *type = NULL;
    int jws = 0, replaced = 0;
    bdg_db_t *db;
    BDG_TRY(check_type(&type, &jws, req));
    BDG_TRY(bdg_ob_credential_read(&c, req->body, req->body_len, req->pool));
    if (c.jws != jws)
        return bdg_err(BDG_E_INVALID, "A compact JWS is sent as text/plain, and a credential in JSON as application/json.");
    import.data = c.text;
    import.len = c.len;
    BDG_TRY(bdg_me_verify(&import.verdict, &import.is_mine, req, c.text, c.len));
    int ours = import.is_mine && json_is_true(json_object_get(import.verdict, "own"));      /* it is here already */
    BDG_TRY(bdg_req_db(req, &db));
    if (!ours)
        BDG_TRY(bdg_imported_put(&replaced, db, &req->actor, &import, c.key, req->pool));
    res->status = ours || replaced ? 200 : 201;
    res->content_type = type;
    bdg_buf_add(res->body, req->body, req->body_len);
    return NULL;
}
