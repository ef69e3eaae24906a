/* /me/imported: badges that were awarded elsewhere, brought by file or address, verified here. */
#include "core/imported.h"
#include "base/language.h"
#include "base/str.h"
#include "core/recipient.h"
#include "core/throttle.h"
#include "io/png.h"
#include "io/svg.h"
#include "web/handlers.h"
#include "web/me/imported_model.h"
#include "web/me/me.h"
#include "web/own.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

/* ---------------------------------------------------------------- how it looks */

static const struct { const char *outcome, *state, *text; } states[] = {
    { "valid", "good", N_("Verified") }, { "expired", "expired", N_("Expired") }, { "revoked", "revoked", N_("Revoked") }, { "unknown", "warn", N_("Could not be checked") },
    { "invalid", "bad", N_("Not valid") } };

json_t *bdg_imported_card(const bdg_req_t *req, const bdg_imported_t *b)
{
    json_t *o = json_object();
    apr_pool_t *p = req->pool;
    bdg_json_str(o, "id", b->public_id);
    bdg_json_str(o, "href", apr_pstrcat(p, req->site->prefix, "/me/imported/", b->public_id, NULL));
    bdg_json_str(o, "badge_name", b->name);
    bdg_json_str(o, "issuer_name", b->issuer_name);
    bdg_json_str(o, "recipient_name", "");
    bdg_words_set(o, "image_url", b->has_picture ? apr_pstrcat(p, req->site->prefix, "/me/imported/", b->public_id, "/image", NULL) : NULL);
    bdg_me_date(o, "issued", b->issued_on, p);
    bdg_me_date(o, "expires", b->expires_on, p);
    bdg_words_time(o, "checked", b->checked_at, p);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (!strcmp(b->outcome, states[i].outcome)) {
            bdg_json_str(o, "state", states[i].state);
            bdg_json_str(o, "state_text", bdg_tr(states[i].text));
        }
    bdg_json_bool(o, "imported", 1);
    bdg_json_bool(o, "is_mine", b->is_mine);
    bdg_json_bool(o, "is_new", 0);
    return o;
}

bdg_err_t *bdg_get_me_imported_list(bdg_req_t *req, bdg_res_t *res)
{
    apr_array_header_t *list;
    bdg_db_t *db;
    json_t *m = bdg_me_model(req, BDG_ME_IMPORTED), *rows = json_array();
    bdg_json_set(m, "rows", rows);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_imported_list(&list, db, req->actor.account_id, req->pool));
    for (int i = 0; i < list->nelts; i++)
        bdg_json_add(rows, bdg_imported_card(req, &APR_ARRAY_IDX(list, i, bdg_imported_t)));
    bdg_json_bool(m, "has_rows", list->nelts > 0);
    return bdg_res_page(res, "me/imported/list", json_incref(m));
}

static bdg_err_t *count(bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_throttle_count(db, BDG_THROTTLE_IMPORT, req->actor.account_public_id, req->pool);
}

/* ---------------------------------------------------------------- bringing one */

static bdg_err_t *form(bdg_req_t *req, bdg_res_t *res, const char *url, const char *field, bdg_err_t *e)
{
    json_t *m = bdg_me_model(req, BDG_ME_IMPORTED);
    bdg_json_set(m, "values", bdg_json_str(json_object(), "url", url ? url : ""));
    if (!e)
        return bdg_res_page(res, "me/imported/new", json_incref(m));
    int status = e->code == BDG_E_CONFLICT ? 409 : 422;
    bdg_problem(m, field, !strcmp(field, "url") ? "Address" : "File", "%s", e->message);
    bdg_err_clear(e);
    BDG_TRY(bdg_res_form_again(res, "me/imported/new", json_incref(m)));
    res->status = status;
    return NULL;
}

bdg_err_t *bdg_get_me_import(bdg_req_t *req, bdg_res_t *res) { return form(req, res, "", NULL, NULL); }

