/* The graphics designer: a form, and beside it what it makes. The same address answers three things: the form anew with a look at the design (the
 * button Preview), that look alone (htmx, while somebody types), and, when it is saved, the graphic. */
#include "base/id.h"
#include "base/language.h"
#include "base/str.h"
#include "web/admin/design_model.h"
#include "web/admin/graphic_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PATH "/admin/graphics"
#define FORM_PAGE "admin/graphics/draw"
#define LOOK "admin/graphics/sketch"

static const char BLANK[] = "{\"shape\":\"circle\",\"palette\":\"navy\",\"finish\":\"soft\",\"ring1\":\"plain\",\"centre\":\"icon\",\"icon\":\"star-filled\"}";

/* One that is being made or changed. */
typedef struct drawing_t {
    bdg_graphic_t *graphic;          /* NULL for a new one */
    bdg_design_t *design, *saved;    /* as it is on the page; as it lies in the library, NULL for a new one */
    bdg_check_t *check;
    const char *chosen;              /* of a picture that came with the form: its public id */
} drawing_t;

static bdg_err_t *load(drawing_t *w, bdg_req_t *req)
{
    bdg_db_t *db;
    if (!req->scope.object_id)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_graphic_by_id(&w->graphic, db, req->scope.object_id, req->scope.organisation_id, req->pool));
    if (!w->graphic->design)
        return bdg_err(BDG_E_NOT_FOUND, "This graphic was uploaded, not drawn here.");
    return bdg_design_parse(&w->saved, bdg_check_make(req->pool), w->graphic->design, strlen(w->graphic->design), req->pool);
}

/* --- the page */

static json_t *page_of(const drawing_t *w, const bdg_req_t *req)
{
    json_t *m = bdg_json_object(req->pool), *v = json_object();
    bdg_json_set(m, "values", v);
    bdg_json_str(m, "action", apr_pstrcat(req->pool, req->site->prefix, PATH, w->graphic ? "/" : "", w->graphic ? w->graphic->public_id : "", "/draw", NULL));
    bdg_json_str(m, "back", apr_pstrcat(req->pool, req->site->prefix, PATH, w->graphic ? "/" : "/new", w->graphic ? w->graphic->public_id : "", NULL));
    if (!w->graphic)
        return m;
    json_t *g = json_object();
    bdg_json_str(g, "name", w->graphic->name);
    bdg_json_str(g, "image_url", bdg_graphic_src(req, w->graphic->public_id, w->graphic->revision));
    bdg_json_set(m, "graphic", g);
    bdg_json_str(v, "revision", apr_itoa(req->pool, w->graphic->revision));
    return m;
}

/* src: of its picture, or NULL where it has to be drawn. */
static bdg_err_t *show(bdg_req_t *req, bdg_res_t *res, drawing_t *w, const char *name, const char *tags, const char *src)
{
    json_t *m = page_of(w, req), *v = json_object_get(m, "values");
    bdg_json_str(v, "name", name);
    bdg_json_str(v, "tags", tags);
    BDG_TRY(bdg_design_choices(m, req, w->design, 0));
    if (src)
        bdg_design_look_at(m, req, w->design, src);
    else
        BDG_TRY(bdg_design_look(m, req, w->design, bdg_check_make(req->pool)));
    return bdg_res_page(res, FORM_PAGE, json_incref(m));
}

/* What a new drawing starts from: one of the gallery, one of the library, or nearly nothing. */
static bdg_err_t *start_of(drawing_t *w, const char **name, const char **src, bdg_req_t *req)
{
    const char *from = bdg_req_arg(req, "from"), *copy = bdg_req_arg(req, "copy"), *json = BLANK;
    bdg_db_t *db;
    bdg_graphic_t *g;
    *name = "";
    *src = NULL;
    for (const bdg_sample_t *s = bdg_design_samples; from && s->name; s++)
        if (!strcmp(s->name, from)) {
            json = s->json;
            *name = bdg_tr(s->words);
            *src = apr_psprintf(req->pool, "%s/static/-%s/samples/%s.svg", req->site->prefix, req->site->static_hash, s->name);
        }
    if (copy && bdg_id_valid(copy)) {
        BDG_TRY(bdg_req_db(req, &db));
        BDG_TRY(bdg_graphic_by_public_id(&g, db, copy, req->scope.organisation_id, req->pool));
        json = g->design ? g->design : BLANK;
        *src = g->design ? bdg_graphic_src(req, g->public_id, g->revision) : NULL;
        *name = bdg_say(req->pool, "Copy of %s", g->name);
    }
    return bdg_design_parse(&w->design, bdg_check_make(req->pool), json, strlen(json), req->pool);
}

