/* The pages of the graphics library: cards, upload, one graphic, its picture. */
#include "core/graphic.h"
#include "base/language.h"
#include "base/str.h"
#include "store/picture.h"
#include "store/search.h"
#include "web/admin/design_model.h"
#include "web/admin/graphic_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/graphics"
#define CARDS 24

static int may_edit(const bdg_req_t *req) { return (req->scope.perms & BDG_PERM_BIT(BDG_PERM_GRAPHICS_EDIT)) != 0; }
static const char *path_of(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, PATH "/", id, rest, NULL); }
static const char *href_of(const bdg_req_t *req, const char *id, const char *rest) { return apr_pstrcat(req->pool, req->site->prefix, PATH "/", id, rest, NULL); }

static const char *kind_words(const bdg_req_t *req, int is_svg, int is_drawn, int width, int height)
{
    return is_drawn ? _("Drawn here") : is_svg ? "SVG" : apr_psprintf(req->pool, "PNG, %d × %d", width, height);
}

/* --- the library */

static const struct { const char *name, *words; bdg_graphic_order_e order; } orders[] = { { "", N_("Newest first"), BDG_GRAPHIC_BY_NEW }, { "name", N_("By name"), BDG_GRAPHIC_BY_NAME },
    { "changed", N_("Changed last"), BDG_GRAPHIC_BY_CHANGE } };

static bdg_graphic_filter_t filter_of(const bdg_req_t *req, const bdg_pager_t *pager)
{
    const char *state = bdg_req_arg(req, "state"), *tag = bdg_req_arg(req, "tag"), *order = bdg_req_arg(req, "order");
    bdg_graphic_filter_t f = { .organisation_id = req->scope.organisation_id, .like = bdg_search_like(bdg_req_arg(req, "q"), req->pool), .tag = bdg_is_blank(tag) ? NULL : tag,
                               .state = state && !strcmp(state, "archived") ? "archived" : "active", .cursor = pager->cursor, .newer = pager->newer, .limit = CARDS };
    for (size_t i = 0; order && i < sizeof orders / sizeof *orders; i++)
        if (!strcmp(orders[i].name, order))
            f.order = orders[i].order;
    return f;
}

static bdg_err_t *filter_model(json_t *m, const bdg_req_t *req, bdg_db_t *db, const bdg_graphic_filter_t *filter)
{
    json_t *f = json_object(), *states = json_array(), *tags = json_array(), *order = json_array();
    const char *q = bdg_req_arg(req, "q");
    int archived = !strcmp(filter->state, "archived"), found = 0;
    apr_array_header_t *rows;
    bdg_json_set(m, "filter", f);
    bdg_json_set(f, "states", states);
    bdg_json_set(f, "orders", order);
    bdg_json_str(f, "q", q ? q : "");
    bdg_json_bool(f, "any", !bdg_is_blank(q) || archived || filter->tag);
    bdg_parts_option(states, "", _("In use"), !archived);
    bdg_parts_option(states, "archived", _("Archived"), archived);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        bdg_parts_option(order, orders[i].name, bdg_tr(orders[i].words), orders[i].order == filter->order);
    BDG_TRY(bdg_graphic_tags(&rows, db, filter->organisation_id, filter->state, req->pool));
    bdg_parts_option(tags, "", "Any tag", !filter->tag);
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_graphic_tag_t *t = &APR_ARRAY_IDX(rows, i, bdg_graphic_tag_t);
        int now = filter->tag && !strcmp(filter->tag, t->tag);
        found |= now;
        bdg_parts_option(tags, t->tag, apr_psprintf(req->pool, "%s (%s)", t->tag, bdg_words_number(t->n, req->pool)), now);
    }
    if (filter->tag && !found)
        bdg_parts_option(tags, filter->tag, filter->tag, 1);
    bdg_json_set(f, "tags", tags);
    bdg_json_bool(f, "has_tags", rows->nelts || filter->tag);
    return NULL;
}

