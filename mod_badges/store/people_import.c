#include "store/people_import.h"
#include "store/list.h"
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_people_import_t *t = apr_array_push(l->rows);
    int c = 0;
    t->id = bdg_row_int(row, c++);
    t->public_id = bdg_row_str(row, c++, l->pool);
    t->organisation_id = bdg_row_int(row, c++);
    t->place_organisation_id = bdg_row_int(row, c++);
    t->place_group_id = bdg_row_int(row, c++);
    t->role_id = bdg_row_int(row, c++);
    t->state = bdg_row_str(row, c++, l->pool);
    t->file_name = bdg_row_str(row, c++, l->pool);
    t->file_json = bdg_row_str(row, c++, l->pool);
    t->mapping_json = bdg_row_str(row, c++, l->pool);
    t->language = bdg_row_str(row, c++, l->pool);
    t->rows = (int)bdg_row_int(row, c++);
    t->revision = (int)bdg_row_int(row, c++);
    t->created_by = bdg_row_int(row, c++);
    t->address = bdg_row_str(row, c++, l->pool);
    t->created_at = bdg_row_time(row, c++);
    t->finished_at = bdg_row_time(row, c++);
    t->created_by_name = bdg_row_str(row, c++, l->pool);
    t->place_name = bdg_row_str(row, c++, l->pool);
    t->group_name = bdg_row_str(row, c++, l->pool);
    t->role_name = bdg_row_str(row, c++, l->pool);
    return NULL;
}

static bdg_err_t *one(bdg_people_import_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_people_import_t), pool);
    BDG_TRY(bdg_db_each(db, q, args, nargs, take, &l));
    if (!l.rows->nelts)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
    *out = &APR_ARRAY_IDX(l.rows, 0, bdg_people_import_t);
    return NULL;
}

bdg_err_t *bdg_people_import_by_id(bdg_people_import_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_PEOPLE_IMPORT_BY_ID, BDG_ARGS(BDG_INT(id)), pool);
}

bdg_err_t *bdg_people_import_by_public_id(bdg_people_import_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_PEOPLE_IMPORT_BY_PUBLIC_ID, BDG_ARGS(BDG_STR(public_id), BDG_INT(organisation_id)), pool);
}

bdg_err_t *bdg_people_import_list(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, int64_t account_id, const char *cursor, int newer, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_people_import_t), pool);
    BDG_TRY(bdg_db_each(db, newer ? BDG_Q_PEOPLE_IMPORT_LIST_NEWER : BDG_Q_PEOPLE_IMPORT_LIST_OLDER,
                        BDG_ARGS(BDG_STR(cursor), BDG_INT(organisation_id), BDG_INT_OR_NULL(account_id), BDG_INT_OR_NULL(account_id), BDG_INT(limit + 1)), take, &l));
    *out = bdg_list_end(&l, newer);
    return NULL;
}

bdg_err_t *bdg_people_import_count(int64_t *n, bdg_db_t *db, int64_t organisation_id, int64_t account_id)
{
    return bdg_db_int(db, BDG_Q_PEOPLE_IMPORT_LIST_COUNT, BDG_ARGS(BDG_INT(organisation_id), BDG_INT_OR_NULL(account_id), BDG_INT_OR_NULL(account_id)), n);
}

bdg_err_t *bdg_people_import_insert(bdg_people_import_t *t, bdg_db_t *db)
{
    return bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_INSERT,
                       BDG_ARGS(BDG_STR(t->public_id), BDG_INT(t->organisation_id), BDG_INT(t->place_organisation_id), BDG_INT(t->place_group_id), BDG_INT(t->role_id),
                                BDG_STR(t->file_name), BDG_STR(t->language), BDG_INT(t->created_by), BDG_STR(t->address)), NULL, &t->id);
}

bdg_err_t *bdg_people_import_understood(bdg_db_t *db, const bdg_people_import_t *t)
{
    return bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_UNDERSTOOD, BDG_ARGS(BDG_STR(t->file_json), BDG_STR(t->mapping_json), BDG_INT(t->rows), BDG_STR(t->state), BDG_INT(t->id)), NULL, NULL);
}

/* --- changing */

typedef struct held_t { const char *state; int revision; apr_pool_t *pool; } held_t;

