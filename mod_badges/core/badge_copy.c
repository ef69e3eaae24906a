#include "core/badge_copy.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "core/access.h"
#include "store/audit.h"
#include "store/organisation.h"
#include <apr_strings.h>
#include <string.h>

typedef struct copy_t {
    const bdg_edit_t *edit;
    const char *name, *public_id;
    int64_t organisation_id;
} copy_t;

/* Where it goes. Whoever has a role for single issuers only copies within what those reach: the same organisation, the same issuer. */
static bdg_err_t *find_place(int64_t *id, const bdg_edit_t *edit, const char *public_id)
{
    bdg_organisation_t *o = NULL;
    bdg_actor_t there = *edit->actor;
    *id = edit->organisation_id;
    if (bdg_is_blank(public_id))
        return NULL;
    bdg_err_t *e = bdg_id_valid(public_id) ? bdg_organisation_by_public_id(&o, edit->db, public_id, edit->pool) : bdg_err(BDG_E_NOT_FOUND, "There is no such organisation.");
    if (!e && o->id == edit->organisation_id)
        return NULL;
    if (!e)
        e = bdg_access_enter(&there, edit->db, o->id, edit->pool);
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    if (e || !(there.perms & BDG_PERM_BIT(BDG_PERM_BADGES_EDIT)))
        bdg_check_add(edit->check, "organisation", "Organisation", "Choose one of your organisations.");
    else
        *id = o->id;
    bdg_err_clear(e);
    return NULL;
}

static bdg_err_t *copy_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const copy_t *c = baton;
    const bdg_edit_t *edit = c->edit;
    bdg_badge_class_t *from;
    BDG_TRY(bdg_badge_class_by_id(&from, db, edit->id, pool));
    bdg_badge_class_t to = *from;
    to.public_id = c->public_id;
    to.organisation_id = c->organisation_id;
    to.name = c->name;
    if (c->organisation_id != from->organisation_id)
        to.issuer_id = to.graphic_id = 0;
    BDG_TRY(bdg_badge_class_insert(&to, db, edit->actor->account_id));
    json_t *after = bdg_json_object(pool);
    bdg_json_str(after, "copied_from", from->public_id);
    bdg_json_str(after, "name", to.name);
    bdg_json_str(after, "state", "draft");
    return bdg_audit(db, c->organisation_id, edit->actor->account_id, edit->actor->address, "badge_class.copy", "badge_class", to.id, NULL, after, pool);
}

static void public_id_of(char out[BDG_ID_LEN + 1], const bdg_edit_t *edit, const bdg_badge_copy_typed_t *t, int64_t place)
{
    unsigned char hash[32];
    const char *text = apr_psprintf(edit->pool, "copy %ld %ld %ld %s %s", (long)edit->actor->account_id, (long)edit->id, (long)place, t->form, t->name ? t->name : "");
    bdg_sha256(text, strlen(text), hash);
    bdg_id_of(out, hash);
}

bdg_err_t *bdg_badge_class_copy(const char **public_id, const bdg_edit_t *edit, const bdg_badge_copy_typed_t *typed)
{
    char *id = apr_palloc(edit->pool, BDG_ID_LEN + 1);
    copy_t c = { edit, bdg_check_line(edit->check, "name", "Name", typed->name, 1, BDG_BADGE_NAME_MAX), id, 0 };
    BDG_TRY(find_place(&c.organisation_id, edit, typed->organisation));
    BDG_TRY(bdg_check_result(edit->check));
    if (typed->form && bdg_id_valid(typed->form))
        public_id_of(id, edit, typed, c.organisation_id);
    else
        bdg_id_new(id);
    *public_id = id;
    bdg_err_t *e = bdg_db_tx(edit->db, copy_tx, &c, edit->pool);
    if (e && e->code == BDG_E_DUPLICATE) {      /* the same form, sent before */
        bdg_err_clear(e);
        return NULL;
    }
    return e;
}
