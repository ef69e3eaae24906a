#include "store/outbox_list.h"
#include "store/list.h"
#include <stdlib.h>
#include <string.h>

static const char *const stored[BDG_MESSAGES_STATES][2] = {
    [BDG_MESSAGES_WAITING] = { "waiting", "claimed" }, [BDG_MESSAGES_SENT] = { "done", NULL }, [BDG_MESSAGES_FAILED] = { "given_up", NULL },
    [BDG_MESSAGES_CANCELLED] = { "cancelled", NULL } };

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_outbox_row_t *o = apr_array_push(l->rows);
    int c = 0;
    o->id = bdg_row_int(row, c++);
    o->job_key = bdg_row_str(row, c++, l->pool);
    o->kind = bdg_row_str(row, c++, l->pool);
    o->address = bdg_row_str(row, c++, l->pool);
    o->state = bdg_row_str(row, c++, l->pool);
    o->attempts = (int)bdg_row_int(row, c++);
    o->due_at = bdg_row_time(row, c++);
    o->last_error = bdg_row_str(row, c++, l->pool);
    o->created_at = bdg_row_time(row, c++);
    o->done_at = bdg_row_time(row, c++);
    o->assertion_id = bdg_row_str(row, c++, l->pool);
    o->recipient_name = bdg_row_str(row, c++, l->pool);
    o->badge_name = bdg_row_str(row, c++, l->pool);
    o->batch_id = bdg_row_str(row, c++, l->pool);
    o->batch_name = bdg_row_str(row, c++, l->pool);
    return NULL;
}

typedef struct at_t { int64_t id; const char *address; apr_pool_t *pool; } at_t;

static bdg_err_t *take_at(void *baton, const bdg_row_t *row)
{
    at_t *at = baton;
    at->id = bdg_row_int(row, 0);
    at->address = bdg_row_str(row, 1, at->pool);
    return NULL;
}

static bdg_err_t *by_address(bdg_list_t *l, bdg_db_t *db, const bdg_outbox_filter_t *f, const at_t *at, int back)
{
    const char *const *s = stored[f->state];
    bdg_arg_t key = at->id ? BDG_STR(at->address) : BDG_NULL;
    return bdg_db_each(db, back ? BDG_Q_OUTBOX_LIST_ADDRESS_UP : BDG_Q_OUTBOX_LIST_ADDRESS_DOWN,
                       BDG_ARGS(BDG_INT(f->organisation_id), BDG_STR(bdg_search_like(f->address, l->pool) + 1), key, key, key, BDG_INT(at->id),
                                f->state == BDG_MESSAGES_ANY ? BDG_NULL : BDG_INT(1), BDG_STR(s[0]), BDG_STR(s[1] ? s[1] : s[0]), BDG_INT_OR_NULL(f->batch_id), BDG_INT(f->batch_id),
                                BDG_INT(f->whole), BDG_INT(f->account_id), BDG_INT(f->perms), BDG_INT(f->limit + 1)), take, l);
}

static int newest(const void *a, const void *b)
{
    int64_t x = ((const bdg_outbox_row_t *)a)->id, y = ((const bdg_outbox_row_t *)b)->id;
    return x > y ? -1 : x < y;
}
static int oldest(const void *a, const void *b) { return newest(b, a); }

/* Each stored state has its own place in the index: they are read one by one, and merged. */
static bdg_err_t *by_id(bdg_list_t *l, bdg_db_t *db, const bdg_outbox_filter_t *f, const at_t *at, int back)
{
    static const bdg_query_e q[2][2] = { { BDG_Q_OUTBOX_LIST_DOWN, BDG_Q_OUTBOX_LIST_UP }, { BDG_Q_OUTBOX_LIST_BATCH_DOWN, BDG_Q_OUTBOX_LIST_BATCH_UP } };
    for (int s = BDG_MESSAGES_WAITING; s < BDG_MESSAGES_STATES; s++)
        for (int k = 0; k < 2 && stored[s][k] && (f->state == BDG_MESSAGES_ANY || (int)f->state == s); k++)
            BDG_TRY(bdg_db_each(db, q[f->batch_id != 0][back],
                                BDG_ARGS(BDG_INT(f->batch_id ? f->batch_id : f->organisation_id), BDG_STR(stored[s][k]), BDG_INT_OR_NULL(at->id), BDG_INT(at->id),
                                         BDG_INT(f->whole), BDG_INT(f->account_id), BDG_INT(f->perms), BDG_INT(f->limit + 1)), take, l));
    qsort(l->rows->elts, (size_t)l->rows->nelts, sizeof(bdg_outbox_row_t), back ? oldest : newest);
    if (l->rows->nelts > f->limit + 1)
        l->rows->nelts = f->limit + 1;
    return NULL;
}

