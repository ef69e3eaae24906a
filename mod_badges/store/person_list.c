#include "store/person_list.h"
#include "base/str.h"
#include "store/list.h"
#include "store/search.h"
#include <string.h>

typedef enum { BY_ORDER, BY_TEXT, BY_GROUP, BY_ROLE, BY_STATE } by_e;
/* How one filter goes: by what, and whether the organisation is so small that each of its people may be asked. */
typedef struct plan_t { by_e by; int small, wide; /* wide: the text fits more than BDG_PEOPLE_FOUND */ } plan_t;

#define ARGS_MAX 50
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

static bdg_arg_t like(const bdg_person_filter_t *f, apr_pool_t *pool) { return BDG_STR(bdg_search_like(f->text, pool) + 1); }
static bdg_arg_t like_lower(const bdg_person_filter_t *f, apr_pool_t *pool) { return BDG_STR(bdg_search_like(bdg_email_normalise(f->text, pool), pool) + 1); }

/* What the narrowest filter finds: the arguments of its part of the statement. */
static void found(args_t *args, const bdg_person_filter_t *f, by_e by, apr_pool_t *pool)
{
    bdg_arg_t here = BDG_INT(f->organisation_id);
    if (by == BY_TEXT) {
        bdg_arg_t any = like(f, pool), lower = like_lower(f, pool);
        bdg_arg_t all[] = { any, here, here, any, here, lower, here, lower, here, any };
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
            add(args, all[i]);
        return;
    }
    add(args, by == BY_GROUP ? BDG_INT(f->group_id) : by == BY_ROLE ? BDG_INT(f->role_id) : BDG_STR(f->state));
    add(args, here);
}

/* State, text, role and group: whatever was filtered by. A text that found them need not be asked again. */
static void fits(args_t *args, const bdg_person_filter_t *f, by_e by, apr_pool_t *pool)
{
    int ask = by != BY_TEXT && !bdg_is_blank(f->text);
    bdg_arg_t any = ask ? like(f, pool) : BDG_NULL, lower = ask ? like_lower(f, pool) : BDG_NULL;
    bdg_arg_t text[] = { ask ? BDG_INT(1) : BDG_NULL, any, any, lower, lower, any };
    add(args, f->state ? BDG_INT(1) : BDG_NULL);
    add(args, BDG_STR(f->state));
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        add(args, text[i]);
    add(args, BDG_INT_OR_NULL(f->role_id));
    add(args, BDG_INT(f->role_id));
    add(args, BDG_INT_OR_NULL(f->group_id));
    add(args, BDG_INT(f->group_id));
}

static bdg_err_t *narrowest(plan_t *plan, bdg_db_t *db, const bdg_person_filter_t *f, apr_pool_t *pool)
{
    static const bdg_query_e q[] = { [BY_TEXT] = BDG_Q_PERSON_FOUND_TEXT, [BY_GROUP] = BDG_Q_PERSON_FOUND_GROUP, [BY_ROLE] = BDG_Q_PERSON_FOUND_ROLE,
                                     [BY_STATE] = BDG_Q_PERSON_FOUND_STATE };
    int asked[] = { [BY_TEXT] = !bdg_is_blank(f->text), [BY_GROUP] = f->group_id != 0, [BY_ROLE] = f->role_id != 0, [BY_STATE] = f->state != NULL };
    *plan = (plan_t){ BY_ORDER, 0, 0 };
    if (asked[BY_TEXT]) {
        int64_t people;
        BDG_TRY(bdg_db_int(db, BDG_Q_PERSON_MORE_THAN, BDG_ARGS(BDG_INT(f->organisation_id)), &people));
        plan->small = people <= BDG_PEOPLE_FOUND;
    }
    for (int k = BY_TEXT; k <= BY_STATE && plan->by == BY_ORDER && !plan->small; k++) {
        int64_t n = 0, most = k == BY_TEXT ? BDG_PEOPLE_FOUND : BDG_COUNT_MAX;
        args_t args = { .n = 0 };
        if (!asked[k])
            continue;
        found(&args, f, (by_e)k, pool);
        BDG_TRY(bdg_db_int(db, q[k], args.a, args.n, &n));
        if (n <= most)
            plan->by = (by_e)k;
        else if (k == BY_TEXT)
            plan->wide = 1;
    }
    return NULL;
}

