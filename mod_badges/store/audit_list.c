#include "store/audit_list.h"
#include "store/search.h"
#include <stdlib.h>
#include <string.h>

#define AT_ONCE 26                       /* ids that audit_rows takes */
#define ABOUT apr_time_from_sec(60)      /* by how much ids and times may be out of step */
#define LAST_ID INT64_MAX

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    APR_ARRAY_PUSH((apr_array_header_t *)baton, int64_t) = bdg_row_int(row, 0);
    return NULL;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Newest first, and no more than are wanted. */
static void keep_newest(apr_array_header_t *ids, int limit)
{
    qsort(ids->elts, (size_t)ids->nelts, sizeof(int64_t), by_id);
    if (ids->nelts > limit)
        ids->nelts = limit;
}

#define TIME_OR_NULL(t) ((t) ? BDG_TIME(t) : BDG_NULL)
#define TIMES(f) TIME_OR_NULL((f)->from), TIME_OR_NULL((f)->from), TIME_OR_NULL((f)->until), TIME_OR_NULL((f)->until)
#define ACTION(f) BDG_STR((f)->action), BDG_STR((f)->action)
#define FITS(f) BDG_STR((f)->kind), BDG_STR((f)->kind), ACTION(f), TIMES(f)

/* Ids that rows of the time asked for can have: low <= id < high. */
static bdg_err_t *bounds(int64_t *low, int64_t *high, bdg_db_t *db, const bdg_audit_filter_t *f, apr_pool_t *pool)
{
    apr_array_header_t *id = apr_array_make(pool, 1, sizeof(int64_t));
    *low = INT64_MIN;
    *high = f->before ? f->before : LAST_ID;
    if (f->from) {
        BDG_TRY(bdg_db_each(db, BDG_Q_AUDIT_AT, BDG_ARGS(BDG_TIME(f->from - ABOUT)), take_id, id));
        *low = id->nelts ? APR_ARRAY_IDX(id, 0, int64_t) : LAST_ID;
    }
    id->nelts = 0;
    if (f->until) {
        BDG_TRY(bdg_db_each(db, BDG_Q_AUDIT_AT, BDG_ARGS(BDG_TIME(f->until + ABOUT)), take_id, id));
        if (id->nelts && APR_ARRAY_IDX(id, 0, int64_t) < *high)
            *high = APR_ARRAY_IDX(id, 0, int64_t);
    }
    return NULL;
}

typedef struct latest_t { int64_t organisation_id, id; } latest_t;

static bdg_err_t *take_latest(void *baton, const bdg_row_t *row)
{
    APR_ARRAY_PUSH((apr_array_header_t *)baton, latest_t) = (latest_t){ bdg_row_int(row, 0), bdg_row_int(row, 1) };
    return NULL;
}

static bdg_err_t *of_tree(apr_array_header_t *ids, bdg_db_t *db, const bdg_audit_filter_t *f, int64_t low, int64_t high, int limit, apr_pool_t *pool)
{
    apr_array_header_t *latest = apr_array_make(pool, 32, sizeof(latest_t));
    BDG_TRY(bdg_db_each(db, BDG_Q_AUDIT_NEWEST, BDG_ARGS(BDG_INT(high), BDG_INT(low), BDG_INT(f->organisation_id), FITS(f), BDG_INT(limit)), take_id, ids));
    if (ids->nelts >= limit)
        return NULL;
    ids->nelts = 0;      /* older ones are wanted too: all are found anew */
    BDG_TRY(bdg_db_each(db, BDG_Q_AUDIT_LATEST, BDG_ARGS(BDG_INT(high), BDG_INT(low), FITS(f), BDG_INT(f->organisation_id), BDG_INT(limit)), take_latest, latest));
    for (int i = 0; i < latest->nelts; i++) {
        const latest_t *o = &APR_ARRAY_IDX(latest, i, latest_t);
        if (ids->nelts >= limit && o->id < APR_ARRAY_IDX(ids, limit - 1, int64_t))
            break;      /* neither this nor any that follow has one that is newer */
        BDG_TRY(bdg_db_each(db, BDG_Q_AUDIT_OF_ORGANISATION, BDG_ARGS(BDG_INT(o->organisation_id), BDG_INT(high), BDG_INT(low), FITS(f), BDG_INT(limit)), take_id, ids));
        keep_newest(ids, limit);
    }
    return NULL;
}

static bdg_err_t *find(apr_array_header_t *ids, bdg_db_t *db, const bdg_audit_filter_t *f, int limit, apr_pool_t *pool)
{
    int64_t low, high;
    BDG_TRY(bounds(&low, &high, db, f, pool));
    if (f->object_id)
        return bdg_db_each(db, BDG_Q_AUDIT_OF_OBJECT, BDG_ARGS(BDG_INT(f->organisation_id), BDG_STR(f->kind), BDG_INT(f->object_id), BDG_INT(f->account_id),
                                                               BDG_INT(f->account_id), BDG_INT(high), BDG_INT(low), ACTION(f), TIMES(f), BDG_INT(limit)), take_id, ids);
    if (f->account_id)
        return bdg_db_each(db, BDG_Q_AUDIT_OF_ACCOUNT, BDG_ARGS(BDG_INT(f->organisation_id), BDG_INT(f->account_id), BDG_INT(high), BDG_INT(low), FITS(f), BDG_INT(limit)),
                           take_id, ids);
    return of_tree(ids, db, f, low, high, limit, pool);
}