static bdg_err_t *take_held(void *baton, const bdg_row_t *row)
{
    held_t *h = baton;
    h->state = bdg_row_str(row, 0, h->pool);
    h->revision = (int)bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_people_import_hold(bdg_db_t *db, int64_t id, const char *state, int revision, apr_pool_t *pool)
{
    held_t h = { "", 0, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_PEOPLE_IMPORT_LOCK, BDG_ARGS(BDG_INT(id)), take_held, &h));
    if (strcmp(h.state, state))
        return bdg_err(BDG_E_CONFLICT, "This import has gone on meanwhile. Look at where it stands now.");
    return revision >= 0 && revision != h.revision ? bdg_err(BDG_E_CONFLICT, "Somebody changed the columns meanwhile. Look at what was found now.") : NULL;
}

bdg_err_t *bdg_people_import_move(bdg_db_t *db, int64_t id, const char *state)
{
    return bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_MOVE, BDG_ARGS(BDG_STR(state), BDG_STR(state), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_people_import_map(bdg_db_t *db, int64_t id, const char *mapping_json, const char *state)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_ROWS_FRESH, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_MAP, BDG_ARGS(BDG_STR(mapping_json), BDG_STR(state), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_people_import_delete(bdg_db_t *db, int64_t id)
{
    int64_t deleted = 1;
    while (deleted)
        BDG_TRY(bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_ROWS_DELETE, BDG_ARGS(BDG_INT(id)), &deleted, NULL));
    return bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_DELETE, BDG_ARGS(BDG_INT(id)), NULL, NULL);
}

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_people_import_sweep(bdg_db_t *db)
{
    int64_t id = 0;
    BDG_TRY(bdg_db_each(db, BDG_Q_PEOPLE_IMPORT_OVER, BDG_NO_ARGS, take_id, &id));
    return id ? bdg_people_import_delete(db, id) : NULL;
}

bdg_err_t *bdg_people_import_forget(bdg_db_t *db, int64_t account_id) { return bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_FORGET, BDG_ARGS(BDG_INT(account_id)), NULL, NULL); }
bdg_err_t *bdg_people_import_mails_waiting(int64_t *n, bdg_db_t *db) { return bdg_db_int(db, BDG_Q_PEOPLE_IMPORT_MAILS_WAITING, BDG_NO_ARGS, n); }

/* --- rows */

bdg_err_t *bdg_people_import_put(bdg_db_t *db, int64_t id, const bdg_import_row_t *rows, int n, apr_pool_t *pool)
{
    bdg_arg_t *args = apr_palloc(pool, sizeof *args * 3 * ((size_t)n + 1));
    for (int i = 0; i < n; i++) {
        args[3 * i] = BDG_INT(id);
        args[3 * i + 1] = BDG_INT(rows[i].number);
        args[3 * i + 2] = BDG_BYTES(rows[i].data, rows[i].len);
    }
    return n ? bdg_db_bulk(db, BDG_Q_PEOPLE_IMPORT_ROW_PUT, args, n) : NULL;
}

static void take_data(bdg_import_row_t *r, const bdg_row_t *row, int column, apr_pool_t *pool)
{
    const void *data = bdg_row_bytes(row, column, &r->len);
    r->data = apr_pmemdup(pool, data, r->len);
}

static bdg_err_t *take_next(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_import_row_t *r = apr_array_push(l->rows);
    memset(r, 0, sizeof *r);
    r->number = (int)bdg_row_int(row, 0);
    r->verdict = (int)bdg_row_int(row, 1);
    r->account_id = bdg_row_int(row, 2);
    r->email = bdg_row_str(row, 3, l->pool);
    r->done_json = bdg_row_str(row, 4, l->pool);
    take_data(r, row, 5, l->pool);
    return NULL;
}

bdg_err_t *bdg_people_import_next(apr_array_header_t **out, bdg_db_t *db, int64_t id, int verdict, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_import_row_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_PEOPLE_IMPORT_NEXT, BDG_ARGS(BDG_INT(id), BDG_INT(verdict), BDG_INT(limit)), take_next, &l);
}

bdg_err_t *bdg_people_import_row_hold(bdg_db_t *db, int64_t id, int number, int verdict)
{
    int64_t held;
    return bdg_db_int(db, BDG_Q_PEOPLE_IMPORT_ROW_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(number), BDG_INT(verdict)), &held);
}

