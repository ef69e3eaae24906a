#include "store/organisation_tree.h"
#include "store/list.h"
#include "store/search.h"
#include <apr_strings.h>

/* --- changing */

bdg_err_t *bdg_organisation_tree_hold(bdg_db_t *db) { return bdg_db_exec(db, BDG_Q_ORGANISATION_TREE_HOLD, BDG_NO_ARGS, NULL, NULL); }

static bdg_err_t *note(void *baton, const bdg_row_t *row)
{
    (void)row;
    *(int *)baton = 1;
    return NULL;
}

bdg_err_t *bdg_organisation_is_below(int *out, bdg_db_t *db, int64_t id, int64_t ancestor_id)
{
    *out = 0;
    return bdg_db_each(db, BDG_Q_ORGANISATION_IS_BELOW, BDG_ARGS(BDG_INT(id), BDG_INT(ancestor_id)), note, out);
}

bdg_err_t *bdg_organisation_hang(bdg_db_t *db, const bdg_organisation_t *o, int64_t parent_id)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_SET_PARENT, BDG_ARGS(BDG_INT(parent_id), BDG_INT(o->id), BDG_INT(o->revision)), &changed, NULL));
    if (!changed)
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this organisation while you were looking at it.");
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_UNCOUNT, BDG_ARGS(BDG_INT(o->id)), NULL, NULL));
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_UNHANG, BDG_ARGS(BDG_INT(o->id), BDG_INT(o->id)), NULL, NULL));
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_HANG, BDG_ARGS(BDG_INT(parent_id), BDG_INT(o->id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_ORGANISATION_UNCOUNT, BDG_ARGS(BDG_INT(o->id)), NULL, NULL);
}

/* --- looking */

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_organisation_take(apr_array_push(l->rows), row, 1, l->pool);
    return NULL;
}

static bdg_err_t *list(apr_array_header_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_organisation_t), pool);
    *out = l.rows;
    return bdg_db_each(db, q, args, nargs, take, &l);
}

bdg_err_t *bdg_organisation_path(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t account_id, apr_pool_t *pool)
{
    return list(out, db, BDG_Q_ORGANISATION_PATH, BDG_ARGS(BDG_INT(id), BDG_INT(account_id), BDG_INT(BDG_ANY_PERMS)), pool);
}

bdg_err_t *bdg_organisation_tops(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int limit, apr_pool_t *pool)
{
    return list(out, db, BDG_Q_ORGANISATION_TOPS, BDG_ARGS(BDG_INT(account_id), BDG_INT(limit)), pool);
}

/* The row at the edge of the page before; the beginning when it is not there any more. */
static bdg_err_t *edge(bdg_organisation_t **o, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    *o = NULL;
    bdg_err_t *e = public_id ? bdg_organisation_by_public_id(o, db, public_id, pool) : NULL;
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    return NULL;
}

#define AFTER(o) BDG_STR((o) ? (o)->name : NULL), BDG_STR((o) ? (o)->name : NULL), BDG_STR((o) ? (o)->name : NULL), BDG_INT((o) ? (o)->id : 0)

bdg_err_t *bdg_organisation_level(apr_array_header_t **out, bdg_db_t *db, int64_t parent_id, const char *state, const char *after, int limit, apr_pool_t *pool)
{
    bdg_organisation_t *o;
    BDG_TRY(edge(&o, db, after, pool));
    if (o && o->parent_id != parent_id)
        o = NULL;
    return list(out, db, BDG_Q_ORGANISATION_LEVEL, BDG_ARGS(BDG_INT(parent_id), BDG_STR(state), AFTER(o), BDG_INT(limit + 1)), pool);
}

bdg_err_t *bdg_organisation_below(int64_t *n, bdg_db_t *db, int64_t id)
{
    return bdg_db_int(db, BDG_Q_ORGANISATION_BELOW_COUNT, BDG_ARGS(BDG_INT(id)), n);
}

/* Part of a name, and the beginning of an address. */
static void patterns(const char *out[2], const char *q, apr_pool_t *pool)
{
    const char *like = bdg_search_like(q, pool);
    out[0] = like ? like : "%";
    out[1] = like ? like + 1 : "%";
}

