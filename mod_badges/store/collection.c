#include "store/collection.h"
#include "store/list.h"
#include <string.h>

static const char *const audiences[] = { "private", "link", "listed" };

static void take(bdg_collection_t *c, const bdg_row_t *row, apr_pool_t *pool)
{
    int n = 0;
    memset(c, 0, sizeof *c);
    c->id = bdg_row_int(row, n++);
    c->public_id = bdg_row_str(row, n++, pool);
    c->account_id = bdg_row_int(row, n++);
    c->name = bdg_row_str(row, n++, pool);
    c->description = bdg_row_str(row, n++, pool);
    const char *audience = bdg_row_str(row, n++, pool);
    for (int i = 0; audience && i < 3; i++)
        if (!strcmp(audience, audiences[i]))
            c->audience = (bdg_audience_e)i;
    c->created_at = bdg_row_time(row, n++);
    c->updated_at = bdg_row_time(row, n++);
    c->revision = (int)bdg_row_int(row, n++);
    c->items = bdg_row_int(row, n++);
    c->has_item = bdg_row_int(row, n++) != 0;
}

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    take(apr_array_push(l->rows), row, l->pool);
    return NULL;
}

bdg_err_t *bdg_collection_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int64_t assertion_id, int64_t imported_badge_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_collection_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_COLLECTION_OF_ACCOUNT, BDG_ARGS(BDG_INT(assertion_id), BDG_INT(imported_badge_id), BDG_INT(account_id), BDG_INT(BDG_COLLECTIONS_MAX)), take_row, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

typedef struct one_t { bdg_collection_t *c; apr_pool_t *pool; } one_t;

static bdg_err_t *take_one(void *baton, const bdg_row_t *row)
{
    one_t *o = baton;
    o->c = apr_palloc(o->pool, sizeof *o->c);
    take(o->c, row, o->pool);
    return NULL;
}

bdg_err_t *bdg_collection_get(bdg_collection_t **out, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool)
{
    one_t o = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_COLLECTION_GET, BDG_ARGS(BDG_INT(id), BDG_INT(account_id)), take_one, &o));
    *out = o.c;
    return NULL;
}

bdg_err_t *bdg_collection_public(bdg_collection_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    one_t o = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_COLLECTION_PUBLIC, BDG_ARGS(BDG_STR(public_id)), take_one, &o));
    *out = o.c;
    return NULL;
}

bdg_err_t *bdg_collection_scope(int64_t *id, bdg_db_t *db, int64_t account_id, const char *public_id)
{
    return bdg_db_int(db, BDG_Q_COLLECTION_SCOPE, BDG_ARGS(BDG_STR(public_id), BDG_INT(account_id)), id);
}

bdg_err_t *bdg_collection_count(int64_t *n, bdg_db_t *db, int64_t account_id) { return bdg_db_int(db, BDG_Q_COLLECTION_COUNT, BDG_ARGS(BDG_INT(account_id)), n); }

bdg_err_t *bdg_collection_lock(int *revision, bdg_db_t *db, int64_t account_id, int64_t id)
{
    int64_t r;
    BDG_TRY(bdg_db_int(db, BDG_Q_COLLECTION_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(account_id)), &r));
    *revision = (int)r;
    return NULL;
}

bdg_err_t *bdg_collection_insert(bdg_collection_t *c, bdg_db_t *db)
{
    return bdg_db_exec(db, BDG_Q_COLLECTION_INSERT, BDG_ARGS(BDG_STR(c->public_id), BDG_INT(c->account_id), BDG_STR(c->name), BDG_STR(c->description),
                                                             BDG_STR(audiences[c->audience])), NULL, &c->id);
}

bdg_err_t *bdg_collection_update(bdg_db_t *db, const bdg_collection_t *c)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_COLLECTION_UPDATE, BDG_ARGS(BDG_STR(c->name), BDG_STR(c->description), BDG_STR(audiences[c->audience]), BDG_INT(c->id), BDG_INT(c->revision)),
                        &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_CONFLICT, "It was changed meanwhile, in another window or on another device.");
}

bdg_err_t *bdg_collection_delete(bdg_db_t *db, int64_t account_id, int64_t id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_COLLECTION_EMPTY, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_COLLECTION_DELETE, BDG_ARGS(BDG_INT(id), BDG_INT(account_id)), NULL, NULL);
}

bdg_err_t *bdg_collection_delete_all(bdg_db_t *db, int64_t account_id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_COLLECTION_EMPTY_ALL, BDG_ARGS(BDG_INT(account_id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_COLLECTION_DELETE_ALL, BDG_ARGS(BDG_INT(account_id)), NULL, NULL);
}

/* ---------------------------------------------------------------- items */

static bdg_err_t *take_item(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    APR_ARRAY_PUSH(l->rows, bdg_collection_item_t) = (bdg_collection_item_t){ bdg_row_int(row, 0), bdg_row_int(row, 1), (int)bdg_row_int(row, 2) };
    return NULL;
}

bdg_err_t *bdg_collection_items(apr_array_header_t **out, bdg_db_t *db, int64_t collection_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_collection_item_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_COLLECTION_ITEMS, BDG_ARGS(BDG_INT(collection_id)), take_item, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

bdg_err_t *bdg_collection_put(bdg_db_t *db, int64_t collection_id, const bdg_collection_item_t *items, int n, apr_pool_t *scratch_pool)
{
    bdg_arg_t *args = apr_palloc(scratch_pool, sizeof *args * 4 * (size_t)(n + 1));
    for (int i = 0; i < n; i++) {
        args[4 * i] = BDG_INT(collection_id);
        args[4 * i + 1] = BDG_INT(items[i].assertion_id);
        args[4 * i + 2] = BDG_INT(items[i].imported_badge_id);
        args[4 * i + 3] = BDG_INT(items[i].position);
    }
    if (n)
        BDG_TRY(bdg_db_bulk(db, BDG_Q_COLLECTION_ITEM_PUT, args, n));
    return bdg_db_exec(db, BDG_Q_COLLECTION_TOUCH, BDG_ARGS(BDG_INT(collection_id)), NULL, NULL);
}

bdg_err_t *bdg_collection_take(bdg_db_t *db, int64_t collection_id, const bdg_collection_item_t *item)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_COLLECTION_ITEM_DELETE, BDG_ARGS(BDG_INT(collection_id), BDG_INT(item->assertion_id), BDG_INT(item->imported_badge_id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_COLLECTION_TOUCH, BDG_ARGS(BDG_INT(collection_id)), NULL, NULL);
}

bdg_err_t *bdg_collection_take_imported(bdg_db_t *db, int64_t imported_badge_id)
{
    return bdg_db_exec(db, BDG_Q_COLLECTION_ITEM_DELETE_IMPORTED, BDG_ARGS(BDG_INT(imported_badge_id)), NULL, NULL);
}