static bdg_err_t *take_twice(void *baton, const bdg_row_t *row)
{
    bdg_import_twice_t *t = baton;
    int64_t which = bdg_row_int(row, 0);
    *(which == 1 ? &t->email : which == 2 ? &t->username : &t->external_id) = (int)bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_people_import_twice(bdg_import_twice_t *out, bdg_db_t *db, int64_t id, const bdg_import_row_t *r)
{
    memset(out, 0, sizeof *out);
    return bdg_db_each(db, BDG_Q_PEOPLE_IMPORT_TWICE,
                       BDG_ARGS(BDG_STR(*r->email ? r->email : NULL), BDG_INT(id), BDG_INT(r->number), BDG_INT(id), BDG_STR(r->username), BDG_INT(r->number),
                                BDG_INT(id), BDG_STR(r->external_id), BDG_INT(r->number)), take_twice, out);
}

bdg_err_t *bdg_people_import_row_checked(bdg_db_t *db, int64_t id, const bdg_import_row_t *r)
{
    return bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_ROW_CHECKED,
                       BDG_ARGS(BDG_INT(r->verdict), BDG_INT(r->account_id), BDG_STR(r->email), BDG_STR(r->name), BDG_STR(r->username), BDG_STR(r->external_id), BDG_STR(r->flaws_json),
                                BDG_INT(id), BDG_INT(r->number)), NULL, NULL);
}

bdg_err_t *bdg_people_import_row_done(bdg_db_t *db, int64_t id, const bdg_import_row_t *r)
{
    return bdg_db_exec(db, BDG_Q_PEOPLE_IMPORT_ROW_DONE,
                       BDG_ARGS(BDG_INT(r->verdict), BDG_INT(r->account_id), BDG_STR(r->flaws_json), BDG_STR(r->done_json), BDG_INT(id), BDG_INT(r->number)), NULL, NULL);
}

static bdg_err_t *take_count(void *baton, const bdg_row_t *row)
{
    int64_t *counts = baton, verdict = bdg_row_int(row, 0);
    if (verdict >= 0 && verdict < BDG_IMPORT_VERDICTS)
        counts[verdict] = bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_people_import_counts(int64_t counts[BDG_IMPORT_VERDICTS], bdg_db_t *db, int64_t id)
{
    memset(counts, 0, sizeof *counts * BDG_IMPORT_VERDICTS);
    return bdg_db_each(db, BDG_Q_PEOPLE_IMPORT_COUNTS, BDG_ARGS(BDG_INT(id)), take_count, counts);
}

static bdg_import_row_t *take_shown(bdg_list_t *l, const bdg_row_t *row)
{
    bdg_import_row_t *r = apr_array_push(l->rows);
    memset(r, 0, sizeof *r);
    r->number = (int)bdg_row_int(row, 0);
    r->verdict = (int)bdg_row_int(row, 1);
    r->account_id = bdg_row_int(row, 2);
    r->email = bdg_row_str(row, 3, l->pool);
    r->name = bdg_row_str(row, 4, l->pool);
    r->flaws_json = bdg_row_str(row, 5, l->pool);
    return r;
}

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_import_row_t *r = take_shown(l, row);
    r->account_public_id = bdg_row_str(row, 6, l->pool);
    r->account_state = bdg_row_str(row, 7, l->pool);
    return NULL;
}

bdg_err_t *bdg_people_import_rows(apr_array_header_t **out, bdg_db_t *db, int64_t id, int verdict, int number, int before, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_import_row_t), pool);
    BDG_TRY(bdg_db_each(db, before ? BDG_Q_PEOPLE_IMPORT_ROWS_NEWER : BDG_Q_PEOPLE_IMPORT_ROWS_OLDER, BDG_ARGS(BDG_INT(id), BDG_INT(verdict), BDG_INT(number), BDG_INT(limit + 1)), take_row, &l));
    *out = bdg_list_end(&l, before);
    return NULL;
}

static bdg_err_t *take_whole(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    take_data(take_shown(l, row), row, 6, l->pool);
    return NULL;
}

bdg_err_t *bdg_people_import_all_rows(apr_array_header_t **out, bdg_db_t *db, int64_t id, int verdict, int after, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_import_row_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_PEOPLE_IMPORT_ALL_ROWS, BDG_ARGS(BDG_INT(id), BDG_INT(after), BDG_INT(verdict), BDG_INT(verdict), BDG_INT(limit)), take_whole, &l);
}
