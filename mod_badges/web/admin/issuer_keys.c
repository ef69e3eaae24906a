/* /admin/issuers/{id}/keys: what an issuer signs with, and a new key. */
#include "core/openbadges/keys.h"
#include "base/language.h"
#include "core/signing_key.h"
#include "web/admin/issuer_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

static const struct { bdg_key_kind_e kind; const char *title, *what; } kinds[] = {
    { BDG_KEY_RSA, "RSA", N_("Signed Open Badges 2.0, and Open Badges 3.0 as a signed text") },
    { BDG_KEY_ED25519, "Ed25519", N_("Open Badges 3.0 with a proof inside") },
    { BDG_KEY_P256, "P-256", N_("Open Badges 3.0 as a signed text, where this server is set to it") } };
#define KINDS (sizeof kinds / sizeof *kinds)

static const char *href_of(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, "/admin/issuers/", id, "/keys", rest, NULL); }

static const char *title_of(const char *kind)
{
    for (size_t i = 0; i < KINDS; i++)
        if (!strcmp(bdg_key_kind_name(kinds[i].kind), kind))
            return kinds[i].title;
    return kind;
}

/* ---------------------------------------------------------------- the page */

static json_t *key_model(const bdg_req_t *req, const bdg_issuer_t *i, const bdg_signing_key_t *k, const bdg_public_key_t *as_public)
{
    json_t *o = json_object();
    bdg_json_str(o, "title", title_of(k->kind));
    bdg_json_str(o, "fingerprint", bdg_keypair_thumbprint(as_public->pair, req->pool));
    bdg_json_str(o, "address", bdg_keys_address(req->site, i->public_id, k->public_id, req->pool));
    bdg_words_set(o, "by", k->created_by_name);
    bdg_words_time(o, "since", k->created_at, req->pool);
    bdg_words_time(o, "until", k->retired_at, req->pool);
    return o;
}

/* A row for each kind, with the present key or without one. */
static json_t *present_model(const bdg_req_t *req, const bdg_issuer_t *i, const apr_array_header_t *rows, const apr_array_header_t *keys)
{
    json_t *list = json_array();
    for (size_t n = 0; n < KINDS; n++) {
        json_t *o = json_object(), *key = NULL;
        const char *name = bdg_key_kind_name(kinds[n].kind);
        for (int r = 0; r < rows->nelts; r++) {
            const bdg_signing_key_t *k = &APR_ARRAY_IDX(rows, r, bdg_signing_key_t);
            if (!k->retired_at && !strcmp(k->kind, name))
                key = key_model(req, i, k, &APR_ARRAY_IDX(keys, r, bdg_public_key_t));
        }
        bdg_json_str(o, "title", kinds[n].title);
        bdg_json_str(o, "what", bdg_tr(kinds[n].what));
        bdg_json_set(o, "key", key ? key : json_false());
        bdg_json_str(o, "new_href", href_of(req, i->public_id, apr_pstrcat(req->pool, "/new/", name, NULL)));
        bdg_json_add(list, o);
    }
    return list;
}

static bdg_err_t *page(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_issuer_t *i;
    bdg_graphic_t *logo;
    bdg_db_t *db;
    apr_array_header_t *rows, *keys;
    json_t *retired = json_array();
    bdg_json_own(retired, req->pool);
    BDG_TRY(bdg_issuer_load(&i, &logo, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_signing_keys(&rows, db, i->id, req->pool));
    BDG_TRY(bdg_signing_keys_public(&keys, rows, req->pool));
    for (int r = 0; r < rows->nelts; r++)
        if (APR_ARRAY_IDX(rows, r, bdg_signing_key_t).retired_at)
            bdg_json_add(retired, key_model(req, i, &APR_ARRAY_IDX(rows, r, bdg_signing_key_t), &APR_ARRAY_IDX(keys, r, bdg_public_key_t)));
    json_t *m = bdg_issuer_model(req, i, logo, "/keys");
    bdg_json_set(m, "present", present_model(req, i, rows, keys));
    json_object_set(m, "retired", retired);
    bdg_json_bool(m, "any_retired", json_array_size(retired) > 0);
    bdg_json_bool(m, "signs", req->site->secret != NULL);
    bdg_json_bool(m, "secret_named", req->site->secret_file != NULL);
    bdg_json_str(m, "jwks_url", apr_pstrcat(req->pool, bdg_keys_issuer(req->site, i->public_id, req->pool), "/jwks.json", NULL));
    bdg_json_str(m, "did", bdg_keys_did(req->site, i->public_id, req->pool));
    bdg_words_set(m, "trouble", trouble);
    return bdg_res_page(res, "admin/issuers/keys", m);
}

bdg_err_t *bdg_get_issuer_keys(bdg_req_t *req, bdg_res_t *res) { return page(req, res, NULL); }

/* ---------------------------------------------------------------- a new one */

static bdg_err_t *kind_of_address(size_t *n, const bdg_req_t *req)
{
    for (*n = 0; *n < KINDS; ++*n)
        if (!strcmp(bdg_key_kind_name(kinds[*n].kind), req->params[1]))
            return NULL;
    return bdg_err(BDG_E_NOT_FOUND, "There is no such kind of key.");
}

/* Which key the person saw as the present one goes with the form. */
static void add_field(json_t *m, const char *name, const char *value)
{
    json_t *f = json_object();
    bdg_json_str(f, "name", name);
    bdg_json_str(f, "value", value);
    bdg_json_add(json_object_get(json_object_get(m, "confirm"), "fields"), f);
}

bdg_err_t *bdg_get_issuer_key_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_issuer_t *i;
    bdg_graphic_t *logo;
    bdg_db_t *db;
    bdg_signing_key_t *k = NULL;
    size_t n;
    BDG_TRY(kind_of_address(&n, req));
    BDG_TRY(bdg_issuer_load(&i, &logo, req));
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_signing_key_present(&k, db, i->id, req->params[1], req->pool);
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    json_t *m = json_object();
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = i->name, .back = href_of(req, i->public_id, ""), .action = href_of(req, i->public_id, apr_pstrcat(req->pool, "/new/", req->params[1], NULL)),
        .revision = i->revision, .heading = bdg_say(req->pool, "Make a new %s key", kinds[n].title),
        .text = k ? "From now on this issuer signs with a new key, and the present one is retired." : "This issuer has no key of this kind yet. It gets one now.",
        .points = { "Credentials that were signed before stay valid: retired keys stay published for ever.",
                    "Whoever downloads a credential again gets it signed with the new key.",
                    k ? "The secret part of the present key is destroyed." : NULL },
        .undo = k ? "You cannot go back to the present key." : NULL, .button = "Make a new key" });
    add_field(m, "present", k ? k->public_id : "");
    return bdg_res_page(res, "admin/confirm", m);
}

bdg_err_t *bdg_post_issuer_key_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    size_t n;
    const char *present = bdg_req_form(req, "present");
    BDG_TRY(kind_of_address(&n, req));
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = present ? bdg_signing_key_replace(&edit, req->site, kinds[n].kind, *present ? present : NULL)
                           : bdg_err(BDG_E_CONFLICT, "Please look at the keys once more, and try again.");
    if (!e)
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, "/admin/issuers/", req->params[0], "/keys", NULL), "success", "The new key is in use.");
    if (e->code != BDG_E_CONFLICT && e->code != BDG_E_UNAVAILABLE && e->code != BDG_E_NOT_FOUND)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    res->status = e->code == BDG_E_UNAVAILABLE ? 503 : 409;
    bdg_err_clear(e);
    return page(req, res, why);
}