typedef struct rows_t { apr_array_header_t *rows; apr_pool_t *pool; } rows_t;

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    rows_t *t = baton;
    bdg_audit_row_t *r = apr_array_push(t->rows);
    r->id = bdg_row_int(row, 0);
    r->at = bdg_row_time(row, 1);
    r->organisation = bdg_row_str(row, 2, t->pool);
    r->account_id = bdg_row_int(row, 3);
    r->name = bdg_row_str(row, 4, t->pool);
    r->email = bdg_row_str(row, 5, t->pool);
    r->address = bdg_row_str(row, 6, t->pool);
    r->action = bdg_row_str(row, 7, t->pool);
    r->kind = bdg_row_str(row, 8, t->pool);
    r->object_id = bdg_row_int(row, 9);
    r->before = bdg_row_str(row, 10, t->pool);
    r->after = bdg_row_str(row, 11, t->pool);
    r->left_out = bdg_row_int(row, 12) != 0;
    return NULL;
}

static bdg_err_t *read_rows(rows_t *t, bdg_db_t *db, const apr_array_header_t *ids)
{
    bdg_arg_t args[AT_ONCE];
    for (int from = 0; from < ids->nelts; from += AT_ONCE) {
        for (int i = 0; i < AT_ONCE; i++)
            args[i] = BDG_INT(from + i < ids->nelts ? APR_ARRAY_IDX(ids, from + i, int64_t) : 0);
        BDG_TRY(bdg_db_each(db, BDG_Q_AUDIT_ROWS, args, AT_ONCE, take_row, t));
    }
    return NULL;
}

bdg_err_t *bdg_audit_list(apr_array_header_t **rows, int *more, bdg_db_t *db, const bdg_audit_filter_t *f, int limit, apr_pool_t *pool)
{
    apr_array_header_t *ids = apr_array_make(pool, limit + 1, sizeof(int64_t));
    rows_t t = { apr_array_make(pool, limit, sizeof(bdg_audit_row_t)), pool };
    BDG_TRY(find(ids, db, f, limit + 1, pool));
    *more = ids->nelts > limit;
    keep_newest(ids, limit);
    *rows = t.rows;
    return read_rows(&t, db, ids);
}

bdg_err_t *bdg_audit_count(int64_t *n, bdg_db_t *db, const bdg_audit_filter_t *f, apr_pool_t *pool)
{
    int64_t low, high;
    bdg_audit_filter_t all = *f;
    apr_array_header_t *ids = apr_array_make(pool, 64, sizeof(int64_t));
    all.before = 0;
    if (f->account_id || f->object_id) {
        BDG_TRY(find(ids, db, &all, BDG_COUNT_MAX + 1, pool));
        *n = ids->nelts;
        return NULL;
    }
    BDG_TRY(bounds(&low, &high, db, &all, pool));
    return bdg_db_int(db, BDG_Q_AUDIT_COUNT, BDG_ARGS(BDG_INT(f->organisation_id), BDG_INT(high), BDG_INT(low), FITS(f)), n);
}

/* --- what a row is about */

typedef struct thing_t { const char **public_id, **name; apr_pool_t *pool; } thing_t;

static bdg_err_t *take_thing(void *baton, const bdg_row_t *row)
{
    thing_t *t = baton;
    *t->public_id = bdg_row_str(row, 0, t->pool);
    *t->name = bdg_row_str(row, 1, t->pool);
    return NULL;
}

#define KINDS 10

bdg_err_t *bdg_audit_thing(const char **public_id, const char **name, bdg_db_t *db, const char *kind, int64_t id, apr_pool_t *pool)
{
    bdg_arg_t args[2 * KINDS];
    *public_id = *name = "";
    for (int i = 0; i < KINDS; i++) {
        args[2 * i] = BDG_STR(kind);
        args[2 * i + 1] = BDG_INT(id);
    }
    return bdg_db_each(db, BDG_Q_AUDIT_THING, args, 2 * KINDS, take_thing, &(thing_t){ public_id, name, pool });
}

bdg_err_t *bdg_audit_person_here(int64_t *here, bdg_db_t *db, int64_t organisation_id, int64_t account_id)
{
    return bdg_db_int(db, BDG_Q_AUDIT_PERSON_HERE, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(account_id)), here);
}

static bdg_err_t *take_one(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_audit_thing_id(int64_t *id, bdg_db_t *db, const char *kind, const char *public_id)
{
    bdg_arg_t args[2 * KINDS];
    *id = 0;
    for (int i = 0; i < KINDS; i++) {
        args[2 * i] = BDG_STR(kind);
        args[2 * i + 1] = BDG_STR(public_id);
    }
    return bdg_db_each(db, BDG_Q_AUDIT_THING_ID, args, 2 * KINDS, take_one, id);
}