static bdg_err_t *read_upload(bdg_import_t *import, const bdg_req_t *req, const bdg_upload_t *u)
{
    const char *data;
    if (u->size > BDG_IMPORT_BYTES_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This file is larger than 4 MB.");
    import->file_name = u->filename && bdg_utf8_valid(u->filename, strlen(u->filename), NULL) ? u->filename : NULL;
    BDG_TRY(bdg_upload_read(&data, &import->len, u, req->pool));
    import->data = data;
    return NULL;
}

static bdg_err_t *bring(const char **public_id, int *again, bdg_req_t *req, const char *url, const bdg_upload_t *u)
{
    bdg_import_t import = { 0 };
    bdg_db_t *db;
    if (!*url && !u)
        return bdg_err(BDG_E_INVALID, "Choose a file, or give an address.");
    if (!strncmp(url, req->site->base, strlen(req->site->base)))
        return bdg_err(BDG_E_INVALID, "This was issued here. Prove the address that it was awarded to, and it stands among your credentials by itself.");
    BDG_TRY(count(req));
    bdg_req_db_release(req);
    if (u)
        BDG_TRY(read_upload(&import, req, u));
    else
        BDG_TRY(bdg_import_fetch(&import, req->site, url, req->pool));
    BDG_TRY(bdg_me_verify(&import.verdict, &import.is_mine, req, import.data, import.len));
    if (json_is_true(json_object_get(import.verdict, "own")))
        return bdg_err(BDG_E_INVALID, "This was issued here. Prove the address that it was awarded to, and it stands among your credentials by itself.");
    bdg_req_db_release(req);
    bdg_import_draw(&import, req->site, req->pool);
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_imported_keep(public_id, again, db, &req->actor, &import, req->pool);
}

bdg_err_t *bdg_post_me_import(bdg_req_t *req, bdg_res_t *res)
{
    const char *typed = bdg_req_form(req, "url"), *url = typed ? bdg_text_clean(typed, strlen(typed), 0, req->pool) : "", *id;
    const bdg_upload_t *u = bdg_req_upload(req, "file");
    int again;
    bdg_err_t *e = bring(&id, &again, req, url, u);
    if (e && (e->code == BDG_E_INVALID || e->code == BDG_E_CONFLICT || e->code == BDG_E_TOO_LARGE))
        return form(req, res, url, *url && !u ? "url" : "file", e);
    BDG_TRY(e);
    return bdg_res_redirect(req, res, apr_pstrcat(req->pool, "/me/imported/", id, NULL), again ? "info" : "success", again ? "You have brought this one before. Here it is." : "The badge is here.");
}

/* ---------------------------------------------------------------- one of them */

static bdg_err_t *load(bdg_imported_t **b, bdg_db_t **db, bdg_req_t *req)
{
    BDG_TRY(bdg_req_db(req, db));
    return bdg_imported_get(b, *db, req->actor.account_id, req->scope.object_id, req->pool);
}

/* [{ok, bad, unsure, text, detail}] */
static json_t *checks(const json_t *verdict)
{
    json_t *list = json_array(), *c;
    size_t i;
    json_array_foreach(json_object_get(verdict, "checks"), i, c) {
        json_t *o = json_object();
        const char *result = bdg_json_get_str(c, "result");
        int ok = result && !strcmp(result, "passed");
        bdg_json_bool(o, "ok", ok);
        bdg_json_bool(o, "unsure", result && !strcmp(result, "unchecked"));
        bdg_words_set(o, "text", bdg_json_get_str(c, "text"));
        bdg_words_set(o, "detail", bdg_json_get_str(c, "detail"));
        bdg_json_add(list, o);
    }
    return list;
}

bdg_err_t *bdg_get_me_imported(bdg_req_t *req, bdg_res_t *res)
{
    bdg_imported_t *b;
    bdg_db_t *db;
    apr_array_header_t *list;
    json_t *m = bdg_me_model(req, BDG_ME_IMPORTED), *verdict, *o, *options = json_array(), *in = json_array();
    bdg_json_set(m, "collections", options);
    bdg_json_set(m, "in_collections", in);
    BDG_TRY(load(&b, &db, req));
    BDG_TRY(bdg_json_parse(&verdict, b->verdict_json, strlen(b->verdict_json), 1 << 20, req->pool));
    bdg_json_set(m, "held", o = bdg_imported_card(req, b));
    const char *url = bdg_json_get_str(verdict, "issuer_url");
    bdg_words_set(o, "issuer_url", url && !bdg_url_problem(url) ? url : NULL);
    bdg_words_set(o, "description", bdg_json_get_str(verdict, "description"));
    bdg_words_set(o, "verdict", bdg_json_get_str(verdict, "text"));
    bdg_words_set(o, "about", bdg_json_get_str(verdict, "format"));
    bdg_words_set(o, "source_url", b->source_url);
    bdg_words_set(o, "file_name", b->file_name);
    bdg_json_set(m, "checks", checks(verdict));
    BDG_TRY(bdg_collection_list(&list, db, req->actor.account_id, 0, b->id, req->pool));
    for (int i = 0; i < list->nelts; i++) {
        const bdg_collection_t *c = &APR_ARRAY_IDX(list, i, bdg_collection_t);
        if (c->has_item)
            bdg_json_add(in, bdg_json_str(bdg_json_str(json_object(), "title", c->name), "href",
                                          apr_pstrcat(req->pool, req->site->prefix, "/me/collections/", c->public_id, NULL)));
        else
            bdg_parts_option(options, c->public_id, c->name, 0);
    }
    bdg_json_bool(m, "has_collections", json_array_size(options) > 0);
    bdg_json_str(o, "collect_href", apr_pstrcat(req->pool, req->site->prefix, "/me/imported/", b->public_id, "/collect", NULL));
    return bdg_res_page(res, "me/imported/show", json_incref(m));
}

bdg_err_t *bdg_post_me_imported_check(bdg_req_t *req, bdg_res_t *res)
{
    const char *data;
    const json_t *verdict;
    size_t len;
    int is_mine;
    bdg_db_t *db;
    BDG_TRY(count(req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_imported_data(&data, &len, db, req->actor.account_id, req->scope.object_id, req->pool));
    BDG_TRY(bdg_me_verify(&verdict, &is_mine, req, data, len));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_imported_rechecked(db, &req->actor, req->scope.object_id, verdict, is_mine, req->pool));
    return bdg_res_redirect(req, res, apr_pstrcat(req->pool, "/me/imported/", req->params[0], NULL), "success", "It was checked again just now.");
}

bdg_err_t *bdg_get_me_imported_image(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    const char *png;
    size_t len;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_imported_png(&png, &len, db, req->actor.account_id, req->scope.object_id, req->pool));
    res->content_type = "image/png";
    res->bytes = png;
    res->bytes_len = len;
    return bdg_res_header(res, "Cache-Control", "private, max-age=300");
}