static json_t *card_model(const bdg_req_t *req, const bdg_graphic_row_t *r)
{
    json_t *o = json_object();
    bdg_json_str(o, "id", r->public_id);
    bdg_json_str(o, "name", r->name);
    bdg_json_str(o, "href", href_of(req, r->public_id, ""));
    bdg_json_str(o, "image_url", bdg_graphic_src(req, r->public_id, r->revision));
    bdg_json_str(o, "kind", kind_words(req, r->is_svg, r->is_drawn, r->width, r->height));
    bdg_json_str(o, "tags", r->tags);
    bdg_json_str(o, "uses", r->uses ? bdg_words_count(r->uses, "badge", "badges", req->pool) : "Not used yet");
    return o;
}

bdg_err_t *bdg_get_graphics(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t n;
    bdg_pager_t pager = bdg_pager_read(req);
    bdg_graphic_filter_t f = filter_of(req, &pager);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_graphic_list(&rows, db, &f, req->pool));
    BDG_TRY(bdg_graphic_count(&n, db, &f));
    bdg_pager_trim(&pager, rows, CARDS);
    json_t *m = bdg_json_object(req->pool), *list = json_array();
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, card_model(req, &APR_ARRAY_IDX(rows, i, bdg_graphic_row_t)));
    bdg_json_set(m, "rows", list);
    BDG_TRY(filter_model(m, req, db, &f));
    bdg_json_bool(m, "may_edit", may_edit(req));
    bdg_pager_model(m, req, &pager, PATH, rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_graphic_row_t).public_id : NULL,
                    rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_graphic_row_t).public_id : NULL, bdg_words_count(n, "graphic", "graphics", req->pool));
    return bdg_res_page(res, "admin/graphics/list", json_incref(m));
}

/* --- into the library */

bdg_err_t *bdg_get_graphic_new(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m = json_object();
    bdg_json_set(m, "values", json_object());
    bdg_design_gallery(m, req);
    return bdg_res_page(res, "admin/graphics/form", m);
}

/* The picture of the form, made ready without a database connection held. *bytes NULL when there is none and none is needed. */
static bdg_err_t *take_picture(bdg_graphic_bytes_t **bytes, bdg_check_t *check, bdg_req_t *req, int needed)
{
    const char *data;
    size_t len;
    *bytes = NULL;
    bdg_req_db_release(req);
    BDG_TRY(bdg_graphic_upload(&data, &len, req, "picture"));
    if (data)
        return bdg_graphic_read(bytes, check, "picture", req->site, data, len, req->pool);
    if (needed)
        bdg_check_add(check, "picture", "Picture", "Choose a PNG, SVG, JPEG or GIF file.");
    return bdg_check_result(check);
}

static bdg_graphic_typed_t typed_of(const bdg_req_t *req, const char *name)
{
    const char *tags = bdg_req_form(req, "tags");
    return (bdg_graphic_typed_t){ name, tags ? tags : "" };
}

/* As typed, or from the file's name. */
static const char *name_of(const bdg_req_t *req)
{
    const char *typed = bdg_req_form(req, "name");
    const bdg_upload_t *u = bdg_req_upload(req, "picture");
    return !bdg_is_blank(typed) || !u ? typed : bdg_graphic_name_of(u->filename, req->pool);
}

static void show_typed(json_t *m, const bdg_req_t *req)
{
    json_t *v = json_object();
    bdg_form_typed(v, req, "name", "tags", "revision", NULL);
    bdg_json_set(m, "values", v);
}

static bdg_err_t *create(const char **id, bdg_edit_t *edit, bdg_req_t *req)
{
    bdg_graphic_t *g;
    bdg_graphic_bytes_t *bytes;
    BDG_TRY(take_picture(&bytes, edit->check, req, 1));
    const bdg_graphic_typed_t typed = typed_of(req, name_of(req));
    BDG_TRY(bdg_req_db(req, &edit->db));
    BDG_TRY(bdg_graphic_create(&g, edit, &typed, bytes));
    *id = g->public_id;
    return NULL;
}

bdg_err_t *bdg_post_graphic_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *id = NULL;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = create(&id, &edit, req);
    json_t *m = bdg_json_object(req->pool);
    if (bdg_form_refused(&e, edit.check, m)) {
        show_typed(m, req);
        bdg_design_gallery(m, req);
        return bdg_res_form_again(res, "admin/graphics/form", json_incref(m));
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, path_of(req, id, ""), "success", "The graphic is in your library.");
}

