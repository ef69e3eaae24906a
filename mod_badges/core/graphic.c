#include "core/graphic.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
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

static bdg_err_t *read_picture(bdg_graphic_bytes_t *b, const bdg_render_t *render, const void *data, size_t len, apr_pool_t *pool)
{
    bdg_png_info_t info;
    bdg_buf_t *png;
    if (bdg_png_is(data, len)) {
        BDG_TRY(bdg_png_check(&info, data, len));
        if (info.width < BDG_GRAPHIC_SIDE_MIN || info.height < BDG_GRAPHIC_SIDE_MIN)
            return bdg_err(BDG_E_INVALID, "This picture is %u by %u pixels; badges need at least %d by %d.", info.width, info.height, BDG_GRAPHIC_SIDE_MIN,
                           BDG_GRAPHIC_SIDE_MIN);
        BDG_TRY(bdg_render_png(render, data, len, BDG_GRAPHIC_SIDE, &png, pool));
    } else if (bdg_svg_is(data, len)) {
        BDG_TRY(draw_svg(b, render, data, len, &png, pool));
    } else {
        return bdg_err(BDG_E_UNSUPPORTED, "This file is neither a PNG nor an SVG picture.");
    }
    BDG_TRY(bdg_png_check(&info, png->data, png->len));
    b->width = (int)info.width;
    b->height = (int)info.height;
    b->png = png->data;
    b->png_len = png->len;
    bdg_sha256(b->svg ? b->svg : b->png, b->svg ? b->svg_len : b->png_len, b->sha256);
    return NULL;
}

bdg_err_t *bdg_graphic_read(bdg_graphic_bytes_t **out, bdg_check_t *check, const char *field, const bdg_site_t *site, const void *data, size_t len,
                            apr_pool_t *pool)
{
    const bdg_render_t render = { site->render, 0 };
    *out = apr_pcalloc(pool, sizeof **out);
    if (!len)
        return refuse(check, field, "This file is empty.");
    if (len > BDG_GRAPHIC_UPLOAD_MAX)
        return refuse(check, field, "A picture can have at most 4 MB.");
    return flaw_of(check, field, read_picture(*out, &render, data, len, pool));
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
    return *clean && bdg_utf8_count(clean) <= BDG_GRAPHIC_NAME_MAX ? clean : "Graphic";
}

/* --- the library */

static json_t *as_json(const bdg_graphic_t *g, const bdg_graphic_bytes_t *bytes, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "name", g->name);
    bdg_json_str(o, "state", g->state);
    return bdg_json_str(o, "sha256", bytes ? bdg_hex(bytes->sha256, 32, pool) : NULL);
}

static bdg_err_t *audit(const bdg_edit_t *edit, bdg_db_t *db, const char *action, int64_t id, json_t *before, json_t *after, apr_pool_t *pool)
{
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, action, "graphic", id, before, after, pool);
}

typedef struct change_t { const bdg_edit_t *edit; bdg_graphic_t *made; const bdg_graphic_bytes_t *bytes; const char *name, *state, *action; } change_t;

static bdg_err_t *create_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    BDG_TRY(bdg_graphic_insert(c->made, c->bytes, db, c->edit->actor->account_id));
    return audit(c->edit, db, "graphic.create", c->made->id, NULL, as_json(c->made, c->bytes, pool), pool);
}

bdg_err_t *bdg_graphic_create(bdg_graphic_t **graphic, const bdg_edit_t *edit, const char *name, const bdg_graphic_bytes_t *bytes)
{
    bdg_graphic_t *g = *graphic = apr_pcalloc(edit->pool, sizeof *g);
    char *public_id = apr_palloc(edit->pool, BDG_ID_LEN + 1);
    g->name = bdg_check_line(edit->check, "name", "Name", name, 1, BDG_GRAPHIC_NAME_MAX);
    BDG_TRY(bdg_check_result(edit->check));
    bdg_id_new(public_id);
    g->public_id = public_id;
    g->organisation_id = edit->organisation_id;
    g->state = "active";
    change_t c = { .edit = edit, .made = g, .bytes = bytes };
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
    if (!c->bytes && !strcmp(next.name, now->name) && !strcmp(next.state, now->state))
        return NULL;
    if (c->bytes)
        BDG_TRY(bdg_graphic_replace(db, &next, c->bytes));
    BDG_TRY(bdg_graphic_update(db, &next));
    BDG_TRY(audit(edit, db, c->action, edit->id, as_json(now, NULL, pool), as_json(&next, c->bytes, pool), pool));
    return c->bytes ? bdg_public_change_bump_all(db) : NULL;
}

bdg_err_t *bdg_graphic_change(const bdg_edit_t *edit, const char *name, const bdg_graphic_bytes_t *bytes)
{
    change_t c = { .edit = edit, .bytes = bytes, .action = bytes ? "graphic.replace" : "graphic.rename" };
    c.name = bdg_check_line(edit->check, "name", "Name", name, 1, BDG_GRAPHIC_NAME_MAX);
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
