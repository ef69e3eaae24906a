#include "core/framework.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "store/audit.h"
#include <apr_strings.h>
#include <string.h>

#define CHUNK 1000

static bdg_err_t *audit(const bdg_edit_t *edit, bdg_db_t *db, const char *action, int64_t id, json_t *before, json_t *after, apr_pool_t *pool)
{
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, action, "framework", id, before, after, pool);
}

/* --- bringing one */

typedef struct bring_t {
    const bdg_edit_t *edit;
    bdg_framework_t *f;
    const bdg_framework_t *replaces;
    bdg_framework_item_row_t rows[CHUNK];
    int n, total;
    apr_pool_t *pool;                    /* of the rows that wait; cleared with them */
} bring_t;

static bdg_err_t *flush(bring_t *b)
{
    if (b->n)
        BDG_TRY(bdg_framework_items_insert(b->edit->db, b->f->id, b->rows, b->n, b->pool));
    b->n = 0;
    apr_pool_clear(b->pool);
    return NULL;
}

static bdg_err_t *keep(void *baton, const bdg_framework_item_t *item)
{
    bring_t *b = baton;
    apr_pool_t *p = b->pool;
    b->rows[b->n++] = (bdg_framework_item_row_t){ item->number, item->parent, apr_pstrdup(p, item->code), apr_pstrdup(p, item->name), apr_pstrdup(p, item->description),
                                                  apr_pstrdup(p, item->kind), apr_pstrdup(p, item->url) };
    b->total++;
    return b->n == CHUNK ? flush(b) : NULL;
}

static bdg_err_t *done_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const bring_t *b = baton;
    json_t *after = bdg_json_object(pool);
    if (b->replaces)
        BDG_TRY(bdg_framework_set_state(db, b->replaces, "replaced"));
    BDG_TRY(bdg_framework_loaded(db, b->f->id, b->f->organisation_id, b->total));
    bdg_json_str(after, "name", b->f->name);
    bdg_json_str(after, "version", b->f->version);
    bdg_json_int(after, "items", b->total);
    bdg_json_str(after, "replaces", b->replaces ? b->replaces->public_id : NULL);
    return audit(b->edit, db, b->replaces ? "framework.replace" : "framework.bring", b->f->id, NULL, after, pool);
}

static void public_id_of(char out[BDG_ID_LEN + 1], const bdg_edit_t *edit, const char *form)
{
    unsigned char hash[32];
    const char *text = apr_psprintf(edit->pool, "framework %ld %ld %s", (long)edit->actor->account_id, (long)edit->organisation_id, form);
    bdg_sha256(text, strlen(text), hash);
    bdg_id_of(out, hash);
}

/* The same form, sent before: what it made, when that is there already. */
static bdg_err_t *made_before(bdg_err_t *duplicate, const bdg_edit_t *edit, const char *public_id)
{
    bdg_framework_t *there;
    bdg_err_clear(duplicate);
    bdg_err_t *e = bdg_framework_by_public_id(&there, edit->db, public_id, edit->organisation_id, edit->pool);
    if (!e)
        return NULL;
    bdg_err_clear(e);
    return bdg_err(BDG_E_CONFLICT, "This file is being read already. Look at the list of frameworks in a moment.");
}

static void check(bdg_framework_t *f, bdg_check_t *c, const bdg_framework_about_t *about, const bdg_framework_typed_t *t)
{
    f->name = bdg_check_line(c, "name", "Name", bdg_is_blank(t->name) ? about->name : t->name, 1, BDG_FRAMEWORK_NAME_MAX);
    f->url = bdg_or_null(bdg_check_url(c, "url", "Web address", bdg_is_blank(t->url) ? about->url : t->url, 1));
    f->publisher = bdg_or_null(bdg_check_line(c, "publisher", "Publisher", bdg_is_blank(t->publisher) ? about->publisher : t->publisher, 0, 200));
    f->version = bdg_or_null(bdg_check_line(c, "version", "Version", bdg_is_blank(t->version) ? about->version : t->version, 0, 50));
    f->identifier = about->identifier;
    f->kind = about->kind;
}

bdg_err_t *bdg_framework_bring(const char **public_id, const bdg_edit_t *edit, bdg_framework_file_t *file, const bdg_framework_typed_t *typed, const bdg_framework_t *replaces)
{
    bdg_framework_t f = { .organisation_id = edit->organisation_id, .replaces_id = replaces ? replaces->id : 0 };
    char *id = apr_palloc(edit->pool, BDG_ID_LEN + 1);
    bring_t *b = apr_pcalloc(edit->pool, sizeof *b);
    *b = (bring_t){ .edit = edit, .f = &f, .replaces = replaces };
    apr_pool_create(&b->pool, edit->pool);
    check(&f, edit->check, bdg_framework_file_about(file), typed);
    BDG_TRY(bdg_check_result(edit->check));
    if (typed->form && bdg_id_valid(typed->form))
        public_id_of(id, edit, typed->form);
    else
        bdg_id_new(id);
    f.public_id = *public_id = id;
    bdg_err_t *e = bdg_framework_insert(&f, edit->db, edit->actor->account_id);
    if (e && e->code == BDG_E_DUPLICATE)
        return made_before(e, edit, id);
    BDG_TRY(e);
    BDG_TRY(bdg_framework_file_items(file, keep, b));
    BDG_TRY(flush(b));
    return bdg_db_tx(edit->db, done_tx, b, edit->pool);
}

/* --- its life */

typedef struct change_t { const bdg_edit_t *edit; const bdg_framework_t *f; const char *state, *action; } change_t;

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    json_t *before = bdg_json_object(pool), *after = bdg_json_object(pool);
    bdg_framework_t seen = *c->f;
    seen.revision = c->edit->revision;
    BDG_TRY(bdg_framework_set_state(db, &seen, c->state));
    bdg_json_str(before, "state", c->f->state);
    bdg_json_str(after, "state", c->state);
    return audit(c->edit, db, c->action, c->f->id, before, after, pool);
}

static bdg_err_t *change(const bdg_edit_t *edit, const bdg_framework_t *f, const char *from, const char *to, const char *action)
{
    change_t c = { edit, f, to, action };
    if (strcmp(f->state, from))
        return bdg_err(BDG_E_CONFLICT, "This framework is %s by now.", !strcmp(f->state, "ready") ? "in use" : f->state);
    return bdg_db_tx(edit->db, change_tx, &c, edit->pool);
}

bdg_err_t *bdg_framework_archive(const bdg_edit_t *edit, const bdg_framework_t *f) { return change(edit, f, "ready", "archived", "framework.archive"); }
bdg_err_t *bdg_framework_restore(const bdg_edit_t *edit, const bdg_framework_t *f) { return change(edit, f, "archived", "ready", "framework.restore"); }
