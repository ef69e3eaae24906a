#include "core/issuer.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "core/access.h"
#include "core/badge_wording.h"
#include "store/audit.h"
#include "store/graphic.h"
#include "store/public_change.h"
#include <apr_strings.h>
#include <string.h>

/* What was typed, cleaned. */
typedef struct profile_t { const char *name, *url, *email, *description, *telephone, *language, *logo; } profile_t;

static bdg_err_t *check_profile(profile_t *p, bdg_check_t *c, const bdg_issuer_typed_t *t)
{
    p->name = bdg_check_line(c, "name", "Name", t->name, 1, BDG_ISSUER_NAME_MAX);
    p->url = bdg_check_url(c, "url", "Web address", t->url, 1);
    p->email = bdg_check_email(c, "email", "Email address", t->email, 1);
    p->description = bdg_or_null(bdg_check_lines(c, "description", "Description", t->description, 0, BDG_ISSUER_DESCRIPTION_MAX));
    p->telephone = bdg_or_null(bdg_check_telephone(c, "telephone", "Telephone", t->telephone, 0));
    p->language = bdg_is_blank(t->language) ? NULL : t->language;
    if (p->language && !bdg_language_ok(p->language))
        bdg_check_add(c, "language", "Language", "Choose one of the list.");
    p->logo = bdg_or_null(t->logo);
    return bdg_check_result(c);
}

/* The graphic with this public id; one that was archived may stay where it is, but not be chosen anew. */
static bdg_err_t *find_logo(int64_t *id, const bdg_edit_t *edit, bdg_db_t *db, const char *public_id, int64_t present, apr_pool_t *pool)
{
    bdg_graphic_t *g = NULL;
    *id = 0;
    if (!public_id)
        return NULL;
    bdg_err_t *e = bdg_id_valid(public_id) ? bdg_graphic_by_public_id(&g, db, public_id, edit->organisation_id, pool) : NULL;
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    if (!g || (strcmp(g->state, "active") && g->id != present)) {
        bdg_check_add(edit->check, "logo", "Logo", "Choose a graphic of your library.");
        return bdg_check_result(edit->check);
    }
    *id = g->id;
    return NULL;
}

static json_t *as_json(const bdg_issuer_t *i, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "name", i->name);
    bdg_json_str(o, "url", i->url);
    bdg_json_str(o, "email", i->email);
    bdg_json_str(o, "description", i->description);
    bdg_json_str(o, "telephone", i->telephone);
    bdg_json_str(o, "language", i->language);
    if (i->logo_graphic_id)
        bdg_json_int(o, "logo_graphic_id", i->logo_graphic_id);
    return bdg_json_str(o, "state", i->state);
}

static bdg_err_t *audit(const bdg_edit_t *edit, bdg_db_t *db, const char *action, int64_t id, const bdg_issuer_t *before, const bdg_issuer_t *after, apr_pool_t *pool)
{
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, action, "issuer", id, before ? as_json(before, pool) : NULL,
                     after ? as_json(after, pool) : NULL, pool);
}

/* --- a new one */

typedef struct create_t { const bdg_edit_t *edit; const profile_t *profile; char public_id[BDG_ID_LEN + 1]; } create_t;

static bdg_err_t *create_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const create_t *c = baton;
    const profile_t *p = c->profile;
    bdg_issuer_t i = { .public_id = c->public_id, .organisation_id = c->edit->organisation_id, .state = "active", .name = p->name, .url = p->url,
                       .email = p->email, .description = p->description, .telephone = p->telephone, .language = p->language };
    bdg_check_rewind(c->edit->check, 0);
    BDG_TRY(find_logo(&i.logo_graphic_id, c->edit, db, p->logo, 0, pool));
    BDG_TRY(bdg_issuer_insert(&i, db, c->edit->actor->account_id));
    return audit(c->edit, db, "issuer.create", i.id, NULL, &i, pool);
}