/* --- one graphic */

static bdg_err_t *load(bdg_graphic_t **g, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_graphic_by_id(g, db, req->scope.object_id, req->scope.organisation_id, req->pool);
}

static json_t *graphic_model(const bdg_req_t *req, const bdg_graphic_t *g)
{
    json_t *m = json_object(), *o = json_object();
    int archived = !strcmp(g->state, "archived");
    bdg_json_str(o, "id", g->public_id);
    bdg_json_str(o, "name", g->name);
    bdg_json_str(o, "state", g->state);
    bdg_words_set(o, "state_text", archived ? "Archived" : NULL);
    bdg_json_bool(o, "archived", archived);
    bdg_json_int(o, "revision", g->revision);
    bdg_json_str(o, "href", href_of(req, g->public_id, ""));
    bdg_json_str(o, "image_url", bdg_graphic_src(req, g->public_id, g->revision));
    bdg_json_bool(o, "drawn", g->design != NULL);
    bdg_json_str(o, "copy_href", apr_pstrcat(req->pool, req->site->prefix, PATH "/draw?copy=", g->public_id, NULL));
    bdg_json_set(m, "graphic", o);
    bdg_json_bool(m, "may_edit", may_edit(req));
    return m;
}

/* Names of badges are for those who may see all badges of the organisation. */
static bdg_err_t *uses_model(json_t *m, bdg_req_t *req, const bdg_graphic_t *g)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    int64_t badges, awards;
    bdg_json_set(m, "uses", list);
    if (!req->actor.perms)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_graphic_use_count(&badges, &awards, db, g->id, g->organisation_id));
    if (badges)
        bdg_json_str(m, "used", apr_pstrcat(req->pool, bdg_words_count(badges, "badge", "badges", req->pool), awards ? ", " : "",
                                            awards ? bdg_words_count(awards, "credential", "credentials", req->pool) : "", NULL));
    BDG_TRY(bdg_graphic_uses(&rows, db, g->id, g->organisation_id, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_graphic_use_t *u = &APR_ARRAY_IDX(rows, i, bdg_graphic_use_t);
        int badge = !strcmp(u->kind, "badge");
        json_t *o = json_object();
        bdg_json_str(o, "name", u->name);
        bdg_json_str(o, "kind", badge ? _("Badge") : _("Logo of an issuer"));
        bdg_words_set(o, "awards", u->awards ? bdg_words_count(u->awards, "credential", "credentials", req->pool) : NULL);
        bdg_json_str(o, "href", apr_psprintf(req->pool, "%s/admin/%s/%s", req->site->prefix, badge ? "badges" : "issuers", u->public_id));
        bdg_json_add(list, o);
    }
    return NULL;
}

static bdg_err_t *overview(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_graphic_t *g;
    BDG_TRY(load(&g, req));
    json_t *m = bdg_json_own(graphic_model(req, g), req->pool), *d = json_array();
    bdg_parts_detail(d, "Kind", kind_words(req, g->is_svg, g->design != NULL, g->width, g->height), NULL, NULL);
    bdg_parts_detail(d, "Added", bdg_date_words(bdg_date_of(g->created_at), req->pool), NULL, bdg_time_iso(g->created_at, req->pool));
    bdg_parts_detail(d, "By", g->created_by, NULL, NULL);
    bdg_parts_detail(d, "Changed", g->revision > 1 ? bdg_date_words(bdg_date_of(g->updated_at), req->pool) : NULL, NULL, bdg_time_iso(g->updated_at, req->pool));
    bdg_parts_detail(d, "Tags", bdg_or_null(g->tags), NULL, NULL);
    bdg_json_set(m, "details", d);
    bdg_words_set(m, "trouble", trouble);
    BDG_TRY(uses_model(m, req, g));
    return bdg_res_page(res, "admin/graphics/show", json_incref(m));
}

bdg_err_t *bdg_get_graphic(bdg_req_t *req, bdg_res_t *res) { return overview(req, res, NULL); }

json_t *bdg_graphic_saved_values(const bdg_req_t *req, const bdg_graphic_t *g)
{
    json_t *v = bdg_json_object(req->pool);
    bdg_json_str(v, "name", g->name);
    bdg_json_str(v, "tags", g->tags);
    bdg_json_str(v, "revision", apr_itoa(req->pool, g->revision));
    return v;
}

