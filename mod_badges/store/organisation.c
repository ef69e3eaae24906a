#include "store/organisation.h"
#include "store/list.h"
#include "store/person.h"

void bdg_organisation_take(bdg_organisation_t *o, const bdg_row_t *row, int with_children, apr_pool_t *pool)
{
    o->id = bdg_row_int(row, 0);
    o->public_id = bdg_row_str(row, 1, pool);
    o->name = bdg_row_str(row, 2, pool);
    o->slug = bdg_row_str(row, 3, pool);
    o->parent_id = bdg_row_int(row, 4);
    o->description = bdg_row_str(row, 5, pool);
    o->state = bdg_row_str(row, 6, pool);
    o->revision = (int)bdg_row_int(row, 7);
    o->created_at = bdg_row_time(row, 8);
    o->language = bdg_row_str(row, 9, pool);
    o->children = with_children ? bdg_row_int(row, 10) : 0;
}

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_organisation_take(apr_array_push(l->rows), row, 0, l->pool);
    return NULL;
}

static bdg_err_t *one(bdg_organisation_t **out, bdg_db_t *db, bdg_query_e q, bdg_arg_t arg, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_organisation_t), pool);
    BDG_TRY(bdg_db_one(db, q, &arg, 1, take, &l));
    *out = &APR_ARRAY_IDX(l.rows, 0, bdg_organisation_t);
    return NULL;
}

bdg_err_t *bdg_organisation_by_public_id(bdg_organisation_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_ORGANISATION_BY_PUBLIC_ID, BDG_STR(public_id), pool);
}

bdg_err_t *bdg_organisation_by_id(bdg_organisation_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_ORGANISATION_BY_ID, BDG_INT(id), pool);
}

bdg_err_t *bdg_organisation_by_slug(bdg_organisation_t **out, int *moved, bdg_db_t *db, const char *slug, apr_pool_t *pool)
{
    *moved = 0;
    bdg_err_t *e = one(out, db, BDG_Q_ORGANISATION_BY_SLUG, BDG_STR(slug), pool);
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    *moved = 1;
    return one(out, db, BDG_Q_ORGANISATION_BY_OLD_SLUG, BDG_STR(slug), pool);
}

bdg_err_t *bdg_organisation_roots(apr_array_header_t **out, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_organisation_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_ORGANISATION_ROOTS, BDG_NO_ARGS, take, &l);
}

static bdg_err_t *note(void *baton, const bdg_row_t *row)
{
    (void)row;
    *(int *)baton = 1;
    return NULL;
}

bdg_err_t *bdg_organisation_slug_taken(int *taken, bdg_db_t *db, const char *slug, int64_t id)
{
    *taken = 0;
    return bdg_db_each(db, BDG_Q_ORGANISATION_SLUG, BDG_ARGS(BDG_STR(slug), BDG_INT(id), BDG_STR(slug), BDG_INT(id)), note, taken);
}

/* --- changing */

bdg_err_t *bdg_organisation_insert(bdg_organisation_t *o, bdg_db_t *db)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_INSERT, BDG_ARGS(BDG_STR(o->public_id), BDG_INT_OR_NULL(o->parent_id), BDG_STR(o->slug), BDG_STR(o->name), BDG_STR(o->description),
                                                                BDG_STR(o->language)), NULL, &o->id));
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_INSERT_SELF, BDG_ARGS(BDG_INT(o->id), BDG_INT(o->id)), NULL, NULL));
    if (!o->parent_id)
        return NULL;
    return bdg_db_exec(db, BDG_Q_ORGANISATION_INSERT_ABOVE, BDG_ARGS(BDG_INT(o->id), BDG_INT(o->parent_id)), NULL, NULL);
}

bdg_err_t *bdg_organisation_lock(bdg_db_t *db, int64_t id)
{
    int64_t revision;
    return bdg_db_int(db, BDG_Q_ORGANISATION_LOCK, BDG_ARGS(BDG_INT(id)), &revision);
}

bdg_err_t *bdg_organisation_update(bdg_db_t *db, const bdg_organisation_t *o)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_UPDATE, BDG_ARGS(BDG_STR(o->name), BDG_STR(o->slug), BDG_STR(o->description), BDG_STR(o->language), BDG_STR(o->state), BDG_INT(o->id),
                                                                BDG_INT(o->revision)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_CONFLICT, "Somebody else changed this organisation while you were looking at it.");
}

bdg_err_t *bdg_organisation_slug_changed(bdg_db_t *db, int64_t id, const char *before, const char *now)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_TAKE_SLUG, BDG_ARGS(BDG_STR(now), BDG_INT(id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_ORGANISATION_KEEP_SLUG, BDG_ARGS(BDG_STR(before), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_role_assign(bdg_db_t *db, int64_t account_id, int64_t organisation_id, const char *role)
{
    int64_t role_id;
    BDG_TRY(bdg_db_int(db, BDG_Q_ROLE_BUILTIN, BDG_ARGS(BDG_STR(role)), &role_id));
    BDG_TRY(bdg_db_exec(db, BDG_Q_ROLE_ASSIGN, BDG_ARGS(BDG_INT(account_id), BDG_INT(organisation_id), BDG_INT(role_id)), NULL, NULL));
    return bdg_person_placed(db, account_id);
}

static bdg_err_t *take_holds(void *baton, const bdg_row_t *row)
{
    bdg_organisation_holds_t *h = baton;
    h->children = bdg_row_int(row, 0);
    h->issuers = bdg_row_int(row, 1);
    h->badges = bdg_row_int(row, 2);
    h->batches = bdg_row_int(row, 3);
    h->people = bdg_row_int(row, 4);
    h->awards = bdg_row_int(row, 5);
    return NULL;
}

bdg_err_t *bdg_organisation_holds(bdg_organisation_holds_t *out, bdg_db_t *db, int64_t id)
{
    return bdg_db_one(db, BDG_Q_ORGANISATION_HOLDS, BDG_ARGS(BDG_INT(id), BDG_INT(id)), take_holds, out);
}