bdg_err_t *bdg_issuer_create(const char **public_id, const bdg_edit_t *edit, const bdg_issuer_typed_t *typed)
{
    profile_t profile;
    create_t c = { .edit = edit, .profile = &profile };
    BDG_TRY(bdg_access_ask(edit->actor->perms, BDG_PERM_ISSUERS_EDIT));
    BDG_TRY(check_profile(&profile, edit->check, typed));
    bdg_id_new(c.public_id);
    BDG_TRY(bdg_db_tx(edit->db, create_tx, &c, edit->pool));
    *public_id = apr_pstrdup(edit->pool, c.public_id);
    return NULL;
}

/* --- changes */

typedef struct change_t { const bdg_edit_t *edit; const profile_t *profile; const char *state, *action; } change_t;

static int same_profile(const bdg_issuer_t *a, const bdg_issuer_t *b)
{
    return bdg_same(a->name, b->name) && bdg_same(a->url, b->url) && bdg_same(a->email, b->email) && bdg_same(a->description, b->description) &&
           bdg_same(a->telephone, b->telephone) && bdg_same(a->language, b->language) && a->logo_graphic_id == b->logo_graphic_id;
}

static bdg_err_t *apply_profile(bdg_issuer_t *next, const change_t *c, bdg_db_t *db, apr_pool_t *pool)
{
    next->name = c->profile->name;
    next->url = c->profile->url;
    next->email = c->profile->email;
    next->description = c->profile->description;
    next->telephone = c->profile->telephone;
    next->language = c->profile->language;
    return find_logo(&next->logo_graphic_id, c->edit, db, c->profile->logo, next->logo_graphic_id, pool);
}

static bdg_err_t *apply_state(bdg_issuer_t *next, const change_t *c, bdg_db_t *db)
{
    int64_t published = 0;
    if (!strcmp(c->state, "archived"))
        BDG_TRY(bdg_issuer_published(&published, db, next->id));
    if (published)
        return bdg_err(BDG_E_CONFLICT, "%lld %s of this issuer can still be awarded. Withdraw %s first.", (long long)published,
                       published == 1 ? "badge" : "badges", published == 1 ? "it" : "them");
    next->state = c->state;
    return NULL;
}

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const bdg_edit_t *edit = c->edit;
    bdg_issuer_t *now;
    bdg_check_rewind(edit->check, 0);
    BDG_TRY(bdg_issuer_lock(db, edit->id, edit->organisation_id));
    BDG_TRY(bdg_issuer_by_id(&now, db, edit->id, pool));
    if (now->revision != edit->revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this issuer while you were looking at it.");
    bdg_issuer_t next = *now;
    if (c->profile)
        BDG_TRY(apply_profile(&next, c, db, pool));
    if (c->state)
        BDG_TRY(apply_state(&next, c, db));
    int rewritten = !same_profile(now, &next);
    if (!rewritten && bdg_same(now->state, next.state))
        return NULL;
    if (rewritten)
        BDG_TRY(bdg_issuer_version_insert(&next, db, edit->actor->account_id));
    BDG_TRY(bdg_issuer_update(db, &next));
    BDG_TRY(audit(edit, db, c->action, edit->id, now, &next, pool));
    return bdg_public_change_bump_all(db);
}

static bdg_err_t *change(const bdg_edit_t *edit, const profile_t *profile, const char *state, const char *action)
{
    change_t c = { edit, profile, state, action };
    return bdg_db_tx(edit->db, change_tx, &c, edit->pool);
}

bdg_err_t *bdg_issuer_change(const bdg_edit_t *edit, const bdg_issuer_typed_t *typed)
{
    profile_t profile;
    BDG_TRY(check_profile(&profile, edit->check, typed));
    return change(edit, &profile, NULL, "issuer.change");
}

bdg_err_t *bdg_issuer_archive(const bdg_edit_t *edit) { return change(edit, NULL, "archived", "issuer.archive"); }
bdg_err_t *bdg_issuer_restore(const bdg_edit_t *edit) { return change(edit, NULL, "active", "issuer.restore"); }
