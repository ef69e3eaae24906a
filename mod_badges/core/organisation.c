#include "core/organisation.h"
#include "base/language.h"
#include "base/json.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/public_change.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define SLUG_MADE_MAX 40

const char *bdg_organisation_name_problem(const char **name, const char *typed, apr_pool_t *pool)
{
    *name = typed ? bdg_text_clean(typed, strlen(typed), 0, pool) : "";
    if (!**name)
        return _("Give the organisation a name.");
    if (bdg_utf8_count(*name) > BDG_ORGANISATION_NAME_MAX)
        return _("This is longer than the 120 characters that a name can have.");
    return NULL;
}

/* --- addresses */

/* "Northgate College, Leeds" -> "northgate-college-leeds". Other scripts leave nothing: then "organisation". */
static const char *slug_of(const char *name, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, SLUG_MADE_MAX + 1);
    size_t n = 0;
    for (const char *p = bdg_text_fold(name, pool); *p && n < SLUG_MADE_MAX; p++)
        if (isalnum((unsigned char)*p) && (unsigned char)*p < 0x80)
            out[n++] = *p;
        else if (n && out[n - 1] != '-')
            out[n++] = '-';
    while (n && out[n - 1] == '-')
        n--;
    out[n] = 0;
    return n ? out : "organisation";
}

/* One that nobody has or had: with a number where the plain one is taken. */
static bdg_err_t *free_slug(const char **out, bdg_db_t *db, const char *name, int64_t id, apr_pool_t *pool)
{
    const char *slug = *out = slug_of(name, pool);
    int taken;
    BDG_TRY(bdg_organisation_slug_taken(&taken, db, slug, id));
    for (int n = 2; taken; n++) {
        *out = apr_psprintf(pool, "%s-%d", slug, n);
        BDG_TRY(bdg_organisation_slug_taken(&taken, db, *out, id));
    }
    return NULL;
}

static int slug_ok(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return !s[n] && n <= BDG_ORGANISATION_SLUG_MAX && *s != '-' && s[n - 1] != '-' && !strstr(s, "--");
}

/* --- what was typed */

typedef struct texts_t { const char *name, *slug, *description, *language; } texts_t;

static bdg_err_t *check_texts(texts_t *t, bdg_check_t *c, const bdg_organisation_typed_t *typed, apr_pool_t *pool)
{
    t->name = bdg_check_line(c, "name", "Name", typed->name, 1, BDG_ORGANISATION_NAME_MAX);
    t->slug = typed->slug ? bdg_text_clean(typed->slug, strlen(typed->slug), 0, pool) : "";
    if (*t->slug && !slug_ok(t->slug))
        bdg_check_add(c, "slug", "Address", "Use small letters a to z, numbers, and single dashes between them, 63 at most.");
    t->description = bdg_or_null(bdg_check_lines(c, "description", "Description", typed->description, 0, BDG_ORGANISATION_DESCRIPTION_MAX));
    const bdg_language_t *l = bdg_languages_find(typed->languages, typed->language);
    t->language = l ? l->tag : NULL;
    if (!l && !bdg_is_blank(typed->language))
        bdg_check_add(c, "language", "Language", "Choose one of the languages of the list.");
    return bdg_check_result(c);
}

static bdg_err_t *settle_slug(const char **out, bdg_db_t *db, const texts_t *t, int64_t id, bdg_check_t *c, apr_pool_t *pool)
{
    int taken;
    *out = t->slug;
    if (!*t->slug)
        return free_slug(out, db, t->name, id, pool);
    BDG_TRY(bdg_organisation_slug_taken(&taken, db, t->slug, id));
    if (taken)
        bdg_check_add(c, "slug", "Address", "Another organisation has this address, or had it. Choose another.");
    return bdg_check_result(c);
}

static json_t *as_json(const bdg_organisation_t *o, apr_pool_t *pool)
{
    json_t *j = bdg_json_object(pool);
    bdg_json_str(j, "name", o->name);
    bdg_json_str(j, "slug", o->slug);
    bdg_json_str(j, "description", o->description);
    return bdg_json_str(j, "language", o->language);
}

/* --- a new one */

