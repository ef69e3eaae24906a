#include "store/people_group.h"
#include "store/list.h"

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_people_group_t *g = apr_array_push(l->rows);
    int c = 0;
    g->id = bdg_row_int(row, c++);
    g->public_id = bdg_row_str(row, c++, l->pool);
    g->organisation_id = bdg_row_int(row, c++);
    g->name = bdg_row_str(row, c++, l->pool);
    g->description = bdg_row_str(row, c++, l->pool);
    g->members = bdg_row_int(row, c++);
    g->created_at = bdg_row_time(row, c++);
    g->updated_at = bdg_row_time(row, c++);
    g->revision = (int)bdg_row_int(row, c++);
    g->organisation_name = bdg_row_str(row, c++, l->pool);
    return NULL;
}

static bdg_err_t *first(bdg_people_group_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_people_group_t), pool);
    BDG_TRY(bdg_db_each(db, q, args, nargs, take, &l));
    *out = l.rows->nelts ? &APR_ARRAY_IDX(l.rows, 0, bdg_people_group_t) : NULL;
    return NULL;
}

bdg_err_t *bdg_people_group_by_id(bdg_people_group_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    BDG_TRY(first(out, db, BDG_Q_PEOPLE_GROUP_BY_ID, BDG_ARGS(BDG_INT(id)), pool));
    return *out ? NULL : bdg_err(BDG_E_NOT_FOUND, "There is no such group here.");
}

bdg_err_t *bdg_people_group_by_public_id(bdg_people_group_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    return first(out, db, BDG_Q_PEOPLE_GROUP_BY_PUBLIC_ID, BDG_ARGS(BDG_STR(public_id)), pool);
}

bdg_err_t *bdg_people_group_by_name(bdg_people_group_t **out, bdg_db_t *db, int64_t organisation_id, const char *name, apr_pool_t *pool)
{
    return first(out, db, BDG_Q_PEOPLE_GROUP_BY_NAME, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(name)), pool);
}

bdg_err_t *bdg_people_group_lock(int *revision, bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    int64_t n;
    BDG_TRY(bdg_db_int(db, BDG_Q_PEOPLE_GROUP_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), &n));
    *revision = (int)n;
    return NULL;
}

bdg_err_t *bdg_people_group_insert(bdg_people_group_t *g, bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_PEOPLE_GROUP_INSERT,
                       BDG_ARGS(BDG_STR(g->public_id), BDG_INT(g->organisation_id), BDG_STR(g->name), BDG_STR(g->description), BDG_INT(account_id)), NULL, &g->id);
}

bdg_err_t *bdg_people_group_update(bdg_db_t *db, const bdg_people_group_t *g)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_PEOPLE_GROUP_UPDATE,
                        BDG_ARGS(BDG_STR(g->name), BDG_STR(g->description), BDG_INT(g->id), BDG_INT(g->organisation_id), BDG_INT(g->revision)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_CONFLICT, "Somebody else has changed this group in the meantime.");
}

bdg_err_t *bdg_people_group_delete(bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    return bdg_db_exec(db, BDG_Q_PEOPLE_GROUP_DELETE, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), NULL, NULL);
}

bdg_err_t *bdg_people_group_counted(bdg_db_t *db, int64_t id, int more)
{
    return bdg_db_exec(db, BDG_Q_PEOPLE_GROUP_COUNT_UP, BDG_ARGS(BDG_INT(more), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_people_group_list(apr_array_header_t **out, bdg_db_t *db, const bdg_people_group_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_people_group_t), pool);
    int newer = f->newer && f->cursor;
    BDG_TRY(bdg_db_each(db, newer ? BDG_Q_PEOPLE_GROUP_LIST_NEWER : BDG_Q_PEOPLE_GROUP_LIST_OLDER,
                        BDG_ARGS(BDG_STR(f->cursor), BDG_INT(f->organisation_id), BDG_STR(f->like), BDG_STR(f->like), BDG_INT_OR_NULL(f->account_id),
                                 BDG_INT(f->account_id), BDG_INT(f->perms), BDG_INT(f->limit + 1)), take, &l));
    *out = bdg_list_end(&l, newer);
    return NULL;
}

bdg_err_t *bdg_people_group_count(int64_t *n, bdg_db_t *db, const bdg_people_group_filter_t *f)
{
    return bdg_db_int(db, BDG_Q_PEOPLE_GROUP_LIST_COUNT,
                      BDG_ARGS(BDG_INT(f->organisation_id), BDG_STR(f->like), BDG_STR(f->like), BDG_INT_OR_NULL(f->account_id), BDG_INT(f->account_id),
                               BDG_INT(f->perms)), n);
}

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    *(int64_t *)apr_array_push(l->rows) = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_people_group_members(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t after, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(int64_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_PEOPLE_GROUP_MEMBERS, BDG_ARGS(BDG_INT(id), BDG_INT(after), BDG_INT(limit)), take_id, &l);
}
