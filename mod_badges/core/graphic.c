#include "core/graphic.h"
#include "base/language.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "core/design/draw.h"
#include "core/tags.h"
#include "io/picture.h"
#include "io/png.h"
#include "io/render.h"
#include "io/svg.h"
#include "store/audit.h"
#include "store/public_change.h"
#include <apr_strings.h>
#include <string.h>

#define LABEL "Picture"

/* --- reading a file */

static bdg_err_t *refuse(bdg_check_t *c, const char *field, const char *why)
{
    bdg_check_add(c, field, LABEL, "%s", why);
    return bdg_check_result(c);
}

/* What is wrong with the picture is the sender's to know; what is wrong with us goes up as it is. */
static bdg_err_t *flaw_of(bdg_check_t *c, const char *field, bdg_err_t *e)
{
    if (!e || (e->code != BDG_E_INVALID && e->code != BDG_E_MALFORMED && e->code != BDG_E_TOO_LARGE && e->code != BDG_E_UNSUPPORTED))
        return e;
    bdg_check_add(c, field, LABEL, "%s", e->message);
    bdg_err_clear(e);
    return bdg_check_result(c);
}

static bdg_err_t *draw_svg(bdg_graphic_bytes_t *b, const bdg_render_t *render, const char *data, size_t len, bdg_buf_t **png, apr_pool_t *pool)
{
    bdg_buf_t *clean = bdg_buf_make(BDG_SVG_MAX, pool);
    BDG_TRY(bdg_svg_sanitise(clean, NULL, data, len, pool));
    BDG_TRY(bdg_buf_check(clean));
    b->svg = clean->data;
    b->svg_len = clean->len;
    return bdg_render_svg(render, clean->data, clean->len, BDG_GRAPHIC_SIDE, BDG_GRAPHIC_SIDE, png, pool);
}

/* What is kept of the PNG that badges-render wrote. */
static bdg_err_t *finish(bdg_graphic_bytes_t *b, const bdg_buf_t *png)
{
    bdg_png_info_t info;
    BDG_TRY(bdg_png_check(&info, png->data, png->len));
    b->png = png->data;
    b->png_len = png->len;
    b->width = (int)info.width;
    b->height = (int)info.height;
    bdg_sha256(b->svg ? b->svg : b->png, b->svg ? b->svg_len : b->png_len, b->sha256);
    return NULL;
}

static bdg_err_t *too_small(unsigned width, unsigned height)
{
    if (width >= BDG_GRAPHIC_SIDE_MIN && height >= BDG_GRAPHIC_SIDE_MIN)
        return NULL;
    return bdg_err(BDG_E_INVALID, "This picture is %u by %u pixels; badges need at least %d by %d.", width, height, BDG_GRAPHIC_SIDE_MIN, BDG_GRAPHIC_SIDE_MIN);
}

static bdg_err_t *read_picture(bdg_graphic_bytes_t *b, const bdg_render_t *render, const void *data, size_t len, apr_pool_t *pool)
{
    bdg_png_info_t info;
    bdg_buf_t *png;
    switch (bdg_picture_kind(data, len)) {
    case BDG_PICTURE_PNG:
        BDG_TRY(bdg_png_check(&info, data, len));
        BDG_TRY(too_small(info.width, info.height));
        BDG_TRY(bdg_render_png(render, data, len, BDG_GRAPHIC_SIDE, &png, pool));
        return finish(b, png);
    case BDG_PICTURE_JPEG: case BDG_PICTURE_GIF:
        BDG_TRY(bdg_render_picture(render, data, len, BDG_GRAPHIC_SIDE, &png, pool));
        BDG_TRY(finish(b, png));
        return too_small((unsigned)b->width, (unsigned)b->height);
    case BDG_PICTURE_SVG:
        BDG_TRY(draw_svg(b, render, data, len, &png, pool));
        return finish(b, png);
    default:
        return bdg_err(BDG_E_UNSUPPORTED, "This file is no picture that can be used. Send a PNG, SVG, JPEG or GIF.");
    }
}