bdg_err_t *bdg_outbox_list(apr_array_header_t **out, bdg_db_t *db, const bdg_outbox_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_outbox_row_t), pool);
    at_t at = { 0, NULL, pool };
    if (f->cursor)
        BDG_TRY(bdg_db_each(db, BDG_Q_OUTBOX_LIST_CURSOR, BDG_ARGS(BDG_STR(f->cursor), BDG_INT(f->organisation_id)), take_at, &at));
    int back = f->back && at.id;
    if (f->address && *f->address)
        BDG_TRY(by_address(&l, db, f, &at, back));
    else
        BDG_TRY(by_id(&l, db, f, &at, back));
    *out = bdg_list_end(&l, back);
    return NULL;
}

bdg_err_t *bdg_outbox_counts(int64_t counts[BDG_MESSAGES_STATES], bdg_db_t *db, const bdg_outbox_filter_t *f)
{
    counts[BDG_MESSAGES_ANY] = 0;
    for (int s = BDG_MESSAGES_WAITING; s < BDG_MESSAGES_STATES; s++) {
        counts[s] = 0;
        for (int k = 0; k < 2 && stored[s][k]; k++) {
            int64_t n;
            BDG_TRY(bdg_db_int(db, f->batch_id ? BDG_Q_OUTBOX_LIST_BATCH_COUNT : BDG_Q_OUTBOX_LIST_COUNT,
                               BDG_ARGS(BDG_INT(f->batch_id ? f->batch_id : f->organisation_id), BDG_STR(stored[s][k])), &n));
            counts[s] += n;
        }
        counts[BDG_MESSAGES_ANY] += counts[s];
    }
    return NULL;
}

bdg_err_t *bdg_outbox_list_of(apr_array_header_t **out, bdg_db_t *db, int64_t assertion_id, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_outbox_row_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_OUTBOX_LIST_OF, BDG_ARGS(BDG_INT(assertion_id), BDG_INT(organisation_id), BDG_INT(1), BDG_INT(0), BDG_INT(0)), take, &l);
}

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    *(int64_t *)apr_array_push(l->rows) = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_outbox_some(apr_array_header_t **out, bdg_db_t *db, const bdg_outbox_filter_t *f, const char *state, int64_t after, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(int64_t), pool);
    const char *like = f->address && *f->address ? bdg_search_like(f->address, pool) + 1 : NULL;
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_OUTBOX_SOME, BDG_ARGS(BDG_INT(f->organisation_id), BDG_STR(state), BDG_INT(after), BDG_INT_OR_NULL(f->batch_id), BDG_INT(f->batch_id),
                       like ? BDG_INT(1) : BDG_NULL, BDG_STR(like), BDG_INT(f->whole), BDG_INT(f->account_id), BDG_INT(f->perms)), take_id, &l);
}

typedef struct state_t { const char *state; int64_t assertion_id; int revoked; apr_pool_t *pool; } state_t;

static bdg_err_t *take_state(void *baton, const bdg_row_t *row)
{
    state_t *s = baton;
    s->state = bdg_row_str(row, 0, s->pool);
    s->assertion_id = bdg_row_int(row, 1);
    s->revoked = bdg_row_int(row, 2) != 0;
    return NULL;
}

bdg_err_t *bdg_outbox_state(const char **state, int64_t *assertion_id, int *revoked, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool)
{
    state_t s = { .pool = pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_OUTBOX_STATE, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), take_state, &s));
    *state = s.state;
    *assertion_id = s.assertion_id;
    *revoked = s.revoked;
    return NULL;
}

bdg_err_t *bdg_outbox_again(int64_t *changed, bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    return bdg_db_exec(db, BDG_Q_OUTBOX_AGAIN, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), changed, NULL);
}

bdg_err_t *bdg_outbox_stop(int64_t *changed, bdg_db_t *db, int64_t id, int64_t organisation_id, const char *why)
{
    return bdg_db_exec(db, BDG_Q_OUTBOX_STOP, BDG_ARGS(BDG_STR(why), BDG_INT(id), BDG_INT(organisation_id)), changed, NULL);
}
