#include "core/look.h"
#include "base/json.h"
#include "base/str.h"
#include "io/picture.h"
#include "io/png.h"
#include "io/render.h"
#include "store/audit.h"
#include <apr_strings.h>
#include <string.h>

/* --- colours */

/* The grounds of pages, and those of cards on them: htdocs/styles/colours.css, --tblr-body-bg and --tblr-bg-surface. */
static const bdg_colour_t light_grounds[] = { { 255, 255, 255 }, { 246, 247, 249 } }, dark_grounds[] = { { 26, 31, 41 }, { 17, 21, 28 } };
#define READ_RATIO 5.2   /* for links: a little above 4.5, as they also stand on grounds that are tinted with the highlight */

void bdg_look_judge(bdg_look_verdict_t *v, const bdg_look_colours_t *c)
{
    memset(v, 0, sizeof *v);
    v->text = bdg_colour_contrast(c->nav_text, c->nav);
    v->ok = v->text >= BDG_LOOK_TEXT_RATIO;
    bdg_colour_fit(&v->nearest_text, c->nav_text, &c->nav, 1, BDG_LOOK_TEXT_RATIO);
    for (v->quiet = 82; v->quiet < 100 && bdg_colour_contrast(bdg_colour_mix(c->nav_text, c->nav, v->quiet / 100.0), c->nav) < BDG_LOOK_TEXT_RATIO; v->quiet++)
        ;
    for (v->hover = 12; v->hover > 0 && bdg_colour_contrast(c->nav_text, bdg_colour_mix(c->nav_text, c->nav, v->hover / 100.0)) < BDG_LOOK_TEXT_RATIO; v->hover--)
        ;
    v->light.seen = bdg_colour_contrast(c->highlight, light_grounds[1]);
    v->dark.seen = bdg_colour_contrast(c->highlight, dark_grounds[0]);
    bdg_colour_fit(&v->light.fill, c->highlight, light_grounds, 2, BDG_LOOK_FILL_RATIO);
    bdg_colour_fit(&v->dark.fill, c->highlight, dark_grounds, 2, BDG_LOOK_FILL_RATIO);
    bdg_colour_fit(&v->light.read, c->highlight, light_grounds, 2, READ_RATIO);
    bdg_colour_fit(&v->dark.read, c->highlight, dark_grounds, 2, READ_RATIO);
    v->light.on = bdg_colour_on(v->light.fill);
    v->dark.on = bdg_colour_on(v->dark.fill);
    v->light.moved = memcmp(&v->light.fill, &c->highlight, sizeof c->highlight) != 0;
    v->dark.moved = memcmp(&v->dark.fill, &c->highlight, sizeof c->highlight) != 0;
    v->mark = bdg_colour_contrast(c->highlight, c->nav) < BDG_LOOK_FILL_RATIO;
}

const char *bdg_look_name(const bdg_look_t *l, apr_pool_t *pool) { return apr_pstrcat(pool, l->nav + 1, "-", l->nav_text + 1, "-", l->highlight + 1, NULL); }

int bdg_look_parse(bdg_look_colours_t *out, const char *name)
{
    bdg_colour_t *to[] = { &out->nav, &out->nav_text, &out->highlight };
    char one[7];
    if (strlen(name) != 20 || name[6] != '-' || name[13] != '-')
        return 0;
    for (int i = 0; i < 3; i++) {
        apr_cpystrn(one, name + i * 7, sizeof one);
        if (*one == '#' || !bdg_colour_parse(to[i], one))
            return 0;
    }
    return 1;
}

