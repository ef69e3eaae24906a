#include "store/person_list.h"
#include "base/str.h"
#include "store/list.h"
#include "store/search.h"
#include <string.h>

typedef enum { BY_ORDER, BY_TEXT, BY_GROUP, BY_ROLE, BY_STATE } by_e;

#define ARGS_MAX 40
typedef struct args_t { bdg_arg_t a[ARGS_MAX]; int n; } args_t;

static void add(args_t *args, bdg_arg_t a) { args->a[args->n++] = a; }

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_person_row_t *p = apr_array_push(l->rows);
    int c = 0;
    p->id = bdg_row_int(row, c++);
    p->public_id = bdg_row_str(row, c++, l->pool);
    p->name = bdg_row_str(row, c++, l->pool);
    p->first_name = bdg_row_str(row, c++, l->pool);
    p->last_name = bdg_row_str(row, c++, l->pool);
    p->email = bdg_row_str(row, c++, l->pool);
    p->username = bdg_row_str(row, c++, l->pool);
    p->state = bdg_account_state_of(bdg_row_str(row, c++, l->pool));
    p->joined_at = bdg_row_time(row, c++);
    p->suspended_at = bdg_row_time(row, c++);
    return NULL;
}

typedef struct edge_t { int64_t id; const char *name; apr_time_t at; apr_pool_t *pool; } edge_t;

static bdg_err_t *take_edge(void *baton, const bdg_row_t *row)
{
    edge_t *e = baton;
    e->id = bdg_row_int(row, 0);
    e->name = bdg_row_str(row, 1, e->pool);
    e->at = bdg_row_time(row, 2);
    return NULL;
}

/* What the narrowest filter finds: the arguments of its part of the statement. */
static void found(args_t *args, const bdg_person_filter_t *f, by_e by, apr_pool_t *pool)
{
    bdg_arg_t here = BDG_INT(f->organisation_id);
    if (by == BY_TEXT) {
        bdg_arg_t like = BDG_STR(bdg_search_like(f->text, pool) + 1), lower = BDG_STR(bdg_search_like(bdg_email_normalise(f->text, pool), pool) + 1);
        bdg_arg_t all[] = { like, here, here, like, here, lower, here, lower, here, like };
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
            add(args, all[i]);
        return;
    }
    add(args, by == BY_GROUP ? BDG_INT(f->group_id) : by == BY_ROLE ? BDG_INT(f->role_id) : BDG_STR(f->state));
    add(args, here);
}

/* State, role and group: whatever else was filtered by. */
static void fits(args_t *args, const bdg_person_filter_t *f)
{
    add(args, f->state ? BDG_INT(1) : BDG_NULL);
    add(args, BDG_STR(f->state));
    add(args, BDG_INT_OR_NULL(f->role_id));
    add(args, BDG_INT(f->role_id));
    add(args, BDG_INT_OR_NULL(f->group_id));
    add(args, BDG_INT(f->group_id));
}

static bdg_err_t *narrowest(by_e *by, bdg_db_t *db, const bdg_person_filter_t *f)
{
    static const bdg_query_e q[] = { [BY_GROUP] = BDG_Q_PERSON_FOUND_GROUP, [BY_ROLE] = BDG_Q_PERSON_FOUND_ROLE, [BY_STATE] = BDG_Q_PERSON_FOUND_STATE };
    int asked[] = { [BY_GROUP] = f->group_id != 0, [BY_ROLE] = f->role_id != 0, [BY_STATE] = f->state != NULL };
    *by = bdg_is_blank(f->text) ? BY_ORDER : BY_TEXT;
    for (int k = BY_GROUP; k <= BY_STATE && *by == BY_ORDER; k++) {
        int64_t n = BDG_COUNT_MAX + 1;
        args_t args = { .n = 0 };
        if (asked[k]) {
            found(&args, f, (by_e)k, NULL);
            BDG_TRY(bdg_db_int(db, q[k], args.a, args.n, &n));
        }
        if (n <= BDG_COUNT_MAX)
            *by = (by_e)k;
    }
    return NULL;
}