bdg_err_t *bdg_get_graphic_draw(bdg_req_t *req, bdg_res_t *res)
{
    drawing_t w = { 0 };
    const char *name, *src;
    BDG_TRY(start_of(&w, &name, &src, req));
    return show(req, res, &w, name, "", src);
}

bdg_err_t *bdg_get_graphic_redraw(bdg_req_t *req, bdg_res_t *res)
{
    drawing_t w = { 0 };
    BDG_TRY(load(&w, req));
    w.design = w.saved;
    return show(req, res, &w, w.graphic->name, w.graphic->tags, bdg_graphic_src(req, w.graphic->public_id, w.graphic->revision));
}

/* --- what was sent */

/* A picture that was sent for the centre goes into the library at once, as the form can only carry its id along. */
static bdg_err_t *take_upload(drawing_t *w, bdg_req_t *req)
{
    bdg_edit_t into;
    bdg_graphic_t *g;
    bdg_graphic_bytes_t *bytes;
    const char *data;
    size_t len;
    BDG_TRY(bdg_graphic_upload(&data, &len, req, "upload"));
    if (!data)
        return NULL;
    BDG_TRY(bdg_form_edit(&into, req));
    into.check = w->check;
    bdg_req_db_release(req);
    BDG_TRY(bdg_graphic_read(&bytes, w->check, "upload", req->site, data, len, req->pool));
    BDG_TRY(bdg_req_db(req, &into.db));
    BDG_TRY(bdg_graphic_create(&g, &into, &(bdg_graphic_typed_t){ bdg_graphic_name_of(bdg_req_upload(req, "upload")->filename, req->pool), NULL }, bytes));
    w->chosen = g->public_id;
    return NULL;
}

typedef struct sent_t { const bdg_req_t *req; const drawing_t *w; } sent_t;

/* "Use what is saved", for colours all at once. */
static int takes(const bdg_req_t *req, const char *name)
{
    for (int i = 0; i < BDG_COLOURS; i++)
        if (!strcmp(name, bdg_colour_names[i]) && bdg_form_takes(req, "palette"))
            return 1;
    return bdg_form_takes(req, name);
}

static const char *sent(void *baton, const char *name)
{
    const sent_t *s = baton;
    if (s->w->saved && takes(s->req, name))
        return bdg_design_value(s->w->saved, name, s->req->pool);
    if (s->w->chosen && !strcmp(name, "picture"))
        return s->w->chosen;
    if (s->w->chosen && !strcmp(name, "centre"))
        return "picture";
    return bdg_req_form(s->req, name);
}

static bdg_err_t *take(drawing_t *w, bdg_req_t *req)
{
    sent_t s = { req, w };
    w->check = bdg_check_make(req->pool);
    bdg_err_t *e = take_upload(w, req);
    if (e && e->code == BDG_E_INVALID && bdg_check_count(w->check)) {
        bdg_err_clear(e);
        e = NULL;
    }
    BDG_TRY(e);
    w->design = bdg_design_read(w->check, sent, &s, req->pool);
    return NULL;
}

/* The form as it was typed, with a look at it; flaws stand beside their fields when they should. */
static bdg_err_t *again(json_t **out, bdg_req_t *req, drawing_t *w, int flaws)
{
    json_t *m = *out = page_of(w, req), *v = json_object_get(m, "values");
    bdg_check_t *check = bdg_check_make(req->pool);
    bdg_form_typed(v, req, "name", "tags", NULL);
    if (bdg_req_form(req, "revision"))
        bdg_json_str(v, "revision", bdg_req_form(req, "revision"));
    BDG_TRY(bdg_design_choices(m, req, w->design, 1));
    BDG_TRY(bdg_design_look(m, req, w->design, flaws ? check : w->check));
    bdg_err_t *e = flaws ? bdg_check_result(w->check) : NULL;
    bdg_form_refused(&e, w->check, m);
    bdg_design_colour_errors(m);
    return e;
}

