#include "store/role.h"
#include "store/list.h"

typedef struct take_t { bdg_role_t **out; apr_pool_t *pool; } take_t;

static void read_role(bdg_role_t *r, const bdg_row_t *row, apr_pool_t *pool)
{
    r->id = bdg_row_int(row, 0);
    r->organisation_id = bdg_row_int(row, 1);
    r->public_id = bdg_row_str(row, 2, pool);
    r->name = bdg_row_str(row, 3, pool);
    r->display_name = bdg_row_str(row, 4, pool);
    r->description = bdg_row_str(row, 5, pool);
    r->permissions = (uint64_t)bdg_row_int(row, 6);
    r->reach = (bdg_role_reach_e)bdg_row_int(row, 7);
    r->revision = (int)bdg_row_int(row, 8);
    r->organisation_name = bdg_row_str(row, 9, pool);
    r->created_at = bdg_row_time(row, 10);
}

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    *t->out = apr_pcalloc(t->pool, sizeof **t->out);
    read_role(*t->out, row, t->pool);
    return NULL;
}

bdg_err_t *bdg_role_by_id(bdg_role_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    return bdg_db_one(db, BDG_Q_ROLE_BY_ID, BDG_ARGS(BDG_INT(id)), take, &(take_t){ out, pool });
}

bdg_err_t *bdg_role_by_public_id(bdg_role_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    return bdg_db_one(db, BDG_Q_ROLE_BY_PUBLIC_ID, BDG_ARGS(BDG_STR(public_id)), take, &(take_t){ out, pool });
}

bdg_err_t *bdg_role_builtin(int64_t *id, bdg_db_t *db, const char *name) { return bdg_db_int(db, BDG_Q_ROLE_BUILTIN, BDG_ARGS(BDG_STR(name)), id); }

static bdg_err_t *note(void *baton, const bdg_row_t *row)
{
    (void)row;
    *(int *)baton = 1;
    return NULL;
}

bdg_err_t *bdg_role_reaches(int *reaches, bdg_db_t *db, int64_t owner, int64_t organisation_id)
{
    *reaches = !owner;
    return owner ? bdg_db_each(db, BDG_Q_ROLE_REACHES, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(owner)), note, reaches) : NULL;
}

/* --- custom ones */

bdg_err_t *bdg_role_lock(int *revision, bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    int64_t n;
    BDG_TRY(bdg_db_int(db, BDG_Q_ROLE_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), &n));
    *revision = (int)n;
    return NULL;
}

bdg_err_t *bdg_role_insert(bdg_role_t *r, bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_ROLE_INSERT, BDG_ARGS(BDG_STR(r->public_id), BDG_INT(r->organisation_id), BDG_STR(r->name), BDG_STR(r->display_name),
                                                       BDG_STR(r->description), BDG_INT(r->permissions), BDG_INT(account_id)), NULL, &r->id);
}

static bdg_err_t *quicker(bdg_err_t *e, int64_t changed)
{
    if (e || changed)
        return e;
    return bdg_err(BDG_E_CONFLICT, "Somebody else changed this role at the same time.");
}

bdg_err_t *bdg_role_update(bdg_db_t *db, const bdg_role_t *r)
{
    int64_t changed = 0;
    bdg_err_t *e = bdg_db_exec(db, BDG_Q_ROLE_UPDATE, BDG_ARGS(BDG_STR(r->name), BDG_STR(r->display_name), BDG_STR(r->description), BDG_INT(r->permissions),
                                                               BDG_INT(r->id), BDG_INT(r->organisation_id), BDG_INT(r->revision)), &changed, NULL);
    return quicker(e, changed);
}

bdg_err_t *bdg_role_remove(bdg_db_t *db, const bdg_role_t *r)
{
    int64_t changed = 0;
    bdg_err_t *e = bdg_db_exec(db, BDG_Q_ROLE_DELETE, BDG_ARGS(BDG_INT(r->id), BDG_INT(r->organisation_id), BDG_INT(r->revision)), &changed, NULL);
    return quicker(e, changed);
}

bdg_err_t *bdg_role_taken(int *taken, bdg_db_t *db, int64_t organisation_id, int display, const char *name, int64_t id)
{
    *taken = 0;
    return bdg_db_each(db, display ? BDG_Q_ROLE_DISPLAY_NAME_TAKEN : BDG_Q_ROLE_NAME_TAKEN, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(name), BDG_INT(id)), note, taken);
}

bdg_err_t *bdg_role_held(int64_t *n, bdg_db_t *db, int64_t id, int in_groups)
{
    return bdg_db_int(db, BDG_Q_ROLE_HELD, BDG_ARGS(BDG_INT(id), BDG_INT(in_groups)), n);
}

bdg_err_t *bdg_role_replace(bdg_db_t *db, const bdg_role_t *old, const bdg_role_t *next, int64_t account_id, const char *address)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_ROLE_REPLACE_AUDIT, BDG_ARGS(BDG_INT(account_id), BDG_STR(address ? address : ""), BDG_STR(old->display_name),
                                                               BDG_STR(next->display_name), BDG_INT(old->id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_ROLE_REPLACE, BDG_ARGS(BDG_INT(next->id), BDG_INT(old->id)), NULL, NULL);
}

/* --- lists */

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    read_role(apr_array_push(l->rows), row, l->pool);
    return NULL;
}