/* As it came: never shown by a browser as a page of ours. */
bdg_err_t *bdg_get_me_imported_file(bdg_req_t *req, bdg_res_t *res)
{
    bdg_imported_t *b;
    bdg_db_t *db;
    const char *data;
    size_t len;
    BDG_TRY(load(&b, &db, req));
    BDG_TRY(bdg_imported_data(&data, &len, db, req->actor.account_id, b->id, req->pool));
    const char *ending = bdg_png_is(data, len) ? "png" : bdg_svg_is(data, len) ? "svg" : len && *data == '{' ? "json" : "jws";
    res->content_type = "application/octet-stream";
    res->bytes = data;
    res->bytes_len = len;
    return bdg_res_attachment(res, b->file_name ? b->file_name : apr_pstrcat(req->pool, b->name, ".", ending, NULL), req->pool);
}

bdg_err_t *bdg_get_me_imported_delete(bdg_req_t *req, bdg_res_t *res)
{
    bdg_imported_t *b;
    bdg_db_t *db;
    BDG_TRY(load(&b, &db, req));
    const char *page = apr_pstrcat(req->pool, "/me/imported/", req->params[0], NULL);
    bdg_me_confirm_t c = { .heading = _("Remove this badge?"), .text = bdg_say(req->pool, "You remove \xe2\x80\x9c%s\xe2\x80\x9d of %s.", b->name, b->issuer_name),
        .points = { _("It leaves your collections too."), _("Where it was awarded nothing changes: you can bring it again.") },
        .action = apr_pstrcat(req->pool, page, "/delete", NULL), .button = _("Remove the badge"), .back = page, .dangerous = 1 };
    return bdg_me_confirm(req, res, BDG_ME_IMPORTED, &c);
}

bdg_err_t *bdg_post_me_imported_delete(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_imported_remove(db, &req->actor, req->scope.object_id, req->pool));
    return bdg_res_redirect(req, res, "/me/imported", "success", "The badge is removed.");
}