bdg_err_t *bdg_graphic_read(bdg_graphic_bytes_t **out, bdg_check_t *check, const char *field, const bdg_site_t *site, const void *data, size_t len,
                            apr_pool_t *pool)
{
    const bdg_render_t render = { site->render, 0 };
    *out = apr_pcalloc(pool, sizeof **out);
    if (!len)
        return refuse(check, field, _("This file is empty."));
    if (len > BDG_GRAPHIC_UPLOAD_MAX)
        return refuse(check, field, _("A picture can have at most 4 MB."));
    return flaw_of(check, field, read_picture(*out, &render, data, len, pool));
}

/* --- drawing */

bdg_err_t *bdg_graphic_preview(const char **svg, size_t *len, bdg_check_t *check, const bdg_design_t *design, const bdg_site_t *site, const void *picture, size_t picture_len,
                               apr_pool_t *pool)
{
    const bdg_render_t render = { site->render, 0 };
    const bdg_draw_picture_t pic = { picture, picture_len };
    bdg_buf_t *raw = bdg_buf_make(BDG_DRAW_BYTES, pool), *clean = bdg_buf_make(BDG_SVG_MAX, pool);
    BDG_TRY(bdg_design_draw(raw, check, design, &render, picture ? &pic : NULL, pool));
    BDG_TRY(bdg_svg_sanitise(clean, NULL, raw->data, raw->len, pool));
    BDG_TRY(bdg_buf_check(clean));
    *svg = clean->data;
    *len = clean->len;
    return NULL;
}

bdg_err_t *bdg_graphic_draw(bdg_graphic_bytes_t **out, bdg_check_t *check, const bdg_design_t *design, const bdg_site_t *site, const void *picture, size_t picture_len,
                            apr_pool_t *pool)
{
    const bdg_render_t render = { site->render, 0 };
    const char *svg;
    bdg_buf_t *png;
    bdg_graphic_bytes_t *b = *out = apr_pcalloc(pool, sizeof *b);
    BDG_TRY(bdg_graphic_preview(&svg, &b->svg_len, check, design, site, picture, picture_len, pool));
    b->svg = svg;
    b->design = bdg_design_json(design, pool);
    BDG_TRY(bdg_render_svg(&render, b->svg, b->svg_len, BDG_GRAPHIC_SIDE, BDG_GRAPHIC_SIDE, &png, pool));
    BDG_TRY(finish(b, png));
    return bdg_check_result(check);
}

const char *bdg_graphic_name_of(const char *filename, apr_pool_t *pool)
{
    const char *s = filename ? filename : "", *p;
    for (p = s; *p; p++)
        if (*p == '/' || *p == '\\')
            s = p + 1;
    const char *dot = strrchr(s, '.');
    char *name = apr_pstrmemdup(pool, s, dot && dot > s ? (size_t)(dot - s) : strlen(s));
    for (char *q = name; *q; q++)
        if (*q == '_')
            *q = ' ';
    const char *clean = bdg_utf8_valid(name, strlen(name), NULL) ? bdg_text_clean(name, strlen(name), 0, pool) : "";
    return *clean && bdg_utf8_count(clean) <= BDG_GRAPHIC_NAME_MAX ? clean : _("Graphic");
}

/* --- the library */

static json_t *as_json(const bdg_graphic_t *g, const bdg_graphic_bytes_t *bytes, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "name", g->name);
    bdg_json_str(o, "tags", bdg_or_null(g->tags));
    bdg_json_str(o, "state", g->state);
    bdg_json_str(o, "design", bytes ? bytes->design : g->design);
    return bdg_json_str(o, "sha256", bytes ? bdg_hex(bytes->sha256, 32, pool) : NULL);
}

static bdg_err_t *audit(const bdg_edit_t *edit, bdg_db_t *db, const char *action, int64_t id, json_t *before, json_t *after, apr_pool_t *pool)
{
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, action, "graphic", id, before, after, pool);
}

/* tags: array of const char *, or NULL. */
typedef struct change_t {
    const bdg_edit_t *edit;
    bdg_graphic_t *made;
    const bdg_graphic_bytes_t *bytes;
    const apr_array_header_t *tags;
    const char *name, *state, *action;
} change_t;