/* One that is not reached must not tell by the order what it is called. */
static bdg_err_t *reached_edge(bdg_organisation_t **o, bdg_db_t *db, const bdg_organisation_filter_t *f, apr_pool_t *pool)
{
    apr_array_header_t *path;
    BDG_TRY(edge(o, db, f->after, pool));
    if (!*o)
        return NULL;
    BDG_TRY(bdg_organisation_path(&path, db, (*o)->id, f->account_id, pool));
    if (!path->nelts)
        *o = NULL;
    return NULL;
}

bdg_err_t *bdg_organisation_search(apr_array_header_t **out, bdg_db_t *db, const bdg_organisation_filter_t *f, apr_pool_t *pool)
{
    bdg_organisation_t *o;
    const char *like[2];
    patterns(like, f->q, pool);
    BDG_TRY(reached_edge(&o, db, f, pool));
    return list(out, db, BDG_Q_ORGANISATION_SEARCH,
                BDG_ARGS(BDG_STR(like[0]), BDG_STR(like[1]), BDG_INT(f->account_id), BDG_INT(f->perms), BDG_INT(f->except_id), AFTER(o), BDG_INT(f->limit + 1)), pool);
}

bdg_err_t *bdg_organisation_search_count(int64_t *n, bdg_db_t *db, const bdg_organisation_filter_t *f, apr_pool_t *pool)
{
    const char *like[2];
    patterns(like, f->q, pool);
    return bdg_db_int(db, BDG_Q_ORGANISATION_SEARCH_COUNT,
                      BDG_ARGS(BDG_STR(like[0]), BDG_STR(like[1]), BDG_INT(f->account_id), BDG_INT(f->perms), BDG_INT(f->except_id)), n);
}

static bdg_err_t *take_sight(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_organisation_sight_t *s = apr_array_push(l->rows);
    s->name = bdg_row_str(row, 0, l->pool);
    s->email = bdg_row_str(row, 1, l->pool);
    s->role = bdg_row_str(row, 2, l->pool);
    s->place = bdg_row_str(row, 3, l->pool);
    return NULL;
}

bdg_err_t *bdg_organisation_sight(apr_array_header_t **out, int *unseen, bdg_db_t *db, int64_t from_id, int64_t to_id, int64_t account_id, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_organisation_sight_t), pool);
    *out = l.rows;
    *unseen = 0;
    BDG_TRY(bdg_db_each(db, BDG_Q_ORGANISATION_SIGHT, BDG_ARGS(BDG_INT(from_id), BDG_INT(account_id), BDG_INT(BDG_ANY_PERMS), BDG_INT(to_id), BDG_INT(limit)), take_sight, &l));
    return bdg_db_each(db, BDG_Q_ORGANISATION_UNSEEN, BDG_ARGS(BDG_INT(from_id), BDG_INT(to_id), BDG_INT(account_id), BDG_INT(BDG_ANY_PERMS)), note, unseen);
}

/* --- the switcher */

bdg_err_t *bdg_organisation_few(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int limit, apr_pool_t *pool)
{
    return list(out, db, BDG_Q_ORGANISATION_FEW, BDG_ARGS(BDG_INT(account_id), BDG_INT(limit)), pool);
}

bdg_err_t *bdg_organisation_recent(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, int limit, apr_pool_t *pool)
{
    return list(out, db, BDG_Q_ORGANISATION_RECENT, BDG_ARGS(BDG_INT(account_id), BDG_INT(account_id), BDG_INT(limit)), pool);
}

bdg_err_t *bdg_organisation_choose(apr_array_header_t **out, bdg_db_t *db, const bdg_organisation_filter_t *f, apr_pool_t *pool)
{
    bdg_organisation_t *o;
    const char *like[2];
    patterns(like, f->q, pool);
    BDG_TRY(reached_edge(&o, db, f, pool));
    return list(out, db, BDG_Q_ORGANISATION_CHOOSE, BDG_ARGS(BDG_STR(like[0]), BDG_STR(like[1]), BDG_INT(f->account_id), AFTER(o), BDG_INT(f->limit + 1)), pool);
}

bdg_err_t *bdg_organisation_visit(bdg_db_t *db, int64_t account_id, int64_t organisation_id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_ORGANISATION_VISIT, BDG_ARGS(BDG_INT(account_id), BDG_INT(organisation_id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_ORGANISATION_VISITS_TRIM, BDG_ARGS(BDG_INT(account_id), BDG_INT(account_id)), NULL, NULL);
}

bdg_err_t *bdg_organisation_visits_forget(bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_ORGANISATION_VISITS_FORGET, BDG_ARGS(BDG_INT(account_id)), NULL, NULL);
}
