#include "core/collection.h"
#include "base/id.h"
#include "base/json.h"
#include "store/audit.h"
#include <apr_strings.h>
#include <string.h>

const char *const bdg_audience_words[] = { "private", "link", "listed", NULL };

static bdg_err_t *check(bdg_collection_t *c, const bdg_edit_t *edit, const bdg_collection_typed_t *typed)
{
    c->name = bdg_check_line(edit->check, "name", "Name", typed->name, 1, BDG_COLLECTION_NAME_MAX);
    c->description = bdg_check_lines(edit->check, "description", "Text", typed->description, 0, BDG_COLLECTION_DESCRIPTION_MAX);
    int audience = bdg_check_choice(edit->check, "audience", "Who may see it", typed->audience, bdg_audience_words);
    c->audience = audience < 0 ? BDG_AUDIENCE_PRIVATE : (bdg_audience_e)audience;
    return bdg_check_result(edit->check);
}

static bdg_err_t *note(bdg_db_t *db, const bdg_edit_t *edit, const char *action, const bdg_collection_t *c, apr_pool_t *scratch)
{
    /* A person's own words are not the log's business. */
    json_t *after = bdg_json_str(bdg_json_object(scratch), "audience", c->name ? bdg_audience_words[c->audience] : NULL);
    return bdg_audit(db, 0, edit->actor->account_id, edit->actor->address, action, "collection", c->id, NULL, after, scratch);
}

typedef struct change_t { const bdg_edit_t *edit; bdg_collection_t *c; } change_t;

static bdg_err_t *make(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    char id[BDG_ID_LEN + 1];
    int64_t n;
    BDG_TRY(bdg_collection_count(&n, db, x->edit->actor->account_id));
    if (n >= BDG_COLLECTIONS_MAX)
        return bdg_err(BDG_E_CONFLICT, "You have %d collections, which is as many as there can be. Delete one first.", BDG_COLLECTIONS_MAX);
    bdg_id_new(id);
    x->c->public_id = apr_pstrdup(x->edit->pool, id);
    BDG_TRY(bdg_collection_insert(x->c, db));
    return note(db, x->edit, "collection.create", x->c, scratch);
}

bdg_err_t *bdg_collection_make(bdg_collection_t **out, const bdg_edit_t *edit, const bdg_collection_typed_t *typed)
{
    change_t x = { edit, apr_pcalloc(edit->pool, sizeof(bdg_collection_t)) };
    x.c->account_id = edit->actor->account_id;
    BDG_TRY(check(x.c, edit, typed));
    *out = x.c;
    return bdg_db_tx(edit->db, make, &x, edit->pool);
}

static bdg_err_t *change(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const change_t *x = baton;
    int revision;
    BDG_TRY(bdg_collection_lock(&revision, db, x->edit->actor->account_id, x->c->id));
    BDG_TRY(bdg_collection_update(db, x->c));
    return note(db, x->edit, "collection.change", x->c, scratch);
}

bdg_err_t *bdg_collection_change(const bdg_edit_t *edit, const bdg_collection_typed_t *typed)
{
    bdg_collection_t c = { .id = edit->id, .revision = edit->revision };
    change_t x = { edit, &c };
    BDG_TRY(check(&c, edit, typed));
    return bdg_db_tx(edit->db, change, &x, edit->pool);
}

static bdg_err_t *take_away(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const change_t *x = baton;
    int revision;
    BDG_TRY(bdg_collection_lock(&revision, db, x->edit->actor->account_id, x->c->id));
    BDG_TRY(bdg_collection_delete(db, x->edit->actor->account_id, x->c->id));
    return note(db, x->edit, "collection.delete", x->c, scratch);
}

bdg_err_t *bdg_collection_remove(const bdg_edit_t *edit)
{
    bdg_collection_t c = { .id = edit->id };
    change_t x = { edit, &c };
    return bdg_db_tx(edit->db, take_away, &x, edit->pool);
}

/* ---------------------------------------------------------------- items */

typedef struct item_t { const bdg_edit_t *edit; const bdg_collection_item_t *item; bdg_item_act_e act; } item_t;

static int find(const apr_array_header_t *items, const bdg_collection_item_t *item)
{
    for (int i = 0; i < items->nelts; i++) {
        const bdg_collection_item_t *x = &APR_ARRAY_IDX(items, i, bdg_collection_item_t);
        if (x->assertion_id == item->assertion_id && x->imported_badge_id == item->imported_badge_id)
            return i;
    }
    return -1;
}

static bdg_err_t *locked_items(apr_array_header_t **items, bdg_db_t *db, const item_t *x, apr_pool_t *scratch)
{
    int revision;
    BDG_TRY(bdg_collection_lock(&revision, db, x->edit->actor->account_id, x->edit->id));
    return bdg_collection_items(items, db, x->edit->id, scratch);
}

static bdg_err_t *add(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const item_t *x = baton;
    apr_array_header_t *items;
    bdg_collection_item_t at_end = *x->item;
    BDG_TRY(locked_items(&items, db, x, scratch));
    if (find(items, x->item) >= 0)
        return NULL;
    if (items->nelts >= BDG_COLLECTION_ITEMS_MAX)
        return bdg_err(BDG_E_CONFLICT, "A collection can hold %d credentials. Take one out, or begin another collection.", BDG_COLLECTION_ITEMS_MAX);
    at_end.position = items->nelts ? APR_ARRAY_IDX(items, items->nelts - 1, bdg_collection_item_t).position + 1 : 1;
    return bdg_collection_put(db, x->edit->id, &at_end, 1, scratch);
}

bdg_err_t *bdg_collection_add(const bdg_edit_t *edit, const bdg_collection_item_t *item)
{
    item_t x = { edit, item, BDG_ITEM_UP };
    return bdg_db_tx(edit->db, add, &x, edit->pool);
}

static bdg_err_t *move(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const item_t *x = baton;
    apr_array_header_t *items;
    BDG_TRY(locked_items(&items, db, x, scratch));
    int i = find(items, x->item), to = x->act == BDG_ITEM_UP ? i - 1 : i + 1;
    if (i < 0)
        return NULL;
    if (x->act == BDG_ITEM_OUT)
        return bdg_collection_take(db, x->edit->id, x->item);
    if (to < 0 || to >= items->nelts)
        return NULL;
    bdg_collection_item_t *a = (bdg_collection_item_t *)items->elts, spare = a[i];
    a[i] = a[to];
    a[to] = spare;
    for (int n = 0; n < items->nelts; n++)
        a[n].position = n + 1;
    return bdg_collection_put(db, x->edit->id, a, items->nelts, scratch);
}

bdg_err_t *bdg_collection_move(const bdg_edit_t *edit, const bdg_collection_item_t *item, bdg_item_act_e act)
{
    item_t x = { edit, item, act };
    return bdg_db_tx(edit->db, move, &x, edit->pool);
}
