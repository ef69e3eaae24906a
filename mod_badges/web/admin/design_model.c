#include "web/admin/design_model.h"
#include "base/language.h"
#include "base/str.h"
#include "store/picture.h"
#include "web/admin/graphic_model.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* --- the look */

bdg_err_t *bdg_design_picture(const void **png, size_t *len, bdg_req_t *req, const bdg_design_t *d, bdg_check_t *check)
{
    bdg_db_t *db;
    bdg_graphic_t *g;
    bdg_picture_t *p;
    *png = NULL;
    *len = 0;
    if (d->centre != BDG_CENTRE_PICTURE || !*d->picture)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_graphic_by_public_id(&g, db, d->picture, req->scope.organisation_id, req->pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        bdg_check_add(check, "picture", "Picture", "This picture is not in your library any more. Choose another.");
        return NULL;
    }
    BDG_TRY(e);
    BDG_TRY(bdg_picture_by_id(&p, db, g->id, req->pool));
    *png = p->png;
    *len = p->png_len;
    return NULL;
}

/* Not in base64: as text it is compressed on its way, to a third. What would end or mean something in an address is escaped. */
static const char *data_address(const char *svg, size_t len, apr_pool_t *pool)
{
    bdg_buf_t *out = bdg_buf_make(3 * len + 100, pool);
    bdg_buf_str(out, "data:image/svg+xml,");
    for (size_t i = 0; i < len; i++)
        if (strchr("%#<>\"'&+ \n", svg[i]) || (svg[i] & 0x80))
            bdg_buf_printf(out, "%%%02X", (unsigned char)svg[i]);
        else
            bdg_buf_char(out, svg[i]);
    return out->data;
}

void bdg_design_look_at(json_t *m, const bdg_req_t *req, const bdg_design_t *d, const char *src)
{
    json_t *look = json_object(), *hints = json_array();
    bdg_json_set(m, "look", look);
    bdg_json_set(look, "hints", hints);
    bdg_json_set(look, "flaws", json_array());
    bdg_json_str(look, "src", src);
    for (const char *const *h = bdg_design_hints(d, req->pool); *h; h++)
        bdg_json_add(hints, json_string(*h));
}

bdg_err_t *bdg_design_look(json_t *m, bdg_req_t *req, const bdg_design_t *d, bdg_check_t *check)
{
    const char *svg;
    const void *png;
    size_t len, png_len;
    BDG_TRY(bdg_design_picture(&png, &png_len, req, d, check));
    bdg_req_db_release(req);
    BDG_TRY(bdg_graphic_preview(&svg, &len, check, d, req->site, png, png_len, req->pool));
    bdg_design_look_at(m, req, d, data_address(svg, len, req->pool));
    json_t *flaws = json_object_get(json_object_get(m, "look"), "flaws");
    for (int i = 0; i < bdg_check_count(check); i++)
        bdg_json_add(flaws, json_sprintf("%s: %s", bdg_check_at(check, i)->label, bdg_check_at(check, i)->message));
    return NULL;
}

/* --- the choices */

static json_t *tile(json_t *list, const char *id, const char *name, int selected)
{
    json_t *o = json_object();
    bdg_json_str(o, "id", id);
    bdg_json_str(o, "name", name);
    bdg_json_bool(o, "selected", selected);
    bdg_json_add(list, o);
    return o;
}

static void shapes(json_t *m, const bdg_req_t *req, const bdg_design_t *d)
{
    json_t *list = json_array();
    const bdg_design_field_t *f = bdg_design_fields;      /* the first is the shape */
    for (int i = 0; f->choices[i].name; i++) {
        bdg_buf_t *path = bdg_buf_make(65536, req->pool);
        bdg_path_write(path, bdg_shape_outline((bdg_shape_e)i, 0, req->pool));
        bdg_json_str(tile(list, f->choices[i].name, bdg_tr(f->choices[i].words), d->shape == i), "d", path->data);
    }
    bdg_json_set(m, "shapes", list);
}