const char *bdg_look_stylesheet(const bdg_look_colours_t *c, const char *selector, apr_pool_t *pool)
{
    bdg_look_verdict_t v;
    bdg_look_judge(&v, c);
    return apr_psprintf(pool, "%s {\n  --bdg-nav: %s;\n  --bdg-nav-text: %s;\n  --bdg-nav-selected: %s;\n  --bdg-nav-selected-text: %s;\n  --bdg-nav-quiet: %d%%;\n  --bdg-nav-hover: %d%%;\n  --bdg-nav-mark: %s;\n"
                        "  --bdg-highlight: light-dark(%s, %s);\n  --bdg-highlight-text: light-dark(%s, %s);\n  --bdg-highlight-read: light-dark(%s, %s);\n}\n",
                        selector, bdg_colour_hex(c->nav, pool), bdg_colour_hex(c->nav_text, pool), bdg_colour_hex(c->highlight, pool), bdg_colour_hex(bdg_colour_on(c->highlight), pool), v.quiet, v.hover, v.mark ? "3px" : "0px",
                        bdg_colour_hex(v.light.fill, pool), bdg_colour_hex(v.dark.fill, pool), bdg_colour_hex(v.light.on, pool), bdg_colour_hex(v.dark.on, pool),
                        bdg_colour_hex(v.light.read, pool), bdg_colour_hex(v.dark.read, pool));
}

static int read_colour(bdg_colour_t *out, bdg_check_t *check, const char *field, const char *label, const char *typed)
{
    if (typed && bdg_colour_parse(out, bdg_text_clean(typed, strlen(typed), 0, check->pool)))
        return 1;
    bdg_check_add(check, field, label, "Give a colour as six digits: #16213a.");
    return 0;
}

bdg_err_t *bdg_look_check(bdg_look_colours_t *out, bdg_check_t *check, const bdg_look_typed_t *t, apr_pool_t *pool)
{
    bdg_look_verdict_t v;
    int ok = read_colour(&out->nav, check, "nav", "Navigation", t->nav);
    ok &= read_colour(&out->nav_text, check, "nav_text", "Text of the navigation", t->nav_text);
    ok &= read_colour(&out->highlight, check, "highlight", "Highlight", t->highlight);
    if (!ok)
        return bdg_check_result(check);
    bdg_look_judge(&v, out);
    if (!v.ok)
        bdg_check_add(check, "nav_text", "Text of the navigation", "On this navigation the text is hard to read: the contrast is %s to 1, and at least 4.5 to 1 is needed. The nearest colour that can be read is %s.",
                      bdg_colour_ratio(v.text, pool), bdg_colour_hex(v.nearest_text, pool));
    return bdg_check_result(check);
}

/* --- changes */

static json_t *as_json(const bdg_look_t *l, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "colours", l->colours);
    bdg_json_str(o, "nav", l->nav);
    bdg_json_str(o, "nav_text", l->nav_text);
    bdg_json_str(o, "highlight", l->highlight);
    bdg_json_str(o, "logo", l->logo.id ? l->logo.public_id : NULL);
    return bdg_json_str(o, "icon", l->icon.id ? l->icon.public_id : NULL);
}

typedef struct change_t {
    const bdg_edit_t *edit;
    const char *colours, *nav, *nav_text, *highlight;      /* colours NULL: they stay */
    bdg_look_picture_e what;
    const bdg_look_bytes_t *picture;
    const char *action;
} change_t;

static bdg_err_t *change_picture(bdg_look_t *next, const change_t *c, bdg_db_t *db)
{
    bdg_look_picture_t *p = c->what == BDG_LOOK_LOGO ? &next->logo : &next->icon;
    *p = (bdg_look_picture_t){ 0 };
    if (!c->picture)
        return NULL;
    p->public_id = c->picture->public_id;
    return bdg_look_picture_put(&p->id, db, c->edit->organisation_id, c->edit->actor->account_id, c->picture);
}

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const bdg_edit_t *edit = c->edit;
    bdg_looks_t *now;
    BDG_TRY(bdg_looks_of(&now, db, edit->organisation_id, pool));
    bdg_look_t next = now->own;
    next.revision = edit->revision;
    if (c->colours) {
        next.colours = c->colours;
        next.nav = c->nav;
        next.nav_text = c->nav_text;
        next.highlight = c->highlight;
    } else {
        BDG_TRY(change_picture(&next, c, db));
    }
    BDG_TRY(bdg_look_put(db, &next));
    BDG_TRY(bdg_look_picture_sweep(db, edit->organisation_id));
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, c->action, "look", edit->organisation_id, as_json(&now->own, pool), as_json(&next, pool), pool);
}