static bdg_err_t *in_order(bdg_list_t *l, bdg_db_t *db, const bdg_person_filter_t *f, const edge_t *e, int down, apr_pool_t *pool)
{
    static const bdg_query_e q[2][2] = { { BDG_Q_PERSON_LIST_NAME_UP, BDG_Q_PERSON_LIST_NAME_DOWN }, { BDG_Q_PERSON_LIST_DATE_UP, BDG_Q_PERSON_LIST_DATE_DOWN } };
    args_t args = { .n = 0 };
    bdg_arg_t key = f->by_date ? BDG_TIME(e->at) : BDG_STR(e->name);
    add(&args, BDG_INT(f->organisation_id));
    add(&args, BDG_INT_OR_NULL(e->id));
    add(&args, key);
    add(&args, key);
    add(&args, BDG_INT(e->id));
    fits(&args, f, BY_ORDER, pool);
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
    fits(&args, f, by, pool);
    bdg_arg_t beyond[] = { BDG_INT_OR_NULL(e->id), by_date, at, at, id, name, name, id, by_date, by_date, BDG_INT(f->limit + 1) };
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++)
        add(&args, beyond[i]);
    return bdg_db_each(db, q[by][down], args.a, args.n, take, l);
}

bdg_err_t *bdg_person_list(apr_array_header_t **out, bdg_db_t *db, const bdg_person_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_person_row_t), pool);
    edge_t e = { 0, "", 0, pool };
    plan_t plan;
    if (f->cursor)
        BDG_TRY(bdg_db_each(db, BDG_Q_PERSON_LIST_EDGE, BDG_ARGS(BDG_STR(f->cursor), BDG_INT(f->organisation_id)), take_edge, &e));
    int back = f->before && e.id, down = (f->down != 0) != back;
    BDG_TRY(narrowest(&plan, db, f, pool));
    BDG_TRY(plan.by == BY_ORDER ? in_order(&l, db, f, &e, down, pool) : of_found(&l, db, f, &e, plan.by, down, pool));
    *out = bdg_list_end(&l, back);
    return NULL;
}

bdg_err_t *bdg_person_count(int64_t *n, int *at_least, bdg_db_t *db, const bdg_person_filter_t *f, apr_pool_t *pool)
{
    static const bdg_query_e q[] = { [BY_ORDER] = BDG_Q_PERSON_COUNT_ASKED, [BY_TEXT] = BDG_Q_PERSON_COUNT_TEXT, [BY_GROUP] = BDG_Q_PERSON_COUNT_GROUP,
                                     [BY_ROLE] = BDG_Q_PERSON_COUNT_ROLE, [BY_STATE] = BDG_Q_PERSON_COUNT_STATE };
    args_t args = { .n = 0 };
    plan_t plan;
    int others = f->role_id || f->group_id || f->state;
    BDG_TRY(narrowest(&plan, db, f, pool));
    *at_least = plan.by == BY_ORDER && plan.wide && !others;
    if (plan.by == BY_ORDER && !plan.small) {
        *n = *at_least ? BDG_PEOPLE_FOUND : BDG_COUNT_MAX + 1;
        return plan.wide || others ? NULL : bdg_db_int(db, BDG_Q_PERSON_COUNT_ALL, BDG_ARGS(BDG_INT(f->organisation_id)), n);
    }
    if (plan.by != BY_ORDER)
        found(&args, f, plan.by, pool);
    add(&args, BDG_INT(f->organisation_id));
    fits(&args, f, plan.by, pool);
    return bdg_db_int(db, q[plan.by], args.a, args.n, n);
}