static void read_typed(change_t *c, const bdg_graphic_typed_t *typed)
{
    c->name = bdg_check_line(c->edit->check, "name", "Name", typed->name, 1, BDG_GRAPHIC_NAME_MAX);
    c->tags = typed->tags ? bdg_tags_read(c->edit->check, typed->tags, "A graphic", BDG_GRAPHIC_TAGS_MAX, BDG_GRAPHIC_TAG_MAX) : NULL;
}

static bdg_err_t *create_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    BDG_TRY(bdg_graphic_insert(c->made, c->bytes, db, c->edit->actor->account_id));
    if (c->tags)
        BDG_TRY(bdg_graphic_set_tags(db, c->made, c->tags));
    return audit(c->edit, db, "graphic.create", c->made->id, NULL, as_json(c->made, c->bytes, pool), pool);
}

bdg_err_t *bdg_graphic_create(bdg_graphic_t **graphic, const bdg_edit_t *edit, const bdg_graphic_typed_t *typed, const bdg_graphic_bytes_t *bytes)
{
    bdg_graphic_t *g = *graphic = apr_pcalloc(edit->pool, sizeof *g);
    change_t c = { .edit = edit, .made = g, .bytes = bytes };
    char *public_id = apr_palloc(edit->pool, BDG_ID_LEN + 1);
    read_typed(&c, typed);
    BDG_TRY(bdg_check_result(edit->check));
    bdg_id_new(public_id);
    g->public_id = public_id;
    g->organisation_id = edit->organisation_id;
    g->name = c.name;
    g->tags = c.tags ? bdg_tags_join(c.tags, edit->pool) : "";
    g->state = "active";
    return bdg_db_tx(edit->db, create_tx, &c, edit->pool);
}

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const bdg_edit_t *edit = c->edit;
    bdg_graphic_t *now;
    BDG_TRY(bdg_graphic_lock(db, edit->id, edit->organisation_id));
    BDG_TRY(bdg_graphic_by_id(&now, db, edit->id, edit->organisation_id, pool));
    if (now->revision != edit->revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this graphic while you were looking at it.");
    bdg_graphic_t next = *now;
    next.name = c->name ? c->name : now->name;
    next.state = c->state ? c->state : now->state;
    next.tags = c->tags ? bdg_tags_join(c->tags, pool) : now->tags;
    int retagged = strcmp(next.tags, now->tags) != 0;
    if (!c->bytes && !retagged && !strcmp(next.name, now->name) && !strcmp(next.state, now->state))
        return NULL;
    if (c->bytes)
        BDG_TRY(bdg_graphic_replace(db, &next, c->bytes));
    if (retagged)
        BDG_TRY(bdg_graphic_set_tags(db, &next, c->tags));
    BDG_TRY(bdg_graphic_update(db, &next));
    BDG_TRY(audit(edit, db, c->action, edit->id, as_json(now, NULL, pool), as_json(&next, c->bytes, pool), pool));
    return c->bytes ? bdg_public_change_bump_all(db) : NULL;
}

bdg_err_t *bdg_graphic_change(const bdg_edit_t *edit, const bdg_graphic_typed_t *typed, const bdg_graphic_bytes_t *bytes)
{
    change_t c = { .edit = edit, .bytes = bytes, .action = bytes ? "graphic.replace" : "graphic.rename" };
    read_typed(&c, typed);
    BDG_TRY(bdg_check_result(edit->check));
    return bdg_db_tx(edit->db, change_tx, &c, edit->pool);
}

static bdg_err_t *set_state(const bdg_edit_t *edit, const char *state, const char *action)
{
    change_t c = { .edit = edit, .state = state, .action = action };
    return bdg_db_tx(edit->db, change_tx, &c, edit->pool);
}

bdg_err_t *bdg_graphic_archive(const bdg_edit_t *edit) { return set_state(edit, "archived", "graphic.archive"); }
bdg_err_t *bdg_graphic_restore(const bdg_edit_t *edit) { return set_state(edit, "active", "graphic.restore"); }