#define FILTER(f) BDG_STR((f)->like), BDG_STR((f)->like), BDG_STR((f)->like), BDG_INT((f)->whose), \
    BDG_INT((f)->organisation_id), BDG_INT((f)->whose)

bdg_err_t *bdg_role_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_role_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_role_t), pool);
    BDG_TRY(bdg_db_each(db, f->newer ? BDG_Q_ROLE_LIST_NEWER : BDG_Q_ROLE_LIST_OLDER, BDG_ARGS(BDG_INT(f->organisation_id), BDG_STR(f->cursor), FILTER(f), BDG_INT(f->limit + 1)), take_row, &l));
    *rows = bdg_list_end(&l, f->newer);
    return NULL;
}

bdg_err_t *bdg_role_count(int64_t *n, bdg_db_t *db, const bdg_role_filter_t *f) { return bdg_db_int(db, BDG_Q_ROLE_LIST_COUNT, BDG_ARGS(BDG_INT(f->organisation_id), FILTER(f)), n); }

static bdg_err_t *take_holder(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_role_holder_t *h = apr_array_push(l->rows);
    h->public_id = bdg_row_str(row, 0, l->pool);
    h->name = bdg_row_str(row, 1, l->pool);
    h->email = bdg_row_str(row, 2, l->pool);
    h->organisation_name = bdg_row_str(row, 3, l->pool);
    h->at_issuer = bdg_row_int(row, 4) != 0;
    h->in_group = bdg_row_int(row, 5) != 0;
    return NULL;
}

bdg_err_t *bdg_role_holders(apr_array_header_t **rows, int64_t *n, bdg_db_t *db, int64_t role_id, int64_t organisation_id, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_role_holder_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_ROLE_HOLDERS, BDG_ARGS(BDG_INT(role_id), BDG_INT(organisation_id), BDG_INT(limit)), take_holder, &l));
    *rows = bdg_list_end(&l, 0);
    return bdg_db_int(db, BDG_Q_ROLE_HOLDERS_COUNT, BDG_ARGS(BDG_INT(role_id), BDG_INT(organisation_id)), n);
}

/* --- places */

#define PLACE(p) BDG_INT((p)->organisation_id), BDG_INT((p)->issuer_id), BDG_INT((p)->group_id)

bdg_err_t *bdg_role_at(bdg_role_t **out, bdg_db_t *db, int64_t account_id, const bdg_place_t *place, apr_pool_t *pool)
{
    *out = NULL;
    return bdg_db_each(db, BDG_Q_ROLE_AT, BDG_ARGS(BDG_INT(account_id), PLACE(place)), take, &(take_t){ out, pool });
}

bdg_err_t *bdg_role_put(bdg_db_t *db, int64_t account_id, const bdg_place_t *place, int64_t role_id, int had_one)
{
    int64_t held;
    BDG_TRY(bdg_db_int(db, BDG_Q_ROLE_HOLD, BDG_ARGS(BDG_INT(role_id)), &held));
    if (had_one)
        return bdg_db_exec(db, BDG_Q_ROLE_CHANGE, BDG_ARGS(BDG_INT(role_id), BDG_INT(account_id), PLACE(place)), NULL, NULL);
    return bdg_db_exec(db, BDG_Q_ROLE_GIVE, BDG_ARGS(BDG_INT(account_id), PLACE(place), BDG_INT(role_id)), NULL, NULL);
}

bdg_err_t *bdg_role_drop(bdg_db_t *db, int64_t account_id, const bdg_place_t *place)
{
    return bdg_db_exec(db, BDG_Q_ROLE_TAKE, BDG_ARGS(BDG_INT(account_id), PLACE(place)), NULL, NULL);
}

/* --- administrators */

bdg_err_t *bdg_administrator_hold(bdg_db_t *db, int64_t organisation_id) { return bdg_db_exec(db, BDG_Q_ROLE_ADMINISTRATOR_HOLD, BDG_ARGS(BDG_INT(organisation_id)), NULL, NULL); }

bdg_err_t *bdg_administrator_other(int *found, bdg_db_t *db, int64_t role_id, int64_t organisation_id, int64_t but_account_id)
{
    *found = 0;
    return bdg_db_each(db, BDG_Q_ROLE_ADMINISTRATOR_OTHER, BDG_ARGS(BDG_INT(role_id), BDG_INT(organisation_id), BDG_INT(but_account_id)), note, found);
}

bdg_err_t *bdg_staff_owner_other(int *found, bdg_db_t *db, int64_t issuer_id, int64_t role_id, int64_t but_account_id)
{
    *found = 0;
    return bdg_db_each(db, BDG_Q_STAFF_OWNER_OTHER, BDG_ARGS(BDG_INT(issuer_id), BDG_INT(role_id), BDG_INT(but_account_id)), note, found);
}

static bdg_err_t *take_where(void *baton, const bdg_row_t *row)
{
    APR_ARRAY_PUSH((apr_array_header_t *)baton, int64_t) = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_administrator_where(apr_array_header_t **out, bdg_db_t *db, int64_t role_id, int64_t account_id, apr_pool_t *pool)
{
    *out = apr_array_make(pool, 4, sizeof(int64_t));
    return bdg_db_each(db, BDG_Q_ROLE_ADMINISTRATOR_WHERE, BDG_ARGS(BDG_INT(account_id), BDG_INT(role_id)), take_where, *out);
}