static bdg_err_t *insert(bdg_organisation_t *o, bdg_db_t *db, const bdg_actor_t *actor, apr_pool_t *pool)
{
    BDG_TRY(bdg_organisation_insert(o, db));
    json_t *after = as_json(o, pool);
    if (o->parent_id)
        bdg_json_int(after, "parent_id", o->parent_id);
    return bdg_audit(db, o->id, actor->account_id, actor->address, "organisation.create", "organisation", o->id, NULL, after, pool);
}

bdg_err_t *bdg_organisation_make(bdg_organisation_t **out, bdg_db_t *db, const char *name, const bdg_actor_t *actor, apr_pool_t *pool)
{
    bdg_organisation_t *o = *out = apr_pcalloc(pool, sizeof *o);
    char id[BDG_ID_LEN + 1];
    bdg_id_new(id);
    o->public_id = apr_pstrdup(pool, id);
    o->name = name;
    BDG_TRY(free_slug(&o->slug, db, name, 0, pool));
    return insert(o, db, actor, pool);
}

typedef struct change_t { const bdg_edit_t *edit; const texts_t *texts; char public_id[BDG_ID_LEN + 1]; } change_t;

static bdg_err_t *add_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    bdg_organisation_t *parent, o = { .public_id = c->public_id, .name = c->texts->name, .description = c->texts->description, .language = c->texts->language, .parent_id = c->edit->id };
    bdg_check_rewind(c->edit->check, 0);
    BDG_TRY(bdg_organisation_tree_hold(db));
    BDG_TRY(bdg_organisation_by_id(&parent, db, c->edit->id, pool));
    if (strcmp(parent->state, "active"))
        return bdg_err(BDG_E_CONFLICT, "%s was removed. Bring it back before you add to it.", parent->name);
    BDG_TRY(settle_slug(&o.slug, db, c->texts, 0, c->edit->check, pool));
    return insert(&o, db, c->edit->actor, pool);
}

bdg_err_t *bdg_organisation_add(const char **public_id, const bdg_edit_t *edit, const bdg_organisation_typed_t *typed)
{
    texts_t texts;
    change_t c = { .edit = edit, .texts = &texts };
    BDG_TRY(check_texts(&texts, edit->check, typed, edit->pool));
    bdg_id_new(c.public_id);
    BDG_TRY(bdg_db_tx(edit->db, add_tx, &c, edit->pool));
    *public_id = apr_pstrdup(edit->pool, c.public_id);
    return NULL;
}

/* --- another name, address, description, language */

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const bdg_edit_t *edit = c->edit;
    bdg_organisation_t *now;
    bdg_check_rewind(edit->check, 0);
    BDG_TRY(bdg_organisation_tree_hold(db));      /* addresses are given one after the other */
    BDG_TRY(bdg_organisation_lock(db, edit->id));
    BDG_TRY(bdg_organisation_by_id(&now, db, edit->id, pool));
    if (now->revision != edit->revision)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this organisation while you were looking at it.");
    bdg_organisation_t next = *now;
    next.name = c->texts->name;
    next.description = c->texts->description;
    next.language = c->texts->language;
    BDG_TRY(settle_slug(&next.slug, db, c->texts, edit->id, edit->check, pool));
    int moved = !bdg_same(now->slug, next.slug);
    if (!moved && bdg_same(now->name, next.name) && bdg_same(now->description, next.description) && bdg_same(now->language, next.language))
        return NULL;
    BDG_TRY(bdg_organisation_update(db, &next));
    if (moved)
        BDG_TRY(bdg_organisation_slug_changed(db, edit->id, now->slug, next.slug));
    BDG_TRY(bdg_audit(db, edit->id, edit->actor->account_id, edit->actor->address, "organisation.change", "organisation", edit->id, as_json(now, pool), as_json(&next, pool), pool));
    return bdg_public_change_bump_all(db);
}

bdg_err_t *bdg_organisation_change(const bdg_edit_t *edit, const bdg_organisation_typed_t *typed)
{
    texts_t texts;
    change_t c = { .edit = edit, .texts = &texts };
    BDG_TRY(check_texts(&texts, edit->check, typed, edit->pool));
    return bdg_db_tx(edit->db, change_tx, &c, edit->pool);
}