static bdg_err_t *look_only(bdg_req_t *req, bdg_res_t *res, drawing_t *w)
{
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(bdg_design_look(m, req, w->design, w->check));
    if (w->chosen)
        BDG_TRY(bdg_graphic_choose(m, req, "picture", NULL, w->chosen, NULL));
    bdg_json_bool(m, "brought", w->chosen != NULL);
    return bdg_res_page(res, LOOK, json_incref(m));
}

/* --- saving */

static bdg_err_t *save(const char **id, bdg_edit_t *edit, bdg_req_t *req, drawing_t *w)
{
    const bdg_graphic_typed_t typed = { bdg_req_form(req, "name"), bdg_req_form(req, "tags") ? bdg_req_form(req, "tags") : "" };
    bdg_graphic_bytes_t *bytes;
    const void *png;
    size_t len;
    BDG_TRY(bdg_design_picture(&png, &len, req, w->design, w->check));
    bdg_req_db_release(req);
    BDG_TRY(bdg_graphic_draw(&bytes, w->check, w->design, req->site, png, len, req->pool));
    BDG_TRY(bdg_req_db(req, &edit->db));
    edit->check = w->check;
    if (w->graphic) {
        *id = w->graphic->public_id;
        return bdg_graphic_change(edit, &typed, bytes);
    }
    bdg_graphic_t *g;
    BDG_TRY(bdg_graphic_create(&g, edit, &typed, bytes));
    *id = g->public_id;
    return NULL;
}

/* Somebody else saved it meanwhile: both are shown, field by field and as pictures. */
static bdg_err_t *conflict(bdg_req_t *req, bdg_res_t *res, drawing_t *w)
{
    json_t *m, *saved;
    BDG_TRY(load(w, req));
    BDG_TRY(again(&m, req, w, 1));
    saved = bdg_graphic_saved_values(req, w->graphic);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "graphic", w->graphic->id));
    bdg_form_differs(m, saved, "name", _("Name"));
    bdg_form_differs(m, saved, "tags", _("Tags"));
    const apr_array_header_t *all = bdg_design_differences(w->saved, w->design, req->pool);
    for (int i = 0; i < all->nelts; i++) {
        const bdg_design_difference_t *d = &APR_ARRAY_IDX(all, i, bdg_design_difference_t);
        bdg_form_differs_in(m, d->field, d->label, d->a, d->b);
    }
    bdg_json_bool(m, "both", 1);
    return bdg_res_page(res, FORM_PAGE, json_incref(m));
}

static bdg_err_t *post(bdg_req_t *req, bdg_res_t *res)
{
    drawing_t w = { 0 };
    bdg_edit_t edit;
    json_t *m;
    const char *id = NULL;
    BDG_TRY(bdg_form_edit(&edit, req));
    BDG_TRY(load(&w, req));
    BDG_TRY(take(&w, req));
    if (bdg_req_htmx(req))
        return look_only(req, res, &w);
    if (bdg_req_form(req, "preview")) {
        BDG_TRY(again(&m, req, &w, 0));
        return bdg_res_page(res, FORM_PAGE, json_incref(m));
    }
    bdg_err_t *e = w.graphic ? bdg_form_taken(req) : NULL;
    if (!e)
        e = bdg_check_count(w.check) ? bdg_check_result(w.check) : save(&id, &edit, req, &w);
    if (!e)
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/", id, NULL), "success", w.graphic ? "Saved. It shows everywhere now." : "The graphic is in your library.");
    if (e->code == BDG_E_CONFLICT) {
        bdg_err_clear(e);
        return conflict(req, res, &w);
    }
    if (e->code != BDG_E_INVALID || !bdg_check_count(w.check))
        return e;
    bdg_err_clear(e);
    BDG_TRY(again(&m, req, &w, 1));
    return bdg_res_form_again(res, FORM_PAGE, json_incref(m));
}

bdg_err_t *bdg_post_graphic_draw(bdg_req_t *req, bdg_res_t *res) { return post(req, res); }
bdg_err_t *bdg_post_graphic_redraw(bdg_req_t *req, bdg_res_t *res) { return post(req, res); }