static bdg_err_t *in_order(bdg_list_t *l, bdg_db_t *db, const bdg_person_filter_t *f, const edge_t *e, int down)
{
    static const bdg_query_e q[2][2] = { { BDG_Q_PERSON_LIST_NAME_UP, BDG_Q_PERSON_LIST_NAME_DOWN }, { BDG_Q_PERSON_LIST_DATE_UP, BDG_Q_PERSON_LIST_DATE_DOWN } };
    args_t args = { .n = 0 };
    bdg_arg_t key = f->by_date ? BDG_TIME(e->at) : BDG_STR(e->name);
    add(&args, BDG_INT(f->organisation_id));
    add(&args, BDG_INT_OR_NULL(e->id));
    add(&args, key);
    add(&args, key);
    add(&args, BDG_INT(e->id));
    fits(&args, f);
    add(&args, BDG_INT(f->limit + 1));
    return bdg_db_each(db, q[f->by_date][down], args.a, args.n, take, l);
}

static bdg_err_t *of_found(bdg_list_t *l, bdg_db_t *db, const bdg_person_filter_t *f, const edge_t *e, by_e by, int down, apr_pool_t *pool)
{
    static const bdg_query_e q[][2] = { [BY_TEXT] = { BDG_Q_PERSON_LIST_TEXT_UP, BDG_Q_PERSON_LIST_TEXT_DOWN },
        [BY_GROUP] = { BDG_Q_PERSON_LIST_GROUP_UP, BDG_Q_PERSON_LIST_GROUP_DOWN }, [BY_ROLE] = { BDG_Q_PERSON_LIST_ROLE_UP, BDG_Q_PERSON_LIST_ROLE_DOWN },
        [BY_STATE] = { BDG_Q_PERSON_LIST_STATE_UP, BDG_Q_PERSON_LIST_STATE_DOWN } };
    args_t args = { .n = 0 };
    bdg_arg_t at = BDG_TIME(e->at), name = BDG_STR(e->name), id = BDG_INT(e->id), by_date = BDG_INT(f->by_date);
    found(&args, f, by, pool);
    add(&args, BDG_INT(f->organisation_id));
    fits(&args, f);
    bdg_arg_t beyond[] = { BDG_INT_OR_NULL(e->id), by_date, at, at, id, name, name, id, by_date, by_date, BDG_INT(f->limit + 1) };
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++)
        add(&args, beyond[i]);
    return bdg_db_each(db, q[by][down], args.a, args.n, take, l);
}

bdg_err_t *bdg_person_list(apr_array_header_t **out, bdg_db_t *db, const bdg_person_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_person_row_t), pool);
    edge_t e = { 0, "", 0, pool };
    by_e by;
    if (f->cursor)
        BDG_TRY(bdg_db_each(db, BDG_Q_PERSON_LIST_EDGE, BDG_ARGS(BDG_STR(f->cursor), BDG_INT(f->organisation_id)), take_edge, &e));
    int back = f->before && e.id, down = (f->down != 0) != back;
    BDG_TRY(narrowest(&by, db, f));
    BDG_TRY(by == BY_ORDER ? in_order(&l, db, f, &e, down) : of_found(&l, db, f, &e, by, down, pool));
    *out = bdg_list_end(&l, back);
    return NULL;
}

bdg_err_t *bdg_person_count(int64_t *n, bdg_db_t *db, const bdg_person_filter_t *f, apr_pool_t *pool)
{
    static const bdg_query_e q[] = { [BY_TEXT] = BDG_Q_PERSON_COUNT_TEXT, [BY_GROUP] = BDG_Q_PERSON_COUNT_GROUP, [BY_ROLE] = BDG_Q_PERSON_COUNT_ROLE,
                                     [BY_STATE] = BDG_Q_PERSON_COUNT_STATE };
    args_t args = { .n = 0 };
    by_e by;
    BDG_TRY(narrowest(&by, db, f));
    if (by == BY_ORDER && (f->role_id || f->group_id || f->state)) {
        *n = BDG_COUNT_MAX + 1;
        return NULL;
    }
    if (by == BY_ORDER)
        return bdg_db_int(db, BDG_Q_PERSON_COUNT_ALL, BDG_ARGS(BDG_INT(f->organisation_id)), n);
    found(&args, f, by, pool);
    add(&args, BDG_INT(f->organisation_id));
    fits(&args, f);
    return bdg_db_int(db, q[by], args.a, args.n, n);
}