bdg_err_t *bdg_get_graphic_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_graphic_t *g;
    BDG_TRY(load(&g, req));
    json_t *m = bdg_json_own(graphic_model(req, g), req->pool);
    bdg_json_set(m, "values", json_incref(bdg_graphic_saved_values(req, g)));
    BDG_TRY(uses_model(m, req, g));
    return bdg_res_page(res, "admin/graphics/form", json_incref(m));
}

bdg_err_t *bdg_post_graphic_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_graphic_t *g;
    bdg_graphic_bytes_t *bytes;
    BDG_TRY(bdg_form_edit(&edit, req));
    const bdg_graphic_typed_t typed = typed_of(req, bdg_req_form(req, "name"));
    bdg_err_t *e = take_picture(&bytes, edit.check, req, 0);
    if (!e)
        e = bdg_req_db(req, &edit.db);
    if (!e)
        e = bdg_form_taken(req);
    if (!e)
        e = bdg_graphic_change(&edit, &typed, bytes);
    if (!e)
        return bdg_res_redirect(req, res, path_of(req, req->params[0], ""), "success", bytes ? "Saved. The new picture shows everywhere now." : "Saved.");
    int conflict = e->code == BDG_E_CONFLICT;
    BDG_TRY_ELSE(load(&g, req), bdg_err_clear(e));
    json_t *m = bdg_json_own(graphic_model(req, g), req->pool);
    if (!conflict && !bdg_form_refused(&e, edit.check, m))
        return e;
    bdg_err_clear(e);
    show_typed(m, req);
    BDG_TRY(uses_model(m, req, g));
    if (!conflict)
        return bdg_res_form_again(res, "admin/graphics/form", json_incref(m));
    json_t *saved = bdg_graphic_saved_values(req, g);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "graphic", g->id));
    bdg_form_differs(m, saved, "name", _("Name"));
    bdg_form_differs(m, saved, "tags", _("Tags"));
    if (bytes)
        bdg_form_differs_in(m, NULL, _("Picture"), _("The picture below"), _("Another file. Please choose it again."));
    return bdg_res_page(res, "admin/graphics/form", json_incref(m));
}

/* For the eyes of the signed in: asked anew each time, answered with 304 while it is the same. */
bdg_err_t *bdg_get_graphic_image(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_picture_t *p;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_picture_by_id(&p, db, req->scope.object_id, req->pool));
    res->etag = apr_psprintf(req->pool, "\"g%d\"", p->revision);
    res->content_type = p->svg ? "image/svg+xml" : "image/png";
    res->bytes = p->svg ? p->svg : p->png;
    res->bytes_len = p->svg ? p->svg_len : p->png_len;
    BDG_TRY(bdg_res_header(res, "Cache-Control", "private, no-cache"));
    return bdg_res_header(res, "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:");
}

/* --- archive and back */

bdg_err_t *bdg_get_graphic_archive(bdg_req_t *req, bdg_res_t *res)
{
    bdg_graphic_t *g;
    BDG_TRY(load(&g, req));
    json_t *m = json_object();
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = g->name, .back = href_of(req, g->public_id, ""), .action = href_of(req, g->public_id, "/archive"), .revision = g->revision,
        .heading = bdg_say(req->pool, "Archive %s", g->name), .text = "The graphic leaves the library, and is not offered for badges any more.",
        .points = { "Badges and credentials that show it go on showing it." }, .undo = "You can bring it back at any time.", .button = "Archive the graphic" });
    return bdg_res_page(res, "admin/confirm", m);
}

static bdg_err_t *after(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const char *flash)
{
    if (!e)
        return bdg_res_redirect(req, res, path_of(req, req->params[0], ""), "success", flash);
    if (e->code != BDG_E_CONFLICT)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    bdg_err_clear(e);
    res->status = 409;
    return overview(req, res, why);
}

bdg_err_t *bdg_post_graphic_archive(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, bdg_graphic_archive(&edit), "Archived.");
}

bdg_err_t *bdg_post_graphic_restore(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, bdg_graphic_restore(&edit), "The graphic is back in the library.");
}