bdg_err_t *bdg_look_colours_set(const bdg_edit_t *edit, const bdg_look_typed_t *typed)
{
    bdg_look_colours_t c;
    apr_pool_t *p = edit->pool;
    BDG_TRY(bdg_look_check(&c, edit->check, typed, p));
    change_t change = { .edit = edit, .colours = "own", .nav = bdg_colour_hex(c.nav, p), .nav_text = bdg_colour_hex(c.nav_text, p), .highlight = bdg_colour_hex(c.highlight, p),
                        .action = "look.colours" };
    return bdg_db_tx(edit->db, change_tx, &change, p);
}

bdg_err_t *bdg_look_colours_drop(const bdg_edit_t *edit, int original)
{
    change_t change = { .edit = edit, .colours = original ? "original" : "inherited", .action = "look.colours" };
    return bdg_db_tx(edit->db, change_tx, &change, edit->pool);
}

bdg_err_t *bdg_look_picture_set(const bdg_edit_t *edit, bdg_look_picture_e what, const bdg_look_bytes_t *picture)
{
    change_t change = { .edit = edit, .what = what, .picture = picture, .action = what == BDG_LOOK_LOGO ? "look.logo" : "look.icon" };
    return bdg_db_tx(edit->db, change_tx, &change, edit->pool);
}

/* --- pictures */

static bdg_err_t *decode(bdg_look_bytes_t *p, bdg_look_picture_e what, const bdg_site_t *site, const void *data, size_t len, apr_pool_t *pool)
{
    static const unsigned side[] = { [BDG_LOOK_LOGO] = 840, [BDG_LOOK_ICON] = 256, [BDG_LOOK_LANDING] = 1600 };   /* three times what is advised; sharp on any screen */
    const bdg_render_t render = { site->render, 0 };
    bdg_picture_kind_e kind = bdg_picture_kind(data, len);
    bdg_png_info_t info;
    bdg_buf_t *out;
    if (kind != BDG_PICTURE_PNG && kind != BDG_PICTURE_JPEG && kind != BDG_PICTURE_GIF)
        return bdg_err(BDG_E_UNSUPPORTED, "This file is neither a PNG nor a JPEG nor a GIF picture.");
    if (what == BDG_LOOK_LANDING)
        BDG_TRY(bdg_render_photo(&render, data, len, side[what], &out, pool));
    else
        BDG_TRY(bdg_render_picture(&render, data, len, side[what], &out, pool));
    p->data = out->data;
    p->len = out->len;
    p->media_type = "image/jpeg";
    if (!bdg_picture_jpeg_size(&info.width, &info.height, out->data, out->len)) {
        p->media_type = "image/png";
        BDG_TRY(bdg_png_check(&info, out->data, out->len));
    }
    p->width = (int)info.width;
    p->height = (int)info.height;
    return NULL;
}

bdg_err_t *bdg_look_picture_read(bdg_look_bytes_t **out, bdg_check_t *check, const char *field, const char *label, bdg_look_picture_e what, int64_t organisation_id,
                                 const bdg_site_t *site, const void *data, size_t len, apr_pool_t *pool)
{
    bdg_look_bytes_t *p = *out = apr_pcalloc(pool, sizeof *p);
    unsigned char hash[32];
    char *id = apr_palloc(pool, BDG_ID_LEN + 1);
    bdg_err_t *e = len > BDG_LOOK_UPLOAD_MAX ? bdg_err(BDG_E_TOO_LARGE, "A picture can have at most 8 MB.") : decode(p, what, site, data, len, pool);
    if (e && (e->code == BDG_E_INVALID || e->code == BDG_E_MALFORMED || e->code == BDG_E_TOO_LARGE || e->code == BDG_E_UNSUPPORTED)) {
        bdg_check_add(check, field, label, "%s", e->message);
        bdg_err_clear(e);
        return bdg_check_result(check);
    }
    BDG_TRY(e);
    bdg_sha256_t h;
    bdg_sha256_begin(&h);
    bdg_sha256_more(&h, &organisation_id, sizeof organisation_id);
    bdg_sha256_more(&h, p->data, p->len);
    bdg_sha256_end(&h, hash);
    bdg_id_of(id, hash);
    p->public_id = id;
    return NULL;
}