static void palettes(json_t *m, const bdg_req_t *req, const bdg_design_t *d)
{
    static const char *const swatch[] = { "c1", "c2", "c3", "c4", "c5", "c6" };
    json_t *list = json_array(), *own = json_array();
    for (int i = 0; bdg_palettes[i].name; i++) {
        json_t *o = tile(list, bdg_palettes[i].name, bdg_tr(bdg_palettes[i].words), d->palette == i);
        const bdg_rgb_t *c = d->palette == i ? d->colour : bdg_palettes[i].colour;
        for (int k = 0; k < BDG_COLOURS; k++)
            bdg_json_str(o, swatch[k], apr_psprintf(req->pool, "#%06x", c[k]));
        bdg_json_bool(o, "own", !strcmp(bdg_palettes[i].name, "own"));
    }
    for (int k = 0; k < BDG_COLOURS; k++)
        bdg_json_str(bdg_json_str(tile(own, bdg_colour_names[k], bdg_tr(bdg_colour_words[k]), 0), "colour", bdg_design_value(d, bdg_colour_names[k], req->pool)), "error", "");
    bdg_json_set(m, "palettes", list);
    bdg_json_set(m, "colours", own);
}

static void icons(json_t *m, const bdg_req_t *req, const bdg_design_t *d)
{
    json_t *list = json_array();
    for (const bdg_design_icon_t *i = bdg_design_icons; i->name; i++)
        bdg_json_str(tile(list, i->name, bdg_design_icon_words(i, req->pool), !strcmp(i->name, d->icon)), "words", i->words);
    bdg_json_set(m, "icons", list);
}

static void selects(json_t *m, const bdg_req_t *req, const bdg_design_t *d)
{
    json_t *all = json_object(), *list;
    for (const bdg_design_field_t *f = bdg_design_fields; f->name; f++) {
        const char *now = bdg_design_value(d, f->name, req->pool);
        bdg_json_set(all, f->name, list = json_array());
        for (int i = 0; f->choices[i].name; i++)
            bdg_parts_option(list, f->choices[i].name, bdg_tr(f->choices[i].words), !strcmp(f->choices[i].name, now));
    }
    bdg_json_set(all, "stars", list = json_array());
    for (int i = 0; i <= 5; i++)
        bdg_parts_option(list, apr_itoa(req->pool, i), i ? bdg_words_count(i, "star", "stars", req->pool) : _("None"), d->stars == i);
    bdg_json_set(m, "choices", all);
}

bdg_err_t *bdg_design_choices(json_t *m, bdg_req_t *req, const bdg_design_t *d, int typed)
{
    static const char *const texts[] = { "top", "bottom", "banner", "text", "caption", "size" };
    json_t *v = json_object_get(m, "values");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *form = typed ? bdg_req_form(req, texts[i]) : NULL;
        bdg_json_str(v, texts[i], form ? form : bdg_design_value(d, texts[i], req->pool));
    }
    shapes(m, req, d);
    palettes(m, req, d);
    icons(m, req, d);
    selects(m, req, d);
    return bdg_graphic_choose(m, req, "picture", NULL, d->picture, NULL);
}

void bdg_design_colour_errors(json_t *m)
{
    const json_t *errors = json_object_get(m, "errors");
    size_t i;
    json_t *o;
    json_array_foreach(json_object_get(m, "colours"), i, o)
        bdg_json_str(o, "error", bdg_json_get_str(errors, bdg_json_get_str(o, "id")));
}

void bdg_design_gallery(json_t *m, const bdg_req_t *req)
{
    json_t *list = json_array();
    for (const bdg_sample_t *s = bdg_design_samples; s->name; s++) {
        json_t *o = tile(list, s->name, bdg_tr(s->words), 0);
        bdg_json_str(o, "href", apr_pstrcat(req->pool, req->site->prefix, "/admin/graphics/draw?from=", s->name, NULL));
        bdg_json_str(o, "file", apr_pstrcat(req->pool, s->name, ".svg", NULL));
    }
    bdg_json_set(m, "samples", list);
}
