#include "web/own.h"
#include "base/id.h"
#include "store/assertion.h"
#include "store/badge_class.h"
#include "web/dispatch.h"
#include <apr_strings.h>
#include <string.h>

#define BODY_MAX BDG_OWN_JSON_MAX

static const char *header(void *baton, const char *name) { return !strcasecmp(name, "Accept") ? baton : NULL; }

static bdg_err_t *no_body(void *baton, char *buf, size_t *len)
{
    (void)baton;
    (void)buf;
    *len = 0;
    return NULL;
}

bdg_err_t *bdg_own_get(bdg_own_document_t *out, void *baton, const char *url, const char *accept, apr_pool_t *pool)
{
    const bdg_server_t *server = baton;
    const char *path = url + strlen(server->site->base), *query = strchr(path, '?'), *allow;
    bdg_req_t req = { .pool = pool, .server = server, .site = server->site, .method = "GET", .query = query ? query + 1 : "", .address = "" };
    bdg_res_t res = { .status = 200, .headers = apr_table_make(pool, 8), .body = bdg_buf_make(BODY_MAX, pool) };
    *out = (bdg_own_document_t){ 404, "", 0 };
    req.transport = (bdg_transport_t){ header, no_body, (void *)accept };
    req.path = query ? apr_pstrmemdup(pool, path, (apr_size_t)(query - path)) : path;
    req.form = req.args = bdg_form_make(pool);
    req.uploads = apr_array_make(pool, 1, sizeof(bdg_upload_t));
    if (*req.path != '/' || strchr(req.path, '%'))
        return NULL;
    bdg_err_clear(bdg_route_find(&req.route, req.params, &allow, "GET", req.path, pool));
    if (!req.route || (req.route->cache != BDG_CACHE_PUBLIC && req.route->cache != BDG_CACHE_IMAGE))
        return NULL;
    bdg_dispatch(&req, &res);
    if (res.status == 503)
        return bdg_err(BDG_E_UNAVAILABLE, "The server is busy. Please try again in a moment.");
    for (int done = !res.produce; !done;) {
        BDG_TRY(res.produce(res.produce_baton, res.body, &done));
        BDG_TRY(bdg_buf_check(res.body));
    }
    *out = (bdg_own_document_t){ res.status, res.bytes ? res.bytes : res.body->data ? res.body->data : "", res.bytes ? res.bytes_len : res.body->len };
    return NULL;
}

/* ---------------------------------------------------------------- what only we know of our own */

static const char *below(const bdg_site_t *site, const char *url, const char *path)
{
    size_t n = strlen(site->base), m = strlen(path);
    return url && !strncmp(url, site->base, n) && !strncmp(url + n, path, m) ? url + n + m : NULL;
}

static bdg_err_t *add(json_t *v, const bdg_site_t *site, bdg_db_t *db, const char *id, apr_pool_t *pool)
{
    bdg_assertion_t *a;
    bdg_badge_class_t *b;
    BDG_TRY(bdg_assertion_by_public_id(&a, db, id, pool));
    BDG_TRY(bdg_badge_class_by_version(&b, db, a->badge_class_version_id, pool));
    bdg_json_str(v, "assertion", bdg_site_url(site, pool, "/assertions/%s", a->public_id));
    bdg_json_str(v, "badge", bdg_site_url(site, pool, "/badges/%s", b->public_id));
    bdg_json_str(v, "image", bdg_site_url(site, pool, "/badges/%s/image", b->public_id));
    json_object_del(v, "recipient_name");
    if (a->state != BDG_ASSERTION_REVOKED && a->acceptance != BDG_REJECTED)   /* says no more than the page does */
        bdg_json_str(v, "recipient_name", a->recipient_name);
    return NULL;
}

/* The verdict has "assertion" only when it is ours beyond doubt. The name stands on the credential's public page. */
static bdg_err_t *describe_own(json_t *v, const bdg_server_t *server, apr_pool_t *pool)
{
    const char *rest = below(server->site, bdg_json_get_str(v, "assertion"), "/assertions/");
    bdg_db_t *db;
    if (!rest || strlen(rest) < BDG_ID_LEN)
        return NULL;
    const char *id = apr_pstrmemdup(pool, rest, BDG_ID_LEN);
    if (!bdg_id_valid(id) || (rest[BDG_ID_LEN] && !strchr("./?#", rest[BDG_ID_LEN])))
        return NULL;
    BDG_TRY(server->db.get(&db, server->db.baton));
    bdg_err_t *e = add(v, server->site, db, id, pool);
    server->db.put(db, bdg_db_broken(db), server->db.baton);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        e = NULL;
    }
    return e;
}

bdg_err_t *bdg_own_verify(json_t **verdict, const bdg_server_t *server, const bdg_verify_input_t *in, apr_pool_t *pool)
{
    bdg_verify_t env = { server->site, bdg_own_get, (void *)server, server->contexts };
    BDG_TRY(bdg_verify(verdict, &env, in, pool));
    return describe_own(*verdict, server, pool);
}
