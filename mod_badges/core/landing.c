#include "core/landing.h"
#include "base/json.h"
#include "base/str.h"
#include "core/badge_wording.h"
#include "store/audit.h"
#include <string.h>

bdg_err_t *bdg_landing_check(bdg_landing_t *out, bdg_check_t *c, const bdg_landing_typed_t *t)
{
    out->title = bdg_check_line(c, "title", "Heading", t->title, 1, BDG_LANDING_TITLE_MAX);
    out->lead = bdg_check_lines(c, "lead", "Introduction", t->lead, 0, BDG_LANDING_LEAD_MAX);
    out->body = bdg_check_lines(c, "body", "Text", t->body, 0, BDG_LANDING_BODY_MAX);
    out->picture_alt = bdg_check_line(c, "picture_alt", "What the picture shows", t->picture_alt, 0, BDG_LANDING_ALT_MAX);
    out->language = t->language ? t->language : "";
    if (!bdg_language_ok(out->language))
        bdg_check_add(c, "language", "Language", "Choose one of the list.");
    out->show_issuers = t->show_issuers != NULL;
    out->show_badges = t->show_badges != NULL;
    return bdg_check_result(c);
}

static json_t *as_json(const bdg_landing_t *l, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    if (!l->revision && !l->title)
        return NULL;
    bdg_json_bool(o, "published", l->published);
    bdg_json_str(o, "title", l->title);
    bdg_json_str(o, "lead", l->lead);
    bdg_json_str(o, "body", l->body);
    bdg_json_str(o, "language", l->language);
    bdg_json_str(o, "picture", l->picture.id ? l->picture.public_id : NULL);
    bdg_json_str(o, "picture_alt", l->picture_alt);
    bdg_json_bool(o, "show_issuers", l->show_issuers);
    return bdg_json_bool(o, "show_badges", l->show_badges);
}

typedef struct save_t { const bdg_edit_t *edit; const bdg_landing_t *clean; const bdg_look_bytes_t *picture; int drop; bdg_landing_act_e act; } save_t;

static bdg_err_t *save_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const save_t *s = baton;
    const bdg_edit_t *edit = s->edit;
    bdg_landing_t none = { .organisation_id = edit->organisation_id }, *now = &none, next = *s->clean;
    bdg_err_t *e = bdg_landing_of(&now, db, edit->organisation_id, pool);
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    next.organisation_id = edit->organisation_id;
    next.revision = edit->revision;
    next.published = s->act == BDG_LANDING_PUBLISH || (s->act == BDG_LANDING_AS_IT_IS && now->published);
    next.picture = s->drop ? (bdg_look_picture_t){ 0 } : now->picture;
    if (s->picture) {
        next.picture = (bdg_look_picture_t){ .public_id = s->picture->public_id };
        BDG_TRY(bdg_look_picture_put(&next.picture.id, db, edit->organisation_id, edit->actor->account_id, s->picture));
    }
    BDG_TRY(bdg_landing_put(db, &next));
    BDG_TRY(bdg_look_picture_sweep(db, edit->organisation_id));
    const char *action = next.published == now->published ? "landing.edit" : next.published ? "landing.publish" : "landing.take_down";
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, action, "landing", edit->organisation_id, as_json(now, pool), as_json(&next, pool), pool);
}

bdg_err_t *bdg_landing_save(const bdg_edit_t *edit, const bdg_landing_typed_t *typed, const bdg_look_bytes_t *picture, int drop, bdg_landing_act_e act)
{
    bdg_landing_t clean = { 0 };
    save_t s = { edit, &clean, picture, drop, act };
    BDG_TRY(bdg_landing_check(&clean, edit->check, typed));
    return bdg_db_tx(edit->db, save_tx, &s, edit->pool);
}
