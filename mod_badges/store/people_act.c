#include "store/people_act.h"
#include "store/list.h"
#include <string.h>

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_people_act_t *t = apr_array_push(l->rows);
    int c = 0;
    t->id = bdg_row_int(row, c++);
    t->public_id = bdg_row_str(row, c++, l->pool);
    t->organisation_id = bdg_row_int(row, c++);
    t->kind = (bdg_act_e)bdg_row_int(row, c++);
    t->from_group_id = bdg_row_int(row, c++);
    t->to_group_id = bdg_row_int(row, c++);
    t->undo_of = bdg_row_int(row, c++);
    t->state = bdg_row_str(row, c++, l->pool);
    t->filter_json = bdg_row_str(row, c++, l->pool);
    t->at_public_id = bdg_row_str(row, c++, l->pool);
    t->total = (int)bdg_row_int(row, c++);
    t->done = (int)bdg_row_int(row, c++);
    t->same = (int)bdg_row_int(row, c++);
    t->refused = (int)bdg_row_int(row, c++);
    t->created_by = bdg_row_int(row, c++);
    t->address = bdg_row_str(row, c++, l->pool);
    t->created_at = bdg_row_time(row, c++);
    t->finished_at = bdg_row_time(row, c++);
    t->created_by_name = bdg_row_str(row, c++, l->pool);
    t->from_group_name = bdg_row_str(row, c++, l->pool);
    t->to_group_name = bdg_row_str(row, c++, l->pool);
    t->undone_by = bdg_row_str(row, c++, l->pool);
    return NULL;
}

static bdg_err_t *one(bdg_people_act_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_people_act_t), pool);
    BDG_TRY(bdg_db_each(db, q, args, nargs, take, &l));
    if (!l.rows->nelts)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
    *out = &APR_ARRAY_IDX(l.rows, 0, bdg_people_act_t);
    return NULL;
}

bdg_err_t *bdg_people_act_by_public_id(bdg_people_act_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_PEOPLE_ACT_BY_PUBLIC_ID, BDG_ARGS(BDG_STR(public_id), BDG_INT(organisation_id)), pool);
}

bdg_err_t *bdg_people_act_by_id(bdg_people_act_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) { return one(out, db, BDG_Q_PEOPLE_ACT_BY_ID, BDG_ARGS(BDG_INT(id)), pool); }

bdg_err_t *bdg_people_act_insert(bdg_people_act_t *t, bdg_db_t *db)
{
    return bdg_db_exec(db, BDG_Q_PEOPLE_ACT_INSERT,
                       BDG_ARGS(BDG_STR(t->public_id), BDG_INT(t->organisation_id), BDG_INT(t->kind), BDG_INT(t->from_group_id), BDG_INT(t->to_group_id),
                                BDG_INT_OR_NULL(t->undo_of), BDG_STR(t->state), BDG_STR(t->filter_json), BDG_INT(t->created_by), BDG_STR(t->address)), NULL, &t->id);
}

static bdg_err_t *nothing(void *baton, const bdg_row_t *row)
{
    (void)baton;
    (void)row;
    return NULL;
}

bdg_err_t *bdg_people_act_lock(bdg_db_t *db, int64_t id) { return bdg_db_one(db, BDG_Q_PEOPLE_ACT_LOCK, BDG_ARGS(BDG_INT(id)), nothing, NULL); }

bdg_err_t *bdg_people_act_collect(bdg_db_t *db, int64_t id, const int64_t *accounts, int n, const char *at, const char *state, apr_pool_t *pool)
{
    bdg_arg_t *args = apr_palloc(pool, sizeof *args * 2 * ((size_t)n + 1));
    for (int i = 0; i < n; i++) {
        args[2 * i] = BDG_INT(id);
        args[2 * i + 1] = BDG_INT(accounts[i]);
    }
    if (n)
        BDG_TRY(bdg_db_bulk(db, BDG_Q_PEOPLE_ACT_PUT, args, n));
    return bdg_db_exec(db, BDG_Q_PEOPLE_ACT_COLLECTED, BDG_ARGS(BDG_STR(at), BDG_STR(state), BDG_INT(id), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_people_act_copy(bdg_db_t *db, int64_t id, int64_t of)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_PEOPLE_ACT_COPY, BDG_ARGS(BDG_INT(id), BDG_INT(of)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_PEOPLE_ACT_COLLECTED, BDG_ARGS(BDG_NULL, BDG_STR("working"), BDG_INT(id), BDG_INT(id)), NULL, NULL);
}

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    *(int64_t *)apr_array_push(l->rows) = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_people_act_next(apr_array_header_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(int64_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_PEOPLE_ACT_NEXT, BDG_ARGS(BDG_INT(id)), take_id, &l);
}

static bdg_err_t *take_two(void *baton, const bdg_row_t *row)
{
    int64_t *two = baton;
    two[0] = bdg_row_int(row, 0);
    two[1] = bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_people_act_item_lock(int64_t *from_role, int64_t *to_role, bdg_db_t *db, int64_t id, int64_t account_id)
{
    int64_t two[2];
    BDG_TRY(bdg_db_one(db, BDG_Q_PEOPLE_ACT_ITEM_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(account_id)), take_two, two));
    *from_role = two[0];
    *to_role = two[1];
    return NULL;
}

bdg_err_t *bdg_people_act_item_done(bdg_db_t *db, int64_t id, int64_t account_id, int outcome, const char *why, int64_t from_role, int64_t to_role)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_PEOPLE_ACT_ITEM_DONE,
                        BDG_ARGS(BDG_INT(outcome), BDG_STR(why), BDG_INT(from_role), BDG_INT(to_role), BDG_INT(id), BDG_INT(account_id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_PEOPLE_ACT_COUNT, BDG_ARGS(BDG_INT(outcome), BDG_INT(outcome), BDG_INT(outcome), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_people_act_finish(bdg_db_t *db, int64_t id) { return bdg_db_exec(db, BDG_Q_PEOPLE_ACT_FINISH, BDG_ARGS(BDG_INT(id)), NULL, NULL); }

static bdg_err_t *take_item(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_people_act_item_t *i = apr_array_push(l->rows);
    i->public_id = bdg_row_str(row, 0, l->pool);
    i->name = bdg_row_str(row, 1, l->pool);
    i->email = bdg_row_str(row, 2, l->pool);
    i->state = bdg_row_str(row, 3, l->pool);
    i->outcome = (int)bdg_row_int(row, 4);
    i->why = bdg_row_str(row, 5, l->pool);
    i->account_id = bdg_row_int(row, 6);
    return NULL;
}

bdg_err_t *bdg_people_act_items(apr_array_header_t **out, bdg_db_t *db, int64_t id, int outcome, int64_t after, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_people_act_item_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_PEOPLE_ACT_ITEMS, BDG_ARGS(BDG_INT(id), BDG_INT(outcome), BDG_INT(after), BDG_INT(limit)), take_item, &l);
}
